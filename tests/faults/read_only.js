// A file system that is read-only. What is promised:
//
//   1. a start on it, and each command that would write, ends with a status and words of its own;
//      commands that read only are answered, where SQLite can read such a database at all;
//   2. when it becomes read-only while the server runs: reads go on, writes and /readyz are told 503
//      store-read-only, and when it can be written again all works again, without a start.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { EX } from '../api/commands.js';
import { assertProblem, binary, form, held, Server } from '../api/harness.js';

const PATIENCE = 30_000;

const build = process.env.AFTERWORD_BUILD ?? 'build-asan';
const frozen = path.resolve(build, 'tests/frozen.so');

// A user that is not root needs a user namespace for a mount of their own.
const unshare = process.getuid() === 0 ? ['-m'] : ['-Urm'];
const mounts = () => {
	try {
		execFileSync('unshare', [...unshare, 'mount', '-t', 'tmpfs', 'none', '/mnt']);
		return true;
	} catch {
		return false;
	}
};

let server;
let stop; // where it is, no file can be written
before(async () => {
	assert.ok(existsSync(frozen), `there is no ${frozen}`);
	server = new Server();
	stop = path.join(server.dir, 'frozen');
	server.more = {
		LD_PRELOAD: frozen,
		AFTERWORD_FROZEN: stop,
		ASAN_OPTIONS: 'verify_asan_link_order=0',
	};
	await server.start();
	await server.addSite();
	await server.leave({ body: 'One' });
});
after(() => server?.wipe());

test('it becomes read-only while the server runs, and is writable again', async () => {
	const target = `/api/v1/comments?${form({ page: held('first-article') })}`;
	for (let round = 0; round < 2; round++) {
		writeFileSync(stop, '');
		assertProblem(await server.post({ body: 'Two' }), 503, 'store-read-only');
		const page = await server.postForm({ body: 'Typed' });
		assert.equal(page.status, 503);
		assert.match(page.text, /Typed<\/textarea>/, 'what was typed is not lost');
		const ready = await server.fetch('/readyz');
		assertProblem(ready, 503, 'store-read-only');
		assert.match(ready.headers.get('retry-after'), /^\d+$/);
		for (const each of [target, '/healthz', `/comments?${form({ page: held('other') })}`])
			assert.equal((await server.fetch(each)).status, 200, each);
		assert.match(server.log(), /level=error event=request_failed .* error=store-read-only/);
		rmSync(stop);
		assert.equal((await server.fetch('/readyz')).status, 200);
		await server.leave({ body: `After ${round}` });
	}
	writeFileSync(stop, '');
	assert.equal((await server.end('SIGTERM')).code, 0, server.log());
	rmSync(stop);
	await server.start();
	assert.deepEqual(
		server.rows('SELECT body FROM revision ORDER BY comment').map(({ body }) => body),
		['One', 'After 0', 'After 1'],
	);
	await server.kill(); // with a log
});

// Runs a command of ours on a copy of the folder that is mounted read-only: {status, stderr}.
function onReadOnly(args) {
	const place = path.join(server.dir, 'mounted');
	const script = `mount -t tmpfs none "$1" && cp -a "$2"/afterword.* "$1" &&
		mount -o remount,ro "$1" && cd "$1" && shift 2 && exec "$@"`;
	const options = { env: { ...server.env, LD_PRELOAD: '' }, timeout: PATIENCE };
	return new Promise((resolve) => {
		execFile(
			'unshare',
			[...unshare, 'sh', '-c', script, 'sh', place, server.dir, binary, ...args],
			options,
			(error, stdout, stderr) =>
				resolve({ status: error ? (error.code ?? error.signal) : 0, stdout, stderr }),
		);
	});
}

test('a start and commands on it say what is wrong', async (t) => {
	if (!mounts()) {
		t.skip('the system lets nobody mount here');
		return;
	}
	mkdirSync(path.join(server.dir, 'mounted'));
	for (const args of [
		['serve'],
		['migrate'],
		['site', 'add', 'x', '--origin', 'https://x.example'],
	]) {
		const { status, stderr } = await onReadOnly(args);
		assert.equal(status, EX.CANTCREAT, `${args}: ${stderr}`);
		assert.match(stderr, /afterword: .*afterword\.db/, `${args}`);
		assert.doesNotMatch(stderr, /Sanitizer|runtime error/);
	}
});
