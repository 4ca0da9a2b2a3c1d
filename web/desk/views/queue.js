// What waits, and every other state's list: one decision a key, many at once, and undo, while
// others do the same.
import { forgetAll, release } from '../claims.js';
import { bar, decideCurrent, undoHere } from '../decide.js';
import { idOf } from '../item.js';
import { follow, unfollow } from '../live.js';
import { clear, current, load, parts, queue, showFresh, step, toggle } from '../queue.js';
import { go } from '../route.js';
import { STATES } from '../states.js';

function openCurrent() {
	const id = idOf(current());
	if (id) go('comment', { id });
}

export const queueView = {
	async open(body, { query }) {
		const state = query.get('state');
		queue.state = STATES.includes(state) ? state : 'pending';
		body.append(...parts(), bar);
		const loaded = load();
		follow();
		await loaded;
	},

	async close() {
		unfollow();
		const released = release();
		forgetAll();
		clear();
		await released;
	},

	keys: [
		['j', 'keys.next', () => step(1)],
		['k', 'keys.previous', () => step(-1)],
		['a', 'keys.approve', () => decideCurrent('approved')],
		['r', 'keys.reject', () => decideCurrent('rejected')],
		['s', 'keys.spam', () => decideCurrent('spam')],
		['d', 'keys.delete', () => decideCurrent('deleted')],
		['o', 'keys.open', openCurrent],
		['x', 'keys.select', toggle],
		['u', 'keys.undo', undoHere],
		['n', 'keys.fresh', showFresh],
	],
};
