// Databases of every version that there ever was, brought up to date by this one. What is promised:
//
//   1. every comment, text and decision is there, as it was; `afterword check` finds nothing wrong;
//   2. the database as it was before is beside it, as DATABASE.before-NNNN;
//   3. a kill -9 at any moment of it leaves a database that the next start brings up to date, with
//      all of that.
//
// The databases are made of the migrations up to each: what a first version kept, and what each
// later one has added to that.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { binary, Server } from '../api/harness.js';
import { rounds } from './parts/rounds.js';

const CUTS = rounds(10, 1000);
const CHECKED = rounds(8, 1); // each so many-th is started, too
const COMMENTS = 40;
const PATIENCE = 60_000;

const build = process.env.AFTERWORD_BUILD ?? 'build-asan';
const cut = path.resolve(build, 'tests/cut.so');
const complaint = /runtime error:|(Address|Leak|Undefined\w*)Sanitizer[: ]/;

const folder = fileURLToPath(new URL('../../migrations', import.meta.url));
const migrations = readdirSync(folder)
	.sort()
	.map((name) => ({
		number: Number(name.slice(0, 4)),
		name: name.slice(5, -4),
		sql: readFileSync(path.join(folder, name), 'utf8'),
	}));

const began = Date.UTC(2026, 0, 1);
const id = (minutes) => String(BigInt(began + minutes * 60_000) << 21n);
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

// What the first version kept: a site with a page, authors, threads, comments in all states.
function first(key) {
	const rows = [
		`INSERT INTO site (id, policy, salt, created_at)
			VALUES ('example', 'hold', zeroblob(16), ${began})`,
		`INSERT INTO site_origin VALUES ('https://example.org', 'example')`,
		`INSERT INTO page (id, site, url, title, state, count, created_at)
			VALUES (${id(1)}, 'example', 'https://example.org/a', 'A title', 'open', 10, ${began})`,
		`INSERT INTO author (id, site, fingerprint, key_id, cost, tag, approved, rejected, spam,
			created_at) VALUES (${id(2)}, 'example', randomblob(32), '${key}', 'keyed', 'abcd1234',
			10, 10, 10, ${began})`,
		`INSERT INTO token (id, name, hash, scope, created_at)
			VALUES (${id(3)}, 'old', randomblob(32), 'moderate', ${began})`,
	];
	const states = ['pending', 'approved', 'rejected', 'spam'];
	for (let i = 0; i < COMMENTS; i++) {
		const own = id(10 + i);
		const at = began + (10 + i) * 60_000;
		const state = states[i % 4];
		const shown = Number(state === 'approved');
		const hex = BigInt(own).toString(16).padStart(16, '0');
		rows.push(
			`INSERT INTO comment (id, site, page, author, parent, root, path, depth, state, shown,
				revision, published, name, website, created_at, edited_at)
				VALUES (${own}, 'example', ${id(1)}, ${id(2)}, NULL, ${own}, X'${hex}', 0,
				'${state}', ${shown}, 1, ${shown || 'NULL'}, 'Ada', NULL, ${at}, NULL)`,
			`INSERT INTO revision (comment, number, body, created_at)
				VALUES (${own}, 1, ${quoted(`It's *text* ${i} — “so” 😀`)}, ${at})`,
			`INSERT INTO hold_reason (comment, revision, "check", score, text)
				VALUES (${own}, 1, 'policy', 0, 'The site holds every comment.')`,
		);
		if (state !== 'pending')
			rows.push(
				`INSERT INTO decision (id, site, comment, revision, from_state, to_state, made_by,
					reason, note, at) VALUES (${id(1000 + i)}, 'example', ${own}, 1, 'pending',
					'${state}', 'token:old', NULL, 'A note', ${began + (1000 + i) * 60_000})`,
			);
	}
	return rows;
}

// What a version has added, as it was kept then.
const added = {
	4: [
		`INSERT INTO account (id, name, password, created_at) VALUES (${id(4)}, 'anna', 'x', ${began})`,
		`INSERT INTO role VALUES (${id(4)}, NULL, 'admin')`,
	],
	7: [`INSERT INTO comment_network VALUES (${id(49)}, 'abcd1234')`],
	15: [
		`INSERT INTO page_alias VALUES (${id(5)}, 'https://example.org/b', ${id(1)}, 'token:old', ${began})`,
	],
	16: [
		`INSERT INTO report (id, comment, revision, reason, created_at)
			VALUES (${id(2000)}, ${id(11)}, 1, 'abuse', ${began})`,
		`UPDATE comment SET open_reports = 1 WHERE id = ${id(11)}`,
	],
	20: [
		`INSERT INTO reserved_name VALUES (${id(6)}, 'example', 'Editor', 'editor', ${id(2)}, 'token:old', ${began})`,
	],
	21: [
		`INSERT INTO liker VALUES (${id(11)}, X'00', ${began})`,
		`UPDATE comment SET likes = 1 WHERE id = ${id(11)}`,
	],
};

// The SQL that makes a database as the version of this number had it.
function versionOf(number, key) {
	const lines = [
		'PRAGMA journal_mode = WAL; PRAGMA application_id = 0x41667477;',
		`CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL,
			checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;`,
	];
	for (const { number: own, name, sql } of migrations.slice(0, number)) {
		const checksum = createHash('sha256').update(sql).digest('hex');
		lines.push(
			`BEGIN; ${sql};`,
			`INSERT INTO migration VALUES (${own}, '${name}', '${checksum}', ${began}); COMMIT;`,
			`BEGIN; ${[...(own === 1 ? first(key) : []), ...(added[own] ?? [])].join(';\n')}; COMMIT;`,
		);
	}
	return lines.join('\n');
}

let top;
const files = []; // by number: such a database
before(() => {
	assert.ok(existsSync(cut), `there is no ${cut}`);
	top = mkdtempSync(path.join(tmpdir(), 'afterword-'));
	const made = execFileSync(binary, ['key', 'new', path.join(top, 'key')], { encoding: 'utf8' });
	const [, key] = /: key (\w{16})$/m.exec(made);
	for (const { number } of migrations) {
		const file = path.join(top, `version-${number}.db`);
		execFileSync('sqlite3', ['-bail', file], { input: versionOf(number, key) });
		files[number] = readFileSync(file);
	}
});
after(() => top && rmSync(top, { recursive: true, force: true }));

const sqlite = (file, sql) =>
	execFileSync('sqlite3', ['-readonly', file, sql], { encoding: 'utf8', timeout: PATIENCE });

// What has to be the same before and after.
const kept = (file) =>
	sqlite(
		file,
		`SELECT comment.id, state, shown, comment.revision, name, comment.created_at, number, body,
			revision.created_at FROM comment JOIN revision ON comment = comment.id ORDER BY 1, 7;
		SELECT id, comment, revision, from_state, to_state, made_by, note, at FROM decision ORDER BY 1;
		SELECT id, url, title, state, count FROM page; SELECT id, tag, approved FROM author;
		SELECT name, scope FROM token`,
	);

// A folder with a database of that version.
function folderOf(number, name) {
	const dir = path.join(top, name);
	mkdirSync(dir);
	const file = path.join(dir, 'afterword.db');
	writeFileSync(file, files[number], { mode: 0o600 });
	return { dir, file };
}

function run(args, dir, more = {}) {
	const env = {
		PATH: process.env.PATH,
		AFTERWORD_DATABASE: 'afterword.db',
		AFTERWORD_KEY_FILE: 'afterword.key',
		...more,
	};
	return new Promise((resolve) => {
		execFile(binary, args, { cwd: dir, env, timeout: PATIENCE }, (error, stdout, stderr) => {
			assert.doesNotMatch(stderr, complaint);
			resolve({ status: error ? (error.signal ?? error.code) : 0, stdout, stderr });
		});
	});
}

function assertUpgraded(number, file) {
	assert.equal(
		sqlite(file, 'SELECT count(*), max(number) FROM migration').trim(),
		`${migrations.length}|${migrations.length}`,
	);
	assert.equal(sqlite(file, 'PRAGMA integrity_check').trim(), 'ok');
	assert.equal(sqlite(file, 'PRAGMA foreign_key_check'), '');
	assert.equal(kept(file), kept(path.join(top, `version-${number}.db`)));
	if (number === migrations.length) return;
	const copy = `${file}.before-${String(number + 1).padStart(4, '0')}`;
	assert.equal(sqlite(copy, 'SELECT count(*) FROM migration').trim(), String(number));
	assert.equal(sqlite(copy, 'PRAGMA integrity_check').trim(), 'ok');
	assert.equal(kept(copy), kept(path.join(top, `version-${number}.db`)));
}

// The real server on it: what is public is read, and nothing is wrong.
async function assertServed(dir) {
	// the comments are from long ago
	const server = new Server({ rejected_days: 0, spam_days: 0, deleted_days: 0, demo: 'off' });
	rmSync(server.dir, { recursive: true, force: true });
	server.dir = dir;
	copyFileSync(path.join(top, 'key'), path.join(dir, 'afterword.key'));
	await server.start();
	const thread = await server.thread('https://example.org/a', { limit: 100 });
	assert.equal(thread.items.length, COMMENTS / 4);
	assert.ok(thread.items.every(({ html, damaged }) => html && !damaged));
	for (let left = 100; server.rows('SELECT sealed FROM record')[0].sealed < 1e18; left--)
		assert.ok(left && (await new Promise((done) => setTimeout(done, 100, true))), 'not sealed');
	await server.indexed();
	await server.stop({ keep: true });
	const { status, stdout } = await server.cli('check');
	assert.equal(status, 0, stdout);
}

for (const { number } of migrations)
	test(`a database of version ${number}: all of it is there afterwards`, async () => {
		const { dir, file } = folderOf(number, `whole-${number}`);
		if (number % CHECKED === 1 % CHECKED) await assertServed(dir);
		const { status, stdout, stderr } = await run(['migrate'], dir);
		assert.equal(status, 0, stderr);
		assert.match(stdout, /up to date/);
		assertUpgraded(number, file);
	});

test(`killed at ${CUTS} of the calls that change files: the next start finishes it`, async (t) => {
	const counts = [];
	for (let i = 0; i < CUTS; i++) {
		// from the first more often than from the others: it is the longest way
		const number = i % 2 ? 1 + Math.floor(Math.random() * (migrations.length - 1)) : 1;
		const { dir, file } = folderOf(number, `cut-${i}`);
		const more = { LD_PRELOAD: cut, ASAN_OPTIONS: 'verify_asan_link_order=0' };
		if (!counts[number]) {
			const trial = folderOf(number, `count-${number}`);
			const { stderr } = await run(['migrate'], trial.dir, more);
			counts[number] = Number(/^(\d+) calls$/m.exec(stderr)[1]);
		}
		// evenly, so that all stages have their turn, the first call and the last too
		const at = 1 + Math.floor(((i + Math.random()) / CUTS) * counts[number]);
		const { status } = await run(['migrate'], dir, { ...more, AFTERWORD_CUT: String(at) });
		assert.equal(status, 'SIGKILL', `call ${at} of ${counts[number]}`);
		const again = await run(['migrate'], dir);
		assert.equal(again.status, 0, `call ${at} of ${counts[number]}: ${again.stderr}`);
		assertUpgraded(number, file);
		rmSync(dir, { recursive: true, force: true });
	}
	t.diagnostic(`${CUTS} kills; from the first version there are ${counts[1]} calls`);
});
