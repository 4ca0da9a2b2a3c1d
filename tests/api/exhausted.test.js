// No more files, no more memory: who cannot be served is refused or waits, and nobody else notices.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { binary, Server } from './harness.js';
import { get, post } from './requests.js';

const files = ({ pid }) => readdirSync(`/proc/${pid}/fd`).length;
const lines = (server, words) => server.log().match(words)?.length ?? 0;

// A server for one test, stopped cleanly whatever came.
const own = (settings, start, work) => async () => {
	// without its sandbox its files can be counted by who is not root, too
	const server = new Server({ workers: 2, sandbox: 'off', ...settings });
	try {
		await start(server);
		await server.addSite();
		await work(server);
		await server.stop();
	} finally {
		server.wipe();
	}
};

// A connection that sends these bytes: {socket, text, ended}.
function connect(server, bytes) {
	const one = { socket: net.connect(server.port, server.host), text: '', ended: false };
	one.socket.on('error', () => {}).on('close', () => (one.ended = true));
	one.socket.on('data', (piece) => (one.text += piece));
	if (bytes) one.socket.write(bytes);
	return one;
}

async function until(what, is) {
	for (let left = 500; !is(); left--) {
		assert.ok(left, what);
		await sleep(20);
	}
}

const FILES = 64;
test(
	'where few files may be open, fewer connections are taken, and the database has what it needs',
	own({}, (server) => server.startWithFiles(FILES), async (server) => {
		const [, most] = /event=few_files files=64 connections=(\d+) reader_listeners=0/.exec(server.log());
		assert.ok(most > 10 && most < FILES, most);
		const crowd = Array.from({ length: 2 * FILES }, () => connect(server, get()));
		const answered = () => crowd.filter(({ text }) => /^HTTP\/1\.1 200 /.test(text));
		await until('as many are answered', () => answered().length === Number(most));
		for (const one of answered().slice(0, 8)) one.socket.write(post());
		await until('comments are taken', () => answered().filter(({ text }) => / 202 /.test(text)).length === 8);
		assert.ok(files(server) <= FILES);
		const leave = () => answered().forEach(({ socket }) => socket.destroy());
		await until('who waits is taken', () => leave() ?? answered().length === crowd.length);
		assert.equal((await server.post()).status, 202);
		assert.equal(lines(server, /event=starved/g), 0);
	}),
);

test(
	'out of files, it waits without haste and says so, and goes on when there are some',
	own({}, (server) => server.start(), async (server) => {
		server.limit('nofile', 10); // fewer than it has open
		const one = connect(server, get());
		await until('it says so', () => lines(server, /event=starved/g) > 0);
		await sleep(500);
		assert.equal(one.text, '');
		const tried = lines(server, /Error accepting connection/g);
		assert.ok(tried < 500, `it has tried ${tried} times`);
		assert.ok(lines(server, /event=starved/g) <= 2, 'each worker says it once');
		server.limit('nofile', 1024);
		await until('it is taken', () => /^HTTP\/1\.1 200 /.test(one.text));
		one.socket.destroy();
		assert.equal((await server.post()).status, 202);
	}),
);

test(
	'out of files while it reads, a request fails with 500 or 503, and the next one does not',
	own({ cache_size: 0 }, (server) => server.start(), async (server) => {
		const target = 'GET /api/v1/comments?page=https://example.org/a HTTP/1.1\r\nHost: a\r\n\r\n';
		const crowd = Array.from({ length: 16 }, () => connect(server, get()));
		await until('all are answered', () => crowd.every(({ text }) => text));
		server.limit('nofile', 10);
		for (const one of crowd) {
			one.text = '';
			one.socket.write(target);
		}
		await until('all are answered', () => crowd.every(({ text }) => /^HTTP\/1\.1 (200|500|503) /.test(text)));
		server.limit('nofile', 1024);
		for (const { socket } of crowd) socket.destroy();
		assert.equal((await server.fetch('/api/v1/comments?page=https://example.org/a')).status, 200);
	}),
);

const status = ({ pid }, name) =>
	Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

// Heads and bodies that are as large as they may be, and never end.
const LARGE = Buffer.concat([
	Buffer.from(`POST /api/v1/comments HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(30_000)}\r\n`),
	Buffer.from('Content-Type: application/json\r\nContent-Length: 65536\r\n\r\n'),
	Buffer.alloc(65_000, ' '),
]);

const sanitized = readFileSync(binary).includes('__asan_init') && 'a sanitizer has memory of its own';
const EACH = 112; // KiB, as docs/operations.md tells
test(
	'a connection takes no more memory than is told',
	{ skip: sanitized },
	own({}, (server) => server.start(), async (server) => {
		await server.leave();
		const before = status(server, 'VmRSS');
		const crowd = Array.from({ length: 300 }, () => connect(server, LARGE));
		// until as much has been taken as will be
		for (let last = 0, now = -1; last !== now; ) {
			last = now;
			await sleep(500);
			now = status(server, 'VmRSS');
		}
		const each = (status(server, 'VmRSS') - before) / crowd.length;
		assert.ok(each > 64 && each <= EACH, `${each} KiB`);
		for (const { socket } of crowd) socket.destroy();
	}),
);

test(
	'out of memory, connections are closed, and nothing else is lost',
	{ skip: sanitized },
	own({ request_deadline: 3 }, (server) => server.start(), async (server) => {
		await server.leave();
		const before = files(server);
		server.limit('data', (status(server, 'VmData') + 2048) * 1024);
		const crowd = Array.from({ length: 200 }, () => connect(server, LARGE));
		await until('some are closed', () => crowd.some(({ ended }) => ended));
		await until('it says so', () => lines(server, /event=starved/g) > 0);
		for (const { socket } of crowd) socket.destroy();
		// some it notices only at their deadline
		await until('they are gone', () => files(server) <= before + 4);
		assert.equal((await server.fetch('/healthz')).status, 200, 'with as little as it has');
		server.limit('data', 'unlimited');
		assert.equal((await server.post()).status, 202);
		assert.equal(server.count(), 2);
	}),
);
