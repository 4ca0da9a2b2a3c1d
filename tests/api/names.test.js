// Avatars, badges, and the names that a site keeps for its own people.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, form, held, open, startTwoSites } from './harness.js';

let server, token, admin;
before(async () => {
	({ server, token } = await startTwoSites());
	admin = await server.addToken({ name: 'admin', scope: 'admin' });
});
after(() => server.stop());

const names = (site) => `/api/v1/admin/sites/${site}/names`;
const list = async (site = 'open') =>
	(await server.fetch(names(site), { token: admin })).body.items;
const reserve = (body, { site = 'open', by = admin } = {}) =>
	server.fetch(names(site), { body, token: by });
const free = (id, site = 'open') =>
	server.fetch(`${names(site)}/${id}`, { method: 'DELETE', token: admin });

const itemOf = async (id) =>
	(await server.fetch(`/api/v1/moderation/comments/${id}`, { token })).body;
const authorOf = async (id) => (await itemOf(id)).author;

test('an author has one avatar on a site, and another on each', async () => {
	const page = open('avatars');
	const ada = { page, email: 'ada@example.org' };
	await server.leave(ada);
	await server.leave({ ...ada, name: 'Another name' });
	const { id } = await server.leave({ page, email: 'bob@example.org' });
	const other = await server.leave({ ...ada, page: held('avatars') });
	await server.decide(other.id, { state: 'approved' }, { token });
	const { items } = await server.thread(page);
	const elsewhere = (await server.thread(held('avatars'))).items;
	const [first, second, third] = items.map(({ avatar }) => avatar);
	for (const avatar of [first, third, elsewhere[0].avatar]) assert.match(avatar, /^[0-9a-f]{16}$/);
	assert.equal(first, second);
	assert.equal(new Set([first, third, elsewhere[0].avatar]).size, 3);
	const { tag } = await authorOf(id);
	const [{ fingerprint }] = server.rows(
		`SELECT hex(fingerprint) AS fingerprint FROM author WHERE tag = '${tag}'`,
	);
	assert.ok(!fingerprint.toLowerCase().includes(third));
	await server.leave({ page, parent: id });
	await server.decide(id, { state: 'deleted' }, { token });
	const stone = (await server.thread(page)).items.find((item) => item.id === id);
	assert.deepEqual([stone.avatar, stone.badge, stone.name], [null, false, null]);
});

test('who writes under a name of their own has a badge, and whoever else waits', async () => {
	const page = open('badges');
	const editor = { page, name: 'The Editors', email: 'editor@example.org' };
	const { id: before } = await server.leave(editor);
	const { id: author, tag } = await authorOf(before);
	const made = await reserve({ name: ' The Editors ', author });
	assert.equal(made.status, 201, made.text);
	const { id: reservation, created_at, ...rest } = made.body;
	assert.deepEqual(rest, {
		name: 'The Editors',
		author,
		author_tag: tag,
		by: 'token:admin',
	});
	assert.deepEqual(await list(), [made.body]);

	const own = await server.post(editor);
	assert.equal(own.status, 201);
	const { id: small } = await server.leave({ ...editor, name: 'the editors' });
	const plain = await server.leave({ ...editor, name: 'Ed' });
	for (const name of ['The Editors', 'thé  ed1tors!', 'Тhе Еditоrs']) {
		const answer = await server.post({ page, name, email: 'mallory@example.org' });
		assert.equal(answer.status, 202, name);
		const { state, badge, reasons } = await itemOf(answer.body.id);
		assert.deepEqual([state, badge], ['pending', false]);
		assert.deepEqual(
			reasons.map(({ check, text }) => [check, text]),
			[['name', 'The name is reserved.']],
		);
	}
	assert.equal((await server.post({ ...editor, page: held('badges') })).status, 202);
	const badges = (thread) => thread.items.map(({ id, badge }) => [id, badge]);
	const wanted = [
		[before, false], // before the name was theirs
		[own.body.id, true],
		[small, true],
		[plain.id, false],
	];
	assert.deepEqual(badges(await server.thread(page)), wanted);
	assert.equal((await itemOf(own.body.id)).badge, true);
	const { text } = await server.fetch(`/comments?${form({ page })}`);
	assert.equal([...text.matchAll(/<span class="badge">Team<\/span>/g)].length, 2);

	// trusted or not, the name is another's
	const impostor = await server.leave({ page, email: 'mallory@example.org' });
	const { id: mallory } = await authorOf(impostor.id);
	const standing = { method: 'PATCH', body: { standing: 'trusted' }, token };
	await server.fetch(`/api/v1/moderation/authors/${mallory}`, standing);
	const trusted = { page, name: 'The Editors', email: 'mallory@example.org' };
	assert.equal((await server.post(trusted)).status, 202);

	assert.equal((await free(reservation)).status, 204);
	assert.equal((await server.post(trusted)).status, 201);
	const after = await server.thread(page);
	assert.equal(after.items.find(({ id }) => id === own.body.id).badge, true);
});

test('a name may be nobody’s, and several people’s', async () => {
	const page = open('several');
	const leave = (email) => server.post({ page, name: 'Desk', email });
	const [{ id: a }, { id: b }] = [(await leave('a@example.org')).body, (await leave('b@example.org')).body];
	const nobody = (await reserve({ name: 'Desk' })).body;
	assert.deepEqual([nobody.author, nobody.author_tag], [null, null]);
	assert.deepEqual([(await leave('a@example.org')).status, (await leave('b@example.org')).status], [202, 202]);
	for (const id of [a, b])
		assert.equal((await reserve({ name: 'Desk', author: (await authorOf(id)).id })).status, 201);
	assert.deepEqual(
		[(await leave('a@example.org')).status, (await leave('b@example.org')).status, (await leave('c@example.org')).status],
		[201, 201, 202],
	);
	assertProblem(await reserve({ name: 'D.E.S.K' }), 409, 'conflict');
	assert.equal((await list()).length, 3);
	for (const { id } of await list()) await free(id);
	assert.deepEqual(await list(), []);
});

test('what is reserved and freed is on record', async () => {
	const { id } = (await reserve({ name: 'On Record' })).body;
	await free(id);
	const { body } = await server.fetch('/api/v1/admin/changes?site=open', { token: admin });
	const both = body.items.filter(({ subject }) => subject === 'name:On Record');
	assert.deepEqual(
		both.map(({ by, action, subject, site }) => [by, action, subject, site]),
		[
			['token:admin', 'added', 'name:On Record', 'open'],
			['token:admin', 'removed', 'name:On Record', 'open'],
		],
	);
});

test('what is wrong with a name is told', async () => {
	const { id } = await server.leave({ page: held('wrong') });
	const { id: foreign } = await authorOf(id);
	for (const [body, field, code] of [
		[{}, 'name', 'required'],
		[{ name: '★' }, 'name', 'no_word'],
		[{ name: 'x'.repeat(81) }, 'name', 'too_long'],
		[{ name: 'Ann', author: 'x' }, 'author', 'unknown'],
		[{ name: 'Ann', author: '0000000000001' }, 'author', 'unknown'],
		[{ name: 'Ann', author: foreign }, 'author', 'unknown'],
		[{ name: 'Ann', more: 1 }, 'more', 'unknown'],
	]) {
		const { errors } = assertProblem(await reserve(body), 422, 'invalid-input');
		assert.deepEqual([errors[0].field, errors[0].code], [field, code]);
	}
	assertProblem(await reserve({ name: 'Ann' }, { site: 'nowhere' }), 404, 'not-found');
	assertProblem(await reserve({ name: 'Ann' }, { by: token }), 403, 'forbidden');
	const { id: reservation } = (await reserve({ name: 'Ann' })).body;
	for (const other of ['x', '0000000000001'])
		assertProblem(await free(other), 404, 'not-found');
	assertProblem(await free(reservation, 'example'), 404, 'not-found');
	assert.equal((await free(reservation)).status, 204);
});

test('a site has at most five hundred names', async () => {
	const rows = Array.from({ length: 500 }, (_, i) => `(${i + 1}, 'example', 'n', 'n${i}', 'x', 1)`);
	server.write(
		`INSERT INTO reserved_name (id, site, name, key, made_by, created_at) VALUES ${rows.join()}`,
	);
	const { detail } = assertProblem(await reserve({ name: 'Ann' }, { site: 'example' }), 409, 'conflict');
	assert.equal(detail, 'A site has at most 500 reserved names.');
});
