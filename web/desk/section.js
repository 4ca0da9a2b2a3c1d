// A part of a view with a heading of its own.
import { element } from './dom.js';
import { addressOf } from './route.js';
import { word } from './words.js';

// `title`: the key of a word.
export const section = (title, ...content) =>
	element('section', { ariaLabel: word(title) }, element('h2', {}, word(title)), ...content);

// Text that explains what stands beside it.
export const note = (...content) => element('p', { className: 'note' }, ...content);

// The way to the form in which one more is made.
export const makeLink = (name, text) =>
	element(
		'p',
		{},
		element('a', { href: addressOf(name, { id: 'new' }), className: 'button' }, text),
	);

// Names of what is known, and what it is: rows [key of a word, texts and elements].
export const facts = (rows) =>
	element(
		'dl',
		{ className: 'facts' },
		...rows.flatMap(([label, content]) => [
			element('dt', {}, word(label)),
			element('dd', {}, ...[content].flat()),
		]),
	);
