// Decisions: one at a time and many in one go, and taking the last back.
import { ask, mayDecide } from './api.js';
import { answerOf } from './dialog.js';
import { element, focusOn, get, quiet, say, serverSays } from './dom.js';
import { idOf, verbs } from './item.js';
import * as view from './queue.js';
import { CHANGES, REASONS } from './states.js';
import { undo } from './undo.js';
import { word } from './words.js';

const { list, queue } = view;

export const bar = element('div', { id: 'bulk', role: 'region', hidden: true });

let undoable; // what the last decision is undone by

// `batch`: what it is undone by.
function sayDone(texts, batch) {
	undoable = batch;
	const button = () =>
		element('button', { type: 'button', onclick: undoLast }, word('queue.undo'));
	say(...[texts].flat(), ...(batch ? [button()] : []));
}

// Reason and note of a rejection; undefined: it is not to be.
async function askReason() {
	const form = get('reject').querySelector('form');
	const options = REASONS.map((value) => element('option', { value }, word(`reason.${value}`)));
	get('reason').replaceChildren(...options);
	form.reset();
	if (!(await answerOf(get('reject')))) return undefined;
	const { reason, note } = Object.fromEntries(new FormData(form));
	return { reason, note: note || null };
}

export async function decide(id, to) {
	const item = queue.items.get(id);
	if (!item || !CHANGES[item.state].includes(to) || !mayDecide(item.site)) return;
	const more = to === 'rejected' ? await askReason() : {};
	if (!more) return focusOn(view.itemOf(id));
	const { told } = queue;
	const { status, body, headers } = await ask(`moderation/comments/${id}`, {
		method: 'PATCH',
		headers: { 'If-Match': `"${item.revision}"` },
		body: { from: item.state, state: to, ...more },
	});
	if (status === 200) {
		view.count(item.state, to, 1, told);
		focusOn(view.itemOf(id));
		view.remove(id);
		sayDone(
			word('decision.done', { state: word(`now.${to}`) }),
			/decisions\/(\w+)\/undo/.exec(headers.get('link'))?.[1],
		);
	} else if (body?.current) {
		focusOn(
			view.replace(body.current, [serverSays(body.detail), ' ', word('comment.look_again')]),
		);
		sayDone(word('comment.changed'));
	} else {
		sayDone(serverSays(body?.detail, 'decision.failed'));
	}
	view.refresh();
}

export const decideCurrent = (to) => decide(idOf(view.current()), to);

// The bar for the selected, and what is done with all of them.
function showBulk() {
	const count = view.selected().length;
	bar.ariaLabel = word('bulk.region');
	bar.hidden = count === 0;
	bar.replaceChildren(
		element('span', {}, word('bulk.selected', { n: count })),
		...verbs(queue.state, decideAll),
		quiet(word('bulk.all'), () => view.selectAll()),
		quiet(word('bulk.none'), () => view.selectAll(false)),
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
	if (status !== 200) return sayDone(serverSays(body?.detail, 'decision.none'));
	let left = 0;
	for (const { id, status: one, detail } of body.items)
		if (one === 200) {
			view.remove(id);
		} else {
			left++;
			if (queue.items.has(id)) view.replace(queue.items.get(id), [serverSays(detail)]);
		}
	view.count(from, to, body.decided, told);
	const state = word(`now.${to}`);
	const texts = [word('bulk.done', { done: body.decided, all: items.length, state })];
	if (left) texts.push(word('bulk.left', { n: left }));
	sayDone(texts.join(' '), body.undo);
	view.refresh();
	focusOn(list.firstElementChild);
}

export async function undoLast() {
	if (!undoable) return;
	const { undone, texts } = await undo(undoable);
	if (!undone) return sayDone(texts);
	await view.load();
	sayDone(texts);
	if (undone.length) focusOn(view.itemOf(undone[0]));
}

queue.act = decide;
list.addEventListener('change', showBulk);
