// Moderators edit: a new revision, the old one kept, and the record tells.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, form, held, startTwoSites } from './harness.js';

let server, token, second;
before(async () => {
	({ server, token } = await startTwoSites());
	second = await server.addToken({ name: 'second' });
});
after(() => server.stop());

let names = 0;
const newPage = () => held(`edit-${++names}`);
const get = async (path) => {
	const answer = await server.fetch(`/api/v1/moderation/${path}`, { token });
	assert.equal(answer.status, 200, answer.text);
	return answer.body;
};
const context = (id) => get(`comments/${id}/context`);
const item = (id) => get(`comments/${id}`);
const edit = (id, body, more) => server.decide(id, body, { token, ...more });
const done = async (answer) => {
	const { status, text, body } = await answer;
	assert.equal(status, 200, text);
	return body;
};
async function leave(state, more) {
	const { id } = await server.leave({ page: newPage(), body: 'First.', ...more });
	if (state !== 'pending') await done(edit(id, { state }));
	return id;
}

for (const state of ['pending', 'approved', 'rejected', 'spam'])
	test(`what is ${state} is edited and stays so`, async () => {
		const page = newPage();
		const id = await leave(state, { page });
		await server.thread(page); // cached from now on
		const before = await item(id);
		const answer = await edit(id, { body: 'Second *text*.', note: 'A typo.' });
		const now = await done(answer);
		assert.equal(answer.headers.get('etag'), '"2"');
		assert.equal(answer.headers.get('link'), null);
		assert.deepEqual([now.state, now.revision, now.body], [state, 2, 'Second *text*.']);
		assert.ok(Date.parse(now.edited_at));
		assert.deepEqual(now.reasons, before.reasons);
		assert.deepEqual(now.author, before.author);
		assert.deepEqual(await item(id), now);
		const { revisions, decisions } = await context(id);
		assert.deepEqual(
			revisions.map(({ number, body, by }) => [number, body, by]),
			[
				[1, 'First.', null],
				[2, 'Second *text*.', 'token:test'],
			],
		);
		const { from, to, revision, edited, by, note } = decisions.at(-1);
		assert.deepEqual(
			[from, to, revision, edited, by, note],
			[state, state, 1, 2, 'token:test', 'A typo.'],
		);
		const { items, page: seen } = await server.thread(page);
		assert.equal(seen.count, Number(state === 'approved'));
		assert.deepEqual(
			items.map(({ html, edited_at }) => [html, edited_at]),
			state === 'approved' ? [['<p>Second <em>text</em>.</p>\n', now.edited_at]] : [],
		);
	});

test('a text and a state are changed in one go', async () => {
	const page = newPage();
	const id = await leave('pending', { page });
	const now = await done(edit(id, { state: 'approved', from: 'pending', body: 'Better.' }));
	assert.deepEqual([now.state, now.revision], ['approved', 2]);
	assert.equal((await server.thread(page)).items[0].html, '<p>Better.</p>\n');
	const [decision, ...more] = (await context(id)).decisions;
	assert.deepEqual(more, []);
	assert.deepEqual([decision.from, decision.to, decision.edited], ['pending', 'approved', 2]);
});

test('an edit names what was read, and who comes second is told', async () => {
	const id = await leave('pending');
	await done(edit(id, { body: 'Second.' }));
	const { current } = assertProblem(await edit(id, { body: 'Third.' }), 412, 'stale-revision');
	assert.deepEqual([current.revision, current.body], [2, 'Second.']);
	assertProblem(await edit(id, { state: 'approved' }), 412, 'stale-revision');
	assertProblem(await edit(id, { body: 'x' }, { revision: null }), 428, 'precondition-required');
	assertProblem(
		await edit(id, { body: 'x', from: 'approved' }, { revision: 2 }),
		412,
		'stale-revision',
	);
	await done(edit(id, { body: 'Third.' }, { revision: 2 }));
});

test('edit against approve: one of them, never both', async () => {
	for (let turn = 0; turn < 25; turn++) {
		const page = newPage();
		const id = await leave('pending', { page, email: `race${turn}@example.org` });
		const answers = await Promise.all([
			edit(id, { body: `Edited ${turn}.` }),
			edit(id, { state: 'approved' }, { token: second }),
		]);
		const statuses = answers.map(({ status }) => status);
		const now = await item(id);
		// approving first leaves the revision as it is, so the edit may come behind it
		if (statuses[0] === 200 && statuses[1] === 200) assert.equal(now.state, 'approved');
		else assert.deepEqual(statuses, [200, 412]);
		assert.equal(now.body, `Edited ${turn}.`);
		const { decisions } = await context(id);
		assert.equal(decisions.length, statuses.filter((status) => status === 200).length);
		// what is public was edited by who had read it, or approved as it was read
		const [shown] = (await server.thread(page)).items;
		assert.equal(shown?.html, now.state === 'approved' ? `<p>Edited ${turn}.</p>\n` : undefined);
		if (decisions.length === 2) assert.equal(decisions[0].to, 'approved');
	}
});

test('two edits of one text: one of them', async () => {
	for (let turn = 0; turn < 25; turn++) {
		const id = await leave('approved', { email: `both${turn}@example.org` });
		const answers = await Promise.all([
			edit(id, { body: 'Mine.' }),
			edit(id, { body: 'Mine, too.' }, { token: second }),
		]);
		assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412]);
		assert.equal((await context(id)).revisions.length, 2);
	}
});

test('a decision from before an edit is not undone', async () => {
	const id = await leave('pending');
	const { headers } = await edit(id, { state: 'approved' });
	const [, target] = /^<([^>]+)>/.exec(headers.get('link'));
	await done(edit(id, { body: 'Second.' }));
	const { items } = await done(server.fetch(target, { method: 'POST', token }));
	assert.deepEqual([items[0].status, items[0].state], [412, 'approved']);
});

test('the author still sees why a comment was rejected', async () => {
	const { id, status_url } = await server.leave({ page: newPage() });
	await done(edit(id, { state: 'rejected', reason: 'abuse', note: 'Be kind.' }));
	await done(edit(id, { body: 'Second.' }));
	const { body } = await server.fetch(`/api/v1/mine/${status_url.split('/').at(-1)}`);
	assert.deepEqual([body.reason, body.note, body.body], ['abuse', 'Be kind.', 'Second.']);
});

test('what is edited is found by its new words', async () => {
	const id = await leave('pending', { body: 'An aardvark.' });
	const found = async (q) =>
		(await get(`comments?${form({ q })}`)).items.map((comment) => comment.id);
	while (!(await found('aardvark')).length);
	await done(edit(id, { body: 'A wombat.' }));
	assert.deepEqual([await found('aardvark'), await found('wombat')], [[], [id]]);
});

for (const [what, body, field, code] of [
	['an empty text', { body: ' ' }, 'body', 'required'],
	['a text that is too long', { body: 'x'.repeat(16 * 1024 + 1) }, 'body', 'too_long'],
	['a control character', { body: 'a\u0001' }, 'body', 'invalid_character'],
	['a text that is none', { body: 7 }, 'body', 'not_a_text'],
	['a reason for an edit', { body: 'x', reason: 'abuse' }, 'reason', 'not_rejected'],
	['nothing at all', {}, 'state', 'required'],
])
	test(`${what}: 422 that names the mistake`, async () => {
		const id = await leave('pending');
		const { errors } = assertProblem(await edit(id, body), 422, 'invalid-input');
		assert.ok(
			errors.some((error) => error.field === field && error.code === code),
			JSON.stringify(errors),
		);
		assert.equal((await item(id)).revision, 1);
	});

test('what is deleted is restored first', async () => {
	const id = await leave('deleted');
	const { current } = assertProblem(await edit(id, { body: 'x' }), 409, 'conflict');
	assert.equal(current.state, 'deleted');
});

test('the context has the other answers, and the newest of the author', async () => {
	const page = newPage();
	const email = 'context@example.org';
	const own = (state, more) => leave(state, { page, email, ...more });
	const first = await own('approved');
	const spam = await own('spam');
	const answers = [];
	for (let i = 0; i < 3; i++)
		answers.push(await leave('pending', { page, parent: first, email: `x${i}@example.org` }));
	const id = await own('pending', { parent: first });
	const { siblings, author_comments: others, parent } = await context(id);
	assert.equal(parent.id, first);
	assert.deepEqual(
		siblings.map((comment) => comment.id),
		answers.reverse(),
	);
	assert.deepEqual(siblings[0], await item(answers[0]));
	assert.deepEqual(
		others.map((comment) => [comment.id, comment.state]),
		[
			[spam, 'spam'],
			[first, 'approved'],
		],
	);
	assert.deepEqual((await context(first)).siblings, []);
	for (let i = 0; i < 12; i++) await own(['rejected', 'approved'][i % 2]);
	const many = (await context(id)).author_comments.map((comment) => comment.id);
	assert.equal(many.length, 10);
	assert.deepEqual([...many].sort().reverse(), many);
});

test('the seals hold after edits', async () => {
	const { status, stdout } = await server.cli('check');
	assert.equal(status, 0, stdout);
});
