// Decisions: one at a time and many in one go, and taking the last back.
import { ask, mayDecide } from './api.js';
import { element, focusOn, get, quiet, say } from './dom.js';
import { CHANGES, idOf, stateName, verbs } from './item.js';
import * as view from './queue.js';

const { list, queue } = view;
const REASONS = [
	'off-topic',
	'abuse',
	'personal-data',
	'advertising',
	'duplicate',
	'illegal',
	'other',
];

let undoable; // what the last decision is undone by

function sayDone(text, undo) {
	undoable = undo;
	say(text, ...(undo ? [element('button', { type: 'button', onclick: undoLast }, 'Undo (u)')] : []));
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

export async function decide(id, to) {
	const item = queue.items.get(id);
	if (!item || !CHANGES[item.state].includes(to) || !mayDecide(item.site)) return;
	const more = to === 'rejected' ? await askReason() : {};
	if (!more) return focusOn(get(`item-${id}`));
	const { told } = queue;
	const { status, body, headers } = await ask(`moderation/comments/${id}`, {
		method: 'PATCH',
		headers: { 'If-Match': `"${item.revision}"` },
		body: { from: item.state, state: to, ...more },
	});
	if (status === 200) {
		view.count(item.state, to, 1, told);
		focusOn(get(`item-${id}`));
		view.remove(id);
		sayDone(`${stateName(to)}.`, /decisions\/(\w+)\/undo/.exec(headers.get('link'))?.[1]);
	} else if (body?.current) {
		focusOn(view.replace(body.current, `${body.detail} Please look again.`));
		sayDone('It has changed meanwhile.');
	} else {
		sayDone(body?.detail ?? 'It was not decided.');
	}
	view.refresh();
}

export const decideCurrent = (to) => decide(idOf(view.current()), to);

// The bar for the selected, and what is done with all of them.
function showBulk() {
	const bar = get('bulk');
	const count = view.selected().length;
	bar.hidden = count === 0;
	bar.replaceChildren(
		element('span', {}, `${count} selected`),
		...verbs(queue.state, decideAll),
		quiet('Select all', () => view.selectAll()),
		quiet('None', () => view.selectAll(false)),
	);
}

async function decideAll(to) {
	const from = queue.state;
	const more = to === 'rejected' ? await askReason() : {};
	if (!more) return;
	const items = view.selected().map((shown) => {
		const { id, revision } = queue.items.get(idOf(shown));
		return { id, revision };
	});
	const { told } = queue;
	const { status, body } = await ask('moderation/decisions', {
		method: 'POST',
		body: { from, state: to, ...more, items },
	});
	if (status !== 200) return sayDone(body?.detail ?? 'Nothing was decided.');
	let left = 0;
	for (const { id, status: one, detail } of body.items)
		if (one === 200) {
			view.remove(id);
		} else {
			left++;
			if (queue.items.has(id)) view.replace(queue.items.get(id), detail);
		}
	view.count(from, to, body.decided, told);
	const rest = left ? ` ${left} could not be.` : '';
	sayDone(`${body.decided} of ${items.length}: ${stateName(to)}.${rest}`, body.undo);
	view.refresh();
	focusOn(list.firstElementChild);
}

export async function undoLast() {
	if (!undoable) return;
	const { status, body } = await ask(`moderation/decisions/${undoable}/undo`, { method: 'POST' });
	if (status !== 200) return sayDone(body?.detail ?? 'It was not undone.');
	const first = body.items.find((item) => item.status === 200);
	await view.load();
	sayDone(`Undone: ${body.decided} of ${body.items.length}.`);
	if (first) focusOn(get(`item-${first.id}`));
}

queue.act = decide;
list.addEventListener('change', showBulk);
get('reason').append(...REASONS.map((reason) => element('option', {}, reason)));
