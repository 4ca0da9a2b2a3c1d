// The moderators' desk: what waits, one decision a key, many at once, and undo, while others do the
// same. It talks to the API as any program does (docs/api.md).
import { session } from './api.js';
import { forgetAll, release } from './claims.js';
import { decideCurrent, undoLast } from './decide.js';
import { element, get } from './dom.js';
import { bind } from './keys.js';
import { follow, unfollow } from './live.js';
import { load, more, showFresh, step, toggle } from './queue.js';
import { startSession } from './session.js';

function begin() {
	const everywhere = session.roles.some(({ site }) => site === null);
	const sites = session.roles.map(({ site }) => site).filter(Boolean);
	const options = sites.map((site) => element('option', { value: site }, site));
	if (everywhere) options.unshift(element('option', { value: '' }, 'all'));
	get('site').replaceChildren(...options);
	open();
}

function open() {
	load();
	follow();
}

function end() {
	unfollow();
	forgetAll();
}

bind([
	['j', 'next comment', () => step(1)],
	['k', 'previous comment', () => step(-1)],
	['a', 'approve', () => decideCurrent('approved')],
	['r', 'reject, with a reason', () => decideCurrent('rejected')],
	['s', 'spam', () => decideCurrent('spam')],
	['d', 'delete', () => decideCurrent('deleted')],
	['x', 'select', toggle],
	['u', 'undo the last decision', undoLast],
	['n', 'show what is new', showFresh],
	['?', 'these keys', () => get('help').showModal()],
]);
get('site').addEventListener('change', open);
get('more').addEventListener('click', more);
get('fresh').addEventListener('click', showFresh);

await startSession({ begins: begin, leaves: release, ends: end });
