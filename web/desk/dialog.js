// Questions in a dialog.
import { get } from './dom.js';

// Asks by a dialog whose form ends it: the value of the button, '' when it was given up.
export function answerOf(dialog) {
	dialog.returnValue = '';
	dialog.showModal();
	return new Promise((resolve) => {
		dialog.onclose = () => resolve(dialog.returnValue);
	});
}

// Nobody answers: what was asked about is no longer there.
export function closeDialogs() {
	for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
}

// Whether somebody wants what they were told will happen. `act` is what the button says.
export async function confirmed({ title, text, act }) {
	get('confirm-title').textContent = title;
	get('confirm-text').textContent = text;
	get('confirm-act').textContent = act;
	return (await answerOf(get('confirm'))) !== '';
}
