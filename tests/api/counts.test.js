// How many comments articles have, for lists of them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, held, open, startTwoSites } from './harness.js';

let server, token;
before(async () => {
	({ server, token } = await startTwoSites());
});
after(() => server.stop());

const ask = (...pages) => {
	const query = new URLSearchParams(pages.map((page) => ['page', page]));
	return server.fetch(`/api/v1/counts?${query}`);
};
const counts = async (...pages) => (await ask(...pages)).body.items.map(({ count }) => count);

test('each page has its count, in the order in which they were asked for', async () => {
	const [one, two, none] = [open('one'), open('two'), open('none')];
	await server.leave({ page: one });
	for (const body of ['First.', 'Second.']) await server.leave({ page: two, body });
	await server.leave({ page: held('waits') });
	const asked = [two, none, one, held('waits'), `${two}?utm_source=x#top`];
	const { status, headers, body } = await ask(...asked);
	assert.equal(status, 200);
	assert.equal(headers.get('cache-control'), 'public, max-age=60');
	assert.equal(headers.get('access-control-allow-origin'), '*');
	assert.deepEqual(
		body.items,
		asked.map((page, i) => ({ page, count: [2, 0, 1, 0, 2][i] })),
	);
});

test('a decision changes the count, and an alias has that of its page', async () => {
	const page = open('decided');
	const { id } = await server.leave({ page });
	const { body } = await server.fetch(`/api/v1/moderation/pages?site=open&url=${page}`, { token });
	const target = `/api/v1/moderation/pages/${body.items[0].id}/aliases`;
	await server.fetch(target, { body: { url: open('alias') }, token });
	assert.deepEqual(await counts(page, open('alias')), [1, 1]);
	await server.decide(id, { state: 'rejected' }, { token });
	assert.deepEqual(await counts(page, open('alias')), [0, 0]);
});

test('a page of no site here has none, and hinders no other', async () => {
	assert.deepEqual(await counts('https://nowhere.example/', open('somewhere')), [null, 0]);
});

test('what is wrong is told', async () => {
	for (const wrong of [[], ['nowhere'], [open('fine'), 'ftp://open.example/']]) {
		const { errors } = assertProblem(await ask(...wrong), 422, 'invalid-input');
		assert.equal(errors[0].field, 'page');
	}
	const pages = (count) => Array.from({ length: count }, () => 'page=http://a.b').join('&');
	const many = (count) => server.fetch(`/api/v1/counts?${pages(count)}`);
	assert.equal((await many(100)).body.items.length, 100);
	const { errors } = assertProblem(await many(101), 422, 'invalid-input');
	assert.deepEqual([errors[0].field, errors[0].code], ['page', 'too_many']);
	const other = await server.fetch('/api/v1/counts?page=https://open.example/&sort=newest');
	assert.equal(assertProblem(other, 422, 'invalid-input').errors[0].field, 'sort');
});
