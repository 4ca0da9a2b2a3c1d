// The pages of a site that have comments: how many, and whether they take more; and one of them.
import { mayDecide } from '../api.js';
import { element, quiet, time } from '../dom.js';
import { form } from '../form.js';
import { closeButton, comments, linkTo, nameOf } from '../page.js';
import { askPart, listed } from '../part.js';
import { addressOf, go } from '../route.js';
import { askForSite, oneSite } from '../site.js';
import { renewRow } from '../table.js';
import { word } from '../words.js';
import { openPage } from './page.js';

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

const what = (page) => [
	element(
		'p',
		{ dir: 'auto' },
		element('a', { href: addressOf('pages', { id: page.id }) }, nameOf(page)),
	),
	element('p', { className: 'faint' }, linkTo(page)),
];

function columnsFor(changes) {
	const columns = [
		{ label: 'pages.page', head: true, cell: what },
		{ label: 'pages.comments', cell: comments },
		{ label: 'pages.state', cell: ({ state }) => word(`pages.${state}`) },
		{ label: 'pages.since', cell: ({ created_at: at }) => time(at) },
	];
	const renew = (page, button) => renewRow(button, columns, page);
	if (changes) columns.push({ cell: (page) => closeButton(page, renew) });
	return columns;
}

export const view = {
	async open(body, place) {
		if (place.id) return openPage(body, place.id);
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
