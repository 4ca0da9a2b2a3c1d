// No memory: every allocation fails once, in turn, of the server and of the libraries it uses
// (scarce.c). What is promised of a request in which one fails:
//
//   1. the process goes on, and leaks nothing;
//   2. the answer is the ordinary one, or a problem with status 500 or 503, or the connection ends;
//   3. what was acknowledged is there once, and nothing of what was not is there in halves;
//   4. the next request is answered as ever.
//
// A start or a command in which one fails ends with a clear line and a status of its own, or does
// as ever. In the long round each allocation of the requests fails, and many of the others; else some
// do, from a random one on.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
	closeSync,
	existsSync,
	openSync,
	readSync,
	rmSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { binary, comment, form, held, open, Server } from '../api/harness.js';
import { rounds } from './parts/rounds.js';

// Allocations that fail: of each request (in the long round all), and of each command, which has
// thousands, and of a start.
const SOME = rounds(16, Infinity);
const SOME_OF_RUN = rounds(5, 200);
const PATIENCE = 20_000;

const build = process.env.AFTERWORD_BUILD ?? 'build-asan';
const scarce = path.resolve(build, 'tests/scarce.so');
const exported = fileURLToPath(new URL('../import/afterword/format-1.jsonl', import.meta.url));
const complaint = /runtime error:|(Address|Leak|Thread|Memory|UndefinedBehavior)Sanitizer[: ]/;

// What scarce.c reads and writes.
class Control {
	#fd;
	#file;

	constructor(dir) {
		this.#file = path.join(dir, 'scarce');
		writeFileSync(this.#file, Buffer.alloc(24));
		this.#fd = openSync(this.#file, 'r+');
	}

	get env() {
		return {
			LD_PRELOAD: scarce,
			AFTERWORD_SCARCE: this.#file,
			ASAN_OPTIONS: 'verify_asan_link_order=0',
		};
	}

	// The allocation that is so many ahead fails; none: all are good.
	fail(ahead = 0) {
		writeSync(this.#fd, Buffer.from(BigInt64Array.of(BigInt(ahead), 0n, 0n).buffer), 0, 24, 0);
	}

	// {seen, failed} since then.
	look() {
		const numbers = new BigInt64Array(3);
		readSync(this.#fd, numbers, 0, 24, 0);
		return { seen: Number(numbers[1]), failed: numbers[2] !== 0n };
	}

	close() {
		closeSync(this.#fd);
	}
}

// Which allocations fail of so many: some that lie evenly, from a random one on.
function turns(count, some) {
	const step = Math.max(1, count / some);
	const from = step === 1 ? 1 : 1 + Math.random() * step;
	const list = [];
	for (let at = from; at <= count; at += step) list.push(Math.floor(at));
	return list;
}

let server;
let control;
let token;
let number = 0; // of what is posted, so that no text comes twice
const kept = []; // bodies that were acknowledged

before(async () => {
	assert.ok(existsSync(scarce), `there is no ${scarce}`);
	server = new Server({ workers: 1, cache_size: 0, log: 'info' });
	control = new Control(server.dir);
	server.more = control.env;
	await server.start();
	await server.addSite('example', { set: ['form_min=0'] });
	const options = { origin: 'https://open.example', policy: 'publish', set: ['form_min=0'] };
	await server.addSite('open', options);
	token = await server.addToken();
});
after(async () => {
	if (!server) return;
	await server.stop();
	control.close();
});

// The answer, or undefined where the connection ended.
async function ask(target, options) {
	try {
		return await server.fetch(target, options);
	} catch (error) {
		if (error.name === 'TimeoutError' || !(error instanceof TypeError)) throw error;
		return undefined;
	}
}

function assertClear(answer, good) {
	if (!answer || good.includes(answer.status)) return;
	assert.ok([500, 503].includes(answer.status), `${answer.status}: ${answer.text}`);
	if (/json/.test(answer.headers.get('content-type')))
		assert.match(answer.body.type, /^\/problems\/(memory|internal|store-failed|busy)$/);
}

const posting = () => {
	const body = `Comment ${number++} of **many**, see https://example.org/x`;
	return { body, fields: comment({ page: held('first'), body, website: 'https://ada.example' }) };
};
const acknowledge = (answer, { body }) => {
	if (answer?.status === 202 || answer?.status === 201) kept.push(body);
};

// What is asked: {name: {good: [status, …], make, ask, then}}. make gives what is asked about, with
// all allocations good.
const asked = {
	'a comment in JSON': {
		good: [202],
		make: posting,
		ask: ({ fields }) => ask('/api/v1/comments', { body: fields }),
		then: acknowledge,
	},
	'a comment as a form': {
		good: [303, 200],
		make: posting,
		ask: ({ fields }) => ask('/api/v1/comments', { body: form(fields) }),
	},
	'a comment with a key': {
		good: [202],
		make: posting,
		ask: ({ fields }) =>
			ask('/api/v1/comments', { body: fields, headers: { 'idempotency-key': `k${number}` } }),
		then: acknowledge,
	},
	'a thread': {
		good: [200],
		ask: () => ask(`/api/v1/comments?${form({ page: open('read') })}`),
	},
	'a thread as a page': {
		good: [200],
		ask: () => ask(`/comments?${form({ page: open('read') })}`),
	},
	'a feed': { good: [200], ask: () => ask(`/feeds/page?${form({ page: open('read') })}`) },
	'a preview': {
		good: [200],
		ask: () => ask('/api/v1/preview', { body: { body: '> *so*\n\n- it\n- is' } }),
	},
	'the queue': {
		good: [200],
		ask: () => ask('/api/v1/moderation/comments?state=pending&limit=20', { token }),
	},
	'a search': {
		good: [200],
		ask: () => ask('/api/v1/moderation/comments?q=many&limit=20', { token }),
	},
	'a comment for moderators': {
		good: [200],
		make: leave,
		ask: (id) => ask(`/api/v1/moderation/comments/${id}`, { token }),
	},
	'a decision': {
		good: [200],
		make: leave,
		ask: (id) =>
			ask(`/api/v1/moderation/comments/${id}`, {
				method: 'PATCH',
				headers: { 'if-match': '"1"' },
				body: { state: 'approved' },
				token,
			}),
	},
	'many decisions': {
		good: [200],
		make: () => Promise.all([leave(), leave()]),
		ask: (ids) =>
			ask('/api/v1/moderation/decisions', {
				body: {
					state: 'rejected',
					items: ids.map((id) => ({ id, revision: 1 })),
				},
				token,
			}),
	},
	'what another origin may send': {
		good: [204],
		ask: () =>
			ask('/api/v1/comments', {
				method: 'OPTIONS',
				headers: {
					origin: 'https://example.org',
					'access-control-request-method': 'POST',
				},
			}),
	},
	'a method that a resource has not': {
		good: [405],
		ask: () => ask('/api/v1/comments', { method: 'DELETE' }),
	},
	'whether it is ready': { good: [200], ask: () => ask('/readyz') },
};

async function leave() {
	const what = posting();
	const answer = await ask('/api/v1/comments', { body: what.fields });
	assert.equal(answer?.status, 202, answer?.text);
	acknowledge(answer, what);
	return answer.body.id;
}

// How many allocations it takes, the second time.
async function measure(what) {
	for (let i = 0; i < 2; i++) {
		const made = await what.make?.();
		control.fail(1e9);
		const answer = await what.ask(made);
		assert.ok(what.good.includes(answer?.status), answer?.text);
		what.then?.(answer, made);
	}
	const { seen } = control.look();
	control.fail();
	return seen;
}

async function failAt(what, ahead) {
	const made = await what.make?.();
	control.fail(ahead);
	const answer = await what.ask(made);
	control.fail();
	assertClear(answer, what.good);
	what.then?.(answer, made);
	return answer?.status;
}

describe('requests', { concurrency: false }, () => {
	for (const [name, what] of Object.entries(asked))
		test(`${name}: each allocation fails once`, async (t) => {
			if (!kept.length) await server.leave({ page: open('read'), body: 'A *first* one' });
			const count = await measure(what);
			const outcomes = new Map();
			for (const ahead of turns(count, SOME)) {
				const status = await failAt(what, ahead);
				outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
				if ((await ask('/healthz'))?.status !== 200) {
					await sleep(500);
					const log = server.log();
					await server.end('SIGKILL');
					await server.start();
					assert.fail(`allocation ${ahead} of ${count}: ${log}`);
				}
			}
			const made = await what.make?.();
			const last = await what.ask(made);
			assert.ok(what.good.includes(last?.status), `after all of it: ${last?.text}`);
			what.then?.(last, made);
			t.diagnostic(`${count} allocations: ${JSON.stringify([...outcomes])}`);
		});

	test('what was acknowledged is there once, and nothing in halves', async () => {
		const rows = server.rows('SELECT body, count(*) AS count FROM revision GROUP BY body');
		const counts = new Map(rows.map(({ body, count }) => [body, count]));
		assert.deepEqual(
			kept.filter((body) => counts.get(body) !== 1),
			[],
		);
		for (const [body, count] of counts) assert.equal(count, 1, body);
		const { status, stdout } = await server.cli('check');
		assert.doesNotMatch(stdout, /^(file|record|revisions|counters) +wrong/m);
		assert.ok([0, 65].includes(status));
	});
});

// What a command has made, and does not write over.
function unmake(args) {
	const made = { backup: 'copy.zst', restore: 'again.db' }[args[0]];
	if (made && !args.includes('--verify')) rmSync(path.join(server.dir, made), { force: true });
}

// A program in which one allocation fails: {status, stderr}. A server is stopped once it listens.
function run(args, env) {
	unmake(args);
	return new Promise((resolve) => {
		const options = { cwd: server.dir, env, timeout: PATIENCE, maxBuffer: 1 << 26 };
		const child = execFile(binary, args, options, (error, stdout, stderr) =>
			resolve({ status: error ? (error.code ?? error.signal) : 0, stdout, stderr }),
		);
		child.stderr.on('data', (text) => {
			if (/event=listening/.test(text)) child.kill('SIGTERM');
		});
	});
}

const commands = [
	['serve', '--database', 'other.db', '--listen', '127.0.0.1:0'],
	['check'],
	['site', 'list'],
	['migrate'],
	['config'],
	['backup', 'copy.zst'],
	['backup', '--verify', 'copy.zst'],
	['restore', 'copy.zst', '--database', 'again.db'],
	['export', '-'],
	['migrate', '--database', 'empty.db'],
	['import', exported, '--drop-fingerprints', '--dry-run', '--database', 'empty.db'],
];
for (const args of commands)
	test(`afterword ${args.join(' ')}: each allocation fails once`, async (t) => {
		const own = new Control(server.dir);
		const env = { ...server.env, ...own.env };
		const { status: first } = await run(args, env); // a database is made once
		own.fail(1e9);
		await run(args, env);
		const count = own.look().seen;
		for (const ahead of turns(count, SOME_OF_RUN)) {
			own.fail(ahead);
			const { status, stderr } = await run([...args], env);
			assert.doesNotMatch(stderr, complaint, `allocation ${ahead}`);
			assert.equal(typeof status, 'number', `allocation ${ahead}: ${status}\n${stderr}`);
			if (status !== 0) assert.notEqual(stderr, '', `allocation ${ahead}: nothing was said`);
		}
		t.diagnostic(`${count} allocations`);
		own.fail();
		assert.equal((await run(args, env)).status, first, 'after all of it');
		own.close();
	});
