// Feeds: Atom that any reader takes, whatever was typed; only what is public; new with every change.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { assertProblem, form, held, open, Server, startTwoSites } from './harness.js';

let server, token;
before(async () => {
	({ server, token } = await startTwoSites());
});
after(() => server.stop());

const ofPage = (page) => `/feeds/page?${form({ page })}`;
const ofSite = (site) => `/feeds/site/${site}`;

// A real parser's view of a document: [name, attributes, text, children], names with their namespaces.
const parser = `
import json, sys, xml.etree.ElementTree as tree
def view(one): return [one.tag, one.attrib, one.text or '', [view(child) for child in one]]
print(json.dumps(view(tree.parse(sys.stdin.buffer).getroot())))`;
function parse(text) {
	const options = { input: text, encoding: 'utf8', maxBuffer: 1 << 26 };
	return JSON.parse(execFileSync('python3', ['-c', parser], options));
}

const ATOM = '{http://www.w3.org/2005/Atom}';
const THREAD = '{http://purl.org/syndication/thread/1.0}';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const URN = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const all = ([, , , children], name) => children.filter(([tag]) => tag === ATOM + name);
function one(parent, name) {
	const found = all(parent, name);
	assert.equal(found.length, 1, `${name} stands once in ${parent[0]}`);
	return found[0];
}
const text = (parent, name) => one(parent, name)[2];
const href = (parent, rel) => all(parent, 'link').find(([, { rel: is }]) => is === rel)?.[1].href;

// What RFC 4287 asks of each feed and each entry; gives what tests look at.
function read(document) {
	const feed = parse(document);
	assert.equal(feed[0], `${ATOM}feed`);
	assert.match(text(feed, 'id'), URN);
	assert.match(text(feed, 'updated'), TIME);
	assert.ok(text(feed, 'title'));
	assert.equal(all(feed, 'link').filter(([, { rel }]) => rel === 'self').length, 1);
	const known = 'id title updated generator link entry'.split(' ');
	for (const [tag] of feed[3]) assert.ok(known.includes(tag.slice(ATOM.length)), tag);
	const entries = all(feed, 'entry').map((entry) => {
		const author = one(entry, 'author');
		const reply = entry[3].find(([tag]) => tag === `${THREAD}in-reply-to`)?.[1];
		const [, { type }, html] = one(entry, 'content');
		assert.equal(type, 'html');
		assert.match(text(entry, 'id'), URN);
		for (const name of ['published', 'updated']) assert.match(text(entry, name), TIME);
		assert.ok(text(author, 'name'));
		return {
			id: text(entry, 'id'),
			title: text(entry, 'title'),
			published: text(entry, 'published'),
			updated: text(entry, 'updated'),
			name: text(author, 'name'),
			uri: all(author, 'uri')[0]?.[2],
			href: href(entry, 'alternate'),
			reply,
			html,
		};
	});
	const ids = entries.map(({ id }) => id);
	assert.equal(new Set(ids).size, ids.length);
	const newest = entries.map(({ updated }) => updated).sort().at(-1);
	if (newest) assert.equal(text(feed, 'updated'), newest);
	return { feed, entries };
}

async function get(target, headers) {
	const answer = await server.fetch(target, { headers });
	assert.equal(answer.status, 200, answer.text);
	assert.equal(answer.headers.get('content-type'), 'application/atom+xml; charset=utf-8');
	assert.equal(answer.headers.get('access-control-allow-origin'), '*');
	assert.equal(answer.headers.get('link'), null);
	return { ...answer, ...read(answer.text) };
}

const permalinks = ({ entries }) => entries.map(({ href }) => href);

test('a feed has what is public, newest first, and leads to the article', async () => {
	const page = open('feed');
	const first = await server.leave({ page, title: 'An article', website: 'https://ada.example/?a=1&b' });
	const second = await server.leave({ page, parent: first.id, name: 'Ben', body: 'I *see*.' });
	for (const target of [ofPage(page), ofSite('open')]) {
		const { feed, entries } = await get(target);
		assert.equal(href(feed, 'self'), server.url + target);
		assert.equal(href(feed, 'hub'), undefined);
		assert.deepEqual(permalinks({ entries }).slice(0, 2), [
			`${page}#comment-${second.id}`,
			`${page}#comment-${first.id}`,
		]);
		const [ben, ada] = entries;
		assert.equal(ben.title, 'Ben on An article');
		assert.equal(ben.html, '<p>I <em>see</em>.</p>\n');
		assert.deepEqual(ben.reply, {
			ref: ada.id,
			href: `${page}#comment-${first.id}`,
			type: 'text/html',
		});
		assert.equal(ben.uri, undefined);
		assert.equal(ada.reply, undefined);
		assert.equal(ada.uri, 'https://ada.example/?a=1&b');
		const { items } = await server.thread(page);
		assert.deepEqual(
			[ada.published, ben.published],
			items.map(({ created_at: at }) => at),
		);
		assert.doesNotMatch(JSON.stringify(entries), /ada@example\.org/);
	}
	assert.equal(text((await get(ofPage(page))).feed, 'title'), 'Comments on An article');
	assert.equal(href((await get(ofPage(page))).feed, 'alternate'), page);
	assert.equal(text((await get(ofSite('open'))).feed, 'title'), 'Comments on open');
});

test('whatever is typed, the feed is well-formed and says just that', async () => {
	const page = open('evil');
	const body = [
		']]> & < > " \' &lt; &#0; &bogus; <!-- --> <?php ?> <![CDATA[ x ]]>',
		'שלום عليكم 👩‍👩‍👧 \u{1f600} ﷐ \u{1fffe} \u{10ffff} \ufffe \uffff \ufffd \u007e\t|',
		'`\ufffe\uffff` [a](https://x.example/?a=1&b=\'2\'&c="3")',
	].join('\n');
	const typed = {
		name: `]]>&amp;<b>"'\u{1f600}`,
		title: `</title>]]> & "x" 'y' مقال`,
		website: `https://x.example/?a=1&b='2'`,
	};
	await server.leave({ page, ...typed, body });
	const { entries } = await get(ofPage(page));
	const [entry] = entries;
	const { items } = await server.thread(page);
	const shown = (html) => html.replace(/[\ufffe\uffff]/g, '\ufffd');
	assert.equal(entry.html, shown(items[0].html));
	assert.notEqual(entry.html, items[0].html);
	assert.equal(entry.name, typed.name);
	assert.equal(entry.title, `${typed.name} on ${typed.title}`);
	assert.equal(entry.uri, items[0].website);
});

test('what is held, rejected, gone or spam is in no feed', async () => {
	const page = held('states');
	const { id } = await server.leave({ page, body: 'Words.' });
	const wanted = `${page}#comment-${id}`;
	const both = async () =>
		(await Promise.all([ofPage(page), ofSite('example')].map((target) => get(target)))).map(
			(feed) => permalinks(feed).includes(wanted),
		);
	assert.deepEqual(await both(), [false, false]);
	for (const [state, is] of [
		['approved', true],
		['rejected', false],
		['approved', true],
		['spam', false],
		['approved', true],
		['deleted', false],
	]) {
		const answer = await server.decide(id, { state }, { token });
		assert.equal(answer.status, 200, answer.text);
		assert.deepEqual(await both(), [is, is], state);
	}
});

test('an edit is new in the feed, under the id of before', async () => {
	const page = open('edited');
	const { id } = await server.leave({ page, body: 'Befour.' });
	const [before] = (await get(ofPage(page))).entries;
	const answer = await server.decide(id, { body: 'Before.' }, { token });
	assert.equal(answer.status, 200, answer.text);
	const [after] = (await get(ofPage(page))).entries;
	assert.equal(after.html, '<p>Before.</p>\n');
	assert.ok(after.updated > before.updated);
	assert.deepEqual({ ...after, html: before.html, updated: before.updated }, before);
});

test('an entry keeps its id when its page is merged into another', async () => {
	const [from, into] = [open('from'), open('into')];
	const admin = await server.addToken({ name: 'admin', scope: 'admin' });
	await server.leave({ page: from });
	await server.leave({ page: into });
	const [before] = (await get(ofPage(from))).entries;
	const { body } = await server.fetch(
		`/api/v1/moderation/pages?${form({ site: 'open', url: from })}`,
		{ token },
	);
	const merged = await server.fetch(`/api/v1/moderation/pages/${body.items[0].id}/merge`, {
		body: { into },
		token: admin,
	});
	assert.equal(merged.status, 200, merged.text);
	for (const target of [ofPage(into), ofPage(from)]) {
		const { feed, entries } = await get(target);
		assert.equal(href(feed, 'self'), server.url + ofPage(into));
		assert.equal(entries.length, 2);
		assert.ok(entries.some(({ id, href }) => id === before.id && href.startsWith(`${into}#`)));
	}
});

test('a feed ends at fifty', async () => {
	const page = open('many');
	for (let i = 0; i < 52; i++) await server.leave({ page, body: `Comment ${i}.` });
	const { entries } = await get(ofPage(page));
	assert.equal(entries.length, 50);
	assert.equal(entries[0].html, '<p>Comment 51.</p>\n');
	assert.equal(entries[49].html, '<p>Comment 2.</p>\n');
});

test('a page without comments has an empty feed that stays as it is', async () => {
	const first = await get(ofPage(open('empty')));
	assert.deepEqual(first.entries, []);
	assert.equal((await get(ofPage(open('empty')))).text, first.text);
});

test('what has no feed is a problem', async () => {
	assertProblem(await server.fetch(ofPage('https://nobody.example/')), 404, 'unknown-site');
	assertProblem(await server.fetch(ofSite('nobody')), 404, 'not-found');
	assertProblem(await server.fetch('/feeds/page'), 422, 'invalid-input');
	assertProblem(await server.fetch(`${ofSite('open')}?page=2`), 422, 'invalid-input');
});

test('the page of a thread names its feed', async () => {
	const page = open('named?a=1&b=2');
	const { text: html } = await server.fetch(`/comments?${form({ page })}`);
	const link = /<link rel="alternate" type="application\/atom\+xml" title="Comments" href="([^"]+)">/;
	const [, found] = link.exec(html);
	assert.equal(href((await get(found.replaceAll('&amp;', '&'))).feed, 'alternate'), page);
	const fragment = await server.fetch(`/comments/fragment?${form({ page })}`);
	assert.doesNotMatch(fragment.text, /<link/);
});

test('a hub is named when there is one, in the feed and in the headers', async () => {
	const hubbed = new Server({ websub_hub: 'https://hub.example/?a=1&b' });
	await hubbed.start();
	await hubbed.addSite();
	for (const target of [ofPage(held('x')), ofSite('example')]) {
		const answer = await hubbed.fetch(target);
		const self = hubbed.url + target;
		assert.equal(
			answer.headers.get('link'),
			`<https://hub.example/?a=1&b>; rel="hub", <${self}>; rel="self"`,
		);
		const { feed } = read(answer.text);
		assert.equal(href(feed, 'hub'), 'https://hub.example/?a=1&b');
		assert.equal(href(feed, 'self'), self);
	}
	await hubbed.stop({ keep: true });
	hubbed.settings.websub_hub = 'hub.example';
	const { status, stderr } = await hubbed.cli('serve');
	assert.notEqual(status, 0);
	assert.match(stderr, /websub_hub is "hub\.example": .*https:\/\//);
	hubbed.wipe();
});

// The clock stands still, so that what is told of times is known.
test('a feed is not sent again to who has it, by its ETag or by its time', async () => {
	const clock = (seconds) => `2026-11-24T09:30:${seconds}Z`;
	const timed = new Server({ clock: clock('00.250') });
	const page = held('timed');
	const at = async (seconds, asks) => {
		timed.settings.clock = clock(seconds);
		await timed.start();
		await asks();
		await timed.stop({ keep: true });
	};
	const feeds = [ofPage(page), ofSite('example')];
	const since = (target, time, more) =>
		timed.fetch(target, { headers: { 'if-modified-since': time, ...more } });
	const modified = 'Tue, 24 Nov 2026 09:30:00 GMT';
	let moderates, id;
	await at('00.250', async () => {
		await timed.addSite();
		moderates = await timed.addToken();
		({ id } = await timed.leave({ page }));
		await timed.decide(id, { state: 'approved' }, { token: moderates });
		// another change may still come in this second
		for (const target of feeds)
			assert.equal((await timed.fetch(target)).headers.get('last-modified'), null);
	});
	await at('10.000', async () => {
		for (const target of feeds) {
			const answer = await timed.fetch(target);
			const etag = answer.headers.get('etag');
			assert.equal(answer.headers.get('last-modified'), modified, target);
			for (const [time, more, status] of [
				[modified, {}, 304],
				['Tuesday, 24-Nov-26 09:30:00 GMT', {}, 304],
				['Tue Nov 24 09:30:01 2026', {}, 304],
				['Tue, 24 Nov 2026 09:29:59 GMT', {}, 200],
				['yesterday', {}, 200],
				['Tue, 24 Nov 2026 09:29:59 GMT', { 'if-none-match': etag }, 304],
				[modified, { 'if-none-match': '"other"' }, 200],
			]) {
				const again = await since(target, time, more);
				assert.equal(again.status, status, `${time} ${JSON.stringify(more)}`);
				assert.equal(again.headers.get('last-modified'), modified);
			}
		}
		// gone, so that the newest of what is left is older
		await timed.decide(id, { state: 'rejected' }, { token: moderates });
		for (const target of feeds) assert.equal((await since(target, modified)).status, 200);
	});
	await at('30.000', async () => {
		for (const target of feeds) {
			const answer = await since(target, modified);
			assert.equal(answer.status, 200);
			assert.equal(answer.headers.get('last-modified'), 'Tue, 24 Nov 2026 09:30:10 GMT');
			assert.deepEqual(read(answer.text).entries, []);
		}
	});
	timed.wipe();
});
