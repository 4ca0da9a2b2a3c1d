// Signing in, what a session may do, and how it ends.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, startServer } from './harness.js';
import { cookiesOf, SESSION, signIn } from './people.js';

const QUEUE = '/api/v1/moderation/comments';
const SECRET = /^[0-9a-hjkmnp-tv-z]{52}$/;

let server, anna, bert, vera;
before(async () => {
	server = await startServer();
	await server.addSite('other', { origin: 'https://other.example' });
	await server.addSite('third', { origin: 'https://third.example' });
	anna = await server.addAccount('anna');
	bert = await server.addAccount('bert', { site: 'example' });
	vera = await server.addAccount('vera', { role: 'viewer', site: 'other' });
	assert.equal((await server.cli('account', 'set', 'vera', '--role', 'moderator', '--site', 'third')).status, 0);
});
after(() => server.stop());

const post = (body, more) => server.fetch(SESSION, { body, ...more });
const session = (account, on = server) => signIn(on, account);

test('who signs in gets a cookie that no script can read, and hears who they are', async () => {
	const answer = await post(anna);
	const { status, headers, body } = answer;
	assert.equal(status, 200);
	assert.equal(headers.get('cache-control'), 'no-store');
	const set = cookiesOf(answer);
	assert.deepEqual(Object.keys(set), ['afterword', 'afterword-device']);
	const { value, attributes } = set.afterword;
	assert.match(value, SECRET);
	assert.deepEqual(attributes, ['Path=/', 'HttpOnly', 'SameSite=Strict']);
	assert.deepEqual(set['afterword-device'].attributes, [...attributes, 'Max-Age=31536000']);
	const cookie = `afterword=${value}`;
	const { csrf, ...rest } = body;
	assert.match(csrf, SECRET);
	assert.notEqual(csrf, value);
	assert.deepEqual(rest, {
		account: 'anna',
		roles: [{ site: null, role: 'moderator' }],
		sites: server.rows('SELECT id FROM site ORDER BY id').map(({ id }) => id),
	});
	const again = await server.fetch(SESSION, { headers: { cookie } });
	assert.deepEqual(again.body, body);
	assert.equal(again.headers.get('set-cookie'), null);
});

test('behind TLS the cookie is for this host alone and never sent in the open', async () => {
	const own = await startServer({ public_url: 'https://comments.example' });
	try {
		const account = await own.addAccount('anna');
		const answer = await own.fetch(SESSION, { body: account });
		const set = cookiesOf(answer);
		assert.deepEqual(Object.keys(set), ['__Host-afterword', '__Host-afterword-device']);
		for (const { attributes } of Object.values(set))
			assert.deepEqual(attributes.slice(0, 4), [
				'Path=/',
				'HttpOnly',
				'SameSite=Strict',
				'Secure',
			]);
		const pair = `__Host-afterword=${set['__Host-afterword'].value}`;
		assert.equal((await own.fetch(SESSION, { headers: { cookie: pair } })).status, 200);
		const bare = pair.replace('__Host-', '');
		assert.equal((await own.fetch(SESSION, { headers: { cookie: bare } })).status, 401);
	} finally {
		await own.stop();
	}
});

test('the name may be written in any case; every sign-in is a session of its own', async () => {
	const first = await session({ ...anna, name: 'ANNA' });
	const second = await session(anna);
	assert.notEqual(first.cookie, second.cookie);
	assert.notEqual(first.csrf, second.csrf);
});

test('who is not let in hears nothing about why', async () => {
	const wrong = [
		{ name: 'anna', password: 'not the password' },
		{ name: 'anna', password: anna.password.slice(0, -1) },
		{ name: 'anna', password: `${anna.password} ` },
		{ name: 'nobody', password: anna.password },
		{ name: 'bert', password: anna.password },
	];
	const texts = new Set();
	for (const body of wrong) {
		const answer = await post(body);
		assertProblem(answer, 401, 'unauthenticated');
		assert.equal(answer.headers.get('set-cookie'), null);
		assert.match(answer.headers.get('www-authenticate'), /^Bearer\b/);
		texts.add(answer.text.replace(answer.body.request, ''));
	}
	assert.equal(texts.size, 1);
});

test('mistakes are named', async () => {
	for (const [body, fields] of [
		[{}, ['name', 'password']],
		[{ name: 'anna' }, ['password']],
		[{ name: 'a b', password: 'x' }, ['name']],
		[{ name: 'x'.repeat(65), password: 'x' }, ['name']],
		[{ ...anna, password: 'x'.repeat(1025) }, ['password']],
		[{ ...anna, remember: 'me' }, ['remember']],
	]) {
		const { errors } = assertProblem(await post(body), 422, 'invalid-input');
		assert.deepEqual(errors.map(({ field }) => field), fields);
	}
});

test('a session decides like a token, and is named in the record', async () => {
	const { id } = await server.leave();
	const { fetch } = await session(anna);
	const answer = await fetch(`${QUEUE}/${id}`, {
		method: 'PATCH',
		headers: { 'if-match': '"1"' },
		body: { state: 'approved' },
	});
	assert.equal(answer.status, 200, answer.text);
	const { body } = await fetch(`/api/v1/moderation/decisions?comment=${id}`);
	assert.equal(body.items[0].by, 'account:anna');
});

test('a role is held on a site', async () => {
	const { id } = await server.leave();
	const other = await server.leave({ page: 'https://other.example/' });
	const third = await server.leave({ page: 'https://third.example/' });
	const { fetch } = await session(bert);
	const queue = await fetch(QUEUE);
	assert.deepEqual([...new Set(queue.body.items.map(({ site }) => site))], ['example']);
	assertProblem(await fetch(`${QUEUE}?site=other`), 403, 'forbidden');
	assertProblem(await fetch(`${QUEUE}/${other.id}`), 403, 'forbidden');
	assert.equal((await fetch(`${QUEUE}/${id}`)).status, 200);

	const two = await session(vera);
	assert.deepEqual(two.body.roles, [
		{ site: 'other', role: 'viewer' },
		{ site: 'third', role: 'moderator' },
	]);
	const which = assertProblem(await two.fetch(QUEUE), 422, 'invalid-input');
	assert.equal(which.errors[0].field, 'site');
	assert.equal((await two.fetch(`${QUEUE}?site=other`)).status, 200);
	const spam = (comment) =>
		two.fetch(`${QUEUE}/${comment.id}`, {
			method: 'PATCH',
			headers: { 'if-match': '"1"' },
			body: { state: 'spam' },
		});
	assertProblem(await spam(other), 403, 'forbidden');
	assert.equal((await spam(third)).status, 200);
});

test('what changes something must come from a page of the server’s own', async () => {
	const { id } = await server.leave();
	const { cookie, csrf } = await session(anna);
	const patch = (headers) =>
		server.fetch(`${QUEUE}/${id}`, {
			method: 'PATCH',
			headers: { 'if-match': '"1"', cookie, ...headers },
			body: { state: 'spam' },
		});
	const other = await session(anna);
	for (const headers of [
		{},
		{ 'x-csrf-token': '' },
		{ 'x-csrf-token': csrf.slice(1) },
		{ 'x-csrf-token': `${csrf}0` },
		{ 'x-csrf-token': other.csrf },
		{ 'x-csrf-token': csrf, 'sec-fetch-site': 'cross-site' },
		{ 'x-csrf-token': csrf, 'sec-fetch-site': 'same-site' },
		{ 'x-csrf-token': csrf, 'sec-fetch-site': 'none' },
		{ 'x-csrf-token': csrf, origin: 'https://example.org' },
		{ 'x-csrf-token': csrf, origin: 'null' },
	])
		assertProblem(await patch(headers), 403, 'csrf');
	assert.equal(
		(await patch({ 'x-csrf-token': csrf, origin: server.url, 'sec-fetch-site': 'same-origin' }))
			.status,
		200,
	);
	// reading needs the cookie only
	assert.equal((await server.fetch(`${QUEUE}/${id}`, { headers: { cookie } })).status, 200);
});

test('who signs out is out', async () => {
	const { cookie, fetch } = await session(anna);
	assertProblem(await server.fetch(SESSION, { method: 'DELETE', headers: { cookie } }), 403, 'csrf');
	const answer = await fetch(SESSION, { method: 'DELETE' });
	assert.equal(answer.status, 204);
	assert.match(answer.headers.get('set-cookie'), /^afterword=; .*Max-Age=0$/);
	assertProblem(await fetch(SESSION), 401, 'unauthenticated');
	assertProblem(await fetch(QUEUE), 401, 'unauthenticated');
});

test('what is no cookie of ours is refused', async () => {
	const { cookie } = await session(anna);
	const [{ hash }] = server.rows('SELECT hex(hash) AS hash FROM session LIMIT 1');
	for (const sent of [
		'',
		'afterword=',
		'afterword',
		`x${cookie}`,
		`${cookie}0`,
		cookie.slice(0, -1),
		cookie.toUpperCase(),
		`afterword=${hash}`,
		"afterword=' OR 1=1 --",
		`afterword=${'x'.repeat(8000)}`,
	])
		assertProblem(await server.fetch(QUEUE, { headers: { cookie: sent } }), 401, 'unauthenticated');
	for (const sent of [`a=b; ${cookie}`, `${cookie}; a=b`, `afterwords=x; ${cookie};`])
		assert.equal((await server.fetch(QUEUE, { headers: { cookie: sent } })).status, 200);
});

test('a token has no session', async () => {
	const token = await server.addToken({ name: 'program' });
	assertProblem(await server.fetch(SESSION, { token }), 404, 'not-found');
	assertProblem(await server.fetch(SESSION, { method: 'DELETE', token }), 404, 'not-found');
});

test('a session ends in time', async () => {
	const times = {};
	for (const [what, minutes, idle, span, status] of [
		['used', 29, 30, 480, 200],
		['idle', 30, 30, 480, 401],
		['over', 480, 10_000, 480, 401],
		['almost over', 479, 10_000, 480, 200],
	]) {
		const own = await startServer({
			clock: '2026-11-24T09:00:00Z',
			session_idle: idle,
			session_span: span,
		});
		try {
			const { cookie } = await session(await own.addAccount('anna'), own);
			await own.stop({ keep: true });
			own.settings.clock = new Date(Date.parse('2026-11-24T09:00:00Z') + minutes * 60_000)
				.toISOString()
				.replace('.000', '');
			await own.start();
			times[what] = (await own.fetch(SESSION, { headers: { cookie } })).status;
			assert.equal(times[what], status, what);
		} finally {
			await own.stop();
		}
	}
});

test('using a session keeps it', async () => {
	const own = await startServer({ clock: '2026-11-24T09:00:00Z' });
	try {
		const { cookie } = await session(await own.addAccount('anna'), own);
		for (const clock of ['2026-11-24T09:20:00Z', '2026-11-24T09:40:00Z', '2026-11-24T10:00:00Z']) {
			await own.stop({ keep: true });
			own.settings.clock = clock;
			await own.start();
			assert.equal((await own.fetch(SESSION, { headers: { cookie } })).status, 200, clock);
		}
	} finally {
		await own.stop();
	}
});

test('changing an account signs it out everywhere', async () => {
	const account = await server.addAccount('carl');
	const set = async (input, ...args) => {
		const { status, stderr } = await server.cliWith(input, 'account', 'set', 'carl', ...args);
		assert.equal(status, 0, stderr);
	};
	const changes = [
		['', '--role', 'viewer'],
		['a new password of carl\n', '--password'],
		['', '--disable'],
	];
	for (const [input, ...args] of changes) {
		const { fetch } = await session(account);
		await set(input, ...args);
		if (input) account.password = input.trim();
		assertProblem(await fetch(QUEUE), 401, 'unauthenticated');
	}
	assertProblem(await post(account), 401, 'unauthenticated');
	await set('', '--enable');
	assert.equal((await session(account)).body.roles[0].role, 'viewer');
	await set('', '--role', 'none');
	assertProblem(await (await session(account)).fetch(QUEUE), 403, 'forbidden');
});

test('neither passwords nor sessions are kept or logged', async () => {
	const { cookie, csrf } = await session(anna);
	const secrets = [anna.password, cookie.split('=')[1], csrf];
	const [{ password }] = server.rows("SELECT password FROM account WHERE name = 'anna'");
	assert.match(password, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
	const kept = JSON.stringify(server.rows('SELECT * FROM session')) + password + server.log();
	for (const secret of secrets) assert.ok(!kept.includes(secret));
});

test('from one address, few sign-ins are tried', async () => {
	const own = await startServer({ rate_limits: 'on' });
	try {
		const account = await own.addAccount('anna');
		const tries = [];
		for (let i = 0; i < 12; i++)
			tries.push((await own.fetch(SESSION, { body: { ...account, password: 'wrong' } })).status);
		assert.deepEqual(tries, [...Array(10).fill(401), 429, 429]);
	} finally {
		await own.stop();
	}
});

test('who has roles on some sites is told of those alone', async () => {
	const { body } = await server.fetch(SESSION, {
		body: await server.addAccount('vesna', { role: 'viewer', site: 'other' }),
	});
	assert.deepEqual(body.sites, ['other']);
});

test('accounts are listed, and what is wrong with them is told', async () => {
	const { stdout } = await server.cli('account', 'list', '--json');
	const listed = JSON.parse(stdout).find(({ name }) => name === 'vera');
	assert.deepEqual(
		{ ...listed, created_at: '' },
		{
			name: 'vera',
			created_at: '',
			state: 'active',
			second_factor: 'off',
			roles: [
				{ site: 'other', role: 'viewer' },
				{ site: 'third', role: 'moderator' },
			],
		},
	);
	assert.match((await server.cli('account', 'list')).stdout, /^anna\t.*moderator of all sites$/m);
	for (const [input, args, message] of [
		['long enough it is\n', ['add', 'anna', '--role', 'viewer'], /name: There is an account anna/],
		['short\n', ['add', 'new', '--role', 'viewer'], /password: It must have 12 to 1024 bytes/],
		['', ['add', 'new', '--role', 'viewer'], /password: /],
		['long enough it is\n', ['add', 'new'], /role: /],
		['long enough it is\n', ['add', 'new', '--role', 'king'], /role: /],
		['long enough it is\n', ['add', 'a b', '--role', 'viewer'], /name: /],
		['long enough it is\n', ['add', 'new', '--role', 'viewer', '--site', 'no'], /site: There is no/],
		['', ['set', 'nobody', '--disable'], /There is no account nobody/],
		['', ['set', 'anna'], /Say what to change/],
		['', ['set', 'anna', '--disable', '--enable'], /Say what to change/],
		['', ['set', 'anna', '--role', 'viewer', '--site', 'no'], /site: There is no/],
	]) {
		const { status, stderr } = await server.cliWith(input, 'account', ...args);
		assert.notEqual(status, 0, args.join(' '));
		assert.match(stderr, message);
	}
	assert.equal(server.rows("SELECT * FROM account WHERE name = 'new'").length, 0);
});
