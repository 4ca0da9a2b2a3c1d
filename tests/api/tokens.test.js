// Who may ask what: nobody, tokens of each scope, people of each role; on the site that is asked
// about, on another, on all. The routes, and what each asks for, are those of the server's own
// table, as its document tells them: a new one is asked by all of them, too.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { contract } from './contract.js';
import { assertProblem, binary, comment, startServer } from './harness.js';

const SCOPES = ['none', 'read', 'moderate', 'admin']; // each includes those before it
const ROLES = ['none', 'viewer', 'moderator', 'admin']; // may do what the scopes may
const SITES = ['all', 'example', 'other'];

// [{method, path, scope}]
const routes = Object.entries(contract(binary).document.paths).flatMap(([path, operations]) =>
	Object.entries(operations).map(([method, { security }]) => ({
		method: method.toUpperCase(),
		path,
		scope: security.find(({ token }) => token)?.token[0] ?? 'none',
	})),
);
const guarded = routes.filter(({ scope }) => scope !== 'none');

let server, id, elsewhere, batch, ruleId;
const tokens = {}; // by scope and site: 'read all', 'read example', 'read other'
const sessions = {}; // by role and site, the same: headers
before(async () => {
	server = await startServer();
	await server.addSite('other', { origin: 'https://other.example' });
	({ id } = await server.leave());
	({ id: elsewhere } = await server.leave({ page: 'https://other.example/' }));
	for (const scope of SCOPES.slice(1))
		for (const site of SITES)
			tokens[`${scope} ${site}`] = await server.addToken({
				name: `${scope}-${site}`,
				scope,
				site: site === 'all' ? undefined : site,
			});
	for (const role of ROLES.slice(1))
		for (const site of SITES) {
			await server.addAccount(`${role}-${site}`, {
				role,
				site: site === 'all' ? undefined : site,
			});
			sessions[`${role} ${site}`] = await signIn(`${role}-${site}`);
		}
	const token = tokens['moderate all'];
	const { headers } = await server.decide(id, { state: 'rejected' }, { token });
	await server.addAccount('reader', { role: 'viewer', site: 'example' });
	[, batch] = /decisions\/(\w+)\/undo/.exec(headers.get('link'));
	ruleId = await addRule();
});
after(() => server.stop());

// The headers of a session that begins.
async function signIn(name) {
	const answer = await server.fetch('/api/v1/session', {
		body: { name, password: `the password of ${name}` },
	});
	assert.equal(answer.status, 200, answer.text);
	const [cookie] = answer.headers.get('set-cookie').split(';');
	return { cookie, 'x-csrf-token': answer.body.csrf };
}

const assertForbidden = (answer) => assertProblem(answer, 403, 'forbidden');

const assertOwn = (...statuses) => (answer, { token }) =>
	assert.ok(token ? answer.status === 404 : statuses.includes(answer.status), answer.text);

// What is of people and of no site: a token has none of it, whatever site a role is on.
const own = (how, ...statuses) => ({
	...how,
	assertForeign: assertOwn(...statuses),
	assertTaken: assertOwn(...statuses),
});

let made = 0; // names that are asked for once

// How routes are asked that change something, how they refuse who is of another site, and what is
// particular to them when they do not.
const asking = {
	'POST /api/v1/admin/accounts': {
		body: () => ({
			name: `made-${++made}`,
			password: 'long enough it is',
			roles: [{ site: 'example', role: 'viewer' }],
		}),
	},
	'PATCH /api/v1/admin/accounts/{name}': {
		body: () => ({ roles: [{ site: 'example', role: 'viewer' }] }),
	},
	'POST /api/v1/admin/tokens': {
		body: () => ({ name: `made-${++made}`, scope: 'read', site: 'example' }),
	},
	'DELETE /api/v1/admin/tokens/{name}': { name: addToken },
	'PATCH /api/v1/moderation/comments/{id}': {
		headers: { 'if-match': '"1"' },
		body: () => ({ state: 'spam' }),
	},
	'PUT /api/v1/moderation/comments/{id}/claim': { id: () => id },
	'DELETE /api/v1/moderation/comments/{id}/claim': { id: () => id },
	'DELETE /api/v1/moderation/comments/{id}/reports': { id: () => id, query: '?through=0000000000001' },
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
		assertForeign: ({ status, body }) =>
			assert.deepEqual([status, body.items.some(({ id }) => id === 'example')], [200, false]),
	},
	'PATCH /api/v1/moderation/authors/{id}': { id: author, body: () => ({ standing: 'normal' }) },
	'PATCH /api/v1/moderation/pages/{id}': { id: page, body: () => ({ state: 'open' }) },
	'GET /api/v1/moderation/pages/{id}': { id: page },
	'POST /api/v1/moderation/pages/{id}/aliases': {
		id: page,
		body: () => ({ url: `https://example.org/alias-${++made}` }),
	},
	'DELETE /api/v1/moderation/pages/{id}/aliases/{alias}': { id: page, alias },
	'POST /api/v1/moderation/pages/{id}/merge': {
		id: anotherPage,
		body: () => ({ into: comment().page }),
	},
	'PATCH /api/v1/admin/sites/{id}': { id: () => 'example', body: () => ({ links: 2 }) },
	'GET /api/v1/admin/sites/{id}/names': { id: () => 'example' },
	'POST /api/v1/admin/sites/{id}/names': { id: () => 'example', body: () => ({ name: `Name ${++made}` }) },
	'DELETE /api/v1/admin/sites/{id}/names/{reservation}': { id: () => 'example', reservation },
	'POST /api/v1/moderation/rules': { body: () => ({ site: 'example', ...rule }) },
	'POST /api/v1/moderation/rules/try': { body: () => ({ site: 'example', ...rule }) },
	'PATCH /api/v1/moderation/rules/{id}': { id: () => ruleId, body: () => ({ state: 'off' }) },
	'DELETE /api/v1/moderation/rules/{id}': { id: addRule },
	'GET /api/v1/session': own({}, 200),
	'DELETE /api/v1/session': own({ ends: true }, 204),
	'GET /api/v1/sessions': own({}, 200),
	'DELETE /api/v1/sessions': own({}, 204),
	'DELETE /api/v1/sessions/{id}': own({ id: ownSession, ends: true }, 204),
	'GET /api/v1/account': own({}, 200),
	// far enough to see that it is not their password, that there is nothing to confirm
	'POST /api/v1/account/password': own(
		{ body: () => ({ password: 'wrong', new_password: 'long enough it is' }) },
		422,
	),
	'POST /api/v1/account/second-factor': own({ body: () => ({ password: 'wrong' }) }, 422),
	'POST /api/v1/account/second-factor/confirm': own({ body: () => ({ code: '000000' }) }, 409),
	'POST /api/v1/account/second-factor/recovery-codes': own({ body: () => ({ password: 'wrong' }) }, 422),
	'POST /api/v1/account/second-factor/remove': own({ body: () => ({ password: 'wrong' }) }, 422),
};

const rule = { kind: 'words', value: 'casino', action: 'hold' };

// The id of the author of the comment.
async function author() {
	const item = await server.fetch(`/api/v1/moderation/comments/${id}`, {
		token: tokens['read all'],
	});
	return item.body.author.id;
}

// The id of the page of the comment.
async function page() {
	const target = '/api/v1/moderation/pages?site=example';
	return (await server.fetch(target, { token: tokens['read all'] })).body.items[0].id;
}

// The id of a new one.
async function anotherPage() {
	const url = `https://example.org/page-${++made}`;
	await server.leave({ page: url });
	const target = `/api/v1/moderation/pages?site=example&url=${url}`;
	return (await server.fetch(target, { token: tokens['read all'] })).body.items[0].id;
}

// The id of a new name that the site reserves.
async function reservation() {
	const answer = await server.fetch('/api/v1/admin/sites/example/names', {
		body: { name: `Name ${++made}` },
		token: tokens['admin all'],
	});
	return answer.body.id;
}

// The id of a new alias of the page of the comment.
async function alias() {
	const answer = await server.fetch(`/api/v1/moderation/pages/${await page()}/aliases`, {
		body: { url: `https://example.org/alias-${++made}` },
		token: tokens['moderate all'],
	});
	assert.equal(answer.status, 201, answer.text);
	return answer.body.id;
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

// The name of a new token of the site "example".
async function addToken() {
	const name = `made-${++made}`;
	const answer = await server.fetch('/api/v1/admin/tokens', {
		body: { name, scope: 'read', site: 'example' },
		token: tokens['admin all'],
	});
	assert.equal(answer.status, 201, answer.text);
	return name;
}

// The id of the newest session of who asks, where they have one.
async function ownSession({ headers }) {
	const { body } = await server.fetch('/api/v1/sessions', { headers });
	return body.items?.at(-1).id;
}

// A request that the route would answer, about the site "example". who: {token, headers}.
async function ask({ method, path }, who = {}) {
	const { token, headers } = who;
	const how = asking[`${method} ${path}`];
	assert.ok(method === 'GET' || how, `how is ${method} ${path} asked?`);
	const places = {
		id: (await how?.id?.(who)) ?? id,
		name: (await how?.name?.()) ?? 'reader',
		alias: await how?.alias?.(),
		reservation: await how?.reservation?.(),
	};
	const target = path.replace(/\{(\w+)\}/g, (all, name) => {
		assert.ok(places[name], `what stands for ${all} in ${path}?`);
		return places[name];
	});
	const asked = how?.query ?? '';
	const query = path.includes('{') || method !== 'GET' ? asked : `?site=example${asked}`;
	return server.fetch(target + query, {
		method,
		headers: { ...how?.headers, ...headers },
		body: await how?.body?.(),
		token,
	});
}

function assertUnauthenticated(answer, what) {
	assertProblem(answer, 401, 'unauthenticated');
	assert.match(answer.headers.get('www-authenticate'), /^Bearer\b/, what);
}

function assertTaken({ status, text }) {
	assert.ok((status >= 200 && status < 300) || status === 409, text);
}

// What who has so much on a site is answered; rank: the place in SCOPES or ROLES.
function assertAnswered(route, answer, who, rank, site) {
	const how = asking[`${route.method} ${route.path}`] ?? {};
	if (rank < SCOPES.indexOf(route.scope)) assertForbidden(answer);
	else if (site === 'other') (how.assertForeign ?? assertForbidden)(answer, who);
	else (how.assertTaken ?? assertTaken)(answer, who);
}

// The headers of who is signed in, once more where the route has ended the session.
const sessionFor = ({ method, path }, role, site) =>
	asking[`${method} ${path}`]?.ends ? signIn(`${role}-${site}`) : sessions[`${role} ${site}`];

test('there are routes for readers and routes for moderators', () => {
	assert.ok(guarded.length >= 4 && guarded.length < routes.length);
	for (const route of routes) {
		const signsIn = route.method === 'POST' && route.path === '/api/v1/session';
		assert.equal(
			/^\/api\/v1\/(moderation|admin|sessions?|account)\b/.test(route.path) && !signsIn,
			guarded.includes(route),
			route.path,
		);
	}
});

for (const route of guarded) {
	const name = `${route.method} ${route.path}`;
	const needed = SCOPES.indexOf(route.scope);
	const verb = (rank, site) => (rank >= needed && site !== 'other' ? 'takes' : 'refuses');

	test(`${name} refuses nobody in particular`, async () => {
		assertUnauthenticated(await ask(route), name);
	});

	for (const site of SITES)
		for (const rank of [1, 2, 3]) {
			test(`${name} ${verb(rank, site)} scope ${SCOPES[rank]}, site ${site}`, async () => {
				const who = { token: tokens[`${SCOPES[rank]} ${site}`] };
				assertAnswered(route, await ask(route, who), who, rank, site);
			});

			test(`${name} ${verb(rank, site)} role ${ROLES[rank]}, site ${site}`, async () => {
				const who = { headers: await sessionFor(route, ROLES[rank], site) };
				assertAnswered(route, await ask(route, who), who, rank, site);
			});
		}

	test(`${name} ${route.method === 'GET' ? 'takes' : 'refuses'} sessions that do not prove where they ask from`, async () => {
		for (const [key, { cookie, 'x-csrf-token': csrf }] of Object.entries(sessions)) {
			const [role, site] = key.split(' ');
			const another = Object.values(sessions).find((one) => one.cookie !== cookie);
			for (const headers of [
				{ cookie },
				{ cookie, 'x-csrf-token': another['x-csrf-token'] },
				{ cookie, 'x-csrf-token': csrf, 'sec-fetch-site': 'cross-site' },
				{ cookie, 'x-csrf-token': csrf, origin: 'https://example.org' },
			]) {
				const answer = await ask(route, { headers });
				if (route.method !== 'GET') assertProblem(answer, 403, 'csrf');
				else assertAnswered(route, answer, { headers }, ROLES.indexOf(role), site);
			}
		}
	});
}

for (const route of routes.filter(({ scope }) => scope === 'none'))
	test(`${route.method} ${route.path} asks for nobody in particular, and a wrong token is no matter`, async () => {
		const target = route.path.replace(/\{\w+\}/g, 'x');
		const body = route.method === 'GET' ? undefined : {};
		const { cookie } = sessions['viewer other'];
		for (const who of [
			{},
			{ token: 'aw_wrong' },
			{ token: tokens['read other'] },
			{ headers: { cookie } },
			{ headers: { cookie: 'afterword=wrong' } },
		]) {
			const answer = await server.fetch(target, {
				method: route.method,
				body,
				...who,
			});
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
			assertUnauthenticated(await ask(route, { headers: { authorization } }), authorization);
});

test('the name of the scheme may be written in any case', async () => {
	const headers = { authorization: `bearer ${tokens['read all']}` };
	assert.equal((await ask(guarded[0], { headers })).status, 200);
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
		server.fetch(`/api/v1/moderation/comments?${new URLSearchParams({ page })}`, {
			token,
		});
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
	const answer = await ask(guarded[0], { token: late });
	assertUnauthenticated(answer);
	assert.match(answer.body.detail, /expired/);
	assert.equal((await ask(guarded[0], { token: good })).status, 200);
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
	assert.equal((await ask(guarded[0], { token })).status, 200);
	await server.command('token', 'revoke', 'short');
	const answer = await ask(guarded[0], { token });
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

test('when a token was last used is known to the hour, and costs no write each time', async () => {
	const own = await startServer({ clock: '2026-01-02T10:00:00Z' });
	try {
		const token = await own.addToken();
		const used = () => own.rows('SELECT used_at FROM token')[0].used_at;
		const list = () => own.fetch('/api/v1/moderation/comments', { token });
		const at = async (clock) => {
			await own.stop({ keep: true });
			own.settings.clock = clock;
			await own.start();
			for (let i = 0; i < 5; i++) assert.equal((await list()).status, 200);
			// what was handed to the writer is written before it ends
			await own.stop({ keep: true });
			await own.start();
			return new Date(used()).toISOString();
		};
		assert.equal(used(), null);
		assert.equal(await at('2026-01-02T10:00:00Z'), '2026-01-02T10:00:00.000Z');
		assert.equal(await at('2026-01-02T10:59:59Z'), '2026-01-02T10:00:00.000Z');
		assert.equal(await at('2026-01-02T11:00:00Z'), '2026-01-02T11:00:00.000Z');
		assert.match(await own.command('token', 'list'), /\tused 2026-01-02T11:00:00\.000Z$/m);
		const [{ used_at }] = JSON.parse(await own.command('token', 'list', '--json'));
		assert.equal(used_at, '2026-01-02T11:00:00.000Z');
		// who is refused uses nothing
		await own.command('token', 'revoke', 'test');
		own.settings.clock = '2026-01-03T11:00:00Z';
		await own.stop({ keep: true });
		await own.start();
		assert.equal((await list()).status, 401);
		await own.stop({ keep: true });
		await own.start();
		assert.equal(new Date(used()).toISOString(), '2026-01-02T11:00:00.000Z');
	} finally {
		await own.stop();
	}
});
