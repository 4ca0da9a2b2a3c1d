// One page: its other addresses, and making it part of another page.
import { ask, may, mayDecide } from '../api.js';
import { nameOf as personOf } from '../by.js';
import { confirmed } from '../dialog.js';
import { element, quiet, say, serverSays, time } from '../dom.js';
import { form } from '../form.js';
import { entitle, show } from '../frame.js';
import { closeButton, comments, linkTo, nameOf } from '../page.js';
import { go } from '../route.js';
import { facts, note, section } from '../section.js';
import { table } from '../table.js';
import { word } from '../words.js';

async function changed(text) {
	await show();
	say(text);
}

async function remove(page, { id, url }) {
	const sure = await confirmed({
		title: word('page.remove_title'),
		text: word('page.remove_text', { url }),
		act: word('page.remove'),
	});
	if (!sure) return undefined;
	const answer = await ask(`moderation/pages/${page.id}/aliases/${id}`, { method: 'DELETE' });
	if (answer.status !== 204) return say(serverSays(answer.body?.detail, 'pages.failed'));
	return changed(word('page.removed'));
}

const aliasColumns = (page, changes) => [
	{ label: 'page.alias', head: true, cell: ({ url }) => element('span', {}, url) },
	{ label: 'page.since', cell: ({ by, created_at: at }) => [personOf(by), ' · ', time(at)] },
	...(changes
		? [{ cell: (alias) => quiet(word('page.remove'), () => remove(page, alias)) }]
		: []),
];

const addAlias = (page) =>
	form({
		className: 'narrow',
		fields: [{ name: 'url', label: 'page.add_url', type: 'url', required: true }],
		submit: 'page.add',
		send: (body) => ask(`moderation/pages/${page.id}/aliases`, { method: 'POST', body }),
		done: () => changed(word('page.added')),
	});

function aliases(page, changes) {
	const { aliases: rows } = page;
	return section(
		'page.aliases',
		note(word('page.aliases_about')),
		...(rows.length ? [table(word('page.aliases'), aliasColumns(page, changes), rows)] : []),
		...(changes ? [addAlias(page)] : []),
	);
}

// What would become of the two, as sentences.
function previewOf({ into, moved, aliases: urls }) {
	const parts = Object.entries(moved)
		.filter(([, n]) => n)
		.map(([state, n]) => word(`page.moved_${state}`, { n }));
	return [
		word('page.merge_moves', { parts: parts.join(', ') || word('page.merge_none') }),
		word('page.merge_into', { page: nameOf(into), url: into.url, n: into.count }),
		word('page.merge_urls', { urls: urls.join(', ') }),
		word('page.merge_final'),
	].join('\n');
}

// Asks what would become of it, then whether that is wanted.
async function mergeInto({ id }, { into }) {
	const target = `moderation/pages/${id}/merge`;
	const preview = await ask(target, { method: 'POST', body: { into, dry_run: true } });
	if (preview.status !== 200) return preview;
	const sure = await confirmed({
		title: word('page.merge_title'),
		text: previewOf(preview.body),
		act: word('page.merge'),
	});
	return sure ? ask(target, { method: 'POST', body: { into } }) : undefined;
}

const merge = (page) =>
	section(
		'page.merge_section',
		note(word('page.merge_about')),
		form({
			className: 'narrow',
			fields: [{ name: 'into', label: 'page.merge_url', type: 'url', required: true }],
			submit: 'page.merge_look',
			send: (values) => mergeInto(page, values),
			done: ({ body: { into } }) => {
				go('pages', { id: into.id });
				say(word('page.merged'));
			},
		}),
	);

export async function openPage(body, id) {
	const { status, body: page } = await ask(`moderation/pages/${id}`);
	if (status !== 200) return say(serverSays(page?.detail, 'page.unreadable'));
	const changes = mayDecide(page.site);
	entitle(nameOf(page));
	const state = [word(`pages.${page.state}`), ' '];
	if (changes) state.push(closeButton(page, () => show()));
	body.append(
		facts([
			['pages.page', linkTo(page)],
			['pages.comments', comments(page)],
			['pages.state', state],
			['pages.since', time(page.created_at)],
		]),
		aliases(page, changes),
	);
	if (may('admin', page.site)) body.append(merge(page));
	return undefined;
}
