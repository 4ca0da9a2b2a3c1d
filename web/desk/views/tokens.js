// Tokens, by which programs use the API: what each may do, when it was used, making and revoking.
import { ask } from '../api.js';
import { copyButton } from '../copy.js';
import { confirmed } from '../dialog.js';
import { element, quiet, say, serverSays, time } from '../dom.js';
import { form } from '../form.js';
import { entitle, show } from '../frame.js';
import { askPart, listed } from '../part.js';
import { go } from '../route.js';
import { makeLink, note } from '../section.js';
import { adminSites, site, withSite } from '../site.js';
import { number, word } from '../words.js';

const SCOPES = ['read', 'moderate', 'admin'];
const DAYS = [30, 90, 365]; // after which one ends

async function revoke({ name }) {
	const sure = await confirmed({
		title: word('tokens.revoke_title', { name }),
		text: word('tokens.revoke_text'),
		act: word('tokens.revoke'),
	});
	if (!sure) return;
	const { status, body } = await ask(`admin/tokens/${name}`, { method: 'DELETE' });
	if (status !== 204) {
		say(serverSays(body?.detail, 'tokens.failed'));
		return;
	}
	await show();
	say(word('tokens.revoked', { name }));
}

function ends({ revoked_at: revoked, expires_at: expires }) {
	if (revoked) return [word('tokens.was_revoked'), ' ', time(revoked)];
	return expires ? time(expires) : word('tokens.never');
}

const columns = [
	{ label: 'tokens.name', head: true, cell: ({ name }) => name },
	{ label: 'tokens.scope', cell: ({ scope }) => word(`tokens.scope_${scope}`) },
	{ label: 'tokens.site', cell: ({ site: on }) => on ?? word('frame.everywhere') },
	{ label: 'tokens.made', cell: ({ created_at: at }) => time(at) },
	{ label: 'tokens.used', cell: ({ used_at: at }) => (at ? time(at) : word('tokens.unused')) },
	{ label: 'tokens.ends', cell: ends },
	{
		cell: (token) =>
			token.revoked_at ? '' : quiet(word('tokens.revoke'), () => revoke(token)),
	},
];

// It is seen once.
function showToken(body, { name, token }) {
	const shown = element('code', { className: 'secret' }, token);
	const kept = element(
		'button',
		{ type: 'button', onclick: () => go('tokens') },
		word('tokens.kept'),
	);
	const heading = element('h2', { tabIndex: -1 }, word('tokens.is_made', { name }));
	body.replaceChildren(
		heading,
		note(word('tokens.once')),
		element('p', {}, shown),
		element('p', { className: 'buttons' }, kept, copyButton(shown, token)),
	);
	heading.focus();
}

const openNew = (body) =>
	body.append(
		form({
			fields: [
				{
					name: 'name',
					label: 'tokens.name',
					hint: 'tokens.name_hint',
					autocapitalize: 'none',
					spellcheck: false,
					autocomplete: 'off',
					required: true,
				},
				{
					name: 'scope',
					label: 'tokens.scope',
					options: SCOPES.map((scope) => [scope, word(`tokens.scope_${scope}`)]),
				},
				{ name: 'site', label: 'tokens.site', options: adminSites(), value: site() },
				{
					name: 'expires',
					label: 'tokens.ends',
					options: [
						...DAYS.map((n) => [`${n}d`, word('tokens.days', { n: number(n) })]),
						['', word('tokens.never')],
					],
				},
			],
			submit: 'tokens.make',
			send: ({ site: on, expires, ...values }) =>
				ask('admin/tokens', {
					method: 'POST',
					body: { ...values, ...(on && { site: on }), ...(expires && { expires }) },
				}),
			done: (answer) => showToken(body, answer.body),
			others: [quiet(word('action.cancel'), () => go('tokens'))],
		}),
	);

export const view = {
	async open(body, place) {
		if (place.id === 'new') {
			entitle(word('tokens.new'));
			return openNew(body);
		}
		const part = await askPart('admin/tokens', withSite(), place);
		if (part.status !== 200) return say(serverSays(part.body?.detail, 'list.failed'));
		body.append(
			makeLink('tokens', word('tokens.new')),
			...listed(part, word('view.tokens'), columns, 'tokens.nothing'),
		);
		return undefined;
	},
};
