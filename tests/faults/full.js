// A full disk, at every stage: the first start, a migration, writes, copying the log into the
// database, a backup, and an erasure. What is promised:
//
//   1. who asks for what cannot be written is told so: 507 (exit status 74), and what they typed is
//      not lost;
//   2. what was acknowledged stays, and is read meanwhile;
//   3. once there is room it goes on, without a restart.
//
// How much room is left decides where it fails, so each stage is tried with several.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, test } from 'node:test';
import { EX, inFolder } from '../api/commands.js';
import { assertProblem, form, held, open, startTwoSites } from '../api/harness.js';
import { disk, fill, makeRoom, onSmallDisk } from './parts/small_disk.js';
import { drawing, rounds, seed } from './parts/rounds.js';

const MEBIBYTES = 24;
const TRIES = rounds(2, 40); // of each stage, beside those that are always tried
const PATIENCE = 200; // posts until one is refused

const draw = drawing(seed);
const drawn = (always, below) => [...always, ...Array.from({ length: TRIES }, () => draw(below))];

async function assertWhole(server) {
	assert.deepEqual(server.rows('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
	// that the disk is small is told, too
	const { stdout } = await server.cli('check', '--json');
	const wrong = JSON.parse(stdout).filter(({ level, check }) => level === 'wrong' && check !== 'disk');
	assert.deepEqual(wrong, []);
}

// What was acknowledged is there, and nothing else.
function assertThere(server, said) {
	const bodies = server.rows('SELECT body FROM revision').map(({ body }) => body);
	assert.deepEqual(bodies.sort(), [...said].sort());
}

function firstStart() {
	test('a first start without room says so, and one with room begins', async () => {
		for (const room of drawn([0, 100], 700))
			await inFolder(async (own) => {
				fill(room);
				const started = await own.start().then(
					() => true,
					() => false,
				);
				if (started) {
					await own.end('SIGTERM');
				} else {
					const said = own.log();
					assert.match(said, /^afterword: .*(full|no space)/im, `${room} KiB: ${said}`);
				}
				assert.ok(room > 4 || !started, `${room} KiB are enough`);
				makeRoom();
				await own.start();
				await own.addSite();
				assert.equal((await own.post()).status, 202);
				await own.stop({ keep: true });
				await assertWhole(own);
			});
	});
}

// The database as the version before the newest migration had it.
const NEWEST = 26;
const OLDER = `DROP TABLE key; ALTER TABLE recovery_code DROP COLUMN key_id;
	DELETE FROM migration WHERE number = ${NEWEST};`;

function migration() {
	test('a migration without room leaves the database as it was, and one with room goes on', async () => {
		const { server } = await startTwoSites();
		for (let i = 0; i < 20; i++) await server.leave({ body: `${i} ${'x'.repeat(5000)}` });
		await server.stop({ keep: true });
		const file = path.join(server.dir, 'afterword.db');
		const size = Math.ceil(statSync(file).size / 1024);
		let failed = 0;
		for (const room of drawn([0, size + 4], 2 * size)) {
			server.write(OLDER);
			fill(room);
			const { status, stderr } = await server.cli('migrate');
			if (status !== EX.OK) {
				failed++;
				assert.equal(status, EX.IOERR, `${room} KiB: ${stderr}`);
				assert.match(stderr, /^afterword: .*full/m);
				makeRoom();
				assert.equal(server.count('migration'), NEWEST - 1, stderr);
				assert.equal((await server.cli('migrate')).status, EX.OK);
			} else {
				makeRoom();
			}
			await assertWhole(server);
			assert.equal(server.count(), 20);
			rmSync(`${file}.before-00${NEWEST}`, { force: true });
		}
		assert.ok(failed > 1, 'it never failed');
		server.wipe();
	});
}

// Posts until one is refused, and adds to what was said: the refusal.
async function postUntilRefused(server, said) {
	for (let i = 0; i < PATIENCE; i++) {
		const body = `${said.length} ${'long '.repeat(400)}`.trim();
		const email = `reader-${i % 7}@example.org`;
		const answer = await server.post({ page: open(`article-${i % 3}`), email, body });
		if (answer.status !== 201) return answer;
		said.push(body);
	}
	return assert.fail('the disk is never full');
}

// The same by the form, of comments that are held. What was refused before gave room back.
async function formUntilRefused(server, said) {
	for (let i = 0; i < PATIENCE; i++) {
		fill();
		const body = `Typed ${said.length} ${'y'.repeat(9000)}`;
		const answer = await server.postForm({ body });
		if (answer.status !== 303) return answer;
		said.push(body);
	}
	return assert.fail('the disk is never full');
}

// Readers see all that was published.
async function assertReads(server, published) {
	let seen = 0;
	for (const name of ['article-0', 'article-1', 'article-2'])
		seen += (await server.thread(open(name), { limit: 1, sort: 'newest' })).page?.count ?? 0;
	assert.equal(seen, published);
	assert.equal((await server.fetch('/healthz')).status, 200);
}

function writes() {
	test('writes without room are refused, reads go on, and writes work again with room', async () => {
		const { server, token } = await startTwoSites();
		const said = [];
		let published = 0,
			spam = 0;
		for (const room of drawn([0, 40], 600)) {
			const waits = `Waits ${said.length}`;
			const { id } = await server.leave({ page: held('waits'), body: waits });
			said.push(waits);
			const before = said.length;
			fill(room);
			assertProblem(await postUntilRefused(server, said), 507, 'store-full');
			published += said.length - before;
			await assertReads(server, published);
			const typed = await formUntilRefused(server, said);
			assert.equal(typed.status, 507, typed.text);
			assert.match(typed.text, /Typed \d+ y+<\/textarea>/, 'what was typed is not lost');
			fill();
			// what is small may find room in what was given back
			const decision = await server.decide(id, { state: 'spam' }, { token });
			if (decision.status === 200) spam++;
			else assertProblem(decision, 507, 'store-full');
			const ready = await server.fetch('/readyz');
			if (ready.status !== 200) assertProblem(ready, 507, 'store-full');
			assert.match(server.log(), /event=request_failed .*error=store-full/);
			makeRoom();
			assert.equal((await server.fetch('/readyz')).status, 200);
			const again = { page: open('article-0'), body: `Again ${said.length}` };
			assert.equal((await server.post(again)).status, 201);
			said.push(again.body);
			published++;
			assertThere(server, said);
			const marked = server.rows("SELECT count(*) AS count FROM comment WHERE state = 'spam'");
			assert.equal(marked[0].count, spam);
		}
		await server.stop({ keep: true });
		await assertWhole(server);
		server.wipe();
	});
}

function checkpoint() {
	test('an end and a start without room to copy the log lose nothing', async () => {
		for (const room of drawn([0], 300)) {
			const { server } = await startTwoSites();
			const said = [];
			for (let i = 0; i < 40; i++) {
				const body = `${i} ${'long '.repeat(400)}`.trim();
				await server.leave({ page: open('a'), body });
				said.push(body);
			}
			fill(room);
			const { code, signal } = await server.end('SIGTERM');
			assert.equal(signal ?? code, 0, server.log());
			const started = await server.start().then(
				() => true,
				() => false,
			);
			if (started) {
				await assertReads(server, 0);
				assert.equal((await server.thread(open('a'), { limit: 100 })).items.length, 40);
				await server.end('SIGTERM');
			} else {
				assert.match(server.log(), /^afterword: .*full/im);
			}
			makeRoom();
			await server.start();
			assertThere(server, said);
			await server.leave({ page: open('a'), body: 'With room' });
			await server.stop({ keep: true });
			assert.ok(!existsSync(path.join(server.dir, 'afterword.db-wal')));
			await assertWhole(server);
			server.wipe();
		}
	});
}

function backup() {
	test('a backup without room leaves the old one whole', async () => {
		const { server } = await startTwoSites();
		for (let i = 0; i < 20; i++) await server.leave({ body: `${i} ${'x'.repeat(5000)}` });
		const folder = path.join(server.dir, 'backups/');
		const { backup: old } = JSON.parse(await server.command('backup', folder, '--json'));
		const bytes = readFileSync(old);
		const size = Math.ceil(statSync(path.join(server.dir, 'afterword.db')).size / 1024);
		let failed = 0;
		for (const room of drawn([0, size + 4], Math.ceil(size * 1.3))) {
			fill(room);
			const { status, stderr } = await server.cli('backup', folder, '--keep', '9');
			if (status !== EX.OK) {
				failed++;
				assert.equal(status, EX.IOERR, stderr);
				assert.match(stderr, /^afterword: .*(full|No space)/m);
				assert.deepEqual(readFileSync(old), bytes);
			}
			makeRoom();
			await server.command('backup', '--verify', folder);
		}
		assert.ok(failed > 1, 'it never failed');
		await server.stop();
	});
}

if (!disk) {
	onSmallDisk(import.meta.url, 'a full disk loses nothing and is told', MEBIBYTES);
} else {
	afterEach(makeRoom);
	firstStart();
	migration();
	writes();
	checkpoint();
	backup();
}
