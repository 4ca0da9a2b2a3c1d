// The server's API, and who is signed in.

export const session = {}; // account, roles, csrf; empty: nobody

let whenOver = () => {};

// What to do when the session turns out to be over.
export const onSessionOver = (act) => (whenOver = act);

export function setSession(signedIn = {}) {
	for (const name of Object.keys(session)) delete session[name];
	Object.assign(session, signedIn);
}

// As the record names who is signed in.
export const me = () => `account:${session.account}`;

export const ROLES = ['viewer', 'moderator', 'admin']; // each may do what those before it may

// Whether who is signed in has at least this role on a site; '': on all of them.
export const may = (needed, on) =>
	session.roles.some(
		({ site, role }) =>
			ROLES.indexOf(role) >= ROLES.indexOf(needed) && (site === null || site === on),
	);

// Viewers only look.
export const mayDecide = (on) => may('moderator', on);

// Asks the API: {status, headers, body}. A refusal is an answer, too; status 0: there was none.
export async function ask(target, { method = 'GET', body, headers = {}, keepalive } = {}) {
	const sent = { ...headers };
	if (method !== 'GET') sent['X-CSRF-Token'] = session.csrf ?? '';
	if (body) sent['Content-Type'] = 'application/json';
	let answer;
	try {
		answer = await fetch(`/api/v1/${target}`, {
			method,
			headers: sent,
			body: body && JSON.stringify(body),
			keepalive,
		});
	} catch {
		return { status: 0, headers: new Headers() };
	}
	const json = answer.headers.get('content-type')?.includes('json');
	const result = { status: answer.status, headers: answer.headers };
	if (json) result.body = await answer.json();
	if (answer.status === 401 && target !== 'session') whenOver();
	return result;
}
