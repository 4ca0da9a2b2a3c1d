// The list while others work: what they decide is marked, what arrives is counted. Nothing moves
// under the eyes or the fingers.
import { ask, nameOf } from './api.js';
import { claimed, forgetOthers, released } from './claims.js';
import { get } from './dom.js';
import { listen, stopListening } from './events.js';
import { stateName } from './item.js';
import { addFresh, leave, query, queue, refresh, replace, setCounts } from './queue.js';
import { checkSession } from './session.js';

const LOOK = 200; // comments that are compared with the server's list, at most

function arrived({ id, state }) {
	if (state === queue.state) addFresh(id);
	refresh();
}

function decided({ id, state, revision, by }) {
	if (state === queue.state) return returned(id, revision, by);
	queue.fresh.delete(id);
	if (queue.items.has(id)) leave(id, `${stateName(state)} by ${nameOf(by)}`);
	refresh();
}

// It is in this state again, or another text in it; where it still stands it is put in order.
async function returned(id, revision, by) {
	const known = queue.items.get(id);
	if (known?.revision >= revision) return;
	if (!get(`item-${id}`)) {
		addFresh(id);
		return refresh();
	}
	const { status, body } = await ask(`moderation/comments/${id}`);
	if (status === 200 && body.state === queue.state && get(`item-${id}`))
		replace(body, known && `Edited by ${nameOf(by)}.`);
	refresh();
}

// What is on the page against the server's list, when events may have been missed.
async function compare() {
	await queue.loaded;
	const { state } = queue;
	const { status, body } = await ask(`moderation/comments?${query({ state, limit: LOOK })}`);
	if (status !== 200 || state !== queue.state) return;
	const there = new Map(body.items.map((item) => [item.id, item]));
	const shown = [...queue.items.values()];
	for (const item of shown) {
		const now = there.get(item.id);
		if (now && now.revision !== item.revision) replace(now, 'It has changed meanwhile.');
		else if (!now && !(body.next && item.id > body.next)) leave(item.id, 'Decided meanwhile');
	}
	queue.fresh.clear();
	for (const { id } of body.items) addFresh(id);
	forgetOthers();
	for (const { id, claim } of body.items) if (claim) claimed({ id, by: claim.by });
	setCounts(body.counts);
	refresh();
}

function counted(counts) {
	setCounts(counts);
	refresh();
}

// On the site that was chosen.
export function follow() {
	const handlers = { reset: compare, arrived, decided, counts: counted, claimed, released };
	forgetOthers();
	listen(`/api/v1/moderation/events?${query()}`, handlers, checkSession);
}

export const unfollow = stopListening;
