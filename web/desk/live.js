// The list while others work: what they decide is marked, what arrives is counted. Nothing moves
// under the eyes or the fingers.
import { ask } from './api.js';
import { nameOf } from './by.js';
import { claimed, forgetOthers, released } from './claims.js';
import { listen, stopListening } from './events.js';
import { addFresh, isNarrow, itemOf, leave, query, queue, refresh, replace, setCounts, shownList } from './queue.js';
import { checkSession } from './session.js';
import { withSite } from './site.js';
import { word } from './words.js';

const LOOK = 200; // comments that are compared with the server's list, at most

// While lists are asked for: of which comments something was heard meanwhile. That is newer than
// the answer.
const asking = new Set();

const hear = (handler) => (event) => {
	for (const heard of asking) heard.add(event.id);
	return handler(event);
};

// Whether it fits what the list is narrowed to, only the server knows: a narrow list tells of
// nothing new.
function place(id) {
	if (!isNarrow()) addFresh(id);
	refresh();
}

function arrived({ id, state }) {
	if (state === queue.state) place(id);
}

function decided({ id, state, revision, by }) {
	if (state === queue.state) return returned(id, revision, by);
	queue.fresh.delete(id);
	if (queue.items.has(id)) leave(id, word(`decided.${state}`, { who: nameOf(by) }));
	refresh();
}

// What readers say of it has changed, and where the list is of what they report, whether it belongs.
async function reported({ id, open_reports: open }) {
	const listed = shownList() === 'reported';
	if (!queue.items.has(id)) {
		if (listed && open) place(id);
	} else if (listed && !open) {
		leave(id, word('reports.closed'));
	} else {
		const { status, body } = await ask(`moderation/comments/${id}`);
		if (status === 200) replace(body);
	}
	refresh();
}

// It is in this state again, or another text in it; where it still stands it is put in order.
async function returned(id, revision, by) {
	const known = queue.items.get(id);
	if (known?.revision >= revision) return;
	if (!itemOf(id)) return place(id);
	const { status, body } = await ask(`moderation/comments/${id}`);
	if (status === 200 && body.state === queue.state)
		replace(body, known && [word('comment.edited', { who: nameOf(by) })]);
	refresh();
}

// What is on the page against the server's list, when events may have been missed.
async function compare() {
	if (!(await queue.loaded)) return;
	const { state, told } = queue;
	const heard = new Set();
	asking.add(heard);
	const { status, body } = await ask(`moderation/comments?${query(LOOK)}`);
	asking.delete(heard);
	if (status !== 200 || state !== queue.state) return;
	const there = new Map(body.items.map((item) => [item.id, item]));
	const shown = [...queue.items.values()].filter(({ id }) => !heard.has(id));
	for (const item of shown) {
		const now = there.get(item.id);
		if (now && now.revision !== item.revision) replace(now, [word('comment.changed')]);
		else if (!now && !(body.next && item.id > body.next))
			leave(item.id, word('comment.decided'));
	}
	for (const id of [...queue.fresh]) if (!heard.has(id)) queue.fresh.delete(id);
	for (const { id } of body.items) if (!heard.has(id)) addFresh(id);
	forgetOthers();
	for (const { id, claim } of body.items) if (claim) claimed({ id, by: claim.by });
	if (told === queue.told) setCounts(body.counts);
	refresh();
}

function counted(counts) {
	setCounts(counts);
	refresh();
}

// On the site that was chosen.
export function follow() {
	const handlers = {
		reset: compare,
		arrived: hear(arrived),
		decided: hear(decided),
		reported: hear(reported),
		counts: counted,
		claimed,
		released,
	};
	forgetOthers();
	listen(`/api/v1/moderation/events?${withSite()}`, handlers, checkSession);
}

export const unfollow = stopListening;
