// What waits, and every other state's list: one decision a key, many at once, and undo, while
// others do the same.
import { forgetAll, release } from '../claims.js';
import { bar, decideCurrent, stayCurrent, undoHere } from '../decide.js';
import { element, quiet } from '../dom.js';
import { form } from '../form.js';
import { idOf } from '../item.js';
import { follow, unfollow } from '../live.js';
import { clear, current, isNarrow, load, parts, queue, showFresh, step, toggle } from '../queue.js';
import { go } from '../route.js';
import { STATES } from '../states.js';
import { word } from '../words.js';

const FILTERS = ['q', 'reason', 'author', 'page', 'since', 'until', 'reported'];
const CHECKS = ['form', 'links', 'rule', 'duplicate', 'author', 'policy'];

let filters; // the element that one opens to search

const list = () => ({ state: queue.state, reported: queue.narrow.reported });

function filterForm(narrow) {
	const field = (name, more) => ({
		name,
		label: `queue.${name}`,
		value: narrow[name] ?? '',
		...more,
	});
	const checks = CHECKS.map((check) => [check, word(`check.${check}`)]);
	return form({
		className: 'filters',
		fields: [
			field('q', { type: 'search' }),
			field('reason', { options: [['', word('queue.any')], ...checks] }),
			field('author'),
			field('page', { type: 'url' }),
			field('since', { type: 'date' }),
			field('until', { type: 'date' }),
		],
		submit: 'queue.filter',
		send: (values) => go('queue', { ...list(), ...values }),
		others: [quiet(word('queue.unfilter'), () => go('queue', list()))],
	});
}

function search() {
	filters.open = true;
	filters.querySelector('input').focus();
}

function openCurrent() {
	const id = idOf(current());
	if (id) go('comment', { id });
}

export const view = {
	async open(body, { query }) {
		const state = query.get('state');
		queue.state = STATES.includes(state) ? state : 'pending';
		queue.narrow = Object.fromEntries(
			FILTERS.map((name) => [name, query.get(name)]).filter(([, value]) => value),
		);
		const chosen = filterForm(queue.narrow);
		queue.refuse = chosen.refuse;
		filters = element(
			'details',
			{ className: 'search', open: isNarrow() },
			element('summary', {}, word('queue.search')),
			chosen,
		);
		body.append(filters, ...parts(), bar);
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
		['l', 'keys.stays', stayCurrent],
		['o', 'keys.open', openCurrent],
		['/', 'keys.search', search],
		['x', 'keys.select', toggle],
		['u', 'keys.undo', undoHere],
		['n', 'keys.fresh', showFresh],
	],
};
