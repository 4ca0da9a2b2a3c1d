// The pages for readers without script: the thread and the form, the author's view, problems.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { form, open, startServer, startTwoSites } from './harness.js';

const EVIL = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>&amp;';

let server, token;
before(async () => {
	({ server, token } = await startTwoSites());
});
after(() => server.stop());

const at = (page, query) => `/comments?${form({ page, ...query })}`;

// A page of ours: HTML that loads nothing but our style, and runs nothing.
async function getPage(target, status = 200) {
	const answer = await server.fetch(target);
	assert.equal(answer.status, status, answer.text);
	assertPage(answer);
	return answer.text;
}

function assertPage({ headers, text }, ancestors) {
	assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
	assert.equal(headers.get('x-content-type-options'), 'nosniff');
	assert.equal(headers.get('referrer-policy'), 'no-referrer');
	const policy = Object.fromEntries(
		headers
			.get('content-security-policy')
			.split('; ')
			.map((one) => one.split(/ (.*)/)),
	);
	if (ancestors) assert.equal(policy['frame-ancestors'], ancestors);
	delete policy['frame-ancestors'];
	// the demo has the embed, and nothing else that runs
	const script = '<script type="module" src="/embed.js"></script>\n';
	const scripted = policy['script-src']
		? {
				'script-src': "'self'",
				'connect-src': "'self'",
				'require-trusted-types-for': "'script'",
				'trusted-types': 'afterword',
			}
		: {};
	assert.equal(text.includes(script), 'script-src' in scripted);
	assert.deepEqual(policy, {
		...scripted,
		'default-src': "'none'",
		'style-src': "'self'",
		'img-src': "'self'",
		'form-action': "'self'",
		'base-uri': "'none'",
	});
	assert.match(text, /^<!DOCTYPE html>\n<html lang="en" dir="ltr">/);
	assert.match(text, /<title>[^<]+<\/title>/);
	assert.doesNotMatch(text, /\{\{|\}\}/, 'a slot that was not filled');
	const tags = text
		.replace(script, '')
		.replace(/"[^"]*"/g, '""')
		.match(/<[^>]*>/g)
		.join('\n');
	assert.doesNotMatch(tags, /^<(script|style|iframe|object)|\s(on\w+|style)=|[^="]"/im);
	assert.doesNotMatch(text, /="\s*javascript:/i);
	for (const [tag, source] of text.matchAll(/<(?:link|img)[^>]* (?:href|src)="([^"]*)"/g))
		assert.match(source, tag.includes(' rel="alternate"') ? /^\/feeds\// : /^\/assets\//);
}

const valuesOf = (html) =>
	Object.fromEntries(
		[...html.matchAll(/<input[^>]* name="(\w+)"[^>]* value="([^"]*)"/g)].map((one) =>
			one.slice(1),
		),
	);

test('/comments is the thread in reading order, and the form', async () => {
	const page = open('thread');
	const { id } = await server.leave({ page, title: 'An article', body: 'First **comment**' });
	const { id: answer } = await server.leave({ page, parent: id, name: 'Bob', body: 'An answer' });
	const html = await getPage(at(page));
	assert.match(html, /<title>An article<\/title>/);
	assert.match(html, /<h2 id="comments-title"[^>]*>2 comments<\/h2>/);
	assert.ok(html.indexOf('First <strong>comment</strong>') < html.indexOf('An answer'));
	assert.match(html, new RegExp(`<li id="comment-${id}" class="comment depth-0" tabindex="-1">`));
	assert.match(html, new RegExp(`<li id="comment-${answer}" class="comment depth-1" tabindex="-1">`));
	assert.match(html, new RegExp(`<a class="in-reply-to" href="#comment-${id}">in reply to Ada`));
	const [, action] = /<form [^>]*method="post" action="([^"]+)"/.exec(html);
	assert.equal(action, '/api/v1/comments');
	const { form: token, ...values } = valuesOf(html);
	assert.match(token, /^\w{39}$/);
	assert.match(html, /<p class="trap" aria-hidden="true">.*name="subject" tabindex="-1"/);
	assert.deepEqual(values, {
		page,
		title: 'An article',
		parent: '',
		name: '',
		email: '',
		website: '',
	});
	for (const [name, required] of [
		['name', true],
		['email', true],
		['website', false],
		['body', true],
	]) {
		assert.match(html, new RegExp(`<label for="${name}">`));
		const [control] = new RegExp(`<(input|textarea)[^>]* id="${name}"[^>]*>`).exec(html);
		assert.equal(control.includes(' required'), required, control);
	}
	assert.match(html, /Your email address will not be published\./);
});

test("the page is shown in frames of the site's origins, and of no others", async () => {
	await server.addSite('framed', { origin: 'https://framed.example' });
	await server.command(
		'site',
		'set',
		'framed',
		'--origin',
		'https://framed.example',
		'--origin',
		'http://localhost:3000',
	);
	const answer = await server.fetch(at('https://framed.example/'));
	assertPage(answer, "'self' http://localhost:3000 https://framed.example");
	// and so is what the form in it leads to
	const page = 'https://framed.example/';
	const ancestors = "'self' http://localhost:3000 https://framed.example";
	const wrong = await server.fetch('/api/v1/comments', { body: form({ page, name: 'Ada' }) });
	assert.equal(wrong.status, 422);
	assertPage(wrong, ancestors);
	const { status_url } = (await server.post({ page })).body;
	assertPage(await server.fetch(new URL(status_url).pathname), ancestors);
	const lost = await server.fetch('/api/v1/comments', { body: form({ page: 'nowhere' }) });
	assertPage(lost, "'none'");
	for (const target of ['/demo', '/problems/not-found'])
		assertPage(await server.fetch(target), "'none'");
});

test('what readers wrote is text on every page', async () => {
	const page = open('evil');
	const title = EVIL.slice(0, 200);
	const name = EVIL.slice(0, 80);
	const website = `https://x.example/?q=${encodeURIComponent('"><script>')}&a='b'`;
	const { id, status_url } = await server.leave({ page, title, name, website, body: EVIL });
	await server.leave({ page, parent: id, body: `${EVIL}\n\n[x](javascript:alert(1))` });
	await server.decide(id, { state: 'rejected', reason: 'other', note: EVIL }, { token });
	const mine = await getPage(new URL(status_url).pathname);
	assert.match(mine, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
	await server.decide(id, { state: 'approved' }, { token });
	for (const query of [{}, { parent: id }]) {
		const html = await getPage(at(page, query));
		assert.match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
	}
});

test('a form can be an answer', async () => {
	const page = open('answer');
	const { id } = await server.leave({ page, name: 'Zoë <z>' });
	const html = await getPage(at(page));
	const [, link] = /<a class="reply"[^>]* href="([^"#]+)#leave-a-comment"/.exec(html);
	const form = await getPage(`/comments${link.replace(/&amp;/g, '&')}`);
	assert.match(form, /<h3 id="form-title"[^>]*>Answer to Zoë &lt;z&gt;<\/h3>/);
	assert.equal(valuesOf(form).parent, id);
});

test('a form that is filled in and sent as the page has it is taken', async () => {
	const page = open('filled');
	const { id } = await server.leave({ page });
	const fields = valuesOf(await getPage(at(page, { parent: id })));
	const body = form({ ...fields, name: 'Bob', email: 'bob@example.org', body: 'Hello' });
	const answer = await server.fetch('/api/v1/comments', { body });
	assert.equal(answer.status, 303, answer.text);
	const { items } = await server.thread(page);
	assert.deepEqual([items[1].name, items[1].parent], ['Bob', id]);
});

test('a form with mistakes comes again, and corrected it is taken', async () => {
	const page = open('again');
	const { id: parent } = await server.leave({ page });
	const typed = {
		page,
		parent,
		title: 'Title',
		name: 'Bob',
		email: 'bob',
		website: '',
		body: 'Hello\r\n"World"',
	};
	const first = await server.fetch('/api/v1/comments', { body: form(typed) });
	assert.equal(first.status, 422);
	assertPage(first);
	assert.match(first.text, /Your comment was not sent yet\./);
	const fields = valuesOf(first.text);
	const { body, ...others } = typed;
	assert.deepEqual(fields, { ...others, form: fields.form });
	const again = form({ ...fields, body, email: 'bob@example.org' });
	assert.equal((await server.fetch('/api/v1/comments', { body: again })).status, 303);
	assert.equal((await server.thread(page)).items[1].parent, parent);
});

test('a long thread goes on where the link says', async () => {
	const page = open('long');
	await Promise.all(
		Array.from({ length: 103 }, (_, i) => server.leave({ page, body: `c${i}.` })),
	);
	const all = [];
	let target = at(page);
	while (target) {
		const html = await getPage(target);
		all.push(...[...html.matchAll(/<li id="comment-(\w+)"/g)].map(([, id]) => id));
		const link = /<a class="turn" href="([^"#]+)#comments-title">More comments/.exec(html);
		target = link && `/comments${link[1].replace(/&amp;/g, '&')}`;
	}
	const { items } = await server.thread(page, { limit: 1000 });
	assert.deepEqual(
		all,
		items.map(({ id }) => id),
	);
});

test('a tombstone is told and cannot be answered', async () => {
	const page = open('tombstone');
	const { id } = await server.leave({ page, name: 'Gone' });
	await server.leave({ page, parent: id });
	await server.decide(id, { state: 'deleted' }, { token });
	const html = await getPage(at(page));
	assert.match(html, /This comment was deleted\./);
	assert.doesNotMatch(html, /Gone/);
	assert.equal(html.match(/class="reply"/g).length, 1);
});

test('a page without comments says so', async () => {
	const html = await getPage(at(open('silent')));
	assert.match(html, /Nobody has commented yet\./);
	assert.match(html, /0 comments/);
});

test('a comment that waits is on no page', async () => {
	const page = 'https://example.org/waiting';
	await server.leave({ page, body: 'Not yet to be seen.' });
	assert.doesNotMatch(await getPage(at(page)), /Not yet/);
});

test('what cannot be shown is told in a page', async () => {
	for (const [target, status, words] of [
		['/comments', 422, /Give a URL/],
		[at('https://nowhere.example/'), 404, /nowhere\.example/],
		[at(open('x'), { after: 'x' }), 422, /the next of the part before/],
		[at(open('x'), { limit: 0 }), 422, /from 1 to 1000/],
		[at(open('x'), { size: 5 }), 422, /no such field/],
		[at(`https://nowhere.example/${EVIL}`), 404, /nowhere/],
		[`/comments?${encodeURIComponent(EVIL)}=1`, 422, /no such field/],
		['/mine/x', 404, /not of any comment/],
		['/problems/nothing', 404, /no problem of this name/],
	])
		assert.match(await getPage(target, status), words, target);
});

test('the demo article has a thread and a form of its own', async () => {
	const root = await server.fetch('/');
	assert.deepEqual([root.status, root.headers.get('location')], [303, '/demo']);
	const html = await getPage('/demo');
	const fields = valuesOf(html);
	assert.equal(fields.page, `${server.url}/demo`);
	const body = form({ ...fields, name: 'Ada', email: 'ada@example.org', body: 'On the demo' });
	const answer = await server.fetch('/api/v1/comments', { body });
	assert.equal(answer.status, 303, answer.text);
	const { body: mine } = await server.fetch(`/api/v1${answer.headers.get('location')}`);
	assert.equal(mine.page.url, fields.page);
	await server.decide(mine.id, { state: 'approved' }, { token });
	assert.match(await getPage('/demo'), /On the demo/);
});

test('without the demo there is none', async () => {
	const own = await startServer({ demo: 'off', site: false });
	for (const target of ['/', '/demo'])
		assert.equal((await own.fetch(target)).status, 404, target);
	assert.equal(await own.command('site', 'list'), '');
	await own.stop();
});

test("the author's page tells the state, the reason and the note, and is not kept", async () => {
	const { id, status_url } = await server.leave({ page: 'https://example.org/mine' });
	const target = new URL(status_url).pathname;
	for (const [body, ...words] of [
		[null, /waits for a moderator/],
		[{ state: 'approved' }, /Your comment is public/],
		[
			{ state: 'rejected', reason: 'abuse', note: 'Be <kind>.' },
			/not accepted/,
			/abuse/,
			/Be &lt;kind&gt;\./,
		],
		[{ state: 'spam' }, /taken for spam/],
		[{ state: 'deleted' }, /was deleted/],
	]) {
		if (body) assert.equal((await server.decide(id, body, { token })).status, 200);
		const html = await getPage(target);
		for (const word of words) assert.match(html, word);
		assert.match(html, /<a href="https:\/\/example\.org\/mine" target="_top">/);
	}
	const { headers } = await server.fetch(target);
	assert.equal(headers.get('cache-control'), 'no-store');
});

test('every problem of the table has its page', async () => {
	const table = readFileSync(new URL('../../include/base/err.def', import.meta.url), 'utf8');
	const rows = [...table.matchAll(/^ERR\(\w+,\s*"([^"]+)",\s*\d+,\s*\w+,\s*"([^"]+)"\)/gm)];
	assert.ok(rows.length > 30);
	for (const [, slug, title] of rows.filter(([, slug]) => slug !== 'ok')) {
		const html = await getPage(`/problems/${slug}`);
		assert.ok(html.includes(slug) && html.includes(title.replace(/'/g, '&#39;')), slug);
	}
	assert.equal((await server.fetch('/problems/ok')).status, 404);
});

test('the style is found by a name that changes with it, and is kept', async () => {
	const [, style] = /<link rel="stylesheet" href="([^"]+)">/.exec(await getPage('/demo'));
	const answer = await server.fetch(style);
	assert.equal(answer.status, 200);
	assert.equal(answer.headers.get('content-type'), 'text/css; charset=utf-8');
	assert.match(answer.headers.get('cache-control'), /immutable/);
	assert.doesNotMatch(answer.text, /@import|url\((?!["']?data:)/);
	for (const wrong of [
		'/assets/style.css',
		'/assets/style.000000000000.css',
		'/assets/demo.html',
	])
		assert.equal((await server.fetch(wrong)).status, 404, wrong);
});
