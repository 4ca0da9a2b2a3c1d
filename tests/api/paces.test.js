// How many comments a site takes in an hour: from an author, a network, for a page, in all.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, startServer } from './harness.js';

let server;
before(async () => {
	server = await startServer({ site: false, rate_limits: 'on', trusted_proxies: '127.0.0.1' });
});
after(() => server.stop());

let sites = 0;
async function addSite(...set) {
	const id = `site-${sites++}`;
	const origin = `https://${id}.example`;
	const none = ['author_rate=0', 'network_rate=0'].filter(
		(number) => !set.some((given) => given.startsWith(number.split('=')[0])),
	);
	await server.addSite(id, { origin, set: [...none, ...set] });
	return `${origin}/article`;
}

let hosts = 0;
// Each from an address of its own, since one address may not send many in a row.
function post(page, { from = `10.${sites}.${hosts++}.1`, ...fields } = {}) {
	return server.post({ page, ...fields }, { headers: { 'x-forwarded-for': from } });
}

function assertTooMany(answer, words) {
	const { detail } = assertProblem(answer, 429, 'rate-limited');
	assert.match(detail, words);
	const wait = Number(answer.headers.get('retry-after'));
	assert.ok(wait > 0 && wait <= 3600, answer.headers.get('retry-after'));
	assert.ok(detail.includes(`${wait} seconds`), detail);
}

test('an author may send so many, another still may', async () => {
	const page = await addSite('author_rate=3');
	for (let i = 0; i < 3; i++) assert.equal((await post(page)).status, 202);
	assertTooMany(await post(page), /from you/);
	// however the address is written
	assertTooMany(await post(page, { email: ' ADA@Example.ORG' }), /from you/);
	assert.equal((await post(page, { email: 'ben@example.org' })).status, 202);
});

test('a network may send so many: a /24, or a /64', async () => {
	const page = await addSite('network_rate=2');
	for (const [ours, theirs] of [
		[['192.0.2.1', '192.0.2.200'], '192.0.3.1'],
		[['2001:db8:1:1::1', '2001:db8:1:1:ffff::2'], '2001:db8:1:2::1'],
	]) {
		for (const from of ours) assert.equal((await post(page, { from })).status, 202);
		assertTooMany(await post(page, { from: ours[0] }), /from your network/);
		assert.equal((await post(page, { from: theirs })).status, 202);
	}
});

test('a page takes so many, another page still does', async () => {
	const page = await addSite('page_rate=2');
	for (let i = 0; i < 2; i++) assert.equal((await post(page)).status, 202);
	assertTooMany(await post(page), /on this page/);
	assert.equal((await post(`${page}/2`)).status, 202);
});

test('a site takes so many, another site still does', async () => {
	const page = await addSite('site_rate=2');
	for (let i = 0; i < 2; i++) assert.equal((await post(`${page}/${i}`)).status, 202);
	assertTooMany(await post(`${page}/3`), /on this site/);
	assert.equal((await post(await addSite())).status, 202);
});

test('who is told to wait in a form has the form again, with all that was typed', async () => {
	const page = await addSite('page_rate=1');
	await post(page);
	const headers = { 'x-forwarded-for': '10.200.0.1' };
	const { status, text } = await server.postForm({ page, body: 'My words' }, { headers });
	assert.equal(status, 429);
	assert.match(text, /many comments on this page/);
	assert.match(text, />\nMy words<\/textarea>/);
});

test('nothing of an address is told or kept but the tag of its network, for a day', async () => {
	const page = await addSite();
	await post(page, { from: '198.51.100.77' });
	assert.ok(!server.log().includes('198.51.100'));
	await server.stop({ keep: true });
	for (const { tag } of server.rows('SELECT tag FROM comment_network')) assert.match(tag, /^\w{8}$/);
	// as if one comment was 25 hours old: an id is milliseconds and 21 bits
	server.write(`PRAGMA foreign_keys = OFF; UPDATE comment_network
		SET comment = comment - (25 * 3600000 << 21)
		WHERE comment = (SELECT min(comment) FROM comment_network)`);
	const before = server.count('comment_network');
	await server.start();
	for (let i = 0; i < 100 && server.count('comment_network') === before; i++)
		await new Promise((resolve) => setTimeout(resolve, 50));
	assert.equal(server.count('comment_network'), before - 1);
});
