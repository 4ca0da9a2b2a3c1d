// afterword backup and restore: what is in a backup, what a crash leaves, which stay, what is found
// wrong, and that what was erased stays gone.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
	chmodSync,
	copyFileSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setImmediate as soon, setTimeout as sleep } from 'node:timers/promises';
import { assertFails, EX, inFolder } from './commands.js';
import { binary, held, open, startTwoSites } from './harness.js';

let server, token, key;
before(async () => {
	({ server, token } = await startTwoSites());
	key = path.join(server.dir, 'afterword.key');
	for (let i = 0; i < 40; i++)
		await server.leave({ page: held(`page-${i % 5}`), body: `${i}: ${'Words. '.repeat(300)}` });
	const { id } = await server.leave({ page: held('decided') });
	for (const state of ['approved', 'spam']) await server.decide(id, { state }, { token });
});
after(() => server.stop());

const at = (...names) => path.join(server.dir, ...names);
const json = async (...args) => JSON.parse(await server.command('backup', ...args, '--json'));
const isBackup = /^afterword-\d{8}T\d{6}Z-\w{13}\.zst$/;
const backupsIn = (folder) => readdirSync(folder).filter((name) => isBackup.test(name)).sort();
const sql = (file, text) =>
	execFileSync('sqlite3', ['-cmd', '.timeout 5000', file, text], { encoding: 'utf8' }).trim();

// A folder with this server's key, and nothing else.
const inOther = (work) =>
	inFolder((own, to) => {
		copyFileSync(key, to('afterword.key'));
		chmodSync(to('afterword.key'), 0o600);
		return work(own, to);
	});

async function verify(what) {
	const { status, stdout, stderr } = await server.cli('backup', '--verify', what, '--json');
	return { status, stderr, told: stdout ? JSON.parse(stdout) : undefined };
}

const MANIFEST = 4104; // bytes in front of what is packed

const unpacked = (file) => execFileSync('zstd', ['-dc', file], { maxBuffer: 1 << 28 });

// Flips a bit of a file.
function flip(file, offset) {
	const bytes = readFileSync(file);
	bytes[offset < 0 ? bytes.length + offset : offset] ^= 4;
	writeFileSync(file, bytes);
}

test('a backup is a file for its owner alone, sealed, that says what is in it', async () => {
	const file = at('one.zst');
	const told = await json(file);
	assert.equal(statSync(file).mode & 0o777, 0o600);
	assert.equal(told.backup, file);
	assert.equal(told.packed, statSync(file).size);
	assert.deepEqual([told.ok, told.flaws, told.comments, told.decisions], [true, 0, 41, 2]);
	assert.equal(told.sites, server.count('site'));
	assert.equal(told.pages, server.count('page'));
	assert.match(told.digest, /^[0-9a-f]{64}$/);
	assert.match(told.key, /^[0-9a-f]{16}$/);
	const check = JSON.parse(await server.command('check', '--json'));
	const [{ summary }] = check.filter((one) => one.check === 'record');
	assert.equal(summary, `2 decisions, the last sealed ${told.record}`);
	assert.ok(!readFileSync(file).includes(readFileSync(key, 'utf8').trim()), 'the key is not in it');
	const again = await verify(file);
	assert.equal(again.status, EX.OK, again.stderr);
	assert.deepEqual(again.told.checks.map(({ ok }) => ok), [true, true, true, true, true]);
	assert.deepEqual(readdirSync(server.dir).filter((name) => name.startsWith('.')), []);
	await assertFails(server, ['backup', file], EX.CANTCREAT, /there already; name another/);
});

test('in a folder it is named by its time and the newest that is in it', async () => {
	const folder = at('named');
	const told = await json(`${folder}/`, '--clock', '2026-02-03T04:05:06Z');
	const newest = [told.newest_comment, told.newest_decision].sort().at(-1);
	assert.deepEqual(backupsIn(folder), [`afterword-20260203T040506Z-${newest}.zst`]);
	assert.equal(statSync(folder).mode & 0o777, 0o700);
	assert.equal(told.at, '2026-02-03T04:05:06.000Z');
	const text = await server.command('backup', folder);
	assert.match(text, /41 comments and 2 decisions as of .*\nThe key \w{16} is not in it/);
	assert.match(await server.command('backup', '--key'), /The key \w{16} is in .*afterword\.key/);
});

test('what was acknowledged before it began is in it, while others go on', async () => {
	const acknowledged = new Set();
	let going = true;
	const write = async (who) => {
		for (let i = 0; going; i++)
			acknowledged.add(
				(await server.leave({ page: open(`busy-${who}`), email: `${who}-${i}@x.example` })).id,
			);
	};
	const work = [1, 2, 3, 4].map(write);
	const made = [];
	try {
		for (let i = 0; i < 3; i++) {
			const before = new Set(acknowledged);
			while (acknowledged.size === before.size) await sleep(1);
			const known = [...acknowledged];
			const file = at(`busy-${i}.zst`);
			await json(file);
			made.push([file, known]);
		}
	} finally {
		going = false;
		await Promise.all(work);
	}
	for (const [file, known] of made)
		await inOther(async (own) => {
			await own.command('restore', file);
			const there = own.rows("SELECT printf('%x', id) AS id FROM comment");
			const have = new Set(there.map(({ id }) => BigInt(`0x${id}`)));
			for (const id of known) assert.ok(have.has(idOf(id)), id);
			assert.equal(sql(path.join(own.dir, 'afterword.db'), 'PRAGMA integrity_check'), 'ok');
		});
});

// Crockford's base32: see include/base/id.h.
const idOf = (text) =>
	[...text].reduce((sum, c) => sum * 32n + BigInt('0123456789abcdefghjkmnpqrstvwxyz'.indexOf(c)), 0n);

for (const name of ['.afterword-backup.copy', '.afterword-backup.new'])
	test(`killed while ${name} is written it leaves the others whole, and no half under a real name`, async () => {
		const folder = at(`killed${name}`);
		// earlier: another one of the same second, with the same in it, would have its name
		const { backup } = await json(`${folder}/`, '--clock', '2026-01-01T00:00:00Z');
		const old = readFileSync(backup);
		let killed = false;
		for (let left = 50; !killed; left--) {
			assert.ok(left, 'it was never killed in time');
			const child = spawn(binary, ['backup', folder], {
				cwd: server.dir,
				env: server.env,
				stdio: 'ignore',
			});
			const ended = once(child, 'close');
			while (child.exitCode === null && !existsSync(path.join(folder, name))) await soon();
			child.kill('SIGKILL');
			const [, signal] = await ended;
			killed = signal === 'SIGKILL' && existsSync(path.join(folder, name));
		}
		assert.deepEqual(readFileSync(backup), old);
		for (const each of backupsIn(folder))
			assert.equal((await verify(path.join(folder, each))).status, EX.OK);
		await json(folder);
		assert.deepEqual(readdirSync(folder).filter((each) => each.startsWith('.')), []);
	});

// As for the server: a limit on the size of files stands for a full disk.
test('on a full disk it says so, and leaves nothing but the others', async () => {
	const folder = at('full');
	const { backup } = await json(`${folder}/`);
	const old = readFileSync(backup);
	const limited = (kib) =>
		spawn('bash', ['-c', `trap '' XFSZ; ulimit -f ${kib}; exec "$0" "$@"`, binary, 'backup', folder], {
			cwd: server.dir,
			env: server.env,
			stdio: ['ignore', 'ignore', 'pipe'],
		});
	const size = statSync(at('afterword.db')).size / 1024;
	for (const kib of [4, Math.floor(size / 2)]) {
		const child = limited(kib);
		let said = '';
		child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
		const [status] = await once(child, 'close');
		assert.equal(status, EX.IOERR, said);
		assert.match(said, /^afterword: .+\n$/);
		assert.deepEqual(readdirSync(folder), [path.basename(backup)]);
		assert.deepEqual(readFileSync(backup), old);
	}
});

test('two at once: the second is told to come again', async () => {
	const folder = at('twice');
	mkdirSync(folder);
	const holder = spawn('flock', [folder, 'cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
	holder.stdin.write('held\n');
	await once(holder.stdout, 'data');
	await assertFails(server, ['backup', folder], EX.TEMPFAIL, /Another program/);
	await assertFails(server, ['backup', '--verify', folder], EX.TEMPFAIL, /Another program/);
	holder.stdin.end();
	await once(holder, 'close');
	await json(folder);
});

test('old ones go by number and by age, and nothing else does', async () => {
	const folder = at('rotated');
	const day = (n) => `2026-03-${String(n).padStart(2, '0')}T00:00:00Z`;
	const make = (n, ...more) => json(`${folder}/`, '--clock', day(n), ...more);
	const days = () => backupsIn(folder).map((name) => Number(name.slice(16, 18)));
	mkdirSync(folder);
	const mine = ['notes.txt', 'afterword-20260101T000000Z-x.zst', 'afterword-20260101T000000Z-0000000000000.zst~'];
	for (const name of mine) writeFileSync(path.join(folder, name), 'mine');
	for (const n of [1, 2, 3]) await make(n);
	assert.deepEqual(days(), [1, 2, 3]);
	const { removed } = await make(4, '--keep', '2');
	assert.equal(removed.length, 2);
	assert.deepEqual(days(), [3, 4]);
	await make(5);
	await make(6, '--keep-days', '2');
	assert.deepEqual(days(), [4, 5, 6]);
	await make(20, '--keep-days', '2', '--keep', '9');
	assert.deepEqual(days(), [20]);
	for (const name of mine) assert.equal(readFileSync(path.join(folder, name), 'utf8'), 'mine');
	for (const [args, words] of [
		[['--keep', '0'], /--keep is "0": a number from 1/],
		[['--keep-days', 'x'], /--keep-days is "x"/],
	])
		await assertFails(server, ['backup', folder, ...args], EX.USAGE, words);
	await assertFails(server, ['backup', at('new.zst'), '--keep', '1'], EX.USAGE, /for a folder/);
	await assertFails(server, ['backup', '--verify', folder, '--keep', '1'], EX.USAGE, /removes no/);
});

test('another server’s backups in the folder are left alone', async () => {
	const folder = at('shared');
	await json(`${folder}/`, '--clock', '2026-01-01T00:00:00Z');
	await inFolder(async (own) => {
		await own.start();
		await own.stop({ keep: true });
		await own.command('backup', folder, '--keep', '1', '--clock', '2026-01-02T00:00:00Z');
	});
	assert.equal(backupsIn(folder).length, 2);
});

test('the newest good one is never removed, and a flawed database is backed up and told', async () => {
	const folder = at('flawed');
	await inOther(async (own, to) => {
		await json(`${folder}/`, '--clock', '2026-04-01T00:00:00Z');
		await own.command('restore', path.join(folder, backupsIn(folder)[0]));
		sql(to('afterword.db'), 'DELETE FROM decision WHERE id = (SELECT min(id) FROM decision)');
		for (const n of [2, 3, 4]) {
			const args = ['backup', folder, '--keep', '1', '--clock', `2026-04-0${n}T00:00:00Z`];
			const { status, stdout, stderr } = await own.cli(...args);
			assert.equal(status, EX.DATAERR);
			assert.match(stdout, /^record\tWRONG\t/m);
			assert.match(stderr, /is whole, and the database in it has flaws: \d/);
			assert.ok(!existsSync(to('afterword.db.backup')), 'it is not noted as a good one');
		}
	});
	assert.deepEqual(backupsIn(folder).map((name) => name.slice(16, 18)), ['01', '04']);
	// the missing decision shows again
	const { status, told } = await verify(folder);
	assert.equal(status, EX.DATAERR);
	assert.ok(told.flaws > 0);
	assert.match(told.checks.find(({ check }) => check === 'record').wrong[0], /gone/);
	const newest = path.join(folder, backupsIn(folder).at(-1));
	await inOther(async (own) => {
		const refused = await own.cli('restore', newest);
		assert.equal(refused.status, EX.DATAERR);
		assert.match(refused.stderr, /^record\tWRONG\t.*\nafterword: .*flaws: \d\. --accept-flaws .*\n$/ms);
		assert.deepEqual(readdirSync(own.dir), ['afterword.key']);
		await own.command('restore', newest, '--accept-flaws');
		assert.equal(own.count('decision'), server.count('decision') - 1);
	});
});

test('a bit that was flipped is found, wherever it is', async () => {
	const good = at('good.zst');
	const bad = at('bad.zst');
	const { packed } = await json(good);
	const places = [0, 4, 9, 40, 200, MANIFEST, 4200, Math.floor(packed / 2), packed - 5, -1];
	for (const place of places) {
		copyFileSync(good, bad);
		flip(bad, place);
		const { status, stderr } = await verify(bad);
		// packed otherwise it may be the same: of what repeats, a match has several places
		if (place > MANIFEST && status === EX.OK) {
			assert.deepEqual(unpacked(bad), unpacked(good));
			continue;
		}
		assert.equal(status, EX.DATAERR, `${place}: ${stderr}`);
		assert.match(stderr, /no backup that|was changed|is damaged/, `${place}`);
	}
	for (const length of [0, 100, 4104, packed - 1]) {
		copyFileSync(good, bad);
		truncateSync(bad, length);
		assert.equal((await verify(bad)).status, EX.DATAERR, `${length}`);
	}
	writeFileSync(bad, Buffer.concat([readFileSync(good), Buffer.from('x')]));
	assert.match((await verify(bad)).stderr, /bytes long/);
	assert.deepEqual(readdirSync(server.dir).filter((name) => name.startsWith('.')), []);
	await assertFails(server, ['backup', '--verify', at('none.zst')], EX.NOINPUT, /none\.zst/);
	mkdirSync(at('empty'));
	await assertFails(server, ['backup', '--verify', at('empty')], EX.NOINPUT, /has no backup/);
});

const everything = ['site', 'page', 'comment', 'revision', 'decision', 'author', 'token', 'record'];

test('what is restored is what was backed up, and the server goes on with it', async () => {
	const file = at('round.zst');
	await json(file);
	await inOther(async (own, to) => {
		await own.command('restore', file);
		assert.equal(statSync(to('afterword.db')).mode & 0o777, 0o600);
		assert.deepEqual(readdirSync(own.dir).sort(), ['afterword.db', 'afterword.key']);
		for (const table of everything) {
			const rows = `SELECT * FROM ${table}`;
			assert.deepEqual(own.rows(rows), server.rows(rows), table);
		}
		await own.start();
		assert.doesNotMatch(own.log(), /record_begun/);
		const answer = await own.fetch('/api/v1/moderation/comments?state=pending', { token });
		assert.equal(answer.status, 200);
		assert.equal((await own.post()).status, 202);
		await own.command('check');
		await own.stop({ keep: true });
	});
});

test('what is there is replaced only for who means it, and kept', async () => {
	const file = at('replace.zst');
	await json(file);
	await inOther(async (own, to) => {
		await own.start();
		await own.addSite('mine', { origin: 'https://mine.example' });
		const { pid } = own;
		const running = new RegExp(`afterword\\.db is in use by process ${pid}; stop the server`);
		await assertFails(own, ['restore', file, '--replace', '--yes'], EX.TEMPFAIL, running);
		await own.stop({ keep: true });
		const before = readFileSync(to('afterword.db'));
		await assertFails(own, ['restore', file], EX.DATAERR, /is there already; --replace/);
		for (const typed of ['', 'yes\n', 'afterword\n']) {
			const { status, stderr } = await own.cliWith(typed, 'restore', file, '--replace');
			assert.equal(status, EX.USAGE);
			assert.match(stderr, /Type afterword\.db .*That is not its name, and nothing was done/s);
		}
		assert.deepEqual(readFileSync(to('afterword.db')), before);
		const clock = ['--clock', '2026-05-06T07:08:09Z'];
		const typed = await own.cliWith('afterword.db\n', 'restore', file, '--replace', clock);
		assert.equal(typed.status, EX.OK, typed.stderr);
		assert.equal(own.count(), server.count());
		const kept = to('afterword.db.replaced-20260506T070809Z');
		assert.deepEqual(readFileSync(kept), before);
		assert.match(typed.stdout, /kept: .*afterword\.db\.replaced-20260506T070809Z\n/);
		const args = ['restore', file, '--replace', '--yes', '--json', ...clock];
		const again = await own.cli(...args);
		assert.equal(again.status, EX.OK, again.stderr);
		assert.equal(JSON.parse(again.stdout).kept, `${kept}-2`);
	});
});

test('nobody else can have the database that is replaced: SQLite’s own shell is in the way', () =>
	inOther(async (own, to) => {
		const file = at('shell.zst');
		await json(file);
		await own.command('restore', file);
		const shell = spawn('sqlite3', [to('afterword.db')], { stdio: ['pipe', 'pipe', 'inherit'] });
		shell.stdin.write('SELECT count(*) FROM comment;\n');
		await once(shell.stdout, 'data');
		const args = ['restore', file, '--replace', '--yes'];
		await assertFails(own, args, EX.TEMPFAIL, new RegExp(`process ${shell.pid};`));
		shell.stdin.end();
		await once(shell, 'close');
		await own.command(args);
	}));

test('a damaged database is replaced, with what a crash has left beside it', () =>
	inOther(async (own, to) => {
		const file = at('crashed.zst');
		await json(file);
		writeFileSync(to('afterword.db'), 'not a database at all '.repeat(1000));
		writeFileSync(to('afterword.db-wal'), 'nor its log');
		writeFileSync(to('afterword.db-shm'), 'nor that');
		const told = JSON.parse(await own.command('restore', file, '--replace', '--yes', '--json'));
		assert.match(readFileSync(told.kept, 'utf8'), /^not a database/);
		assert.equal(readFileSync(`${told.kept}-wal`, 'utf8'), 'nor its log');
		for (const end of ['-wal', '-shm']) assert.ok(!existsSync(to(`afterword.db${end}`)), end);
		await own.command('check');
	}));

test('a restore that cannot be is refused, and what is there stays', async () => {
	const file = at('refused.zst');
	await json(file);
	await inFolder(async (own, to) => {
		await assertFails(own, ['restore', file], EX.CONFIG, /key_file: .*cannot be read/);
		writeFileSync(to('afterword.key'), `${'7'.repeat(64)}\n`, { mode: 0o600 });
		await assertFails(own, ['restore', file], EX.CONFIG, /made under the key \w{16}, which key_file does not hold: its newest is \w{16}/);
		assert.deepEqual(readdirSync(own.dir), ['afterword.key']);
	});
	await inOther(async (own, to) => {
		await assertFails(own, ['restore', to('none')], EX.NOINPUT, /none/);
		await assertFails(own, ['restore', to('afterword.key')], EX.DATAERR, /no backup that/);
		await assertFails(own, ['restore'], EX.USAGE, /A word is missing/);
		mkdirSync(to('afterword.db'));
		await assertFails(own, ['restore', file], EX.DATAERR, /is not a file/);
	});
});

// Erasing.

const linkOf = ({ status_url }) => status_url.split('/').at(-1);

async function erase(on, comment, email) {
	const answer = await on.fetch(`/api/v1/mine/${linkOf(comment)}/erase`, { body: { email } });
	return answer;
}

async function erased(on) {
	for (let left = 1200; on.count('erasure'); left--) {
		assert.ok(left, 'it was not erased in time');
		await sleep(50);
	}
}

const PATTERN = /quokkarillo|Platypussina|kookaburrian/gi;

// Words of the erased as they stand in the files of a database.
function traces(own, name = 'afterword.db') {
	return readdirSync(own.dir)
		.filter((each) => each.startsWith(name))
		.flatMap((each) => readFileSync(path.join(own.dir, each), 'latin1').match(PATTERN) ?? []);
}

async function leaveTwo(on, email) {
	const mine = { email, name: 'Platypussina', website: 'https://kookaburrian.example/' };
	const first = await on.leave({ ...mine, page: open('gone'), body: 'It is quokkarillo.' });
	const links = [1, 2, 3, 4].map((n) => ` https://link-${n}.example/`).join('');
	await on.leave({ ...mine, page: open('gone'), body: `quokkarillo waits${links}` });
	await on.indexed();
	return first;
}

test('what was erased stays gone after a restore from before', async () => {
	const folder = at('erased');
	const email = 'gone@example.org';
	let own;
	await inOther(async (other, to) => {
		own = other;
		await json(`${folder}/`);
		await own.command('restore', path.join(folder, backupsIn(folder)[0]));
		await own.start();
		const first = await leaveTwo(own, email);
		const stays = await own.leave({ page: open('gone'), body: 'It stays.' });
		await own.command('backup', folder);
		const before = path.join(folder, backupsIn(folder).at(-1));
		assert.equal((await erase(own, first, email)).status, 202);
		// in the ledger, before the answer
		assert.match(readFileSync(to('afterword.db.erased'), 'utf8'), /^\w{13} \w{13}\n$/);
		assert.equal(statSync(to('afterword.db.erased')).mode & 0o777, 0o600);
		await erased(own);
		await own.stop({ keep: true });
		assert.deepEqual(traces(own), []);

		const told = JSON.parse(await own.command('restore', before, '--replace', '--yes', '--json'));
		assert.equal(told.erased, 1);
		assert.equal(told.comments, 41 + server.rows("SELECT count(*) AS n FROM comment WHERE site = 'open'")[0].n + 3);
		assert.deepEqual(traces(own), [], 'the bytes are nowhere');
		await own.start();
		const thread = await own.thread(open('gone'));
		assert.deepEqual(thread.items.map(({ id }) => id), [stays.id]);
		await own.command('check');
		// the address begins a new author, and is nobody's
		const next = await own.leave({ page: open('gone'), email, body: 'Again.' });
		assert.equal(own.rows('SELECT count(*) AS n FROM erasure')[0].n, 0);
		await own.stop({ keep: true });
		// once more: nothing of what came since is erased
		await own.command('backup', folder);
		const later = path.join(folder, backupsIn(folder).at(-1));
		const again = JSON.parse(await own.command('restore', later, '--replace', '--yes', '--json'));
		assert.equal(again.erased, 0);
		await own.start();
		assert.deepEqual(
			(await own.thread(open('gone'))).items.map(({ id }) => id),
			[stays.id, next.id],
		);
		await own.stop({ keep: true });

		// where the machine is lost, the ledger beside the backups tells
		for (const name of readdirSync(own.dir))
			if (name.startsWith('afterword.db')) rmSync(to(name));
		const lost = JSON.parse(await own.command('restore', before, '--json'));
		assert.equal(lost.erased, 1);
		assert.deepEqual(traces(own), []);
		assert.match(readFileSync(to('afterword.db.erased'), 'utf8'), /^\w{13} \w{13}\n$/);
	});
});

test('the ledger’s file is mended from the database, and a torn line spoils nothing', async () => {
	await inOther(async (own, to) => {
		await own.start();
		await own.addSite('open', { origin: 'https://open.example', policy: 'publish', set: ['form_min=0'] });
		const file = to('afterword.db.erased');
		for (const email of ['one@example.org', 'two@example.org']) {
			const comment = await own.leave({ page: open('mend'), email });
			assert.equal((await erase(own, comment, email)).status, 202);
		}
		await erased(own);
		await own.stop({ keep: true });
		const whole = readFileSync(file, 'utf8');
		assert.equal(whole.split('\n').length, 3);
		rmSync(file);
		await own.start();
		await own.stop({ keep: true });
		const lines = (text) => text.trim().split('\n').sort();
		assert.deepEqual(lines(readFileSync(file, 'utf8')), lines(whole));
		writeFileSync(file, whole.slice(0, -5));
		await own.start();
		const comment = await own.leave({ page: open('mend'), email: 'three@example.org' });
		assert.equal((await erase(own, comment, 'three@example.org')).status, 202);
		await erased(own);
		await own.stop({ keep: true });
		const kept = readFileSync(file, 'utf8').split('\n').filter((line) => /^\w{13} \w{13}$/.test(line));
		assert.equal(new Set(kept).size, 3);
	});
});

test('without the ledger’s file nothing is erased, and it is told', async () => {
	await inOther(async (own, to) => {
		await own.start();
		await own.addSite('open', { origin: 'https://open.example', policy: 'publish', set: ['form_min=0'] });
		const email = 'later@example.org';
		const comment = await own.leave({ page: open('later'), email });
		mkdirSync(to('afterword.db.erased'));
		const refused = await erase(own, comment, email);
		assert.equal(refused.status, 500, refused.text);
		assert.match(refused.body.detail, /send it again/);
		assert.equal((await own.thread(open('later'))).items.length, 1);
		rmSync(to('afterword.db.erased'), { recursive: true });
		assert.equal((await erase(own, comment, email)).status, 202);
		assert.equal((await own.thread(open('later'))).items.length, 0);
		await erased(own);
		await own.stop({ keep: true });
	});
});
