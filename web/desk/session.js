// Signing in and out, and making the first admin.
import { ask, onSessionOver, setSession } from './api.js';
import {
	askFor,
	asksForCode,
	clearMistake,
	closeDoor,
	form,
	makesFirst,
	openDoor,
	showMistake,
} from './door.js';
import { get } from './dom.js';

let acts; // what else happens: {begins, leaves, ends}
let vouched = false; // a proxy says who it is: no name, no password
let first; // the code of the link that makes the first admin

function begin(signedIn) {
	setSession(signedIn);
	closeDoor();
	get('desk').hidden = false;
	acts.begins();
}

function end() {
	setSession();
	acts.ends();
	get('desk').hidden = true;
	askFor({ code: false, typed: !vouched });
	openDoor();
}

// Whether there is the account now.
async function makeFirst(name, password) {
	const body = { code: first, name, password };
	const answer = await ask('first-account', { method: 'POST', body });
	if (answer.status !== 201) {
		showMistake(answer.body);
		return false;
	}
	first = undefined;
	makesFirst(false);
	return true;
}

// Signs in with what was typed, or with what the proxy says; shows the form if that does not do.
async function enter({ name, password, code }) {
	const typed = vouched ? {} : { name, password };
	const body = code ? { ...typed, code } : typed;
	const answer = await ask('session', { method: 'POST', body });
	if (answer.status === 200) {
		begin(answer.body);
		return;
	}
	const asked = answer.body?.type === '/problems/second-factor';
	const again = asked && asksForCode();
	if (!asked) vouched = false;
	askFor({ code: asked, typed: !vouched });
	openDoor();
	const wrong = get(asked ? 'code' : 'password');
	wrong.focus();
	wrong.select();
	if (!asked || again) showMistake(answer.body);
}

async function signIn(event) {
	event.preventDefault();
	clearMistake();
	const typed = Object.fromEntries(new FormData(form));
	if (first && !(await makeFirst(typed.name, typed.password))) return;
	await enter(typed);
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

// The link of a server without accounts: its code stays neither in the address nor in the history.
function takeLink() {
	first = /^#first=(\w+)$/.exec(location.hash)?.[1];
	if (first) history.replaceState(null, '', location.pathname);
	makesFirst(Boolean(first));
}

// Goes on with the session that there is, or asks for one.
export async function startSession(others) {
	acts = others;
	onSessionOver(end);
	form.addEventListener('submit', signIn);
	get('sign-out').addEventListener('click', signOut);
	takeLink();
	const known = await ask('session');
	vouched = known.body?.sign_in === 'header';
	if (known.status === 200) {
		begin(known.body);
	} else if (vouched) {
		await enter({});
	} else {
		end();
	}
}
