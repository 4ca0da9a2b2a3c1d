// Bits that are flipped in the database, as a disk or a memory that fails does it. What is promised:
//
//   1. a bit in a sealed column (a text, its seal, its author, its time) of any revision is found by
//      `afterword check` and by every backup that is made, and so is one in the record;
//   2. readers are not shown such a text, but told that it is damaged; moderators are shown it, and
//      told; the log and the metrics say so; all else goes on;
//   3. bits anywhere in the file: the server does not crash, and says clearly what it cannot do.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { form, open, startTwoSites } from '../api/harness.js';
import { rounds } from './parts/rounds.js';

const ROUNDS = rounds(4, 200);
const COMMENTS = 200;
const PATIENCE = 60_000;

const random = (below) => Math.floor(Math.random() * below);
const page = open('read');

let server;
let token;
let whole; // the file, as it was
const ids = []; // of the comments, in the order in which they were left
before(async () => {
	({ server, token } = await startTwoSites());
	await server.stop({ keep: true });
	writeFileSync(path.join(server.dir, 'metrics.token'), 'm'.repeat(64), { mode: 0o600 });
	server.settings = { ...server.settings, metrics_token_file: 'metrics.token' };
	await server.start();
	for (let i = 0; i < COMMENTS; i++)
		ids.push((await server.leave({ page, body: `Text number ${i} of a reader` })).id);
	for (const id of ids.slice(0, 20)) {
		const { status } = await server.decide(id, { state: 'rejected' }, { token });
		assert.equal(status, 200);
	}
	await server.indexed();
	await server.stop({ keep: true });
	whole = readFileSync(file());
});
after(() => server?.wipe());

const file = () => path.join(server.dir, 'afterword.db');

// SQL, and what it gives, in the file that nobody else has open.
const sqlite = (sql) =>
	execFileSync('sqlite3', [file()], { input: sql, encoding: 'utf8', timeout: PATIENCE }).trim();

// The value of a column, with one bit flipped, as SQL.
function flipped(column, value) {
	if (column === 'created_at') return String(BigInt(value) ^ (1n << BigInt(random(40))));
	if (column === 'made_by') return `'m'`; // it was null
	const bytes = Buffer.from(value, column === 'seal' ? 'hex' : 'utf8');
	const at = random(bytes.length);
	// a text stays one: SQLite would end it at a NUL, and that is a bit, too
	bytes[at] ^= 1 << random(column === 'seal' ? 8 : 7);
	const literal = `X'${bytes.toString('hex')}'`;
	return column === 'seal' ? literal : `CAST(${literal} AS TEXT)`;
}

async function assertFound(count) {
	const { status, stdout } = await server.cli('check', '--json');
	assert.equal(status, 65, stdout);
	const revisions = JSON.parse(stdout).find(({ check }) => check === 'revisions');
	assert.equal(revisions.ok, false);
	assert.equal(revisions.count, count, stdout);
}

test(`a bit in a sealed column of each of ${COMMENTS} revisions: check finds ${COMMENTS}`, async () => {
	const rows = JSON.parse(
		execFileSync(
			'sqlite3',
			[
				'-json',
				file(),
				'SELECT CAST(comment AS TEXT) AS comment, body, hex(seal) AS seal, created_at FROM revision',
			],
			{ encoding: 'utf8', maxBuffer: 1 << 26 },
		),
	);
	assert.equal(rows.length, COMMENTS);
	const columns = ['body', 'body', 'body', 'seal', 'created_at', 'made_by'];
	const changes = rows.map((row, i) => {
		const column = columns[i % columns.length];
		const value = flipped(column, row[column]);
		return `UPDATE revision SET ${column} = ${value} WHERE comment = ${row.comment};`;
	});
	sqlite(`BEGIN; ${changes.join('\n')} COMMIT;`);
	await assertFound(COMMENTS);
	const backup = await server.cli('backup', 'damaged.zst');
	assert.equal(backup.status, 65, backup.stderr);
	assert.equal((await server.cli('backup', '--verify', 'damaged.zst')).status, 65);
});

test('the server goes on, and shows none of them as if it were whole', async () => {
	await server.start();
	const thread = await server.thread(page, { limit: 100 });
	assert.equal(thread.items.length, 100);
	for (const item of thread.items) {
		assert.equal(item.damaged, true, item.id);
		assert.equal(item.html, null);
		assert.equal(item.name, 'Ada');
	}
	const html = await server.fetch(`/comments?${form({ page })}`);
	assert.equal(html.status, 200);
	assert.match(html.text, /The text of this comment is damaged and cannot be shown\./);
	assert.doesNotMatch(html.text, /of a reader/);
	const feed = await server.fetch(`/feeds/page?${form({ page })}`);
	assert.equal(feed.status, 200);
	assert.doesNotMatch(feed.text, /<entry>/);
	const [id] = ids.slice(-1);
	assert.equal((await server.fetch(`/comments/${id}/report`)).status, 404);

	const queue = await server.fetch('/api/v1/moderation/comments?state=approved&limit=50', {
		token,
	});
	assert.equal(queue.status, 200);
	assert.ok(queue.body.items.every(({ damaged, body }) => damaged && body !== null));
	const item = await server.fetch(`/api/v1/moderation/comments/${id}`, { token });
	assert.equal(item.body.damaged, true);
	const found = await server.fetch('/api/v1/moderation/comments?q=text&state=approved', { token });
	assert.ok(found.body.items.every(({ damaged }) => damaged));

	assert.match(server.log(), new RegExp(`level=error event=text_damaged comment=${id} revision=1`));
	const metrics = await server.fetch('/metrics', { token: 'm'.repeat(64) });
	assert.ok(Number(/^afterword_damaged_texts_total (\d+)$/m.exec(metrics.text)[1]) > 100);

	// what comes now is whole
	const left = await server.leave({ page, body: 'A new one' });
	const newest = await server.thread(page, { sort: 'newest', limit: 1 });
	assert.equal(newest.items[0].id, left.id);
	assert.equal(newest.items[0].damaged, false);
	assert.match(newest.items[0].html, /A new one/);
	await server.stop({ keep: true });
});

test('a bit in the record: check finds it', async () => {
	for (const [column, value] of [
		['seal', "zeroblob(16)"],
		['at', 'at + 1'],
		['made_by', "'nobody'"],
		['comment', 'comment + 1'],
	]) {
		writeFileSync(file(), whole);
		const known = sqlite("SELECT count(*) FROM pragma_table_info('decision')");
		assert.ok(Number(known) > 0);
		const has = sqlite(
			`SELECT count(*) FROM pragma_table_info('decision') WHERE name = '${column}'`,
		);
		if (has === '0') continue;
		sqlite(`PRAGMA foreign_keys = OFF; UPDATE decision SET ${column} = ${value}
			WHERE id = (SELECT id FROM decision LIMIT 1 OFFSET 7)`);
		const { status, stdout } = await server.cli('check', '--json');
		assert.equal(status, 65, column);
		const record = JSON.parse(stdout).find(({ check }) => check === 'record');
		assert.equal(record.ok, false, column);
	}
});

const clear = /^afterword: .+\n$/;

test(`bits anywhere in the file, ${ROUNDS} times: no crash, clear words`, async (t) => {
	const outcomes = { refused: 0, started: 0, answers: new Map() };
	for (let round = 0; round < ROUNDS; round++) {
		const bytes = Buffer.from(whole);
		for (let i = 0; i < 8; i++) bytes[random(bytes.length)] ^= 1 << random(8);
		const log = server.log().length;
		writeFileSync(file(), bytes);
		const check = await server.cli('check');
		assert.ok([0, 65, 74, 78, 66].includes(check.status), `${check.status} ${check.stderr}`);
		try {
			await server.start();
		} catch (error) {
			const said = server.log().slice(log);
			assert.match(error.message, /ended too early \((65|66|74|78)\)/, said);
			assert.match(said, /^afterword: .+$/m, said);
			outcomes.refused++;
			continue;
		}
		outcomes.started++;
		const asked = [
			server.fetch(`/api/v1/comments?${form({ page })}`),
			server.fetch(`/comments?${form({ page })}`),
			server.post({ page, body: `After round ${round}` }),
			server.fetch('/api/v1/moderation/comments?state=rejected&limit=100', { token }),
			server.fetch('/api/v1/moderation/decisions', { token }),
			server.fetch('/readyz'),
		];
		for (const answer of await Promise.all(asked)) {
			const { status } = answer;
			assert.ok([200, 201, 202, 401, 403, 404, 500, 503].includes(status), answer.text);
			outcomes.answers.set(status, (outcomes.answers.get(status) ?? 0) + 1);
		}
		assert.equal((await server.fetch('/healthz')).status, 200);
		const { code } = await server.end('SIGTERM');
		assert.equal(code, 0, server.log().slice(log));
	}
	assert.doesNotMatch(server.log(), /Sanitizer|runtime error/);
	t.diagnostic(
		`${outcomes.started} started, ${outcomes.refused} refused: ` +
			JSON.stringify([...outcomes.answers]),
	);
});
