// Leaving comments and reading them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, form, held, open, startTwoSites } from './harness.js';

const ID = /^[0-9a-hjkmnp-tv-z]{13}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const READER_MEMBERS = [
	'id',
	'parent',
	'depth',
	'name',
	'website',
	'avatar',
	'badge',
	'likes',
	'html',
	'created_at',
	'edited_at',
	'damaged',
];

let server, token;
before(async () => {
	({ server, token } = await startTwoSites());
});
after(() => server.stop());

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
	assert.deepEqual(thread.page, {
		url: page,
		title: 'An article',
		state: 'open',
		count: 1,
		sort: 'oldest',
		likes: false,
	});
	assert.deepEqual(Object.keys(thread.items[0]), READER_MEMBERS);
	const { id, created_at, avatar, ...rest } = thread.items[0];
	assert.match(avatar, /^[0-9a-f]{16}$/);
	assert.match(id, ID);
	assert.match(created_at, TIME);
	assert.ok(Math.abs(Date.parse(created_at) - Date.now()) < 60_000);
	assert.deepEqual(rest, {
		parent: null,
		depth: 0,
		name: 'Ada',
		website,
		badge: false,
		likes: null,
		html: '<p>Well said.</p>\n',
		edited_at: null,
		damaged: false,
	});
});

test("a form leads to the author's own page, which says that the comment waits", async () => {
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
	// which way it came is among the reasons
	for (const member of ['id', 'created_at', 'reasons'])
		(delete first[member], delete other[member]);
	assert.deepEqual(other, first);
	assert.equal(first.body, whole.body);
});

test("a form's line breaks are stored as they were written", async () => {
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
	const body =
		'**bold** <script>alert(1)</script> <img src=x onerror=alert(1)>\n\n' +
		'[evil](javascript:alert(1)) [good](https://example.org/?a="b")\n\n> quoted\n\n- item';
	await server.leave({ page, body });
	const [{ html }] = (await server.thread(page)).items;
	for (const wanted of ['<strong>bold</strong>', '<blockquote>', '<li>', '&lt;script&gt;'])
		assert.ok(html.includes(wanted), `${wanted} in ${html}`);
	assert.doesNotMatch(html, /<(script|img)|href="(?!https:)/i);
	assert.match(html, /<a href="https:\/\/example\.org\/[^"]*" rel="[^"]*\bnofollow\b[^"]*"/);
});

test('a preview is what would be published', async () => {
	const page = open('preview');
	const body =
		'A *word*, ~~https://gone.example/~~ and `code`\n\n1. one\n2. two\n\n``` JS\nx < y\n```';
	const { body: preview } = await server.fetch('/api/v1/preview', { body: { body } });
	await server.leave({ page, body });
	assert.deepEqual(preview, { html: (await server.thread(page)).items[0].html });
	for (const wanted of ['<del><a ', '<pre><code class="language-js">x &lt; y\n</code></pre>'])
		assert.ok(preview.html.includes(wanted), `${wanted} in ${preview.html}`);
});

test('a preview tells the mistakes that the comment would have', async () => {
	for (const [body, code] of [
		['  ', 'required'],
		['x'.repeat(16 * 1024 + 1), 'too_long'],
	]) {
		const answer = await server.fetch('/api/v1/preview', { body: { body } });
		const { errors } = assertProblem(answer, 422, 'invalid-input');
		assert.deepEqual(
			errors.map(({ field, code }) => [field, code]),
			[['body', code]],
		);
	}
});

test('a page that nobody has commented on has none; one of no site is unknown', async () => {
	const page = held('silent');
	assert.deepEqual(await server.thread(page), {
		page: { url: page, title: null, state: 'open', count: 0, sort: 'oldest', likes: false },
		items: [],
		next: null,
	});
	for (const foreign of [
		'https://other.example/',
		'http://example.org/',
		'https://example.org:8443/',
	])
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
	assert.deepEqual(
		[first.body.state, first.body.reason, first.body.note],
		['pending', null, null],
	);
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
	for (const wrong of [
		id,
		flipped,
		crossed,
		link.slice(0, -1),
		`${link}0`,
		link.toUpperCase(),
		'%00',
	])
		for (const path of [`/mine/${wrong}`, `/api/v1/mine/${wrong}`])
			assert.equal((await server.fetch(path)).status, 404, path);
});
