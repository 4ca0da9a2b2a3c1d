// A page as the desk shows it: what it is called, where its comments are, closing and opening it.
import { ask } from './api.js';
import { element, quiet, say, serverSays } from './dom.js';
import { addressOf } from './route.js';
import { word } from './words.js';

export const nameOf = ({ title, url }) => title || url;

export const linkTo = ({ url }) => element('a', { href: url, rel: 'noreferrer' }, url);

// To its comments that are public.
export const comments = ({ url, count }) =>
	element(
		'a',
		{ href: addressOf('queue', { page: url, state: 'approved' }) },
		word('pages.approved', { n: count }),
	);

// What closes the page, or opens it; `done` is given what it is then.
export function closeButton({ id, state }, done) {
	const next = state === 'open' ? 'closed' : 'open';
	const button = quiet(word(state === 'open' ? 'pages.close' : 'pages.reopen'), async () => {
		const answer = await ask(`moderation/pages/${id}`, {
			method: 'PATCH',
			body: { state: next },
		});
		if (answer.status !== 200) return say(serverSays(answer.body?.detail, 'pages.failed'));
		await done(answer.body, button);
		return say(word(`pages.now_${next}`));
	});
	return button;
}
