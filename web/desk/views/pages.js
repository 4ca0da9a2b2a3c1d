// The pages of a site that have comments: how many, and whether they take more.
import { ask, mayDecide } from '../api.js';
import { element, quiet, say, serverSays, time } from '../dom.js';
import { form } from '../form.js';
import { askPart, listed } from '../part.js';
import { addressOf, go } from '../route.js';
import { askForSite, oneSite } from '../site.js';
import { renewRow } from '../table.js';
import { word } from '../words.js';

function find(place) {
	const url = place.query.get('url') ?? '';
	return form({
		className: 'filters',
		fields: [{ name: 'url', label: 'pages.url', type: 'url', value: url }],
		submit: 'pages.find',
		send: (values) => go('pages', values),
		others: [quiet(word('pages.all'), () => go('pages'))],
	});
}

const what = ({ url, title }) => [
	element('p', { dir: 'auto' }, title || url),
	element('p', { className: 'faint' }, element('a', { href: url, rel: 'noreferrer' }, url)),
];

const comments = ({ url, count }) =>
	element(
		'a',
		{ href: addressOf('queue', { page: url, state: 'approved' }) },
		word('pages.approved', { n: count }),
	);

async function toggle(button, columns, { id, state }) {
	const body = { state: state === 'open' ? 'closed' : 'open' };
	const answer = await ask(`moderation/pages/${id}`, { method: 'PATCH', body });
	if (answer.status !== 200) return say(serverSays(answer.body?.detail, 'pages.failed'));
	say(word(`pages.now_${answer.body.state}`));
	return renewRow(button, columns, answer.body);
}

function columnsFor(changes) {
	const columns = [
		{ label: 'pages.page', head: true, cell: what },
		{ label: 'pages.comments', cell: comments },
		{ label: 'pages.state', cell: ({ state }) => word(`pages.${state}`) },
		{ label: 'pages.since', cell: ({ created_at: at }) => time(at) },
	];
	const buttonOf = (page) => {
		const shift = quiet(word(page.state === 'open' ? 'pages.close' : 'pages.reopen'), () =>
			toggle(shift, columns, page),
		);
		return shift;
	};
	if (changes) columns.push({ cell: buttonOf });
	return columns;
}

export const view = {
	async open(body, place) {
		const site = oneSite();
		if (!site) return body.append(askForSite(place));
		const url = place.query.get('url');
		const finding = find(place);
		body.append(finding);
		const part = await askPart('moderation/pages', url ? { site, url } : { site }, place, {
			newest: true,
		});
		if (part.status !== 200) return finding.refuse(part);
		const columns = columnsFor(mayDecide(site));
		const none = url ? 'pages.nothing_found' : 'pages.nothing';
		return body.append(...listed(part, word('view.pages'), columns, none));
	},
};
