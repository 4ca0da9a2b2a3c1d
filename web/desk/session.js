// Signing in and out.
import { ask, onSessionOver, session, setSession } from './api.js';
import { get } from './dom.js';

let acts; // what else happens: {begins, leaves, ends}

function begin(signedIn) {
	setSession(signedIn);
	get('sign-in').hidden = true;
	get('desk').hidden = false;
	get('account').textContent = session.account;
	acts.begins();
}

function end() {
	acts.ends();
	setSession();
	get('desk').hidden = true;
	get('sign-in').hidden = false;
	get('name').focus();
}

async function signIn(event) {
	event.preventDefault();
	const form = event.target;
	const mistake = form.querySelector('.mistake');
	const { name, password } = Object.fromEntries(new FormData(form));
	mistake.textContent = '';
	const answer = await ask('session', { method: 'POST', body: { name, password } });
	if (answer.status !== 200) {
		const { errors, detail } = answer.body ?? {};
		mistake.textContent = errors?.[0]?.detail ?? detail ?? 'The server does not answer.';
		form.password.select();
		return;
	}
	form.reset();
	begin(answer.body);
}

async function signOut() {
	await acts.leaves();
	await ask('session', { method: 'DELETE' });
	end();
}

// Whether the session is still there; if not, who sat here signs in again.
export async function checkSession() {
	const { status } = await ask('session');
	if (status === 401) end();
}

// Goes on with the session that there is, or asks for one.
export async function startSession(others) {
	acts = others;
	onSessionOver(end);
	get('sign-in').addEventListener('submit', signIn);
	get('sign-out').addEventListener('click', signOut);
	const known = await ask('session');
	if (known.status === 200) begin(known.body);
	else end();
}
