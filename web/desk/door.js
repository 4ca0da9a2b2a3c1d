// The form at the desk's door: what it asks for, and what was wrong with it.
import { get, serverSays, titlePage } from './dom.js';
import { spellAs } from './words.js';

export const form = get('sign-in');

// Name and password, unless a proxy vouches, and a code once one is needed.
export function askFor({ code, typed = true }) {
	get('code-field').hidden = !code;
	get('code').required = code;
	for (const input of [get('name'), get('password')]) {
		input.required = typed;
		input.closest('.field').hidden = !typed;
	}
}

// Whether it asks for a code.
export const asksForCode = () => !get('code-field').hidden;

export const entitleDoor = () => titlePage(get('sign-in-title').textContent);

export function openDoor() {
	entitleDoor();
	get('door').hidden = false;
	form.querySelector('.field:not([hidden]) input, button').focus();
}

export function closeDoor() {
	form.reset();
	askFor({ code: false });
	get('door').hidden = true;
}

// It makes the first admin, who is then signed in; or signs in.
export function makesFirst(first) {
	spellAs(get('sign-in-title'), first ? 'door.first' : 'door.title');
	spellAs(form.querySelector('button'), first ? 'door.make' : 'door.sign_in');
	get('password').autocomplete = first ? 'new-password' : 'current-password';
	if (first) get('password').minLength = 12;
	else get('password').removeAttribute('minlength');
}

export function showMistake({ errors, detail } = {}) {
	const text = serverSays(errors?.[0]?.detail ?? detail, 'server.silent');
	form.querySelector('.mistake').replaceChildren(text);
}

export function clearMistake() {
	form.querySelector('.mistake').replaceChildren();
}
