// The list: comments in one state, and where the moderator is in it.
import { ask } from './api.js';
import { element, focusOn } from './dom.js';
import { show, showGone } from './item.js';
import { stand } from './route.js';
import { withSite } from './site.js';
import { spanOf } from './span.js';
import { STATES } from './states.js';
import { number, word } from './words.js';

const PART = 50; // comments that are fetched at a time

export const list = element('ol', { id: 'items' });

export const queue = {
	state: 'pending',
	counts: {},
	told: 0, // how often the server has told the counts by itself
	next: undefined, // cursor of the next part
	seen: undefined, // when the first part was made, by the server's clock
	items: new Map(), // by id: those on the page that can be decided
	narrow: {}, // what the list is narrowed to, as the address has it
	refuse: () => {}, // what happens when the list cannot be read: (answer)
	fresh: new Set(), // ids of those that belong here and are not on the page
	loaded: Promise.resolve(true), // when the list is on the page; whether it could be read
	turn: 0, // of lists: what was asked for an earlier one is not put into this
	decide: () => {}, // what the buttons of an item do: (id, to)
	stay: () => {}, // the same: (id)
};

// What is public and reported is a list beside those of the states.
const REPORTED = 'reported';

// Which list is shown.
export const shownList = () => (queue.narrow[REPORTED] ? REPORTED : queue.state);

function choose(name) {
	const { [REPORTED]: _, ...narrow } = queue.narrow;
	queue.state = name === REPORTED ? 'approved' : name;
	queue.narrow = name === REPORTED ? { ...narrow, [REPORTED]: 'yes' } : narrow;
	stand('queue', { ...queue.narrow, state: queue.state });
	load();
}

const buttons = Object.fromEntries(
	[...STATES, REPORTED].map((name) => [
		name,
		element('button', { type: 'button', onclick: () => choose(name) }),
	]),
);
const states = element('nav', { id: 'states' }, ...Object.values(buttons));
const fresh = element('button', { type: 'button', id: 'fresh', onclick: showFresh });
fresh.setAttribute('aria-keyshortcuts', 'n');
const heard = element('div', { ariaLive: 'polite' }, fresh);
const none = element('p', { className: 'note' });
const further = element('button', { type: 'button', className: 'quiet', onclick: more });

// What is on the page, from above.
export function parts() {
	states.ariaLabel = word('queue.states');
	further.textContent = word('queue.more');
	return [states, heard, none, list, element('p', {}, further)];
}

export const itemOf = (id) => list.querySelector(`#item-${id}`);

const shownItem = (item, moved) =>
	show(
		item,
		{ decide: (to) => queue.decide(item.id, to), stay: () => queue.stay(item.id) },
		moved,
	);

// Puts the list of the state on the page, anew.
export function load() {
	queue.loaded = loadFirst();
	return queue.loaded;
}

// What is still asked for is not put on the page.
export function clear() {
	queue.items.clear();
	queue.fresh.clear();
	queue.next = undefined;
	queue.turn++;
	list.replaceChildren();
}

async function loadFirst() {
	clear();
	const read = await more();
	focusOn(list.firstElementChild);
	return read;
}

// What the list is asked for by.
export function query(limit) {
	const { since, until, ...narrow } = queue.narrow;
	return withSite({ ...narrow, ...spanOf(since, until), state: queue.state, limit });
}

// The same for decisions on all of it, as far as it was there when it came on the page.
export function filter() {
	const { since, until } = spanOf(queue.narrow.since, queue.narrow.until);
	const end = until && until < queue.seen ? until : queue.seen;
	const site = query().get('site') ?? undefined;
	return { ...queue.narrow, site, state: queue.state, since, until: end };
}

// Whether not all of such comments belong to the list.
export const isNarrow = () => Object.keys(queue.narrow).some((name) => name !== REPORTED);

// Whether it could be read.
export async function more() {
	const { turn } = queue;
	const asked = query(PART);
	if (queue.next) asked.set('after', queue.next);
	const { status, body, headers } = await ask(`moderation/comments?${asked}`);
	if (turn !== queue.turn) return false;
	if (status !== 200) {
		queue.refuse({ status, body });
		return false;
	}
	if (!queue.next) queue.seen = new Date(headers.get('date')).toISOString();
	for (const item of body.items) add(item);
	queue.counts = body.counts;
	queue.next = body.next;
	refresh();
	return true;
}

function add(item) {
	queue.items.set(item.id, item);
	queue.fresh.delete(item.id);
	itemOf(item.id)?.remove();
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
	const { counts, next } = queue;
	const shown = shownList();
	for (const [name, button] of Object.entries(buttons)) {
		button.ariaPressed = String(name === shown);
		button.hidden = name === REPORTED && name !== shown && !counts[REPORTED];
		button.replaceChildren(
			word(`state.${name}`),
			' ',
			element('span', { className: 'count' }, number(counts[name] ?? 0)),
		);
	}
	fresh.hidden = queue.fresh.size === 0;
	fresh.textContent = word('queue.fresh', { n: queue.fresh.size });
	further.hidden = !next;
	none.hidden = list.childElementCount > 0;
	none.textContent = word(isNarrow() ? 'queue.nothing_fits' : `nothing.${shown}`);
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
	while (queue.next && !itemOf(first)) await more();
	focusOn(itemOf(first));
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
	const shown = itemOf(id);
	queue.items.delete(id);
	if (!shown) return;
	const focused = shown === current();
	if (focused) step(1);
	if (focused && shown === current()) step(-1);
	shown.remove();
}

// How it stands by now, in its place, if it still has one.
export function replace(item, moved) {
	const shown = itemOf(item.id);
	if (!shown) return undefined;
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
	const shown = itemOf(id);
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

export const selected = () =>
	[...list.children].filter((item) => item.querySelector('input').checked);

export function selectAll(checked = true) {
	for (const box of list.querySelectorAll('input:enabled')) box.checked = checked;
	list.dispatchEvent(new Event('change'));
}

export function toggle() {
	const box = current()?.querySelector('input:enabled');
	if (box) box.checked = !box.checked;
	list.dispatchEvent(new Event('change'));
}
