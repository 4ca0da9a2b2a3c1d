// Moderators on addresses of their own: what is found there, and no longer where readers are.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { contract } from './contract.js';
import { binary, Server, startServer } from './harness.js';
import { SESSION } from './people.js';

// Those that ask for no token.
const OPEN = ['GET /moderate', `POST ${SESSION}`, 'POST /api/v1/first-account', 'GET /metrics'];

const routes = Object.entries(contract(binary).document.paths).flatMap(([path, operations]) =>
	Object.entries(operations).map(([method, { security }]) => {
		const guarded = security.some(({ token }) => token);
		const name = `${method.toUpperCase()} ${path}`;
		return { method: method.toUpperCase(), path, inside: guarded || OPEN.includes(name) };
	}),
);

const addresses = (server) =>
	Object.fromEntries(
		[...server.log().matchAll(/event=listening address=(\S+) for=(\w+)/g)].map(
			([, address, name]) => [name, `http://${address}`],
		),
	);

let server, inside, anna;
before(async () => {
	server = await startServer({ moderate_listen: '127.0.0.1:0' });
	const found = addresses(server);
	assert.deepEqual(Object.keys(found), ['readers', 'moderators']);
	assert.equal(found.readers, server.url);
	inside = found.moderators;
	anna = await server.addAccount('anna', { role: 'admin' });
});
after(() => server.stop());

// Whether a server has something at the route; what it thinks of an empty request does not matter.
async function isThere(url, { method, path }) {
	const target = url + path.replace(/\{\w+\}/g, 'x');
	const answer = await fetch(target, { method, redirect: 'manual' });
	const text = await answer.text();
	return !text.includes('There is no such resource.');
}

test('readers find nothing that is for moderators', async () => {
	assert.ok(routes.filter((route) => route.inside).length > 30);
	for (const route of routes) {
		const name = `${route.method} ${route.path}`;
		assert.equal(await isThere(server.url, route), !route.inside, name);
		assert.equal(await isThere(inside, route), true, name);
	}
});

test('not even which methods there would be', async () => {
	for (const method of ['OPTIONS', 'DELETE', 'PUT']) {
		const answer = await fetch(`${server.url}/moderate`, { method });
		assert.deepEqual([answer.status, answer.headers.get('allow')], [404, null], method);
	}
});

test('a moderator signs in inside, and decides what came from outside', async () => {
	const { id, status_url } = await server.leave();
	assert.ok(status_url.startsWith(`${server.url}/mine/`));
	const signIn = (url) =>
		fetch(url + SESSION, {
			method: 'POST',
			headers: { 'content-type': 'application/json', origin: url },
			body: JSON.stringify(anna),
		});
	assert.equal((await signIn(server.url)).status, 404);
	const answer = await signIn(inside);
	const { csrf } = await answer.json();
	const headers = {
		cookie: answer.headers.get('set-cookie').split(';')[0],
		'x-csrf-token': csrf,
		'content-type': 'application/json',
		'if-match': '"1"',
		origin: inside,
	};
	const decide = (from) =>
		fetch(`${inside}/api/v1/moderation/comments/${id}`, {
			method: 'PATCH',
			headers: { ...headers, origin: from },
			body: '{"state": "approved"}',
		});
	assert.equal((await decide(server.url)).status, 403, 'a page of where readers are');
	assert.equal((await decide(inside)).status, 200);
	assert.equal((await server.thread('https://example.org/first-article')).items.length, 1);
});

test('the first link leads inside', () => {
	const [, link] = /^(http:\S+)\/moderate#first=\w+$/m.exec(server.printed());
	assert.equal(link, inside);
});

test('moderators may be reached by another address than readers', async () => {
	const other = await startServer({
		public_url: 'http://comments.example',
		moderate_url: 'https://desk.example',
	});
	try {
		const person = await other.addAccount('anna', { role: 'admin' });
		const headers = { origin: 'https://desk.example' };
		const answer = await other.fetch(SESSION, { body: person, headers });
		assert.match(answer.headers.get('set-cookie'), /^__Host-\S+=.*; Secure/);
		assert.match(other.printed(), /^https:\/\/desk\.example\/moderate#first=/m);
		assert.match((await other.leave()).status_url, /^http:\/\/comments\.example\/mine\//);
		assert.equal((await other.fetch(SESSION)).status, 401);
	} finally {
		await other.stop();
	}
});

test('an address that cannot be is told with its setting', async () => {
	for (const [settings, words] of [
		[{ moderate_listen: 'nowhere' }, /moderate_listen: "nowhere" must be HOST:PORT/],
		[{ moderate_listen: ',' }, /moderate_listen: "" must be/],
		[{ moderate_listen: `127.0.0.1:${server.port}` }, /moderate_listen: 127.*another program listens/],
		[{ moderate_url: 'desk' }, /moderate_url is "desk": /],
	]) {
		const other = new Server(settings);
		await assert.rejects(other.start(), words);
		other.wipe();
	}
});
