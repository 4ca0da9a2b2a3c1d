// What was rejected, taken for spam or deleted is erased when its time is over: the texts are gone,
// the decisions stay.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertFails, EX } from './commands.js';
import { held, startServer } from './harness.js';

const PATIENCE = 60_000; // milliseconds until the bytes are gone
const DAY = 86_400_000;
const start = Date.parse('2026-01-01T12:00:00Z');
const day = (number) => new Date(start + number * DAY).toISOString();

// Each stands in one comment alone.
const words = {
	spam: 'quokkarillo',
	deleted: 'wombatesque',
	answered: 'thylacinette',
	rejected: 'bandicootish',
	late: 'kookaburrian',
	back: 'numbatology',
	approved: 'echidnaform',
	pending: 'bilbyfication',
};
const ids = {};

let server, token;
before(async () => {
	server = await startServer({ clock: day(0) });
	token = await server.addToken();
});
after(() => server.stop());

// The clock stands still until the server is started again.
async function moveTo(number) {
	await server.stop({ keep: true });
	server.settings.clock = day(number);
	await server.start();
}

const item = async (name) =>
	(await server.fetch(`/api/v1/moderation/comments/${ids[name]}`, { token })).body;

async function decide(name, state) {
	const answer = await server.decide(ids[name], { state }, { token });
	assert.equal(answer.status, 200, answer.text);
}

async function due() {
	const counts = JSON.parse(await server.command(['purge', '--dry-run', '--json']));
	return Object.fromEntries(counts.map(({ state, comments }) => [state, comments]));
}

// Until nothing waits to be erased any more; the names of those that are.
async function erased() {
	for (const end = Date.now() + PATIENCE; ; await sleep(50)) {
		const none = Object.values(await due()).every((count) => count === 0);
		if (none && !server.count('erasure')) break;
		assert.ok(Date.now() < end, 'it goes on');
	}
	const items = await Promise.all(Object.keys(ids).map(async (name) => [name, await item(name)]));
	return items.filter(([, { erased }]) => erased).map(([name]) => name);
}

// Those whose word is in the files.
function traces() {
	const found = server.traces(Object.values(words));
	return Object.keys(words).filter((name) => found.includes(words[name]));
}

test('before its time nothing is erased', async () => {
	const page = held('times');
	for (const name of Object.keys(words)) {
		const email = `${name}@example.org`;
		ids[name] = (await server.leave({ page, email, body: `It is ${words[name]}.` })).id;
	}
	await decide('answered', 'approved');
	const answer = { page, email: 'b@example.org', body: 'An answer.', parent: ids.answered };
	ids.answer = (await server.leave(answer)).id;
	await decide('answer', 'approved');
	await decide('answered', 'deleted');
	for (const name of ['spam', 'late', 'back']) await decide(name, 'spam');
	for (const name of ['deleted', 'rejected', 'approved']) await decide(name, name);
	await server.indexed();
	await moveTo(20);
	assert.deepEqual(await erased(), []);
	await decide('back', 'approved');
	await decide('late', 'pending');
	await decide('late', 'spam');
	assert.deepEqual(traces(), Object.keys(words));
});

test('what is about to be erased is told, and nothing is erased by telling', async () => {
	await server.stop({ keep: true });
	server.settings.clock = day(31);
	assert.deepEqual(await due(), { rejected: 0, spam: 1, deleted: 2 });
	assert.deepEqual(await due(), { rejected: 0, spam: 1, deleted: 2 });
	const said = await server.command(['purge', '--dry-run']);
	assert.match(said, /^rejected\tkept \(rejected_days is 0\)\nspam\t1 comments of more than 30 days\n/);
	await assertFails(server, ['purge'], EX.USAGE, /--dry-run/);
	await server.start();
});

test('after it texts are gone and decisions stay; whose time began anew is left', async () => {
	assert.deepEqual(await erased(), ['spam', 'deleted', 'answered']);
	assert.deepEqual(traces(), ['rejected', 'late', 'back', 'approved', 'pending']);
	const { state, body, name } = await item('spam');
	assert.deepEqual([state, body, name], ['deleted', '', '']);
	const { body: record } = await server.fetch(
		`/api/v1/moderation/decisions?comment=${ids.spam}`,
		{ token },
	);
	assert.deepEqual(
		record.items.slice(-2).map(({ from, to, by }) => [from, to, by]),
		[
			['pending', 'spam', 'token:test'],
			['spam', 'deleted', 'retention'],
		],
	);
	const thread = await server.thread(held('times'));
	assert.deepEqual(
		thread.items.map(({ id, name }) => [id, name]),
		[
			[ids.answered, null],
			[ids.answer, 'Ada'],
			[ids.back, 'Ada'],
			[ids.approved, 'Ada'],
		],
	);
	const { status, stdout } = await server.cli('check');
	assert.equal(status, 0, stdout);
});

test('the days of each state are a setting', async () => {
	server.settings.rejected_days = 25;
	server.settings.spam_days = 0;
	await moveTo(60);
	assert.deepEqual(await erased(), ['spam', 'deleted', 'answered', 'rejected']);
	assert.deepEqual(traces(), ['late', 'back', 'approved', 'pending']);
	delete server.settings.spam_days;
	await moveTo(60);
	assert.ok((await erased()).includes('late'));
});
