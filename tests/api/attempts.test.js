// Guessing passwords: slowed by name, without stopping those who have signed in before.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { assertProblem, startServer } from './harness.js';
import { SESSION, signIn } from './people.js';

const ALLOWED = 10;

let server, account, made = 0;
before(async () => {
	server = await startServer();
});
after(() => server.stop());
beforeEach(async () => {
	account = await server.addAccount(`person-${++made}`);
});

const guess = (name, headers) =>
	server.fetch(SESSION, { body: { name, password: 'not the password' }, headers });

async function hammer(name, headers) {
	for (let i = 0; i < ALLOWED; i++)
		assertProblem(await guess(name, headers), 401, 'unauthenticated');
}

test('a name is tried a few times, whether somebody has it or not', async () => {
	const texts = new Set();
	for (const name of [account.name, 'nobody-has-it']) {
		await hammer(name);
		const refused = await guess(name);
		assertProblem(refused, 429, 'rate-limited');
		const wait = Number(refused.headers.get('retry-after'));
		assert.ok(wait > 0 && wait <= 180);
		texts.add(refused.text.replace(String(wait), '').replace(refused.body.request, ''));
	}
	assert.equal(texts.size, 1);
	assertProblem(await server.fetch(SESSION, { body: account }), 429, 'rate-limited');
	await signIn(server, await server.addAccount('another'));
});

test('whoever hammers a name does not stop its owner on a known device', async () => {
	const { device } = await signIn(server, account);
	await hammer(account.name);
	assertProblem(await server.fetch(SESSION, { body: account }), 429, 'rate-limited');
	await signIn(server, account, { headers: { cookie: device } });
	// nor does one device stop another, but each is counted
	const { device: other } = await signIn(server, account, { headers: { cookie: device } });
	await hammer(account.name, { cookie: device });
	assertProblem(await guess(account.name, { cookie: device }), 429, 'rate-limited');
	await signIn(server, account, { headers: { cookie: other } });
});

test('a device is known to its own account alone, and cannot be made up', async () => {
	const { device } = await signIn(server, await server.addAccount(`other-${made}`));
	await hammer(account.name);
	for (const cookie of [
		device,
		'afterword-device=',
		`afterword-device=${'0'.repeat(52)}`,
		`${device}0`,
	])
		assertProblem(await guess(account.name, { cookie }), 429, 'rate-limited');
});

test('signing in costs nothing, as often as it is done', async () => {
	for (let i = 0; i < ALLOWED + 2; i++) await signIn(server, account);
	await hammer(account.name);
});

test('a device opens nothing', async () => {
	const { device } = await signIn(server, account);
	const cookie = device.replace('-device', '');
	for (const headers of [{ cookie: device }, { cookie }])
		assertProblem(await server.fetch(SESSION, { headers }), 401, 'unauthenticated');
});

test('attempts at once are counted as those one after another', async () => {
	const answers = await Promise.all(Array.from({ length: 30 }, () => guess(account.name)));
	assert.equal(answers.filter(({ status }) => status === 401).length, ALLOWED);
	assert.equal(answers.filter(({ status }) => status === 429).length, 30 - ALLOWED);
});
