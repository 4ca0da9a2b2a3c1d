// Keys, and the help that lists them.
import { element, get } from './dom.js';

const keys = new Map(); // what each does

export function bind(rows) {
	for (const [key, what, act] of rows) {
		keys.set(key, act);
		get('help')
			.querySelector('dl')
			.append(element('dt', {}, element('kbd', {}, key)), element('dd', {}, what));
	}
}

document.addEventListener('keydown', (event) => {
	const typing = event.target.closest('input:not([type="checkbox"]), textarea, select, dialog');
	if (get('desk').hidden || typing || event.ctrlKey || event.metaKey || event.altKey) return;
	if (!keys.has(event.key)) return;
	event.preventDefault();
	keys.get(event.key)();
});
