// Searching lists: words, phrases, beginnings; what is searched, and what never is.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem, form, held, open, startTwoSites } from './harness.js';

const COMMENTS = '/api/v1/moderation/comments';

let server, token, foreign;
before(async () => {
	({ server, token } = await startTwoSites());
	foreign = await server.addToken({ name: 'foreign', site: 'open' });
});
after(() => server.stop());

const ask = (query, more) => server.fetch(`${COMMENTS}?${form(query)}`, { token, ...more });
const list = async (query, more) => {
	const answer = await ask(query, more);
	assert.equal(answer.status, 200, answer.text);
	return answer.body;
};
const search = async (q, query, more) =>
	(await list({ q, ...query }, more)).items.map(({ id }) => id);

let names = 0;
const newPage = (on = held) => on(`search-${++names}`);
const leave = async (body, more) => (await server.leave({ page: newPage(), body, ...more })).id;
const decided = async (id, state, more) => {
	const answer = await server.decide(id, { state }, { token, ...more });
	assert.equal(answer.status, 200, answer.text);
};

test('words, phrases and beginnings are found, whatever their case and accents', async () => {
	const quick = await leave('The *quick* brown fox, jumping over a café.');
	const brown = await leave('A fox that is brown, and not quick at all: Straße.');
	await server.indexed();
	for (const [q, want] of [
		['fox', [quick, brown]],
		['FOX quick', [quick, brown]],
		['"brown fox"', [quick]],
		['"fox brown"', []],
		['"fox that is"', [brown]],
		['jump', []],
		['jump*', [quick]],
		['"brown fo"*', [quick]],
		['cafe', [quick]],
		['CAFÉ', [quick]],
		['straße', [brown]],
		['fox NOT quick', [brown]],
		['fox absentword', []],
		['quick OR absent', []],
		['fox, (brown)!', [quick, brown]],
	])
		assert.deepEqual(await search(q), want, q);
});

test('names, websites and titles are searched, and no address', async () => {
	const page = newPage();
	const id = await leave('Nothing to see.', {
		page,
		name: 'Zebedee',
		title: 'Carousels of the world',
		website: 'https://roundabout.example/',
		email: 'secretmailbox@hidden.example',
	});
	await server.indexed();
	for (const q of ['zebedee', 'carousels', '"carousels of the world"', 'roundabout'])
		assert.deepEqual(await search(q), [id], q);
	const { author } = (await list({ q: 'zebedee' })).items[0];
	const [{ hex }] = server.rows('SELECT hex(fingerprint) AS hex FROM author ORDER BY id DESC LIMIT 1');
	for (const q of ['secretmailbox', 'secretmailbox@hidden.example', 'hidden', author.tag, hex])
		assert.deepEqual(await search(q), [], q);
});

test('a search is one of a list: its state, site, page, author and time', async () => {
	const page = newPage();
	const email = 'narrow@example.org';
	const waits = await leave('narrowing', { page, email });
	const spam = await leave('narrowing', { email });
	await decided(spam, 'spam');
	const theirs = await leave('narrowing', { page: newPage(open) });
	await server.indexed();
	assert.deepEqual(await search('narrowing'), [waits]);
	assert.deepEqual(await search('narrowing', { state: 'spam' }), [spam]);
	assert.deepEqual(await search('narrowing', { state: 'approved' }), [theirs]);
	assert.deepEqual(await search('narrowing', { state: 'approved', site: 'example' }), []);
	assert.deepEqual(await search('narrowing', { state: 'approved' }, { token: foreign }), [theirs]);
	assert.deepEqual(await search('narrowing', {}, { token: foreign }), []);
	assert.deepEqual(await search('narrowing', { page }), [waits]);
	assert.deepEqual(await search('narrowing', { page: newPage() }), []);
	const { author, created_at } = (await list({ page })).items[0];
	const by = { author: author.tag, site: 'example' };
	assert.deepEqual(await search('narrowing', by), [waits]);
	assert.deepEqual(await search('narrowing', { ...by, state: 'spam' }), [spam]);
	assert.deepEqual(await search('narrowing', { since: created_at }), [waits]);
	assert.deepEqual(await search('narrowing', { until: created_at }), []);
	const { counts } = await list({ q: 'narrowing', page });
	assert.deepEqual(counts, (await list({})).counts);
});

// Neither skips nor repeats: what stands in the list all the time is seen once.
for (const way of ['after', 'before'])
	test(`a search is paged by ${way} while others decide`, async () => {
		const word = `paged${way}`;
		const ids = [];
		for (let i = 0; i < 24; i++) ids.push(await leave(`${word} ${i}`, { email: `p${i}@x.example` }));
		await server.indexed();
		const going = ids.filter((_, i) => i % 3 === 1);
		const coming = ids.filter((_, i) => i % 3 === 2);
		for (const id of coming) await decided(id, 'spam');
		const [cursor, follows] = way === 'after' ? ['after', 'next'] : ['before', 'previous'];
		const seen = [];
		let at = way === 'after' ? undefined : '7zzzzzzzzzzzz';
		do {
			const part = await list({ q: word, limit: 3, [cursor]: at });
			const found = part.items.map(({ id }) => id);
			seen[way === 'after' ? 'push' : 'unshift'](...found);
			at = part[follows];
			if (going.length) await decided(going.pop(), 'approved');
			if (coming.length) await decided(coming.shift(), 'pending');
			if (going.length) await decided(going.shift(), 'rejected');
		} while (at);
		const always = ids.filter((_, i) => i % 3 === 0);
		assert.deepEqual(
			seen.filter((id) => always.includes(id)),
			always,
		);
		assert.equal(new Set(seen).size, seen.length);
		assert.deepEqual([...seen].sort(), seen);
	});

test('all that a search finds is decided on in one go', async () => {
	const ids = [];
	for (let i = 0; i < 3; i++) ids.push(await leave(`cheap pills ${i}`, { email: `c${i}@x.example` }));
	const other = await leave('not so cheap');
	await server.indexed();
	await sleep(3);
	const filter = { q: '"cheap pills"', until: new Date().toISOString() };
	const body = { state: 'spam', filter };
	const { body: done } = await server.fetch('/api/v1/moderation/decisions', { token, body });
	assert.deepEqual([done.decided, done.items.map(({ id }) => id), done.next], [3, ids, null]);
	assert.deepEqual(await search('cheap'), [other]);
	const wrong = { state: 'spam', filter: { ...filter, q: '"' } };
	const answer = await server.fetch('/api/v1/moderation/decisions', { token, body: wrong });
	const { errors } = assertProblem(answer, 422, 'invalid-input');
	assert.deepEqual(
		errors.map(({ field }) => field),
		['filter.q'],
	);
});

for (const [q, code] of [
	['', 'required'],
	['"open', 'unbalanced'],
	['!!', 'no_word'],
	['a*', 'too_short'],
	[Array(17).fill('ab').join(' '), 'too_many'],
	['x'.repeat(401), 'too_long'],
])
	test(`a query is told to be ${code}`, async () => {
		const { errors } = assertProblem(await ask({ q }), 422, 'invalid-input');
		assert.deepEqual(
			errors.map((e) => [e.field, e.code]),
			[['q', code]],
		);
	});

test('what was there before is found after a start, too', async () => {
	const id = await leave('A persistent persimmon.');
	await server.indexed();
	await server.stop({ keep: true });
	await server.start();
	assert.deepEqual(await search('persimmon'), [id]);
});
