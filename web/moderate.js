// The moderators' desk: what waits, one decision a key, many at once, and undo. It talks to the
// API as any program does (docs/api.md). HTML from the API is made by the server's allow-list; all
// else goes into the page as text.

const STATES = ['pending', 'approved', 'rejected', 'spam', 'deleted'];
const PART = 50; // comments that are fetched at a time

// What may become of a comment in each state, as the server's table has it.
const CHANGES = {
	pending: ['approved', 'rejected', 'spam', 'deleted'],
	approved: ['pending', 'rejected', 'spam', 'deleted'],
	rejected: ['approved', 'pending', 'spam', 'deleted'],
	spam: ['approved', 'pending', 'rejected', 'deleted'],
	deleted: ['pending'],
};
const VERBS = {
	approved: 'Approve',
	rejected: 'Reject…',
	spam: 'Spam',
	deleted: 'Delete',
	pending: 'Back to pending',
};
const REASONS = [
	'off-topic',
	'abuse',
	'personal-data',
	'advertising',
	'duplicate',
	'illegal',
	'other',
];

const get = (id) => document.getElementById(id);
const desk = get('desk');
const list = get('items');

let session; // {account, roles, csrf}
let state = 'pending';
let counts = {};
let next; // cursor of the next part
let undoable; // what the last decision is undone by
const items = new Map(); // by id, those on the page

// An element with text and children; texts are never HTML.
function element(name, properties = {}, ...children) {
	const made = Object.assign(document.createElement(name), properties);
	made.append(...children);
	return made;
}

// Asks the API. A refusal is an answer, too; who is signed out signs in again.
async function ask(target, { method = 'GET', body, headers = {} } = {}) {
	const sent = { ...headers };
	if (method !== 'GET') sent['X-CSRF-Token'] = session?.csrf ?? '';
	if (body) sent['Content-Type'] = 'application/json';
	const answer = await fetch(`/api/v1/${target}`, {
		method,
		headers: sent,
		body: body && JSON.stringify(body),
	});
	const json = answer.headers.get('content-type')?.includes('json');
	const result = { status: answer.status, headers: answer.headers };
	if (json) result.body = await answer.json();
	if (answer.status === 401 && target !== 'session') showSignIn();
	return result;
}

function say(text, undo) {
	const message = get('message');
	undoable = undo;
	message.replaceChildren(text);
	if (undo) message.append(element('button', { type: 'button', onclick: undoLast }, 'Undo (u)'));
}

function showSignIn() {
	session = undefined;
	desk.hidden = true;
	get('sign-in').hidden = false;
	get('name').focus();
}

async function signIn(event) {
	event.preventDefault();
	const form = event.target;
	const mistake = form.querySelector('.mistake');
	const { name, password } = Object.fromEntries(new FormData(form));
	mistake.textContent = '';
	const answer = await ask('session', { method: 'POST', body: { name, password } });
	if (answer.status !== 200) {
		const { errors, detail } = answer.body ?? {};
		mistake.textContent = errors?.[0]?.detail ?? detail ?? 'The server does not answer.';
		form.password.select();
		return;
	}
	form.reset();
	open(answer.body);
}

async function signOut() {
	await ask('session', { method: 'DELETE' });
	showSignIn();
}

// The desk of somebody who is signed in.
function open(signedIn) {
	session = signedIn;
	get('sign-in').hidden = true;
	desk.hidden = false;
	get('account').textContent = session.account;
	const everywhere = session.roles.some(({ site }) => site === null);
	const sites = session.roles.map(({ site }) => site).filter(Boolean);
	const options = sites.map((site) => element('option', { value: site }, site));
	if (everywhere) options.unshift(element('option', { value: '' }, 'all'));
	get('site').replaceChildren(...options);
	load();
}

function tabs() {
	const made = STATES.map((name) =>
		element(
			'button',
			{
				type: 'button',
				ariaPressed: String(name === state),
				onclick: () => {
					state = name;
					load();
				},
			},
			`${name[0].toUpperCase()}${name.slice(1)} `,
			element('span', { className: 'count' }, String(counts[name] ?? 0)),
		),
	);
	desk.querySelector('nav').replaceChildren(...made);
}

async function load() {
	items.clear();
	list.replaceChildren();
	next = undefined;
	await more();
	focusItem(list.firstElementChild);
}

async function more() {
	const query = new URLSearchParams({ state, limit: PART });
	if (get('site').value) query.set('site', get('site').value);
	if (next) query.set('after', next);
	const { status, body } = await ask(`moderation/comments?${query}`);
	if (status !== 200) return say(body?.detail ?? 'The list cannot be read.');
	for (const item of body.items) {
		items.set(item.id, item);
		list.append(show(item));
	}
	({ counts, next } = body);
	refresh();
}

// What depends on the list: tabs, the word for nothing, the bar for the selected.
function refresh() {
	tabs();
	get('more').hidden = !next;
	get('nothing').hidden = list.childElementCount > 0;
	get('nothing').textContent = state === 'pending' ? 'Nothing waits.' : `Nothing is ${state}.`;
	bulk();
}

// The comment that this one answers; it is fetched when somebody looks.
function answered(item) {
	const place = element('blockquote', { className: 'body', dir: 'auto' });
	const shown = element('details', {}, element('summary', {}, 'In answer to'), place);
	shown.addEventListener('toggle', async () => {
		if (!shown.open || place.childElementCount) return;
		const { status, body } = await ask(`moderation/comments/${item.id}/context`);
		if (status !== 200) return place.append(element('p', {}, body?.detail ?? 'It cannot be read.'));
		place.innerHTML = body.parent.html; // the server's own, by allow-list
		place.prepend(element('p', { className: 'name' }, body.parent.name));
	});
	return shown;
}

const time = (at) =>
	element('time', { dateTime: at, className: 'faint' }, new Date(at).toLocaleString());

function history({ tag, approved, rejected, spam }) {
	const before = [];
	if (approved) before.push(`${approved} approved`);
	if (rejected) before.push(`${rejected} rejected`);
	if (spam) before.push(`${spam} spam`);
	return element('span', { className: 'faint' }, `${tag} · ${before.join(', ') || 'new here'}`);
}

// An item of the list; `moved` says that it changed under the moderator's eyes.
function show(item, moved) {
	const body = element('div', { className: 'body', dir: 'auto' });
	body.innerHTML = item.html; // the server's own, by allow-list
	const title = item.page.title ?? item.page.url;
	const label = `Comment by ${item.name}`;
	const why = item.reasons.map(({ text }) => text).join(' ');
	return element(
		'li',
		{ className: 'item', id: `item-${item.id}`, tabIndex: -1, ariaLabel: label },
		element('input', {
			type: 'checkbox',
			ariaLabel: `Select: ${label}`,
			disabled: !mayDecide(item.site),
			onchange: bulk,
		}),
		element(
			'div',
			{},
			element(
				'header',
				{},
				element('span', { className: 'name', dir: 'auto' }, item.name),
				history(item.author),
				time(item.created_at),
				element('a', { href: item.page.url, target: '_blank', rel: 'noreferrer' }, title),
			),
			element('p', { className: 'moved', hidden: !moved }, moved ?? ''),
			element('p', { className: 'why', hidden: !why || item.state !== 'pending' }, why),
			...(item.parent ? [answered(item)] : []),
			body,
			element(
				'footer',
				{},
				...(mayDecide(item.site) ? verbs(item.state, (to) => decide(item.id, to)) : []),
			),
		),
	);
}

// Viewers only look.
const mayDecide = (on) =>
	session.roles.some(({ site, role }) => role !== 'viewer' && (site === null || site === on));

const verbs = (from, act) =>
	CHANGES[from].map((to, i) =>
		element(
			'button',
			{ type: 'button', className: i ? 'quiet' : '', onclick: () => act(to) },
			VERBS[to],
		),
	);

const current = () => document.activeElement?.closest?.('.item');

function focusItem(item) {
	item?.focus();
	item?.scrollIntoView({ block: 'nearest' });
}

function step(by) {
	const shown = [...list.children];
	const at = shown.indexOf(current());
	focusItem(shown[Math.min(Math.max(at + by, 0), shown.length - 1)]);
}

// Reason and note of a rejection; undefined: it is not to be.
function askReason() {
	const dialog = get('reject');
	const form = dialog.querySelector('form');
	form.reset();
	dialog.returnValue = '';
	dialog.showModal();
	return new Promise((resolve) => {
		dialog.onclose = () => {
			const { reason, note } = Object.fromEntries(new FormData(form));
			resolve(dialog.returnValue ? { reason, note: note || null } : undefined);
		};
	});
}

function remove(id) {
	const shown = get(`item-${id}`);
	const beside = shown.nextElementSibling ?? shown.previousElementSibling;
	const focused = shown === current();
	shown.remove();
	items.delete(id);
	if (focused) focusItem(beside);
}

const done = (to) => (to === 'pending' ? 'Back to pending.' : `${to[0].toUpperCase()}${to.slice(1)}.`);

async function decide(id, to) {
	const item = items.get(id);
	if (!CHANGES[item.state].includes(to) || !mayDecide(item.site)) return;
	const more = to === 'rejected' ? await askReason() : {};
	if (!more) return focusItem(get(`item-${id}`));
	const { status, body, headers } = await ask(`moderation/comments/${id}`, {
		method: 'PATCH',
		headers: { 'If-Match': `"${item.revision}"` },
		body: { from: item.state, state: to, ...more },
	});
	if (status === 200) {
		move(item.state, to, 1);
		focusItem(get(`item-${id}`));
		remove(id);
		say(done(to), /decisions\/(\w+)\/undo/.exec(headers.get('link'))?.[1]);
	} else if (body?.current) {
		items.set(id, body.current);
		const again = show(body.current, `${body.detail} Please look again.`);
		get(`item-${id}`).replaceWith(again);
		focusItem(again);
		say('It has changed meanwhile.');
	} else {
		say(body?.detail ?? 'It was not decided.');
	}
	refresh();
}

function move(from, to, count) {
	counts[from] -= count;
	counts[to] += count;
}

const selected = () =>
	[...list.children].filter((item) => item.querySelector('input').checked);

// The bar for the selected, and what is done with all of them.
function bulk() {
	const bar = get('bulk');
	const count = selected().length;
	bar.hidden = count === 0;
	bar.replaceChildren(
		element('span', {}, `${count} selected`),
		...verbs(state, decideAll),
		element('button', { type: 'button', className: 'quiet', onclick: () => selectAll() }, 'Select all'),
		element('button', { type: 'button', className: 'quiet', onclick: () => selectAll(false) }, 'None'),
	);
}

function selectAll(checked = true) {
	for (const box of list.querySelectorAll('input:enabled')) box.checked = checked;
	bulk();
}

async function decideAll(to) {
	const ids = selected().map(({ id }) => id.slice('item-'.length));
	const more = to === 'rejected' ? await askReason() : {};
	if (!more) return;
	const { status, body } = await ask('moderation/decisions', {
		method: 'POST',
		body: {
			from: state,
			state: to,
			...more,
			items: ids.map((id) => ({ id, revision: items.get(id).revision })),
		},
	});
	if (status !== 200) return say(body?.detail ?? 'Nothing was decided.');
	let left = 0;
	for (const { id, status: one, detail } of body.items) {
		if (one === 200) {
			remove(id);
			continue;
		}
		left++;
		const again = show(items.get(id), detail);
		get(`item-${id}`).replaceWith(again);
	}
	move(state, to, body.decided);
	say(
		`${body.decided} of ${ids.length}: ${done(to)}${left ? ` ${left} could not be.` : ''}`,
		body.undo,
	);
	refresh();
	focusItem(list.firstElementChild);
}

async function undoLast() {
	if (!undoable) return;
	const { status, body } = await ask(`moderation/decisions/${undoable}/undo`, { method: 'POST' });
	if (status !== 200) return say(body?.detail ?? 'It was not undone.');
	const first = body.items.find((item) => item.status === 200);
	await load();
	say(`Undone: ${body.decided} of ${body.items.length}.`);
	if (first) focusItem(get(`item-${first.id}`));
}

const toggle = () => {
	const box = current()?.querySelector('input:enabled');
	if (box) box.checked = !box.checked;
	bulk();
};
const act = (to) => () => {
	const id = current()?.id.slice('item-'.length);
	if (id) decide(id, to);
};
const KEYS = {
	j: ['next comment', () => step(1)],
	k: ['previous comment', () => step(-1)],
	a: ['approve', act('approved')],
	r: ['reject, with a reason', act('rejected')],
	s: ['spam', act('spam')],
	d: ['delete', act('deleted')],
	x: ['select', toggle],
	u: ['undo the last decision', undoLast],
	'?': ['these keys', () => get('help').showModal()],
};

function press(event) {
	const typing = event.target.closest('input:not([type="checkbox"]), textarea, select, dialog');
	if (desk.hidden || typing || event.ctrlKey || event.metaKey || event.altKey) return;
	const key = KEYS[event.key];
	if (!key) return;
	event.preventDefault();
	key[1]();
}

get('help')
	.querySelector('dl')
	.append(
		...Object.entries(KEYS).flatMap(([key, [what]]) => [
			element('dt', {}, element('kbd', {}, key)),
			element('dd', {}, what),
		]),
	);
get('reason').append(...REASONS.map((reason) => element('option', {}, reason)));
get('sign-in').addEventListener('submit', signIn);
get('sign-out').addEventListener('click', signOut);
get('site').addEventListener('change', load);
get('more').addEventListener('click', more);
document.addEventListener('keydown', press);

const known = await ask('session');
if (known.status === 200) open(known.body);
else showSignIn();
