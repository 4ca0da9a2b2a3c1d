// A stop is clean whatever happens at that moment: connections that end wake workers while the
// server takes its listening socket away from them (slow_quiesce.c makes that moment long).

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { Server } from '../api/harness.js';

const STOPS = 20;
const CONNECTIONS = 30;

const build = process.env.AFTERWORD_BUILD ?? 'build-asan';
const slow = path.resolve(build, 'tests/slow_quiesce.so');

// A connection that has been answered and is kept.
function open(port) {
	const socket = connect(port, '127.0.0.1');
	socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
	socket.on('error', () => {}); // the server may be quicker
	return new Promise((resolve) => socket.once('data', () => resolve(socket)));
}

test('workers that wake while the server stops do not bring it down', async () => {
	assert.ok(existsSync(slow), `there is no ${slow}`);
	for (let i = 0; i < STOPS; i++) {
		const server = new Server({ workers: 2 });
		server.more = { LD_PRELOAD: slow, ASAN_OPTIONS: 'verify_asan_link_order=0' };
		await server.start();
		const { port } = new URL(server.url);
		const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(port)));
		const ending = setInterval(() => sockets.pop()?.destroy(), 1);
		try {
			await server.stop();
		} finally {
			clearInterval(ending);
			for (const socket of sockets) socket.destroy();
		}
	}
});
