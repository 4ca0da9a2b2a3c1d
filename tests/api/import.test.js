// afterword export and import: what goes out comes in again, byte for byte; what does not travel;
// what is refused, and that nothing is half there.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { assertFails, EX, inFolder } from './commands.js';
import { binary, held, open, startTwoSites } from './harness.js';

let server, token, admin;
const said = {}; // comments by what became of them

const linkOf = ({ status_url }) => status_url.split('/').at(-1);
const at = (...names) => path.join(server.dir, ...names);
const sql = (file, text) =>
	execFileSync('sqlite3', ['-cmd', '.timeout 5000', file, text], { encoding: 'utf8' }).trim();
const admins = (method, target, body) => server.fetch(`/api/v1/${target}`, { method, body, token: admin });

async function must(answer, ...statuses) {
	const { status, text, body } = await answer;
	assert.ok(statuses.includes(status), `${status}: ${text}`);
	return body;
}

// A file's lines as objects.
const parse = (text) => text.trimEnd().split('\n').map((line) => JSON.parse(line));
const lines = (objects) => objects.map((object) => `${JSON.stringify(object)}\n`).join('');

async function exported(from, ...args) {
	const { status, stdout, stderr } = await from.cli('export', ...args);
	assert.equal(status, 0, stderr);
	return stdout;
}

// A server's folder with nothing in its database; `key`: that of the first server.
const inEmpty = (work, { key = false } = {}) =>
	inFolder(async (own, to) => {
		if (key) copyFileSync(at('afterword.key'), to('afterword.key'));
		else await own.command('key', 'new', 'afterword.key');
		await own.command('migrate');
		return work(own, to);
	});

async function imports(own, text, ...args) {
	const { status, stdout, stderr } = await own.cliWith(text, ['import', '-', '--json', ...args]);
	return { status, stderr, told: stdout ? JSON.parse(stdout) : undefined };
}

async function taken(own, text, ...args) {
	const { status, stderr, told } = await imports(own, text, ...args);
	assert.equal(status, EX.OK, `${stderr}${JSON.stringify(told)}`);
	return told;
}

async function assertSound(own) {
	const results = JSON.parse((await own.cli('check', '--json')).stdout);
	for (const name of ['key', 'file', 'record', 'revisions', 'counters'])
		assert.deepEqual(results.find(({ check }) => check === name).wrong, [], name);
}

const extremes = [
	'Ελληνικά, עברית, العربية, 日本語, 👩‍👩‍👧‍👦, e\u0301 as it was written',
	'a "quote", a \\ backslash, a\ttab, </script>, \u2028 \u2029 \ud83d\ude00 \ufeff and \u007e',
	`${'x'.repeat(16 * 1024 - 3)} é`.slice(0, 16 * 1024 - 1),
	'line\nline\n\n    code\u00a0\u200d\n',
	"'; DROP TABLE comment; --",
];

before(async () => {
	({ server, token } = await startTwoSites());
	admin = await server.addToken({ name: 'admin', scope: 'admin' });
	await server.command(
		...['site', 'set', 'open', '--set', 'likes=on', '--set', 'thread_sort=liked'],
		...['--set', 'network_rate=0', '--set', 'author_rate=0'],
		...['--origin', 'https://open.example', '--origin', 'https://also.example'],
	);
	await server.command('site', 'set', 'example', '--set', 'network_rate=0', '--set', 'author_rate=0');
	const page = open('page');
	const leave = (more) => server.leave({ page, ...more });
	said.first = await leave({ body: 'The first.', email: 'anna@x.example', website: 'https://anna.example/?a=b#c' });
	for (const [i, body] of extremes.entries())
		await leave({ body, email: `extreme-${i}@x.example`, parent: said.first.id });
	// a thread deeper than there are places
	for (let i = 0, parent = said.first.id; i < 18; i++)
		parent = (await leave({ body: `Deep ${i}.`, parent, email: `deep-${i}@x.example` })).id;
	said.tomb = await leave({ body: 'Will go, and hold up an answer.' });
	await leave({ body: 'The answer.', parent: said.tomb.id });
	await must(server.decide(said.tomb.id, { state: 'deleted' }, { token }), 200);
	said.edited = await leave({ body: 'Edited by its author.', email: 'edits@x.example' });
	await must(
		server.fetch(`/api/v1/mine/${linkOf(said.edited)}`, { method: 'PATCH', headers: { 'if-match': '"1"' }, body: { body: 'Edited, and more.' } }),
		200,
	);
	await must(server.decide(said.edited.id, { body: 'By a moderator.' }, { token, revision: 2 }), 200);
	said.erased = await leave({ body: 'Will be erased.', email: 'gone@x.example', name: 'Gone' });
	await must(
		server.fetch(`/api/v1/mine/${linkOf(said.erased)}/erase`, { body: { email: 'gone@x.example' } }),
		202,
	);
	for (const state of ['approved', 'rejected', 'spam', 'deleted', 'pending']) {
		const { id } = await server.leave({ page: held(`was-${state}`), body: `It is ${state}.`, email: `${state}@x.example` });
		said[state] = id;
		const more = state === 'rejected' ? { reason: 'abuse', note: 'Not here,\nplease.' } : {};
		if (state !== 'pending') await must(server.decide(id, { state, ...more }, { token }), 200);
	}
	const items = [{ id: said.approved, revision: 1 }];
	const bulk = await must(admins('POST', 'moderation/decisions', { state: 'spam', items }), 200);
	await must(admins('POST', `moderation/decisions/${bulk.undo}/undo`), 200);
	await must(server.fetch(`/api/v1/comments/${said.first.id}/likes`, { method: 'POST', body: {} }), 200, 201, 204);
	const reported = server.fetch(`/api/v1/comments/${said.first.id}/reports`, {
		body: { reason: 'abuse', note: 'It is rude.' },
	});
	await must(reported, 201, 202, 204);
	const item = await must(server.fetch(`/api/v1/moderation/comments/${said.first.id}`, { token }), 200);
	said.author = item.author;
	await must(admins('PATCH', `moderation/authors/${item.author.id}`, { standing: 'trusted', note: 'Known.' }), 200);
	const banned = await must(server.fetch(`/api/v1/moderation/comments/${said.spam}`, { token }), 200);
	await must(admins('PATCH', `moderation/authors/${banned.author.id}`, { standing: 'banned' }), 200);
	said.network = item.network;
	for (const rule of [
		{ site: 'open', kind: 'words', value: 'casino\ncheap pills', action: 'hold', note: 'As ever.' },
		{ site: 'open', kind: 'pattern', value: '^b(a|o)d$', action: 'spam', state: 'off' },
		{ site: 'open', kind: 'host', value: 'bad.example', action: 'reject' },
		{ site: 'open', kind: 'author', value: item.author.tag, action: 'hold' },
		{ site: 'open', kind: 'network', value: item.network, action: 'hold' },
	])
		await must(admins('POST', 'moderation/rules', rule), 200, 201);
	await leave({ body: 'Held by the tag and by a word: casino.', email: 'anna@x.example' });
	for (const body of [{ name: 'Anna', author: item.author.id }, { name: 'Nobody' }])
		await must(admins('POST', 'admin/sites/open/names', body), 200, 201);
	await must(admins('POST', `moderation/pages/${(await pageOf('open')).id}/aliases`, { url: open('other') }), 200, 201);
	await finished();
});
after(() => server.stop());

const pageOf = async (site) =>
	(await must(server.fetch(`/api/v1/moderation/pages?site=${site}`, { token }), 200)).items[0];

// What was asked to be erased is.
async function finished() {
	for (let left = 1200; server.count('erasure'); left--) {
		assert.ok(left, JSON.stringify(server.rows('SELECT * FROM erasure')));
		await sleep(50);
	}
}

test('there is something of every kind to take along', async () => {
	const kinds = new Set(parse(await exported(server)).map(({ kind }) => kind));
	const all = ['afterword', 'site', 'origin', 'page', 'alias', 'author', 'name', 'rule', 'comment'];
	assert.deepEqual([...kinds], [...all, 'revision', 'reason', 'report', 'decision', 'erased', 'end']);
});

for (const prints of [[], ['--with-fingerprints']])
	test(`what is imported into an empty server is exported byte for byte ${prints}`, async () => {
		const text = await exported(server, ...prints);
		await inEmpty(
			async (own) => {
				const told = await taken(own, text);
				assert.equal(told.lines, text.split('\n').length - 3);
				assert.equal(await exported(own, ...prints), text);
				await assertSound(own);
				const counted = 'SELECT url, count FROM page UNION ALL SELECT site || state, count FROM site_count WHERE count ORDER BY 1';
				assert.deepEqual(own.rows(counted), server.rows(counted));
				const days = 'SELECT * FROM day_count ORDER BY 1, 2, 3, 4';
				assert.deepEqual(own.rows(days), server.rows(days));
				const places = 'SELECT id, hex(path) AS path, root, depth, shown, open_reports FROM comment ORDER BY id';
				assert.deepEqual(own.rows(places), server.rows(places));
				const histories = 'SELECT id, approved, rejected, spam FROM author ORDER BY id';
				assert.deepEqual(own.rows(histories), server.rows(histories));
			},
			{ key: prints.length > 0 },
		);
	});

test('what an older version has exported is taken as it is', async () => {
	const samples = new URL('../import/afterword/', import.meta.url);
	for (const name of readdirSync(samples)) {
		const text = readFileSync(new URL(name, samples), 'utf8');
		await inEmpty(async (own) => {
			await taken(own, text);
			await assertSound(own);
			assert.equal(await exported(own), text, name);
		});
	}
});

test('readers see the same, and what is new goes on from there', async () => {
	const text = await exported(server, '--with-fingerprints');
	await inEmpty(
		async (own) => {
			await taken(own, text);
			await own.start();
			assert.deepEqual(await own.thread(open('page'), { limit: 100 }), await server.thread(open('page'), { limit: 100 }));
			assert.deepEqual(await own.thread(open('other')), await server.thread(open('other')));
			await own.indexed();
			const { id } = await own.leave({ page: open('page'), body: 'After the move.', email: 'anna@x.example' });
			const [{ author }] = own.rows(`SELECT author FROM comment ORDER BY id DESC LIMIT 1`);
			const [first] = own.rows('SELECT author FROM comment WHERE parent IS NULL ORDER BY id LIMIT 1');
			assert.equal(author, first.author, 'the author is known again');
			assert.ok(id > said.first.id);
			const link = await own.fetch(`/api/v1/mine/${linkOf(said.edited)}`);
			assert.equal(link.status, 200, 'a private link holds under the same key');
			await own.stop({ keep: true });
			await assertSound(own);
		},
		{ key: true },
	);
});

test('without fingerprints nothing made of an address, a network or the key is in it', async () => {
	const secrets = server.rows(`SELECT lower(hex(fingerprint)) AS text FROM author UNION SELECT tag FROM author
		UNION SELECT lower(hex(salt)) FROM site UNION SELECT tag FROM comment_network
		UNION SELECT lower(hex(reporter)) FROM report UNION SELECT lower(hex(reader)) FROM liker
		UNION SELECT lower(hex(seal)) FROM revision UNION SELECT lower(hex(hash)) FROM token
		UNION SELECT name FROM token WHERE 0`);
	const { items } = await server.thread(open('page'));
	const text = await exported(server);
	const avatars = items.map(({ avatar }) => ({ text: avatar }));
	const key = readFileSync(at('afterword.key'), 'utf8').trim();
	assert.ok(secrets.length > 50);
	for (const { text: secret } of [...secrets, ...avatars, { text: key }, { text: 'x.example"' }, { text: '@x.example' }])
		if (secret) assert.ok(!text.toLowerCase().includes(secret.toLowerCase()), secret);
	const [{ id }] = server.rows(`SELECT id FROM rule WHERE kind = 'author'`);
	assert.ok(id);
	const [rule] = parse(text).filter(({ looks_at: looksAt }) => looksAt === 'author');
	assert.deepEqual([rule.author, rule.value], [said.author.id, null]);
	const reasons = parse(text).filter(({ kind, rule: by }) => kind === 'reason' && by);
	assert.ok(reasons.some(({ text: why }) => why === 'hold (author)'), JSON.stringify(reasons));
	// with them the author's are, and a network's are not
	const whole = await exported(server, '--with-fingerprints');
	assert.ok(whole.includes(said.author.tag));
	for (const { tag } of server.rows('SELECT tag FROM comment_network')) assert.ok(!whole.includes(tag));
});

test('fingerprints need the key that made them, or are dropped when that is asked', async () => {
	const text = await exported(server, '--with-fingerprints');
	await inEmpty(async (own) => {
		const { status, stderr } = await own.cliWith(text, ['import', '-']);
		assert.equal(status, EX.CONFIG);
		const id = parse(text)[0].key;
		assert.match(stderr, new RegExp(`made with the key ${id}, which key_file does not have\\. --drop-fing`));
		assert.equal(own.count('site'), 0);
		await taken(own, text, '--drop-fingerprints');
		assert.equal(await exported(own), await exported(server));
	});
	// an old key of this server is one of its keys
	await inEmpty(async (own, to) => {
		writeFileSync(to('afterword.key'), readFileSync(to('afterword.key')) + readFileSync(at('afterword.key')));
		await taken(own, text);
	});
});

test('a site on which nobody has written is taken over, and others are in the way', async () => {
	const text = await exported(server);
	await inEmpty(async (own) => {
		await own.start(); // makes the demo's site
		await own.addSite('example', { origin: 'https://unused.example' });
		await own.addSite('open', { origin: 'https://open.example', policy: 'publish' });
		await own.addToken({ site: 'example' });
		await own.leave({ page: open('in-the-way') });
		const { told } = await imports(own, text);
		assert.deepEqual(told.mistakes.map(({ field, code }) => [field, code]), [['id', 'conflict']]);
		assert.deepEqual([own.count('site'), own.count('site_origin')], [3, 3]);
		await taken(own, await exported(server, '--site', 'example'));
		const origins = own.rows("SELECT origin FROM site_origin WHERE site = 'example' ORDER BY origin");
		assert.deepEqual(origins, [{ origin: 'https://example.org' }, { origin: 'https://unused.example' }]);
		await own.stop({ keep: true });
	});
});

test('one site alone travels, and into a server that has others', async () => {
	const text = await exported(server, '--site', 'open');
	const kinds = parse(text);
	assert.deepEqual(kinds.filter(({ kind }) => kind === 'site').map(({ id }) => id), ['open']);
	assert.ok(kinds.length < parse(await exported(server)).length);
	await inEmpty(async (own) => {
		await taken(own, await exported(server, '--site', 'example'));
		await own.start();
		await own.leave({ page: held('busy'), body: 'The server runs meanwhile.' });
		await own.indexed();
		const before = JSON.parse(await own.command('check', '--json'));
		assert.ok(before.find(({ check }) => check === 'record').ok);
		// older ids come in between: the record is sealed anew, and the search has them
		await taken(own, text);
		await own.indexed();
		const newer = await own.leave({ page: open('page'), body: 'On from here.' });
		assert.ok(newer.id);
		await own.stop({ keep: true });
		await assertSound(own);
		assert.equal(await exported(own, '--site', 'open').then((now) => parse(now).length) >= kinds.length, true);
		const again = await imports(own, text);
		assert.equal(again.status, EX.DATAERR);
		assert.deepEqual(again.told.mistakes.map(({ field, code }) => [field, code]), [['id', 'conflict'], ['origin', 'conflict'], ['origin', 'conflict']].slice(0, again.told.mistakes.length));
		assert.match(again.told.mistakes[0].detail, /A site of this id is there already/);
	});
});

test('packed by its name or a flag, whole under its name, for its owner alone', async () => {
	const plain = await exported(server);
	for (const [name, unpack] of [
		['a.jsonl', (bytes) => bytes],
		['a.jsonl.gz', gunzipSync],
		['a.jsonl.zst', (bytes) => execFileSync('zstd', ['-dc'], { input: bytes })],
	]) {
		const told = JSON.parse(await server.command('export', at(name), '--json'));
		assert.deepEqual([told.ok, told.fingerprints, told.key], [true, false, null]);
		assert.equal(told.lines, plain.split('\n').length - 3);
		assert.equal(statSync(at(name)).mode & 0o777, 0o600);
		assert.equal(unpack(readFileSync(at(name))).toString(), plain);
		await assertFails(server, ['export', at(name)], EX.CANTCREAT, /there already/);
		await inEmpty(async (own) => {
			assert.match(await own.command('import', at(name)), /3 sites, \d+ comments and \d+ decisions are imported/);
			assert.equal(await exported(own), plain);
		});
	}
	const child = spawn(binary, ['export', '--pack', 'gzip'], { cwd: server.dir, env: server.env });
	const chunks = [];
	child.stdout.on('data', (chunk) => chunks.push(chunk));
	await once(child, 'close');
	assert.equal(gunzipSync(Buffer.concat(chunks)).toString(), plain);
	assert.deepEqual(readdirSync(server.dir).filter((name) => name.includes('unfinished')), []);
	await assertFails(server, ['export', '--pack', 'rar'], EX.USAGE, /plain, gzip or zstd/);
	await assertFails(server, ['export', '--json'], EX.USAGE, /to a file/);
	await assertFails(server, ['export', '--site', 'none'], EX.NOINPUT, /no site none/);
	await assertFails(server, ['export', at('no', 'folder')], EX.CANTCREAT, /No such file/);
	await assertFails(server, ['import', at('nothing')], EX.NOINPUT, /No such file/);
});

test('a dry run tells what would be wrong, and keeps nothing', async () => {
	const text = await exported(server);
	await inEmpty(async (own) => {
		const told = await taken(own, text, '--dry-run');
		assert.deepEqual([told.ok, told.imported, told.mistakes], [true, false, []]);
		assert.deepEqual([own.count('site'), own.count('comment'), own.count('search')], [0, 0, 0]);
		await taken(own, text);
	});
});

// A change of one line; what is told of it: fields and codes. What hangs on it is not told again.
const wrong = [
	['a member that nobody knows', 'page', (line) => (line.colour = 'red'), ['colour', 'unknown']],
	['a member that is missing', 'comment', (line) => delete line.author, ['author', 'required']],
	['a number for a text', 'revision', (line) => (line.body = 5), ['body', 'not_a_text']],
	['an id that is none', 'comment', (line) => (line.page = 'nowhere'), ['page', 'not_an_id']],
	['a page that is not there', 'comment', (line) => (line.page = '0zzzzzzzzzzz0'), ['page', 'unknown']],
	['an author that is not there', 'comment', (line) => (line.author = '0zzzzzzzzzzz0'), ['author', 'unknown']],
	['an id of the far future', 'decision', (line) => (line.id = '7zzzzzzzzzzzz'), ['id', 'in_the_future']],
	['a state that is none', 'comment', (line) => (line.state = 'liked'), ['state', 'unknown_value']],
	['a time that is none', 'page', (line) => (line.created_at = 'yesterday'), ['created_at', 'not_a_time']],
	['a page of another spelling', 'page', (line) => (line.url = 'HTTPS://open.example/page'), ['url', 'not_canonical']],
	['a page that is no web page', 'page', (line) => (line.url = 'javascript:alert(1)'), ['url', 'scheme']],
	['an origin with a path', 'origin', (line) => (line.origin += '/x'), ['origin', 'not_an_origin']],
	['a website that runs a script', 'comment', (line) => (line.website = 'javascript:alert(1)'), ['website', 'scheme']],
	['a name turned around', 'comment', (line) => (line.name = 'a\u202eb'), ['name', 'invalid_character']],
	['no name', 'comment', (line) => (line.name = ''), ['name', 'misfit']],
	['a name not in NFC', 'comment', (line) => (line.name = 'e\u0301'), ['name', 'not_canonical']],
	['a body too long', 'revision', (line) => (line.body = 'x'.repeat(16 * 1024 + 1)), ['body', 'too_long']],
	['a text of which none is told', 'revision', (line) => (line.number = 900), ['number', 'unknown']],
	['a number that is negative', 'reason', (line) => (line.score = -1), ['score', 'not_a_number']],
	['a site’s number out of range', 'site', (line) => (line.links = 5000), ['links', 'out_of_range']],
	['a site’s id that is none', 'site', (line, all) => { for (const other of all) if (other.site === line.id) other.site = 'No/Site'; line.id = 'No/Site'; }, ['id', 'not_a_slug']],
	['a pattern that is none', 'rule', (line) => (line.value = '('), ['value', undefined], (line) => line.looks_at === 'pattern'],
	['a rule of a network', 'rule', (line) => (line.looks_at = 'network'), ['looks_at', 'misfit'], (line) => line.looks_at === 'host'],
	['approved and not shown', 'comment', (line) => (line.shown = 0), ['shown', 'misfit'], (line) => line.state === 'approved' && line.parent],
	['spam that is shown', 'comment', (line) => Object.assign(line, { shown: 1, published: 1 }), ['shown', 'misfit'], (line) => line.state === 'spam'],
	['a report for no reason', 'report', (line) => (line.reason = 'boredom'), ['reason', 'unknown_value']],
	['an answer older than what it answers', 'comment', (line) => (line.parent = line.id), ['parent', 'misfit']],
	['an answer to a comment on another page', 'comment', (line, all) => (line.parent = all.find(({ kind }) => kind === 'comment').id), ['parent', 'unknown'], (line) => line.state === 'spam'],
	['an author of another site', 'comment', (line, all) => (line.author = all.find(({ kind }) => kind === 'comment').author), ['author', 'misfit'], (line) => line.state === 'spam'],
	['a kind that nobody knows', 'alias', (line) => (line.kind = 'person'), ['kind', 'unknown']],
	['a first line in the middle', 'alias', (line) => { for (const name of Object.keys(line)) delete line[name]; Object.assign(line, { kind: 'afterword', format: 1 }); }, ['kind', 'misplaced']],
	['a fingerprint in a file without', 'author', (line) => (line.fingerprint = '00'), ['fingerprint', 'unknown']],
	['a site twice', 'site', (line, all, i) => all.splice(i, 0, { ...line }), ['id', 'conflict'], undefined, 1],
	['a line twice', 'alias', (line, all, i) => all.splice(i, 0, { ...line }), ['url', 'conflict'], undefined, 1],
];

test('each mistake is told once, by line and member, and nothing is imported', async () => {
	const text = await exported(server);
	await inEmpty(async (own) => {
		for (const [what, kind, change, [field, code], which, later = 0] of wrong) {
			const all = parse(text);
			const index = all.findIndex((line) => line.kind === kind && (!which || which(line)));
			assert.ok(index > 0, what);
			change(all[index], all, index);
			all.at(-1).lines = all.length - 2;
			const { status, told, stderr } = await imports(own, lines(all));
			assert.equal(status, EX.DATAERR, `${what}: ${stderr}`);
			assert.match(stderr, /Nothing is imported\. Mistakes: 1\./, `${what}: ${JSON.stringify(told)}`);
			const [mistake] = told.mistakes;
			assert.equal(mistake.line, index + 1 + later, what);
			assert.equal(mistake.field, field, `${what}: ${mistake.detail}`);
			if (code) assert.equal(mistake.code, code, what);
			assert.ok(mistake.detail.length > 10, what);
			assert.deepEqual([told.imported, own.count('site'), own.count('comment')], [false, 0, 0], what);
		}
		// in words
		const all = parse(text);
		for (const line of all) if (line.kind === 'comment') line.state = 'liked';
		const { status, stdout, stderr } = await own.cliWith(lines(all), ['import', '-']);
		assert.deepEqual([status, stdout], [EX.DATAERR, '']);
		assert.match(stderr, /^line \d+: state: The member must be one of its names\.\n/);
		assert.match(stderr, /\nand \d+ more; --json tells the first 1000\.\nafterword: Nothing is imported\. Mistakes: \d+\.\n$/);
	});
});

test('what is no export, not whole, damaged, or of a newer version is refused as that', async () => {
	const text = await exported(server);
	const some = text.split('\n');
	const gz = gzipSync(text);
	const flipped = Buffer.from(gz);
	flipped[flipped.length - 6] ^= 1;
	const zst = execFileSync('zstd', ['-c'], { input: text });
	await inEmpty(async (own) => {
		for (const [bytes, words, status = EX.DATAERR] of [
			['', /no export of afterword/],
			['{}\n', /no export of afterword/],
			['[1]\n', /no export of afterword/],
			['\0\0\n', /no export of afterword/],
			['{"kind":"site"}\n', /no export of afterword/],
			['x'.repeat(300_000), /no export of afterword/],
			['{"kind":"afterword","format":2,"new":true}\n', /format 2; this version knows 1/, EX.CONFIG],
			[`${some.slice(0, -2).join('\n')}\n`, /not whole: its last line/],
			[`${some.slice(0, 20).concat(some.slice(21)).join('\n')}`, /Mistakes|not whole: it has \d+ lines/],
			[text.slice(0, text.length - 3), /Mistakes: 1|not whole/],
			[gz.subarray(0, gz.length / 2), /damaged, or ends too early/],
			[gz.subarray(0, gz.length - 4), /damaged, or ends too early/],
			[flipped, /damaged, or ends too early/],
			[zst.subarray(0, zst.length / 2), /damaged, or ends too early/],
			[zst.subarray(0, zst.length - 1), /damaged, or ends too early/],
		]) {
			const result = await own.cliWith(bytes, ['import', '-']);
			assert.equal(result.status, status, `${words}: ${result.stderr}`);
			assert.match(result.stderr, words);
			assert.equal(own.count('site'), 0);
		}
		// a line too long is passed over and told
		const long = [...some.slice(0, 3), `{"kind":"${'y'.repeat(300_000)}"}`, ...some.slice(3)].join('\n');
		const { told } = await imports(own, long);
		assert.deepEqual([told.mistakes[0].line, told.mistakes[0].code], [4, 'too_large']);
	});
});

test('texts that were changed are told, marked, and taken only when that is asked', async () =>
	inEmpty(async (own) => {
		await taken(own, await exported(server));
		const file = path.join(own.dir, 'afterword.db');
		sql(file, `UPDATE revision SET body = 'Put into his mouth.' WHERE body = 'The first.'`);
		sql(file, `UPDATE decision SET made_by = 'token:eve' WHERE id = (SELECT max(id) FROM decision)`);
		const out = path.join(own.dir, 'flawed.jsonl');
		const { status, stderr } = await own.cli('export', out);
		assert.equal(status, EX.DATAERR);
		assert.match(stderr, /The export is whole; seals that did not hold: 2\./);
		const text = readFileSync(out, 'utf8');
		const flawed = parse(text).filter((line) => line.flawed);
		assert.deepEqual(flawed.map(({ kind }) => kind), ['revision', 'decision']);
		assert.equal(parse(text).at(-1).flaws, 2);
		await inEmpty(async (other) => {
			const refused = await imports(other, text);
			assert.equal(refused.status, EX.DATAERR);
			assert.deepEqual(refused.told.mistakes.map(({ code }) => code), ['flawed', 'flawed']);
			assert.equal(other.count('site'), 0);
			assert.equal((await taken(other, text, '--accept-flaws')).flaws, 2);
			await assertSound(other);
		});
		// nor does importing cover what was changed here
		const more = await exported(server);
		const { status: again, stderr: why } = await own.cliWith(more, ['import', '-']);
		assert.equal(again, EX.DATAERR);
		assert.match(why, /The record here is not as it was sealed/);
	}));

test('what was erased since the export does not come back', async () =>
	inEmpty(
		async (own) => {
			const [site, origin] = ['later', 'https://later.example'];
			const word = 'pademelonic';
			let old, erased;
			await inEmpty(
				async (first, to) => {
					await first.start();
					await first.addSite(site, { origin, policy: 'publish', set: ['form_min=0'] });
					const email = 'later@x.example';
					const comment = await first.leave({ page: `${origin}/a`, email, body: word, name: word });
					await first.leave({ page: `${origin}/a`, email: 'other@x.example', body: 'Stays.', parent: comment.id });
					old = await exported(first, '--with-fingerprints');
					assert.ok(old.includes(word));
					const asked = first.fetch(`/api/v1/mine/${linkOf(comment)}/erase`, { body: { email } });
					assert.equal((await asked).status, 202);
					await first.stop({ keep: true });
					erased = to('afterword.db.erased');
					assert.ok(existsSync(erased));
					copyFileSync(erased, path.join(own.dir, 'afterword.db.erased'));
				},
				{ key: true },
			);
			const told = await taken(own, old);
			assert.equal(told.erased, 1);
			assert.deepEqual(own.rows('SELECT state, shown, name FROM comment ORDER BY id'), [
				{ state: 'deleted', shown: 2, name: '' },
				{ state: 'approved', shown: 1, name: 'Ada Lovelace' },
			].map((row, i) => (i ? { ...row, name: own.rows('SELECT name FROM comment ORDER BY id')[1].name } : row)));
			await assertSound(own);
			const now = await exported(own);
			assert.ok(!now.includes(word));
			assert.equal(parse(now).filter(({ kind }) => kind === 'erased').length, 1);
			await own.start();
			for (let left = 600; own.count('erasure'); left--) {
				assert.ok(left);
				await sleep(100);
			}
			assert.deepEqual(own.traces([word]), []);
			await own.stop({ keep: true });
		},
		{ key: true },
	));

test('what is erased on its way is waited for', async () =>
	inEmpty(async (own) => {
		await taken(own, await exported(server));
		const file = path.join(own.dir, 'afterword.db');
		sql(file, `INSERT INTO erasure SELECT author, id, 1, 'deleted', 0 FROM comment LIMIT 1`);
		await assertFails(own, ['export'], EX.TEMPFAIL, /not yet; the server does that/);
	}));

test('killed in the middle nothing is there, and it can be done again', async () => {
	const all = parse(await exported(server));
	// enough to be killed in
	const index = all.findIndex(({ kind }) => kind === 'comment');
	const [comment] = all.filter(({ state, parent }) => state === 'pending' && !parent);
	const more = [], texts = [];
	for (let i = 0; i < 3000; i++) {
		const id = `0${comment.id.slice(1, 9)}${i.toString(8).padStart(4, '0')}`;
		if (all.some((line) => line.id === id)) continue;
		more.push({ ...comment, id });
		texts.push({ kind: 'revision', comment: id, number: 1, body: `${i}`, by: null, created_at: comment.created_at });
	}
	all.splice(index, 0, ...more);
	all.splice(all.findIndex(({ kind }) => kind === 'revision'), 0, ...texts);
	all.at(-1).lines = all.length - 2;
	const text = lines(all);
	await inEmpty(async (own) => {
		const child = spawn(binary, ['import', '-'], { cwd: own.dir, env: own.env, stdio: ['pipe', 'ignore', 'ignore'] });
		const ended = once(child, 'close');
		child.stdin.on('error', () => {});
		child.stdin.write(text.slice(0, text.length - 10));
		await sleep(1500);
		child.kill('SIGKILL');
		assert.equal((await ended)[1], 'SIGKILL');
		assert.deepEqual([own.count('site'), own.count('comment'), own.count('decision')], [0, 0, 0]);
		await taken(own, text);
		await assertSound(own);
		assert.equal(own.count('comment'), server.count('comment') + more.length);
	});
});

// Texts of readers and moderators as anybody may write them, in a file that was made by hand.
test('whatever texts there are come out as they went in', async () => {
	const plain = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => text.isWellFormed?.() ?? true);
	const body = fc.oneof(plain, fc.string({ unit: 'binary', maxLength: 200 }));
	const [head, ...rest] = parse(await exported(server, '--site', 'example'));
	await inEmpty(async (own) => {
		await fc.assert(
			fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 30 }), async (bodies) => {
				const all = [head, ...structuredClone(rest)];
				const texts = all.filter(({ kind, body: text }) => kind === 'revision' && text);
				for (const [i, line] of texts.entries()) line.body = bodies[i % bodies.length] || 'x';
				const sent = lines(all);
				const { status, told } = await imports(own, sent, '--dry-run');
				// what no reader could have left is told as a mistake in a body, and nothing else
				if (status !== EX.OK)
					for (const mistake of told.mistakes)
						assert.ok(mistake.field === 'body' || (mistake.field === '' && mistake.code === 'bad-json'), JSON.stringify(mistake));
				else
					await inEmpty(async (other) => {
						await taken(other, sent);
						assert.equal(await exported(other), sent);
					});
			}),
			{ numRuns: 3 },
		);
	});
});
