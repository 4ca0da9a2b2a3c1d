// A thousand who are slow, beside those who are not: these are served, and who does not send is cut.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import net from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { held, startServer } from './harness.js';
import { get, JSON_TYPE, POST, request } from './requests.js';

const EACH = 250;
const DEADLINE = 3; // seconds
const NEEDED = 4096; // files of ours, and of the server beside its connections

// What each kind sends at first, and then now and then.
const kinds = {
	'say nothing': [Buffer.alloc(0)],
	'drip a head': [Buffer.from('GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: '), Buffer.from('a')],
	'drip a body': [request(POST, [JSON_TYPE, 'Content-Length: 60000'], '{'), Buffer.from(' ')],
	// more than lies in a socket, of which they take nothing
	'take no answers': [Buffer.concat(Array(400).fill(request('GET /embed.js HTTP/1.1')))],
};

// Connections that are slow in this way; those that were closed are counted.
function crowd(server, first, more) {
	const them = { sockets: [], closed: 0 };
	for (let i = 0; i < EACH; i++) {
		const socket = net.connect({ port: server.port, host: server.host, localAddress: `127.0.0.${1 + (i % 8)}` });
		socket.on('error', () => {}).on('close', () => them.closed++);
		if (!first.length || more) socket.resume();
		else socket.pause();
		if (first.length) socket.write(first);
		them.sockets.push(socket);
	}
	them.drip = () => more && them.sockets.forEach((socket) => socket.writable && socket.write(more));
	return them;
}

const files = Number(execFileSync('bash', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).replace('unlimited', '1e9'));

test(
	'a thousand slow clients keep nobody from being served, and are cut at the deadline',
	{ skip: files < NEEDED && `${NEEDED} open files are needed, ${files} are allowed` },
	async () => {
		const server = await startServer({ request_deadline: DEADLINE, workers: 2, log: 'info' });
		const crowds = {};
		let dripping;
		try {
			await server.leave({ page: held('slow') });
			for (const [what, bytes] of Object.entries(kinds)) crowds[what] = crowd(server, ...bytes);
			const all = Object.values(crowds);
			dripping = setInterval(() => all.forEach((them) => them.drip()), 250);
			let served = 0;
			const slow = ['say nothing', 'drip a head', 'drip a body'].map((what) => crowds[what]);
			const readers = Array.from({ length: 8 }, async () => {
				while (slow.some(({ closed }) => closed < EACH)) {
					const { status } = await server.fetch(`/api/v1/comments?page=${held('slow')}`);
					assert.equal(status, 200);
					served++;
					await sleep(20);
				}
			});
			await Promise.all(readers);
			assert.ok(served >= readers.length, `${served} were served`);
			assert.equal((await server.post()).status, 202);
			assert.equal(crowds['take no answers'].closed, 0, 'who takes an answer slowly has more time');
		} finally {
			clearInterval(dripping);
			for (const { sockets } of Object.values(crowds)) for (const socket of sockets) socket.destroy();
		}
		assert.match((await server.exchange(get('Connection: close'))).text, /^HTTP\/1\.1 200 /);
		await server.stop();
	},
);
