// Where the daemon is: beside this script, whether it has its short address or the versioned one.

const PATIENCE = 15000; // milliseconds for an answer

const base = new URL(/embed\.\w+\.js$/.test(import.meta.url) ? '..' : '.', import.meta.url);

export const at = (path) => new URL(path, base).href;

const reach = (path, options) =>
	fetch(at(path), { credentials: 'omit', signal: AbortSignal.timeout(PATIENCE), ...options });

// What a route of the API answers: {status, body}. Fails when there is no answer in time, or one that
// is no JSON.
export async function ask(path, content, key = '', method = content && 'POST') {
	const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
	const sent = { method, headers, body: JSON.stringify(content) };
	const answer = await reach(`api/v1/${path}`, method && sent);
	return { status: answer.status, body: answer.status === 204 ? {} : await answer.json() };
}

// The HTML of a part of a page's comments and the form. Fails when there is none.
export async function askHtml(query) {
	const answer = await reach(`comments/fragment?${query}`);
	if (!answer.ok) throw new Error(await answer.text());
	return answer.text();
}
