// Threads: reading order, parts, depth, tombstones, the count.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, form, held, open, startTwoSites } from './harness.js';

let server, token, admin;
before(async () => {
	({ server, token } = await startTwoSites());
	admin = await server.addToken({ name: 'admin', scope: 'admin' });
});
after(() => server.stop());

const target = (page, query) => `/api/v1/comments?${form({ page, ...query })}`;
const ids = (thread) => thread.items.map(({ id }) => id);

const decide = async (id, body) => {
	const answer = await server.decide(id, body, { token });
	assert.equal(answer.status, 200, answer.text);
};
// Changes the site that publishes.
const change = (body) =>
	server.fetch('/api/v1/admin/sites/open', { method: 'PATCH', body, token: admin });
async function set(body) {
	const answer = await change(body);
	assert.equal(answer.status, 200, answer.text);
	return answer.body;
}

const approve = (id) => decide(id, { state: 'approved' });

// All parts of a thread, following the cursors.
async function threadInParts(page, query) {
	const items = [];
	let next;
	do {
		const part = await server.thread(page, { ...query, after: next });
		assert.ok(part.items.length <= query.limit);
		items.push(...part.items);
		next = part.next;
	} while (next);
	return items;
}

// A tree of comments with the same shape each time: {id, parent, depth}, as they were left.
async function plant(page, count) {
	const all = [];
	for (let i = 0; i < count; i++) {
		const above = i % 4 ? all[(i * 7) % all.length] : undefined;
		const { id } = await server.leave({ page, parent: above?.id, body: `Comment ${i}` });
		all.push({ id, parent: above?.id ?? null, depth: above ? above.depth + 1 : 0 });
	}
	return all;
}

// The reading order by the words of the API: each answer after its parent.
function readingOrder(all, newestFirst) {
	const below = (parent) =>
		all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.id)]);
	const roots = all.filter(({ parent }) => parent === null);
	if (newestFirst) roots.reverse();
	return roots.flatMap((root) => [root, ...below(root.id)]);
}

test('threads are told in reading order, and in parts of any size the same', async () => {
	const page = open('order');
	const all = await plant(page, 40);
	for (const sort of ['oldest', 'newest']) {
		const wanted = readingOrder(all, sort === 'newest');
		for (const limit of [1, 7, 40, 1000]) {
			const items = await threadInParts(page, { sort, limit });
			const got = items.map(({ id, parent, depth }) => ({ id, parent, depth }));
			assert.deepEqual(got, wanted, `${sort}, ${limit}`);
		}
	}
	assert.deepEqual(
		ids(await server.thread(page)),
		readingOrder(all).map(({ id }) => id),
		'oldest first is what is given when nothing is asked for',
	);
});

test('a cursor stays good when its comment goes, and what comes is shown once', async () => {
	const page = open('moving');
	for (let i = 0; i < 6; i++) await server.leave({ page });
	const whole = ids(await server.thread(page));
	const first = await server.thread(page, { limit: 3 });
	await decide(first.next, { state: 'spam' });
	await server.leave({ page, parent: whole[0] });
	const { id: last } = await server.leave({ page });
	const second = await server.thread(page, { limit: 10, after: first.next });
	assert.deepEqual(ids(second), [...whole.slice(3), last]);
});

test('a thread is as deep as the site shows it, at most sixteen; then answers stand beside', async () => {
	const page = open('deep');
	const chain = [];
	for (let i = 0; i < 18; i++)
		chain.push((await server.leave({ page, parent: chain[i - 1] })).id);
	for (const thread_depth of [4, 0, 15]) {
		await set({ thread_depth });
		const thread = await server.thread(page);
		assert.deepEqual(ids(thread), chain);
		assert.deepEqual(
			thread.items.map(({ depth }) => depth),
			chain.map((_, i) => Math.min(i, thread_depth)),
		);
		const shown = await server.fetch(`/comments?${form({ page })}`);
		const depths = [...shown.text.matchAll(/class="comment depth-(\d+)"/g)];
		assert.deepEqual(
			depths.map(([, depth]) => Number(depth)),
			chain.map((_, i) => Math.min(i, thread_depth)),
		);
	}
	const { items } = await server.thread(page);
	assert.deepEqual(
		items.map(({ parent }) => parent),
		chain.map((_, i) => chain[i - 1] ?? null),
	);
});

test('a comment that goes leaves a tombstone as long as it holds up answers', async () => {
	const page = open('tombstone');
	const website = 'https://ada.example/';
	const { id: root } = await server.leave({ page, website });
	const { id: answer } = await server.leave({ page, parent: root });
	const { id: leaf } = await server.leave({ page, parent: answer });
	const shown = async () =>
		(await server.thread(page)).items.map(({ id, name }) => [id, name !== null]);

	await decide(root, { state: 'deleted' });
	await decide(answer, { state: 'rejected' });
	assert.deepEqual(await shown(), [
		[root, false],
		[answer, false],
		[leaf, true],
	]);
	const { items, page: told } = await server.thread(page);
	for (const stone of items.slice(0, 2))
		assert.deepEqual([stone.name, stone.website, stone.html], [null, null, null]);
	assert.equal(told.count, 1);

	await decide(leaf, { state: 'spam' });
	assert.deepEqual(await shown(), []);
	await approve(leaf);
	assert.deepEqual(await shown(), [
		[root, false],
		[answer, false],
		[leaf, true],
	]);
	await approve(answer);
	await decide(leaf, { state: 'deleted' });
	assert.deepEqual(await shown(), [
		[root, false],
		[answer, true],
	]);
	await decide(root, { state: 'pending' });
	await approve(root);
	assert.deepEqual(await shown(), [
		[root, true],
		[answer, true],
	]);
});

test('a part can be asked for from any of its comments', async () => {
	const page = open('from');
	const all = readingOrder(await plant(page, 24)).map(({ id }) => id);
	const { items } = await server.thread(page);
	for (const [i, { id }] of items.entries()) {
		const root = items.findLastIndex(({ parent }, at) => at <= i && parent === null);
		for (const limit of [1, 3, 1000]) {
			const part = await server.thread(page, { from: id, limit });
			const start = i - root < limit ? root : i;
			assert.deepEqual(ids(part), all.slice(start, start + limit), `${i}, ${limit}`);
			assert.equal(part.next, all.length > start + limit ? ids(part).at(-1) : null);
		}
	}
});

test('the page of a comment begins with its thread, and leads to all', async () => {
	const page = open('permalink');
	const roots = [];
	for (let i = 0; i < 3; i++) roots.push((await server.leave({ page, body: `Root ${i}` })).id);
	const { id } = await server.leave({ page, parent: roots[1], body: 'An answer' });
	const whole = await server.fetch(`/comments?${form({ page })}`);
	const link = `?${form({ page })}&amp;from=${id}#comment-${id}`;
	assert.ok(whole.text.includes(`href="${link}"`), link);
	assert.ok(!whole.text.includes('All comments'));
	const { text } = await server.fetch(`/comments?${form({ page, from: id, sort: 'newest' })}`);
	const shown = [...text.matchAll(/<li id="comment-(\w+)"/g)].map(([, one]) => one);
	assert.deepEqual(shown, [roots[1], id, roots[0]]);
	const all = `?${form({ page })}&amp;sort=newest#comments-title`;
	assert.ok(text.includes(`<a class="turn" href="${all}">All comments</a>`), text);
	const plain = await server.fetch(`/comments?${form({ page, from: id })}`);
	assert.ok(plain.text.includes(`<a class="turn" href="?${form({ page })}#comments-title">All comments</a>`));
});

test('a page is of the site that was named, or unknown', async () => {
	const page = open('site');
	const { id } = await server.leave({ page });
	assert.deepEqual(ids(await server.thread(page, { site: 'open' })), [id]);
	for (const site of ['example', 'nobody', '', '<b>']) {
		for (const path of ['/api/v1/comments', '/comments']) {
			const answer = await server.fetch(`${path}?${form({ page, site })}`);
			assert.equal(answer.status, 404, answer.text);
		}
		const answer = await server.fetch(target(page, { site }));
		const { detail } = assertProblem(answer, 404, 'unknown-site');
		assert.equal(detail, `Pages of https://open.example are not of the site ${site}.`);
	}
});

test('a tombstone or a hidden comment cannot be answered', async () => {
	const page = open('answered');
	const { id } = await server.leave({ page });
	await server.leave({ page, parent: id });
	await decide(id, { state: 'deleted' });
	const { errors } = assertProblem(await server.post({ page, parent: id }), 422, 'invalid-input');
	assert.deepEqual([errors[0].field, errors[0].code], ['parent', 'not_public']);
});

test('the count is of approved comments, all parts of the thread together', async () => {
	const page = held('count');
	const left = [];
	for (let i = 0; i < 4; i++) left.push((await server.leave({ page })).id);
	for (const id of left.slice(0, 3)) await approve(id);
	const thread = await server.thread(page, { limit: 1 });
	assert.equal(thread.page.count, 3);
	assert.equal(thread.items.length, 1);
});

test('a part is as the site says when nothing is asked for, and that holds at once', async () => {
	const page = open('size');
	await Promise.all(Array.from({ length: 51 }, () => server.leave({ page })));
	const first = await server.thread(page);
	assert.equal(first.items.length, 50);
	assert.equal(first.next, first.items[49].id);
	assert.deepEqual([first.page.sort, first.page.likes], ['oldest', false]);
	const second = await server.thread(page, { after: first.next });
	assert.equal(second.items.length, 1);
	assert.equal(second.next, null);
	assert.equal(new Set([...ids(first), ...ids(second)]).size, 51);

	const whole = ids(await server.thread(page, { limit: 1000 }));
	const text = async () => (await server.fetch(`/comments?${form({ page })}`)).text;
	assert.match(await text(), /More comments/);
	await set({ thread_size: 10, thread_sort: 'newest' });
	const changed = await server.thread(page);
	assert.deepEqual(ids(changed), whole.reverse().slice(0, 10));
	assert.equal(changed.page.sort, 'newest');
	assert.deepEqual(ids(await server.thread(page, { sort: 'oldest', limit: 1 })), whole.slice(-1));
	const shown = [...(await text()).matchAll(/<li id="comment-(\w+)"/g)].map(([, one]) => one);
	assert.deepEqual(shown, whole.slice(0, 10));
	await set({ thread_size: 1000, likes: 'on' });
	assert.equal((await server.thread(page)).page.likes, true);
	assert.doesNotMatch(await text(), /More comments/);
	const pairs = ['thread_size=50', 'thread_sort=oldest', 'likes=off'];
	await server.command('site', 'set', 'open', ...pairs.flatMap((pair) => ['--set', pair]));
	const { body } = await server.fetch('/api/v1/admin/sites', { token: admin });
	const site = body.items.find(({ id }) => id === 'open');
	assert.deepEqual(
		[site.thread_size, site.thread_sort, site.likes],
		[50, 'oldest', 'off'],
	);
});

test('how threads are shown is no reason to check a comment again', async () => {
	const version = () => server.rows("SELECT version FROM site WHERE id = 'open'")[0].version;
	const before = version();
	await set({ thread_size: 20 });
	await set({ thread_size: 50 });
	assert.equal(version(), before);
	await set({ links: 3 });
	assert.equal(version(), before + 1);
});

test('a page that a site closes by age is shown as closed at once', async () => {
	const page = open('aged');
	await server.leave({ page });
	const state = async () => (await server.thread(page)).page.state;
	assert.equal(await state(), 'open');
	server.write(`UPDATE page SET created_at = created_at - 3 * 86400000 WHERE url = '${page}'`);
	await set({ close_after: 2 });
	assert.equal(await state(), 'closed');
	await set({ close_after: 0 });
	assert.equal(await state(), 'open');
});

test('how threads are shown is told when it is wrong', async () => {
	const body = { thread_depth: 16, thread_size: 9, thread_sort: 'best', likes: 'maybe' };
	const answer = await change(body);
	const { errors } = assertProblem(answer, 422, 'invalid-input');
	assert.deepEqual(
		errors.map(({ field, code }) => [field, code]),
		[
			['thread_depth', 'out_of_range'],
			['thread_size', 'out_of_range'],
			['thread_sort', 'unknown_value'],
			['likes', 'unknown_value'],
		],
	);
});

test('parameters that are wrong are named', async () => {
	const page = open('parameters');
	const { id: foreign } = await server.leave({ page: open('another') });
	const { id: own } = await server.leave({ page });
	const { id: gone } = await server.leave({ page });
	await decide(gone, { state: 'spam' });
	const cases = [
		[{ page: undefined }, 'page', 'required'],
		[{ page: 'an-article' }, 'page', 'scheme'],
		[{ limit: '0' }, 'limit', 'out_of_range'],
		[{ limit: '1001' }, 'limit', 'out_of_range'],
		[{ limit: '-1' }, 'limit', 'out_of_range'],
		[{ limit: '1e2' }, 'limit', 'out_of_range'],
		[{ limit: '' }, 'limit', 'out_of_range'],
		[{ limit: '99999999999999999999' }, 'limit', 'out_of_range'],
		[{ sort: 'best' }, 'sort', 'unknown_value'],
		[{ after: 'x' }, 'after', 'not_an_id'],
		[{ after: '0000000000001' }, 'after', 'unknown_cursor'],
		[{ after: foreign }, 'after', 'unknown_cursor'],
		[{ before: foreign }, 'before', 'unknown'],
		[{ from: 'x' }, 'from', 'not_an_id'],
		[{ from: '0000000000001' }, 'from', 'unknown_cursor'],
		[{ from: foreign }, 'from', 'unknown_cursor'],
		[{ from: gone }, 'from', 'unknown_cursor'],
		[{ from: own, after: own }, 'from', 'conflict'],
		[{ page: open('unread'), from: own }, 'from', 'unknown_cursor'],
	];
	for (const [query, field, code] of cases) {
		const answer = await server.fetch(target(page, query));
		const { errors } = assertProblem(answer, 422, 'invalid-input');
		assert.deepEqual(
			errors.map((e) => [e.field, e.code]),
			[[field, code]],
			answer.text,
		);
	}
	const twice = await server.fetch(`${target(page)}&limit=1&limit=2`);
	assert.equal(assertProblem(twice, 422, 'invalid-input').errors[0].code, 'doubled');
});

test('all mistakes of a query are told at once', async () => {
	const answer = await server.fetch(target('nowhere', { limit: 0, sort: 'x', after: 'y' }));
	const { errors } = assertProblem(answer, 422, 'invalid-input');
	const fields = errors.map(({ field }) => field).sort();
	assert.deepEqual(fields, ['after', 'limit', 'page', 'sort']);
});

test('many readers and writers at once: nothing is lost, nothing shown twice', async () => {
	const page = open('crowd');
	const left = await Promise.all(
		Array.from({ length: 60 }, async (_, i) => {
			const { id } = await server.leave({ page, email: `reader${i % 7}@example.org` });
			assert.ok(ids(await server.thread(page, { limit: 1000 })).includes(id));
			return id;
		}),
	);
	const { items, page: told } = await server.thread(page, { limit: 1000 });
	assert.deepEqual(ids({ items }).sort(), [...left].sort());
	assert.equal(told.count, 60);
});
