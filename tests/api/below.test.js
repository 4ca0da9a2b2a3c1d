// The server below a path of another origin, behind a proxy that takes the path off: whatever a reader
// follows, sends or loads leads through it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { assertFails, EX } from './commands.js';
import { form } from './harness.js';
import { startBelow } from './proxy.js';

let below, server;
before(async () => {
	below = await startBelow('/talk/comments');
	({ server } = below);
	const set = ['form_min=0', 'likes=on', 'author_rate=0', 'network_rate=0'];
	await server.addSite('blog', { origin: below.origin, policy: 'publish', set });
});
after(() => below?.stop());

const article = (name) => `${below.origin}/articles/${name}`;
const plain = (value) => value.replaceAll('&amp;', '&').replaceAll('&#39;', "'");

// Addresses of ours in the HTML, as a browser at `url` resolves them.
function addressesIn(html, url) {
	const found = [...html.matchAll(/ (?:href|action|src)="([^"]*)"/g)].map(([, value]) => plain(value));
	return found.map((value) => new URL(value, url)).filter(({ origin }) => origin === below.origin);
}

// A page, and where it was found: each of its addresses is below the path, or an article's.
async function ask(target, options = {}) {
	const url = new URL(target, `${below.url}/`).href;
	assert.ok(url.startsWith(`${below.url}/`), `${url} is not below the path`);
	const answer = await fetch(url, { redirect: 'manual', ...options });
	const page = { url, status: answer.status, headers: answer.headers, text: await answer.text() };
	if (/^text\/html/.test(answer.headers.get('content-type')))
		for (const { href } of addressesIn(page.text, url))
			assert.match(href.slice(below.origin.length), /^\/(talk\/comments|articles)\//);
	return page;
}

async function good(target) {
	const page = await ask(target);
	assert.equal(page.status, 200, `${page.url}: ${page.text}`);
	return page;
}

// Sends the page's form whose address ends so, with what is hidden in it.
function send(page, end, fields = {}) {
	const forms = [...page.text.matchAll(/<form\b[^>]* action="([^"]*)"[^>]*>([^]*?)<\/form>/g)];
	const [, action, inside] = forms.find(([, action]) => end.test(action)) ?? assert.fail(`${end}: ${page.text}`);
	const hidden = [...inside.matchAll(/ type="hidden" name="([^"]*)" value="([^"]*)"/g)];
	const body = form({ ...Object.fromEntries(hidden.map(([, name, value]) => [name, plain(value)])), ...fields });
	const headers = { origin: below.origin };
	return ask(new URL(plain(action), page.url), { method: 'POST', headers, body });
}

// On from a form that was taken.
function follow(page) {
	assert.equal(page.status, 303, page.text);
	return good(new URL(page.headers.get('location'), page.url));
}

const typed = { name: 'Ada', email: 'ada@example.org', body: 'Well said.' };
const thread = (page, more) => good(`comments?${form({ page, ...more })}`);

const leave = async (page) => (await server.leave({ ...typed, page })).id;

test('a thread is read, and what it loads and leads to is there', async () => {
	const page = article('read');
	for (let i = 0; i < 51; i++) await leave(page);
	const shown = await thread(page);
	const found = new Set(addressesIn(shown.text, shown.url).map(({ href }) => href));
	const ours = [...found].filter((href) => href.startsWith(`${below.url}/`) && !href.includes('/api/v1/'));
	assert.ok(ours.length > 100, `${ours}`);
	for (const part of [/icon\.\w+\.svg$/, /embed\.\w+\.css$/, /page\.\w+\.css$/, /&after=/, /&parent=/, /\/report$/]) {
		const one = ours.find((href) => part.test(href)) ?? assert.fail(`${part}`);
		await good(one);
	}
});

test('a comment is written without script, with a mistake first, changed and withdrawn', async () => {
	const page = article('write');
	const again = await send(await thread(page), /comments$/, { ...typed, email: 'nowhere' });
	assert.equal(again.status, 422);
	assert.match(again.text, /Well said\./);
	const mine = await follow(await send(again, /comments$/, typed));
	assert.match(mine.text, /Your comment is public/);
	const empty = await send(mine, /\/mine\/\w+$/, { body: '' });
	assert.equal(empty.status, 422);
	const changed = await follow(await send(empty, /\/mine\/\w+$/, { body: 'Said better.' }));
	assert.match(changed.text, /Said better\./);
	const question = await good(/ action="([^"]*\/withdraw)"/.exec(changed.text)[1]);
	assert.match(question.text, /Withdraw your comment\?/);
	const gone = await follow(await send(question, /\/withdraw$/));
	assert.match(gone.text, /You have withdrawn/);
	assert.doesNotMatch((await thread(page)).text, /Said better/);
});

test('a comment is reported and liked without script', async () => {
	const page = article('judged');
	const id = await leave(page);
	const shown = await thread(page);
	const asked = await good(addressesIn(shown.text, shown.url).find(({ href }) => href.endsWith('/report')));
	const again = await send(asked, /reports$/, { reason: '', note: 'Look.' });
	assert.equal(again.status, 422);
	assert.match((await follow(await send(again, /reports$/, { reason: 'spam' }))).text, /Thank you/);
	const liked = await send(shown, /likes$/);
	assert.match(liked.headers.get('location'), new RegExp(`#comment-${id}$`));
	assert.match((await follow(liked)).text, /Like \(1\)/);
});

test('a program, a fragment and a feed have addresses below the path', async () => {
	const page = article('whole');
	const { status_url: mine, id } = await server.leave({ ...typed, page });
	assert.ok(mine.startsWith(`${below.url}/mine/`));
	await good(mine);
	const { text } = await good(`comments/fragment?${form({ page })}`);
	assert.match(text, new RegExp(`action="${below.url}/api/v1/comments"`));
	assert.match(text, new RegExp(`href="${below.url}/comments/${id}/report"`));
	const shown = await thread(page);
	const feed = await good(plain(/application\/atom\+xml"[^>]* href="([^"]*)"/.exec(shown.text)[1]));
	const [, self] = /rel="self"[^>]* href="([^"]*)"/.exec(feed.text);
	assert.equal(plain(self), feed.url);
	const all = await good('feeds/site/blog');
	assert.ok(all.text.includes(`href="${below.url}/feeds/site/blog"`));
});

test('the address alone shows an article of the site whose origin it is', async () => {
	const demo = await follow(await ask(''));
	assert.equal(demo.url, `${below.url}/demo`);
	assert.match(demo.text, /<afterword-comments site="blog" page="[^"]*\/talk\/comments\/demo">/);
	await good(/<script type="module" src="([^"]*)"/.exec(demo.text)[1]);
	assert.deepEqual(server.rows("SELECT id FROM site WHERE id = 'demo'"), []);
});

test('commands name the whole address', async () => {
	await leave(article('files'));
	assert.match(await server.command('embed', 'blog'), new RegExp(`src="${below.url}/embed\\.js"`));
	const [, pinned] = /src="([^"]*)"/.exec(await server.command('embed', 'blog', '--pinned'));
	const script = await good(pinned);
	await good(/'(assets\/embed\.\w+\.css)'/.exec(script.text)[1]);
	await server.command('publish', path.join(server.dir, 'files'));
	const feed = readFileSync(path.join(server.dir, 'files/blog/feed.atom'), 'utf8');
	assert.ok(feed.includes(`href="${below.url}/feeds/site/blog"`));
});

test('moderators are elsewhere: at the first address that is listened on, unless told', async () => {
	assert.ok(server.printed().includes(`\n${server.url}/moderate#first=`), server.printed());
	const origin = 'https://blog.example/comments';
	await assertFails(
		server,
		['serve', '--moderate-url', origin],
		EX.CONFIG,
		/moderate_url is "https:\/\/blog\.example\/comments": Leave out/,
	);
});

test('what is no path is refused by the name of the setting, by each command that needs it', async () => {
	const wrong = ['?page=1', '#top', '/a//b', '/a//', '//', '/a%20b', '/ä', "/it's", '/a;b', '/a:b', '/a?'];
	for (const rest of wrong)
		await assertFails(
			server,
			['embed', 'blog', '--public-url', `https://blog.example${rest}`],
			EX.CONFIG,
			/^afterword: .*public_url is "https:\/\/blog\.example.*": After the host there may be a path of/,
		);
	const url = 'https://blog.example/a?b';
	await assertFails(server, ['serve', '--public-url', url], EX.CONFIG, /public_url is "https:\/\/blog\.ex/);
	await assertFails(
		server,
		['publish', 'folder', '--public-url', url],
		EX.CONFIG,
		/public_url is "https:\/\/blog\.ex/,
	);
});

test('a path has one spelling', async () => {
	for (const [given, kept] of [
		['https://Blog.example:443/', 'https://blog.example'],
		['https://blog.example/Talk/', 'https://blog.example/Talk'],
		['https://blog.example/a/../b/./c', 'https://blog.example/b/c'],
		['https://blog.example/%61-._~', 'https://blog.example/a-._~'],
	]) {
		const lines = await server.command('embed', 'blog', '--public-url', given);
		assert.ok(lines.includes(`src="${kept}/embed.js"`), lines);
	}
});
