// What came in and what was decided, by day and by whom.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, form, held, open, startServer } from './harness.js';

const DAY = 86_400_000;
const start = Date.parse('2026-11-20T23:59:59Z');

// The clock stands still until the server is started again.
let server, token, second, foreign;
before(async () => {
	server = await startServer({ clock: new Date(start).toISOString() });
	await server.addSite('open', { origin: 'https://open.example', policy: 'publish' });
	token = await server.addToken();
	second = await server.addToken({ name: 'second' });
	foreign = await server.addToken({ name: 'foreign', site: 'open' });
});
after(() => server.stop());

async function moveClock(to) {
	await server.stop({ keep: true });
	server.settings.clock = new Date(to).toISOString();
	await server.start();
}

const ask = (query = {}, more) =>
	server.fetch(`/api/v1/moderation/numbers?${form(query)}`, { token, ...more });
const numbers = async (query, more) => {
	const answer = await ask(query, more);
	assert.equal(answer.status, 200, answer.text);
	return answer.body;
};
const none = { pending: 0, approved: 0, rejected: 0, spam: 0, deleted: 0, edited: 0 };
const day = (date, counts) => ({ day: date, ...none, came: 0, ...counts });
const decide = async (id, body, more) => {
	const answer = await server.decide(id, body, { token, ...more });
	assert.equal(answer.status, 200, answer.text);
};

test('nothing yet: days of zeros, nobody, nothing that waits', async () => {
	const { days, people, oldest_pending: oldest } = await numbers();
	assert.equal(days.length, 30);
	assert.deepEqual(days.at(-1), day('2026-11-20', {}));
	assert.deepEqual(days[0], day('2026-10-22', {}));
	assert.deepEqual([people, oldest], [[], null]);
});

let first;
test('what came and what was decided is counted on its day', async () => {
	({ id: first } = await server.leave({ page: held('a'), email: 'a@x.example' }));
	const { id } = await server.leave({ page: held('b'), email: 'b@x.example' });
	await server.leave({ page: open('c'), email: 'c@x.example' });
	await decide(id, { state: 'approved' });
	await decide(id, { state: 'spam' }, { token: second });
	await moveClock(start + 1000); // another day
	await server.leave({ page: open('d'), email: 'd@x.example' });
	await decide(id, { state: 'rejected', body: 'Edited.' });
	await decide(id, { body: 'Again.' }, { revision: 2 });
	const { id: third } = await server.leave({ page: held('e'), email: 'e@x.example' });
	const body = {
		state: 'deleted',
		items: [
			{ id, revision: 3 },
			{ id: third, revision: 1 },
		],
	};
	const { body: done } = await server.fetch('/api/v1/moderation/decisions', { token, body });
	assert.equal(done.decided, 2);

	const all = await numbers({ days: 2 });
	assert.deepEqual(all.days, [
		day('2026-11-20', { came: 3, approved: 2, spam: 1 }),
		day('2026-11-21', { came: 2, approved: 1, rejected: 1, edited: 1, deleted: 2 }),
	]);
	assert.deepEqual(all.people, [
		{ by: 'policy', ...none, approved: 2 },
		{ by: 'token:test', ...none, approved: 1, rejected: 1, edited: 1, deleted: 2 },
		{ by: 'token:second', ...none, spam: 1 },
	].sort((a, b) => all.people.findIndex(({ by }) => by === a.by) - all.people.findIndex(({ by }) => by === b.by)));
	assert.deepEqual((await numbers({ days: 1 })).days, [all.days[1]]);
	assert.deepEqual((await numbers({ days: 1 })).people.find(({ by }) => by === 'token:second'), undefined);
});

test('they are of a site', async () => {
	const want = [
		day('2026-11-20', { came: 1, approved: 1 }),
		day('2026-11-21', { came: 1, approved: 1 }),
	];
	assert.deepEqual((await numbers({ days: 2, site: 'open' })).days, want);
	const own = await numbers({ days: 2 }, { token: foreign });
	assert.deepEqual(own.days, want);
	assert.deepEqual(own.people, [{ by: 'policy', ...none, approved: 2 }]);
	assert.equal(own.oldest_pending, null);
	assertProblem(await ask({ site: 'example' }, { token: foreign }), 403, 'forbidden');
});

test('the oldest that waits is told, with its age', async () => {
	await moveClock(start + DAY);
	assert.deepEqual((await numbers()).oldest_pending, {
		id: first,
		created_at: '2026-11-20T23:59:59.000Z',
		seconds: DAY / 1000,
	});
});

test('what is refused or taken back is not counted', async () => {
	const before = (await numbers()).days;
	assert.equal((await server.post({ page: held('a'), parent: '0000000000001' })).status, 422);
	assertProblem(await server.decide(first, { state: 'spam' }, { token, revision: 7 }), 412, 'stale-revision');
	assert.deepEqual((await numbers()).days, before);
	const { status, stdout } = await server.cli('check');
	assert.equal(status, 0, stdout);
});

for (const [query, field, code] of [
	[{ days: 0 }, 'days', 'out_of_range'],
	[{ days: 367 }, 'days', 'out_of_range'],
	[{ days: 'x' }, 'days', 'out_of_range'],
	[{ month: 1 }, 'month', 'unknown'],
])
	test(`${JSON.stringify(query)}: 422 that names the mistake`, async () => {
		const { errors } = assertProblem(await ask(query), 422, 'invalid-input');
		assert.deepEqual(
			errors.map((e) => [e.field, e.code]),
			[[field, code]],
		);
	});
