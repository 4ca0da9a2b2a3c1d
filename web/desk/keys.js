// The keys of the view that is open, and the help that lists them.
import { element, get } from './dom.js';
import { word } from './words.js';

let keys = new Map(); // what each does: {what, act}

function help() {
	const rows = [...keys].flatMap(([key, { what }]) => [
		element('dt', {}, element('kbd', {}, key)),
		element('dd', {}, word(what)),
	]);
	get('help')
		.querySelector('dl')
		.replaceChildren(...rows);
	get('help').showModal();
}

// In place of those of the view before. Rows: [key, word for what it does, what it does].
export function bind(rows) {
	keys = new Map(rows.map(([key, what, act]) => [key, { what, act }]));
	keys.set('?', { what: 'keys.help', act: help });
}

document.addEventListener('keydown', (event) => {
	const typing = event.target.closest('input:not([type="checkbox"]), textarea, select, dialog');
	if (get('desk').hidden || typing || event.ctrlKey || event.metaKey || event.altKey) return;
	if (!keys.has(event.key)) return;
	event.preventDefault();
	keys.get(event.key).act();
});
