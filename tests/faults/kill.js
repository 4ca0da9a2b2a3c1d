// Kill -9 under load: what was acknowledged is there, once.
//
// Each round: writers, moderators and readers at work on the real program, SIGKILL at a random
// moment (now and then once more while it starts), a start on the same data, and the account of
// what was answered against what is there:
//
//   1. a comment that was acknowledged is there exactly once, with its id and its text;
//   2. one that was sent with a key and not answered is sent again with the same key, and is
//      there once when it is answered; without a key it is there once or not at all;
//   3. a decision that was acknowledged stands, and is on record once;
//   4. the database is whole: integrity, foreign keys, the counts that are kept, the seals, and
//      whatever else `afterword check` looks at; every so many rounds, and at the end.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { comment, startServer } from '../api/harness.js';
import { drawing, rounds, seed } from './parts/rounds.js';

const ROUNDS = rounds(50, 1000);
const LOOK_EVERY = 10; // rounds, at the whole database
const WRITERS = 8;
const MODERATORS = 2;
const READERS = 2;
const MOST_ANSWERS = 100; // until the kill; a count, so that slow machines have rounds as full
const LONGEST_START = 200; // milliseconds until the kill of a start
const PATIENCE = 20_000;
const GRACE = 3000; // milliseconds for what is under way to notice the kill

const random = drawing(seed);

// What was sent, by the comment's text, which nobody else has: {round, body, email, key}, and
// what is known of it: id and state once it was acknowledged, asked when an approval was sent.
const ledger = new Map();
const unanswered = []; // of these, those that carry a key
const undecided = []; // acknowledged and not yet judged
const tally = {
	answers: 0,
	acknowledged: 0,
	cut: 0,
	repeated: 0,
	decided: 0,
	lost: 0,
	doubled: 0,
};

const pageOf = (round) => `https://example.org/round-${round}`;

let server;
let token;
let round; // {number, killed: a signal}

// Calls the server. Undefined when it went away.
async function call(target, options) {
	const signal = AbortSignal.any([round.killed, AbortSignal.timeout(PATIENCE)]);
	try {
		const answer = await server.fetch(target, { ...options, signal });
		tally.answers++;
		return answer;
	} catch (error) {
		if (error.name === 'TimeoutError') throw error;
		return undefined;
	}
}

function newEntry() {
	const number = ledger.size;
	const entry = {
		round: round.number,
		body: `Comment ${number} of round ${round.number}`,
		email: `reader-${random(50)}@example.org`,
		key: random(4) > 0 ? `key-${number}` : undefined,
	};
	ledger.set(entry.body, entry);
	return entry;
}

async function send(entry) {
	const { body, email, key } = entry;
	const answer = await call('/api/v1/comments', {
		body: comment({ page: pageOf(entry.round), body, email }),
		headers: key ? { 'idempotency-key': key } : {},
	});
	if (!answer) {
		tally.cut++;
		if (key) unanswered.push(entry);
		return false;
	}
	assert.equal(answer.status, 202, answer.text);
	entry.id = answer.body.id;
	entry.state = answer.body.state;
	undecided.push(entry);
	tally.acknowledged++;
	return true;
}

function sendAgain() {
	tally.repeated++;
	return send(unanswered.shift());
}

async function write() {
	let alive = true;
	while (alive) alive = await (unanswered.length ? sendAgain() : send(newEntry()));
}

async function approve(entry) {
	entry.asked = true;
	const answer = await call(`/api/v1/moderation/comments/${entry.id}`, {
		method: 'PATCH',
		headers: { 'if-match': '"1"' },
		body: { state: 'approved' },
		token,
	});
	if (!answer) return false;
	assert.equal(answer.status, 200, answer.text);
	entry.state = 'approved';
	tally.decided++;
	return true;
}

async function moderate() {
	let alive = true;
	while (alive && !round.killed.aborted) {
		const entry = undecided.shift();
		if (entry) alive = await approve(entry);
		else await sleep(5);
	}
}

async function read() {
	for (;;) {
		const page = encodeURIComponent(pageOf(round.number - random(3)));
		const answer = await call(`/api/v1/comments?page=${page}&sort=newest`);
		if (!answer) return;
		assert.equal(answer.status, 200, answer.text);
	}
}

const many = (count, work) => Array.from({ length: count }, () => work());

async function loadAndKill(number) {
	const killed = new AbortController();
	round = { number, killed: killed.signal };
	const work = Promise.all([
		...many(WRITERS, write),
		...many(MODERATORS, moderate),
		...many(READERS, read),
	]);
	const enough = tally.answers + random(MOST_ANSWERS);
	while (tally.answers < enough) await Promise.race([sleep(1), work]);
	await sleep(random(10));
	await server.kill();
	const late = setTimeout(() => killed.abort(), GRACE);
	await work;
	clearTimeout(late);
}

async function startAndKill() {
	const start = server.start().catch(() => {}); // that it ended too early is our doing
	await sleep(random(LONGEST_START));
	await server.kill();
	await start;
}

// What the statements give, asked of the file itself, beside the server.
async function sqlite(...statements) {
	const file = path.join(server.dir, 'afterword.db');
	const args = ['-json', '-readonly', '-cmd', '.timeout 5000', file, ...statements];
	const { stdout } = await promisify(execFile)('sqlite3', args, { maxBuffer: 1 << 28 });
	return stdout ? JSON.parse(stdout) : [];
}

// Comments that stand in the database, by text.
async function stored() {
	const rows = await sqlite(`
		SELECT revision.body, comment.state, (SELECT count(*) FROM decision
			WHERE decision.comment = comment.id) AS decisions
		FROM comment LEFT JOIN revision
			ON revision.comment = comment.id AND revision.number = comment.revision`);
	const groups = new Map();
	for (const row of rows) groups.set(row.body, [...(groups.get(row.body) ?? []), row]);
	return groups;
}

// Mistakes in what is stored of one entry.
function mistakes(entry, rows) {
	const found = [];
	if (entry.id && rows.length === 0) found.push('lost');
	if (rows.length > 1) found.push('doubled');
	for (const { state, decisions } of rows) {
		const approved = state === 'approved';
		if (!approved && state !== 'pending') found.push(`state ${state}`);
		if (approved && !entry.asked) found.push('approved by nobody');
		if (entry.state === 'approved' && !approved) found.push('its decision is lost');
		if (decisions !== Number(approved)) found.push(`${decisions} decisions on record`);
	}
	return found;
}

async function accountStored() {
	const groups = await stored();
	const wrong = [];
	for (const entry of ledger.values()) {
		const found = mistakes(entry, groups.get(entry.body) ?? []);
		if (found.includes('lost')) tally.lost++;
		if (found.includes('doubled')) tally.doubled++;
		if (found.length) wrong.push(`${entry.body}: ${found.join(', ')}`);
		groups.delete(entry.body);
	}
	for (const body of groups.keys()) wrong.push(`nobody sent ${body}`);
	assert.deepEqual(wrong, []);
}

async function accountWhole() {
	assert.deepEqual(await sqlite('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
	assert.deepEqual(await sqlite('PRAGMA foreign_key_check'), []);
	await server.command('check');
	assert.deepEqual(
		await sqlite(`SELECT url FROM page WHERE count <> (SELECT count(*) FROM comment
			WHERE comment.page = page.id AND state = 'approved')`),
		[],
	);
	assert.deepEqual(
		await sqlite(`SELECT id FROM author WHERE approved <> (SELECT count(*) FROM comment
			WHERE comment.author = author.id AND state = 'approved')`),
		[],
	);
}

// Comments of the moderators' API, by id; of one page, or of all.
async function listed(page) {
	const items = new Map();
	for (const state of ['pending', 'approved']) {
		const query = new URLSearchParams({ state, limit: 200, ...(page && { page }) });
		let next;
		do {
			if (next) query.set('after', next);
			const { status, text, body } = await server.fetch(
				`/api/v1/moderation/comments?${query}`,
				{ token },
			);
			assert.equal(status, 200, text);
			for (const item of body.items) items.set(item.id, item);
			next = body.next;
		} while (next);
	}
	return items;
}

// What readers of the page see, by id.
async function shown(page) {
	const { status, text, body } = await server.fetch(
		`/api/v1/comments?limit=1000&page=${encodeURIComponent(page)}`,
	);
	assert.equal(status, 200, text);
	assert.equal(body.next, null);
	assert.equal(body.page.count, body.items.length);
	return new Map(body.items.map((item) => [item.id, item]));
}

// The same account through the API: of one round, or of all.
async function accountAnswered(number) {
	const page = number === undefined ? undefined : pageOf(number);
	const items = await listed(page);
	const seen = page && (await shown(page));
	for (const entry of ledger.values()) {
		if (!entry.id || (page && entry.round !== number)) continue;
		const item = items.get(entry.id);
		assert.equal(item?.body, entry.body);
		assert.equal(item.page.url, pageOf(entry.round));
		if (seen) assert.equal(seen.has(entry.id), item.state === 'approved');
	}
}

// Sends what is still unanswered to a server that nobody kills.
async function settle() {
	round = { number: ROUNDS, killed: new AbortController().signal };
	while (unanswered.length) assert.ok(await sendAgain());
}

test(`${ROUNDS} kills under load lose nothing and double nothing`, async (t) => {
	server = await startServer({ log: 'info' });
	token = await server.addToken();
	try {
		for (let number = 0; number < ROUNDS; number++) {
			await loadAndKill(number);
			if (number % 5 === 4) await startAndKill();
			await server.start();
			await accountStored();
			await accountAnswered(number);
			if (number % LOOK_EVERY === 0) await accountWhole();
		}
		await settle();
		await accountStored();
		await accountWhole();
		await accountAnswered();
		await server.stop();
	} finally {
		const numbers = Object.entries(tally).map(([name, count]) => `${count} ${name}`);
		t.diagnostic(`${ROUNDS} rounds: ${numbers.join(', ')}, seed ${seed}`);
		server.wipe();
	}
	assert.ok(tally.acknowledged > ROUNDS, 'too little was acknowledged to tell anything');
	assert.ok(tally.cut > ROUNDS, 'too little was cut to tell anything');
});
