// Taking back what was decided in one go.
import { ask } from './api.js';
import { serverSays } from './dom.js';
import { word } from './words.js';

// `undone`: ids of the comments that came back; none of them when it was refused. `texts`: what is
// to be said about it.
export async function undo(batch) {
	const { status, body } = await ask(`moderation/decisions/${batch}/undo`, { method: 'POST' });
	if (status !== 200) return { texts: [serverSays(body?.detail, 'undo.failed')] };
	const undone = body.items.filter((item) => item.status === 200).map(({ id }) => id);
	const left = body.items.find(({ detail }) => detail);
	const texts = [word('undo.done', { done: body.decided, all: body.items.length })];
	if (left) texts.push(' ', serverSays(left.detail));
	return { undone, texts };
}
