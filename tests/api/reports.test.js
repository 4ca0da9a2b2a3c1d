// Readers report what is public, and moderators see to it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, form, held, open, startServer } from './harness.js';

let server, token;
before(async () => {
	// so that readers come from many networks
	server = await startServer({ trusted_proxies: '127.0.0.1' });
	const set = ['form_min=0'];
	await server.addSite('open', { origin: 'https://open.example', policy: 'publish', set });
	token = await server.addToken();
});
after(() => server.stop());

let networks = 0;
const newNetwork = () => `198.51.${++networks}.1`;

const report = (id, body, from = newNetwork(), more) =>
	server.fetch(`/api/v1/comments/${id}/reports`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'x-forwarded-for': from, ...more },
		body,
	});
const moderation = (path, options) =>
	server.fetch(`/api/v1/moderation/comments${path}`, { token, ...options });
const read = async (id) => (await moderation(`/${id}`)).body;
const reported = async (query) =>
	(await moderation(`?${form({ reported: 'yes', site: 'open', ...query })}`)).body;
const idsOf = ({ items }) => items.map(({ id }) => id);
const close = (id, through) =>
	moderation(`/${id}/reports?${form({ through })}`, { method: 'DELETE' });

let pages = 0;
const leave = async (body, page = open(`reports-${++pages}`)) => {
	const comment = { page, body: body ?? `Reported ${++pages}.`, email: `r${++pages}@example.org` };
	return (await server.leave(comment)).id;
};

test('a report is taken, listed, and told with what was written', async () => {
	const id = await leave();
	const answer = await report(id, { reason: 'abuse', note: 'This is an insult.' });
	assert.deepEqual([answer.status, answer.text], [204, '']);
	assert.equal((await report(id, { reason: 'spam' })).status, 204);
	const list = await reported();
	assert.deepEqual(idsOf(list), [id]);
	assert.equal(list.counts.reported, 1);
	const [item] = list.items;
	assert.deepEqual([item.state, item.open_reports], ['approved', 2]);
	assert.deepEqual(
		item.reports.map(({ reason, note, revision, closed_by }) => [reason, note, revision, closed_by]),
		[
			['spam', null, 1, null],
			['abuse', 'This is an insult.', 1, null],
		],
	);
	// readers see nothing of it
	const { items } = await server.thread(item.page.url);
	assert.deepEqual(Object.keys(items[0]).filter((name) => /report/.test(name)), []);
});

test('one network reports a comment once, and is not told', async () => {
	const [one, two] = [await leave(), await leave()];
	const from = newNetwork();
	for (const reason of ['spam', 'abuse']) assert.equal((await report(one, { reason }, from)).status, 204);
	await report(two, { reason: 'spam' }, from);
	const [first, second] = [await read(one), await read(two)];
	assert.deepEqual([first.open_reports, second.open_reports], [1, 1]);
	assert.equal(first.reports[0].reason, 'spam');
	const rows = server.rows(`SELECT hex(reporter) AS reporter FROM report ORDER BY id DESC LIMIT 2`);
	assert.notEqual(rows[0].reporter, rows[1].reporter, 'what tells one apart joins nothing');
});

test('a decision closes the reports, and names who saw to them', async () => {
	const id = await leave();
	await report(id, { reason: 'spam' });
	const answer = await server.decide(id, { state: 'spam' }, { token });
	assert.deepEqual([answer.body.open_reports, answer.body.reports], [0, []]);
	assert.ok(!idsOf(await reported()).includes(id));
	const { body } = await moderation(`/${id}/context`);
	assert.equal(body.reports[0].closed_by, 'token:test');
	assert.ok(Date.parse(body.reports[0].closed_at));
	assertProblem(await report(id, { reason: 'abuse' }), 404, 'not-found');
});

test('who says that it stays closes what they have read, and nothing newer', async () => {
	const id = await leave();
	await report(id, { reason: 'spam' });
	const [seen] = (await read(id)).reports;
	await report(id, { reason: 'illegal' });
	assert.equal((await close(id, seen.id)).status, 204);
	let item = await read(id);
	assert.deepEqual(
		[item.open_reports, item.reports.map(({ reason }) => reason), item.state],
		[1, ['illegal'], 'approved'],
	);
	assert.equal((await close(id, item.reports[0].id)).status, 204);
	assert.equal((await close(id, item.reports[0].id)).status, 204);
	item = await read(id);
	assert.deepEqual([item.open_reports, item.state], [0, 'approved']);
	await report(id, { reason: 'other' });
	assert.equal((await read(id)).open_reports, 1, 'and somebody else may report it again');
});

test('the list is narrowed as others are, in both directions', async () => {
	const page = open('narrowed');
	const ids = [];
	for (let i = 0; i < 5; i++) ids.push(await leave(`Narrowed ${i} walrus`, page));
	for (const id of ids) await report(id, { reason: 'off-topic' });
	await leave('Not reported walrus', page);
	const first = await reported({ page, limit: 2 });
	assert.deepEqual([idsOf(first), first.previous], [ids.slice(0, 2), null]);
	const second = await reported({ page, limit: 2, after: first.next });
	assert.deepEqual(idsOf(second), ids.slice(2, 4));
	assert.deepEqual(idsOf(await reported({ page, limit: 2, before: second.previous })), ids.slice(0, 2));
	await server.indexed();
	assert.deepEqual(idsOf(await reported({ page, q: 'walrus' })), ids);
	assert.deepEqual(idsOf(await reported({ page, state: 'pending' })), []);
	const [{ author: { tag } }] = first.items;
	assert.ok(idsOf(await reported({ author: tag, limit: 200 })).includes(ids[0]));
	assert.deepEqual(idsOf(await reported({ site: 'example' })), []);
	assert.deepEqual((await reported({ site: 'example' })).counts.reported, 0);
	const batch = {
		state: 'rejected',
		reason: 'off-topic',
		filter: { reported: 'yes', page, until: new Date().toISOString() },
	};
	const { body } = await server.fetch('/api/v1/moderation/decisions', { body: batch, token });
	assert.equal(body.decided, 5);
	assert.deepEqual(idsOf(await reported({ page })), []);
});

test('what is not public cannot be reported, and what is wrong is told', async () => {
	const { id: waits } = await server.leave({ page: held('reports') });
	assertProblem(await report(waits, { reason: 'spam' }), 404, 'not-found');
	assertProblem(await report('0000000000001', { reason: 'spam' }), 404, 'not-found');
	assertProblem(await report('x', { reason: 'spam' }), 404, 'not-found');
	const id = await leave();
	for (const [body, field] of [
		[{}, 'reason'],
		[{ reason: 'boring' }, 'reason'],
		[{ reason: 'spam', note: 'x'.repeat(2001) }, 'note'],
		[{ reason: 'spam', who: 'me' }, 'who'],
	]) {
		const { errors } = assertProblem(await report(id, body), 422, 'invalid-input');
		assert.deepEqual(errors.map((error) => error.field), [field]);
	}
	assertProblem(await moderation('?reported=no'), 422, 'invalid-input');
	for (const through of [undefined, 'x'])
		assertProblem(await close(id, through), 422, 'invalid-input');
	assertProblem(await close('0000000000001', id), 404, 'not-found');
	assert.equal((await read(id)).open_reports, 0);
});

test('pages of other origins cannot send one', async () => {
	const id = await leave();
	const from = (origin) => report(id, { reason: 'spam' }, newNetwork(), { origin });
	assertProblem(await from('https://evil.example'), 403, 'foreign-origin');
	assert.equal((await from('https://open.example')).status, 204);
	assert.equal((await read(id)).open_reports, 1);
});

test('of one comment a hundred are kept', async () => {
	const id = await leave();
	for (let i = 0; i < 101; i++)
		assert.equal((await report(id, { reason: 'spam' }, `203.0.${i}.1`)).status, 204);
	const item = await read(id);
	assert.deepEqual([item.open_reports, item.reports.length], [100, 10]);
});

test('after some days nobody can tell whom one is from', async () => {
	const id = await leave();
	const from = newNetwork();
	await report(id, { reason: 'spam' }, from);
	server.write(`UPDATE report SET id = id - (CAST(172800000 AS INTEGER) << 21) - (1 << 21)`);
	await server.stop({ keep: true });
	await server.start();
	for (let left = 100; ; left--) {
		if (!server.rows('SELECT 1 FROM report WHERE reporter IS NOT NULL').length) break;
		assert.ok(left, 'it is still remembered');
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	assert.equal((await report(id, { reason: 'abuse' }, from)).status, 204);
	assert.equal((await read(id)).open_reports, 2);
});

// As a form without script sends it.
const sendForm = (id, fields, from = newNetwork()) =>
	server.fetch(`/api/v1/comments/${id}/reports`, {
		method: 'POST',
		headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': from },
		body: form(fields),
	});

test('a comment is reported without script', async () => {
	const page = open('without-script');
	const id = await leave('Report **me**', page);
	const thread = (await server.fetch(`/comments?${form({ page })}`)).text;
	const [, link] = /<a class="report" rel="nofollow" href="([^"]+)" aria-label="Report Ada">/.exec(thread);
	const shown = await server.fetch(link);
	assert.equal(shown.status, 200);
	assert.equal(shown.headers.get('x-robots-tag'), 'noindex');
	assert.match(shown.headers.get('content-security-policy'), /frame-ancestors 'self' https:\/\/open\.example/);
	assert.match(shown.text, /Report <strong>me<\/strong>/);
	const reasons = [...shown.text.matchAll(/<option value="([^"]+)">[^<]+<\/option>/g)].map(([, one]) => one);
	assert.deepEqual(reasons, ['spam', 'abuse', 'personal-data', 'off-topic', 'illegal', 'other']);
	const [, action] = /<form method="post" action="([^"]+)"/.exec(shown.text);
	assert.equal(action, `/api/v1/comments/${id}/reports`);
	const sent = await sendForm(id, { reason: 'illegal', note: 'See <law>.' });
	assert.deepEqual([sent.status, sent.text], [303, '']);
	const thanks = await server.fetch(sent.headers.get('location'));
	assert.match(thanks.text, /Thank you/);
	assert.match(thanks.text, new RegExp(`<a href="${page}" target="_top">`));
	const [kept] = (await read(id)).reports;
	assert.deepEqual([kept.reason, kept.note], ['illegal', 'See <law>.']);
});

test('a form with a mistake comes again with what was typed', async () => {
	const id = await leave();
	const again = await sendForm(id, { reason: '', note: 'My "own" <words>.' });
	assert.equal(again.status, 422);
	assert.match(again.text, /Your report was not sent yet\./);
	assert.match(again.text, /id="reason" name="reason" required aria-invalid="true"/);
	assert.match(again.text, /My &quot;own&quot; &lt;words&gt;\./);
	const long = await sendForm(id, { reason: 'abuse', note: 'x'.repeat(2001) });
	assert.match(long.text, /value="abuse" selected/);
	assert.match(long.text, /id="note-error"/);
	assert.equal((await read(id)).open_reports, 0);
});

test('what is not public has no page for reporting it', async () => {
	const { id } = await server.leave({ page: held('no-report-page') });
	for (const one of [id, '0000000000001', 'x'])
		for (const what of ['report', 'reported']) {
			const answer = await server.fetch(`/comments/${one}/${what}`);
			assert.equal(answer.status, 404, one);
			assert.match(answer.text, /There is no comment/);
		}
	assert.equal((await sendForm(id, { reason: 'spam' })).status, 404);
});
