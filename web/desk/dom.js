// Making and finding what is on the page.
import { moment, sentence, word } from './words.js';

export const get = (id) => document.getElementById(id);

// An element with text and children; texts are never HTML.
export function element(name, properties = {}, ...children) {
	const made = Object.assign(document.createElement(name), properties);
	made.append(...children);
	return made;
}

// A button that is not the first choice.
export const quiet = (text, onclick) =>
	element('button', { type: 'button', className: 'quiet', onclick }, text);

// What the server says, in English where we have no words of our own for it; a word of ours where
// it says nothing.
export const serverSays = (text, key) =>
	text ? (sentence(text) ?? element('span', { lang: 'en' }, text)) : word(key);

export const time = (at) => element('time', { dateTime: at, className: 'faint' }, moment(at));

// What the browser calls the page.
export const titlePage = (view) => (document.title = word('frame.title', { view }));

export function focusOn(shown) {
	shown?.focus();
	shown?.scrollIntoView({ block: 'nearest' });
}

// Tells what was done: texts, and buttons for what may be done about it; with none it is forgotten.
export function say(...content) {
	get('message').replaceChildren(...content);
}
