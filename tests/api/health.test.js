import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { assertFails, EX, inFolder } from './commands.js';
import { assertProblem, Server, startServer } from './harness.js';

let server;
before(async () => {
	server = await startServer({ site: false });
});
after(() => server.stop());

test('the server says that it is alive and that it can write', async () => {
	for (const target of ['/healthz', '/readyz']) {
		const answer = await server.fetch(target);
		assert.equal(answer.status, 200, `${target}: ${answer.text}`);
	}
});

test('what is not there is a problem that says so', async () => {
	assertProblem(await server.fetch('/api/v1/nothing'), 404, 'not-found');
});

test('a method that does not fit is answered with those that do', async () => {
	const answer = await server.fetch('/healthz', { method: 'DELETE' });
	assertProblem(answer, 405, 'method-not-allowed');
	assert.match(answer.headers.get('allow'), /\bGET\b/);
});

test('bytes that are no request are refused and the connection is closed', async () => {
	const { text, closed } = await server.exchange('GET /healthz HTTP/1.1\r\n\r\n');
	assert.match(text, /^HTTP\/1\.[01] 400 /);
	assert.equal(closed, true);
});

test('the key is made for its owner alone', () => {
	const mode = statSync(path.join(server.dir, 'afterword.key')).mode & 0o777;
	assert.equal(mode.toString(8), '600');
});

test('a stop is clean, and a second start finds what the first one kept', async () => {
	const again = await startServer();
	await again.stop({ keep: true });
	await again.start();
	assert.match(await again.command('site', 'list'), /example/);
	await again.stop();
	assert.equal(existsSync(again.dir), false);
});

test('after a kill the server starts again', async () => {
	const again = await startServer();
	await again.kill();
	await again.start();
	assert.equal((await again.fetch('/readyz')).status, 200);
	await again.stop();
});

test('a port that is taken is named, and the start fails', async () => {
	const other = new Server({ listen: `127.0.0.1:${server.port}` });
	await assert.rejects(other.start(), new RegExp(`127\\.0\\.0\\.1:${server.port}`));
	other.wipe();
});

test('a wrong setting is named, with its value', async () => {
	const { status, stderr } = await server.cli('serve', '--workers', 'many');
	assert.equal(status, 78);
	assert.match(stderr, /workers/);
	assert.match(stderr, /many/);
});

test('the command asks where the server listens, and its status says how it is', async () => {
	const { host } = new URL(server.url);
	assert.equal(await server.command('health', '--listen', host), 'It is ready.');
	await inFolder(async (own, at) => {
		const file = `unix:${at('socket')}`;
		await assertFails(own, ['health', '--listen', file], EX.UNAVAILABLE, /listen: unix:/);
		await assertFails(own, ['health', '--listen', 'nowhere'], EX.UNAVAILABLE, /nowhere/);
		const secure = ['health', '--listen', '127.0.0.1:1', '--tls-certificate', 'a', '--tls-key', 'b'];
		await assertFails(own, secure, EX.CONFIG, /Put a Unix socket first/);

		// what is in its place answers otherwise
		const other = createServer((socket) => socket.resume().end('HTTP/1.1 503 Busy\r\n\r\n'));
		await new Promise((resolve) => other.listen(at('socket'), resolve));
		await assertFails(own, ['health', '--listen', file], EX.TEMPFAIL, /not ready: .* 503 Busy/);
		await new Promise((resolve) => other.close(resolve));
	});
});
