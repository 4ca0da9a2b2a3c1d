// The door: bytes as clients, proxies and attackers send them. Whatever comes, the answer is
// clear and the server goes on.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { answersIn, comment, startServer } from './harness.js';
import { get, JSON_TYPE, POST, post, request } from './requests.js';

let server;
before(async () => {
	server = await startServer();
});
after(() => server.stop());
afterEach(async () => assert.equal((await server.fetch('/healthz')).status, 200, 'it lives on'));

const NO_ANSWER = 0; // it is closed at once

// libmicrohttpd 1.0 refuses by itself, in its own words, what 0.9 lets through to us.
const OURS_OR_THE_LIBRARYS = [411, 400];

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

const after_it = get(); // a request that must not be answered after one that was refused
const refusals = {
	'no Host': [Buffer.from('GET /healthz HTTP/1.1\r\n\r\n'), 400],
	'no Host in HTTP/1.0': [Buffer.from('GET /healthz HTTP/1.0\r\n\r\n'), 400, 'bad-request'],
	'two Hosts': [get('Host: a', 'Host: b'), 400, 'bad-request'],
	'the same Host twice': [get('Host: a', 'host: a'), 400, 'bad-request'],
	'an empty Host': [get('Host:'), 400, 'bad-request'],
	'two Content-Lengths': [
		request(POST, [JSON_TYPE, 'Content-Length: 2', 'Content-Length: 3'], '{} '),
		400,
		'bad-request',
	],
	'the same Content-Length twice': [
		request(POST, [JSON_TYPE, 'Content-Length: 2', 'Content-Length: 2'], '{}'),
		400,
		'bad-request',
	],
	'a list of Content-Lengths': [request(POST, [JSON_TYPE, 'Content-Length: 2, 2'], '{}'), 400],
	'a Content-Length with a plus': [request(POST, [JSON_TYPE, 'Content-Length: +2'], '{}'), 400],
	'a negative Content-Length': [request(POST, [JSON_TYPE, 'Content-Length: -2'], '{}'), 400],
	'a Content-Length in hexadecimal': [
		request(POST, [JSON_TYPE, 'Content-Length: 0x2'], '{}'),
		400,
	],
	'a Content-Length with a blank inside': [
		request(POST, [JSON_TYPE, 'Content-Length: 1 2'], '{}'),
		400,
	],
	'an empty Content-Length': [request(POST, [JSON_TYPE, 'Content-Length:'], '{}'), 400],
	'a Content-Length beyond all numbers': [
		request(POST, [JSON_TYPE, `Content-Length: ${'9'.repeat(40)}`], '{}'),
		[400, 413],
	],
	'a Content-Length of a terabyte': [
		request(POST, [JSON_TYPE, 'Content-Length: 1099511627776'], '{}'),
		413,
		'too-large',
	],
	'a Transfer-Encoding': [
		request(POST, [JSON_TYPE, 'Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n'),
		411,
		'length-required',
	],
	'a Transfer-Encoding that is none': [
		request(POST, [JSON_TYPE, 'Transfer-Encoding: identity']),
		OURS_OR_THE_LIBRARYS,
		'length-required',
	],
	'a Transfer-Encoding on a GET': [get('Transfer-Encoding: chunked'), 411, 'length-required'],
	'Content-Length and Transfer-Encoding': [
		Buffer.concat([
			request(
				POST,
				[JSON_TYPE, 'Content-Length: 5', 'Transfer-Encoding: chunked'],
				'0\r\n\r\n',
			),
			after_it,
		]),
		OURS_OR_THE_LIBRARYS,
		'length-required',
	],
	'Transfer-Encoding and Content-Length': [
		Buffer.concat([
			request(POST, ['Transfer-Encoding: chunked', 'Content-Length: 5'], '0\r\n\r\n'),
			after_it,
		]),
		OURS_OR_THE_LIBRARYS,
		'length-required',
	],
	'a Transfer-Encoding with a blank in front of the colon': [
		request(POST, ['Content-Length: 0', 'Transfer-Encoding : chunked']),
		400,
		'bad-request',
	],
	'a control character in a value': [get('X-A: a\x01b'), 400, 'bad-request'],
	'a bare CR in a value': [get('X-A: a\rContent-Length: 5'), 400, 'bad-request'],
	'an escape in a value': [get('X-A: \x1b[2J'), 400, 'bad-request'],
	'DEL in a value': [get('X-A: \x7f'), 400, 'bad-request'],
	'a NUL in a value': [get('X-A: a\0b'), 400],
	'a NUL in a length': [request(POST, [JSON_TYPE, 'Content-Length: 2\x000'], '{}'), 400],
	'a NUL in a name': [get('X\0A: a'), 400],
	'a NUL in the target': [request('GET /healthz\0/x HTTP/1.1'), [NO_ANSWER, 400]],
	'a NUL in the version': [request('GET /healthz HTTP/1.1\0x'), [NO_ANSWER, 400]],
	'a name of no characters': [get(': a'), 400],
	'a value on two lines': [get('X-A: a', ' b'), 400, 'bad-request'],
	'a value on two lines that a tab joins': [get('X-A: a', '\tb', 'X-B: c'), 400, 'bad-request'],
	'a name on two lines': [get('Transfer-Encodin: chunked', ' g'), [400, 411]],
	'a length on two lines': [
		Buffer.concat([request(POST, [JSON_TYPE, 'Content-Leng: 5', ' th'], '{"a":'), after_it]),
		400,
		'bad-request',
	],
	'a name with a bracket': [get('X(A): a'), 400, 'bad-request'],
	'a name with a blank': [get('X A: a'), 400, 'bad-request'],
	'a name with a blank behind': [get('X-A : a'), 400, 'bad-request'],
	'a name beyond ASCII': [get('X-\xe4: a'), 400, 'bad-request'],
	'a header without a colon': [get('garbage'), 400],
	'a header that begins with a blank': [request('GET /healthz HTTP/1.1', [' X-A: a']), 400],
	'a target with a control character': [request('GET /heal\x01thz HTTP/1.1'), 400, 'bad-request'],
	'a target beyond ASCII': [request('GET /healthz/\xe4 HTTP/1.1'), 400, 'bad-request'],
	'a target with a tab': [request('GET /heal\tthz HTTP/1.1'), 400],
	'a target with a blank': [
		Buffer.concat([request('GET /heal thz HTTP/1.1'), after_it]),
		[NO_ANSWER, 400],
	],
	'two blanks behind the method': [request('GET  /healthz HTTP/1.1'), [NO_ANSWER, 400]],
	'two blanks before the version': [request('GET /healthz  HTTP/1.1'), [NO_ANSWER, 400]],
	'a blank behind the version': [request('GET /healthz HTTP/1.1 '), [NO_ANSWER, 400]],
	'an absolute target': [
		request('GET http://comments.example/healthz HTTP/1.1'),
		400,
		'bad-request',
	],
	'a target without a slash': [request('GET healthz HTTP/1.1'), 400, 'bad-request'],
	'a target of an authority': [request('CONNECT comments.example:80 HTTP/1.1'), [400, 501]],
	'the target *': [request('OPTIONS * HTTP/1.1'), 400, 'bad-request'],
	'a target of 2049 bytes': [
		request(`GET /${'x'.repeat(2048)} HTTP/1.1`),
		414,
		'target-too-long',
	],
	'a target of 40 KiB': [request(`GET /${'x'.repeat(40_000)} HTTP/1.1`), 414],
	'a method that is not known': [request('BREW /healthz HTTP/1.1'), 501, 'not-implemented'],
	'a method in small letters': [request('get /healthz HTTP/1.1'), 501, 'not-implemented'],
	TRACE: [request('TRACE /healthz HTTP/1.1'), 501, 'not-implemented'],
	'HTTP/1.2': [request('GET /healthz HTTP/1.2'), 505, 'version-unsupported'],
	'HTTP/1.11': [request('GET /healthz HTTP/1.11'), [400, 505]],
	'HTTP/2.0': [request('GET /healthz HTTP/2.0'), 505],
	'the beginning of HTTP/2': [Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), 505],
	'HTTP/0.9': [Buffer.from('GET /healthz\r\n\r\n'), [400, 505]],
	'a version that is none': [request('GET /healthz HTTQ/1.1'), [400, 505]],
	'no request at all': [Buffer.from('Hello\r\n\r\n'), [NO_ANSWER, 400, 505]],
	'one header over 32 KiB': [get(`X-A: ${'a'.repeat(33_000)}`), 431],
	'many headers over 32 KiB': [get(...Array(5000).fill('X-A: a')), 431],
	'a method of no letters': [request(' /healthz HTTP/1.1'), [NO_ANSWER, 400, 501]],
	'a method with a control character': [request('GE\x01T /healthz HTTP/1.1'), [400, 501]],
	'a method of 40 KiB': [request(`${'G'.repeat(40_000)} /healthz HTTP/1.1`), [NO_ANSWER, 400, 414, 431, 501]],
	'a form feed behind the method': [request('GET\f/healthz HTTP/1.1'), [NO_ANSWER, 400, 501]],
	'a vertical tab before the version': [request('GET /healthz\vHTTP/1.1'), [NO_ANSWER, 400, 505]],
	'a bare CR in the target': [request('GET /heal\rthz HTTP/1.1'), [NO_ANSWER, 400]],
	'a version in small letters': [request('GET /healthz http/1.1'), [400, 505]],
	'HTTP/01.1': [request('GET /healthz HTTP/01.1'), [400, 505]],
	'HTTP/1': [request('GET /healthz HTTP/1'), [400, 505]],
	'HTTP/1.1.1': [request('GET /healthz HTTP/1.1.1'), [400, 505]],
	'a version with a blank': [request('GET /healthz HTTP/ 1.1'), [NO_ANSWER, 400, 505]],
	'a target of another scheme': [request('GET file:///etc/passwd HTTP/1.1'), 400, 'bad-request'],
	'a target with a question mark alone': [request('GET ? HTTP/1.1'), 400, 'bad-request'],
	'a Host with a blank': [get('Host: a b'), 400, 'bad-request'],
	'a Host with a comma': [get('Host: a,b'), 400, 'bad-request'],
	'a Host with a path': [get('Host: a/b'), 400, 'bad-request'],
	'a Host with a person': [get('Host: a@b'), 400, 'bad-request'],
	'a Host with a query': [get('Host: a?b'), 400, 'bad-request'],
	'a Host with a port of letters': [get('Host: a:b'), 400, 'bad-request'],
	'a Host with a bracket left open': [get('Host: [::1'), 400, 'bad-request'],
	'a Host with markup': [get('Host: <b>'), 400, 'bad-request'],
	'a blank between Host and colon': [Buffer.from('GET /healthz HTTP/1.1\r\nHost : a\r\n\r\n'), 400],
	'a Content-Length with a fraction': [request(POST, [JSON_TYPE, 'Content-Length: 2.0'], '{}'), 400],
	'a Content-Length with an exponent': [request(POST, [JSON_TYPE, 'Content-Length: 2e0'], '{}'), 400],
	'a Content-Length in quotes': [request(POST, [JSON_TYPE, 'Content-Length: "2"'], '{}'), 400],
	'a Content-Length with a semicolon': [request(POST, [JSON_TYPE, 'Content-Length: 2;'], '{}'), 400],
	'a Content-Length of other digits': [request(POST, [JSON_TYPE, 'Content-Length: \xb2'], '{}'), 400],
	'a Content-Length with a form feed': [request(POST, [JSON_TYPE, 'Content-Length: \f2'], '{}'), 400],
	'two Transfer-Encodings': [
		request(POST, ['Transfer-Encoding: identity', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
		OURS_OR_THE_LIBRARYS,
		'length-required',
	],
	'a list of Transfer-Encodings': [
		request(POST, ['Transfer-Encoding: chunked, identity'], '0\r\n\r\n'),
		OURS_OR_THE_LIBRARYS,
		'length-required',
	],
	'a Transfer-Encoding that is nearly chunked': [
		Buffer.concat([request(POST, ['Transfer-Encoding: xchunked', 'Content-Length: 0']), after_it]),
		OURS_OR_THE_LIBRARYS,
		'length-required',
	],
	'a Transfer-Encoding in quotes': [
		request(POST, ['Transfer-Encoding: "chunked"'], '0\r\n\r\n'),
		OURS_OR_THE_LIBRARYS,
		'length-required',
	],
	'a Transfer-Encoding behind a tab': [
		request(POST, ['Transfer-Encoding:\tchunked'], '0\r\n\r\n'),
		411,
		'length-required',
	],
	'a Transfer-Encoding with a vertical tab': [
		request(POST, ['Transfer-Encoding: \vchunked'], '0\r\n\r\n'),
		400,
	],
	'a Transfer-Encoding on a line of its own': [
		request(POST, ['Content-Length: 0', 'Transfer-Encoding:', ' chunked']),
		[400, 411],
	],
	'a Transfer-Encoding in HTTP/1.0': [
		request('POST /api/v1/comments HTTP/1.0', ['Transfer-Encoding: chunked'], '0\r\n\r\n'),
		OURS_OR_THE_LIBRARYS,
	],
	'a Transfer-Encoding behind a bare LF': [
		Buffer.concat([request(POST, ['Content-Length: 0', 'X: a\nTransfer-Encoding: chunked']), after_it]),
		OURS_OR_THE_LIBRARYS,
	],
	'a chunk of more bytes than there are numbers': [
		request(POST, ['Transfer-Encoding: chunked'], `${'f'.repeat(17)}\r\n`),
		411,
		'length-required',
	],
	'a header name of 33 KiB': [get(`${'X'.repeat(33_000)}: a`), 431],
	'a header name with a slash': [get('X/A: a'), 400, 'bad-request'],
	'a header name with a quote': [get('X"A: a'), 400, 'bad-request'],
	'a header name with a control character': [get('X\x02A: a'), 400, 'bad-request'],
	'the beginning of TLS': [Buffer.from('16030100a50100000d0a0d0a', 'hex'), [NO_ANSWER, 400, 501]],
	'the beginning of SSH': [Buffer.from('SSH-2.0-OpenSSH_9.2\r\n\r\n'), [NO_ANSWER, 400, 505]],
	'the beginning of a proxied connection': [
		Buffer.from('PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'),
		[NO_ANSWER, 400, 501, 505],
	],
	'a body that nobody asked for': [
		Buffer.concat([request('GET /healthz HTTP/1.1', ['Content-Length: 5'], 'hello')]),
		413,
		'too-large',
	],
};

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
