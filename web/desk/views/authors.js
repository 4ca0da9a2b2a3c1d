// The authors of a site of whom moderators think something: trusted, or banned.
import { ask, may, mayDecide } from '../api.js';
import { countsOf } from '../author.js';
import { nameOf } from '../by.js';
import { element, quiet, say, serverSays, time } from '../dom.js';
import { form } from '../form.js';
import { entitle } from '../frame.js';
import { nameFor } from '../names.js';
import { askPart, listed } from '../part.js';
import { addressOf, go } from '../route.js';
import { note } from '../section.js';
import { askForSite, oneSite } from '../site.js';
import { word } from '../words.js';

const STANDINGS = ['trusted', 'banned'];

const standingOf = ({ query }) =>
	STANDINGS.includes(query.get('standing')) ? query.get('standing') : STANDINGS[0];

const choice = (chosen) =>
	element(
		'nav',
		{ className: 'parts', ariaLabel: word('authors.standings') },
		...STANDINGS.map((standing) =>
			element(
				'a',
				{
					href: addressOf('authors', { standing }),
					ariaCurrent: standing === chosen ? 'page' : null,
				},
				word(`authors.all_${standing}`),
			),
		),
	);

const counts = (author) => countsOf(author, ' · ');

const why = ({ standing_by: by, standing_note: text, standing_at: at }) => [
	element('p', { dir: 'auto' }, text ?? ''),
	element('p', { className: 'faint' }, nameOf(by), ' · ', time(at)),
];

const commentsOf = ({ site, tag }) =>
	element(
		'a',
		{ href: addressOf('queue', { site, author: tag, state: 'approved' }) },
		word('authors.comments'),
	);

const changeOf = ({ site, id }) =>
	element(
		'a',
		{ href: addressOf('authors', { site, id }), className: 'button quiet' },
		word('action.change'),
	);

const columnsFor = (changes) => [
	{ label: 'authors.tag', head: true, cell: ({ tag }) => element('code', {}, tag) },
	{ label: 'authors.written', cell: (author) => [counts(author), ' ', commentsOf(author)] },
	{ label: 'authors.why', cell: why },
	...(changes ? [{ cell: changeOf }] : []),
];

// One author, and what is thought from now on.
function authorForm(author) {
	const back = { site: author.site, standing: author.standing };
	return form({
		fields: [
			{
				name: 'standing',
				label: 'authors.standing',
				hint: 'authors.standing_hint',
				value: author.standing,
				options: ['normal', ...STANDINGS].map((standing) => [
					standing,
					word(`authors.${standing}`),
				]),
			},
			{
				name: 'note',
				label: 'authors.note',
				hint: 'authors.note_hint',
				value: author.standing_note ?? '',
			},
		],
		submit: 'action.save',
		send: (body) => ask(`moderation/authors/${author.id}`, { method: 'PATCH', body }),
		done: ({ body }) => {
			go('authors', back);
			say(word(`authors.now_${body.standing}`, { tag: author.tag }));
		},
		others: [quiet(word('action.cancel'), () => go('authors', back))],
	});
}

async function openAuthor(body, id) {
	const { status, body: author } = await ask(`moderation/authors/${id}`);
	if (status !== 200) return say(serverSays(author?.detail, 'authors.unreadable'));
	entitle(word('authors.one', { tag: author.tag }));
	body.append(note(counts(author), ' ', commentsOf(author)));
	if (mayDecide(author.site)) body.append(authorForm(author));
	if (may('admin', author.site)) body.append(nameFor(author));
	return undefined;
}

export const view = {
	async open(body, place) {
		if (place.id) return openAuthor(body, place.id);
		const site = oneSite();
		if (!site) return body.append(askForSite(place));
		const standing = standingOf(place);
		body.append(choice(standing), note(word(`authors.about_${standing}`)));
		const part = await askPart('moderation/authors', { site, standing }, place, { newest: true });
		if (part.status !== 200) return say(serverSays(part.body?.detail, 'list.failed'));
		const columns = columnsFor(mayDecide(site));
		return body.append(...listed(part, word('view.authors'), columns, 'authors.nothing'));
	},
};
