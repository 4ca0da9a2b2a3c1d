// Pages that take no more comments: closed by a moderator, or by age.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, form, startServer } from './harness.js';

let server, token;
before(async () => {
	server = await startServer();
	token = await server.addToken();
});
after(() => server.stop());

const list = async (query) => (await server.fetch(`/api/v1/moderation/pages?${form(query)}`, { token })).body;
const set = (id, body) =>
	server.fetch(`/api/v1/moderation/pages/${id}`, { method: 'PATCH', body, token });

test('a page is closed and opened again, and readers see it at once', async () => {
	const page = 'https://example.org/closing';
	await server.leave({ page, title: 'Closing' });
	assert.equal((await server.thread(page)).page.state, 'open');
	const {
		items: [{ id, ...rest }],
	} = await list({ site: 'example', url: page });
	assert.ok(Date.parse(rest.created_at));
	assert.deepEqual(
		{ ...rest, created_at: null },
		{ site: 'example', url: page, title: 'Closing', state: 'open', count: 0, created_at: null },
	);
	const closed = await set(id, { state: 'closed' });
	assert.deepEqual([closed.status, closed.body.state], [200, 'closed']);
	assert.equal((await server.thread(page)).page.state, 'closed');
	assertProblem(await server.post({ page }), 409, 'page-closed');
	assert.match((await server.fetch(`/comments?${form({ page })}`)).text, /Comments are closed/);
	await set(id, { state: 'open' });
	assert.equal((await server.thread(page)).page.state, 'open');
	assert.equal((await server.post({ page })).status, 202);
});

test('pages are listed in both directions', async () => {
	await server.addSite('many', { origin: 'https://many.example' });
	const pages = Array.from({ length: 5 }, (_, i) => `https://many.example/${i}`);
	for (const page of pages) await server.leave({ page });
	const urls = ({ items }) => items.map(({ url }) => url);
	const first = await list({ site: 'many', limit: 2 });
	assert.deepEqual([urls(first), first.previous], [pages.slice(0, 2), null]);
	const second = await list({ site: 'many', limit: 2, after: first.next });
	assert.deepEqual(urls(second), pages.slice(2, 4));
	const last = await list({ site: 'many', limit: 2, after: second.next });
	assert.deepEqual([urls(last), last.next], [pages.slice(4), null]);
	const back = await list({ site: 'many', limit: 2, before: last.previous });
	assert.deepEqual(urls(back), pages.slice(2, 4));
});

test('what is wrong is told', async () => {
	await server.leave({ page: 'https://example.org/wrong' });
	const { items } = await list({ site: 'example', limit: 1 });
	for (const body of [{}, { state: 'shut' }, { state: 'open', more: 1 }])
		assertProblem(await set(items[0].id, body), 422, 'invalid-input');
	assertProblem(await set('x', { state: 'open' }), 404, 'not-found');
	assertProblem(await set('0000000000001', { state: 'open' }), 404, 'not-found');
	for (const [query, field] of [
		[{}, 'site'],
		[{ site: 'example', url: 'x' }, 'url'],
		[{ site: 'example', limit: 0 }, 'limit'],
	]) {
		const answer = await server.fetch(`/api/v1/moderation/pages?${form(query)}`, { token });
		assert.equal(assertProblem(answer, 422, 'invalid-input').errors[0].field, field);
	}
});

test('a page closes by age, as the site has it', async () => {
	await server.addSite('aging', { origin: 'https://aging.example', set: ['close_after=2'] });
	const [old, young] = ['https://aging.example/old', 'https://aging.example/young'];
	for (const page of [old, young]) await server.leave({ page });
	server.write(`UPDATE page SET created_at = created_at - 172800000 WHERE url = '${old}'`);
	assertProblem(await server.post({ page: old }), 409, 'page-closed');
	assert.equal((await server.post({ page: young })).status, 202);
	assert.equal((await server.thread(young)).page.state, 'open');
	assert.equal((await server.thread(old, { limit: 7 })).page.state, 'closed');
	await server.command('site', 'set', 'aging', '--set', 'close_after=0');
	for (let i = 0; i < 100; i++) {
		if ((await server.post({ page: old })).status === 202) return;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	assert.fail('it is still closed');
});
