// Pages that have more than one URL: aliases, and two pages becoming one.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, form, open, startTwoSites } from './harness.js';

let server, token, admin;
before(async () => {
	({ server, token } = await startTwoSites());
	admin = await server.addToken({ name: 'admin', scope: 'admin' });
});
after(() => server.stop());

const pages = (path, options) =>
	server.fetch(`/api/v1/moderation/pages${path}`, { token, ...options });
const addAlias = (id, url) => pages(`/${id}/aliases`, { body: { url } });
const removeAlias = (id, alias) => pages(`/${id}/aliases/${alias}`, { method: 'DELETE' });
const merge = (id, into, more) => pages(`/${id}/merge`, { token: admin, body: { into, ...more } });
const find = async (url) => (await pages(`?${form({ site: 'open', url })}`)).body.items[0];

// A page that is public at once, with comments of these texts.
async function pageWith(name, ...bodies) {
	const url = open(name);
	const ids = [];
	for (const body of bodies)
		ids.push((await server.leave({ page: url, title: `Title of ${name}`, body })).id);
	return { url, ids, ...(await find(url)) };
}

const bodies = async (url, query) =>
	(await server.thread(url, query)).items.map(({ html }) => html.replace(/<[^>]*>|\n/g, ''));

test('what is asked and sent for an alias is of the page', async () => {
	const page = await pageWith('named', 'First');
	const other = open('named?old');
	assert.deepEqual(await bodies(other), []);
	const { status, body } = await addAlias(page.id, other);
	assert.equal(status, 201);
	assert.deepEqual([body.url, body.by], [other, 'token:test']);
	assert.deepEqual(await bodies(other), ['First'], 'an answer that was kept before');
	const { id } = await server.leave({ page: other, parent: page.ids[0], body: 'Second' });
	for (const url of [page.url, other]) {
		assert.deepEqual(await bodies(url), ['First', 'Second']);
		assert.equal((await server.thread(url)).page.url, page.url);
	}
	await server.decide(id, { state: 'rejected', reason: 'other' }, { token });
	for (const url of [page.url, other]) assert.deepEqual(await bodies(url), ['First']);
	assert.equal((await find(other)).id, page.id);
	const queue = form({ page: other, state: 'rejected' });
	const list = await server.fetch(`/api/v1/moderation/comments?${queue}`, { token });
	assert.deepEqual(
		list.body.items.map((item) => [item.id, item.page.url]),
		[[id, page.url]],
	);
});

test('the form of an alias is taken, and tells the page', async () => {
	const page = await pageWith('formed', 'First');
	const other = open('formed/old');
	await addAlias(page.id, other);
	const html = (await server.fetch(`/comments?${form({ page: other })}`)).text;
	assert.match(html, /First/);
	const [, token] = /name="form" value="(\w+)"/.exec(html);
	const comment = { page: other, name: 'Bob', email: 'b@example.org', body: 'By form', form: token };
	assert.equal((await server.fetch('/api/v1/comments', { body: form(comment) })).status, 303);
	assert.deepEqual(await bodies(page.url), ['First', 'By form']);
});

test('an alias is made once, and told with the page', async () => {
	const page = await pageWith('twice', 'First');
	const other = open('twice/old');
	const made = await addAlias(page.id, `${other}?utm_source=x#top`);
	const again = await addAlias(page.id, other);
	assert.deepEqual([made.status, again.status], [201, 200]);
	assert.deepEqual(again.body, made.body);
	const { body } = await pages(`/${page.id}`);
	assert.deepEqual(body.aliases, [made.body]);
	assert.deepEqual([body.url, body.title, body.count], [page.url, 'Title of twice', 1]);
});

test('without its alias a URL is a page of its own', async () => {
	const page = await pageWith('parted', 'First');
	const other = open('parted/old');
	const { body } = await addAlias(page.id, other);
	assert.deepEqual(await bodies(other), ['First']);
	assert.equal((await removeAlias(page.id, body.id)).status, 204);
	assertProblem(await removeAlias(page.id, body.id), 404, 'not-found');
	assert.deepEqual(await bodies(other), []);
	await server.leave({ page: other, body: 'Its own' });
	assert.deepEqual([await bodies(page.url), await bodies(other)], [['First'], ['Its own']]);
});

test('an alias that cannot be is refused', async () => {
	const page = await pageWith('refusing', 'First');
	const rival = await pageWith('rival', 'First');
	await addAlias(rival.id, open('rival/old'));
	for (const [url, code] of [
		[undefined, 'required'],
		['nowhere', 'scheme'],
		['https://nowhere.example/', 'unknown_site'],
		['https://example.org/', 'unknown_site'],
		[page.url, 'same'],
	]) {
		const { errors } = assertProblem(await addAlias(page.id, url), 422, 'invalid-input');
		assert.deepEqual([errors[0].field, errors[0].code], ['url', code], url);
	}
	assert.match(
		assertProblem(await addAlias(page.id, rival.url), 409, 'conflict').detail,
		new RegExp(`${rival.id}; merge`),
	);
	assert.match(
		assertProblem(await addAlias(page.id, open('rival/old')), 409, 'conflict').detail,
		new RegExp(`alias of the page ${rival.id}`),
	);
	assertProblem(await addAlias('0000000000001', open('refusing/old')), 404, 'not-found');
	assertProblem(await pages('/0000000000001'), 404, 'not-found');
	const { body } = await addAlias(page.id, open('refusing/old'));
	assertProblem(await removeAlias(rival.id, body.id), 404, 'not-found');
	assertProblem(await removeAlias(page.id, 'x'), 404, 'not-found');
});

test('a page has at most 100 aliases', async () => {
	const page = await pageWith('many', 'First');
	for (let i = 0; i < 100; i++)
		assert.equal((await addAlias(page.id, open(`many/${i}`))).status, 201);
	const { detail } = assertProblem(await addAlias(page.id, open('many/more')), 409, 'conflict');
	assert.match(detail, /at most 100/);
	const other = await pageWith('few', 'First');
	assert.match(assertProblem(await merge(page.id, other.url), 409, 'conflict').detail, /101/);
	assert.match(assertProblem(await merge(other.id, page.url), 409, 'conflict').detail, /101/);
});

test('a merged page is the other from then on', async () => {
	const from = await pageWith('moved', 'Old one', 'Old answer', 'Old spam');
	const into = await pageWith('kept', 'New one');
	const { body: alias } = await addAlias(from.id, open('moved/older'));
	await server.decide(from.ids[2], { state: 'spam' }, { token });
	const counts = { pending: 0, approved: 2, rejected: 0, spam: 1, deleted: 0 };
	const urls = [from.url, alias.url];
	assert.equal((await bodies(alias.url)).length, 2);

	const { body: preview } = await merge(from.id, into.url, { dry_run: true });
	assert.deepEqual(
		[preview.dry_run, preview.moved, preview.aliases, preview.into.count],
		[true, counts, urls, 3],
	);
	assert.deepEqual([preview.from.id, preview.into.id], [from.id, into.id]);
	assert.deepEqual(await bodies(into.url), ['New one']);
	assert.equal((await find(from.url)).id, from.id);

	const { status, body } = await merge(from.id, into.url);
	assert.equal(status, 200);
	assert.deepEqual(body, { ...preview, dry_run: false });
	for (const url of [into.url, ...urls]) {
		assert.deepEqual(await bodies(url), ['Old one', 'Old answer', 'New one']);
		assert.equal((await find(url)).id, into.id);
	}
	assertProblem(await pages(`/${from.id}`), 404, 'not-found');
	assertProblem(await merge(from.id, into.url), 404, 'not-found');
	const list = (await pages('?site=open&limit=200')).body.items.map(({ id }) => id);
	assert.deepEqual([list.includes(from.id), list.includes(into.id)], [false, true]);
	const kept = (await pages(`/${into.id}`)).body;
	assert.deepEqual(kept.aliases.map(({ url }) => url).sort(), urls.sort());
	assert.deepEqual([kept.count, kept.created_at], [3, from.created_at]);
	await server.leave({ page: from.url, parent: into.ids[0], body: 'Newest' });
	assert.equal((await bodies(into.url)).length, 4);
	const { body: spam } = await server.fetch(`/api/v1/moderation/comments/${from.ids[2]}`, { token });
	assert.equal(spam.page.url, into.url);
	const { body: changes } = await server.fetch('/api/v1/admin/changes?site=open', {
		token: admin,
	});
	const { action, subject, by } = changes.items.at(-1);
	assert.deepEqual([action, subject, by], ['merged', `page:${from.url}`, 'token:admin']);
});

test('a merge while comments come and are decided on loses none', async () => {
	for (let round = 0; round < 10; round++) {
		const from = await pageWith(`busy-from-${round}`, 'First');
		const into = await pageWith(`busy-into-${round}`, 'First');
		const post = (i) =>
			server.leave({
				page: (i % 2 ? from : into).url,
				body: `Comment ${i} of round ${round}.`,
				email: `${round}-${i}@example.org`,
			});
		const [, ...left] = await Promise.all([
			merge(from.id, into.url),
			server.decide(from.ids[0], { state: 'deleted' }, { token }),
			...Array.from({ length: 12 }, (_, i) => post(i)),
		]);
		const ids = left.slice(1).map(({ id }) => id);
		const { items, page } = await server.thread(into.url);
		assert.deepEqual(items.map(({ id }) => id).sort(), [into.ids[0], ...ids].sort());
		assert.equal(page.count, 13);
		assert.deepEqual((await server.thread(from.url)).items, items);
	}
	assert.match(await server.command('check'), /^counters\tgood/m);
});

test('what waits moves, too, and is found by the title of its page', async () => {
	const at = (name) => `https://example.org/${name}`;
	const one = async (url) =>
		(await pages(`?${form({ site: 'example', url })}`)).body.items[0];
	await server.leave({ page: at('from'), title: 'Quondam', body: 'Patient' });
	await server.leave({ page: at('into'), title: 'Henceforth', body: 'Elsewhere' });
	const found = async (q) => {
		const query = form({ site: 'example', q });
		const { body } = await server.fetch(`/api/v1/moderation/comments?${query}`, { token });
		return body.items.map((item) => item.body);
	};
	await server.indexed();
	assert.deepEqual(await found('Quondam'), ['Patient']);
	const { body } = await merge((await one(at('from'))).id, at('into'));
	assert.equal(body.moved.pending, 1);
	assert.deepEqual(await found('Quondam'), []);
	assert.deepEqual(await found('Henceforth'), ['Patient', 'Elsewhere']);
	assert.deepEqual((await one(at('from'))).url, at('into'));
});

test('what is wrong with a merge is told', async () => {
	const page = await pageWith('wrong', 'First');
	await addAlias(page.id, open('wrong/old'));
	await server.leave({ page: 'https://example.org/foreign' });
	for (const [into, code] of [
		[undefined, 'required'],
		['x', 'scheme'],
		[open('nowhere'), 'unknown'],
		[page.url, 'same'],
		[open('wrong/old'), 'same'],
		['https://example.org/foreign', 'other_site'],
	])
		for (const dry_run of [true, false]) {
			const answer = await merge(page.id, into, { dry_run });
			const { errors } = assertProblem(answer, 422, 'invalid-input');
			assert.deepEqual([errors[0].field, errors[0].code], ['into', code]);
		}
});
