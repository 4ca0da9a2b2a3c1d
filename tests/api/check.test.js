// afterword check: what it finds in a database that somebody wrote beside the server.

import assert from 'node:assert/strict';
import {
	chmodSync,
	chownSync,
	copyFileSync,
	readFileSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { EX } from './commands.js';
import { binary, held, open, startServer, startTwoSites } from './harness.js';

let server, token, file, key, note;
before(async () => {
	({ server, token } = await startTwoSites());
	file = path.join(server.dir, 'afterword.db');
	key = path.join(server.dir, 'afterword.key');
	const { id } = await server.leave({ page: open('a') });
	const { id: second } = await server.leave({ page: held('a'), body: 'A text of its own.' });
	for (const state of ['approved', 'spam', 'rejected', 'approved'])
		await server.decide(second, { state, note: `to ${state}` }, { token });
	await server.decide(id, { state: 'deleted' }, { token });
	await server.command('backup', path.join(server.dir, 'backups/'));
	note = 'to spam';
});
after(() => server.stop());

// As on a machine and with settings that nothing is wrong with.
const SAFE = [
	['--rate-limits', 'on'],
	['--fingerprint-cost', 'standard'],
	['--disk-reserve', '1M'],
	['--connections', '100'],
	['--reader-listeners', '100'],
].flat();

// {status, checks: {name: result}}; `more`: settings.
async function check(...more) {
	const { status, stdout, stderr } = await server.cli('check', '--json', ...SAFE, ...more);
	const results = JSON.parse(stdout);
	if (status) assert.match(stderr, /^afterword: \d+ of \d+ checks found something wrong\.\n$/);
	else assert.equal(stderr, '');
	return { status, checks: Object.fromEntries(results.map((one) => [one.check, one])) };
}
const NAMES = [
	'key',
	'file',
	'record',
	'revisions',
	'counters',
	'permissions',
	'disk',
	'clock',
	'limits',
	'certificate',
	'settings',
	'backup',
	'proxies',
	'sandbox',
];

async function assertGood() {
	const { status, checks } = await check();
	assert.deepEqual(Object.keys(checks), NAMES);
	for (const name of NAMES) {
		const { ok, level, wrong, count, advice } = checks[name];
		assert.deepEqual([ok, level, wrong, count, advice], [true, 'good', [], 0, null], name);
	}
	assert.equal(status, EX.OK);
	return checks;
}

// Only these checks complain; their texts.
async function assertWrong(...names) {
	const { status, checks } = await check();
	assert.equal(status, EX.DATAERR);
	assert.deepEqual(
		NAMES.filter((name) => !checks[name].ok),
		names,
	);
	return names.map((name) => {
		assert.equal(checks[name].level, 'wrong');
		assert.ok(checks[name].advice.length > 20);
		assert.equal(checks[name].wrong.length, Math.min(checks[name].count, 20));
		return checks[name].wrong.join('\n');
	});
}

// What another program does to the file.
const sql = (text) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', file, text]);

test('while the server runs, all is well', async () => {
	const { record, revisions } = await assertGood();
	assert.match(record.summary, /^6 decisions, the last sealed \w{26}$/);
	assert.match(revisions.summary, /^2 texts$/);
	const { status, stdout } = await server.cli('check', ...SAFE);
	assert.equal(status, EX.OK);
	assert.deepEqual(
		stdout
			.trim()
			.split('\n')
			.map((line) => line.split('\t').slice(0, 2)),
		NAMES.map((name) => [name, 'good']),
	);
});

test('it holds under decisions, and looks at one moment', async () => {
	let going = true;
	const work = (async () => {
		for (let i = 0; going; i++) {
			const { id } = await server.leave({ page: open(`busy-${i % 3}`), email: `b${i}@x.example` });
			await server.decide(id, { state: 'spam' }, { token });
		}
	})();
	try {
		for (let i = 0; i < 5; i++) await assertGood();
	} finally {
		going = false;
		await work;
	}
});

for (const [what, change, back, name, words] of [
	['a decision that was changed', `UPDATE decision SET made_by = 'token:eve' WHERE note = 'to spam'`,
		`UPDATE decision SET made_by = 'token:test' WHERE note = 'to spam'`, 'record', /^\w{13}: It was changed/],
	['a note that was changed', `UPDATE decision SET note = 'to eve' WHERE note = 'to spam'`,
		`UPDATE decision SET note = 'to spam' WHERE note = 'to eve'`, 'record', /^\w{13}: Its note was changed/],
	['a text that was changed', `UPDATE revision SET body = 'A text of its pwn.' WHERE body LIKE '%own.'`,
		`UPDATE revision SET body = 'A text of its own.' WHERE body LIKE '%pwn.'`, 'revisions', /revision 1: its text/],
	['a count of a site', `UPDATE site_count SET count = count + 1 WHERE site = 'example' AND state = 'spam'`,
		`UPDATE site_count SET count = count - 1 WHERE site = 'example' AND state = 'spam'`, 'counters',
		/example spam: 1 is kept, 0 is there/],
	['a count of a page', `UPDATE page SET count = 7 WHERE url LIKE '%example.org/a'`,
		`UPDATE page SET count = 1 WHERE url LIKE '%example.org/a'`, 'counters', /org\/a: 7 is kept, 1 is there/],
	['an alias that hides comments', `INSERT INTO page_alias (id, url, page, made_by, created_at)
		SELECT 1, a.url, b.id, 'x', 0 FROM page AS a, page AS b WHERE a.site = 'example' AND b.site = 'open' LIMIT 1`,
		'DELETE FROM page_alias WHERE id = 1', 'counters', /the alias https:\/\/example.org\/a: 0 is kept, 1 is there/],
	['a count of reports', `UPDATE comment SET open_reports = 1 WHERE site = 'example'`,
		`UPDATE comment SET open_reports = 0 WHERE site = 'example'`, 'counters', /org\/a: 1 is kept, 0 is there/],
	['an author’s history', 'UPDATE author SET spam = spam + 1 WHERE approved = 1',
		'UPDATE author SET spam = spam - 1 WHERE approved = 1', 'counters', /spam: 1 is kept, 0 is there/],
	['a revision that is not there', `UPDATE comment SET revision = 2 WHERE site = 'example'`,
		`UPDATE comment SET revision = 1 WHERE site = 'example'`, 'counters', /org\/a: 2 is kept, 0 is there/],
	['a reference into the void', 'UPDATE comment SET author = author + 1 WHERE state = \'deleted\'',
		'UPDATE comment SET author = author - 1 WHERE state = \'deleted\'', 'file', /row \d+ of comment refers to a row of author/],
])
	test(`${what} is found`, async () => {
		sql(`PRAGMA foreign_keys = OFF; ${change}`);
		const [told] = await assertWrong(name);
		assert.match(told, words);
		const { stdout } = await server.cli('check', ...SAFE);
		assert.match(stdout, new RegExp(`^${name}\tWRONG\t.*\n\t.+\n\t→ .+\n`, 'm'));
		sql(back);
		await assertGood();
	});

test('a note that was erased leaves the record whole', async () => {
	sql(`UPDATE decision SET note = NULL WHERE note = '${note}'`);
	await assertGood();
});

test('decisions that are gone from the end are found', async () => {
	copyFileSync(key, `${key}.kept`);
	sql('CREATE TABLE gone AS SELECT * FROM decision ORDER BY id DESC LIMIT 1;' +
		'DELETE FROM decision WHERE id = (SELECT max(id) FROM decision)');
	const [told, counted] = await assertWrong('record', 'counters');
	assert.match(told, /gone from its end/);
	assert.match(counted, /decisions by day on the site \w+: \d+ is kept, \d+ is there/);
	sql('INSERT INTO decision SELECT * FROM gone; DROP TABLE gone');
	await assertGood();
});

test('a key that is not right is told', async () => {
	chmodSync(key, 0o644);
	const [mode, record] = await assertWrong('key', 'record', 'revisions');
	assert.match(mode, /0600/);
	assert.match(record, /without the key/);
	chmodSync(key, 0o600);
	const kept = readFileSync(key);
	writeFileSync(key, `${'0'.repeat(64)}\n`);
	const [other, sealed] = await assertWrong('key', 'record', 'revisions');
	assert.match(other, /lacks the key [0-9a-f]{16} that the database is used with/);
	assert.match(sealed, /sealed with another key/);
	rmSync(key);
	const [gone] = await assertWrong('key', 'record', 'revisions');
	assert.match(gone, /cannot be read/);
	writeFileSync(key, kept, { mode: 0o600 });
	await assertGood();
});

test('a file with damage is told, and one that is not there', async () => {
	await server.stop({ keep: true });
	const whole = readFileSync(file);
	const damaged = Buffer.from(whole);
	// a page of the index of what is decided on a comment
	const [{ rootpage }] = server.rows(
		`SELECT rootpage FROM sqlite_schema WHERE name = 'decision_comment'`,
	);
	damaged.fill(0, (rootpage - 1) * 4096 + 100, rootpage * 4096);
	writeFileSync(file, damaged);
	const [told] = await assertWrong('file');
	assert.match(told, /decision_comment|page \d+/i);
	truncateSync(file, whole.length - 4096);
	const torn = await server.cli('check', ...SAFE);
	assert.equal(torn.status, EX.IOERR);
	assert.match(torn.stderr, /afterword\.db: .*malformed/);
	writeFileSync(file, whole);
	await assertGood();
	const { status: missing, stderr } = await server.cli('check', '--database', 'nowhere.db');
	assert.equal(missing, EX.NOINPUT);
	assert.match(stderr, /nowhere\.db/);
	await server.start();
});

test('what is from before there were seals is sealed by the server', async () => {
	await server.stop({ keep: true });
	sql('UPDATE decision SET seal = NULL, note_seal = NULL; UPDATE revision SET seal = NULL;' +
		'UPDATE record SET count = 0, last = NULL, sealed = 0, seal = NULL');
	const [told] = await assertWrong('record');
	assert.match(told, /not sealed yet/);
	await server.start();
	assert.match(server.log(), /event=record_begun/);
	for (let left = 100; left; left--) {
		const checks = await assertGood();
		if (!/not sealed yet/.test(checks.revisions.summary)) break;
		assert.ok(left > 1, 'texts were not sealed');
		await sleep(100); // the server begins within a second
	}
	const { id } = await server.leave({ page: open('later') });
	await server.decide(id, { state: 'spam' }, { token });
	await assertGood();
});

test('a database that others can read is told, and a folder where they can write', async () => {
	chmodSync(file, 0o644);
	const [mode] = await assertWrong('permissions');
	assert.match(mode, /afterword\.db: others can read or write it \(mode 644\)/);
	chmodSync(file, 0o600);
	chmodSync(server.dir, 0o777);
	const [folder] = await assertWrong('permissions');
	assert.match(folder, /everybody can write in it \(mode 777\)/);
	chmodSync(server.dir, 0o700);
	await assertGood();
});

test(
	"a database is its key's owner's, or a service's, to which root hands the key",
	{ skip: process.getuid() !== 0 && 'only root gives files away' },
	async () => {
		const [SERVICE, NOBODY, SOMEBODY] = [61184, 65534, 1000];
		for (const user of [SERVICE, NOBODY]) {
			chownSync(file, user, 0);
			await assertGood();
		}
		chownSync(file, SOMEBODY, 0);
		const [owner] = await assertWrong('permissions');
		assert.match(owner, /afterword\.db is user 1000's, the key user 0's/);
		chownSync(file, 0, 0);
	},
);

test('a disk with less room than is reserved is told', async () => {
	const { status, checks } = await check('--disk-reserve', '1024G');
	assert.equal(status, EX.DATAERR);
	assert.equal(checks.disk.level, 'wrong');
	assert.match(checks.disk.wrong[0], /^\d+ MiB are free, \d+ MiB shall be: disk_reserve/);
	assert.match(checks.disk.summary, /^\d+ MiB free, the database has \d+/);
});

test('a clock that is behind the newest row is told', async () => {
	const { status, checks } = await check('--clock', '2026-01-31T12:00:00Z');
	assert.equal(status, EX.DATAERR);
	assert.deepEqual([checks.clock.level, checks.clock.count], ['wrong', 1]);
	assert.match(
		checks.clock.wrong[0],
		/^It is 2026-01-31T12:00:00.000Z, but the newest row .* from 20\d\d-/,
	);
	const { checks: later } = await check('--clock', '2099-01-31T12:00:00Z');
	assert.equal(later.clock.ok, true);
});

test('a backup that is old, or was never made, is a warning', async () => {
	const { checks: late } = await check('--clock', '2099-01-31T12:00:00Z');
	assert.match(late.backup.wrong[0], /^The last one without flaws is from .*Z, \d{5} days ago\.$/);
	const { checks: made } = await check();
	assert.match(made.backup.summary, /^the last one without flaws is from 20/);
	const mark = `${file}.backup`;
	const when = readFileSync(mark);
	rmSync(mark);
	const { status, checks: none } = await check();
	writeFileSync(mark, when);
	assert.deepEqual([status, none.backup.level], [EX.OK, 'warning']);
	assert.deepEqual(none.backup.wrong, ['None without flaws was made yet.']);
});

test('too few files are a warning', async () => {
	const limited = ['-c', 'ulimit -n 400; exec "$0" "$@"', binary, 'check', '--json', ...SAFE];
	const { status, stdout } = spawnSync('bash', limited, {
		cwd: server.dir,
		env: server.env,
		encoding: 'utf8',
	});
	const limits = JSON.parse(stdout).find((one) => one.check === 'limits');
	assert.deepEqual([status, limits.ok, limits.level], [EX.OK, false, 'warning']);
	assert.match(limits.wrong[0], /^400 files may be open, 456 are wanted: connections, reader_listeners/);
	assert.match(limits.advice, /LimitNOFILE/);
});

// What a server was told by proxies: requests with these headers, so many of each.
const FORWARDED = { 'x-forwarded-for': '192.0.2.7' };
const ARRIVALS = [
	['a proxy that is not named', {}, [[15, FORWARDED], [15, { forwarded: 'for=192.0.2.7' }]], /^Most requests say that a proxy has passed them on, and/],
	['a proxy that does not say', { trusted_proxies: '127.0.0.1' }, [[30, {}]], /^Most requests come by a proxy of/],
	['a proxy that says, and who asks by themselves', { trusted_proxies: '127.0.0.1' }, [[30, FORWARDED], [10, {}]]],
];
for (const [what, settings, arrivals, words] of ARRIVALS)
	test(`how requests arrive is looked at: ${what}`, async () => {
		const own = await startServer({ site: false, log: 'info', ...settings });
		try {
			for (const [count, headers] of arrivals)
				for (let i = 0; i < count; i++) await own.fetch('/demo', { headers });
			for (let i = 0; i < 60; i++) await own.fetch('/healthz'); // is no reader's
			const sum = arrivals.reduce((all, [count]) => all + count, 0);
			const counted = new RegExp(`^of ${sum} requests proxies told from where `);
			let proxies; // it counts all the time, and keeps it now and then
			for (let left = 20; !counted.test(proxies?.summary); left--) {
				assert.ok(left, proxies?.summary);
				await sleep(250);
				const { stdout } = await own.cli('check', '--json');
				proxies = JSON.parse(stdout).find((one) => one.check === 'proxies');
			}
			assert.equal(proxies.level, words ? 'warning' : 'good');
			assert.match(proxies.wrong.join(), words ?? /^$/);
			await own.stop({ keep: true });
			const logged = own.log().match(/level=warning event=proxies advice="([^"]*)/g) ?? [];
			assert.equal(logged.length, words ? 1 : 0);
			assert.doesNotMatch(own.log(), /192\.0\.2/);
		} finally {
			own.wipe();
		}
	});

const RISKS = [
	[['--rate-limits', 'off'], /^rate_limits is off/],
	[['--fingerprint-cost', 'keyed'], /^fingerprint_cost is keyed/],
	[['--listen', '0.0.0.0:80', '--demo', 'off'], /^public_url is empty/],
	[
		['--listen', '127.0.0.1:80,0.0.0.0:80', '--demo', 'off', '--public-url', 'http://a.example'],
		/^public_url is http:/,
	],
	[['--demo', 'off', '--public-url', 'https://a.example'], /^public_url is https, but trusted_proxies/],
	[
		['--public-url', 'https://a.example', '--trusted-proxies', '10.0.0.1', '--demo', 'on'],
		/^demo is on/,
	],
	[
		[
			...['--public-url', 'https://a.example', '--trusted-proxies', '10.0.0.1', '--demo', 'off'],
			...['--sign-in-header', 'Remote-User', '--listen', '[::]:80'],
		],
		/^sign_in_header is set, and moderators/,
	],
	[['--clock', new Date().toISOString()], /^clock is a time at which/],
	[['--session-idle', '1441'], /^session_idle is more than a day/],
];
for (const [settings, words] of RISKS)
	test(`a setting that is risky is a warning: ${words.source}`, async () => {
		const { status, checks } = await check(...settings);
		assert.equal(status, EX.OK);
		assert.deepEqual(
			NAMES.filter((name) => !checks[name].ok),
			['settings'],
		);
		const { level, wrong } = checks.settings;
		assert.deepEqual([level, wrong.length], ['warning', 1]);
		assert.match(wrong[0], words);
		const { stdout } = await server.cli('check', ...SAFE, ...settings);
		assert.match(stdout, /^settings\twarning\t.*\n\t.+\n\t→ .+\n/m);
	});

test('as one sets it up behind a proxy, no setting is risky', async () => {
	const { status, checks } = await check(
		...['--public-url', 'https://a.example', '--trusted-proxies', '127.0.0.1', '--demo', 'off'],
		...['--listen', '127.0.0.1:8080', '--moderate-listen', '127.0.0.1:8081'],
	);
	assert.deepEqual([status, checks.settings.wrong], [EX.OK, []]);
});
