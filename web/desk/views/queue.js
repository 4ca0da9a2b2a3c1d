// What waits, and every other state's list: one decision a key, many at once, and undo, while
// others do the same.
import { forgetAll, release } from '../claims.js';
import { bar, decideCurrent, undoLast } from '../decide.js';
import { follow, unfollow } from '../live.js';
import { clear, load, parts, queue, showFresh, step, toggle } from '../queue.js';
import { STATES } from '../states.js';

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
		['x', 'keys.select', toggle],
		['u', 'keys.undo', undoLast],
		['n', 'keys.fresh', showFresh],
	],
};
