// The queue, and what moderators decide.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, form, startServer } from './harness.js';

// The table of states, as the API's documentation has it.
const table = `
from      pending  approved  rejected  spam  deleted
pending   -        yes       yes       yes   yes
approved  yes      -         yes       yes   yes
rejected  yes      yes       -         yes   yes
spam      yes      yes       yes       -     yes
deleted   yes      -         -         -     -
`;
const [[, ...states], ...lines] = table
	.trim()
	.split('\n')
	.map((line) => line.split(/\s+/));
const changes = lines.flatMap(([from, ...cells]) =>
	cells.map((cell, i) => ({ from, to: states[i], allowed: cell === 'yes' })),
);

let server, token, second;
before(async () => {
	server = await startServer();
	await server.addSite('other', { origin: 'https://other.example' });
	token = await server.addToken({ name: 'anna' });
	second = await server.addToken({ name: 'bert' });
});
after(() => server.stop());

let pages = 0;
const newPage = (origin = 'https://example.org') => `${origin}/page-${++pages}`;
let authors = 0;
const newEmail = () => `author${++authors}@example.org`;

const decide = (id, body, more) => server.decide(id, body, { token, ...more });
const decided = async (id, body) => {
	const answer = await decide(id, body);
	assert.equal(answer.status, 200, answer.text);
	return answer.body;
};
const get = async (path, query = {}) => {
	const answer = await server.fetch(`/api/v1/moderation/${path}?${form(query)}`, { token });
	assert.equal(answer.status, 200, answer.text);
	return answer.body;
};
const queue = (query) => get('comments', query);
const item = (id) => get(`comments/${id}`);
const record = async (comment) => (await get('decisions', { comment })).items;
const ids = ({ items }) => items.map(({ id }) => id);

// A comment that has come into a state.
async function commentIn(state, fields) {
	const { id } = await server.leave(fields);
	if (state !== 'pending') await decided(id, { state });
	return id;
}

for (const { from, to, allowed } of changes)
	test(`${from} to ${to} is ${allowed ? 'done' : 'refused'}`, async () => {
		const [page, email] = [newPage(), newEmail()];
		const id = await commentIn(from, { page, email });
		const before = await item(id);
		const decisions = await record(id);
		const answer = await decide(id, { state: to, from });
		const now = await item(id);
		if (allowed) {
			assert.equal(answer.status, 200, answer.text);
			assert.equal(answer.headers.get('etag'), '"1"');
			assert.deepEqual(answer.body, now);
			assert.equal(now.state, to);
			const { id: own, at, ...last } = (await record(id)).pop();
			const undo = `/api/v1/moderation/decisions/${own}/undo`;
			assert.equal(answer.headers.get('link'), `<${undo}>; rel="undo"`);
			assert.deepEqual(last, {
				batch: own,
				undoes: null,
				comment: id,
				revision: 1,
				from,
				to,
				edited: null,
				by: 'token:anna',
				reason: null,
				note: null,
			});
			assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000);
		} else {
			const { current } = assertProblem(answer, 409, 'conflict');
			assert.deepEqual(current, before);
			assert.deepEqual(now, before);
			assert.deepEqual(await record(id), decisions);
		}
		// what is counted is what stands
		const { author } = now;
		for (const state of ['approved', 'rejected', 'spam'])
			assert.equal(author[state], Number(now.state === state), state);
		const thread = await server.thread(page);
		assert.equal(thread.page.count, Number(now.state === 'approved'));
		assert.deepEqual(ids(thread), now.state === 'approved' ? [id] : []);
		for (const state of states)
			assert.deepEqual(ids(await queue({ state, page })), state === now.state ? [id] : []);
	});

test('an item has these members and no others', async () => {
	const page = newPage();
	const fields = { page, title: 'Title', website: 'https://ada.example/', email: newEmail() };
	const id = await commentIn('pending', fields);
	const { created_at, author, network, ...rest } = await item(id);
	assert.match(author.id, /^[0-9a-z]{13}$/);
	assert.match(author.tag, /^[0-9a-z]{8}$/);
	assert.match(network, /^[0-9a-z]{8}$/);
	assert.deepEqual(
		{ ...author, id: '', tag: '' },
		{ id: '', tag: '', approved: 0, rejected: 0, spam: 0, standing: 'normal' },
	);
	assert.ok(Date.parse(created_at));
	assert.deepEqual(rest, {
		id,
		parent: null,
		depth: 0,
		name: 'Ada',
		website: fields.website,
		badge: false,
		erased: false,
		damaged: false,
		html: '<p>Well said.</p>\n',
		edited_at: null,
		state: 'pending',
		revision: 1,
		published: null,
		body: 'Well said.',
		site: 'example',
		open_reports: 0,
		page: { url: page, title: 'Title' },
		reasons: [
			{ check: 'policy', score: 0, text: 'The site holds every comment.', rule: null },
		],
		reports: [],
		claim: null,
	});
	assert.deepEqual((await queue({ page })).items, [await item(id)]);
});

test('a comment has a context: what it answers, its revisions, its record', async () => {
	const page = newPage();
	const parent = await commentIn('approved', { page, body: 'First.' });
	const id = await commentIn('pending', { page, parent, body: 'Second.' });
	await decided(id, { state: 'rejected', reason: 'off-topic' });
	const context = await get(`comments/${id}/context`);
	assert.deepEqual(context.parent, await item(parent));
	const [{ created_at, ...revision }] = context.revisions;
	assert.deepEqual(revision, { number: 1, body: 'Second.', by: null });
	assert.equal(created_at, (await item(id)).created_at);
	assert.deepEqual(context.decisions, await record(id));
	const alone = await get(`comments/${parent}/context`);
	assert.equal(alone.parent, null);
	for (const unknown of ['0000000000001', 'x'])
		assertProblem(
			await server.fetch(`/api/v1/moderation/comments/${unknown}/context`, { token }),
			404,
			'not-found',
		);
});

test('the queue is what waits, oldest first', async () => {
	const page = newPage();
	const left = [];
	for (let i = 0; i < 5; i++) left.push(await commentIn('pending', { page }));
	await decided(left[2], { state: 'spam' });
	assert.deepEqual(
		ids(await queue({ page })),
		left.filter((_, i) => i !== 2),
	);
	const all = ids(await queue({ limit: 200 }));
	assert.deepEqual(all, [...all].sort());
});

test('a list can be narrowed to a site and to a page, however it is written', async () => {
	const page = newPage();
	const id = await commentIn('pending', { page });
	const other = await commentIn('pending', { page: newPage('https://other.example') });
	assert.ok(ids(await queue({ site: 'example', limit: 200 })).includes(id));
	assert.ok(!ids(await queue({ site: 'example', limit: 200 })).includes(other));
	assert.deepEqual(ids(await queue({ site: 'other' })), [other]);
	assert.deepEqual(ids(await queue({ page: `${page}?utm_source=x#y` })), [id]);
	assert.deepEqual(ids(await queue({ site: 'example', page })), [id]);
	for (const nothing of [{ site: 'other', page }, { page: newPage() }, { site: 'none' }])
		assert.deepEqual((({ items, next }) => [items, next])(await queue(nothing)), [[], null]);
});

test('a list can be narrowed to an author', async () => {
	const [email, page] = [newEmail(), newPage()];
	const id = await commentIn('pending', { page, email });
	const spam = await commentIn('spam', { page: newPage(), email });
	await commentIn('pending', { page, email: newEmail() });
	const { tag } = (await item(id)).author;
	const by = (more) => queue({ site: 'example', author: tag, ...more });
	assert.deepEqual(ids(await by()), [id]);
	assert.deepEqual(ids(await by({ state: 'spam' })), [spam]);
	assert.deepEqual(ids(await by({ state: 'approved' })), []);
	assert.deepEqual(ids(await queue({ site: 'other', author: tag })), []);
	assert.deepEqual(ids(await queue({ site: 'example', author: 'zzzzzzzz' })), []);
});

test('a list can be narrowed to a time', async () => {
	const page = newPage();
	const left = [];
	for (let i = 0; i < 4; i++) {
		left.push(await commentIn('pending', { page }));
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	const times = [];
	for (const id of left) times.push((await item(id)).created_at);
	const [, second, third] = times;
	assert.deepEqual(ids(await queue({ page, since: second })), left.slice(1));
	assert.deepEqual(ids(await queue({ page, until: third })), left.slice(0, 2));
	assert.deepEqual(ids(await queue({ page, since: second, until: third })), [left[1]]);
	assert.deepEqual(ids(await queue({ page, since: second, before: left[3], limit: 1 })), [left[2]]);
	assert.deepEqual(ids(await queue({ page, since: third, until: second })), []);
	assert.deepEqual(ids(await queue({ page, since: '9999-12-31T23:59:59Z' })), []);
	assert.deepEqual(ids(await queue({ page, since: '2000-01-01T00:00:00Z' })), left);
});

test('a list tells how many there are in each state', async () => {
	await server.addSite('counted', { origin: 'https://counted.example' });
	const page = newPage('https://counted.example');
	const none = { pending: 0, approved: 0, rejected: 0, spam: 0, deleted: 0, reported: 0 };
	const counts = async (query) => (await queue(query)).counts;
	assert.deepEqual(await counts({ site: 'counted' }), none);
	const all = await counts({});
	await commentIn('pending', { page });
	await commentIn('pending', { page });
	await commentIn('approved', { page });
	const deleted = await commentIn('deleted', { page });
	const now = { ...none, pending: 2, approved: 1, deleted: 1 };
	assert.deepEqual(await counts({ site: 'counted', state: 'spam' }), now);
	assert.deepEqual(await counts({ page, site: 'counted' }), now);
	await decided(deleted, { state: 'pending' });
	assert.deepEqual(await counts({ site: 'counted' }), { ...now, pending: 3, deleted: 0 });
	const own = await server.addToken({ name: 'counted', site: 'counted', scope: 'read' });
	const seen = await server.fetch('/api/v1/moderation/comments', { token: own });
	assert.deepEqual(seen.body.counts, { ...now, pending: 3, deleted: 0 });
	const later = await counts({});
	assert.equal(later.pending, all.pending + 3);
	assert.equal(later.approved, all.approved + 1);
});

test('going through the queue while deciding shows each comment once', async () => {
	const page = newPage();
	const left = [];
	for (let i = 0; i < 10; i++) left.push(await commentIn('pending', { page }));
	const seen = [];
	let after;
	do {
		const part = await queue({ page, limit: 3, after });
		assert.ok(part.items.length <= 3);
		for (const { id } of part.items) {
			seen.push(id);
			if (seen.length % 2) await decided(id, { state: 'approved' });
		}
		if (seen.length === 6) left.push(await commentIn('pending', { page }));
		after = part.next;
	} while (after);
	assert.deepEqual(seen, left);
});

test('going back through the queue while deciding shows each comment once', async () => {
	const page = newPage();
	const left = [];
	for (let i = 0; i < 10; i++) left.push(await commentIn('pending', { page }));
	const seen = [];
	let before = await commentIn('pending', { page });
	for (;;) {
		const { items } = await queue({ page, limit: 3, before });
		if (!items.length) break;
		assert.deepEqual(ids({ items }), ids({ items }).sort(), 'oldest first, also going back');
		seen.unshift(...ids({ items }));
		await decided(items[0].id, { state: 'spam' });
		before = items[0].id;
	}
	assert.deepEqual(seen, left);
});

test('one can turn round: what follows a part that was gone back to is what was before', async () => {
	const page = newPage();
	const left = [];
	for (let i = 0; i < 9; i++) left.push(await commentIn('pending', { page }));
	const forth = await queue({ page, limit: 3, after: left[2] });
	assert.deepEqual(ids(forth), left.slice(3, 6));
	const back = await queue({ page, limit: 3, before: forth.items[0].id });
	assert.deepEqual(ids(back), left.slice(0, 3));
	assert.deepEqual(await queue({ page, limit: 3, after: back.next }), forth);
	const last = await queue({ page, limit: 3, after: forth.next });
	assert.deepEqual([ids(last), last.next], [left.slice(6), null]);
});

test('lists are of the length that is asked for, up to 200', async () => {
	const page = newPage();
	await Promise.all(Array.from({ length: 55 }, () => server.leave({ page })));
	assert.equal((await queue({ page })).items.length, 50);
	assert.equal((await queue({ page, limit: 200 })).items.length, 55);
	assert.equal((await queue({ page, limit: 1 })).items.length, 1);
});

test('parameters that are wrong are named', async () => {
	const id = await commentIn('pending');
	for (const [path, query, field, code] of [
		['comments', { state: 'new' }, 'state', 'unknown_value'],
		['comments', { limit: 0 }, 'limit', 'out_of_range'],
		['comments', { limit: 201 }, 'limit', 'out_of_range'],
		['comments', { after: 'x' }, 'after', 'not_an_id'],
		['comments', { before: 'x' }, 'before', 'not_an_id'],
		['comments', { before: id, after: id }, 'before', 'conflict'],
		['comments', { page: '/x' }, 'page', 'scheme'],
		['comments', { writer: 'x' }, 'writer', 'unknown'],
		['comments', { author: 'x' }, 'author', 'needs_site'],
		['comments', { author: 'x', site: 'example', page: newPage() }, 'author', 'conflict'],
		['comments', { since: 'yesterday' }, 'since', 'not_a_time'],
		['comments', { until: '2026-11-24' }, 'until', 'not_a_time'],
		['decisions', { limit: 201 }, 'limit', 'out_of_range'],
		['decisions', { after: 'x' }, 'after', 'not_an_id'],
		['decisions', { comment: 'x' }, 'comment', 'not_an_id'],
		['decisions', { comment: '0000000000001' }, 'comment', 'unknown'],
	]) {
		const answer = await server.fetch(`/api/v1/moderation/${path}?${form(query)}`, { token });
		const { errors } = assertProblem(answer, 422, 'invalid-input');
		assert.deepEqual(
			errors.map((e) => [e.field, e.code]),
			[[field, code]],
		);
	}
});

test('a decision names the revision that was read: without it 428, with another 412', async () => {
	const id = await commentIn('pending');
	const before = await item(id);
	assertProblem(
		await decide(id, { state: 'approved' }, { revision: null }),
		428,
		'precondition-required',
	);
	for (const revision of [2, 17, '9999999999999999999999']) {
		const answer = await decide(id, { state: 'approved' }, { revision });
		assert.deepEqual(assertProblem(answer, 412, 'stale-revision').current, before);
	}
	assert.deepEqual(await item(id), before);
	assert.deepEqual(await record(id), []);
});

test('If-Match is one ETag in quotes', async () => {
	const id = await commentIn('pending');
	for (const given of [
		'1',
		'*',
		'W/"1"',
		'"0"',
		'"01"',
		'"1", "2"',
		'"1',
		'""',
		'"-1"',
		'"1 "',
	]) {
		const answer = await server.fetch(`/api/v1/moderation/comments/${id}`, {
			method: 'PATCH',
			headers: { 'if-match': given },
			body: { state: 'approved' },
			token,
		});
		assertProblem(answer, 400, 'bad-request');
	}
	assert.equal((await item(id)).state, 'pending');
	const { headers } = await server.fetch(`/api/v1/moderation/comments/${id}`, { token });
	assert.equal(headers.get('etag'), '"1"');
});

test('a decision that names another state than stands is 412 with the item', async () => {
	const id = await commentIn('approved');
	const answer = await decide(id, { state: 'rejected', from: 'pending' });
	const { current } = assertProblem(answer, 412, 'stale-revision');
	assert.deepEqual(current, await item(id));
	assert.equal(current.state, 'approved');
	assert.equal((await decide(id, { state: 'rejected', from: 'approved' })).status, 200);
});

test('a decision that names no state goes from whatever stands', async () => {
	const id = await commentIn('approved');
	assert.equal((await decide(id, { state: 'rejected' })).status, 200);
	assert.equal((await decide(id, { state: 'rejected', from: null })).status, 409);
});

test('of two moderators who read the same comment as pending, exactly one decides', async () => {
	const page = newPage();
	for (let round = 0; round < 25; round++) {
		const id = await commentIn('pending', { page, email: newEmail() });
		const asked = round % 2 ? ['approved', 'rejected'] : ['spam', 'approved'];
		const answers = await Promise.all([
			decide(id, { state: asked[0], from: 'pending' }),
			decide(id, { state: asked[1], from: 'pending' }, { token: second }),
		]);
		const statuses = answers.map(({ status }) => status);
		assert.deepEqual([...statuses].sort(), [200, 412]);
		const winner = statuses.indexOf(200);
		const now = await item(id);
		assert.equal(now.state, asked[winner]);
		assert.deepEqual(answers[winner].body, now);
		assert.deepEqual(assertProblem(answers[1 - winner], 412, 'stale-revision').current, now);
		const decisions = await record(id);
		assert.deepEqual(
			decisions.map(({ from, to, by }) => [from, to, by]),
			[['pending', asked[winner], `token:${['anna', 'bert'][winner]}`]],
		);
		for (const state of ['approved', 'rejected', 'spam'])
			assert.equal(now.author[state], Number(state === now.state));
	}
	const approved = ids(await queue({ state: 'approved', page, limit: 200 }));
	assert.equal((await server.thread(page)).page.count, approved.length);
});

test('of ten who decide at once the same, one does and nine are told', async () => {
	const id = await commentIn('pending');
	const answers = await Promise.all(
		Array.from({ length: 10 }, () => decide(id, { state: 'approved' })),
	);
	assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(9).fill(409)]);
	assert.equal((await record(id)).length, 1);
});

const REASONS = 'off-topic abuse personal-data advertising duplicate illegal other'.split(' ');
for (const reason of REASONS)
	test(`a rejection may say: ${reason}, with a note`, async () => {
		const id = await commentIn('pending');
		const note = 'Please read <our> rules.\n\nThank you, Anna';
		await decided(id, { state: 'rejected', reason, note });
		const [last] = (await record(id)).slice(-1);
		assert.deepEqual([last.reason, last.note], [reason, note]);
	});

test('a decision that is wrong is refused with every mistake named', async () => {
	const id = await commentIn('pending');
	const before = await item(id);
	for (const [body, ...wanted] of [
		[{}, ['state', 'required']],
		[{ state: null }, ['state', 'required']],
		[{ state: 'published' }, ['state', 'unknown_value']],
		[{ state: 'Approved' }, ['state', 'unknown_value']],
		[{ state: 'approved', from: 'new' }, ['from', 'unknown_value']],
		[{ state: 'rejected', reason: 'boring' }, ['reason', 'unknown_value']],
		[{ state: 'approved', reason: 'abuse' }, ['reason', 'not_rejected']],
		[{ state: 'rejected', note: 'x'.repeat(1001) }, ['note', 'too_long']],
		[{ state: 'rejected', note: 'a\u0001b' }, ['note', 'invalid_character']],
		[{ state: 'approved', why: 'x' }, ['why', 'unknown']],
		[
			{ state: 'new', from: 'old', note: '\u0001x' },
			['state', 'unknown_value'],
			['from', 'unknown_value'],
			['note', 'invalid_character'],
		],
	]) {
		const { errors } = assertProblem(await decide(id, body), 422, 'invalid-input');
		assert.deepEqual(
			errors.map(({ field, code }) => [field, code]),
			wanted,
		);
	}
	for (const body of ['', '[]', '{"state":', '{"state":"spam","state":"approved"}']) {
		const answer = await server.fetch(`/api/v1/moderation/comments/${id}`, {
			method: 'PATCH',
			headers: { 'if-match': '"1"', 'content-type': 'application/json' },
			body,
			token,
		});
		assertProblem(answer, 400, 'bad-json');
	}
	assert.deepEqual(await item(id), before);
});

test('a decision by a form is not taken: 415', async () => {
	const id = await commentIn('pending');
	assertProblem(await decide(id, form({ state: 'approved' })), 415, 'unsupported-type');
	assert.equal((await item(id)).state, 'pending');
});

test('reading never decides', async () => {
	const id = await commentIn('pending');
	for (const query of ['state=approved', '_method=PATCH&state=approved'])
		await server.fetch(`/api/v1/moderation/comments/${id}?${query}`, { token });
	assert.equal((await item(id)).state, 'pending');
	assert.deepEqual(await record(id), []);
});

test('a comment that is not there is not there', async () => {
	for (const id of ['0000000000001', 'x', '%00', '0'.repeat(500)]) {
		const path = `/api/v1/moderation/comments/${id}`;
		assertProblem(await server.fetch(path, { token }), 404, 'not-found');
		assertProblem(await decide(id, { state: 'approved' }), 404, 'not-found');
	}
});

test('the record keeps every decision, in order, and can be read in parts', async () => {
	const id = await commentIn('pending', { page: newPage('https://other.example') });
	const way = ['approved', 'spam', 'pending', 'rejected', 'approved', 'deleted', 'pending'];
	for (const [i, state] of way.entries())
		await decide(id, { state, note: `step ${i}` }, i % 2 ? { token: second } : {});
	const all = await record(id);
	assert.deepEqual(
		all.map(({ from, to, by, note }) => [from, to, by, note]),
		way.map((to, i) => [
			way[i - 1] ?? 'pending',
			to,
			i % 2 ? 'token:bert' : 'token:anna',
			`step ${i}`,
		]),
	);
	const parts = [];
	let next;
	do {
		const part = await get('decisions', { comment: id, limit: 2, after: next });
		parts.push(...part.items);
		next = part.next;
	} while (next);
	assert.deepEqual(parts, all);
	const other = (await get('decisions', { site: 'other', limit: 200 })).items;
	assert.deepEqual(
		other.filter(({ comment }) => comment === id),
		all,
	);
	const example = (await get('decisions', { site: 'example', limit: 200 })).items;
	assert.ok(!example.some(({ comment }) => comment === id));
});

test('what a site publishes by itself is on record, too', async () => {
	await server.addSite('open', { origin: 'https://open.example', policy: 'publish' });
	const { id } = await server.leave({ page: newPage('https://open.example') });
	const [only, ...more] = await record(id);
	assert.deepEqual([only.from, only.to, only.by], ['pending', 'approved', 'policy']);
	assert.deepEqual(more, []);
	assert.deepEqual((await item(id)).reasons, []);
});

test("an author's history counts all of the author's comments on the site, and no other's", async () => {
	const email = newEmail();
	const way = { approved: 3, rejected: 2, spam: 1, deleted: 1, pending: 2 };
	let id;
	for (const [state, times] of Object.entries(way))
		for (let i = 0; i < times; i++) id = await commentIn(state, { email, page: newPage() });
	const { author } = await item(id);
	const { tag, approved, rejected, spam } = author;
	assert.deepEqual([approved, rejected, spam], [3, 2, 1]);
	const stranger = await item(await commentIn('approved', { email: newEmail() }));
	assert.equal(stranger.author.approved, 1);
	const page = newPage('https://other.example');
	const elsewhere = await item(await commentIn('pending', { email, page }));
	assert.equal(elsewhere.author.approved, 0);
	assert.notEqual(elsewhere.author.tag, tag, 'sites cannot compare their authors');
});

// Every part of a list from one end to the other, by the cursors of its answers.
async function walk(path, query, way) {
	const [cursor, follows] = way === 'after' ? ['after', 'next'] : ['before', 'previous'];
	const found = [];
	let at = way === 'after' ? undefined : 'fzzzzzzzzzzzz'.replace('f', '7');
	do {
		const part = await get(path, { ...query, [cursor]: at });
		found[way === 'after' ? 'push' : 'unshift'](...part.items);
		at = part[follows];
	} while (at);
	return found;
}

test('the record is narrowed to whom, what and when, and paged in both directions', async () => {
	const page = newPage();
	const id = await commentIn('pending', { page });
	const beginning = new Date(Date.now() - 1).toISOString();
	const way = ['approved', 'spam', 'rejected', 'approved', 'rejected', 'pending'];
	for (const [i, state] of way.entries()) {
		const reason = state === 'rejected' ? ['abuse', 'other'][Number(i === 2)] : undefined;
		await decide(id, { state, reason }, i % 2 ? { token: second } : {});
	}
	const all = await record(id);
	for (const [query, want] of [
		[{ by: 'token:bert' }, [1, 3, 5]],
		[{ by: 'token:nobody' }, []],
		[{ from: 'spam' }, [2]],
		[{ to: 'approved' }, [0, 3]],
		[{ to: 'approved', by: 'token:bert' }, [3]],
		[{ reason: 'abuse' }, [4]],
		[{ batch: all[1].batch }, [1]],
		[{ since: all[4].at }, [4, 5]],
		[{ until: all[2].at, since: beginning }, [0, 1]],
		[{ since: new Date(Date.parse(all[5].at) + 1000).toISOString() }, []],
	])
		for (const way of ['after', 'before'])
			for (const whole of [{ comment: id }, { site: 'example', since: beginning }]) {
				const asked = { limit: 2, ...whole, ...query };
				const found = await walk('decisions', asked, way);
				assert.deepEqual(
					found.filter(({ comment }) => comment === id),
					want.map((i) => all[i]),
					JSON.stringify(asked),
				);
			}
});

test('a part of the record tells what is beside it', async () => {
	const id = await commentIn('pending', { page: newPage() });
	for (const state of ['approved', 'spam', 'pending', 'approved', 'spam'])
		await decided(id, { state });
	const all = (await record(id)).map(({ id }) => id);
	const part = async (query) => {
		const { items, next, previous } = await get('decisions', { comment: id, limit: 2, ...query });
		return [items.map(({ id }) => all.indexOf(id)), all.indexOf(next), all.indexOf(previous)];
	};
	assert.deepEqual(await part({}), [[0, 1], 1, -1]);
	assert.deepEqual(await part({ after: all[1] }), [[2, 3], 3, 2]);
	assert.deepEqual(await part({ after: all[3] }), [[4], -1, 4]);
	assert.deepEqual(await part({ before: all[4] }), [[2, 3], 3, 2]);
	assert.deepEqual(await part({ before: all[2] }), [[0, 1], 1, -1]);
});
