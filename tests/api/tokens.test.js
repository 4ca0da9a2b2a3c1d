// Who may ask what: no token, wrong ones, those of another site or of a lesser scope.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { assertProblem, startServer } from './harness.js';

const SCOPES = ['none', 'read', 'moderate', 'admin']; // each includes those before it

// The server's own table of routes: [{method, path, scope}].
function readRoutes() {
	const source = readFileSync(new URL('../../server/api/routes.c', import.meta.url), 'utf8');
	const table = /const struct route routes\[\] = \{\n([^]*?)\n\t*\{0\},?\n\};/.exec(source)[1];
	const rows = table.split(/^\t+\{(?=")/m).slice(1);
	return rows.map((row) => {
		const method = /^"([A-Z]+)"/.exec(row)?.[1];
		const path = /^"[A-Z]+", (?:"([^"]+)"|DEMO_PATH)/.exec(row);
		const scope = /\bSCOPE_([A-Z]+)\b/.exec(row)?.[1].toLowerCase();
		assert.ok(method && path && SCOPES.includes(scope), `a route that cannot be read: ${row}`);
		return { method, path: path[1] ?? '/demo', scope };
	});
}
const routes = readRoutes();
// Sessions are not for tokens (session.test.js).
const guarded = routes.filter(
	({ path, scope }) => scope !== 'none' && path !== '/api/v1/session',
);

let server, id, elsewhere, batch;
const tokens = {}; // by scope and site: 'read all', 'read example', 'read other'
before(async () => {
	server = await startServer();
	await server.addSite('other', { origin: 'https://other.example' });
	({ id } = await server.leave());
	({ id: elsewhere } = await server.leave({ page: 'https://other.example/' }));
	for (const scope of SCOPES.slice(1))
		for (const site of [undefined, 'example', 'other'])
			tokens[`${scope} ${site ?? 'all'}`] = await server.addToken({
				name: `${scope}-${site ?? 'all'}`,
				scope,
				site,
			});
	const token = tokens['moderate all'];
	const { headers } = await server.decide(id, { state: 'rejected' }, { token });
	[, batch] = /decisions\/(\w+)\/undo/.exec(headers.get('link'));
});
after(() => server.stop());

const assertForbidden = (answer) => assertProblem(answer, 403, 'forbidden');

// How routes are asked that change something, and how they refuse who is of another site.
const asking = {
	'PATCH /api/v1/moderation/comments/{id}': {
		headers: { 'if-match': '"1"' },
		body: () => ({ state: 'spam' }),
	},
	'POST /api/v1/moderation/decisions': {
		body: () => ({ state: 'spam', items: [{ id, revision: 1 }] }),
		assertForeign: ({ status, body }) =>
			assert.deepEqual([status, body.decided, body.items[0].status], [200, 0, 403]),
	},
	'POST /api/v1/moderation/decisions/{id}/undo': {
		id: () => batch,
		assertForeign: (answer) => assertProblem(answer, 404, 'not-found'),
	},
	'GET /api/v1/moderation/authors': { query: '&standing=banned' },
	'GET /api/v1/moderation/authors/{id}': { id: author },
	'GET /api/v1/admin/sites': {
		assertForeign: ({ status, body }) => assert.deepEqual([status, body.items.some(({ id }) => id === 'example')], [200, false]),
	},
	'PATCH /api/v1/moderation/authors/{id}': { id: author, body: () => ({ standing: 'normal' }) },
	'PATCH /api/v1/admin/sites/{id}': { id: () => 'example', body: () => ({ links: 2 }) },
	'POST /api/v1/moderation/rules': { body: () => ({ site: 'example', ...rule }) },
	'POST /api/v1/moderation/rules/try': { body: () => ({ site: 'example', ...rule }) },
	'PATCH /api/v1/moderation/rules/{id}': { id: addRule, body: () => ({ state: 'off' }) },
	'DELETE /api/v1/moderation/rules/{id}': { id: addRule },
};

const rule = { kind: 'words', value: 'casino', action: 'hold' };

// The id of the author of the comment.
async function author() {
	const item = await server.fetch(`/api/v1/moderation/comments/${id}`, { token: tokens['read all'] });
	return item.body.author.id;
}

// The id of a new rule on the site "example".
async function addRule() {
	const answer = await server.fetch('/api/v1/moderation/rules', {
		body: { site: 'example', ...rule },
		token: tokens['admin all'],
	});
	assert.equal(answer.status, 201, answer.text);
	return answer.body.id;
}

// A request that the route would answer, about the site "example".
async function ask({ method, path }, token, headers = {}) {
	const how = asking[`${method} ${path}`] ?? {};
	assert.ok(method === 'GET' || how.body || how.id, `how is ${method} ${path} asked?`);
	assert.ok(!/\{(?!id\})/.test(path), `what stands in ${path}?`);
	const target = path.replace('{id}', (await how.id?.()) ?? id);
	const query = path.includes('{') || method !== 'GET' ? '' : `?site=example${how.query ?? ''}`;
	return server.fetch(target + query, {
		method,
		headers: { ...how.headers, ...headers },
		body: how.body?.(),
		token,
	});
}

function assertUnauthenticated(answer, what) {
	assertProblem(answer, 401, 'unauthenticated');
	assert.match(answer.headers.get('www-authenticate'), /^Bearer\b/, what);
}

test('there are routes for readers and routes for moderators', () => {
	assert.ok(guarded.length >= 4 && guarded.length < routes.length);
	for (const route of routes)
		assert.equal(
			/^\/api\/v1\/(moderation|admin)\//.test(route.path),
			guarded.includes(route),
			route.path,
		);
});

for (const route of guarded) {
	const name = `${route.method} ${route.path}`;

	test(`${name} asks for a token`, async () => {
		assertUnauthenticated(await ask(route), name);
	});

	for (const scope of SCOPES.slice(1))
		for (const site of ['all', 'example', 'other']) {
			const enough = SCOPES.indexOf(scope) >= SCOPES.indexOf(route.scope);
			const may = enough && site !== 'other';
			test(`${name} ${may ? 'takes' : 'refuses'} scope ${scope}, site ${site}`, async () => {
				const answer = await ask(route, tokens[`${scope} ${site}`]);
				const { assertForeign = assertForbidden } = enough ? (asking[name] ?? {}) : {};
				if (may) assert.ok([200, 201, 204, 409].includes(answer.status), answer.text);
				else assertForeign(answer);
			});
		}
}

for (const route of routes.filter(({ scope }) => scope === 'none'))
	test(`${route.method} ${route.path} asks for no token, and a wrong one is no matter`, async () => {
		const target = route.path.replace(/\{\w+\}/g, 'x');
		const body = route.method === 'GET' ? undefined : {};
		for (const token of [undefined, 'aw_wrong', tokens['read other']]) {
			const answer = await server.fetch(target, { method: route.method, body, token });
			assert.ok(![401, 403].includes(answer.status), answer.text);
		}
	});

test('what is no token of ours is refused', async () => {
	const good = tokens['moderate all'];
	const [{ hash }] = server.rows(
		"SELECT hex(hash) AS hash FROM token WHERE name = 'moderate-all'",
	);
	for (const authorization of [
		'',
		'Bearer',
		'Bearer ',
		good,
		`Token ${good}`,
		`Basic ${Buffer.from(`admin:${good}`).toString('base64')}`,
		`Bearer:${good}`,
		`Bearer  ${good}`,
		`Bearer ${good}x`,
		`Bearer ${good.slice(0, -1)}`,
		`Bearer ${good.toUpperCase()}`,
		`Bearer ${good.slice(3)}`,
		`Bearer "${good}"`,
		`Bearer ${good}, Bearer ${good}`,
		`Bearer ${hash.toLowerCase()}`,
		"Bearer ' OR 1=1 --",
		`Bearer ${'x'.repeat(8000)}`,
	])
		for (const route of guarded)
			assertUnauthenticated(await ask(route, undefined, { authorization }), authorization);
});

test('the name of the scheme may be written in any case', async () => {
	const headers = { authorization: `bearer ${tokens['read all']}` };
	assert.equal((await ask(guarded[0], undefined, headers)).status, 200);
});

test('a token in the address is no token', async () => {
	const token = tokens['admin all'];
	for (const name of ['token', 'access_token', 'authorization'])
		assertUnauthenticated(
			await server.fetch(`/api/v1/moderation/comments?${name}=${token}`),
			name,
		);
});

test('a token of one site sees and decides nothing of another', async () => {
	const token = tokens['moderate other'];
	const list = (query) => server.fetch(`/api/v1/moderation/${query}`, { token });
	const seen = async (query) =>
		(await list(query)).body.items.map((item) => item.site ?? item.comment);
	assert.deepEqual(await seen('comments'), ['other'], 'lists are of its own site');
	assert.deepEqual(await seen('decisions'), []);
	const before = server.rows('SELECT * FROM comment');
	for (const answer of [
		await list('comments?site=example'),
		await list('decisions?site=example'),
		await list(`decisions?comment=${id}`),
		await list(`comments/${id}`),
		await server.decide(id, { state: 'approved' }, { token }),
		await server.decide(id, { state: 'approved' }, { token, revision: 7 }),
	]) {
		assertProblem(answer, 403, 'forbidden');
		assert.doesNotMatch(answer.text, /Well said|Ada/, 'a refusal that tells');
	}
	assert.deepEqual(server.rows('SELECT * FROM comment'), before);
	assert.equal((await list(`comments/${elsewhere}`)).status, 200);
	assert.equal((await server.decide(elsewhere, { state: 'spam' }, { token })).status, 200);
});

test('a token of one site cannot learn which pages another site has', async () => {
	const token = tokens['read other'];
	const ask = (page) =>
		server.fetch(`/api/v1/moderation/comments?${new URLSearchParams({ page })}`, { token });
	const there = await ask('https://example.org/first-article');
	const nowhere = await ask('https://example.org/no-article');
	assert.equal(there.status, nowhere.status);
	assert.equal(there.text, nowhere.text);
});

test('a token that has expired is refused', async () => {
	const add = (name, clock, expires) =>
		server.command(
			'token',
			'add',
			'--name',
			name,
			'--scope',
			'read',
			'--expires',
			expires,
			'--clock',
			clock,
		);
	const dayAgo = new Date(Date.now() - 86_400_000).toISOString();
	const late = await add('late', dayAgo, '23h');
	const good = await add('good', dayAgo, '25h');
	const answer = await ask(guarded[0], late);
	assertUnauthenticated(answer);
	assert.match(answer.body.detail, /expired/);
	assert.equal((await ask(guarded[0], good)).status, 200);
});

test('a token expires at its very time', async () => {
	const own = await startServer({ clock: '2026-01-02T00:00:00Z' });
	const add = (name, clock) =>
		own.command(
			'token',
			'add',
			'--name',
			name,
			'--scope',
			'read',
			'--expires',
			'1d',
			'--clock',
			clock,
		);
	const list = (token) => own.fetch('/api/v1/moderation/comments', { token });
	assertUnauthenticated(await list(await add('now', '2026-01-01T00:00:00Z')));
	assert.equal((await list(await add('soon', '2026-01-01T00:00:00.001Z'))).status, 200);
	await own.stop();
});

test('a token that is revoked while the server runs is refused from then on', async () => {
	const token = await server.addToken({ name: 'short', scope: 'admin' });
	assert.equal((await ask(guarded[0], token)).status, 200);
	await server.command('token', 'revoke', 'short');
	const answer = await ask(guarded[0], token);
	assertUnauthenticated(answer);
	assert.match(answer.body.detail, /revoked/);
});

test('only a hash of a token is stored', async () => {
	const kept = JSON.stringify(server.rows('SELECT *, hex(hash) FROM token'));
	for (const token of Object.values(tokens)) {
		assert.match(token, /^aw_[0-9a-z]{52}$/);
		assert.ok(!kept.includes(token.slice(3)));
	}
	assert.equal(new Set(Object.values(tokens)).size, 9);
});
