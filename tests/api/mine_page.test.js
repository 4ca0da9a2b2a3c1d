// The author's page without script: what is typed survives every refusal, and nothing is done by
// being looked at.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { form, held, open, startServer, startTwoSites } from './harness.js';

let server, token;
before(async () => {
	({ server, token } = await startTwoSites());
	for (const site of ['example', 'open'])
		await server.command('site', 'set', site, '--set', 'author_rate=0', '--set', 'network_rate=0');
});
after(() => server.stop());

let names = 0;
async function leave(state, fields) {
	const page = held(`mine-page-${++names}`);
	const left = await server.leave({ page, body: 'First.', ...fields });
	if (left.state !== state) {
		const answer = await server.decide(left.id, { state }, { token });
		assert.equal(answer.status, 200, answer.text);
	}
	return { id: left.id, link: left.status_url.split('/').at(-1), page: fields?.page ?? page };
}

const at = ({ link }, rest = '') => `/mine/${link}${rest}`;
const show = async (comment, rest) => {
	const answer = await server.fetch(at(comment, rest));
	assert.equal(answer.status, 200, answer.text);
	assert.equal(answer.headers.get('cache-control'), 'no-store');
	return answer.text;
};
const send = (comment, fields, more) =>
	server.fetch(at(comment), { body: form({ revision: '1', ...fields }), ...more });
const withdraw = (comment, fields = { revision: '1' }, more = {}) =>
	server.fetch(at(comment, '/withdraw'), { body: form(fields), ...more });
const read = async ({ link }) => (await server.fetch(`/api/v1/mine/${link}`)).body;

const typed = 'Typed with <care> & "quotes".';
const tamed = 'Typed with &lt;care&gt; &amp; &quot;quotes&quot;.';

function assertBack(answer, comment) {
	assert.equal(answer.status, 303, answer.text);
	assert.equal(answer.headers.get('location'), at(comment));
}

// The form again, with what was typed, and the newest revision, so that it can be sent.
function assertAgain(answer, status, words, { text = tamed, revision = 1 } = {}) {
	assert.equal(answer.status, status, answer.text);
	assert.match(answer.headers.get('content-type'), /^text\/html/);
	assert.match(answer.text, /role="alert"/);
	assert.match(answer.text, words);
	assert.ok(answer.text.includes(`>\n${text}</textarea>`), answer.text);
	assert.ok(answer.text.includes(`name="revision" value="${revision}"`));
}

test('the page has the text as it was written, in a form', async () => {
	const comment = await leave('pending', { body: '\nA *body* & <b>.' });
	const html = await show(comment);
	assert.match(html, /<label for="body">Comment/);
	assert.ok(html.includes('>\n\nA *body* &amp; &lt;b&gt;.</textarea>'), html);
	assert.ok(html.includes(`action="/mine/${comment.link}"`));
});

test('a form edits, and leads back to the page', async () => {
	const comment = await leave('pending');
	assertBack(await send(comment, { body: 'One\r\ntwo.' }), comment);
	assert.equal((await read(comment)).body, 'One\ntwo.');
	// what was not changed is no edit, though a form sends line breaks otherwise
	assertBack(await send(comment, { body: 'One\r\ntwo.', revision: '2' }), comment);
	assert.equal((await read(comment)).revision, 2);
});

test('while an earlier text is public, the page says so', async () => {
	const comment = await leave('approved');
	assert.match(await show(comment), /Your comment is public/);
	assertBack(await send(comment, { body: 'Second.' }), comment);
	const html = await show(comment);
	assert.match(html, /Your new text waits/);
	assert.match(html, /earlier text stands under the article/);
	assert.ok(html.includes('>\nSecond.</textarea>'));
});

for (const state of ['rejected', 'spam', 'deleted'])
	test(`what is ${state} has no form to edit it`, async () => {
		const html = await show(await leave(state));
		assert.doesNotMatch(html, /<textarea/);
		assert.equal(/\/withdraw"/.test(html), state !== 'deleted');
	});

test('an edit of what was changed meanwhile: 412, with what was typed', async () => {
	const comment = await leave('pending');
	await send(comment, { body: 'Second.' });
	const answer = await send(comment, { body: typed });
	assertAgain(answer, 412, /changed meanwhile/, { revision: 2 });
	assert.match(answer.text, /<p>Second\.<\/p>/);
	assertBack(await send(comment, { body: typed, revision: '2' }), comment);
});

test('an edit of what was decided meanwhile: 409, with what was typed', async () => {
	const comment = await leave('rejected');
	assertAgain(await send(comment, { body: typed }), 409, /was not accepted, and cannot/);
});

test('mistakes stand at the field: 422, with what was typed', async () => {
	const comment = await leave('pending');
	const long = 'x'.repeat(16 * 1024 + 1);
	const answer = await send(comment, { body: long });
	assertAgain(answer, 422, /id="body-error"/, { text: long });
	assert.match(answer.text, /aria-invalid="true" aria-describedby="body-error"/);
	assertAgain(await send(comment, { body: '' }), 422, /id="body-error"/, { text: '' });
	for (const revision of ['0', '-1', 'x', ''])
		assertAgain(await send(comment, { body: typed, revision }), 422, /number|needed/);
	assert.equal((await read(comment)).revision, 1);
});

test('of a body that is too large what stands is shown', async () => {
	const comment = await leave('pending');
	const answer = await send(comment, { body: 'x'.repeat(70_000) });
	assertAgain(answer, 413, /not saved yet/, { text: 'First.' });
});

test('a page that is none of ours sends nothing', async () => {
	const comment = await leave('approved');
	const headers = { origin: 'https://evil.example' };
	assertAgain(await send(comment, { body: typed }, { headers }), 403, /no site/);
	assert.equal((await withdraw(comment, {}, { headers })).status, 403);
	assert.deepEqual([(await read(comment)).state, (await read(comment)).revision], ['approved', 1]);
	// a browser does not tell where a page without referrer sends from
	for (const origin of ['null', server.url, 'https://example.org'])
		assertBack(await send(comment, { body: 'First.' }, { headers: { origin } }), comment);
});

test('JSON is no form', async () => {
	const comment = await leave('pending');
	const answer = await server.fetch(at(comment), { body: { body: 'x' } });
	assert.equal(answer.status, 415);
	assert.match(answer.text, /application\/x-www-form-urlencoded/);
});

test('withdrawing is asked about first, and done by a button', async () => {
	const comment = await leave('approved');
	assert.ok((await show(comment)).includes(`action="/mine/${comment.link}/withdraw"`));
	const question = await show(comment, '/withdraw');
	assert.match(question, /Withdraw your comment\?/);
	assert.match(question, /<form method="post"/);
	assert.equal((await read(comment)).state, 'approved');
	assertBack(await withdraw(comment), comment);
	assert.equal((await read(comment)).state, 'deleted');
	assert.match(await show(comment), /You have withdrawn your comment/);
	assert.match(await show(comment, '/withdraw'), /You have withdrawn your comment/);
	assertBack(await withdraw(comment), comment);
});

test('a form may be empty', async () => {
	const comment = await leave('pending');
	assertBack(await withdraw(comment, {}), comment);
});

test('who has read another text is asked again', async () => {
	const comment = await leave('pending');
	await send(comment, { body: 'Second.' });
	const answer = await withdraw(comment);
	assert.equal(answer.status, 412);
	assert.match(answer.text, /not withdrawn yet/);
	assert.match(answer.text, /<p>Second\.<\/p>/);
	assert.match(answer.text, /name="revision" value="2"/);
	assert.equal((await read(comment)).state, 'pending');
});

test('what a moderator deleted is not told as withdrawn', async () => {
	assert.match(await show(await leave('deleted')), /Your comment was deleted/);
});

test('on a closed page it is told that nothing can be changed', async () => {
	const comment = await leave('approved');
	server.write(`UPDATE page SET state = 'closed' WHERE url = '${comment.page}'`);
	const html = await show(comment);
	assert.match(html, /The page is closed/);
	assert.doesNotMatch(html, /<textarea/);
	assertAgain(await send(comment, { body: typed }), 409, /The page is closed/);
});

test('the site may frame it, nobody else', async () => {
	const comment = await leave('pending');
	for (const rest of ['', '/withdraw']) {
		const { headers } = await server.fetch(at(comment, rest));
		const policy = headers.get('content-security-policy');
		assert.match(policy, /frame-ancestors 'self' https:\/\/example\.org$/);
		assert.match(policy, /form-action 'self'/);
	}
});

test('a link that is none: 404, and a page', async () => {
	for (const rest of ['', '/withdraw']) {
		const answer = await server.fetch(`/mine/x${rest}`, { body: form({ body: 'x', revision: '1' }) });
		assert.equal(answer.status, 404);
		assert.match(answer.headers.get('content-type'), /^text\/html/);
	}
});

test('too many at once, from the site or the server: 429, with what was typed', async () => {
	const own = await startServer({ rate_limits: 'on', trusted_proxies: '127.0.0.1' });
	await own.command('site', 'set', 'example', '--set', 'author_rate=2');
	const { status_url } = await own.leave({ page: held('paced'), body: 'First.' });
	const target = new URL(status_url).pathname;
	let from = 0;
	const post = (address) =>
		own.fetch(target, {
			body: form({ body: typed, revision: '1' }),
			headers: { 'x-forwarded-for': address },
		});
	assert.equal((await post('192.0.2.1')).status, 303);
	const body = form({ body: 'Third.', revision: '2' });
	const paced = await own.fetch(target, { body, headers: { 'x-forwarded-for': '198.51.100.1' } });
	assertAgain(paced, 429, /many comments from you/, { text: 'Third.', revision: 2 });
	assert.ok(Number(paced.headers.get('retry-after')) > 0);
	let answer;
	do answer = await post('203.0.113.1');
	while (answer.status === 412 && ++from < 100);
	assertAgain(answer, 429, /try again/, { revision: 2 });
	await own.stop();
});
