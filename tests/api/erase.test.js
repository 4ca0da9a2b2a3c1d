// An author has all erased that was left on a site: by the private link of a comment and the address
// together. The bytes are gone, and nothing else is.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem, form, held, open, startServer } from './harness.js';

const PATIENCE = 60_000; // milliseconds from the answer until the bytes are gone

// Each stands in one kind of place, and nowhere else.
const words = {
	body: 'quokkarillo',
	edited: 'wombatesque',
	name: 'Platypussina',
	website: 'kookaburrian',
	note: 'bandicootish',
	report: 'echidnaform',
	standing: 'numbatology',
	answer: 'thylacinette',
	gone: 'cassowarily',
};
const other = 'bilbyfication';
// with them, a comment waits
const links = [1, 2, 3, 4].map((n) => ` https://link-${n}.example/`).join('');

let server, token, admin;
before(async () => {
	server = await startServer();
	const set = ['form_min=0', 'author_rate=0', 'network_rate=0'];
	await server.addSite('open', { origin: 'https://open.example', policy: 'publish', set });
	for (const site of ['example', 'open'])
		await server.command(
			...['site', 'set', site, '--set', 'author_rate=0', '--set', 'network_rate=0'],
		);
	token = await server.addToken();
	admin = await server.addToken({ name: 'admin', scope: 'admin' });
});
after(() => server.stop());

const linkOf = ({ status_url }) => status_url.split('/').at(-1);
const erase = (comment, email, more) =>
	server.fetch(`/api/v1/mine/${linkOf(comment)}/erase`, { body: { email }, ...more });
const item = async ({ id }) =>
	(await server.fetch(`/api/v1/moderation/comments/${id}`, { token })).body;
const authorOf = async (comment) => (await item(comment)).author;

let numbers = 0;
const someone = () => `author-${++numbers}@example.org`;

async function finished(on = server) {
	for (const end = Date.now() + PATIENCE; on.count('erasure'); await sleep(50))
		assert.ok(Date.now() < end, JSON.stringify(on.rows('SELECT * FROM erasure')));
}

async function assertWhole(on = server) {
	const { status, stdout } = await on.cli('check');
	assert.equal(status, 0, stdout);
}

const forEverybody = { detail: /is being erased, if it is the one of this comment/ };

function assertTaken(answer) {
	assert.equal(answer.status, 202, answer.text);
	assert.match(answer.body.detail, forEverybody.detail);
	assert.deepEqual(Object.keys(answer.body), ['detail']);
}

test('what was said, by whom, and what was said about it is gone from the files', async () => {
	const email = someone();
	const page = open('bytes');
	const mine = { page, email, name: words.name, website: `https://${words.website}.example/` };
	const first = await server.leave({ ...mine, body: `It is ${words.body}, <b>truly</b>.` }, {
		headers: { 'idempotency-key': 'erase-1' },
	});
	const waits = await server.leave({ ...mine, body: `${words.answer}${links}` });
	assert.equal(waits.state, 'pending');
	const gone = await server.leave({ ...mine, body: words.gone, parent: first.id });
	const others = await server.leave({ page, body: `Very ${other}.`, parent: first.id });
	const about = (id, note) =>
		server.fetch(`/api/v1/comments/${id}/reports`, { body: { reason: 'abuse', note } });
	assert.equal((await about(first.id, `How ${words.report}!`)).status, 204);
	const edited = await server.fetch(`/api/v1/mine/${linkOf(first)}`, {
		method: 'PATCH',
		headers: { 'if-match': '"1"' },
		body: { body: `Rather ${words.edited}.` },
	});
	assert.equal(edited.status, 200, edited.text);
	const note = { state: 'rejected', reason: 'other', note: words.note };
	await server.decide(gone.id, note, { token });
	await server.decide(gone.id, { state: 'deleted' }, { token });
	const author = await authorOf(first);
	await server.fetch(`/api/v1/moderation/authors/${author.id}`, {
		method: 'PATCH',
		body: { standing: 'trusted', note: words.standing },
		token,
	});
	await server.indexed();
	assert.deepEqual(server.traces(Object.values(words)), Object.values(words));

	assertTaken(await erase(first, email));
	// readers see it gone at once
	const thread = await server.thread(page);
	assert.deepEqual(
		thread.items.map(({ id, name, html }) => [id, name, Boolean(html)]),
		[
			[first.id, null, false],
			[others.id, 'Ada', true],
		],
	);
	assert.equal(thread.page.count, 1);
	await finished();
	assert.deepEqual(server.traces(Object.values(words)), []);
	assert.deepEqual(server.traces([other]), [other]);
	await assertWhole();
	const rows = (sql) => server.rows(sql).length;
	for (const table of ['hold_reason', 'idempotency', 'comment_network', 'liker'])
		assert.equal(
			rows(`SELECT 1 FROM ${table} JOIN comment ON comment.id = ${table}.comment
				WHERE comment.erased_at IS NOT NULL`),
			0,
			table,
		);

	for (const comment of [first, waits, gone]) {
		const left = await item(comment);
		assert.deepEqual(
			[left.state, left.erased, left.name, left.body, left.website, left.reasons],
			['deleted', true, '', '', null, []],
		);
		const again = { state: 'pending' };
		const refused = await server.decide(comment.id, again, { token, revision: left.revision });
		assert.match(assertProblem(refused, 409, 'conflict').detail, /erased/);
		assertProblem(await server.fetch(`/api/v1/mine/${linkOf(comment)}`), 404, 'not-found');
	}
	const [last] = (
		await server.fetch(`/api/v1/moderation/decisions?comment=${first.id}`, { token })
	).body.items.slice(-1);
	assert.deepEqual([last.by, last.to, last.reason, last.note], ['author', 'deleted', null, null]);
	// who asks again is told the same
	assertTaken(await erase(first, email));
});

test('the address begins a new author, and the old one is known by nothing', async () => {
	const email = someone();
	const comment = await server.leave({ page: open('new'), email });
	const before = await authorOf(comment);
	assertTaken(await erase(comment, email));
	const old = await authorOf(comment);
	assert.equal(old.id, before.id);
	assert.notEqual(old.tag, before.tag);
	assert.deepEqual([old.approved, old.rejected, old.spam], [0, 0, 0]);
	const next = await server.leave({ page: open('new'), email });
	const renewed = await authorOf(next);
	assert.notEqual(renewed.id, before.id);
	assert.equal(renewed.tag, before.tag);
	await finished();
	assert.equal((await item(next)).erased, false);
	await assertWhole();
});

test('who is banned stays banned', async () => {
	const email = someone();
	const comment = await server.leave({ page: open('banned'), email });
	const { id, tag } = await authorOf(comment);
	await server.fetch(`/api/v1/moderation/authors/${id}`, {
		method: 'PATCH',
		body: { standing: 'banned', note: words.standing },
		token,
	});
	assertTaken(await erase(comment, email));
	const next = await server.leave({ page: open('banned'), email });
	const after = await item(next);
	assert.deepEqual([after.author.id, after.author.tag, after.state], [id, tag, 'rejected']);
	await finished();
	assert.equal((await item(next)).erased, false);
	assert.deepEqual(server.traces([words.standing]), []);
	await assertWhole();
});

test('another address erases nothing, and is answered the same', async () => {
	const email = someone();
	const page = open('wrong');
	const comment = await server.leave({ page, email, body: 'It stays.' });
	const wrong = await erase(comment, someone());
	const shape = ({ status, headers, text }) => {
		const told = new Map(headers);
		for (const name of ['date', 'x-request-id']) told.delete(name);
		return [status, [...told], text];
	};
	assert.equal((await server.thread(page)).page.count, 1);
	assert.equal((await item(comment)).body, 'It stays.');
	const right = await erase(comment, email);
	assert.deepEqual(shape(wrong), shape(right));
	assert.equal((await server.thread(page)).page.count, 0);
	await finished();
});

test('what is left on another site, and what others left, is not touched', async () => {
	const email = someone();
	const elsewhere = await server.leave({ page: held('sites'), email, body: 'Elsewhere.' });
	const others = await server.leave({ page: open('sites'), body: 'Of another.' });
	const comment = await server.leave({ page: open('sites'), email });
	assertTaken(await erase(comment, email));
	await finished();
	assert.deepEqual(
		[(await item(elsewhere)).body, (await item(others)).body],
		['Elsewhere.', 'Of another.'],
	);
});

test('a name that was the author’s stays reserved, for nobody', async () => {
	const email = someone();
	const page = open('names');
	const comment = await server.leave({ page, email });
	const { id } = await authorOf(comment);
	const reserve = (body) =>
		server.fetch('/api/v1/admin/sites/open/names', { body, token: admin });
	for (const name of ['Boss', 'Chief'])
		assert.equal((await reserve({ name, author: id })).status, 201);
	assert.equal((await reserve({ name: 'Chief' })).status, 201);
	assertTaken(await erase(comment, email));
	const { body } = await server.fetch('/api/v1/admin/sites/open/names', { token: admin });
	assert.deepEqual(
		body.items.map(({ name, author }) => [name, author]),
		[
			['Boss', null],
			['Chief', null],
		],
	);
	await finished();
});

test('a link is tried a handful of times an hour', async () => {
	const email = someone();
	const comment = await server.leave({ page: open('tries'), email });
	for (let i = 0; i < 5; i++) assertTaken(await erase(comment, someone()));
	const refused = await erase(comment, email);
	assertProblem(refused, 429, 'rate-limited');
	assert.ok(Number(refused.headers.get('retry-after')) > 60);
	// another link has its own
	assertTaken(await erase(await server.leave({ page: open('tries'), email }), email));
	await finished();
});

test('what is no address is told, and is no try', async () => {
	const comment = await server.leave({ page: open('mistakes') });
	for (const [body, code] of [
		[{ email: 'nobody' }, undefined],
		[{ email: '' }, undefined],
		[{}, undefined],
	]) {
		const answer = await server.fetch(`/api/v1/mine/${linkOf(comment)}/erase`, { body });
		const { errors } = assertProblem(answer, 422, 'invalid-input');
		assert.deepEqual(errors.map(({ field }) => field), ['email'], code);
	}
	const wrong = { status_url: comment.status_url.replace(/.$/, '!') };
	assertProblem(await erase(wrong, someone()), 404, 'not-found');
});

test('an author of many is erased piece by piece, also after a kill in the middle', async () => {
	const server = await startServer();
	const set = ['form_min=0', 'author_rate=0', 'network_rate=0'];
	await server.addSite('open', { origin: 'https://open.example', policy: 'publish', set });
	const email = someone();
	const word = 'kangaroobilia';
	let last;
	for (let i = 0; i < 400; i += 20) {
		const some = Array.from({ length: 20 }, (_, k) =>
			server.leave({
				page: open(`many-${k % 3}`),
				email,
				body: `${word} ${i + k}${k % 4 ? '' : links}`,
			}),
		);
		[last] = await Promise.all(some);
	}
	await server.leave({ page: open('many-1'), body: `It stays, ${other}.` });
	await server.indexed();
	const states = server.rows('SELECT state, count(*) AS count FROM comment GROUP BY 1 ORDER BY 1');
	assert.deepEqual(
		states.map(({ state, count }) => [state, count]),
		[
			['approved', 301],
			['pending', 100],
		],
	);
	const left = () =>
		server.rows('SELECT count(*) AS count FROM comment WHERE erased_at IS NULL')[0].count;
	const answer = await server.fetch(`/api/v1/mine/${linkOf(last)}/erase`, { body: { email } });
	assertTaken(answer);
	await server.kill();
	assert.ok(left() > 1 && left() < 401, `${left()}`);
	await server.start();
	await finished(server);
	assert.equal(left(), 1);
	assert.deepEqual(server.traces([word, other]), [other]);
	assert.deepEqual(
		server.rows("SELECT sum(count) AS count FROM page WHERE site = 'open'"),
		[{ count: 1 }],
	);
	await assertWhole(server);
	await server.stop();
});

test('while it is being erased nobody decides on it', async () => {
	const email = someone();
	const comments = [];
	for (let i = 0; i < 60; i++)
		comments.push(await server.leave({ page: open('under-way'), email }));
	assertTaken(await erase(comments[0], email));
	const answers = await Promise.all(
		comments.slice(-5).map(({ id }) => server.decide(id, { state: 'pending' }, { token })),
	);
	for (const answer of answers) assertProblem(answer, 409, 'conflict');
	await finished();
	await assertWhole();
});

test('the page asks first, and its form does it', async () => {
	const email = someone();
	const comment = await server.leave({ page: open('page'), email });
	const at = `/mine/${linkOf(comment)}`;
	const send = (fields) => server.fetch(`${at}/erase`, { body: form(fields) });
	assert.ok((await server.fetch(at)).text.includes(`href="${at}/erase"`));
	const question = await server.fetch(`${at}/erase`);
	assert.equal(question.status, 200);
	assert.match(question.text, /kept only if you were banned/);
	assert.equal((await item(comment)).erased, false);
	const again = await send({ email });
	assert.equal(again.status, 422);
	assert.match(again.text, /Tick the box/);
	assert.ok(again.text.includes(`value="${email}"`));
	const mistaken = await send({ email: 'no <address>', confirm: 'yes' });
	assert.equal(mistaken.status, 422);
	assert.ok(mistaken.text.includes('value="no &lt;address&gt;"'));
	assert.match(mistaken.text, /type="checkbox" checked/);
	for (const typed of [someone(), email]) {
		const { status, headers } = await send({ email: typed, confirm: 'yes' });
		assert.equal(status, 303);
		assert.equal(headers.get('location'), `${at}/erased`);
		const { text } = await server.fetch(`${at}/erased`);
		assert.match(text, forEverybody.detail);
		assert.equal((await item(comment)).erased, typed === email);
	}
	const gone = await server.fetch(at);
	assert.equal(gone.status, 404);
	assert.match(gone.text, /it was erased/);
});
