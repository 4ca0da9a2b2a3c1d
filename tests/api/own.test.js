// One's own account: where it is signed in, its password, and what ends with it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, startServer } from './harness.js';
import { SESSION, signIn } from './people.js';

const SESSIONS = '/api/v1/sessions';
const PASSWORD = '/api/v1/account/password';

let server, made = 0;
before(async () => {
	server = await startServer();
});
after(() => server.stop());

// An account that no other test uses.
const someone = (options) => server.addAccount(`person-${++made}`, options);
const alive = async ({ fetch }) => (await fetch(SESSION)).status === 200;

test('sessions are listed: when begun, last used, and which is this one', async () => {
	const account = await someone();
	const [first, second] = [await signIn(server, account), await signIn(server, account)];
	await signIn(server, await someone());
	const { status, headers, body } = await second.fetch(SESSIONS);
	assert.equal(status, 200);
	assert.equal(headers.get('cache-control'), 'no-store');
	assert.equal(body.items.length, 2);
	for (const { id, created_at, seen_at, current, ...rest } of body.items) {
		assert.match(id, /^[0-9a-z]{13}$/);
		assert.ok(Date.parse(created_at) <= Date.parse(seen_at));
		assert.equal(typeof current, 'boolean');
		assert.deepEqual(rest, { browser: null, system: null });
	}
	assert.deepEqual(body.items.map(({ current }) => current), [false, true]);
	const again = await first.fetch(SESSIONS);
	assert.deepEqual(again.body.items.map(({ current }) => current), [true, false]);
});

test('a session is known by its browser, of which nothing else is kept', async () => {
	const account = await someone();
	const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 Unique';
	const who = await signIn(server, account, { headers: { 'user-agent': agent } });
	const { body } = await who.fetch(SESSIONS);
	assert.deepEqual([body.items[0].browser, body.items[0].system], ['Firefox', 'Linux']);
	const kept = JSON.stringify(server.rows('SELECT browser, system FROM session'));
	assert.doesNotMatch(kept + server.log(), /Unique|Mozilla/);
});

test('a session that is over is not listed', async () => {
	const own = await startServer({ clock: '2026-11-24T09:00:00Z' });
	try {
		const account = await own.addAccount('anna');
		await signIn(own, account);
		await own.stop({ keep: true });
		own.settings.clock = '2026-11-24T09:30:00Z';
		await own.start();
		const { fetch } = await signIn(own, account);
		assert.equal((await fetch(SESSIONS)).body.items.length, 1);
	} finally {
		await own.stop();
	}
});

test('one session is ended, or all others, and never somebody else’s', async () => {
	const account = await someone();
	const sessions = [];
	for (let i = 0; i < 4; i++) sessions.push(await signIn(server, account));
	const [first, second, third, fourth] = sessions;
	const stranger = await signIn(server, await someone());
	const { body } = await first.fetch(SESSIONS);
	const end = (who, id) => who.fetch(`${SESSIONS}/${id}`, { method: 'DELETE' });

	assertProblem(await end(stranger, body.items[1].id), 404, 'not-found');
	assertProblem(await end(first, 'nonsense'), 404, 'not-found');
	assertProblem(
		await server.fetch(SESSIONS, { method: 'DELETE', headers: { cookie: first.cookie } }),
		403,
		'csrf',
	);
	assert.ok(await alive(second));
	assert.equal((await end(first, body.items[1].id)).status, 204);
	assert.ok(!(await alive(second)) && (await alive(third)));
	assertProblem(await end(first, body.items[1].id), 404, 'not-found');

	assert.equal((await first.fetch(SESSIONS, { method: 'DELETE' })).status, 204);
	assert.ok((await alive(first)) && (await alive(stranger)));
	assert.ok(!(await alive(third)) && !(await alive(fourth)));

	const own = await end(first, body.items[0].id);
	assert.match(own.headers.get('set-cookie'), /^afterword=; .*Max-Age=0$/);
	assert.ok(!(await alive(first)));
});

test('who signs in again in the same browser has the new session alone', async () => {
	const account = await someone();
	const before = await signIn(server, account);
	const other = await signIn(server, account);
	const next = await signIn(server, account, { headers: { cookie: before.cookie } });
	assert.notEqual(next.cookie, before.cookie);
	const status = async (cookie) => (await server.fetch(SESSION, { headers: { cookie } })).status;
	assert.deepEqual(
		[await status(before.cookie), await status(other.cookie), await status(next.cookie)],
		[401, 200, 200],
	);
});

test('what is for people is not for tokens', async () => {
	const token = await server.addToken({ scope: 'admin' });
	for (const [target, method, body] of [
		[SESSIONS],
		[SESSIONS, 'DELETE'],
		[`${SESSIONS}/0000000000000`, 'DELETE'],
		['/api/v1/account'],
		[PASSWORD, 'POST', { password: 'x', new_password: 'long enough it is' }],
		['/api/v1/account/second-factor', 'POST', { password: 'x' }],
		['/api/v1/account/second-factor/confirm', 'POST', { code: '123456' }],
		['/api/v1/account/second-factor/remove', 'POST', { password: 'x' }],
	]) {
		assertProblem(await server.fetch(target, { method, body, token }), 404, 'not-found');
		assertProblem(await server.fetch(target, { method, body }), 401, 'unauthenticated');
	}
});

test('one’s own account is shown', async () => {
	const { name, password } = await someone({ role: 'viewer', site: 'example' });
	const { fetch } = await signIn(server, { name, password });
	const { body } = await fetch('/api/v1/account');
	assert.deepEqual(
		{ ...body, created_at: '' },
		{
			name,
			created_at: '',
			state: 'active',
			second_factor: 'off',
			roles: [{ site: 'example', role: 'viewer' }],
			recovery_codes: 0,
		},
	);
});

test('a new password needs the present one, and ends the other sessions', async () => {
	const account = await someone();
	const [here, there] = [await signIn(server, account), await signIn(server, account)];
	const change = (body) => here.fetch(PASSWORD, { body });
	for (const [body, fields] of [
		[{}, ['password', 'new_password']],
		[{ password: account.password, new_password: 'short' }, ['new_password']],
		[{ password: account.password, new_password: 'x'.repeat(1025) }, ['new_password']],
		[{ password: 'not the password', new_password: 'long enough it is' }, ['password']],
	]) {
		const { errors } = assertProblem(await change(body), 422, 'invalid-input');
		assert.deepEqual(errors.map(({ field }) => field), fields);
	}
	assert.ok(await alive(there));
	const given = { password: account.password, new_password: 'a better one by far' };
	const unproved = { body: given, headers: { cookie: here.cookie } };
	assertProblem(await server.fetch(PASSWORD, unproved), 403, 'csrf');
	assert.equal((await change(given)).status, 204);
	assert.ok((await alive(here)) && !(await alive(there)));
	assertProblem(await server.fetch(SESSION, { body: account }), 401, 'unauthenticated');
	await signIn(server, { name: account.name, password: 'a better one by far' });
	const [row] = server.rows(`SELECT made_by, action FROM change WHERE subject =
		'account:${account.name}' ORDER BY id DESC LIMIT 1`);
	assert.deepEqual(row, { made_by: `account:${account.name}`, action: 'password' });
});

test('a stolen session does not guess the password', async () => {
	const account = await someone();
	const thief = await signIn(server, account);
	const owner = await signIn(server, account);
	const change = (who, password) =>
		who.fetch(PASSWORD, { body: { password, new_password: 'long enough it is' } });
	for (let i = 0; i < 10; i++)
		assertProblem(await change(thief, `guess ${i}`), 422, 'invalid-input');
	const refused = await change(thief, account.password);
	assertProblem(refused, 429, 'rate-limited');
	assert.ok(Number(refused.headers.get('retry-after')) > 0);
	assert.equal((await change(owner, account.password)).status, 204);
});

test('no session begun with the old password outlives it', async () => {
	for (let round = 0; round < 4; round++) {
		const account = await someone();
		const owner = await signIn(server, account);
		// while these are hashed, and after, the password is changed
		const entering = Array.from({ length: 6 }, () => server.fetch(SESSION, { body: account }));
		const changing = server.cliWith('another password now\n', [
			'account',
			'set',
			account.name,
			'--password',
		]);
		const answers = await Promise.all(entering);
		assert.equal((await changing).status, 0);
		for (const { status } of answers) assert.ok([200, 401].includes(status));
		assert.equal(
			server.rows(`SELECT count(*) AS count FROM session JOIN account ON
				account.id = session.account WHERE name = '${account.name}'`)[0].count,
			0,
		);
		assert.ok(!(await alive(owner)));
	}
});
