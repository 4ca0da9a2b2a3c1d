// I/O errors: libfiu has the system's calls fail, by chance, under load. What is promised:
//
//   1. the server does not crash, and does not stop answering;
//   2. a failed write is answered by a problem, and the log says so;
//   3. what was acknowledged is there, once, and nothing of the database is damaged;
//   4. when the errors end everything works again, without a restart.
//
// The sandbox is off: libfiu has a thread of its own in the server, from before its first line, and
// the sandbox is entered by one thread alone. On the release, since sanitizers do not bear a library
// in front of them that is called as early.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EX } from '../../api/commands.js';
import { held, open, startServer } from '../../api/harness.js';
import { drawing, rounds, seed } from '../parts/rounds.js';

const ROUNDS = rounds(1, 15); // of each kind of error
const SPAN = rounds(150, 300); // milliseconds of each
const WRITERS = 6;
const PATIENCE = 15_000;
const EIO = 5;

// What fails, of what SQLite and the server do with files (sockets have other calls).
const errors = {
	reading: ['posix/io/rw/pread'],
	writing: ['posix/io/rw/pwrite'],
	'writing in pieces': ['posix/io/rw/pwrite/reduce'],
	syncing: ['posix/io/sync/*'],
	opening: ['posix/io/oc/open'],
	truncating: ['posix/io/rw/ftruncate'],
	removing: ['posix/io/dir/unlink'],
	everything: ['posix/io/rw/p*', 'posix/io/rw/ftruncate', 'posix/io/sync/*', 'posix/io/oc/open'],
};
const CHANCES = [0.02, 0.3, 1];

const draw = drawing(seed);
const run = promisify(execFile);

// The environment by which fiu-run has a program's calls fail.
async function preloading(server) {
	const { stdout } = await run('fiu-run', ['-n', '-x', '-f', path.join(server.dir, 'fiu'), 'x']);
	const more = {};
	for (const [, name, value] of stdout.matchAll(/(\w+)="([^"]*)"/g)) more[name] = value.trim();
	return more;
}

async function control(server, commands) {
	const args = commands.flatMap((command) => ['-c', command]);
	await run('fiu-ctrl', ['-f', path.join(server.dir, 'fiu'), ...args, String(server.pid)]);
}

// What was sent, by its body: {body, page, email, key, id once it was acknowledged}.
const ledger = new Map();
const tally = { acknowledged: 0, refused: 0 };

async function send(server, entry) {
	const { key, id, ...fields } = entry;
	const answer = await server.post(fields, { headers: { 'idempotency-key': key } });
	if (answer.status >= 500) {
		assert.match(answer.body.type, /\/problems\/(store-|internal|busy)/, answer.text);
		tally.refused++;
		return;
	}
	assert.ok([201, 202].includes(answer.status), answer.text);
	if (id) assert.equal(answer.body.id, id);
	else tally.acknowledged++;
	entry.id = answer.body.id;
}

async function write(server, going) {
	while (going()) {
		const number = ledger.size;
		const where = number % 4 ? open : held;
		const entry = {
			body: `Comment ${number} ${'long '.repeat(draw(300))}`,
			page: where(`article-${number % 5}`),
			email: `reader-${number % 20}@example.org`,
			key: `key-${number}`,
		};
		ledger.set(entry.body, entry);
		await send(server, entry);
	}
}

// 200, or a problem; each with another limit, so that no cache answers.
async function read(server, going) {
	for (let i = 1; going(); i++) {
		const query = new URLSearchParams({ page: open(`article-${i % 5}`), limit: 1 + (i % 999) });
		const answer = await server.fetch(`/api/v1/comments?${query}`);
		if (answer.status !== 200) assert.ok(answer.status >= 500, answer.text);
	}
}

// Law 4: until it takes a comment again, and what was refused.
async function recovered(server) {
	for (const end = Date.now() + PATIENCE; ; ) {
		const { status, text } = await server.fetch('/readyz');
		if (status === 200) break;
		assert.ok(Date.now() < end, `it is not ready again: ${text}`);
		await sleep(20);
	}
	const before = tally.refused;
	for (const entry of ledger.values()) if (!entry.id) await send(server, entry);
	assert.equal(tally.refused, before, 'it refuses still');
}

// Law 3.
async function assertThere(server) {
	const rows = server.rows(`SELECT printf('%x', comment.id) AS id, body FROM comment
		JOIN revision ON revision.comment = comment.id`);
	assert.equal(rows.length, ledger.size);
	assert.equal(new Set(rows.map(({ body }) => body)).size, ledger.size);
	for (const { body } of rows) assert.ok(ledger.has(body));
	assert.deepEqual(server.rows('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
	const { status, stdout } = await server.cli('check');
	assert.equal(status, EX.OK, stdout);
}

for (const [what, calls] of Object.entries(errors))
	test(`errors in ${what} lose nothing, are told, and end`, async (t) => {
		ledger.clear();
		Object.assign(tally, { acknowledged: 0, refused: 0 });
		const server = await startServer({ sandbox: 'off' });
		const policy = 'publish';
		await server.addSite('open', { origin: 'https://open.example', policy, set: ['form_min=0'] });
		await server.stop({ keep: true });
		server.more = await preloading(server);
		await server.start();
		let going = true;
		const on = () => going;
		const work = [...Array(WRITERS).fill(write), read, read].map((each) => each(server, on));
		for (let round = 0; round < ROUNDS; round++)
			for (const chance of CHANCES) {
				const enable = (name) =>
					`enable_random name=${name},probability=${chance},failinfo=${EIO}`;
				await control(server, calls.map(enable));
				await Promise.race([sleep(SPAN + draw(SPAN)), Promise.all(work)]);
				await control(server, calls.map((name) => `disable name=${name}`));
				await sleep(draw(100));
			}
		going = false;
		await Promise.all(work);
		await recovered(server);
		if (tally.refused) assert.match(server.log(), /event=request_failed .*error=(store-\w+|internal)/);
		server.more = {};
		await assertThere(server);
		await server.stop();
		t.diagnostic(`${what}: ${tally.acknowledged} acknowledged, ${tally.refused} refused`);
	});

test('a start with errors ends with words or goes on, and harms nothing', async () => {
	const server = await startServer({ sandbox: 'off' });
	const { id } = await server.leave();
	await server.stop({ keep: true });
	let ended = 0;
	for (const calls of Object.values(errors))
		for (const chance of CHANCES) {
			const enable = (name) => `enable_random name=${name},probability=${chance},failinfo=${EIO}`;
			const from = server.log().length;
			server.more = { ...(await preloading(server)), FIU_ENABLE: calls.map(enable).join('\n') };
			try {
				await server.start();
				await server.kill();
			} catch {
				ended++;
				assert.match(server.log().slice(from), /^afterword: .+\.$/m);
			}
			server.more = {};
			assert.equal(server.count(), 1);
		}
	assert.ok(ended > 2, 'it never failed');
	await server.start();
	assert.equal(server.rows("SELECT count(*) AS count FROM comment")[0].count, 1, id);
	const { status, stdout } = await server.cli('check');
	assert.equal(status, EX.OK, stdout);
	await server.stop();
});
