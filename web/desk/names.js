// The names that a site keeps for its own people, or from everybody.
import { ask } from './api.js';
import { nameOf } from './by.js';
import { confirmed } from './dialog.js';
import { element, quiet, say, serverSays, time } from './dom.js';
import { form } from './form.js';
import { show } from './frame.js';
import { addressOf } from './route.js';
import { note, section } from './section.js';
import { table } from './table.js';
import { word } from './words.js';

const targetOf = (site) => `admin/sites/${site}/names`;

async function changed(text) {
	await show();
	say(text);
}

async function remove(site, { id, name }) {
	const sure = await confirmed({
		title: word('names.remove_title', { name }),
		text: word('names.remove_text'),
		act: word('names.remove'),
	});
	if (!sure) return undefined;
	const answer = await ask(`${targetOf(site)}/${id}`, { method: 'DELETE' });
	if (answer.status !== 204) return say(serverSays(answer.body?.detail, 'names.failed'));
	return changed(word('names.removed', { name }));
}

const whose = (site, { author, author_tag: tag }) =>
	author
		? element('a', { href: addressOf('authors', { site, id: author }) }, element('code', {}, tag))
		: word('names.nobody');

const columns = (site) => [
	{ label: 'names.name', head: true, cell: ({ name }) => element('span', { dir: 'auto' }, name) },
	{ label: 'names.whose', cell: (row) => whose(site, row) },
	{ label: 'names.since', cell: ({ by, created_at: at }) => [nameOf(by), ' · ', time(at)] },
	{ cell: (row) => quiet(word('names.remove'), () => remove(site, row)) },
];

// For the author, or, without one, for nobody.
const reserve = (site, { author, submit }) =>
	form({
		className: 'narrow',
		fields: [{ name: 'name', label: 'names.name', required: true }],
		submit,
		send: (values) => ask(targetOf(site), { method: 'POST', body: { ...values, author } }),
		done: ({ body: { name } }) => changed(word('names.reserved', { name })),
	});

// All of a site, for its admins.
export async function namesOf(site) {
	const { status, body } = await ask(targetOf(site));
	if (status !== 200) return note(serverSays(body?.detail, 'names.unreadable'));
	return section(
		'names.title',
		note(word('names.about')),
		...(body.items.length ? [table(word('names.title'), columns(site), body.items)] : []),
		reserve(site, { submit: 'names.reserve' }),
	);
}

// Where an author is given one.
export const nameFor = ({ site, id }) =>
	section(
		'names.own',
		note(word('names.about_own')),
		reserve(site, { author: id, submit: 'names.theirs' }),
	);
