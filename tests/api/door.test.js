// The door: bytes as clients, proxies and attackers send them. Whatever comes, the answer is
// clear and the server goes on.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { answersIn, comment, startServer } from './harness.js';
import { get, JSON_TYPE, POST, post, request } from './requests.js';
import { NO_ANSWER, refusals } from './vectors.js';

let server;
before(async () => {
	server = await startServer();
});
after(() => server.stop());
afterEach(async () => assert.equal((await server.fetch('/healthz')).status, 200, 'it lives on'));

// Refused with this status, in our words or the library's, and the connection is closed, so that
// nothing is read after it.
async function assertRefused(bytes, statuses, slug) {
	const { text, closed } = await server.exchange(bytes);
	assert.equal(closed, true, `it stays open: ${text}`);
	const status = Number(/^HTTP\/1\.1 (\d+) /.exec(text)?.[1] ?? NO_ANSWER);
	assert.ok(
		[statuses].flat().includes(status),
		`${JSON.stringify(String(bytes).slice(0, 80))}: ${text}`,
	);
	if (slug && !text.includes('\r\n\r\n<html>')) {
		assert.ok(text.includes(`"type":"/problems/${slug}"`), text);
		assert.equal(answersIn(text).length, 1);
	}
	assert.doesNotMatch(text, /HTTP\/1\.1 [123]\d\d /, 'something was answered all the same');
}

describe('what is refused', { concurrency: true }, () => {
	for (const [what, [bytes, status, slug]] of Object.entries(refusals))
		test(`${what} is refused, and nothing behind it is read`, () =>
			assertRefused(bytes, status, slug));
});

test('a refused request stores nothing', async () => {
	const body = JSON.stringify(comment());
	const stored = server.count();
	for (const header of [
		'Host: a\r\nHost: b',
		'Transfer-Encoding: chunked',
		'Content-Length: 9',
		'X(: y',
		'Content-Encoding: gzip',
	])
		await server.exchange(post(body, header));
	assert.equal(server.count(), stored);
});

test('a body that is coded is refused: 415', async () => {
	for (const coding of ['gzip', 'identity', 'br']) {
		const { text } = await server.exchange(
			post('{}', `Content-Encoding: ${coding}`, 'Connection: close'),
		);
		assert.match(text, /^HTTP\/1\.1 415 [^]*unsupported-type/);
	}
});

test('a POST without a length is refused: 411', async () => {
	const { text } = await server.exchange(request(POST, [JSON_TYPE, 'Connection: close']));
	assert.match(text, /^HTTP\/1\.1 411 [^]*length-required/);
});

test('a method that does not fit is told those that do: 405, and the connection goes on', async () => {
	const bytes = [request('DELETE /healthz HTTP/1.1'), get('Connection: close')];
	const [first, second] = answersIn((await server.exchange(Buffer.concat(bytes))).text);
	assert.deepEqual([first.status, first.headers.get('allow')], [405, 'GET, HEAD']);
	assert.equal(second.status, 200);
});

test('what is odd and right is read', async () => {
	const odd = {
		'an empty line in front': Buffer.concat([Buffer.from('\r\n'), get('Connection: close')]),
		'a query with all kinds of signs': request('GET /healthz?a=%20b+c&&d=%zz?;e#f HTTP/1.1', [
			'Connection: close',
		]),
		'names of all signs': get("!#$%&'*+-.^_`|~09aZ: x", 'Connection: close'),
		'values with colons, blanks and bytes beyond ASCII': get(
			'X-A: a:b : c\t\xe4\xff ',
			'X-B:',
			'X-C:\t ',
			'Connection: close',
		),
		'cookies of others': get('Cookie: a=b; c="d e"; f', 'Cookie: g', 'Connection: close'),
		'names in capitals': get('CONNECTION: CLOSE', 'ACCEPT: */*'),
		'a Host with a port': get('Host: comments.example:8080', 'Connection: close'),
		'a Host that is an address': get('Host: [2001:db8::1]:80', 'Connection: close'),
		'a Host with signs': get('Host: a_b-c.d~e', 'Connection: close'),
		'an upgrade that is not wanted': get('Upgrade: h2c', 'HTTP2-Settings: AAMAAABk', 'Connection: close'),
		'a range': get('Range: bytes=0-1,5-', 'Connection: close'),
		'a length with zeroes in front': request('GET /healthz HTTP/1.1', ['Content-Length: 000', 'Connection: close']),
	};
	for (const [what, bytes] of Object.entries(odd))
		assert.match((await server.exchange(bytes)).text, /^HTTP\/1\.1 200 /, what);
});

test('a target of 2048 bytes and headers of 20 KiB are read', async () => {
	const target = `/api/v1/comments?page=https://example.org/${'x'.repeat(2048 - 42)}`;
	assert.equal(target.length, 2048);
	const bytes = request(`GET ${target} HTTP/1.1`, [
		`X-A: ${'a'.repeat(20_000)}`,
		'Connection: close',
	]);
	assert.match((await server.exchange(bytes)).text, /^HTTP\/1\.1 200 /);
});

test('Expect: 100-continue is answered before the body comes, or refused without it', async () => {
	const body = JSON.stringify(comment());
	const head = (length, ...more) =>
		request(POST, [
			JSON_TYPE,
			`Content-Length: ${length}`,
			'Expect: 100-continue',
			'Connection: close',
			...more,
		]);
	const taken = await server.exchange([head(body.length), Buffer.from(body)], { pause: 200 });
	assert.match(taken.text, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 202 /);
	const refused = await server.exchange(head(70_000));
	assert.match(refused.text, /^HTTP\/1\.1 413 /);
	assert.equal(refused.closed, true);
	const coded = await server.exchange(head(body.length, 'Content-Encoding: gzip'));
	assert.match(coded.text, /^HTTP\/1\.1 415 /);
});

test('requests that are sent without waiting are answered in their order', async () => {
	const requests = [];
	for (let i = 0; i < 20; i++) {
		requests.push(
			i % 3
				? request(`GET /problems/no-${i} HTTP/1.1`)
				: post(JSON.stringify(comment({ page: `https://example.org/p${i}` }))),
		);
	}
	requests.push(get('Connection: close'));
	const answers = answersIn((await server.exchange(Buffer.concat(requests))).text);
	assert.deepEqual(
		answers.map(({ status }) => status),
		[...Array.from({ length: 20 }, (_, i) => (i % 3 ? 404 : 202)), 200],
	);
	const shown = await Promise.all(
		answers
			.filter(({ status }) => status === 202)
			.map(async ({ body }) => {
				const { pathname } = new URL(JSON.parse(body).status_url);
				return (await server.fetch(`/api/v1${pathname}`)).body.page.url;
			}),
	);
	assert.deepEqual(
		shown,
		[0, 3, 6, 9, 12, 15, 18].map((i) => `https://example.org/p${i}`),
	);
});

test('HTTP/1.0 is answered and closed', async () => {
	const { text, closed } = await server.exchange(request('GET /healthz HTTP/1.0'));
	assert.match(text, /^HTTP\/1\.[01] 200 /);
	assert.equal(closed, true);
});
