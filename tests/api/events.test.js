// Listening to what happens to comments: what is told, to whom, and until when.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem, startServer } from './harness.js';
import { Stream, listenTo } from './stream.js';

const TARGET = '/api/v1/moderation/events';

// Listens as who shows the headers: the stream, or the answer that refuses.
const listen = (server, { query = '', ...options } = {}) => listenTo(server, TARGET + query, options);

// The same for somebody who has heard that the list is to be read.
async function follow(server, options) {
	const stream = await listen(server, options);
	await stream.hear('reset');
	return stream;
}

const other = 'https://other.example/page';

let server, token;
before(async () => {
	server = await startServer({ event_heartbeat: 1 });
	await server.addSite('other', { origin: 'https://other.example' });
	token = await server.addToken();
});
after(() => server.stop());

// Which of its comments a list has, and the events that follow.
const counted = (state) => (stream) => stream.named('counts').at(-1)?.data[state];

test('an answer that goes on is one for event streams', async () => {
	const stream = await follow(server, { token });
	assert.equal(stream.headers['content-type'], 'text/event-stream');
	assert.equal(stream.headers['cache-control'], 'no-store');
	assert.equal(stream.headers['x-accel-buffering'], 'no');
	assert.equal(stream.retry, 2000);
	assert.deepEqual(Object.keys(stream.events[0].data), []);
	await stream.until(() => stream.beats >= 2);
	stream.close();
});

test('what happens is told after it has happened, in its order', async () => {
	const stream = await follow(server, { token });
	const { id } = await server.leave();
	await server.decide(id, { state: 'spam' }, { token });
	const undo = (
		await server.fetch('/api/v1/moderation/decisions', {
			body: { state: 'approved', items: [{ id, revision: 1 }] },
			token,
		})
	).body.undo;
	await server.fetch(`/api/v1/moderation/decisions/${undo}/undo`, { method: 'POST', token });
	await stream.hear('decided', 3);
	const [arrived, ...decided] = stream.events
		.filter(({ event }) => event === 'arrived' || event === 'decided')
		.map(({ data }) => data);
	assert.deepEqual(arrived, { id, site: 'example', state: 'pending' });
	const record = (await server.fetch(`/api/v1/moderation/decisions?comment=${id}`, { token })).body;
	assert.deepEqual(
		decided,
		record.items.map(({ batch, revision, to, by }) => ({
			id,
			site: 'example',
			revision,
			state: to,
			by,
			batch,
		})),
	);
	assert.deepEqual(decided.map(({ state }) => state), ['spam', 'approved', 'spam']);
	const counts = await (await server.fetch('/api/v1/moderation/comments', { token })).body.counts;
	await stream.until(() => JSON.stringify(counts) === JSON.stringify(stream.named('counts').at(-1)?.data));
	stream.close();
});

test('what a reader reports is told, and who sees to it', async () => {
	const stream = await follow(server, { token });
	const { id } = await server.leave();
	await server.decide(id, { state: 'approved' }, { token });
	const reports = `comments/${id}/reports`;
	for (const reason of ['spam', 'abuse'])
		await server.fetch(`/api/v1/${reports}`, { body: { reason } });
	const about = { id, site: 'example' };
	assert.deepEqual(await stream.hear('reported'), { ...about, open_reports: 1 });
	await stream.until(() => counted('reported')(stream) === 1, 'one reported');
	const [report] = (await server.fetch(`/api/v1/moderation/comments/${id}`, { token })).body.reports;
	const target = `/api/v1/moderation/${reports}?through=${report.id}`;
	await server.fetch(target, { method: 'DELETE', token });
	assert.deepEqual(await stream.hear('reported', 2), { ...about, open_reports: 0 });
	await stream.until(() => counted('reported')(stream) === 0, 'none reported');
	assert.equal(stream.named('reported').length, 2, 'the same reader again changed nothing');
	stream.close();
});

test('a text that a moderator edits is told by its new revision', async () => {
	const stream = await follow(server, { token });
	const { id } = await server.leave();
	await server.decide(id, { body: 'Better said.' }, { token });
	const { batch, ...told } = await stream.hear('decided');
	const about = { id, site: 'example', by: 'token:test' };
	assert.deepEqual(told, { ...about, revision: 2, state: 'pending' });
	const record = await server.fetch(`/api/v1/moderation/decisions?comment=${id}`, { token });
	assert.equal(batch, record.body.items[0].batch);
	await server.decide(id, { body: 'Best said.', state: 'approved' }, { token, revision: 2 });
	const { state, revision } = await stream.hear('decided', 2);
	assert.deepEqual([state, revision], ['approved', 3]);
	stream.close();
});

test('what did not happen is not told', async () => {
	const stream = await follow(server, { token });
	const headers = { 'idempotency-key': 'once' };
	const { id } = await server.leave({}, { headers });
	await server.leave({}, { headers });
	assertProblem(await server.post({ email: 'nobody' }), 422, 'invalid-input');
	assertProblem(
		await server.decide(id, { state: 'spam' }, { token, revision: 2 }),
		412,
		'stale-revision',
	);
	await server.fetch('/api/v1/moderation/decisions', {
		body: { state: 'spam', mode: 'all', items: [{ id, revision: 2 }] },
		token,
	});
	await server.fetch('/api/v1/moderation/decisions', {
		body: { state: 'spam', items: [{ id, revision: 2 }] },
		token,
	});
	const filter = { state: 'pending', until: new Date().toISOString() };
	const tried = await server.fetch('/api/v1/moderation/decisions', {
		body: { state: 'spam', filter, dry_run: true },
		token,
	});
	assert.ok(tried.body.decided > 0, tried.text);
	await server.decide(id, { state: 'deleted' }, { token });
	assert.equal((await stream.hear('decided')).state, 'deleted');
	assert.deepEqual([stream.named('arrived').length, stream.named('decided').length], [1, 1]);
	stream.close();
});

test('many decisions in one go are as many events', async () => {
	const stream = await follow(server, { token });
	const left = await Promise.all(Array.from({ length: 120 }, () => server.leave()));
	await server.fetch('/api/v1/moderation/decisions', {
		body: { state: 'rejected', items: left.map(({ id }) => ({ id, revision: 1 })) },
		token,
	});
	await stream.hear('decided', left.length);
	assert.deepEqual(
		stream.named('decided').map(({ data }) => data.id),
		left.map(({ id }) => id),
	);
	assert.deepEqual(
		new Set(stream.named('arrived').map(({ data }) => data.id)),
		new Set(left.map(({ id }) => id)),
	);
	stream.close();
});

test('nothing of who wrote is told', async () => {
	const stream = await follow(server, { token });
	await server.leave({ name: 'Zacharias', email: 'zacharias@example.org', body: 'Secretly.' });
	await stream.hear('counts');
	assert.doesNotMatch(JSON.stringify(stream.events), /zacharias|secretly/i);
	stream.close();
});

test('each hears of the sites that they may see, or of the one they name', async () => {
	const narrow = await server.addToken({ name: 'narrow', scope: 'read', site: 'other' });
	const streams = await Promise.all([
		follow(server, { token }),
		follow(server, { token, query: '?site=example' }),
		follow(server, { token: narrow }),
		follow(server, { token: narrow, query: '?site=other' }),
	]);
	const { id: here } = await server.leave();
	const { id: there } = await server.leave({ page: other });
	const want = [[here, there], [here], [there], [there]];
	for (const [i, stream] of streams.entries()) {
		await stream.hear('arrived', want[i].length);
		await stream.until(() => stream.beats > 0); // whatever else comes is here by then
		assert.deepEqual(stream.named('arrived').map(({ data }) => data.id), want[i]);
		const list = `/api/v1/moderation/comments${['', '?site=example', '?site=other', '?site=other'][i]}`;
		const { counts } = (await server.fetch(list, { token })).body;
		await stream.until(() => counted('pending')(stream) === counts.pending);
		stream.close();
	}
	assertProblem(await listen(server, { token: narrow, query: '?site=example' }), 403, 'forbidden');
	assertProblem(await listen(server, { token, query: '?page=x' }), 422, 'invalid-input');
	assertProblem(await listen(server), 401, 'unauthenticated');
});

test('who was away for a moment misses nothing', async () => {
	const stream = await follow(server, { token });
	const { id: first } = await server.leave();
	await stream.hear('arrived');
	const { lastId } = stream;
	stream.close();
	const { id: second } = await server.leave();
	await server.decide(first, { state: 'spam' }, { token });
	for (const options of [
		{ headers: { 'last-event-id': lastId } },
		{ query: `?after=${lastId}` },
		{ query: '?after=x', headers: { 'last-event-id': lastId } },
	]) {
		const again = await listen(server, { token, ...options });
		await again.hear('decided');
		const ids = again.events.filter(({ event }) => /arrived|decided/.test(event));
		assert.deepEqual(ids.map(({ event, data }) => [event, data.id]), [
			['arrived', second],
			['decided', first],
		]);
		assert.equal(again.named('reset').length, 0);
		again.close();
	}
});

test('who reads the list after the reset and listens on has every comment', async () => {
	const stream = await listen(server, { token });
	let stop = false;
	const left = new Set();
	const writers = Array.from({ length: 4 }, async () => {
		while (!stop) left.add((await server.leave()).id);
	});
	await stream.hear('reset');
	const known = new Set();
	for (let next = ''; next !== null; ) {
		const { body } = await server.fetch(`/api/v1/moderation/comments?limit=200${next}`, { token });
		for (const { id } of body.items) known.add(id);
		next = body.next && `&after=${body.next}`;
	}
	stop = true;
	await Promise.all(writers);
	const missing = () => {
		for (const { data } of stream.named('arrived')) known.add(data.id);
		return [...left].filter((id) => !known.has(id));
	};
	await stream.until(() => missing().length === 0, 'all comments');
	stream.close();
});

test('what another program changes makes all read anew', async () => {
	const stream = await follow(server, { token });
	await server.addToken({ name: 'elsewhere' });
	await stream.hear('reset', 2);
	stream.close();
	// and who went on from before it
	const again = await listen(server, { token, query: `?after=${stream.events[0].id}` });
	await again.hear('reset');
	again.close();
	stream.close();
});

test('who may listen no more is cut', async () => {
	const passing = await server.addToken({ name: 'passing' });
	const stream = await follow(server, { token: passing });
	await server.command('token', 'revoke', 'passing');
	await stream.end();
	assert.ok(stream.whole, 'in good order');
	assertProblem(await listen(server, { token: passing }), 401, 'unauthenticated');
	const { id } = await server.leave();
	assert.ok(!JSON.stringify(stream.events).includes(id));
});

// The cookie of a session, and its csrf.
async function signIn(on, account) {
	const answer = await on.fetch('/api/v1/session', { body: account });
	const [cookie] = answer.headers.get('set-cookie').split(';');
	return { cookie, csrf: answer.body.csrf };
}

test('who signs out is cut with the next heartbeat', async () => {
	const { cookie, csrf } = await signIn(server, await server.addAccount('anna'));
	const stream = await follow(server, { headers: { cookie } });
	const headers = { cookie, 'x-csrf-token': csrf };
	await server.fetch('/api/v1/session', { method: 'DELETE', headers });
	await stream.end();
});

test('whose account is changed is cut', async () => {
	const { cookie } = await signIn(server, await server.addAccount('ben', { site: 'example' }));
	const stream = await follow(server, { headers: { cookie } });
	await server.command('account', 'set', 'ben', '--role', 'moderator', '--site', 'other');
	await stream.end();
});

test('listening keeps no session awake', async () => {
	const sleepy = await startServer({ event_heartbeat: 1, clock: '2026-11-24T09:00:00Z' });
	const { cookie } = await signIn(sleepy, await sleepy.addAccount('carl'));
	const seen = () => sleepy.rows('SELECT seen_at FROM session')[0].seen_at;
	await sleepy.stop({ keep: true });
	sleepy.settings.clock = '2026-11-24T09:10:00Z';
	await sleepy.start();
	const before = seen();
	const stream = await follow(sleepy, { headers: { cookie } });
	await stream.until(() => stream.beats > 1);
	assert.equal(seen(), before);
	await sleepy.fetch('/api/v1/moderation/comments', { headers: { cookie } });
	for (let left = 50; seen() === before; left--) {
		assert.ok(left, 'asking for a list does');
		await sleep(100);
	}
	stream.close();
	await sleepy.stop();
});

test('HEAD has the headers alone', async () => {
	const answer = await server.fetch(TARGET, { method: 'HEAD', token });
	assert.equal(answer.status, 200);
	assert.equal(answer.headers.get('content-type'), 'text/event-stream');
});

test('HTTP/1.0 has no chunks and hears all the same', async () => {
	const { text } = await server.exchange(
		`GET ${TARGET} HTTP/1.0\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`,
		{ timeout: 1500 },
	);
	assert.match(text, /\r\n\r\nretry: 2000\n\nevent: reset\n/);
	assert.match(text, /\n\n:\n\n/);
});

describe('limits', () => {
	let small, key;
	before(async () => {
		small = await startServer({
			event_heartbeat: 1,
			event_history: 4,
			listeners: 3,
			listeners_per_prefix: 2,
			rate_limits: 'on',
			trusted_proxies: '127.0.0.1',
		});
		key = await small.addToken();
	});
	after(() => small.stop());

	// Who has gone is noticed with a heartbeat; until then the place is taken.
	async function listenOnceFree(asked) {
		for (let left = 50; left; left--) {
			const stream = await listen(small, asked);
			if (stream instanceof Stream) return stream;
			assertProblem(stream, 503, 'busy');
			await sleep(100);
		}
		assert.fail('nobody has gone');
	}

	const from = (address) => ({ token: key, headers: { 'x-forwarded-for': address } });

	test('there are only so many listeners, in all and from one network', async () => {
		const first = await follow(small, from('192.0.2.1'));
		const second = await follow(small, from('192.0.2.1'));
		const refused = await listen(small, from('192.0.2.1'));
		assertProblem(refused, 503, 'busy');
		assert.match(refused.headers.get('retry-after'), /^\d+$/);
		const third = await follow(small, from('192.0.2.2'));
		assertProblem(await listen(small, from('192.0.2.3')), 503, 'busy');
		for (const stream of [first, second, third]) stream.close();
		(await listenOnceFree(from('192.0.2.1'))).close();
	});

	test('who was away for too long reads anew, and who comes from another run', async () => {
		const stream = await listenOnceFree(from('192.0.2.4'));
		await stream.hear('reset');
		await small.leave();
		await stream.hear('arrived');
		const { lastId } = stream;
		stream.close();
		for (let i = 0; i < 5; i++) await small.leave();
		for (const id of [lastId, `x${lastId}`, lastId.replace(/\d+$/, '999')]) {
			const again = await listenOnceFree({
				token: key,
				headers: { 'last-event-id': id, 'x-forwarded-for': '192.0.2.5' },
			});
			await again.hear('reset');
			assert.equal(again.named('arrived').length, 0);
			again.close();
		}
	});
});

test('the server stops at once, whoever listens', async () => {
	const stopping = await startServer();
	const key = await stopping.addToken();
	const streams = await Promise.all(
		Array.from({ length: 20 }, () => follow(stopping, { token: key })),
	);
	streams[0].pause(); // and this one does not even read
	const began = performance.now();
	await stopping.stop();
	const span = performance.now() - began;
	assert.ok(span < 5000, `the stop took ${span} ms`);
	for (const stream of streams.slice(1)) {
		await stream.end();
		assert.ok(stream.whole, 'the end was sent');
	}
});

test('who does not read holds up nobody', async () => {
	const slow = await startServer({ event_heartbeat: 1 });
	const key = await slow.addToken();
	const quick = await follow(slow, { token: key });
	const deaf = await follow(slow, { token: key });
	deaf.pause();
	const left = await Promise.all(Array.from({ length: 500 }, () => slow.leave()));
	const items = left.map(({ id }) => ({ id, revision: 1 }));
	for (let turn = 0; turn < 12; turn++) {
		const body = { state: ['spam', 'pending'][turn % 2], items };
		const answer = await slow.fetch('/api/v1/moderation/decisions', { body, token: key });
		assert.equal(answer.body.decided, items.length);
	}
	await quick.until(() => counted('pending')(quick) === items.length);
	deaf.close();
	await slow.stop();
});

test('what an author does with a comment is told as a decision', async () => {
	const stream = await follow(server, { token });
	const { id, status_url } = await server.leave();
	const link = `/api/v1/mine/${status_url.split('/').at(-1)}`;
	const headers = { 'if-match': '"1"' };
	const edited = await server.fetch(link, { method: 'PATCH', body: { body: 'Second.' }, headers });
	assert.equal(edited.status, 200, edited.text);
	const { batch: first, ...told } = await stream.hear('decided');
	const own = { id, site: 'example', by: 'author' };
	assert.deepEqual(told, { ...own, revision: 2, state: 'pending' });
	assert.equal((await server.fetch(link, { method: 'DELETE' })).status, 204);
	const { batch: second, ...then } = await stream.hear('decided', 2);
	assert.deepEqual(then, { ...own, revision: 2, state: 'deleted' });
	assert.notEqual(first, second);
	stream.close();
});

describe('claims', () => {
	const claim = (id, method, key = token) =>
		server.fetch(`/api/v1/moderation/comments/${id}/claim`, { method, token: key });
	const listed = async (id) =>
		(await server.fetch(`/api/v1/moderation/comments/${id}`, { token })).body.claim;

	test('who reads a comment is seen in it, and told', async () => {
		const stream = await follow(server, { token });
		const { id } = await server.leave();
		assert.equal(await listed(id), null);
		const { status, body } = await claim(id, 'PUT');
		assert.equal(status, 200);
		assert.equal(body.by, 'token:test');
		const span = Date.parse(body.until) - Date.now();
		assert.ok(span > 50_000 && span <= 60_000, `${span} ms`);
		assert.deepEqual(await listed(id), body);
		const { items } = (await server.fetch('/api/v1/moderation/comments?limit=200', { token })).body;
		assert.deepEqual(items.find((item) => item.id === id).claim, body);
		assert.deepEqual(await stream.hear('claimed'), { id, site: 'example', ...body });

		assert.equal((await claim(id, 'DELETE')).status, 204);
		assert.equal(await listed(id), null);
		assert.deepEqual(await stream.hear('released'), { id, site: 'example', by: 'token:test' });
		assert.equal((await claim(id, 'DELETE')).status, 204);
		stream.close();
	});

	test('who came first is told to who comes, and is hindered by nobody', async () => {
		const second = await server.addToken({ name: 'second' });
		const { id } = await server.leave();
		const { id: next } = await server.leave();
		const stream = await follow(server, { token });
		await claim(id, 'PUT');
		assert.equal((await claim(id, 'PUT', second)).body.by, 'token:test');
		assert.equal((await claim(id, 'DELETE', second)).status, 204);
		assert.equal((await listed(id)).by, 'token:test');
		// somebody reads one at a time
		await claim(next, 'PUT');
		assert.equal((await stream.hear('released')).id, id);
		assert.equal(await listed(id), null);
		assert.equal((await claim(next, 'PUT', second)).body.by, 'token:test');
		assert.equal((await server.decide(next, { state: 'spam' }, { token: second })).status, 200);
		stream.close();
	});

	test('there is nothing to claim where there is no comment', async () => {
		for (const method of ['PUT', 'DELETE'])
			for (const id of ['0000000000000', '0000000000001', 'x'])
				assertProblem(await claim(id, method), 404, 'not-found');
	});
});
