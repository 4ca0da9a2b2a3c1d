// A comment as moderators see it. HTML from the API is made by the server's allow-list; all else
// goes into the page as text.
import { ask, mayDecide } from './api.js';
import { element } from './dom.js';

// What may become of a comment in each state, as the server's table has it.
export const CHANGES = {
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

// Buttons for what may become of it.
export const verbs = (from, act) =>
	CHANGES[from].map((to, i) =>
		element(
			'button',
			{ type: 'button', className: i ? 'quiet' : '', onclick: () => act(to) },
			VERBS[to],
		),
	);

// How it is told that a comment is in a state now.
export const stateName = (state) =>
	state === 'pending' ? 'Back to pending' : `${state[0].toUpperCase()}${state.slice(1)}`;

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

function header(item) {
	const title = item.page.title ?? item.page.url;
	return element(
		'header',
		{},
		element('span', { className: 'name', dir: 'auto' }, item.name),
		history(item.author),
		time(item.created_at),
		element('a', { href: item.page.url, target: '_blank', rel: 'noreferrer' }, title),
	);
}

// The item of a list. `act`: decides on it. `moved`: that it changed under the moderator's eyes.
export function show(item, act, moved) {
	const may = mayDecide(item.site);
	const body = element('div', { className: 'body', dir: 'auto' });
	body.innerHTML = item.html; // the server's own, by allow-list
	const label = `Comment by ${item.name}`;
	const why = item.reasons.map(({ text }) => text).join(' ');
	return element(
		'li',
		{ className: 'item', id: `item-${item.id}`, tabIndex: -1, ariaLabel: label },
		element('input', { type: 'checkbox', ariaLabel: `Select: ${label}`, disabled: !may }),
		element(
			'div',
			{},
			element('p', { className: 'claim', hidden: true }),
			header(item),
			element('p', { className: 'moved', hidden: !moved }, moved ?? ''),
			element('p', { className: 'why', hidden: !why || item.state !== 'pending' }, why),
			...(item.parent ? [answered(item)] : []),
			body,
			element('footer', {}, ...(may ? verbs(item.state, act) : [])),
		),
	);
}

export const idOf = (shown) => shown?.id.slice('item-'.length);

// It was decided elsewhere: it stays where it is, as high as it was, and is out of reach.
export function showGone(shown, what) {
	const footer = shown.querySelector('footer');
	const focused = shown.contains(document.activeElement);
	footer.style.minHeight = `${footer.getBoundingClientRect().height}px`;
	footer.replaceChildren(element('span', { className: 'faint' }, what));
	Object.assign(shown.querySelector('input'), { checked: false, disabled: true });
	shown.classList.add('gone');
	if (focused) shown.focus();
}

// Who else reads it; undefined: nobody.
export function showClaim(shown, who) {
	const claim = shown.querySelector('.claim');
	claim.hidden = !who;
	claim.textContent = who ? `${who} is reading this` : '';
}
