// What is sent over the wire: HEAD, ETags, gzip, and that nothing old is shown.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { form, held, open, startTwoSites } from './harness.js';
import { overWire } from './wire.js';

let server, token;
before(async () => {
	({ server, token } = await startTwoSites());
});
after(() => server.stop());

const target = (page, query) => `/api/v1/comments?${form({ page, ...query })}`;
const ids = (thread) => thread.items.map(({ id }) => id);

const decide = async (id, body) => {
	const answer = await server.decide(id, body, { token });
	assert.equal(answer.status, 200, answer.text);
};

const wire = (...request) => overWire(server, ...request);

test('what is approved or goes is seen by the very next reader', async () => {
	const page = held('fresh');
	const { id } = await server.leave({ page });
	for (const [state, wanted] of [
		['approved', [id]],
		['spam', []],
		['approved', [id]],
	]) {
		await server.thread(page);
		await decide(id, { state });
		assert.deepEqual(ids(await server.thread(page)), wanted, state);
	}
});

test('HEAD answers as GET does, without the body', async () => {
	const page = open('head');
	await server.leave({ page });
	for (const path of [target(page), '/healthz', `/comments?${form({ page })}`]) {
		const get = await wire(path);
		const head = await wire(path, {}, 'HEAD');
		assert.equal(head.status, 200, path);
		assert.equal(head.bytes.length, 0);
		for (const name of ['date', 'connection', 'x-request-id'])
			(delete get.headers[name], delete head.headers[name]);
		assert.deepEqual(head.headers, get.headers);
		assert.equal(Number(get.headers['content-length']), get.bytes.length);
	}
});

test('an answer that is known already is not sent again: 304, until something changes', async () => {
	const page = open('etag');
	await server.leave({ page });
	const first = await wire(target(page));
	const { etag } = first.headers;
	assert.match(etag, /^"[0-9a-z]+"$/);
	assert.equal(first.headers['cache-control'], 'no-cache');
	for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
		const again = await wire(target(page), { 'if-none-match': known });
		assert.equal(again.status, 304, known);
		assert.equal(again.bytes.length, 0);
		assert.equal(again.headers.etag, etag);
	}
	assert.equal((await wire(target(page), { 'if-none-match': '"other"' })).status, 200);
	await server.leave({ page });
	const changed = await wire(target(page), { 'if-none-match': etag });
	assert.equal(changed.status, 200);
	assert.notEqual(changed.headers.etag, etag);
});

test('an answer is compressed for those who take that, with an ETag of its own', async () => {
	const page = open('gzip');
	for (let i = 0; i < 5; i++) await server.leave({ page });
	const plain = await wire(target(page));
	assert.equal(plain.headers['content-encoding'], undefined);
	assert.equal(plain.headers.vary, 'Accept-Encoding');
	const etags = new Set([plain.headers.etag]);
	for (const accept of ['gzip', 'br', 'br;q=0, GZIP;q=0.5', 'deflate,gzip', 'gzip, deflate, br']) {
		const small = await wire(target(page), { 'accept-encoding': accept });
		const [name, unpack] = /br(?!;)/.test(accept) ? ['br', brotliDecompressSync] : ['gzip', gunzipSync];
		assert.equal(small.headers['content-encoding'], name, accept);
		assert.equal(small.headers.vary, 'Accept-Encoding');
		etags.add(small.headers.etag);
		assert.ok(small.bytes.length < plain.bytes.length);
		assert.deepEqual(unpack(small.bytes), plain.bytes);
	}
	assert.equal(etags.size, 3);
	for (const accept of ['gzip;q=0', 'br;q=0', 'identity', 'xgzip', ''])
		assert.equal(
			(await wire(target(page), { 'accept-encoding': accept })).headers['content-encoding'],
			undefined,
			accept,
		);
});

test('what the pages are made of comes compressed, and is kept', async () => {
	const desk = gunzipSync((await wire('/moderate', { 'accept-encoding': 'gzip' })).bytes).toString();
	const assets = desk.match(/\/assets\/[\w.]+/g);
	assert.equal(assets.length, 6);
	for (const asset of assets) {
		const plain = await wire(asset);
		const small = await wire(asset, { 'accept-encoding': 'gzip' });
		assert.match(small.headers['cache-control'], /immutable/, asset);
		assert.equal(small.headers.vary, 'Accept-Encoding');
		if (small.headers['content-encoding'] === 'gzip') {
			assert.ok(small.bytes.length < plain.bytes.length, asset);
			assert.deepEqual(gunzipSync(small.bytes), plain.bytes);
		} else {
			assert.ok(plain.bytes.length < 1000, `${asset} is too small to gain`);
		}
		const again = await wire(asset, { 'if-none-match': plain.headers.etag });
		assert.equal(again.status, 304);
	}
	const { headers } = await wire('/moderate');
	assert.equal(headers['cache-control'], 'no-cache');
});
