// Leaving comments and reading them.

import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { assertProblem, form, startServer } from './harness.js';

const ID = /^[0-9a-hjkmnp-tv-z]{13}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const READER_MEMBERS = [
	'id',
	'parent',
	'depth',
	'name',
	'website',
	'html',
	'created_at',
	'edited_at',
];

let server, token;
before(async () => {
	server = await startServer();
	token = await server.addToken();
	await server.addSite('open', { origin: 'https://open.example', policy: 'publish' });
});
after(() => server.stop());

// A page of the site that holds, and of the one that publishes.
const held = (name) => `https://example.org/${name}`;
const open = (name) => `https://open.example/${name}`;

const decide = async (id, body) => {
	const answer = await server.decide(id, body, { token });
	assert.equal(answer.status, 200, answer.text);
	return answer.body;
};
const approve = (id) => decide(id, { state: 'approved' });
const item = async (id) =>
	(await server.fetch(`/api/v1/moderation/comments/${id}`, { token })).body;
const target = (page, query) => `/api/v1/comments?${form({ page, ...query })}`;
const ids = (thread) => thread.items.map(({ id }) => id);

// fetch() of node undoes a coding; this shows what went over the wire.
function wire(target, headers = {}, method = 'GET') {
	return new Promise((resolve, reject) => {
		http.request(new URL(target, server.url), { method, headers, agent: false }, (answer) => {
			const chunks = [];
			answer.on('data', (chunk) => chunks.push(chunk));
			answer.on('end', () => {
				const { statusCode: status, headers } = answer;
				resolve({ status, headers, bytes: Buffer.concat(chunks) });
			});
		})
			.on('error', reject)
			.end();
	});
}

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

test('a comment waits: 202 with its id and its private link, and no reader sees it', async () => {
	const page = held('waits');
	const answer = await server.post({ page });
	assert.equal(answer.status, 202, answer.text);
	assert.deepEqual(Object.keys(answer.body), ['id', 'state', 'status_url']);
	assert.match(answer.body.id, ID);
	assert.equal(answer.body.state, 'pending');
	assert.ok(answer.body.status_url.startsWith(`${server.url}/mine/`));
	assert.equal(answer.headers.get('cache-control'), 'no-store');
	const { page: shown, items } = await server.thread(page);
	assert.deepEqual(items, []);
	assert.equal(shown.count, 0);
});

test('a site that publishes shows a comment at once: 201', async () => {
	const page = open('at-once');
	const answer = await server.post({ page });
	assert.equal(answer.status, 201, answer.text);
	assert.equal(answer.body.state, 'approved');
	assert.deepEqual(ids(await server.thread(page)), [answer.body.id]);
});

test('readers see these members and no others', async () => {
	const page = open('members');
	const website = 'https://ada.example/~ada?a=1&b=2#me';
	await server.leave({ page, website, title: 'An article' });
	const thread = await server.thread(page);
	assert.deepEqual(Object.keys(thread), ['page', 'items', 'next']);
	assert.deepEqual(thread.page, { url: page, title: 'An article', state: 'open', count: 1 });
	assert.deepEqual(Object.keys(thread.items[0]), READER_MEMBERS);
	const { id, created_at, ...rest } = thread.items[0];
	assert.match(id, ID);
	assert.match(created_at, TIME);
	assert.ok(Math.abs(Date.parse(created_at) - Date.now()) < 60_000);
	assert.deepEqual(rest, {
		parent: null,
		depth: 0,
		name: 'Ada',
		website,
		html: '<p>Well said.</p>\n',
		edited_at: null,
	});
});

test('a form leads to the author\'s own page, which says that the comment waits', async () => {
	const answer = await server.postForm({ page: held('form') });
	assert.equal(answer.status, 303, answer.text);
	assert.match(answer.headers.get('location'), /^\/mine\/[0-9a-z]+$/);
	const mine = await server.fetch(answer.headers.get('location'));
	assert.equal(mine.status, 200);
	assert.match(mine.text, /waits for a moderator/);
	assert.match(mine.text, /Well said\./);
});

test('a form and JSON store the same', async () => {
	const whole = {
		page: held('same'),
		title: 'A & B',
		name: 'Zoë & Co',
		email: 'zoe@example.org',
		website: 'https://zoe.example/?a=1&b=%20',
		body: 'One\n\nTwo + two = 4 & "more" 😀',
	};
	const { id } = await server.leave(whole);
	const answer = await server.postForm(whole);
	const mine = `/api/v1${answer.headers.get('location')}`;
	const other = await item((await server.fetch(mine)).body.id);
	const first = await item(id);
	for (const member of ['id', 'created_at']) delete first[member], delete other[member];
	assert.deepEqual(other, first);
	assert.equal(first.body, whole.body);
});

test('a form\'s line breaks are stored as they were written', async () => {
	const answer = await server.postForm({ page: held('lines'), body: 'One\r\nTwo\r\n' });
	const mine = await server.fetch(`/api/v1${answer.headers.get('location')}`);
	assert.equal(mine.body.body, 'One\nTwo\n');
});

test('what is optional may be absent, null, or empty in a form', async () => {
	const page = held('optional');
	const optional = { title: null, website: null, parent: null };
	const { id } = await server.leave({ page, ...optional });
	const answer = await server.postForm({ page, title: '', website: '', parent: '' });
	const mine = await server.fetch(`/api/v1${answer.headers.get('location')}`);
	for (const each of [id, mine.body.id]) {
		const stored = await item(each);
		assert.equal(stored.website, null);
		assert.equal(stored.parent, null);
		assert.equal(stored.page.title, null);
	}
});

test('Markdown is shown, HTML is not', async () => {
	const page = open('markdown');
	const body = '**bold** <script>alert(1)</script> <img src=x onerror=alert(1)>\n\n'
		+ '[evil](javascript:alert(1)) [good](https://example.org/?a="b")\n\n> quoted\n\n- item';
	await server.leave({ page, body });
	const [{ html }] = (await server.thread(page)).items;
	for (const wanted of ['<strong>bold</strong>', '<blockquote>', '<li>', '&lt;script&gt;'])
		assert.ok(html.includes(wanted), `${wanted} in ${html}`);
	assert.doesNotMatch(html, /<(script|img)|href="(?!https:)/i);
	assert.match(html, /<a href="https:\/\/example\.org\/[^"]*" rel="[^"]*\bnofollow\b[^"]*"/);
});

test('a preview is what would be published', async () => {
	const page = open('preview');
	const body = 'A *word* and `code`\n\n1. one\n2. two';
	const { body: preview } = await server.fetch('/api/v1/preview', { body: { body } });
	await server.leave({ page, body });
	assert.deepEqual(preview, { html: (await server.thread(page)).items[0].html });
});

test('a preview tells the mistakes that the comment would have', async () => {
	for (const [body, code] of [['  ', 'required'], ['x'.repeat(16 * 1024 + 1), 'too_long']]) {
		const answer = await server.fetch('/api/v1/preview', { body: { body } });
		const { errors } = assertProblem(answer, 422, 'invalid-input');
		assert.deepEqual(errors.map(({ field, code }) => [field, code]), [['body', code]]);
	}
});

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

test('a thread is as deep as it is, up to sixteen; then answers stand beside', async () => {
	const page = open('deep');
	const chain = [];
	for (let i = 0; i < 18; i++)
		chain.push((await server.leave({ page, parent: chain[i - 1] })).id);
	const { items } = await server.thread(page);
	assert.deepEqual(ids({ items }), chain);
	assert.deepEqual(
		items.map(({ depth }) => depth),
		chain.map((_, i) => Math.min(i, 15)),
	);
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
	assert.deepEqual(await shown(), [[root, false], [answer, false], [leaf, true]]);
	const { items, page: told } = await server.thread(page);
	for (const stone of items.slice(0, 2))
		assert.deepEqual([stone.name, stone.website, stone.html], [null, null, null]);
	assert.equal(told.count, 1);

	await decide(leaf, { state: 'spam' });
	assert.deepEqual(await shown(), []);
	await approve(leaf);
	assert.deepEqual(await shown(), [[root, false], [answer, false], [leaf, true]]);
	await approve(answer);
	await decide(leaf, { state: 'deleted' });
	assert.deepEqual(await shown(), [[root, false], [answer, true]]);
	await decide(root, { state: 'pending' });
	await approve(root);
	assert.deepEqual(await shown(), [[root, true], [answer, true]]);
});

test('a tombstone or a hidden comment cannot be answered', async () => {
	const page = open('answered');
	const { id } = await server.leave({ page });
	await server.leave({ page, parent: id });
	await decide(id, { state: 'deleted' });
	const { errors } = assertProblem(
		await server.post({ page, parent: id }), 422, 'invalid-input');
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

test('a part has a hundred comments when nothing is asked for', async () => {
	const page = open('hundred');
	await Promise.all(Array.from({ length: 101 }, () => server.leave({ page })));
	const first = await server.thread(page);
	assert.equal(first.items.length, 100);
	assert.equal(first.next, first.items[99].id);
	const second = await server.thread(page, { after: first.next });
	assert.equal(second.items.length, 1);
	assert.equal(second.next, null);
	assert.equal(new Set([...ids(first), ...ids(second)]).size, 101);
});

test('parameters that are wrong are named', async () => {
	const page = open('parameters');
	const { id: foreign } = await server.leave({ page: open('another') });
	await server.leave({ page });
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
	];
	for (const [query, field, code] of cases) {
		const answer = await server.fetch(target(page, query));
		const { errors } = assertProblem(answer, 422, 'invalid-input');
		assert.deepEqual(errors.map((e) => [e.field, e.code]), [[field, code]], answer.text);
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

test('a page that nobody has commented on has none; one of no site is unknown', async () => {
	const page = held('silent');
	assert.deepEqual(await server.thread(page), {
		page: { url: page, title: null, state: 'open', count: 0 },
		items: [],
		next: null,
	});
	for (const foreign of ['https://other.example/', 'http://example.org/', 'https://example.org:8443/'])
		assertProblem(await server.fetch(target(foreign)), 404, 'unknown-site');
});

test('a page is known by its canonical URL, however it is written', async () => {
	const { id } = await server.leave({ page: open('canonical') });
	for (const written of [
		'HTTPS://Open.Example:443/canonical#comments',
		'https://open.example/x/../canonical',
		'https://open.example/canonical?utm_source=mail&fbclid=1',
		' https://open.example/canonical ',
	]) {
		const thread = await server.thread(written);
		assert.deepEqual(ids(thread), [id], written);
		assert.equal(thread.page.url, open('canonical'));
	}
	assert.deepEqual(ids(await server.thread(`${open('canonical')}?id=2`)), []);
});

test('a page keeps the first title that it was given', async () => {
	const page = open('title');
	await server.leave({ page });
	assert.equal((await server.thread(page)).page.title, null);
	await server.leave({ page, title: 'First' });
	await server.leave({ page, title: 'Second' });
	assert.equal((await server.thread(page)).page.title, 'First');
});

test('what is approved or goes is seen by the very next reader', async () => {
	const page = held('fresh');
	const { id } = await server.leave({ page });
	for (const [state, wanted] of [['approved', [id]], ['spam', []], ['approved', [id]]]) {
		await server.thread(page);
		await decide(id, { state });
		assert.deepEqual(ids(await server.thread(page)), wanted, state);
	}
});

test('HEAD answers as GET does, without the body', async () => {
	const page = open('head');
	await server.leave({ page });
	for (const path of [target(page), '/healthz', `/comments?${form({ page })}`]) {
		const get = await wire(path);
		const head = await wire(path, {}, 'HEAD');
		assert.equal(head.status, 200, path);
		assert.equal(head.bytes.length, 0);
		for (const name of ['date', 'connection']) delete get.headers[name], delete head.headers[name];
		assert.deepEqual(head.headers, get.headers);
		assert.equal(Number(get.headers['content-length']), get.bytes.length);
	}
});

test('an answer that is known already is not sent again: 304, until something changes', async () => {
	const page = open('etag');
	await server.leave({ page });
	const first = await wire(target(page));
	const { etag } = first.headers;
	assert.match(etag, /^"[0-9a-z]+"$/);
	assert.equal(first.headers['cache-control'], 'no-cache');
	for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
		const again = await wire(target(page), { 'if-none-match': known });
		assert.equal(again.status, 304, known);
		assert.equal(again.bytes.length, 0);
		assert.equal(again.headers.etag, etag);
	}
	assert.equal((await wire(target(page), { 'if-none-match': '"other"' })).status, 200);
	await server.leave({ page });
	const changed = await wire(target(page), { 'if-none-match': etag });
	assert.equal(changed.status, 200);
	assert.notEqual(changed.headers.etag, etag);
});

test('an answer is compressed for those who take gzip, with an ETag of its own', async () => {
	const page = open('gzip');
	for (let i = 0; i < 5; i++) await server.leave({ page });
	const plain = await wire(target(page));
	assert.equal(plain.headers['content-encoding'], undefined);
	assert.equal(plain.headers.vary, 'Accept-Encoding');
	for (const accept of ['gzip', 'br, GZIP;q=0.5', 'deflate,gzip']) {
		const small = await wire(target(page), { 'accept-encoding': accept });
		assert.equal(small.headers['content-encoding'], 'gzip', accept);
		assert.equal(small.headers.vary, 'Accept-Encoding');
		assert.notEqual(small.headers.etag, plain.headers.etag);
		assert.ok(small.bytes.length < plain.bytes.length);
		assert.deepEqual(gunzipSync(small.bytes), plain.bytes);
	}
	for (const accept of ['gzip;q=0', 'br', 'identity', 'xgzip', ''])
		assert.equal(
			(await wire(target(page), { 'accept-encoding': accept })).headers['content-encoding'],
			undefined,
			accept,
		);
});

test('everybody may read: pages of all origins', async () => {
	const answer = await server.fetch(target(held('cors')), {
		headers: { origin: 'https://anywhere.example' },
	});
	assert.equal(answer.headers.get('access-control-allow-origin'), '*');
});

test('pages of the sites\' origins may send, and read what was wrong', async () => {
	for (const [changes, status] of [[{}, 202], [{ name: '' }, 422], [{ page: 'x' }, 422]]) {
		const headers = { origin: 'https://example.org' };
		const answer = await server.post(changes, { headers });
		assert.equal(answer.status, status);
		assert.equal(answer.headers.get('access-control-allow-origin'), headers.origin);
		assert.match(answer.headers.get('vary'), /\bOrigin\b/);
	}
});

test('pages of other origins may not send', async () => {
	const stored = server.count();
	for (const origin of ['https://evil.example', 'http://example.org', 'https://example.org.evil.example']) {
		for (const answer of [
			await server.post({}, { headers: { origin } }),
			await server.postForm({}, { headers: { origin } }),
			await server.fetch('/api/v1/preview', { headers: { origin }, body: { body: 'x' } }),
		]) {
			assert.equal(answer.status, 403, origin);
			assert.equal(answer.headers.get('access-control-allow-origin'), null);
		}
	}
	assert.equal(server.count(), stored);
});

test('the server\'s own pages may send', async () => {
	const answer = await server.postForm({}, { headers: { origin: server.url } });
	assert.equal(answer.status, 303, answer.text);
});

test('a preflight allows the sites\' origins what they need, and others nothing', async () => {
	const ask = (path, origin, method = 'POST') =>
		server.fetch(path, {
			method: 'OPTIONS',
			headers: {
				origin,
				'access-control-request-method': method,
				'access-control-request-headers': 'content-type, idempotency-key',
			},
		});
	for (const path of ['/api/v1/comments', '/api/v1/preview']) {
		const { status, headers } = await ask(path, 'https://example.org');
		assert.equal(status, 204);
		assert.equal(headers.get('access-control-allow-origin'), 'https://example.org');
		assert.match(headers.get('access-control-allow-methods'), /\bPOST\b/);
		assert.match(headers.get('access-control-allow-headers'), /content-type/i);
		assert.match(headers.get('access-control-allow-headers'), /idempotency-key/i);
	}
	for (const [path, origin, method] of [
		['/api/v1/comments', 'https://evil.example', 'POST'],
		['/api/v1/comments', 'https://example.org', 'DELETE'],
		['/api/v1/moderation/comments', 'https://example.org', 'GET'],
		[`/api/v1/moderation/comments/${'0'.repeat(13)}`, 'https://example.org', 'PATCH'],
	]) {
		const { headers } = await ask(path, origin, method);
		assert.equal(headers.get('access-control-allow-origin'), null, `${method} ${path}`);
		assert.match(headers.get('allow'), /GET|POST|PATCH/);
	}
	assertProblem(await ask('/api/v1/nothing', 'https://example.org'), 404, 'not-found');
});

test('the author follows the comment by its private link', async () => {
	const { id, status_url } = await server.leave({ page: held('mine'), body: 'Mine.' });
	const mine = `/api/v1${new URL(status_url).pathname}`;
	const at = async () => (await server.fetch(mine)).body;
	const first = await server.fetch(mine);
	assert.equal(first.status, 200);
	assert.equal(first.headers.get('cache-control'), 'no-store');
	assert.equal(first.body.id, id);
	assert.equal(first.body.body, 'Mine.');
	assert.deepEqual(first.body.page, { url: held('mine'), title: null });
	assert.deepEqual([first.body.state, first.body.reason, first.body.note], ['pending', null, null]);
	await decide(id, { state: 'rejected', reason: 'off-topic', note: 'Another page fits.' });
	const second = await at();
	assert.deepEqual(
		[second.state, second.reason, second.note],
		['rejected', 'off-topic', 'Another page fits.'],
	);
	await approve(id);
	const third = await at();
	assert.deepEqual([third.state, third.reason, third.note], ['approved', null, null]);
});

test('a private link that was changed is of no comment', async () => {
	const { id, status_url } = await server.leave({ page: held('links') });
	const other = (await server.leave({ page: held('links') })).status_url;
	const link = status_url.split('/').pop();
	const flipped = link.slice(0, -1) + (link.endsWith('0') ? '2' : '0');
	const crossed = link.slice(0, 13) + other.split('/').pop().slice(13);
	for (const wrong of [id, flipped, crossed, link.slice(0, -1), `${link}0`, link.toUpperCase(), '%00'])
		for (const path of [`/mine/${wrong}`, `/api/v1/mine/${wrong}`])
			assert.equal((await server.fetch(path)).status, 404, path);
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
