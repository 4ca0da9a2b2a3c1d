// Making and finding what is on the page.

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

export function focusOn(shown) {
	shown?.focus();
	shown?.scrollIntoView({ block: 'nearest' });
}

// Tells what was done, with a button for what may be done about it.
export function say(text, ...buttons) {
	get('message').replaceChildren(text, ...buttons);
}
