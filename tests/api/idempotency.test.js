// Sending a comment again, because nobody knows whether the first one arrived.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, comment, startServer } from './harness.js';

let server;
before(async () => {
	server = await startServer();
	await server.addSite('other', { origin: 'https://other.example', policy: 'publish' });
});
after(() => server.stop());

let keys = 0;
const newKey = () => `key-${++keys}`;
const send = (changes, key, more = {}) =>
	server.post(changes, { headers: { 'idempotency-key': key }, ...more });

test('the same comment with the same key is stored once and answered the same', async () => {
	const key = newKey();
	const stored = server.count();
	const first = await send({}, key);
	assert.equal(first.status, 202, first.text);
	for (let i = 0; i < 3; i++) {
		const again = await send({}, key);
		assert.equal(again.status, 202);
		assert.deepEqual(again.body, first.body);
	}
	assert.equal(server.count(), stored + 1);
});

test('without a key, or with another, the same comment is another comment', async () => {
	const answers = [
		await server.leave(),
		await server.leave(),
		(await send({}, newKey())).body,
		(await send({}, newKey())).body,
	];
	assert.equal(new Set(answers.map(({ id }) => id)).size, answers.length);
});

test('a published comment is answered as published again', async () => {
	const key = newKey();
	const page = 'https://other.example/';
	const first = await send({ page }, key);
	const again = await send({ page }, key);
	assert.deepEqual([first.status, again.status], [201, 201]);
	assert.deepEqual(again.body, first.body);
	assert.equal((await server.thread(page)).page.count, 1);
});

test('the key of another comment is refused, whichever member is another', async () => {
	const { id: parent } = await server.leave({ page: 'https://other.example/first-article' });
	const key = newKey();
	const whole = {
		page: 'https://other.example/first-article',
		title: 'Title',
		parent,
		website: 'https://ada.example/',
	};
	assert.equal((await send(whole, key)).status, 201);
	const stored = server.count();
	for (const changes of [
		{ page: 'https://other.example/second-article', parent: null },
		{ title: 'Another' },
		{ title: null },
		{ parent: null },
		{ name: 'Bob' },
		{ email: 'bob@example.org' },
		{ website: null },
		{ website: 'https://bob.example/' },
		{ body: 'Well said!' },
	]) {
		const answer = await send({ ...whole, ...changes }, key);
		assertProblem(answer, 422, 'idempotency-key-reused');
	}
	assert.equal(server.count(), stored);
	assert.equal((await send(whole, key)).status, 201, 'the first one is still known');
});

test('what means the same is the same', async () => {
	const key = newKey();
	const first = await send({ name: 'Zo\u00eb', email: 'ada@example.org' }, key);
	const page = 'HTTPS://EXAMPLE.ORG:443/first-article#x';
	const again = await send({ name: ' Zoe\u0308', email: 'ADA@Example.org', page }, key);
	assert.deepEqual(again.body, first.body);
});

test('sites do not share keys', async () => {
	const key = newKey();
	const first = await send({}, key);
	const other = await send({ page: 'https://other.example/' }, key);
	assert.equal(other.status, 201, other.text);
	assert.notEqual(other.body.id, first.body.id);
});

test('twenty at once with one key are one comment', async () => {
	for (let round = 0; round < 3; round++) {
		const key = newKey();
		const stored = server.count();
		const answers = await Promise.all(Array.from({ length: 20 }, () => send({}, key)));
		for (const answer of answers) {
			assert.equal(answer.status, 202, answer.text);
			assert.deepEqual(answer.body, answers[0].body);
		}
		assert.equal(server.count(), stored + 1);
	}
});

test('two comments at once with one key: one is stored, the other is told', async () => {
	const key = newKey();
	const stored = server.count();
	const answers = await Promise.all([send({ body: 'One' }, key), send({ body: 'Two' }, key)]);
	assert.deepEqual(answers.map(({ status }) => status).sort(), [202, 422]);
	assert.equal(server.count(), stored + 1);
});

test('a refused comment does not use its key up', async () => {
	const key = newKey();
	assert.equal((await send({ body: '' }, key)).status, 422);
	assert.equal((await send({ parent: '0000000000001' }, key)).status, 422);
	assert.equal((await send({}, key)).status, 202);
});

test('a form may have a key, too', async () => {
	const key = newKey();
	const headers = { 'idempotency-key': key };
	const first = await server.postForm({}, { headers });
	const again = await server.postForm({}, { headers });
	assert.deepEqual([first.status, again.status], [303, 303]);
	assert.equal(again.headers.get('location'), first.headers.get('location'));
});

test('a key is 1 to 255 visible ASCII characters', async () => {
	const stored = server.count();
	for (const key of ['', 'a b', 'ä', 'x'.repeat(256), 'a\tb'])
		assertProblem(await send({}, key), 400, 'bad-request');
	assert.equal(server.count(), stored);
	for (const key of ['!', '~'.repeat(255), '"8e03978e-40d5-43dd-bc93-6894a57f9324"'])
		assert.equal((await send({}, key)).status, 202);
});

test('the answer stays what it was when a moderator has decided meanwhile', async () => {
	const key = newKey();
	const token = await server.addToken();
	const first = await send({}, key);
	const { status } = await server.decide(first.body.id, { state: 'approved' }, { token });
	assert.equal(status, 200);
	const again = await send({}, key);
	assert.equal(again.status, 202);
	assert.deepEqual(again.body, first.body);
});

test('a key is known after a restart, and forgotten after a day', async () => {
	const own = await startServer({ clock: '2026-01-01T00:00:00Z' });
	const sendOwn = () => own.post({}, { headers: { 'idempotency-key': 'key' } });
	const first = await sendOwn();
	for (const [clock, wanted] of [
		['2026-01-01T23:59:59Z', true],
		['2026-01-02T00:00:01Z', false],
	]) {
		await own.stop({ keep: true });
		own.settings.clock = clock;
		await own.start();
		await own.fetch('/readyz'); // the purge at the start is through
		const again = await sendOwn();
		assert.equal(again.status, 202);
		assert.equal(again.body.id === first.body.id, wanted, clock);
	}
	assert.equal(own.count('idempotency'), 1);
	assert.equal(own.count(), 2);
	await own.stop();
});

test('what is stored of a key tells neither the key nor the comment', async () => {
	await send({ body: 'Not to be found.' }, 'telltale-key');
	const kept = JSON.stringify(server.rows('SELECT * FROM idempotency'));
	for (const word of ['telltale', 'Not to be', comment().email])
		assert.ok(!kept.includes(word), kept);
});
