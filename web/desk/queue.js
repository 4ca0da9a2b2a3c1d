// The list: comments in one state, and where the moderator is in it.
import { ask } from './api.js';
import { element, focusOn, get, say } from './dom.js';
import { show, showGone } from './item.js';

const STATES = ['pending', 'approved', 'rejected', 'spam', 'deleted'];
const PART = 50; // comments that are fetched at a time

export const list = get('items');

export const queue = {
	state: 'pending',
	counts: {},
	told: 0, // how often the server has told the counts by itself
	next: undefined, // cursor of the next part
	items: new Map(), // by id: those on the page that can be decided
	fresh: new Set(), // ids of those that belong here and are not on the page
	loaded: Promise.resolve(), // when the list is on the page
	turn: 0, // of lists: what was asked for an earlier one is not put into this
	act: () => {}, // what the buttons of an item do: (id, to)
};

const buttons = Object.fromEntries(
	STATES.map((name) => [
		name,
		element('button', {
			type: 'button',
			onclick: () => {
				queue.state = name;
				load();
			},
		}),
	]),
);
get('states').append(...Object.values(buttons));

// The query of the list; of a site alone, if one was chosen.
export function query(more) {
	const made = new URLSearchParams(more);
	if (get('site').value) made.set('site', get('site').value);
	return made;
}

const shownItem = (item, moved) => show(item, (to) => queue.act(item.id, to), moved);

export function load() {
	queue.loaded = loadFirst();
	return queue.loaded;
}

async function loadFirst() {
	queue.items.clear();
	queue.fresh.clear();
	queue.next = undefined;
	queue.turn++;
	list.replaceChildren();
	await more();
	focusOn(list.firstElementChild);
}

export async function more() {
	const { turn } = queue;
	const asked = query({ state: queue.state, limit: PART });
	if (queue.next) asked.set('after', queue.next);
	const { status, body } = await ask(`moderation/comments?${asked}`);
	if (turn !== queue.turn) return;
	if (status !== 200) return say(body?.detail ?? 'The list cannot be read.');
	for (const item of body.items) add(item);
	queue.counts = body.counts;
	queue.next = body.next;
	refresh();
}

function add(item) {
	queue.items.set(item.id, item);
	queue.fresh.delete(item.id);
	get(`item-${item.id}`)?.remove();
	list.append(shownItem(item));
	list.dispatchEvent(new CustomEvent('item', { detail: item }));
}

// As the server tells the counts.
export function setCounts(counts) {
	queue.counts = counts;
	queue.told++;
}

// What depends on the list: counts, what is new, the word for nothing; others listen, too.
export function refresh() {
	const { state, counts, fresh, next } = queue;
	for (const [name, button] of Object.entries(buttons)) {
		button.ariaPressed = String(name === state);
		button.replaceChildren(
			`${name[0].toUpperCase()}${name.slice(1)} `,
			element('span', { className: 'count' }, String(counts[name] ?? 0)),
		);
	}
	get('fresh').hidden = fresh.size === 0;
	get('fresh').textContent = `${fresh.size} new`;
	get('more').hidden = !next;
	get('nothing').hidden = list.childElementCount > 0;
	get('nothing').textContent = state === 'pending' ? 'Nothing waits.' : `Nothing is ${state}.`;
	list.dispatchEvent(new Event('change'));
}

// One more that belongs here. What comes after the parts that are shown comes with them.
export function addFresh(id) {
	const end = [...queue.items.keys()].at(-1);
	if (!queue.items.has(id) && (!queue.next || id < end)) queue.fresh.add(id);
}

// Shows the list with what is new.
export async function showFresh() {
	const [first] = queue.fresh;
	if (!first) return;
	await load();
	while (queue.next && !get(`item-${first}`)) await more();
	focusOn(get(`item-${first}`));
}

export const current = () => document.activeElement?.closest?.('.item');

// To the next item, or the one before, that can still be decided.
export function step(by) {
	const shown = [...list.children];
	let at = shown.indexOf(current()) + by;
	if (at === -2) at = 0; // from nowhere
	while (shown[at]?.classList.contains('gone')) at += by;
	focusOn(shown[at] ?? current() ?? shown[0]);
}

// Takes an item off the list; who was on it goes on with the one beside it.
export function remove(id) {
	const shown = get(`item-${id}`);
	queue.items.delete(id);
	if (!shown) return;
	const focused = shown === current();
	if (focused) step(1);
	if (focused && shown === current()) step(-1);
	shown.remove();
}

// How it stands by now, in its place.
export function replace(item, moved) {
	const shown = get(`item-${item.id}`);
	const focused = shown.contains(document.activeElement);
	const again = shownItem(item, moved);
	queue.items.set(item.id, item);
	shown.replaceWith(again);
	list.dispatchEvent(new CustomEvent('item', { detail: item }));
	if (focused) focusOn(again);
	return again;
}

// It was decided elsewhere. What nobody sees is taken away; nothing that is read moves.
export function leave(id, what) {
	const shown = get(`item-${id}`);
	queue.items.delete(id);
	if (shown.getBoundingClientRect().top > window.innerHeight && shown !== current())
		shown.remove();
	else showGone(shown, what);
}

// The counts after a decision of ours, unless the server has told them since `told`.
export function count(from, to, by, told) {
	if (told !== queue.told) return;
	queue.counts[from] -= by;
	queue.counts[to] += by;
}

export const selected = () => [...list.children].filter((item) => item.querySelector('input').checked);

export function selectAll(checked = true) {
	for (const box of list.querySelectorAll('input:enabled')) box.checked = checked;
	list.dispatchEvent(new Event('change'));
}

export function toggle() {
	const box = current()?.querySelector('input:enabled');
	if (box) box.checked = !box.checked;
	list.dispatchEvent(new Event('change'));
}
