// The accounts of those who moderate: making one, roles, and help for who has lost something.
import { PASSWORD_MIN, roleText } from '../account.js';
import { ask, ROLES, session } from '../api.js';
import { confirmed } from '../dialog.js';
import { element, quiet, say, serverSays, time } from '../dom.js';
import { form } from '../form.js';
import { entitle, show } from '../frame.js';
import { askPart, listed } from '../part.js';
import { addressOf, go } from '../route.js';
import { facts, makeLink, note, section } from '../section.js';
import { adminSites, site, withSite } from '../site.js';
import { word } from '../words.js';

const change = (name, body) => ask(`admin/accounts/${name}`, { method: 'PATCH', body });

async function changed(answer, text) {
	if (answer.status !== 200) {
		say(serverSays(answer.body?.detail, 'accounts.failed'));
		return;
	}
	await show();
	say(text);
}

const rolesOf = ({ roles }) => roles.map((role) => element('p', {}, roleText(role)));

const columns = [
	{
		label: 'accounts.name',
		head: true,
		cell: ({ name }) => element('a', { href: addressOf('accounts', { id: name }) }, name),
	},
	{ label: 'accounts.roles', cell: (account) => rolesOf(account) },
	{ label: 'accounts.state', cell: ({ state }) => word(`accounts.is_${state}`) },
	{
		label: 'accounts.factor',
		cell: ({ second_factor: factor }) => word(`accounts.factor_${factor}`),
	},
	{ label: 'accounts.made', cell: ({ created_at: at }) => time(at) },
];

// The fields of a role, and what the API takes for them.
const roleFields = (more) => [
	{
		name: 'roles',
		label: 'accounts.role',
		hint: 'accounts.role_hint',
		options: [...ROLES, ...more].map((role) => [role, word(`role.${role}`)]),
	},
	{ name: 'site', label: 'accounts.where', options: adminSites(), value: site() },
];

const rolesFrom = ({ roles: role, site: on }) => [{ role, site: on || null }];

const passwordField = {
	name: 'password',
	label: 'accounts.password',
	hint: 'accounts.password_hint',
	type: 'password',
	autocomplete: 'new-password',
	minLength: PASSWORD_MIN,
	required: true,
};

const openNew = (body) =>
	body.append(
		form({
			fields: [
				{
					name: 'name',
					label: 'accounts.name',
					hint: 'accounts.name_hint',
					autocomplete: 'username',
					autocapitalize: 'none',
					spellcheck: false,
					required: true,
				},
				passwordField,
				...roleFields([]),
			],
			submit: 'accounts.make',
			send: ({ name, password, ...role }) =>
				ask('admin/accounts', {
					method: 'POST',
					body: { name, password, roles: rolesFrom(role) },
				}),
			done: ({ body: { name } }) => {
				go('accounts');
				say(word('accounts.added', { name }));
			},
			others: [quiet(word('action.cancel'), () => go('accounts'))],
		}),
	);

// It begins with what is held where one chooses.
function rolesPart({ name, roles }) {
	const made = form({
		className: 'narrow',
		fields: roleFields(['none']).toReversed(),
		submit: 'accounts.role_set',
		send: (values) => change(name, { roles: rolesFrom(values) }),
		done: (answer) => changed(answer, word('accounts.changed', { name })),
	});
	const { roles: role, site: where } = made.elements;
	where.onchange = () => {
		const held = roles.find(({ site: on }) => on === (where.value || null));
		role.value = held?.role ?? 'none';
	};
	where.onchange();
	return section('accounts.roles', made);
}

const passwordPart = ({ name }) =>
	section(
		'accounts.password',
		form({
			className: 'narrow',
			account: name,
			fields: [passwordField],
			submit: 'accounts.password_set',
			send: (values) => change(name, values),
			done: (answer) => changed(answer, word('accounts.changed', { name })),
		}),
	);

// A button that asks before it changes the account; `what` is the group of its words.
function asking({ name }, what, body) {
	return quiet(word(`accounts.${what}`), async () => {
		const sure = await confirmed({
			title: word(`accounts.${what}_title`, { name }),
			text: word(`accounts.${what}_text`),
			act: word(`accounts.${what}`),
		});
		if (sure) await changed(await change(name, body), word('accounts.changed', { name }));
	});
}

function accessPart(account, own) {
	const buttons = element('p', { className: 'buttons' });
	if (account.state === 'active')
		buttons.append(asking(account, 'disable', { state: 'disabled' }));
	else buttons.append(asking(account, 'enable', { state: 'active' }));
	if (account.second_factor === 'on' && !own)
		buttons.append(asking(account, 'factor_remove', { second_factor: 'off' }));
	return section('accounts.access', buttons);
}

async function openOne(body, id) {
	const { status, body: account } = await ask(`admin/accounts/${encodeURIComponent(id)}`);
	if (status !== 200) return say(serverSays(account?.detail, 'accounts.unreadable'));
	const own = account.name === session.account;
	entitle(account.name);
	body.append(
		facts([
			['accounts.roles', rolesOf(account)],
			['accounts.state', word(`accounts.is_${account.state}`)],
			['accounts.factor', word(`accounts.factor_${account.second_factor}`)],
			['accounts.made', time(account.created_at)],
		]),
		note(word(own ? 'accounts.own' : 'accounts.sessions_end')),
		rolesPart(account),
	);
	if (!own) body.append(passwordPart(account));
	return body.append(accessPart(account, own));
}

export const view = {
	async open(body, place) {
		if (place.id === 'new') {
			entitle(word('accounts.new'));
			return openNew(body);
		}
		if (place.id) return openOne(body, place.id);
		const part = await askPart('admin/accounts', withSite(), place);
		if (part.status !== 200) return say(serverSays(part.body?.detail, 'list.failed'));
		body.append(
			makeLink('accounts', word('accounts.new')),
			...listed(part, word('view.accounts'), columns, 'accounts.nothing'),
		);
		return undefined;
	},
};
