// Likes: what readers say of a comment without a word, where the site wants it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, form, held, open, startServer } from './harness.js';

let server, token;
let networks = 0;
before(async () => {
	// each reader comes from a network of their own
	server = await startServer({ trusted_proxies: '127.0.0.1' });
	const set = ['form_min=0', 'likes=on'];
	await server.addSite('open', { origin: 'https://open.example', policy: 'publish', set });
	token = await server.addToken();
});
after(() => server.stop());

const newNetwork = () => `10.${networks >> 8}.${networks++ & 255}.7`;
const send = (id, method, { from = newNetwork(), headers = {}, body = {} } = {}) =>
	server.fetch(`/api/v1/comments/${id}/likes`, {
		method,
		headers: { 'x-forwarded-for': from, ...headers },
		body: method === 'POST' ? body : undefined,
	});
const like = (id, more) => send(id, 'POST', more);
const unlike = (id, more) => send(id, 'DELETE', more);
const leave = async (page, more) =>
	(await server.leave({ page, ...more }, { headers: { 'x-forwarded-for': newNetwork() } })).id;
const likes = async (page, query) =>
	(await server.thread(page, query)).items.map((item) => item.likes);
const ids = (thread) => thread.items.map(({ id }) => id);

test('one of each network counts once, and is seen by the very next reader', async () => {
	const page = open('likes');
	const id = await leave(page);
	const thread = await server.thread(page);
	assert.equal(thread.page.likes, true);
	assert.deepEqual(await likes(page), [0]);
	for (const [from, wanted] of [
		['10.200.0.1', 1],
		['10.200.0.99', 1], // the same network
		['10.200.1.1', 2],
	]) {
		assert.equal((await like(id, { from })).status, 204);
		assert.deepEqual(await likes(page), [wanted]);
	}
	assert.equal((await unlike(id, { from: '10.200.0.50' })).status, 204);
	assert.deepEqual(await likes(page), [1]);
	assert.equal((await unlike(id, { from: '10.200.0.50' })).status, 204);
	assert.equal((await unlike(id)).status, 204);
	assert.deepEqual(await likes(page), [1]);
});

test('who it was is kept as a hash that is another for each comment', async () => {
	const page = open('hashes');
	const from = newNetwork();
	for (const id of [await leave(page), await leave(page)]) await like(id, { from });
	const rows = server.rows(`SELECT hex(reader) AS reader FROM liker
		JOIN comment ON comment.id = liker.comment JOIN page ON page.id = comment.page
		WHERE page.url = '${page}'`);
	assert.equal(new Set(rows.map(({ reader }) => reader)).size, 2);
	for (const { reader } of rows) assert.match(reader, /^[0-9A-F]{32}$/);
});

test('the most liked threads come first, in parts the same', async () => {
	const page = open('sorted');
	const [a, b, c] = [await leave(page), await leave(page), await leave(page)];
	const b1 = await leave(page, { parent: b });
	for (const [id, count] of [[b, 2], [c, 1], [b1, 3]])
		for (let i = 0; i < count; i++) await like(id);
	const wanted = [b, b1, c, a];
	const whole = await server.thread(page, { sort: 'liked' });
	assert.deepEqual([ids(whole), whole.page.sort], [wanted, 'liked']);
	for (const limit of [1, 2, 3]) {
		const got = [];
		let next;
		do {
			const part = await server.thread(page, { sort: 'liked', limit, after: next });
			got.push(...ids(part));
			next = part.next;
		} while (next);
		assert.deepEqual(got, wanted);
	}
	const from = await server.thread(page, { sort: 'liked', from: b1, limit: 1 });
	assert.deepEqual([ids(from), from.next], [[b1], `${b1}-2`]);
	assert.deepEqual(ids(await server.thread(page, { sort: 'liked', from: b1, limit: 3 })), [b, b1, c]);
	for (const after of [`${b}-`, `${b}-x`, `${b}--1`, `x-1`, '-1', `${b}${b}-1`]) {
		const answer = await server.fetch(`/api/v1/comments?${form({ page, sort: 'liked', after })}`);
		assert.equal(assertProblem(answer, 422, 'invalid-input').errors[0].field, 'after');
	}
});

test('what is not public is not liked, and no site that has no likes', async () => {
	const page = open('gone');
	const root = await leave(page);
	await leave(page, { parent: root });
	await server.decide(root, { state: 'deleted' }, { token });
	assert.deepEqual(await likes(page), [null, 0]);
	const waits = await leave(held('likes'));
	for (const id of [root, waits, '0000000000001', 'x'])
		for (const act of [like, unlike]) assertProblem(await act(id), 404, 'not-found');
	await server.decide(waits, { state: 'approved' }, { token });
	for (const act of [like, unlike]) {
		const { detail } = assertProblem(await act(waits), 409, 'conflict');
		assert.equal(detail, 'The site has no likes.');
	}
	assert.deepEqual(await likes(held('likes')), [null]);
	const { page: told } = await server.thread(held('likes'), { sort: 'liked' });
	assert.deepEqual([told.likes, told.sort], [false, 'oldest']);
	const { errors } = assertProblem(await like(root, { body: { who: 'me' } }), 422, 'invalid-input');
	assert.equal(errors[0].field, 'who');
});

test('pages of other origins cannot like', async () => {
	const page = open('origins');
	const id = await leave(page);
	const from = (act, origin) => act(id, { headers: { origin } });
	for (const act of [like, unlike]) {
		assertProblem(await from(act, 'https://evil.example'), 403, 'foreign-origin');
		assert.equal((await from(act, 'https://open.example')).status, 204);
	}
});

test('without script a button likes, and leads back to the comment', async () => {
	const page = open('button?a=b&c=d');
	const id = await leave(page, { name: '<Ann>' });
	const shown = async () => (await server.fetch(`/comments?${form({ page })}`)).text;
	const action = `action="/api/v1/comments/${id}/likes"`;
	assert.match(await shown(), />Like \(0\)<\/button>/);
	assert.ok((await shown()).includes(action));
	assert.ok((await shown()).includes('aria-label="Like (0) – &lt;Ann&gt;"'));
	const fragment = await server.fetch(`/comments/fragment?${form({ page })}`);
	assert.match(fragment.text, new RegExp(`action="https?://[^"/]+/api/v1/comments/${id}/likes"`));
	const answer = await like(id, { body: form({}) });
	assert.equal(answer.status, 303, answer.text);
	const back = answer.headers.get('location');
	assert.equal(back, `/comments?page=${encodeURIComponent(page)}&from=${id}#comment-${id}`);
	assert.match((await server.fetch(back)).text, />Like \(1\)<\/button>/);
	const gone = await like('0000000000001', { body: form({}) });
	assert.equal(gone.status, 404);
	assert.match(gone.headers.get('content-type'), /^text\/html/);
});
