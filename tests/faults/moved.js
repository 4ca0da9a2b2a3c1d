// The database is removed, moved or replaced by another program while the server runs. What is
// promised: from then on nothing is acknowledged, since it would go where nobody finds it; the log
// and /readyz say so within a second; reads go on; and all that was acknowledged before is in the
// file that was moved, and is there when it is put back.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem, form, held, startServer } from '../api/harness.js';
import { rounds } from './parts/rounds.js';

const sqlite = (file, sql) => execFileSync('sqlite3', [file, sql], { encoding: 'utf8' }).trim();

// A server with two comments, of which one is in the log still, and what its files are called.
async function begin(work) {
	const server = await startServer();
	const at = (name) => path.join(server.dir, name);
	try {
		await server.leave({ body: 'One' });
		await server.leave({ body: 'Two' });
		await work(server, at);
	} finally {
		server.wipe();
	}
}

async function assertRefused(server) {
	assertProblem(await server.fetch('/readyz'), 503, 'store-moved');
	const answer = assertProblem(await server.post({ body: 'Lost' }), 503, 'store-moved');
	assert.doesNotMatch(JSON.stringify(answer), /\.db/, 'readers need not know where it is');
	const page = await server.postForm({ body: 'Typed' });
	assert.equal(page.status, 503);
	assert.match(page.text, /Typed<\/textarea>/, 'what was typed is not lost');
	const read = await server.fetch(`/api/v1/comments?${form({ page: held('first-article') })}`);
	assert.equal(read.status, 200, read.text);
	assert.equal((await server.fetch('/healthz')).status, 200);
}

// The log has the line within a second or so, although nobody writes.
async function assertTold(server, line, from = 0) {
	for (let left = 40; !line.test(server.log().slice(from)); left--) {
		assert.ok(left, `the log has no ${line}:\n${server.log()}`);
		await sleep(50);
	}
}

const moved = /level=error event=database_moved path=\S*afterword\.db /;

describe('the database goes away', { concurrency: true }, () => {
	test('it is moved elsewhere: it has all that was acknowledged, and works again when it is back', () =>
		begin(async (server, at) => {
			renameSync(at('afterword.db'), at('elsewhere.db'));
			await assertTold(server, moved);
			assert.equal(sqlite(at('elsewhere.db'), 'SELECT count(*) FROM comment'), '2');
			await assertRefused(server);
			const length = server.log().length;
			renameSync(at('elsewhere.db'), at('afterword.db'));
			await assertTold(server, /level=warning event=database_back/, length);
			await server.leave({ body: 'Three' });
			assert.equal((await server.fetch('/readyz')).status, 200);
			await server.stop({ keep: true });
			assert.equal(server.count(), 3);
			assert.equal(sqlite(at('afterword.db'), 'PRAGMA integrity_check'), 'ok');
		}));

	test('it is removed: what comes at the same moment is not acknowledged', () =>
		begin(async (server, at) => {
			unlinkSync(at('afterword.db'));
			await assertRefused(server);
			await assertTold(server, moved);
			assert.equal((await server.end('SIGTERM')).code, 0, server.log());
			assert.ok(!readdirSync(server.dir).includes('afterword.db'), 'none is made at the end');
		}));

	test('another is put in its place: it is left as it is', () =>
		begin(async (server, at) => {
			sqlite(at('afterword.db'), `VACUUM INTO '${at('other.db')}'`);
			sqlite(at('other.db'), 'DELETE FROM hold_reason; DELETE FROM search');
			const rows = sqlite(at('other.db'), 'SELECT count(*) FROM comment');
			renameSync(at('other.db'), at('afterword.db'));
			await assertRefused(server);
			await assertTold(server, moved);
			assert.equal((await server.end('SIGTERM')).code, 0, server.log());
			assert.equal(sqlite(at('afterword.db'), 'SELECT count(*) FROM comment'), rows);
			assert.equal(sqlite(at('afterword.db'), 'PRAGMA integrity_check'), 'ok');
			await server.start();
			await server.leave({ body: 'Three' });
			await server.stop({ keep: true });
			assert.equal(server.count(), 3);
		}));

	test('its log is removed: what is in it is saved, and nothing more goes there', () =>
		begin(async (server, at) => {
			unlinkSync(at('afterword.db-wal'));
			await assertTold(server, moved);
			await assertRefused(server);
			await server.kill();
			await server.start();
			assert.equal(server.count(), 2, 'also by kill -9');
			await server.leave({ body: 'Three' });
			await server.stop({ keep: true });
			assert.equal(server.count(), 3);
			assert.equal(sqlite(at('afterword.db'), 'PRAGMA integrity_check'), 'ok');
		}));

	test("the log's index is removed: other programs would not see our locks", () =>
		begin(async (server, at) => {
			unlinkSync(at('afterword.db-shm'));
			await assertRefused(server);
			await server.end('SIGTERM');
			await server.start();
			assert.equal(server.count(), 2);
			await server.stop({ keep: true });
		}));

	test('a link to it leads elsewhere', () =>
		begin(async (server, at) => {
			await server.stop({ keep: true });
			renameSync(at('afterword.db'), at('real.db'));
			symlinkSync('real.db', at('afterword.db'));
			await server.start();
			await server.leave({ body: 'Three' });
			sqlite(at('real.db'), `VACUUM INTO '${at('copy.db')}'`);
			unlinkSync(at('afterword.db'));
			symlinkSync('copy.db', at('afterword.db'));
			await assertTold(server, moved);
			await assertRefused(server);
			unlinkSync(at('afterword.db'));
			symlinkSync('real.db', at('afterword.db'));
			await server.leave({ body: 'Four' });
			await server.stop({ keep: true });
			assert.equal(sqlite(at('real.db'), 'SELECT count(*) FROM comment'), '4');
		}));
});

// Under load: for each that was acknowledged there is a row, in the file that was moved.
describe('under load', () => {
	const moves = rounds(5, 100);
	let server;
	before(async () => (server = await startServer()));
	after(() => server?.wipe());

	test(`${moves} times it is moved and put back: nothing acknowledged is lost`, async () => {
		const file = path.join(server.dir, 'afterword.db');
		const acknowledged = new Set();
		let refused = 0;
		let done = false;
		const write = async (name) => {
			for (let i = 0; !done; i++) {
				const body = `Text ${i} of ${name}`;
				const answer = await server.post({ body });
				if (answer.status === 202) acknowledged.add(body);
				else {
					assertProblem(answer, 503, 'store-moved');
					refused++;
				}
			}
		};
		const writers = Promise.all(['a', 'b', 'c', 'd'].map(write));
		for (let i = 0; i < moves; i++) {
			await sleep(Math.random() * 200);
			renameSync(file, `${file}.elsewhere`);
			await sleep(Math.random() * 200);
			renameSync(`${file}.elsewhere`, file);
		}
		await sleep(50);
		done = true;
		await writers;
		await server.kill();
		await server.start();
		const rows = server.rows('SELECT body, count(*) AS count FROM revision GROUP BY body');
		const counts = new Map(rows.map(({ body, count }) => [body, count]));
		for (const body of acknowledged) assert.equal(counts.get(body), 1, body);
		assert.ok(refused > 0 && acknowledged.size > 0, `${refused}, ${acknowledged.size}`);
		await server.stop({ keep: true });
		assert.equal(sqlite(file, 'PRAGMA integrity_check'), 'ok');
	});
});
