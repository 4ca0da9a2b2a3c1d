// A decision on one comment, and taking the last back, wherever the comment is shown.
import { ask, mayDecide } from './api.js';
import { answerOf } from './dialog.js';
import { element, get, say } from './dom.js';
import { CHANGES, REASONS } from './states.js';
import { undo } from './undo.js';
import { word } from './words.js';

let undoable; // what the last decision is undone by

// Whether who is signed in may bring it into that state.
export const mayBecome = (item, to) => CHANGES[item.state].includes(to) && mayDecide(item.site);

// What a decision needs besides: reason and note of a rejection. undefined: it is not to be.
export async function askMore(to) {
	if (to !== 'rejected') return {};
	const form = get('reject').querySelector('form');
	const options = REASONS.map((value) => element('option', { value }, word(`reason.${value}`)));
	get('reason').replaceChildren(...options);
	form.reset();
	if (!(await answerOf(get('reject')))) return undefined;
	const { reason, note } = Object.fromEntries(new FormData(form));
	return { reason, note: note || null };
}

// Changes the text and state that were read: the answer, with `undo`, what it is undone by.
export async function change({ id, revision }, body) {
	const answer = await ask(`moderation/comments/${id}`, {
		method: 'PATCH',
		headers: { 'If-Match': `"${revision}"` },
		body,
	});
	return { ...answer, undo: /decisions\/(\w+)\/undo/.exec(answer.headers.get('link'))?.[1] };
}

// Says what was done. `batch`: what it is undone by; `shown`: shows what came back, by ids.
export function sayDone(texts, batch, shown) {
	undoable = batch;
	const onclick = () => undoLast(shown);
	const button = () => element('button', { type: 'button', onclick }, word('queue.undo'));
	say(...[texts].flat(), ...(batch ? [button()] : []));
}

export async function undoLast(shown) {
	if (!undoable) return;
	const { undone, texts } = await undo(undoable);
	if (undone) await shown(undone);
	sayDone(texts);
}
