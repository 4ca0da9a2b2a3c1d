// Signals at any moment. What is promised:
//
//   1. SIGTERM and SIGINT, also twice, end the server with status 0, and nothing that was
//      acknowledged is lost: while it starts, migrates, is under load, or stops already;
//   2. SIGHUP ends nothing, from when the program blocks it, which is its first act, on; a storm of
//      them costs no answer;
//   3. SIGPIPE is nothing to it, nor are clients that go away in the middle of an answer.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { binary, form, held, Server, startServer } from '../api/harness.js';
import { rounds } from './parts/rounds.js';

const ROUNDS = rounds(4, 100);
const PATIENCE = 20_000;
const HUP = 1;

const random = (below) => Math.floor(Math.random() * below);
const pick = (...list) => list[random(list.length)];

let server;
before(async () => (server = await startServer()));
after(() => server?.wipe());

const acknowledged = new Set();
let number = 0;

function assertKept(text) {
	const rows = server.rows('SELECT body, count(*) AS count FROM revision GROUP BY body');
	const counts = new Map(rows.map(({ body, count }) => [body, count]));
	for (const body of acknowledged) assert.equal(counts.get(body), 1, `${body}: ${text}`);
}

// Writes until the server goes away: how many answers there were.
async function write() {
	for (let answers = 0; ; ) {
		const body = `Text ${number++}`;
		try {
			const { status } = await server.post({ body });
			if (status === 202) acknowledged.add(body);
			else assert.equal(status, 503);
			answers++;
		} catch (error) {
			if (!(error instanceof TypeError)) throw error; // of fetch: the connection
			return answers;
		}
	}
}

test(`${ROUNDS} times SIGTERM or SIGINT under load, mostly twice: nothing is lost`, async () => {
	for (let round = 0; round < ROUNDS; round++) {
		const writers = Promise.all([write(), write(), write(), write()]);
		await sleep(100 + random(200));
		const signal = pick('SIGTERM', 'SIGINT');
		const { pid } = server;
		const ended = server.end(signal);
		for (let more = round % 3; more > 0; more--) {
			await sleep(random(30));
			try {
				process.kill(pid, pick('SIGTERM', 'SIGINT', 'SIGHUP'));
			} catch (error) {
				assert.equal(error.code, 'ESRCH'); // it was quicker
			}
		}
		const how = await ended;
		assert.deepEqual(how, { code: 0, signal: null }, server.log());
		await writers;
		assert.doesNotMatch(server.log(), /Sanitizer|runtime error/);
		await server.start();
		assertKept(`round ${round}`);
	}
	assert.ok(acknowledged.size > 0);
});

// A start: what it has said, and how it ends.
function launch(of = server) {
	const child = spawn(binary, ['serve'], { cwd: of.dir, env: of.env });
	const started = { child, log: '', ended: once(child, 'close') };
	child.stderr.setEncoding('utf8').on('data', (text) => (started.log += text));
	child.stdout.resume();
	return started;
}

// Blocked signals are bits of SigBlk in proc(5), but not while they are waited for: then it listens.
async function blocked(started) {
	for (const from = Date.now(); Date.now() - from < PATIENCE; await sleep(1)) {
		const status = readFileSync(`/proc/${started.child.pid}/status`, 'utf8');
		const mask = /^SigBlk:\s+([0-9a-f]+)$/m.exec(status);
		if (mask && BigInt(`0x${mask[1]}`) & (1n << BigInt(HUP - 1))) return;
		if (/event=listening/.test(started.log)) return;
	}
	assert.fail('it never blocked SIGHUP');
}

async function listening(started) {
	for (const from = Date.now(); !/event=listening/.test(started.log); await sleep(5)) {
		assert.equal(started.child.exitCode ?? started.child.signalCode, null, started.log);
		assert.ok(Date.now() - from < PATIENCE, started.log);
	}
}

async function stops(started, signal) {
	started.child.kill(signal);
	const [code, by] = await started.ended;
	assert.deepEqual([code, by], [0, null], started.log);
	assert.doesNotMatch(started.log, /Sanitizer|runtime error/);
}

test('signals while it starts: SIGHUP ends nothing, SIGTERM and SIGINT end it well', async () => {
	await server.stop({ keep: true });
	for (let round = 0; round < ROUNDS; round++) {
		const started = launch();
		await blocked(started);
		started.child.kill('SIGHUP');
		await sleep(random(100));
		started.child.kill('SIGHUP');
		if (round % 2) await listening(started);
		await stops(started, pick('SIGTERM', 'SIGINT'));
	}
	const started = launch();
	await blocked(started);
	for (let i = 0; i < 20; i++, await sleep(5)) started.child.kill('SIGHUP');
	await listening(started);
	await stops(started, 'SIGTERM');
	await server.start();
	assertKept('after starts');
});

test('signals while it makes the tables: it has made all of them, or the next start does', async () => {
	for (let round = 0; round < ROUNDS; round++) {
		const fresh = new Server();
		try {
			const started = launch(fresh);
			await blocked(started);
			await sleep(random(150));
			await stops(started, pick('SIGTERM', 'SIGINT'));
			await fresh.start();
			await fresh.addSite();
			assert.equal((await fresh.post()).status, 202);
			await fresh.stop();
		} finally {
			fresh.wipe();
		}
	}
});

test('SIGPIPE, and clients that go away in the middle of an answer, are nothing to it', async () => {
	const target = `/comments?${form({ page: held('first-article') })}`;
	for (let i = 0; i < 40; i++) {
		process.kill(server.pid, 'SIGPIPE');
		const socket = connect(server.port, '127.0.0.1');
		socket.on('error', () => {});
		socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(5));
		await sleep(random(4));
		socket.resetAndDestroy();
	}
	assert.equal((await server.fetch(target)).status, 200);
	assert.equal((await server.post({ body: 'After all of it' })).status, 202);
});

test('a storm of SIGHUP under load costs no answer', async () => {
	let done = false;
	const storm = (async () => {
		for (; !done; await sleep(2)) process.kill(server.pid, 'SIGHUP');
	})();
	for (let i = 0; i < 60; i++) {
		const body = `In the storm ${i}`;
		assert.equal((await server.post({ body })).status, 202);
		acknowledged.add(body);
	}
	done = true;
	await storm;
	assertKept('in the storm');
	await server.stop({ keep: true });
});
