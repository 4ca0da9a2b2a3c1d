// Decisions in one go, and undoing them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, form, held, open, startTwoSites } from './harness.js';

const BATCH_MAX = 1000;
const DECISIONS = '/api/v1/moderation/decisions';

let server, token, reading, foreign;
before(async () => {
	({ server, token } = await startTwoSites());
	reading = await server.addToken({ name: 'reading', scope: 'read' });
	foreign = await server.addToken({ name: 'foreign', site: 'open' });
});
after(() => server.stop());

const send = (body, more) => server.fetch(DECISIONS, { body, token, ...more });
const undo = (id, more) =>
	server.fetch(`${DECISIONS}/${id}/undo`, { method: 'POST', token, ...more });
const decided = async (answer) => {
	const { status, text, body } = await answer;
	assert.equal(status, 200, text);
	return body;
};
const statuses = ({ items }) => items.map(({ status }) => status);

let names = 0;
const newPage = (on = held) => on(`batch-${++names}`);
const read = (ids, revision = 1) => ids.map((id) => ({ id, revision }));
async function leave(count, page = newPage(), more = {}) {
	const ids = [];
	for (let i = 0; i < count; i++)
		ids.push((await server.leave({ page, email: `r${i}@example.org`, ...more })).id);
	return ids;
}
const stateOf = async (id) =>
	(await server.fetch(`/api/v1/moderation/comments/${id}`, { token })).body.state;
const shown = async (page) => (await server.thread(page)).items.map(({ id }) => id);

test('many comments are decided on in one go, and readers see it', async () => {
	const pages = [newPage(), newPage(), newPage()];
	const ids = [];
	for (const page of pages) ids.push(...(await leave(2, page)));
	for (const page of pages) assert.deepEqual(await shown(page), []); // cached from now on
	const body = await decided(send({ state: 'approved', from: 'pending', items: read(ids) }));
	assert.equal(body.decided, 6);
	assert.match(body.undo, /^[0-9a-z]{13}$/);
	assert.deepEqual(
		body.items,
		ids.map((id) => ({
			id,
			status: 200,
			problem: null,
			detail: null,
			state: 'approved',
			revision: 1,
		})),
	);
	for (const [i, page] of pages.entries())
		assert.deepEqual(await shown(page), ids.slice(2 * i, 2 * i + 2));
});

test('each comment has a result of its own', async () => {
	const [waits, moved, edited] = await leave(3);
	await server.decide(moved, { state: 'spam' }, { token });
	const body = await decided(
		send({
			state: 'approved',
			from: 'pending',
			items: [
				...read([moved, '0000000000001']),
				{ id: edited, revision: 2 },
				{ id: waits, revision: 1 },
			],
		}),
	);
	assert.deepEqual(statuses(body), [412, 404, 412, 200]);
	assert.equal(body.decided, 1);
	const [first, second] = body.items;
	assert.equal(first.problem, 'stale-revision');
	assert.ok(first.detail.length > 10);
	assert.deepEqual([first.state, first.revision], ['spam', 1]);
	assert.equal(second.state, null);
	assert.ok(!('revision' in second));
	assert.deepEqual(
		[await stateOf(waits), await stateOf(moved), await stateOf(edited)],
		['approved', 'spam', 'pending'],
	);
});

test('with mode all, nothing is decided unless everything is', async () => {
	const ids = await leave(3);
	await server.decide(ids[1], { state: 'deleted' }, { token });
	const items = read(ids);
	const answer = await send({ mode: 'all', state: 'spam', items });
	const problem = assertProblem(answer, 409, 'conflict');
	assert.match(problem.detail, /1 of 3/);
	assert.deepEqual(statuses(problem), [200, 409, 200]);
	assert.equal(await stateOf(ids[0]), 'pending');
	const rest = [items[0], items[2]];
	assert.equal((await decided(send({ mode: 'all', state: 'spam', items: rest }))).decided, 2);
});

test('a batch is undone, and the undoing too', async () => {
	const page = newPage();
	const ids = await leave(3, page);
	const batch = await decided(send({ state: 'approved', items: read(ids) }));
	assert.deepEqual(await shown(page), ids);
	const undone = await decided(undo(batch.undo));
	assert.deepEqual(statuses(undone), [200, 200, 200]);
	assert.equal(undone.items[0].state, 'pending');
	assert.deepEqual(await shown(page), []);
	await decided(undo(undone.undo));
	assert.deepEqual(await shown(page), ids);

	const record = await server.fetch(`${DECISIONS}?${form({ comment: ids[0] })}`, { token });
	const [first, second, third] = record.body.items;
	assert.deepEqual(
		[first, second, third].map(({ from, to }) => `${from} ${to}`),
		['pending approved', 'approved pending', 'pending approved'],
	);
	assert.deepEqual([first.batch, first.undoes], [batch.undo, null]);
	assert.deepEqual([second.batch, second.undoes], [undone.undo, first.id]);
	assert.equal(third.undoes, second.id);
});

test('what was decided since stands', async () => {
	const ids = await leave(2);
	const batch = await decided(send({ state: 'approved', items: read(ids) }));
	await server.decide(ids[0], { state: 'spam' }, { token });
	const undone = await decided(undo(batch.undo));
	assert.deepEqual(statuses(undone), [412, 200]);
	assert.deepEqual([await stateOf(ids[0]), await stateOf(ids[1])], ['spam', 'pending']);
	const nothing = await decided(undo(batch.undo));
	assert.deepEqual([nothing.decided, nothing.undo], [0, null]);
});

test('one decision is undone by the link of its answer', async () => {
	const [id] = await leave(1);
	const { headers } = await server.decide(id, { state: 'deleted' }, { token });
	const [, target] = /^<([^>]+)>; rel="undo"$/.exec(headers.get('link'));
	await decided(server.fetch(target, { method: 'POST', token }));
	assert.equal(await stateOf(id), 'pending');
});

test('what a policy decided is undone like the rest', async () => {
	const page = newPage(open);
	const [id] = await leave(1, page);
	assert.deepEqual(await shown(page), [id]);
	const { body } = await server.fetch(`${DECISIONS}?${form({ comment: id })}`, { token });
	await decided(undo(body.items[0].batch));
	assert.deepEqual(await shown(page), []);
	assert.equal(await stateOf(id), 'pending');
});

test('a token decides on and undoes what is its site’s only', async () => {
	const [ours] = await leave(1);
	const [theirs] = await leave(1, newPage(open));
	const items = read([ours, theirs]);
	const body = await decided(send({ state: 'spam', items }, { token: foreign }));
	assert.deepEqual(statuses(body), [403, 200]);
	assert.equal(body.items[0].state, null);
	assert.equal(await stateOf(ours), 'pending');

	const both = await decided(send({ state: 'rejected', items }));
	assert.deepEqual(statuses(both), [200, 200]);
	assert.deepEqual(statuses(await decided(undo(both.undo, { token: foreign }))), [403, 200]);
	assert.deepEqual([await stateOf(ours), await stateOf(theirs)], ['rejected', 'spam']);
	const own = await decided(send({ state: 'pending', items: read([ours]) }));
	assertProblem(await undo(own.undo, { token: foreign }), 404, 'not-found');
});

test('who may not decide is refused', async () => {
	const body = { state: 'spam', items: read(await leave(1)) };
	for (const [more, status, slug] of [
		[{ token: undefined }, 401, 'unauthenticated'],
		[{ token: reading }, 403, 'forbidden'],
	]) {
		assertProblem(await send(body, more), status, slug);
		assertProblem(await undo('0000000000001', more), status, slug);
	}
	for (const id of ['0000000000001', 'x', '%00'])
		assertProblem(await undo(id), 404, 'not-found');
});

test('a thousand at once, and no more', async () => {
	const ids = await leave(20);
	const absent = (count) => Array.from({ length: count }, (_, i) => String(i + 1).padStart(13, '0'));
	const body = await decided(
		send({ state: 'spam', items: read([...ids, ...absent(BATCH_MAX - ids.length)]) }),
	);
	assert.equal(body.decided, ids.length);
	assert.equal(body.items.length, BATCH_MAX);
	const more = await send({ state: 'spam', items: read(absent(BATCH_MAX + 1)) });
	const { errors } = assertProblem(more, 422, 'invalid-input');
	assert.deepEqual(
		errors.map(({ field, code }) => [field, code]),
		[['items', 'too_many']],
	);
});

const id = '0000000000001';
const mistakes = [
	['no items', { items: undefined }, 'items', 'required'],
	['an empty list', { items: [] }, 'items', 'required'],
	['items that are no list', { items: { id } }, 'items', 'not_a_list'],
	['an item that is no object', { items: [id] }, 'items[0]', 'not_an_object'],
	['an item without an id', { items: [{ revision: 1 }] }, 'items', 'not_an_id'],
	['an id that is none', { items: [{ id: 'x', revision: 1 }] }, 'items', 'not_an_id'],
	['an id that is a number', { items: [{ id: 7, revision: 1 }] }, 'items[0].id', 'not_a_text'],
	['an item without a revision', { items: [{ id }] }, 'items', 'required'],
	['a revision of 0', { items: [{ id, revision: 0 }] }, 'items[0].revision', 'not_a_number'],
	['a revision as a text', { items: [{ id, revision: '1' }] }, 'items[0].revision', 'not_a_number'],
	['a comment twice', { items: read([id, id]) }, 'items', 'doubled'],
	['a member too many', { items: [{ id, revision: 1, x: 1 }] }, 'items[0].x', 'unknown'],
	['an unknown mode', { mode: 'some' }, 'mode', 'unknown_value'],
	['no state', { state: undefined }, 'state', 'required'],
	['an unknown state', { state: 'gone' }, 'state', 'unknown_value'],
	['a reason without a rejection', { reason: 'abuse' }, 'reason', 'not_rejected'],
	['an unknown member', { undo: true }, 'undo', 'unknown'],
];
for (const [what, changes, field, code] of mistakes)
	test(`${what}: 422 that names the mistake`, async () => {
		const answer = await send({ state: 'spam', items: read([id]), ...changes });
		const { errors } = assertProblem(answer, 422, 'invalid-input');
		assert.ok(
			errors.some((error) => error.field === field && error.code === code),
			JSON.stringify(errors),
		);
	});

// What a list of the queue has.
const everything = (page, more) => ({ page, ...more });
const tick = () => new Promise((resolve) => setTimeout(resolve, 3));

test('all that a list has is tried, and then decided on', async () => {
	const page = newPage();
	const ids = await leave(4, page);
	await server.decide(ids[3], { state: 'spam' }, { token });
	await tick();
	const filter = everything(page, { until: new Date().toISOString() });
	const body = { state: 'approved', filter };
	const tried = await decided(send({ ...body, dry_run: true }));
	assert.deepEqual([tried.undo, tried.decided, tried.next], [null, 3, null]);
	assert.deepEqual(
		tried.items.map(({ id, status, state, revision }) => [id, status, state, revision]),
		ids.slice(0, 3).map((id) => [id, 200, 'pending', 1]),
	);
	assert.deepEqual(await shown(page), []);
	await tick();
	const [late] = await leave(1, page);
	const done = await decided(send(body));
	assert.deepEqual([done.decided, done.next], [3, null]);
	assert.deepEqual(
		done.items.map(({ id, status, state }) => [id, status, state]),
		ids.slice(0, 3).map((id) => [id, 200, 'approved']),
	);
	assert.equal(await stateOf(late), 'pending');
	assert.deepEqual(await shown(page), ids.slice(0, 3));
	assert.equal((await decided(send(body))).decided, 0);
	await decided(undo(done.undo));
	assert.deepEqual(await shown(page), []);
});

test('a list of more than a thousand is decided on part by part', async () => {
	const page = newPage();
	for (let i = 0; i < 21; i++)
		await Promise.all(Array.from({ length: 49 }, () => server.leave({ page })));
	await tick();
	const body = { state: 'spam', filter: { page, until: new Date().toISOString() } };
	const tried = await decided(send({ ...body, dry_run: true }));
	assert.deepEqual([tried.decided, tried.next], [1000, tried.items.at(-1).id]);
	const counts = [];
	let next;
	do {
		const part = await decided(send({ ...body, filter: { ...body.filter, after: next } }));
		counts.push(part.decided);
		next = part.next;
	} while (next);
	assert.deepEqual(counts, [1000, 29]);
	const back = { page, state: 'spam', until: new Date().toISOString() };
	await decided(send({ state: 'deleted', filter: back }));
});

test('a filter reaches what its sender may decide on', async () => {
	const page = newPage();
	await leave(1, page);
	await tick();
	const filter = { until: new Date().toISOString(), page };
	const body = { state: 'spam', filter, dry_run: true };
	assert.equal((await decided(send(body))).decided, 1);
	assert.equal((await decided(send(body, { token: foreign }))).decided, 0);
	const theirs = { ...body, filter: { ...filter, site: 'example' } };
	assertProblem(await send(theirs, { token: foreign }), 403, 'forbidden');
	assertProblem(await send(body, { token: reading }), 403, 'forbidden');
	const nowhere = { ...filter, page: newPage() };
	assert.deepEqual((await decided(send({ ...body, filter: nowhere }))).items, []);
	// what cannot become of it is told, and with mode all nothing is done
	const gone = { state: 'pending', filter, mode: 'all' };
	const { items } = assertProblem(await send(gone), 409, 'conflict');
	assert.deepEqual(statuses({ items }), [409]);
});

const until = '2020-01-01T00:00:00Z';
for (const [what, changes, field, code] of [
	['a filter without a time', { filter: {} }, 'filter.until', 'required'],
	['a time to come', { filter: { until: '2100-01-01T00:00:00Z' } }, 'filter.until', 'in_the_future'],
	['no time', { filter: { until: 'now' } }, 'filter.until', 'not_a_time'],
	['a filter that is none', { filter: 'all', items: read([id]) }, 'filter', 'not_an_object'],
	['a member that no filter has', { filter: { until, limit: '5' } }, 'filter.limit', 'unknown'],
	['an unknown state in it', { filter: { until, state: 'gone' } }, 'filter.state', 'unknown_value'],
	['an author of no site', { filter: { until, author: 'abcdefgh' } }, 'filter.author', 'needs_site'],
	['items and a filter', { filter: { until }, items: read([id]) }, 'filter', 'conflict'],
	['a state that was read and a filter', { filter: { until }, from: 'pending' }, 'from', 'conflict'],
	['a dry run of items', { items: read([id]), dry_run: true }, 'dry_run', 'needs_filter'],
	['a dry run that is neither', { filter: { until }, dry_run: 'yes' }, 'dry_run', 'not_a_boolean'],
])
	test(`${what}: 422 that names the mistake`, async () => {
		const answer = await send({ state: 'spam', ...changes });
		const { errors } = assertProblem(answer, 422, 'invalid-input');
		assert.deepEqual(
			errors.map((error) => [error.field, error.code]),
			[[field, code]],
		);
	});

test('a list against single decisions: each comment is decided on once', async () => {
	for (let turn = 0; turn < 15; turn++) {
		const page = newPage();
		const ids = await leave(3, page);
		await tick();
		const filter = { page, until: new Date().toISOString() };
		const [list, single] = await Promise.all([
			send({ state: 'spam', filter }),
			server.decide(ids[turn % 3], { state: 'approved', from: 'pending' }, { token }),
		]);
		const done = (await decided(list)).decided;
		assert.equal(done, single.status === 200 ? 2 : 3, `turn ${turn}`);
		if (single.status !== 200) assertProblem(single, 412, 'stale-revision');
		for (const id of ids) {
			const { body } = await server.fetch(`${DECISIONS}?${form({ comment: id })}`, { token });
			assert.equal(body.items.length, 1);
			assert.equal(body.items[0].to, await stateOf(id));
		}
	}
});
