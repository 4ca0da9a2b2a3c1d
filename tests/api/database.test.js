// A database that cannot be used: what the start, the commands and the requests say, and that
// the file stays as it was.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { EX, inFolder } from './commands.js';
import { assertProblem, binary, form, startServer } from './harness.js';

const root = process.getuid() === 0; // who may write everything

let made; // a server that was stopped, with a database that has a comment
before(async () => {
	made = await startServer();
	await made.leave();
	await made.stop({ keep: true });
});
after(() => made.wipe());

// A folder with a copy of that database and its key.
const inCopy = (work) =>
	inFolder((own, at) => {
		for (const name of ['afterword.db', 'afterword.key'])
			writeFileSync(at(name), readFileSync(path.join(made.dir, name)), { mode: 0o600 });
		return work(own, at);
	});

// SQL by another program.
const sqlite = (file, sql) => execFileSync('sqlite3', [file, sql], { encoding: 'utf8' });

// The server, and each command, end with this status and these words.
async function assertRefused(
	own,
	status,
	words,
	commands = [['serve'], ['migrate'], ['site', 'list']],
) {
	for (const args of commands) {
		const result = await own.cli(...args);
		assert.equal(result.status, status, `${args}: ${result.stderr}`);
		assert.match(result.stderr, /^afterword: .+\n$/);
		assert.match(result.stderr, words);
	}
}

// Holds the database for itself until let go.
async function lock(file) {
	const holder = spawn('sqlite3', [file], { stdio: ['pipe', 'pipe', 'inherit'] });
	holder.stdin.write("BEGIN EXCLUSIVE; SELECT 'held';\n");
	await once(holder.stdout, 'data');
	return async () => {
		holder.stdin.end('ROLLBACK;\n');
		await once(holder, 'close');
	};
}

test('the first start makes database and key, and takes an empty file for a new one', () =>
	inFolder(async (own, at) => {
		writeFileSync(at('afterword.db'), '');
		await own.start();
		await own.addSite();
		assert.equal((await own.post()).status, 202);
		await own.stop({ keep: true });
		assert.ok(!existsSync(at('afterword.db-wal')), 'a clean stop leaves one file');
	}));

// With much in it that took seconds, before anybody was answered.
test('a start after a crash reads the log, and leaves it to writes to copy it', () =>
	inCopy(async (own, at) => {
		await own.start();
		for (let i = 0; i < 20; i++) await own.leave({ body: `${i} ${'x'.repeat(5000)}` });
		await own.kill();
		const before = statSync(at('afterword.db-wal')).size;
		await own.start();
		assert.ok(statSync(at('afterword.db-wal')).size >= before);
		assert.equal(own.count(), 21);
		await own.stop({ keep: true });
		assert.ok(!existsSync(at('afterword.db-wal')));
	}));

// SQLite waits five seconds for a lock; these wait together.
describe('locks', { concurrency: true }, () => {
	test('a database that another program holds: writers are told to come again, readers go on', () =>
		inCopy(async (own, at) => {
			await own.start();
			const target = `/api/v1/comments?${form({ page: 'https://example.org/first-article' })}`;
			const release = await lock(at('afterword.db'));
			const started = Date.now();
			const waiting = Promise.all([
				own.post({ body: 'One' }),
				own.post({ body: 'Two' }),
				own.postForm({ body: 'Three' }),
				own.fetch('/readyz'),
				own.cli('site', 'add', 'x', '--origin', 'https://x.example'),
			]);
			for (const each of [target, '/healthz', '/demo'])
				assert.equal((await own.fetch(each)).status, 200, each);
			assert.ok(Date.now() - started < 4000, 'readers did not wait');
			const [one, two, three, ready, command] = await waiting;
			for (const answer of [one, two, ready]) {
				assertProblem(answer, 503, 'store-busy');
				assert.match(answer.headers.get('retry-after'), /^\d+$/);
			}
			assert.equal(three.status, 503);
			assert.match(three.text, /Three<\/textarea>/, 'what was typed is not lost');
			assert.equal(command.status, EX.TEMPFAIL, command.stderr);
			await release();
			assert.equal(own.count(), 1, 'nothing was stored');
			assert.equal((await own.post({ body: 'One' })).status, 202);
			assert.equal((await own.fetch('/readyz')).status, 200);
			await own.stop({ keep: true });
		}));

	test('a lock that is let go in time is waited for', () =>
		inCopy(async (own, at) => {
			await own.start();
			const release = await lock(at('afterword.db'));
			const answer = own.post();
			setTimeout(release, 300);
			assert.equal((await answer).status, 202);
			await own.stop({ keep: true });
		}));

	test('a start while another program holds the database waits, and then says why: 75', () =>
		inCopy(async (own, at) => {
			sqlite(at('afterword.db'), 'PRAGMA journal_mode = DELETE');
			const release = await lock(at('afterword.db'));
			await Promise.all(
				[['serve'], ['migrate'], ['site', 'list']].map((args) =>
					assertRefused(own, EX.TEMPFAIL, /afterword\.db: database is locked/, [args]),
				),
			);
			await release();
			await own.start();
			await own.stop({ keep: true });
		}));
});

test('a file that is no database is refused, and left alone: 65', () =>
	inCopy(async (own, at) => {
		for (const bytes of [
			Buffer.from('Dear diary,\n'.repeat(500)),
			Buffer.alloc(4096, 7),
			Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(4080, 0xff)]),
			Buffer.from('Notes of mine'),
		]) {
			writeFileSync(at('afterword.db'), bytes);
			await assertRefused(own, EX.DATAERR, /afterword\.db/);
			assert.deepEqual(readFileSync(at('afterword.db')), bytes);
		}
	}));

test('a database of another program is refused, and left alone: 65', () =>
	inFolder(async (own, at) => {
		sqlite(at('afterword.db'), 'CREATE TABLE recipe (name TEXT)');
		const bytes = readFileSync(at('afterword.db'));
		await assertRefused(own, EX.DATAERR, /afterword\.db is a database of another program/);
		assert.equal(sqlite(at('afterword.db'), '.tables').trim(), 'recipe');
		assert.deepEqual(readFileSync(at('afterword.db')).subarray(100), bytes.subarray(100));
	}));

test('a database of a newer version is refused: 78', () =>
	inCopy(async (own, at) => {
		sqlite(at('afterword.db'), "INSERT INTO migration VALUES (9999, 'later', 'x', 0)");
		await assertRefused(own, EX.CONFIG, /migration 9999.*Use the newer version/);
	}));

test('a migration that is not the one that is known is refused: 65', () =>
	inCopy(async (own, at) => {
		sqlite(at('afterword.db'), "UPDATE migration SET checksum = 'x' WHERE number = 1");
		await assertRefused(own, EX.DATAERR, /migration 1 is not the one that this version has/);
	}));

test('a migration that is missing in between is refused: 65', () =>
	inCopy(async (own, at) => {
		sqlite(at('afterword.db'), 'DELETE FROM migration WHERE number = 2');
		await assertRefused(own, EX.DATAERR, /migration 3 is not the one that this version has/);
	}));

test('a folder that is not there is told, with the path', () =>
	inFolder(
		async (own) => {
			await assertRefused(own, EX.NOINPUT, /no\/such\/afterword\.db/);
		},
		{ database: 'no/such/afterword.db' },
	));

test('a folder in place of the file is told', () =>
	inFolder(async (own, at) => {
		mkdirSync(at('afterword.db'));
		await assertRefused(own, EX.NOINPUT, /afterword\.db/);
	}));

test('a file that may not be written is told: 73', { skip: root && 'root may write it' }, () =>
	inCopy(async (own, at) => {
		chmodSync(at('afterword.db'), 0o400);
		await assertRefused(own, EX.CANTCREAT, /afterword\.db/);
	}),
);

// As somebody who is not root: the same binary, where there is such a user and setpriv.
test(
	'a file that somebody else may not write is told: 73',
	{ skip: !root && 'only root can try' },
	() =>
		inCopy(async (own, at) => {
			chmodSync(own.dir, 0o755);
			chmodSync(at('afterword.db'), 0o444);
			chmodSync(at('afterword.key'), 0o444);
			for (const args of [
				['serve', '--key-file', '/dev/null'],
				['migrate'],
				['site', 'list'],
			]) {
				const child = spawn(
					'setpriv',
					['--reuid=65534', '--regid=65534', '--clear-groups', binary, ...args],
					{ cwd: own.dir, env: own.env, stdio: ['ignore', 'ignore', 'pipe'] },
				);
				let said = '';
				child.stderr.on('data', (text) => (said += text));
				const [status] = await once(child, 'close');
				if (args[0] === 'serve')
					assert.equal(status, EX.CONFIG, said); // the key comes first
				else assert.equal(status, EX.CANTCREAT, said);
				assert.match(said, args[0] === 'serve' ? /key_file/ : /afterword\.db/);
			}
		}),
);

test('a database that goes away while the server runs: requests fail clearly, and the log says why', () =>
	inCopy(async (own, at) => {
		await own.start();
		const target = `/api/v1/comments?${form({ page: 'https://example.org/first-article' })}`;
		assert.equal((await own.fetch(target)).status, 200);
		sqlite(at('afterword.db'), 'DROP TABLE hold_reason');
		const answer = await own.post();
		assertProblem(answer, 500, 'store-failed');
		assert.doesNotMatch(answer.text, /hold_reason|SQL|\.db/, 'readers need not know');
		const again = await own.postForm({ body: 'Typed' });
		assert.equal(again.status, 500);
		assert.match(again.text, /Typed<\/textarea>/);
		assert.equal((await own.fetch(target)).status, 200);
		assert.match(
			own.log(),
			/level=error event=request_failed request=\w+ route=\/api\/v1\/comments error=store-failed/,
		);
		await own.stop({ keep: true });
	}));

// A limit on the size of files stands for a full disk: SQLite is told that it cannot write.
test('a full disk: the comment is refused, what was acknowledged stays', () =>
	inCopy(async (own, at) => {
		const size = Math.ceil(readFileSync(at('afterword.db')).length / 1024) + 200;
		const token = await own.addToken();
		await own.startLimited(size);
		const kept = [];
		let refused;
		for (let i = 0; !refused && i < 200; i++) {
			const answer = await own.post({ body: `${i} ${'x'.repeat(8000)}` });
			if (answer.status === 202) kept.push(answer.body.id);
			else refused = answer;
		}
		assert.ok(refused && kept.length > 3, `${kept.length} were stored`);
		assert.ok([500, 507].includes(refused.status), refused.text);
		assert.match(refused.body.type, /\/problems\/store-f/);
		assert.equal((await own.fetch('/healthz')).status, 200);
		const again = await own.postForm({ body: `Typed ${'y'.repeat(8000)}` });
		assert.equal(again.status, refused.status);
		assert.match(again.text, /Typed yyy/);
		// what was not committed is told nowhere
		const body = `Edited ${'z'.repeat(8000)}`;
		const edited = await own.decide(kept[0], { body }, { token });
		assert.equal(edited.status, refused.status, edited.text);
		assert.equal(edited.body.current, undefined);
		await own.end('SIGTERM');
		await own.start();
		assert.equal(own.count(), kept.length + 1);
		assert.equal((await own.post()).status, 202);
		await own.stop({ keep: true });
		assert.equal(sqlite(at('afterword.db'), 'PRAGMA integrity_check').trim(), 'ok');
	}));

test('nothing is left behind: one file with its key', () => {
	assert.deepEqual(readdirSync(made.dir).sort(), ['afterword.db', 'afterword.key']);
});
