// Connections: how long, how many, from where; and how they end.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { answersIn, assertProblem, comment, Server, startServer } from './harness.js';
import { get, JSON_TYPE, POST, post, request } from './requests.js';

let server;
before(async () => {
	server = await startServer();
});
after(() => server.stop());

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
		assert.equal(
			await ask('POST', '/api/v1/comments', { 'content-type': 'application/json' }, body),
			202,
		);
		assert.equal(
			await ask('POST', '/api/v1/comments', { 'content-type': 'application/json' }, '{}'),
			422,
		);
		assert.equal(await ask('GET', '/nowhere'), 404);
	}
	agent.destroy();
	assert.equal(ports.size, 1);
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
		'a body that is announced and not sent': [
			[request(POST, [JSON_TYPE, 'Content-Length: 100'], '{')],
			0,
		],
		'a body that drips': [
			[request(POST, [JSON_TYPE, 'Content-Length: 100']), ...drip(Buffer.alloc(100, 32))],
			200,
		],
		'a form that is refused and drips': [
			[
				request(POST, ['Content-Type: text/plain', 'Content-Length: 100']),
				...drip(Buffer.alloc(100, 32)),
			],
			200,
		],
		// at once, where libmicrohttpd sees that this is no HTTP
		'a TLS hello': [
			[Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'latin1')],
			0,
			0,
		],
	};
	for (const [what, [pieces, pause, earliest = DEADLINE - 500]] of Object.entries(slow))
		test(`${what} is cut at the deadline`, async () => {
			const started = Date.now();
			const { closed, text } = await hurried.exchange(pieces, {
				pause,
				timeout: 30_000,
			});
			assert.equal(closed, true, text);
			const took = Date.now() - started;
			assert.ok(took >= earliest, `${took} ms`);
			assert.doesNotMatch(text, /HTTP\/1\.1 2/);
		});

	test('a connection that is used goes on after the deadline', async () => {
		const pieces = Array.from({ length: 6 }, () => get());
		const { text } = await hurried.exchange([...pieces, get('Connection: close')], {
			pause: 700,
			timeout: 10_000,
		});
		assert.deepEqual(
			answersIn(text).map(({ status }) => status),
			Array(7).fill(200),
		);
	});

	test('clients that say nothing keep nobody from being answered', async () => {
		const idle = Array.from({ length: 60 }, () => net.connect(hurried.port, hurried.host));
		for (const socket of idle) socket.on('error', () => {}).write('GET /he');
		assert.equal((await hurried.post()).status, 202);
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
	assert.equal(
		server.rows(
			'SELECT count(*) AS n FROM comment LEFT JOIN revision ON comment = id WHERE body IS NULL',
		)[0].n,
		0,
	);
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

	test(
		'one network address has so many connections and no more',
		own({ rate_limits: 'on', connections_per_prefix: 4 }, async (other) => {
			const connect = (localAddress) =>
				new Promise((resolve, reject) => {
					const socket = net.connect({
						port: other.port,
						host: other.host,
						localAddress,
					});
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
		}),
	);

	// Posts until it is refused: how many were not.
	async function postsUntilRefused(other, headers = () => ({})) {
		for (let i = 0; i < 40; i++) {
			const answer = await other.post({ email: '' }, { headers: headers(i) });
			if (answer.status === 429) return [i, answer];
			assert.equal(answer.status, 422);
		}
		return [40];
	}

	test(
		'who asks too often is told when to come again: 429',
		own({ rate_limits: 'on' }, async (other) => {
			const [count, answer] = await postsUntilRefused(other);
			assert.ok(count >= 10 && count < 30, `${count}`);
			assertProblem(answer, 429, 'rate-limited');
			const wait = Number(answer.headers.get('retry-after'));
			assert.ok(wait >= 1 && wait <= 60, `${wait}`);
			assert.equal((await other.fetch('/healthz')).status, 200, 'probes are not counted');
			assert.equal((await other.fetch('/demo')).status, 200, 'reading is counted apart');
			let typed; // one more is let through every few seconds
			for (let i = 0; i < 5 && typed?.status !== 429; i++)
				typed = await other.postForm({ body: 'Typed, and not to be lost' });
			assert.equal(typed.status, 429);
			assert.match(typed.text, /Typed, and not to be lost<\/textarea>/);
			await sleep(wait * 1000);
			assert.equal((await other.post()).status, 202, 'as it was told');
		}),
	);

	test(
		'X-Forwarded-For of anybody is not believed',
		own({ rate_limits: 'on' }, async (other) => {
			const [count] = await postsUntilRefused(other, (i) => ({
				'x-forwarded-for': `192.0.2.${i}`,
			}));
			assert.ok(count < 30);
		}),
	);

	test(
		'X-Forwarded-For of a trusted proxy is, and only what the proxy itself has seen',
		own({ rate_limits: 'on', trusted_proxies: '127.0.0.1, 192.0.2.200' }, async (other) => {
			const [many] = await postsUntilRefused(other, (i) => ({
				'x-forwarded-for': `192.0.2.${i}`,
			}));
			assert.equal(many, 40, 'each is a client of its own');
			const [made] = await postsUntilRefused(other, (i) => ({
				'x-forwarded-for': `203.0.113.${i}, 198.51.100.7, 192.0.2.200`,
			}));
			assert.ok(made < 30, 'what a client has made up in front does not help');
			const [v6] = await postsUntilRefused(other, (i) => ({
				'x-forwarded-for': `2001:db8::${i}`,
			}));
			assert.ok(v6 < 30, 'an IPv6 /64 is one client');
			const [garbage] = await postsUntilRefused(other, (i) => ({
				'x-forwarded-for': `<${i}>`,
			}));
			assert.ok(garbage < 30);
		}),
	);

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

	const v6 = Object.values(networkInterfaces())
		.flat()
		.some(({ address }) => address === '::1');
	test(
		'it listens on IPv6',
		{ skip: !v6 && 'there is no ::1 here' },
		own({ listen: '[::1]:0' }, async (other) => {
			assert.match(other.url, /^http:\/\/\[::1\]:\d+$/);
			assert.equal((await other.post()).status, 202);
		}),
	);

	test(
		'it listens on several addresses',
		own({ listen: '127.0.0.1:0,127.0.0.2:0,unix:s' }, async (other) => {
			const addresses = [...other.log().matchAll(/event=listening address=(\S+)/g)].map(
				([, one]) => one,
			);
			assert.equal(addresses.length, 3);
			for (const address of addresses.slice(0, 2))
				assert.equal((await fetch(`http://${address}/healthz`)).status, 200);
		}),
	);

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
			const half = other.exchange([bytes.subarray(0, 200), bytes.subarray(200)], {
				pause: 300,
			});
			await sleep(100);
			const end = await other.end('SIGTERM');
			going = false;
			await Promise.all(clients);
			assert.deepEqual(end, { code: 0, signal: null });
			assert.match((await half).text, /^HTTP\/1\.1 202 /);
			acknowledged.push(JSON.parse(answersIn((await half).text)[0].body).id);
			assert.equal(
				other.rows('SELECT count(*) AS n FROM comment')[0].n >= acknowledged.length,
				true,
			);
			await other.start();
			const token = await other.addToken({ scope: 'read' });
			for (const id of acknowledged)
				assert.equal(
					(await other.fetch(`/api/v1/moderation/comments/${id}`, { token })).status,
					200,
				);
			await other.stop();
		}
	});
});
