// The thread as a fragment: what SSI, ESI and scripts put into an article of another origin.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { form, held, open, startTwoSites } from './harness.js';

const EVIL = '<script>alert(1)</script>"\'><!--#exec cmd="id"--><esi:include src="x"/>]]>&amp;';

let server, token;
before(async () => {
	({ server, token } = await startTwoSites());
});
after(() => server.stop());

const at = (page, query) => `/comments/fragment?${form({ page, ...query })}`;

const textOf = (value) => value.replaceAll('&amp;', '&').replaceAll('&#39;', "'");

async function fragment(page, query) {
	const answer = await server.fetch(at(page, query), { headers: { origin: 'https://x.example' } });
	assert.equal(answer.status, 200, answer.text);
	assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
	assert.equal(answer.headers.get('access-control-allow-origin'), '*');
	assert.match(answer.headers.get('content-security-policy'), /^default-src 'none';/);
	assert.match(answer.text, /^<section class="afterword"[^]*<\/section>\n$/);
	assert.doesNotMatch(answer.text, /<\/?(html|head|body|link|script|style|meta)\b|\{\{/i);
	const ids = [...answer.text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
	assert.equal(new Set(ids).size, ids.length, `an id stands twice: ${ids}`);
	return answer;
}

const addresses = (html, attribute) =>
	[...html.matchAll(new RegExp(` ${attribute}="([^"]*)"`, 'g'))].map(([, url]) => textOf(url));

test('it is the section of the page, with whole addresses', async () => {
	const page = open('whole');
	const { id } = await server.leave({ page, website: 'https://ada.example/?a=1&b' });
	await server.leave({ page, parent: id, name: 'Ben' });
	const { text } = await fragment(page);
	assert.match(text, /2 comments/);
	for (const url of addresses(text, 'href')) assert.match(url, /^https?:\/\//);
	assert.deepEqual(addresses(text, 'action'), [`${server.url}/api/v1/comments`]);
	assert.ok(addresses(text, 'href').includes(`${page}#comment-${id}`));
	// without the addresses it is what the page shows
	const whole = await server.fetch(`/comments?${form({ page })}`);
	const bare = (html) =>
		html
			.replace(/ name="form" value="[^"]*"/, '')
			.replaceAll(/"\?[^"#]*from=[^"#]*#/g, '"#') // where the page leads to itself
			.replaceAll(`"${server.url}/comments?`, '"?')
			.replaceAll(`"${server.url}`, '"')
			.replaceAll(`"${page}#`, '"#')
			.trim();
	assert.ok(bare(whole.text).includes(bare(text)), bare(text));
});

test('its links lead to the whole page, which goes on from there', async () => {
	const page = open('long');
	for (let i = 0; i < 51; i++) await server.leave({ page, body: `Comment ${i}.` });
	const { text } = await fragment(page, { sort: 'newest' });
	const links = addresses(text, 'href');
	const more = links.find((url) => url.includes('&after='));
	const answer = links.find((url) => url.includes('&parent='));
	assert.ok(more.startsWith(`${server.url}/comments?`) && more.includes('sort=newest'));
	assert.match((await server.fetch(more)).text, /<p>Comment 0\.<\/p>/);
	assert.match((await server.fetch(answer)).text, /Answer to Ada/);
	const rest = await fragment(page, { sort: 'newest', after: new URL(more).searchParams.get('after') });
	assert.match(rest.text, /<p>Comment 0\.<\/p>/);
});

test('its form can be sent from the article', async () => {
	const page = open('form');
	const { text } = await fragment(page);
	const token = /name="form" value="([^"]*)"/.exec(text)[1];
	const [action] = addresses(text, 'action');
	const sent = await server.fetch(action, {
		headers: { origin: new URL(page).origin },
		body: form({ page, name: 'Ada', email: 'ada@example.org', body: 'Typed.', form: token }),
	});
	assert.equal(sent.status, 303, sent.text);
	assert.equal((await server.thread(page)).items.length, 1);
});

test('what was typed is text for browsers, for SSI and for ESI', async () => {
	const page = open('evil');
	await server.leave({ page, name: EVIL.slice(0, 80), title: EVIL, body: EVIL });
	const { text } = await fragment(page);
	assert.doesNotMatch(text, /<script|<!--|<esi:/);
});

test('it is kept, and made anew with the next change', async () => {
	const page = held('kept');
	const { id } = await server.leave({ page });
	const first = await fragment(page);
	const etag = first.headers.get('etag');
	const again = await server.fetch(at(page), { headers: { 'if-none-match': etag } });
	assert.equal(again.status, 304);
	assert.equal((await server.decide(id, { state: 'approved' }, { token })).status, 200);
	assert.match((await fragment(page)).text, new RegExp(`id="comment-${id}"`));
});

test('what cannot be shown is one sentence, fit to be included', async () => {
	const page = open('refused');
	await server.leave({ page });
	for (const [target, status, sentence] of [
		[at('https://nobody.example/<b>'), 404, 'No site here accepts pages of https://nobody.example.'],
		[at(page, { after: '0000000000001' }), 422, 'The cursor is of no comment on this page'],
		[at(page, { sort: '<i>' }), 422, 'It must be one of: oldest, newest'],
		['/comments/fragment', 422, ''],
	]) {
		const answer = await server.fetch(target);
		assert.equal(answer.status, status, answer.text);
		assert.match(answer.text, /^<p class="afterword" lang="en" dir="ltr">[^<>\n]+\.<\/p>\n$/, target);
		assert.ok(answer.text.includes(sentence), answer.text);
		assert.match(answer.headers.get('content-security-policy'), /frame-ancestors 'none'/);
	}
});
