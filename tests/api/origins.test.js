// Pages of other origins: what browsers let them read and send (CORS).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, startServer } from './harness.js';

let server;
before(async () => {
	server = await startServer();
});
after(() => server.stop());

test('everybody may read: pages of all origins', async () => {
	const answer = await server.fetch('/api/v1/comments?page=https://example.org/', {
		headers: { origin: 'https://anywhere.example' },
	});
	assert.equal(answer.headers.get('access-control-allow-origin'), '*');
});

test("pages of the sites' origins may send, and read what was wrong", async () => {
	for (const [changes, status] of [
		[{}, 202],
		[{ name: '' }, 422],
		[{ page: 'x' }, 422],
	]) {
		const headers = { origin: 'https://example.org' };
		const answer = await server.post(changes, { headers });
		assert.equal(answer.status, status);
		assert.equal(answer.headers.get('access-control-allow-origin'), headers.origin);
		assert.match(answer.headers.get('vary'), /\bOrigin\b/);
	}
});

test('pages of other origins may not send', async () => {
	const stored = server.count();
	for (const origin of [
		'https://evil.example',
		'http://example.org',
		'https://example.org.evil.example',
	]) {
		for (const answer of [
			await server.post({}, { headers: { origin } }),
			await server.postForm({}, { headers: { origin } }),
			await server.fetch('/api/v1/preview', { headers: { origin }, body: { body: 'x' } }),
		]) {
			assert.equal(answer.status, 403, origin);
			assert.equal(answer.headers.get('access-control-allow-origin'), null);
		}
	}
	assert.equal(server.count(), stored);
});

test("the server's own pages may send", async () => {
	const answer = await server.postForm({}, { headers: { origin: server.url } });
	assert.equal(answer.status, 303, answer.text);
});

test("a preflight allows the sites' origins what they need, and others nothing", async () => {
	const ask = (path, origin, method = 'POST') =>
		server.fetch(path, {
			method: 'OPTIONS',
			headers: {
				origin,
				'access-control-request-method': method,
				'access-control-request-headers': 'content-type, idempotency-key',
			},
		});
	for (const path of ['/api/v1/comments', '/api/v1/preview']) {
		const { status, headers } = await ask(path, 'https://example.org');
		assert.equal(status, 204);
		assert.equal(headers.get('access-control-allow-origin'), 'https://example.org');
		assert.match(headers.get('access-control-allow-methods'), /\bPOST\b/);
		assert.match(headers.get('access-control-allow-headers'), /content-type/i);
		assert.match(headers.get('access-control-allow-headers'), /idempotency-key/i);
	}
	for (const [path, origin, method] of [
		['/api/v1/comments', 'https://evil.example', 'POST'],
		['/api/v1/comments', 'https://example.org', 'DELETE'],
		['/api/v1/moderation/comments', 'https://example.org', 'GET'],
		[`/api/v1/moderation/comments/${'0'.repeat(13)}`, 'https://example.org', 'PATCH'],
	]) {
		const { headers } = await ask(path, origin, method);
		assert.equal(headers.get('access-control-allow-origin'), null, `${method} ${path}`);
		assert.match(headers.get('allow'), /GET|POST|PATCH/);
	}
	assertProblem(await ask('/api/v1/nothing', 'https://example.org'), 404, 'not-found');
});
