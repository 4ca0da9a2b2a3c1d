// Everything at once, on a server that ThreadSanitizer watches: readers (found in the cache and
// not, compressed and not, unchanged), posters, moderators on the same comments, listeners to what
// they do, readers who listen to pages, the command line on the same database, connections that break off; and in the midst of it SIGTERM. The
// server must end with status 0 and without a report (the harness looks for one).
//
// libmicrohttpd, SQLite and the others are not instrumented: of them only what goes through the
// C library is seen. suppressions.txt says what is passed over, and why.
//
// AFTERWORD_TSAN_SECONDS: how long each load lasts before the SIGTERM.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { binary, comment, startServer } from '../api/harness.js';

const SECONDS = Number(process.env.AFTERWORD_TSAN_SECONDS ?? 10);
const PAGES = 4;
const LONG = 'https://example.org/long'; // a page that takes a while to make
const LONG_COMMENTS = 20;
const LONGEST_STOP = 5000; // milliseconds: under load, and watched

const here = path.dirname(fileURLToPath(import.meta.url));
process.env.TSAN_OPTIONS = [
	`suppressions=${path.join(here, 'suppressions.txt')}`,
	process.env.TSAN_OPTIONS,
].join(' ');

const random = (below) => Math.floor(Math.random() * below);
const pick = (...list) => list[random(list.length)];
const somePage = () => `https://example.org/article-${random(PAGES)}`;
const aPage = () => `page=${encodeURIComponent(somePage())}`;

// What is done again and again, and how many do it at once.
const works = [
	{ count: 6, work: read },
	{ count: 1, work: readTogether },
	{ count: 4, work: post },
	{ count: 1, work: postForm },
	{ count: 3, work: moderate },
	{ count: 6, work: hearken },
	{ count: 12, work: hearkenToPage },
	{ count: 1, work: lookAround },
	{ count: 1, work: command },
	{ count: 3, work: breakOff },
];

async function read(load) {
	const target = pick(
		`/api/v1/comments?${aPage()}`,
		`/api/v1/comments?${aPage()}&sort=newest`,
		`/api/v1/comments?${aPage()}&limit=${1 + random(1000)}`,
		`/comments?${aPage()}`,
		'/demo',
	);
	const coding = pick('gzip', 'identity');
	const headers = { 'accept-encoding': coding };
	const known = load.etags.get(target + coding);
	if (known) headers['if-none-match'] = known;
	const answer = await load.fetch('read', [200, 304], target, { headers });
	load.etags.set(target + coding, answer.headers.get('etag'));
}

// Many ask at once for what is not in the cache: one makes it, the others wait.
async function readTogether(load) {
	const target = `/api/v1/comments?page=${encodeURIComponent(LONG)}&limit=${100 + random(900)}`;
	const one = () => load.fetch('read together', [200], target);
	await Promise.all(Array.from({ length: 16 }, one));
}

const aComment = () =>
	comment({
		page: somePage(),
		email: `reader-${random(30)}@example.org`,
		body: `What I have to say, ${'at length, '.repeat(random(50))}is *this*.`,
	});

async function post(load) {
	const headers = random(2) ? { 'idempotency-key': `key-${load.count('key')}` } : {};
	const body = aComment();
	await load.fetch('post', [201, 202], '/api/v1/comments', { headers, body });
	// the same once more: the same answer
	if (headers['idempotency-key'])
		await load.fetch('repeat', [201, 202], '/api/v1/comments', { headers, body });
}

async function postForm(load) {
	const body = new URLSearchParams(aComment());
	if (random(4) === 0) body.set('email', 'nobody');
	const answer = await load.fetch('form', [303, 422], '/api/v1/comments', { body });
	if (answer.status === 303) {
		const mine = answer.headers.get('location');
		await load.fetch('mine', [200], mine);
		await load.fetch('mine', [200], `/api/v1${mine}`);
	}
}

async function moderate(load) {
	const { token } = load;
	const list = `/api/v1/moderation/comments?state=${pick('pending', 'approved')}&limit=5`;
	const { body } = await load.fetch('list', [200], list, { token });
	for (const { id, revision } of body.items)
		await load.fetch('decide', [200, 409, 412], `/api/v1/moderation/comments/${id}`, {
			method: 'PATCH',
			headers: { 'if-match': `"${revision}"` },
			body: pick({ state: 'approved' }, { state: 'rejected', reason: 'off-topic' }),
			token,
		});
}

// Listens for a while, goes on where it was, and breaks off; now and then claims what it hears of.
async function hearken(load) {
	const { token } = load;
	const after = load.lastId ? `?after=${load.lastId}` : '';
	const answer = await fetch(`${load.server.url}/api/v1/moderation/events${after}`, {
		headers: {
			authorization: `Bearer ${token}`,
			'x-forwarded-for': `203.0.${random(256)}.${random(256)}`,
		},
		signal: AbortSignal.timeout(20_000),
	});
	assert.ok([200, 429, 503].includes(answer.status), `events: ${answer.status}`);
	let pieces = random(100);
	for await (const piece of answer.body) {
		const text = Buffer.from(piece).toString();
		load.lastId = /^id: (.*)$/m.exec(text)?.[1] ?? load.lastId;
		for (const [, name] of text.matchAll(/^event: (\w+)$/gm)) load.count(`heard ${name}`);
		const id = /"id":"(\w+)"/.exec(text)?.[1];
		if (id && random(20) === 0)
			await load.fetch('claim', [200, 204], `/api/v1/moderation/comments/${id}/claim`, {
				method: pick('PUT', 'DELETE'),
				token,
			});
		if (!pieces--) return;
	}
}

// A reader listens to a page for a while, goes on where they were, and breaks off, also at once.
async function hearkenToPage(load) {
	const after = load.lastPageId ? `&after=${load.lastPageId}` : '';
	const behind = `203.0.${random(256)}.${random(256)}`;
	const answer = await fetch(`${load.server.url}/api/v1/events?${aPage()}${after}`, {
		headers: { 'x-forwarded-for': behind },
		signal: AbortSignal.timeout(20_000),
	});
	assert.ok([200, 429, 503].includes(answer.status), `page events: ${answer.status}`);
	let pieces = random(20);
	for await (const piece of answer.body) {
		const text = Buffer.from(piece).toString();
		load.lastPageId = /^id: (.*)$/m.exec(text)?.[1] ?? load.lastPageId;
		for (const [, name] of text.matchAll(/^event: (\w+)$/gm)) load.count(`read ${name}`);
		if (!pieces--) return;
	}
}

async function lookAround(load) {
	const { token } = load;
	await load.fetch('ready', [200], pick('/readyz', '/healthz'));
	await load.fetch('nothing', [404], '/nothing');
	await load.fetch('decisions', [200], '/api/v1/moderation/decisions?limit=20', { token });
	await load.fetch('preview', [200], '/api/v1/preview', { body: { body: '> *so*' } });
	await load.fetch('refused', [401], '/api/v1/moderation/decisions', { token: 'none' });
}

// The command line works on the database that the server has open.
async function command(load) {
	const { server } = load;
	const name = `passing-${load.count('token')}`;
	const token = await server.addToken({ name });
	const list = '/api/v1/moderation/comments?limit=1';
	await load.fetch('list', [200], list, { token });
	const policy = load.tally.token % 2 ? 'hold' : 'publish';
	await server.command('site', 'set', 'example', '--policy', policy);
	await server.command('token', 'revoke', name);
	await load.fetch('refused', [401], list, { token });
}

// Connects, sends the bytes and goes, at once or a little later.
async function breakOff(load) {
	const body = JSON.stringify(aComment());
	const head = `Host: ${load.server.host}:${load.server.port}\r\n`;
	const request = pick(
		`GET /api/v1/comments?${aPage()} HTTP/1.1\r\n${head}`,
		`GET /comments?${aPage()}&x HTTP/1.1\r\n${head}\r\n`.repeat(3),
		`GET /api/v1/comments?${aPage()} HTTP/1.1\r\n${head}\r\n`.repeat(20),
		`GET /api/v1/events?${aPage()} HTTP/1.1\r\n${head}\r\n`,
		`POST /api/v1/comments HTTP/1.1\r\n${head}Content-Type: application/json\r\n` +
			`Content-Length: ${body.length}\r\n\r\n${pick(body, body.slice(0, 40))}`,
	);
	await new Promise((resolve) => {
		const socket = net.connect(load.server.port, load.server.host);
		socket.on('error', () => {}).on('close', resolve);
		socket.write(request, () => setTimeout(() => socket.resetAndDestroy(), random(4)));
	});
	load.count('broken');
}

class Load {
	stopping = false;
	gone = false;
	etags = new Map();
	tally = {};

	constructor(server, token) {
		this.server = server;
		this.token = token;
	}

	count(what) {
		return (this.tally[what] = (this.tally[what] ?? 0) + 1);
	}

	async fetch(what, statuses, target, options = {}) {
		// each request from another address, so that limits are kept but rarely met
		const behind = `203.0.${random(256)}.${random(256)}`;
		const headers = { ...options.headers, 'x-forwarded-for': behind };
		const answer = await this.server.fetch(target, { ...options, headers });
		this.count(`${what} ${answer.status}`);
		const fine = [...statuses, 429, 503].includes(answer.status);
		assert.ok(fine, `${target}: ${answer.status} ${answer.text}`);
		return answer;
	}

	// Again and again, until the server has gone.
	async run(work) {
		while (!this.gone)
			try {
				await work(this);
			} catch (error) {
				if (!this.stopping || error instanceof assert.AssertionError) throw error;
			}
	}

	// Comments on the long page, published; from here on the command line sets the policy.
	async prepare() {
		const numbers = ['--set', 'links=100', '--set', 'author_rate=0'];
		await this.server.command('site', 'set', 'example', '--policy', 'publish', ...numbers);
		const text = '*so* [it](https://example.org) is, '.repeat(100);
		for (let i = 0; i < LONG_COMMENTS; i++) {
			const body = comment({ page: LONG, body: `${i}: ${text}` });
			await this.fetch('post', [201], '/api/v1/comments', { body });
		}
	}

	// All works at once, and SIGTERM in the midst of them: the milliseconds that the stop took.
	async runAll() {
		const running = works.flatMap(({ count, work }) =>
			Array.from({ length: count }, () => this.run(work)),
		);
		try {
			await Promise.race([sleep(SECONDS * 1000), ...running]);
			this.stopping = true;
			const from = performance.now();
			await this.server.stop({ keep: true });
			return performance.now() - from;
		} finally {
			this.stopping = true;
			this.gone = true; // also when something was wrong: the others must not go on for ever
			await Promise.all(running);
		}
	}
}

const loads = [
	{
		fingerprint_cost: 'keyed',
		cache_size: '64K',
		workers: 4,
		event_heartbeat: 1,
		event_history: 16,
		log: 'info',
	},
	{
		fingerprint_cost: 'standard',
		workers: 3,
		log: 'info',
		rate_limits: 'on',
		trusted_proxies: '127.0.0.1',
	},
];

// Without these a load tells nothing.
const needed = [
	'read 200',
	'read 304',
	'post 201',
	'post 202',
	'form 303',
	'decide 200',
	'heard arrived',
	'heard decided',
	'heard claimed',
	'heard reset',
	'read published',
	'read gone',
	'read reset',
	'broken',
];

test('the program that is tested is watched by ThreadSanitizer', () => {
	assert.ok(readFileSync(binary).includes('__tsan_init'), `${binary} is built without it`);
});

for (const settings of loads)
	test(`no race and a clean stop with ${settings.fingerprint_cost} fingerprints`, async (t) => {
		const server = await startServer(settings);
		const load = new Load(server, await server.addToken());
		try {
			await load.prepare();
			const span = await load.runAll();
			assert.ok(span < LONGEST_STOP, `the stop took ${Math.round(span)} ms`);
		} finally {
			t.diagnostic(JSON.stringify(load.tally));
			server.wipe();
		}
		for (const what of needed) assert.ok(load.tally[what] > 0, `this never came: ${what}`);
	});
