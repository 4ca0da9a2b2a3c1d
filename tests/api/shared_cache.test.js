// What caches between readers and the server may keep, and by which keys it is purged.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { form, held, startServer, startTwoSites } from './harness.js';

const page = held('article?a=1&b=2');
const hash = execFileSync('b2sum', ['-l', '128'], { input: page, encoding: 'utf8' }).slice(0, 32);
const query = form({ page });

const OF_PAGE = ['afterword', 'afterword-site-example', `afterword-page-${hash}`];
const public_ = [
	[`/api/v1/comments?${query}`, OF_PAGE],
	[`/comments?${query}`, OF_PAGE],
	[`/comments/fragment?${query}`, OF_PAGE],
	[`/feeds/page?${query}`, OF_PAGE],
	['/feeds/site/example', ['afterword', 'afterword-site-example', 'afterword-feed-example']],
];
const counts = `/api/v1/counts?${query}`;

let server, cached;
before(async () => {
	({ server } = await startTwoSites());
	cached = await startServer({ cache_seconds: 30 });
	// with a write of its own it hears of what the command wrote that has made the site
	await cached.leave({ page });
});
after(() => Promise.all([server.stop(), cached.stop()]));

const keysOf = ({ headers }) => [headers.get('surrogate-key'), headers.get('cache-tag')];

test('caches ask each time unless the setting says otherwise', async () => {
	for (const [target] of [...public_, ['/demo']]) {
		const answer = await server.fetch(target);
		assert.equal(answer.headers.get('cache-control'), 'no-cache', target);
		assert.deepEqual(keysOf(answer), [null, null]);
	}
	assert.deepEqual(keysOf(await server.fetch(counts)), [null, null]);
});

test('what is public may be kept for so long, by shared caches alone', async () => {
	for (const [target, keys] of public_) {
		const answer = await cached.fetch(target);
		assert.equal(answer.status, 200);
		assert.equal(answer.headers.get('cache-control'), 'public, max-age=0, s-maxage=30', target);
		assert.deepEqual(keysOf(answer), [keys.join(' '), keys.join(',')], target);
		const etag = answer.headers.get('etag');
		const again = await cached.fetch(target, { headers: { 'if-none-match': etag } });
		assert.equal(again.status, 304);
		assert.deepEqual(keysOf(again), keysOf(answer));
		assert.equal(again.headers.get('cache-control'), answer.headers.get('cache-control'));
	}
	const answer = await cached.fetch(counts);
	assert.equal(answer.headers.get('cache-control'), 'public, max-age=60, s-maxage=30');
	assert.deepEqual(keysOf(answer), ['afterword afterword-counts', 'afterword,afterword-counts']);
	assert.match((await cached.fetch('/demo')).headers.get('surrogate-key'), / afterword-site-demo /);
});

test('an alias has the key of its page', async () => {
	const token = await cached.addToken();
	await cached.leave({ page });
	const { body } = await cached.fetch('/api/v1/moderation/pages?site=example', { token });
	const target = `/api/v1/moderation/pages/${body.items[0].id}/aliases`;
	await cached.fetch(target, { body: { url: held('alias') }, token });
	for (const route of ['/api/v1/comments', '/comments/fragment', '/feeds/page']) {
		const answer = await cached.fetch(`${route}?${form({ page: held('alias') })}`);
		assert.equal(answer.headers.get('surrogate-key'), OF_PAGE.join(' '), route);
	}
});

test('refusals, and what is for one reader, are kept by nobody', async () => {
	const { status_url: mine } = await cached.leave({ page });
	for (const target of [
		'/comments/fragment?page=https://nobody.example/',
		'/api/v1/comments?page=https://nobody.example/',
		'/feeds/site/nobody',
		mine,
		`/api/v1/form?${query}`,
	]) {
		const { headers } = await cached.fetch(target);
		assert.doesNotMatch(headers.get('cache-control') ?? 'none', /public|s-maxage/, target);
		assert.equal(headers.get('surrogate-key'), null);
	}
});
