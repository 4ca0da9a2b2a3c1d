// The second factor: begun, confirmed, asked for, used once, lost and taken away.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { assertProblem, startServer } from './harness.js';
import { codeAt, SESSION, signIn } from './people.js';

const FACTOR = '/api/v1/account/second-factor';
const START = Date.parse('2026-11-24T09:00:00Z');

let server, account, made = 0;
let now = START;
before(async () => {
	server = await startServer({ clock: new Date(now).toISOString() });
});
after(() => server.stop());
beforeEach(async () => {
	account = await server.addAccount(`person-${++made}`);
});

// The clock stands still; this moves it.
async function pass(seconds) {
	await server.stop({ keep: true });
	now += seconds * 1000;
	server.settings.clock = new Date(now).toISOString();
	await server.start();
}

async function begin(who, password = account.password) {
	const { status, headers, body, text } = await who.fetch(FACTOR, { body: { password } });
	assert.equal(status, 201, text);
	assert.equal(headers.get('cache-control'), 'no-store');
	return body;
}

// One that is in force: {who, secret, codes}.
async function turnOn() {
	const who = await signIn(server, account);
	const { secret } = await begin(who);
	const answer = await who.fetch(`${FACTOR}/confirm`, { body: { code: codeAt(secret, now) } });
	assert.equal(answer.status, 200, answer.text);
	return { who, secret, codes: answer.body.recovery_codes };
}

const enter = (code) => server.fetch(SESSION, { body: { ...account, code } });
const fieldsOf = (answer) =>
	assertProblem(answer, 422, 'invalid-input').errors.map(({ field }) => field);

test('it is begun with the password, and in force once a code was shown', async () => {
	const who = await signIn(server, account);
	assert.deepEqual(fieldsOf(await who.fetch(FACTOR, { body: {} })), ['password']);
	assert.deepEqual(fieldsOf(await who.fetch(FACTOR, { body: { password: 'wrong' } })), ['password']);
	const confirm = (code) => who.fetch(`${FACTOR}/confirm`, { body: { code } });
	assertProblem(await confirm('123456'), 409, 'conflict');

	const { secret, uri, ...rest } = await begin(who);
	assert.deepEqual(rest, {});
	assert.match(secret, /^[A-Z2-7]{32}$/);
	const address = new URL(uri);
	assert.equal(address.protocol, 'otpauth:');
	assert.match(decodeURIComponent(uri), new RegExp(`totp/Afterword:${account.name}@127.0.0.1`));
	assert.equal(address.searchParams.get('secret'), secret);
	await signIn(server, account); // not yet

	const wrong = codeAt(secret, now) === '000000' ? '000001' : '000000';
	assert.deepEqual(fieldsOf(await confirm(wrong)), ['code']);
	assert.deepEqual(fieldsOf(await who.fetch(`${FACTOR}/confirm`, { body: {} })), ['code']);
	const { status, body } = await confirm(codeAt(secret, now));
	assert.equal(status, 200);
	assert.equal(new Set(body.recovery_codes).size, 10);
	for (const code of body.recovery_codes) assert.match(code, /^(\w{4}-){3}\w{4}$/);
	assertProblem(await confirm(codeAt(secret, now + 30_000)), 409, 'conflict');
	assertProblem(await who.fetch(FACTOR, { body: account.password && { password: account.password } }), 409, 'conflict');
	const own = (await who.fetch('/api/v1/account')).body;
	assert.deepEqual([own.second_factor, own.recovery_codes], ['on', 10]);
});

test('turning it on ends the other sessions, which were begun without it', async () => {
	const before = await signIn(server, account);
	const { who } = await turnOn();
	assertProblem(await before.fetch(SESSION), 401, 'unauthenticated');
	assert.equal((await who.fetch(SESSION)).status, 200);
});

test('a sign-in then needs a code, and each works once', async () => {
	const { secret } = await turnOn();
	const asked = await server.fetch(SESSION, { body: account });
	assertProblem(asked, 401, 'second-factor');
	assert.match(asked.headers.get('www-authenticate'), /^Bearer\b/);
	assert.equal(asked.headers.get('set-cookie'), null);
	// the one that confirmed it was used; that of the step before is earlier
	assertProblem(await enter(codeAt(secret, now)), 401, 'second-factor');
	assertProblem(await enter(codeAt(secret, now - 30_000)), 401, 'second-factor');
	assertProblem(await enter(codeAt(secret, now + 60_000)), 401, 'second-factor');
	const next = codeAt(secret, now + 30_000);
	assert.equal((await enter(`${next.slice(0, 3)} ${next.slice(3)}`)).status, 200);
	assertProblem(await enter(next), 401, 'second-factor');
	await pass(60);
	assertProblem(await enter(codeAt(secret, now - 30_000)), 401, 'second-factor');
	assert.equal((await enter(codeAt(secret, now))).status, 200);
});

test('a wrong password tells nothing of it', async () => {
	const { secret } = await turnOn();
	const code = codeAt(secret, now + 30_000);
	const answer = await server.fetch(SESSION, {
		body: { name: account.name, password: 'wrong', code },
	});
	assertProblem(answer, 401, 'unauthenticated');
	// nor does that use the code up
	assert.equal((await enter(code)).status, 200);
});

test('of two who show one code at once, one enters', async () => {
	const { secret } = await turnOn();
	const code = codeAt(secret, now + 30_000);
	const answers = await Promise.all(Array.from({ length: 6 }, () => enter(code)));
	assert.equal(answers.filter(({ status }) => status === 200).length, 1);
});

test('recovery codes work once each, and are counted', async () => {
	const { who, codes } = await turnOn();
	assert.equal((await enter(codes[0])).status, 200);
	assertProblem(await enter(codes[0]), 401, 'second-factor');
	assert.equal((await enter(codes[1].toUpperCase().replaceAll('-', ''))).status, 200);
	assert.equal((await who.fetch('/api/v1/account')).body.recovery_codes, 8);
	const other = await server.addAccount(`other-${made}`);
	assert.equal((await server.fetch(SESSION, { body: { ...other, code: codes[2] } })).status, 200);
	assert.equal((await who.fetch('/api/v1/account')).body.recovery_codes, 8);
});

test('codes are guessed as slowly as passwords', async () => {
	const { codes } = await turnOn();
	for (let i = 0; i < 10; i++) assertProblem(await enter('0000-0000'), 401, 'second-factor');
	assertProblem(await enter(codes[0]), 429, 'rate-limited');
});

test('to be asked for a code is no failure', async () => {
	await turnOn();
	for (let i = 0; i < 12; i++)
		assertProblem(await server.fetch(SESSION, { body: account }), 401, 'second-factor');
});

test('it is removed with the password or a code', async () => {
	const remove = (who, body) => who.fetch(`${FACTOR}/remove`, { body });
	const { who, secret } = await turnOn();
	assert.deepEqual(fieldsOf(await remove(who, {})), ['password']);
	assert.deepEqual(fieldsOf(await remove(who, { password: 'wrong' })), ['password']);
	assert.deepEqual(fieldsOf(await remove(who, { code: '000 000 000' })), ['code']);
	assert.deepEqual(
		fieldsOf(await remove(who, { password: account.password, code: '123456' })),
		['code'],
	);
	assert.equal((await remove(who, { code: codeAt(secret, now + 30_000) })).status, 204);
	assertProblem(await remove(who, { password: account.password }), 409, 'conflict');
	await signIn(server, account);
	assert.equal(server.rows('SELECT * FROM recovery_code WHERE account = (SELECT id FROM account ' +
		`WHERE name = '${account.name}')`).length, 0);

	const { secret: second } = await begin(who);
	assert.notEqual(second, secret);
	const code = codeAt(second, now);
	assert.equal((await who.fetch(`${FACTOR}/confirm`, { body: { code } })).status, 200);
	assert.equal((await remove(who, { password: account.password })).status, 204);
});

test('recovery codes are made anew, and the old ones are good no more', async () => {
	const renew = (who, body) => who.fetch(`${FACTOR}/recovery-codes`, { body });
	const { who, codes } = await turnOn();
	assert.deepEqual(fieldsOf(await renew(who, {})), ['password']);
	assert.deepEqual(fieldsOf(await renew(who, { password: 'wrong' })), ['password']);
	assert.deepEqual(fieldsOf(await renew(who, { code: '000 000 000' })), ['code']);
	assert.equal((await who.fetch('/api/v1/account')).body.recovery_codes, 10);
	const { status, body } = await renew(who, { password: account.password });
	assert.equal(status, 200);
	assert.equal(new Set([...codes, ...body.recovery_codes]).size, 20);
	assertProblem(await enter(codes[0]), 401, 'second-factor');
	assert.equal((await enter(body.recovery_codes[0])).status, 200);
	assert.equal((await renew(who, { code: body.recovery_codes[1] })).status, 200);
	assertProblem(await enter(body.recovery_codes[2]), 401, 'second-factor');
	assert.equal((await who.fetch('/api/v1/account')).body.recovery_codes, 10);
	const [{ by }] = server.rows(`SELECT made_by AS by FROM change WHERE action = 'recovery-codes'
		AND subject = 'account:${account.name}'`);
	assert.equal(by, `account:${account.name}`);
});

test('without a second factor there are no recovery codes', async () => {
	const { who } = await turnOn();
	const body = { password: account.password };
	await who.fetch(`${FACTOR}/remove`, { body });
	assertProblem(await who.fetch(`${FACTOR}/recovery-codes`, { body }), 409, 'conflict');
});

test('who has lost it is helped by a command', async () => {
	const { who } = await turnOn();
	const set = (...args) => server.cli('account', 'set', account.name, ...args);
	const wrong = await set('--second-factor', 'on');
	assert.match(wrong.stderr, /second_factor: It can only be taken off/);
	assert.match(await server.command('account', 'list'), new RegExp(`^${account.name}\t.*\tsecond factor\t`, 'm'));
	assert.equal((await set('--second-factor', 'off')).status, 0);
	assertProblem(await who.fetch(SESSION), 401, 'unauthenticated');
	await signIn(server, account);
});

test('under another key the codes of authenticators are not good, and it is said why', async () => {
	const { secret } = await turnOn();
	const key = path.join(server.dir, 'afterword.key');
	const old = readFileSync(key, 'utf8');
	await server.stop({ keep: true });
	const id = (await server.command('key', 'show', key)).split(' ').at(-1);
	writeFileSync(key, `${'7'.repeat(64)}\n`);
	await server.command('key', 'retire', id, '--yes');
	await server.start();
	const answer = await enter(codeAt(secret, now + 30_000));
	assertProblem(answer, 500, 'key-file');
	assert.match(answer.body.detail, /another key file/);
	await server.stop({ keep: true });
	writeFileSync(key, `${old}${'7'.repeat(64)}\n`);
	await server.start();
	assert.equal((await enter(codeAt(secret, now + 30_000))).status, 200);
});

test('a key that is retired leaves second factors sealed with the next one', async () => {
	const { secret } = await turnOn();
	const key = path.join(server.dir, 'afterword.key');
	const id = (await server.command('key', 'show', key)).split('\n')[0].split(' ').at(-1);
	await server.stop({ keep: true });
	const moved = await server.command('key', 'new', key, '--add');
	assert.ok(moved.includes(id));
	await server.command('key', 'retire', id, '--yes');
	assert.ok(!(await server.command('key', 'show', key)).includes(id));
	await server.start();
	assert.equal((await enter(codeAt(secret, now + 30_000))).status, 200);
});

test('neither the secret nor codes are kept or logged', async () => {
	const { secret, codes } = await turnOn();
	const tables = ['second_factor', 'recovery_code', 'change'];
	const kept = tables.map((table) => JSON.stringify(server.rows(`SELECT * FROM "${table}"`)));
	const hex = server.rows('SELECT hex(secret) AS secret FROM second_factor');
	for (const text of [...kept, JSON.stringify(hex), server.log()])
		for (const shown of [secret, ...codes]) {
			assert.ok(!text.includes(shown));
			assert.ok(!text.includes(shown.replaceAll('-', '')));
			assert.ok(!text.includes(Buffer.from(shown).toString('hex').toUpperCase()));
		}
});
