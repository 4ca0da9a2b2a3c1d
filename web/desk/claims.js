// Who reads what: telling the others, and showing what they tell.
import { ask, me, mayDecide, session } from './api.js';
import { nameOf } from './by.js';
import { idOf, showClaim } from './item.js';
import { itemOf, list, queue } from './queue.js';

const SPAN = 60_000; // milliseconds; what is not renewed by then has ended
const RENEW = 25_000;
const SETTLE = 400; // who only passes by does not read
const AWAY = 60_000; // who moves nothing for so long does not read, either

const others = new Map(); // by comment: {by, timer}
let mine; // the comment that we have claimed
let settling, renewing;
let active = 0; // when something was last moved

const target = (id) => `moderation/comments/${id}/claim`;

async function claim(id) {
	mine = id;
	clearInterval(renewing);
	renewing = setInterval(renew, RENEW);
	const { status, body } = await ask(target(id), { method: 'PUT' });
	if (status === 200) claimed({ id, by: body.by });
}

function renew() {
	if (performance.now() - active < AWAY && queue.items.has(mine))
		ask(target(mine), { method: 'PUT' });
}

// Our claim ends, for us.
function forgetMine() {
	const id = mine;
	clearInterval(renewing);
	mine = undefined;
	return id;
}

// And for the others; also while the page goes away. Of a session that is over the server forgets.
async function drop() {
	const id = forgetMine();
	if (id && session.account) await ask(target(id), { method: 'DELETE', keepalive: true });
}

// We read nothing any more.
export function release() {
	clearTimeout(settling);
	return drop();
}

function settle(at) {
	const id = idOf(at?.closest?.('.item'));
	clearTimeout(settling);
	if (id && id !== mine && queue.items.has(id) && mayDecide(queue.items.get(id).site))
		settling = setTimeout(claim, SETTLE, id);
}

function showOther(id) {
	const shown = itemOf(id);
	const by = others.get(id)?.by;
	if (shown) showClaim(shown, by && nameOf(by));
}

function forget(id) {
	clearTimeout(others.get(id)?.timer);
	others.delete(id);
	showOther(id);
}

// Events.
export function claimed({ id, by }) {
	forget(id);
	if (by === me()) return;
	others.set(id, { by, timer: setTimeout(forget, SPAN, id) });
	showOther(id);
}

export function released({ id, by }) {
	if (others.get(id)?.by === by) forget(id);
}

// What we were told, before we are told anew.
export function forgetOthers() {
	for (const id of [...others.keys()]) forget(id);
}

// Nobody is signed in any more.
export function forgetAll() {
	clearTimeout(settling);
	forgetMine();
	forgetOthers();
}

list.addEventListener('focusin', ({ target: at }) => settle(at));
list.addEventListener('change', () => {
	if (!queue.items.has(mine)) drop();
});
list.addEventListener('item', ({ detail: { id, claim: known } }) => {
	if (known) claimed({ id, by: known.by });
	else showOther(id);
});
for (const name of ['pointermove', 'pointerdown', 'keydown', 'wheel'])
	document.addEventListener(name, () => (active = performance.now()), { passive: true });
document.addEventListener('visibilitychange', () => {
	if (document.hidden) release();
	else settle(document.activeElement);
});
