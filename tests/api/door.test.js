// The door: bytes as clients, proxies and attackers send them. Whatever comes, the answer is
// clear and the server goes on.

import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { existsSync } from 'node:fs';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { answersIn, assertProblem, comment, Server, startServer } from './harness.js';

let server;
before(async () => {
	server = await startServer();
});
after(() => server.stop());
afterEach(async () => assert.equal((await server.fetch('/healthz')).status, 200, 'it lives on'));

// A request in the bytes that are given; a Host, unless there is one.
function request(first, headers = [], body = '') {
	const host = headers.some((line) => /^host:/i.test(line)) ? [] : ['Host: comments.example'];
	return Buffer.from(`${[first, ...host, ...headers].join('\r\n')}\r\n\r\n${body}`, 'latin1');
}
const get = (...headers) => request('GET /healthz HTTP/1.1', headers);
const POST = 'POST /api/v1/comments HTTP/1.1';
const JSON_TYPE = 'Content-Type: application/json';
const post = (body = JSON.stringify(comment()), ...headers) =>
	request(POST, [JSON_TYPE, `Content-Length: ${Buffer.byteLength(body)}`, ...headers], body);

const NO_ANSWER = 0; // it is closed at once

// Refused with this status, and the connection is closed, so that nothing is read after it.
async function assertRefused(bytes, statuses, slug) {
	const { text, closed } = await server.exchange(bytes);
	assert.equal(closed, true, `it stays open: ${text}`);
	const status = Number(/^HTTP\/1\.1 (\d+) /.exec(text)?.[1] ?? NO_ANSWER);
	assert.ok([statuses].flat().includes(status), `${JSON.stringify(String(bytes).slice(0, 80))}: ${text}`);
	if (slug) {
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
	'two Content-Lengths': [request(POST, [JSON_TYPE, 'Content-Length: 2', 'Content-Length: 3'], '{} '), 400, 'bad-request'],
	'the same Content-Length twice': [request(POST, [JSON_TYPE, 'Content-Length: 2', 'Content-Length: 2'], '{}'), 400, 'bad-request'],
	'a list of Content-Lengths': [request(POST, [JSON_TYPE, 'Content-Length: 2, 2'], '{}'), 400],
	'a Content-Length with a plus': [request(POST, [JSON_TYPE, 'Content-Length: +2'], '{}'), 400],
	'a negative Content-Length': [request(POST, [JSON_TYPE, 'Content-Length: -2'], '{}'), 400],
	'a Content-Length in hexadecimal': [request(POST, [JSON_TYPE, 'Content-Length: 0x2'], '{}'), 400],
	'a Content-Length with a blank inside': [request(POST, [JSON_TYPE, 'Content-Length: 1 2'], '{}'), 400],
	'an empty Content-Length': [request(POST, [JSON_TYPE, 'Content-Length:'], '{}'), 400],
	'a Content-Length beyond all numbers': [request(POST, [JSON_TYPE, `Content-Length: ${'9'.repeat(40)}`], '{}'), [400, 413]],
	'a Content-Length of a terabyte': [request(POST, [JSON_TYPE, 'Content-Length: 1099511627776'], '{}'), 413, 'too-large'],
	'a Transfer-Encoding': [request(POST, [JSON_TYPE, 'Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n'), 411, 'length-required'],
	'a Transfer-Encoding that is none': [request(POST, [JSON_TYPE, 'Transfer-Encoding: identity']), 411, 'length-required'],
	'a Transfer-Encoding on a GET': [get('Transfer-Encoding: chunked'), 411, 'length-required'],
	'Content-Length and Transfer-Encoding': [Buffer.concat([request(POST, [JSON_TYPE, 'Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n'), after_it]), 411, 'length-required'],
	'Transfer-Encoding and Content-Length': [Buffer.concat([request(POST, ['Transfer-Encoding: chunked', 'Content-Length: 5'], '0\r\n\r\n'), after_it]), 411, 'length-required'],
	'a Transfer-Encoding with a blank in front of the colon': [request(POST, ['Content-Length: 0', 'Transfer-Encoding : chunked']), 400, 'bad-request'],
	'a control character in a value': [get('X-A: a\x01b'), 400, 'bad-request'],
	'a bare CR in a value': [get('X-A: a\rContent-Length: 5'), 400, 'bad-request'],
	'an escape in a value': [get('X-A: \x1b[2J'), 400, 'bad-request'],
	'DEL in a value': [get('X-A: \x7f'), 400, 'bad-request'],
	'a NUL in a value': [get('X-A: a\0b'), 400],
	'a NUL in a length': [request(POST, [JSON_TYPE, 'Content-Length: 2\x000'], '{}'), 400],
	'a NUL in a name': [get('X\0A: a'), 400],
	'a NUL in the target': [request('GET /healthz\0/x HTTP/1.1'), 400],
	'a NUL in the version': [request('GET /healthz HTTP/1.1\0x'), 400],
	'a name of no characters': [get(': a'), 400],
	'a value on two lines': [get('X-A: a', ' b'), 400, 'bad-request'],
	'a value on two lines that a tab joins': [get('X-A: a', '\tb', 'X-B: c'), 400, 'bad-request'],
	'a name on two lines': [get('Transfer-Encodin: chunked', ' g'), [400, 411]],
	'a length on two lines': [Buffer.concat([request(POST, [JSON_TYPE, 'Content-Leng: 5', ' th'], '{"a":'), after_it]), 400, 'bad-request'],
	'a name with a bracket': [get('X(A): a'), 400, 'bad-request'],
	'a name with a blank': [get('X A: a'), 400, 'bad-request'],
	'a name with a blank behind': [get('X-A : a'), 400, 'bad-request'],
	'a name beyond ASCII': [get('X-\xe4: a'), 400, 'bad-request'],
	'a header without a colon': [get('garbage'), 400],
	'a header that begins with a blank': [request('GET /healthz HTTP/1.1', [' X-A: a']), 400],
	'a target with a control character': [request('GET /heal\x01thz HTTP/1.1'), 400, 'bad-request'],
	'a target beyond ASCII': [request('GET /healthz/\xe4 HTTP/1.1'), 400, 'bad-request'],
	'a target with a tab': [request('GET /heal\tthz HTTP/1.1'), 400],
	'a target with a blank': [Buffer.concat([request('GET /heal thz HTTP/1.1'), after_it]), [NO_ANSWER, 400]],
	'two blanks behind the method': [request('GET  /healthz HTTP/1.1'), [NO_ANSWER, 400]],
	'two blanks before the version': [request('GET /healthz  HTTP/1.1'), [NO_ANSWER, 400]],
	'a blank behind the version': [request('GET /healthz HTTP/1.1 '), [NO_ANSWER, 400]],
	'an absolute target': [request('GET http://comments.example/healthz HTTP/1.1'), 400, 'bad-request'],
	'a target without a slash': [request('GET healthz HTTP/1.1'), 400, 'bad-request'],
	'a target of an authority': [request('CONNECT comments.example:80 HTTP/1.1'), [400, 501]],
	'the target *': [request('OPTIONS * HTTP/1.1'), 400, 'bad-request'],
	'a target of 2049 bytes': [request(`GET /${'x'.repeat(2048)} HTTP/1.1`), 414, 'target-too-long'],
	'a target of 40 KiB': [request(`GET /${'x'.repeat(40_000)} HTTP/1.1`), 414],
	'a method that is not known': [request('BREW /healthz HTTP/1.1'), 501, 'not-implemented'],
	'a method in small letters': [request('get /healthz HTTP/1.1'), 501, 'not-implemented'],
	'TRACE': [request('TRACE /healthz HTTP/1.1'), 501, 'not-implemented'],
	'HTTP/1.2': [request('GET /healthz HTTP/1.2'), 505, 'version-unsupported'],
	'HTTP/1.11': [request('GET /healthz HTTP/1.11'), [400, 505]],
	'HTTP/2.0': [request('GET /healthz HTTP/2.0'), 505],
	'the beginning of HTTP/2': [Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), 505],
	'HTTP/0.9': [Buffer.from('GET /healthz\r\n\r\n'), [400, 505]],
	'a version that is none': [request('GET /healthz HTTQ/1.1'), [400, 505]],
	'no request at all': [Buffer.from('Hello\r\n\r\n'), [NO_ANSWER, 400, 505]],
	'one header over 32 KiB': [get(`X-A: ${'a'.repeat(33_000)}`), 431],
	'many headers over 32 KiB': [get(...Array(5000).fill('X-A: a')), 431],
	'a body that nobody asked for': [Buffer.concat([request('GET /healthz HTTP/1.1', ['Content-Length: 5'], 'hello')]), 413, 'too-large'],
};

describe('what is refused', { concurrency: true }, () => {
	for (const [what, [bytes, status, slug]] of Object.entries(refusals))
		test(`${what} is refused, and nothing behind it is read`, () => assertRefused(bytes, status, slug));
});

test('a refused request stores nothing', async () => {
	const body = JSON.stringify(comment());
	const stored = server.count();
	for (const header of ['Host: a\r\nHost: b', 'Transfer-Encoding: chunked', 'Content-Length: 9', 'X(: y', 'Content-Encoding: gzip'])
		await server.exchange(post(body, header));
	assert.equal(server.count(), stored);
});

test('a body that is coded is refused: 415', async () => {
	for (const coding of ['gzip', 'identity', 'br']) {
		const { text } = await server.exchange(post('{}', `Content-Encoding: ${coding}`, 'Connection: close'));
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
		'a query with all kinds of signs': request('GET /healthz?a=%20b+c&&d=%zz?;e#f HTTP/1.1', ['Connection: close']),
		'names of all signs': get("!#$%&'*+-.^_`|~09aZ: x", 'Connection: close'),
		'values with colons, blanks and bytes beyond ASCII': get('X-A: a:b : c\t\xe4\xff ', 'X-B:', 'X-C:\t ', 'Connection: close'),
		'cookies of others': get('Cookie: a=b; c="d e"; f', 'Cookie: g', 'Connection: close'),
		'names in capitals': get('CONNECTION: CLOSE', 'ACCEPT: */*'),
	};
	for (const [what, bytes] of Object.entries(odd))
		assert.match((await server.exchange(bytes)).text, /^HTTP\/1\.1 200 /, what);
});

test('a target of 2048 bytes and headers of 20 KiB are read', async () => {
	const target = `/api/v1/comments?page=https://example.org/${'x'.repeat(2048 - 42)}`;
	assert.equal(target.length, 2048);
	const bytes = request(`GET ${target} HTTP/1.1`, [`X-A: ${'a'.repeat(20_000)}`, 'Connection: close']);
	assert.match((await server.exchange(bytes)).text, /^HTTP\/1\.1 200 /);
});

test('Expect: 100-continue is answered before the body comes, or refused without it', async () => {
	const body = JSON.stringify(comment());
	const head = (length, ...more) => request(POST, [JSON_TYPE, `Content-Length: ${length}`, 'Expect: 100-continue', 'Connection: close', ...more]);
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
		requests.push(i % 3 ? request(`GET /problems/no-${i} HTTP/1.1`) : post(JSON.stringify(comment({ page: `https://example.org/p${i}` }))));
	}
	requests.push(get('Connection: close'));
	const answers = answersIn((await server.exchange(Buffer.concat(requests))).text);
	assert.deepEqual(answers.map(({ status }) => status), [...Array.from({ length: 20 }, (_, i) => (i % 3 ? 404 : 202)), 200]);
	const shown = await Promise.all(
		answers.filter(({ status }) => status === 202).map(async ({ body }) => {
			const { pathname } = new URL(JSON.parse(body).status_url);
			return (await server.fetch(`/api/v1${pathname}`)).body.page.url;
		}),
	);
	assert.deepEqual(shown, [0, 3, 6, 9, 12, 15, 18].map((i) => `https://example.org/p${i}`));
});

test('a connection carries many requests', async () => {
	const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
	const ports = new Set();
	const ask = (method, target, headers, body) =>
		new Promise((resolve, reject) => {
			http.request(new URL(target, server.url), { method, headers, agent }, (answer) => {
				ports.add(answer.socket.localPort);
				answer.resume().on('end', () => resolve(answer.statusCode));
			})
				.on('error', reject)
				.end(body);
		});
	const body = JSON.stringify(comment());
	for (let i = 0; i < 50; i++) {
		assert.equal(await ask('GET', '/healthz'), 200);
		assert.equal(await ask('POST', '/api/v1/comments', { 'content-type': 'application/json' }, body), 202);
		assert.equal(await ask('POST', '/api/v1/comments', { 'content-type': 'application/json' }, '{}'), 422);
		assert.equal(await ask('GET', '/nowhere'), 404);
	}
	agent.destroy();
	assert.equal(ports.size, 1);
});

test('HTTP/1.0 is answered and closed', async () => {
	const { text, closed } = await server.exchange(request('GET /healthz HTTP/1.0'));
	assert.match(text, /^HTTP\/1\.[01] 200 /);
	assert.equal(closed, true);
});

test('a request in pieces is a request', async () => {
	const bytes = post(undefined, 'Connection: close');
	const pieces = Array.from({ length: 8 }, (_, i) =>
		bytes.subarray((i * bytes.length) / 8, ((i + 1) * bytes.length) / 8),
	);
	const { text } = await server.exchange(pieces, { pause: 40 });
	assert.match(text, /^HTTP\/1\.1 202 /);
});

// Deadlines are absolute: two seconds here, and a moment until somebody looks.
const DEADLINE = 2000;
const drip = (bytes) => Array.from(bytes, (byte) => Buffer.of(byte));

describe('time', { concurrency: true }, () => {
	let hurried;
	before(async () => {
		hurried = await startServer({ request_deadline: DEADLINE / 1000 });
	});
	after(() => hurried.stop());

	const slow = {
		'a request that drips': [drip(get(`X-A: ${'a'.repeat(100)}`)), 200],
		'a head that does not end': [[Buffer.from('GET /healthz HTTP/1.1\r\nHost: x\r\n')], 0],
		'a connection on which nothing is said': [[Buffer.from('')], 0],
		'a body that is announced and not sent': [[request(POST, [JSON_TYPE, 'Content-Length: 100'], '{')], 0],
		'a body that drips': [[request(POST, [JSON_TYPE, 'Content-Length: 100']), ...drip(Buffer.alloc(100, 32))], 200],
		'a form that is refused and drips': [[request(POST, ['Content-Type: text/plain', 'Content-Length: 100']), ...drip(Buffer.alloc(100, 32))], 200],
		'a TLS hello': [[Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'latin1')], 0],
	};
	for (const [what, [pieces, pause]] of Object.entries(slow))
		test(`${what} is cut at the deadline`, async () => {
			const started = Date.now();
			const { closed, text } = await hurried.exchange(pieces, { pause, timeout: 3 * DEADLINE });
			assert.equal(closed, true, text);
			const took = Date.now() - started;
			assert.ok(took > DEADLINE - 500 && took < DEADLINE + 2000, `${took} ms`);
			assert.doesNotMatch(text, /HTTP\/1\.1 2/);
		});

	test('a connection that is used goes on after the deadline', async () => {
		const pieces = Array.from({ length: 6 }, () => get());
		const { text } = await hurried.exchange([...pieces, get('Connection: close')], { pause: 700, timeout: 10_000 });
		assert.deepEqual(answersIn(text).map(({ status }) => status), Array(7).fill(200));
	});

	test('clients that say nothing keep nobody from being answered', async () => {
		const idle = Array.from({ length: 60 }, () => net.connect(hurried.port, hurried.host));
		for (const socket of idle) socket.on('error', () => {}).write('GET /he');
		const started = Date.now();
		assert.equal((await hurried.post()).status, 202);
		assert.ok(Date.now() - started < DEADLINE);
		for (const socket of idle) socket.destroy();
	});
});

test('a client that leaves in the middle: the comment is whole or not there', async () => {
	const page = 'https://example.org/leaving';
	const body = JSON.stringify(comment({ page, body: 'x'.repeat(10_000) }));
	const bytes = post(body);
	for (let round = 0; round < 40; round++) {
		const socket = net.connect(server.port, server.host);
		socket.on('error', () => {});
		const part = round < 20 ? bytes.subarray(0, (bytes.length * round) / 20) : bytes;
		await new Promise((resolve) => socket.write(part, resolve));
		if (round % 2) socket.resetAndDestroy();
		else socket.destroy();
	}
	assert.equal((await server.post({ page: 'https://example.org/after' })).status, 202);
	const rows = server.rows(
		`SELECT length(body) AS length FROM comment JOIN revision ON comment = id
		WHERE page = (SELECT id FROM page WHERE url = '${page}')`,
	);
	assert.ok(rows.length <= 20, `${rows.length} are stored`);
	for (const { length } of rows) assert.equal(length, 10_000);
	assert.equal(server.rows('SELECT count(*) AS n FROM comment LEFT JOIN revision ON comment = id WHERE body IS NULL')[0].n, 0);
});

test('a client that does not read its answers is no matter to others', async () => {
	const socket = net.connect(server.port, server.host);
	socket.on('error', () => {}).pause();
	socket.write(Buffer.concat(Array(500).fill(request('GET /demo HTTP/1.1'))));
	for (let i = 0; i < 10; i++) assert.equal((await server.fetch('/demo')).status, 200);
	socket.destroy();
});

describe('other doors', { concurrency: true }, () => {
	// A server of its own for the time of one test.
	const own = (settings, work) => async (t) => {
		const other = await startServer(settings);
		try {
			await work(other, t);
			await other.stop();
		} finally {
			other.wipe();
		}
	};

	test('one network address has so many connections and no more', own(
		{ rate_limits: 'on', connections_per_prefix: 4 },
		async (other) => {
			const connect = (localAddress) =>
				new Promise((resolve, reject) => {
					const socket = net.connect({ port: other.port, host: other.host, localAddress });
					socket.once('connect', () => socket.write(get())).once('error', reject);
					socket.once('data', () => resolve({ socket, answered: true }));
					socket.once('close', () => resolve({ socket, answered: false }));
				});
			const first = [];
			for (let i = 0; i < 4; i++) first.push(await connect());
			assert.ok(first.every(({ answered }) => answered));
			const more = await connect().catch(() => ({ answered: false }));
			assert.equal(more.answered, false, 'one too many');
			const neighbour = await connect('127.0.0.2');
			assert.equal(neighbour.answered, true, 'others are let in');
			first[0].socket.destroy();
			let again;
			for (let i = 0; i < 20 && !again?.answered; i++) {
				await sleep(50);
				again = await connect().catch(() => ({ answered: false }));
			}
			assert.equal(again.answered, true, 'there is room again');
			for (const { socket } of [...first, neighbour, again]) socket.destroy();
		},
	));

	// Posts until it is refused: how many were not.
	async function postsUntilRefused(other, headers = () => ({})) {
		for (let i = 0; i < 40; i++) {
			const answer = await other.post({ email: '' }, { headers: headers(i) });
			if (answer.status === 429) return [i, answer];
			assert.equal(answer.status, 422);
		}
		return [40];
	}

	test('who asks too often is told when to come again: 429', own({ rate_limits: 'on' }, async (other) => {
		const [count, answer] = await postsUntilRefused(other);
		assert.ok(count >= 10 && count < 30, `${count}`);
		assertProblem(answer, 429, 'rate-limited');
		const wait = Number(answer.headers.get('retry-after'));
		assert.ok(wait >= 1 && wait <= 60, `${wait}`);
		assert.equal((await other.fetch('/healthz')).status, 200, 'probes are not counted');
		assert.equal((await other.fetch('/demo')).status, 200, 'reading is counted apart');
		const typed = await other.postForm({ body: 'Typed, and not to be lost' });
		assert.equal(typed.status, 429);
		assert.match(typed.text, /Typed, and not to be lost<\/textarea>/);
		await sleep(wait * 1000);
		assert.equal((await other.post()).status, 202, 'as it was told');
	}));

	test('X-Forwarded-For of anybody is not believed', own({ rate_limits: 'on' }, async (other) => {
		const [count] = await postsUntilRefused(other, (i) => ({ 'x-forwarded-for': `192.0.2.${i}` }));
		assert.ok(count < 30);
	}));

	test('X-Forwarded-For of a trusted proxy is, and only what the proxy itself has seen', own(
		{ rate_limits: 'on', trusted_proxies: '127.0.0.1, 192.0.2.200' },
		async (other) => {
			const [many] = await postsUntilRefused(other, (i) => ({ 'x-forwarded-for': `192.0.2.${i}` }));
			assert.equal(many, 40, 'each is a client of its own');
			const [made] = await postsUntilRefused(other, (i) => ({ 'x-forwarded-for': `203.0.113.${i}, 198.51.100.7, 192.0.2.200` }));
			assert.ok(made < 30, 'what a client has made up in front does not help');
			const [v6] = await postsUntilRefused(other, (i) => ({ 'x-forwarded-for': `2001:db8::${i}` }));
			assert.ok(v6 < 30, 'an IPv6 /64 is one client');
			const [garbage] = await postsUntilRefused(other, (i) => ({ 'x-forwarded-for': `<${i}>` }));
			assert.ok(garbage < 30);
		},
	));

	test('it listens on a Unix socket, and leaves none behind', async () => {
		const other = new Server({ listen: 'unix:afterword.sock' });
		const socketPath = path.join(other.dir, 'afterword.sock');
		await other.start();
		const ask = () =>
			new Promise((resolve, reject) => {
				http.get({ socketPath, path: '/healthz', agent: false }, (answer) => {
					answer.resume().on('end', () => resolve(answer.statusCode));
				}).on('error', reject);
			});
		assert.equal(await ask(), 200);
		await other.kill();
		assert.ok(existsSync(socketPath), 'a killed server leaves its socket');
		await other.start();
		assert.equal(await ask(), 200, 'which the next one takes over');
		await other.stop({ keep: true });
		assert.ok(!existsSync(socketPath));
		other.wipe();
	});

	const v6 = Object.values(networkInterfaces()).flat().some(({ address }) => address === '::1');
	test('it listens on IPv6', { skip: !v6 && 'there is no ::1 here' }, own({ listen: '[::1]:0' }, async (other) => {
		assert.match(other.url, /^http:\/\/\[::1\]:\d+$/);
		assert.equal((await other.post()).status, 202);
	}));

	test('it listens on several addresses', own({ listen: '127.0.0.1:0,127.0.0.2:0,unix:s' }, async (other) => {
		const addresses = [...other.log().matchAll(/event=listening address=(\S+)/g)].map(([, one]) => one);
		assert.equal(addresses.length, 3);
		for (const address of addresses.slice(0, 2))
			assert.equal((await fetch(`http://${address}/healthz`)).status, 200);
	}));

	test('SIGTERM: what is under way is answered, what was acknowledged is there, exit 0', async () => {
		for (let round = 0; round < 3; round++) {
			const other = await startServer({ fingerprint_cost: 'standard' });
			const acknowledged = [];
			let going = true;
			const clients = Array.from({ length: 16 }, async () => {
				while (going) {
					const answer = await other.post().catch(() => undefined);
					if (!answer) return; // it listens no longer
					if (answer.status === 503) continue;
					assert.equal(answer.status, 202, answer.text);
					acknowledged.push(answer.body.id);
				}
			});
			while (acknowledged.length < 50) await sleep(5);
			// one that is in the middle of its body gets its answer, too
			const bytes = post(undefined, 'Connection: close');
			const half = other.exchange([bytes.subarray(0, 200), bytes.subarray(200)], { pause: 300 });
			await sleep(100);
			const end = await other.end('SIGTERM');
			going = false;
			await Promise.all(clients);
			assert.deepEqual(end, { code: 0, signal: null });
			assert.match((await half).text, /^HTTP\/1\.1 202 /);
			acknowledged.push(JSON.parse(answersIn((await half).text)[0].body).id);
			assert.equal(other.rows("SELECT count(*) AS n FROM comment")[0].n >= acknowledged.length, true);
			await other.start();
			const token = await other.addToken({ scope: 'read' });
			for (const id of acknowledged)
				assert.equal((await other.fetch(`/api/v1/moderation/comments/${id}`, { token })).status, 200);
			await other.stop();
		}
	});
});
