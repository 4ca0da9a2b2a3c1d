// One's own account: what one may do, the password, the second factor, and where one is signed in.
import { PASSWORD_MIN, roleText } from '../account.js';
import { ask, session } from '../api.js';
import { copyButton } from '../copy.js';
import { confirmed } from '../dialog.js';
import { element, quiet, say, serverSays, time } from '../dom.js';
import { form } from '../form.js';
import { show } from '../frame.js';
import { facts, note, section } from '../section.js';
import { table } from '../table.js';
import { word } from '../words.js';

const GROUP = /.{1,4}/g; // of letters that one types

const post = (what, body) => ask(`account/${what}`, { method: 'POST', body });

const passwordField = (more) => ({
	name: 'password',
	label: 'security.password_now',
	type: 'password',
	autocomplete: 'current-password',
	required: true,
	...more,
});

// The view as it stands by now, and what was done.
async function done(text) {
	await show();
	say(text);
}

function passwordPart() {
	const change = form({
		account: session.account,
		className: 'narrow',
		fields: [
			passwordField(),
			passwordField({
				name: 'new_password',
				label: 'security.password_new',
				hint: 'security.password_hint',
				autocomplete: 'new-password',
				minLength: PASSWORD_MIN,
			}),
		],
		submit: 'security.password_change',
		send: (values) => post('password', values),
		done: () => done(word('security.password_changed')),
	});
	return section('security.password', change);
}

// The codes are seen once; who has read them goes on to how the account stands.
function showCodes(part, codes, text) {
	const list = element('ol', { className: 'codes' });
	list.append(...codes.map((code) => element('li', {}, element('code', {}, code))));
	const kept = element('button', { type: 'button', onclick: show }, word('security.codes_kept'));
	const heading = element('h3', { tabIndex: -1 }, word('security.codes'));
	part.replaceChildren(
		heading,
		note(word('security.codes_note')),
		list,
		element('p', { className: 'buttons' }, kept, copyButton(list, codes.join('\n'))),
	);
	heading.focus();
	say(text);
}

function askForCode(part, { secret, uri }) {
	const shown = element('code', { className: 'secret' }, secret.match(GROUP).join(' '));
	const confirm = form({
		fields: [
			{
				name: 'code',
				label: 'security.code',
				hint: 'security.code_hint',
				autocomplete: 'one-time-code',
				autocapitalize: 'none',
				spellcheck: false,
				required: true,
			},
		],
		submit: 'security.factor_confirm',
		send: (values) => post('second-factor/confirm', values),
		done: ({ body }) => showCodes(part, body.recovery_codes, word('security.factor_on')),
		others: [quiet(word('action.cancel'), show)],
	});
	part.replaceChildren(
		note(word('security.secret_note')),
		element('p', {}, shown),
		element(
			'p',
			{ className: 'buttons' },
			element('a', { href: uri }, word('security.secret_open')),
			copyButton(shown, secret),
		),
		confirm,
	);
	confirm.querySelector('input').focus();
}

function beginFactor(part) {
	return form({
		account: session.account,
		className: 'narrow',
		fields: [passwordField()],
		submit: 'security.factor_begin',
		send: (values) => post('second-factor', values),
		done: ({ body }) => askForCode(part, body),
	});
}

// What is done with a password, under a heading of its own.
const byPassword = (title, submit, send, then) => [
	element('h3', {}, word(title)),
	form({
		account: session.account,
		className: 'narrow',
		fields: [passwordField()],
		submit,
		send,
		done: then,
	}),
];

const renewCodes = (part) =>
	byPassword(
		'security.codes_more',
		'security.codes_renew',
		(values) => post('second-factor/recovery-codes', values),
		({ body }) => showCodes(part, body.recovery_codes, word('security.codes_renewed')),
	);

const removeFactor = () =>
	byPassword(
		'security.factor_off',
		'security.factor_remove',
		(values) => post('second-factor/remove', values),
		() => done(word('security.factor_removed')),
	);

function factorPart({ second_factor: factor, recovery_codes: n }) {
	const part = element('div');
	const about = note(word('security.factor_is_on', { n }));
	if (factor === 'on') part.append(about, ...renewCodes(part), ...removeFactor());
	else part.append(note(word('security.factor_is_off')), beginFactor(part));
	return section('security.factor', part);
}

async function end({ id }) {
	const { status, body } = await ask(`sessions/${id}`, { method: 'DELETE' });
	if (status === 204) return done(word('security.session_ended'));
	return say(serverSays(body?.detail, 'security.session_not_ended'));
}

async function endOthers() {
	const sure = await confirmed({
		title: word('security.others_title'),
		text: word('security.others_text'),
		act: word('security.others_end'),
	});
	if (!sure) return;
	const { status, body } = await ask('sessions', { method: 'DELETE' });
	if (status === 204) await done(word('security.others_ended'));
	else say(serverSays(body?.detail, 'security.session_not_ended'));
}

const columns = [
	{
		label: 'security.browser',
		head: true,
		cell: ({ browser, system }) =>
			[browser, system].filter(Boolean).join(', ') || word('security.some_browser'),
	},
	{ label: 'security.since', cell: ({ created_at: at }) => time(at) },
	{
		label: 'security.seen',
		cell: ({ current, seen_at: at }) => (current ? word('security.this_one') : time(at)),
	},
	{
		cell: (row) => (row.current ? '' : quiet(word('security.session_end'), () => end(row))),
	},
];

function sessionsPart(sessions) {
	const part = section(
		'security.sessions',
		table(word('security.sessions'), columns, sessions.toReversed()),
	);
	if (sessions.length > 1)
		part.append(
			element('p', { className: 'buttons' }, quiet(word('security.others_end'), endOthers)),
		);
	return part;
}

export const view = {
	async open(body) {
		const [account, sessions] = await Promise.all([ask('account'), ask('sessions')]);
		const failed = [account, sessions].find(({ status }) => status !== 200);
		if (failed) return say(serverSays(failed.body?.detail, 'security.unreadable'));
		const { roles, created_at: at } = account.body;
		body.append(
			facts([
				['security.name', session.account],
				['security.roles', roles.map((role) => element('p', {}, roleText(role)))],
				['security.made', time(at)],
			]),
			passwordPart(),
			factorPart(account.body),
			sessionsPart(sessions.body.items),
		);
	},
};
