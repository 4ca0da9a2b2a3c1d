// Readers listen to a page: what is told of it, to whom, and what is not.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem, held, open, startServer } from './harness.js';
import { Stream, listenTo } from './stream.js';

const EACH = 20; // comments that one decision may show or hide, and each is told

const target = (page, query = '') => `/api/v1/events?page=${encodeURIComponent(page)}${query}`;

// Started anew when all commands are done, so that nobody has to read anew because of them. Stopped after the test.
async function startLive(settings, t) {
	const server = await startServer({ event_heartbeat: 1, ...settings });
	t?.after(() => server.stop());
	// a test fills in forms faster than a person
	const set = ['form_min=0'];
	await server.addSite('open', { origin: 'https://open.example', policy: 'publish', set });
	const token = await server.addToken();
	const admin = await server.addToken({ name: 'admin', scope: 'admin' });
	await server.stop({ keep: true });
	await server.start();
	return { server, token, admin };
}

let server, token, admin;
before(async () => ({ server, token, admin } = await startLive()));
after(() => server.stop());

let pages = 0;
const newPage = (site = held) => site(`live-${pages++}`);

// Who listens to the page, and has heard that it is to be read.
async function follow(page, { on = server, query = '', ...options } = {}) {
	const stream = await listenTo(on, target(page, query), options);
	assert.ok(stream instanceof Stream, stream.text);
	await stream.hear('reset');
	return stream;
}

// What was heard but the first reset, without ids.
const told = (stream) => stream.events.slice(1).map(({ event, data }) => [event, data]);

// After what was done before, something that is told: whatever else is to come is here by then.
let marks = 0;
async function settled(page, stream) {
	const { id } = await server.leave({ page, body: `mark ${marks++}` });
	if (page.startsWith('https://example.org'))
		await server.decide(id, { state: 'approved' }, { token });
	await stream.until(() => stream.named('published').some(({ data }) => data.id === id), id);
	assert.deepEqual(told(stream).at(-1), ['published', { id, parent: null }]);
	return told(stream).slice(0, -1);
}

const decideAll = (ids, state, more = {}) =>
	server.fetch('/api/v1/moderation/decisions', {
		body: { state, items: ids.map((id) => ({ id, revision: 1 })), ...more },
		token,
	});

const undo = (batch) =>
	server.fetch(`/api/v1/moderation/decisions/${batch}/undo`, { method: 'POST', token });

async function pageOf(url) {
	const site = url.startsWith('https://open') ? 'open' : 'example';
	const query = `site=${site}&url=${encodeURIComponent(url)}`;
	return (await server.fetch(`/api/v1/moderation/pages?${query}`, { token })).body.items[0];
}

const changePage = (id, rest, body, more) =>
	server.fetch(`/api/v1/moderation/pages/${id}${rest}`, { body, token, ...more });

test('everybody may listen, from any origin', async () => {
	const page = newPage();
	const stream = await follow(page, { headers: { origin: 'https://elsewhere.example' } });
	assert.equal(stream.headers['content-type'], 'text/event-stream');
	assert.equal(stream.headers['cache-control'], 'no-store');
	assert.equal(stream.headers['x-accel-buffering'], 'no');
	assert.equal(stream.headers['x-content-type-options'], 'nosniff');
	assert.equal(stream.headers['access-control-allow-origin'], '*');
	assert.equal(stream.headers.connection, 'close');
	assert.ok(Math.abs(Date.parse(stream.headers.date) - Date.now()) < 60_000, stream.headers.date);
	assert.ok(stream.retry >= 2000 && stream.retry < 10_000, `${stream.retry}`);
	assert.deepEqual(stream.events[0].data, {});
	await stream.until(() => stream.beats >= 2);
	stream.close();
});

test('what is published at once is told, with what it answers', async () => {
	const page = newPage(open);
	const stream = await follow(page);
	const { id } = await server.leave({ page });
	const { id: answer } = await server.leave({ page, parent: id });
	await stream.hear('published', 2);
	assert.deepEqual(told(stream), [
		['published', { id, parent: null }],
		['published', { id: answer, parent: id }],
	]);
	stream.close();
});

test('each decision that readers see is told, in its order', async () => {
	const page = newPage();
	const stream = await follow(page);
	const { id } = await server.leave({ page });
	await server.decide(id, { state: 'approved' }, { token });
	await server.decide(id, { body: 'Better said.' }, { token });
	await server.decide(id, { state: 'deleted' }, { token, revision: 2 });
	await server.decide(id, { state: 'pending' }, { token, revision: 2 });
	await server.decide(id, { state: 'approved', body: 'Best said.' }, { token, revision: 2 });
	assert.deepEqual(await settled(page, stream), [
		['published', { id, parent: null }],
		['changed', { id, parent: null }],
		['gone', { id }],
		['published', { id, parent: null }],
	]);
	stream.close();
});

test('what readers do not see is not told', async () => {
	const page = newPage();
	const stream = await follow(page);
	const { id } = await server.leave({ page, name: 'Zacharias', title: 'A title' });
	const { id: other } = await server.leave({ page });
	await server.decide(id, { body: 'Said otherwise.' }, { token });
	await server.decide(id, { state: 'spam' }, { token, revision: 2 });
	await server.decide(id, { state: 'pending' }, { token, revision: 2 });
	const { body } = await decideAll([other], 'rejected');
	await undo(body.undo);
	assertProblem(await server.decide(id, { state: 'approved' }, { token }), 412, 'stale-revision');
	await server.leave({ page: newPage(open) });
	assert.deepEqual(await settled(page, stream), []);
	assert.doesNotMatch(JSON.stringify(stream.events), /zacharias|otherwise|title|mark/i);
	stream.close();
});

test('a few decisions in one go are told each, and their undoing', async () => {
	const page = newPage();
	const stream = await follow(page);
	const ids = [];
	for (let i = 0; i < EACH; i++) ids.push((await server.leave({ page })).id);
	const { id: hidden } = await server.leave({ page });
	const { body } = await decideAll(ids, 'approved');
	await decideAll([hidden], 'spam');
	await undo(body.undo);
	assert.deepEqual(await settled(page, stream), [
		...ids.map((id) => ['published', { id, parent: null }]),
		...ids.map((id) => ['gone', { id }]),
	]);
	stream.close();
});

test('after many, each page on which readers see them is read anew, and no other', async () => {
	const [seen, also, unseen] = [newPage(), newPage(), newPage()];
	const streams = [await follow(seen), await follow(also), await follow(unseen)];
	const ids = [];
	for (let i = 0; i <= EACH; i++)
		ids.push((await server.leave({ page: i % 2 ? seen : also })).id);
	const { body } = await decideAll(ids, 'approved');
	const { id } = await server.leave({ page: unseen });
	await decideAll([id, ...ids], 'rejected');
	await undo(body.undo); // of which nothing can be undone
	const want = [['reset', {}], ['reset', {}]];
	assert.deepEqual(await settled(seen, streams[0]), want);
	assert.deepEqual(await settled(also, streams[1]), want);
	assert.deepEqual(await settled(unseen, streams[2]), []);
	for (const stream of streams) stream.close();
});

test('a page that closes or opens tells it', async () => {
	const page = newPage(open);
	await server.leave({ page });
	const { id } = await pageOf(page);
	const stream = await follow(page);
	for (const state of ['closed', 'closed', 'open'])
		await changePage(id, '', { state }, { method: 'PATCH' });
	assert.deepEqual(await settled(page, stream), [
		['page', { state: 'closed' }],
		['page', { state: 'open' }],
	]);
	stream.close();
});

test('by whichever of its URLs one listens to a page, the same is told', async () => {
	const [page, ...others] = Array.from({ length: 5 }, () => newPage(open));
	const { id: first } = await server.leave({ page });
	const streams = [];
	for (const url of [page, ...others]) streams.push(await follow(url));
	const { id } = await pageOf(page);
	const aliases = [];
	for (const url of others) aliases.push((await changePage(id, '/aliases', { url })).body.id);
	assert.equal((await changePage(id, '/aliases', { url: others[0] })).status, 200);
	const { id: second } = await server.leave({ page: others[2], parent: first });
	for (const [i, stream] of streams.entries()) {
		await stream.hear('published');
		const times = i ? others.length - i + 1 : others.length; // while they are its URLs
		assert.deepEqual(told(stream), [
			...Array(times).fill(['reset', {}]),
			['published', { id: second, parent: first }],
		]);
	}
	// it goes its own way again
	await changePage(id, `/aliases/${aliases[0]}`, undefined, { method: 'DELETE' });
	await streams[1].hear('reset', 2 + others.length);
	const { id: third } = await server.leave({ page: others[0] });
	await server.leave({ page });
	await streams[0].hear('published', 2);
	await streams[1].hear('published', 2);
	assert.equal(streams[1].events.at(-1).data.id, third);
	assert.equal(streams[0].named('published').filter(({ data }) => data.id === third).length, 0);
	for (const stream of streams) stream.close();
});

test('who listens to a page that is merged listens to the other', async () => {
	const [from, into] = [newPage(open), newPage(open)];
	await server.leave({ page: from });
	await server.leave({ page: into });
	const streams = [await follow(from), await follow(into)];
	const { id } = await pageOf(from);
	await changePage(id, '/merge', { into, dry_run: true }, { token: admin });
	const merged = await changePage(id, '/merge', { into }, { token: admin });
	assert.equal(merged.status, 200, merged.text);
	const { id: next } = await server.leave({ page: into });
	for (const stream of streams) {
		await stream.hear('published');
		assert.deepEqual(told(stream), [
			['reset', {}],
			['published', { id: next, parent: null }],
		]);
		stream.close();
	}
});

test('who was away for a moment misses nothing, whatever happens elsewhere', async (t) => {
	const { server: small } = await startLive({ event_history: 4 }, t);
	const [page, elsewhere] = [newPage(open), newPage(open)];
	const stream = await follow(page, { on: small });
	const stays = await follow(page, { on: small });
	const { id: first } = await small.leave({ page });
	await stream.hear('published');
	const { lastId } = stream;
	stream.close();
	for (let i = 0; i < 9; i++) await small.leave({ page: elsewhere });
	const { id: second } = await small.leave({ page });
	for (const options of [
		{ headers: { 'last-event-id': lastId } },
		{ query: `&after=${lastId}` },
		{ query: '&after=x', headers: { 'last-event-id': lastId } },
	]) {
		const { query = '', ...rest } = options;
		const again = await listenTo(small, target(page, query), rest);
		await again.hear('published');
		assert.deepEqual(again.events.map(({ data }) => data.id), [second]);
		again.close();
	}
	await stays.hear('published', 2);
	assert.deepEqual(told(stays).map(([, { id }]) => id), [first, second]);
	stays.close();
	// what is lost of this very page is
	for (let i = 0; i < 5; i++) await small.leave({ page });
	for (const id of [lastId, `x${lastId}`, lastId.replace(/\d+$/, '999')]) {
		const again = await follow(page, { on: small, headers: { 'last-event-id': id } });
		assert.equal(again.events[0].event, 'reset');
		again.close();
	}
});

test('what another program changes makes all read anew, by and by', async () => {
	const streams = await Promise.all([newPage(), newPage(open)].map((page) => follow(page)));
	await server.command('site', 'list');
	await server.addToken({ name: 'elsewhere' });
	for (const stream of streams) {
		await stream.hear('reset', 2);
		stream.close();
	}
});

test('what cannot be listened to is told', async () => {
	const refused = async (query) => listenTo(server, `/api/v1/events${query}`);
	assertProblem(await refused(''), 422, 'invalid-input');
	assertProblem(await refused('?page=nothing'), 422, 'invalid-input');
	assertProblem(await refused('?page=https%3A%2F%2Fexample.org%2F&site=x'), 422, 'invalid-input');
	const unknown = await refused('?page=https%3A%2F%2Fnowhere.example%2F');
	assertProblem(unknown, 404, 'unknown-site');
	assert.equal(unknown.headers.get('access-control-allow-origin'), '*');
	assertProblem(await server.fetch(target(held('x')), { method: 'POST' }), 405, 'method-not-allowed');
	const head = await server.fetch(target(held('x')), { method: 'HEAD' });
	assert.equal(head.status, 200);
	assert.equal(head.headers.get('content-type'), 'text/event-stream');
});

test('HTTP/1.0 hears as well, and who has asked for something before', async () => {
	const page = newPage();
	const lines = `Host: x\r\n\r\n`;
	const { text: old } = await server.exchange(`GET ${target(page)} HTTP/1.0\r\n${lines}`, {
		timeout: 1500,
	});
	assert.match(old, /\r\n\r\nretry: \d+\n\nevent: reset\n(.*\n)*:\n\n/);
	const { text } = await server.exchange(
		`GET /healthz HTTP/1.1\r\n${lines}GET ${target(page)} HTTP/1.1\r\n${lines}`,
		{ timeout: 1500 },
	);
	assert.match(text, /^HTTP\/1.1 200 OK\r\n(.*\r\n)+\r\n.*HTTP\/1.1 200 OK\r\n(.*\r\n)+\r\nretry: /);
	assert.match(text, /\nevent: reset\n(.*\n)*:\n\n/);
});

describe('limits', () => {
	let small, key;
	before(async () => {
		({ server: small, token: key } = await startLive({
			event_heartbeat: 45,
			connections: 8,
			listeners: 1,
			reader_listeners: 3,
			reader_listeners_per_prefix: 2,
			rate_limits: 'on',
			trusted_proxies: '127.0.0.1',
		}));
	});
	after(() => small.stop());

	const page = held('limited');
	const from = (address) => ({ headers: { 'x-forwarded-for': address } });
	const seat = (address) => listenTo(small, target(page), from(address));

	// Who has gone is noticed at once, which is not yet the moment in which they went.
	async function seatOnceFree(address) {
		for (let left = 50; left; left--) {
			const stream = await seat(address);
			if (stream instanceof Stream) return stream;
			assertProblem(stream, 503, 'busy');
			await sleep(20);
		}
		assert.fail('nobody has gone');
	}

	test('there are only so many readers, in all and from one network', async () => {
		const streams = [await seat('192.0.2.1'), await seat('192.0.2.1')];
		const refused = await seat('192.0.2.1');
		assertProblem(refused, 503, 'busy');
		assert.match(refused.headers.get('retry-after'), /^\d+$/);
		assert.equal(refused.headers.get('access-control-allow-origin'), '*');
		streams.push(await seat('192.0.2.2'));
		assertProblem(await seat('192.0.2.3'), 503, 'busy');
		for (const stream of streams) {
			await stream.hear('reset');
			stream.close();
			(await seatOnceFree('192.0.2.9')).close();
		}
	});

	test('they take no place of moderators, nor moderators theirs', async () => {
		const readers = [];
		for (const address of ['192.0.2.4', '192.0.2.4', '192.0.2.5'])
			readers.push(await seatOnceFree(address));
		const asked = { token: key, ...from('192.0.2.4') };
		const moderator = await listenTo(small, '/api/v1/moderation/events', asked);
		await moderator.hear('reset');
		assertProblem(await listenTo(small, '/api/v1/moderation/events', asked), 503, 'busy');
		assertProblem(await seat('192.0.2.6'), 503, 'busy');
		moderator.close();
		for (const stream of readers) stream.close();
	});

	test('they take no connection of others', async (t) => {
		const { server: narrow } = await startLive({ connections: 4 }, t);
		const streams = [];
		for (let i = 0; i < 40; i++) streams.push(await follow(page, { on: narrow }));
		assert.equal((await narrow.fetch('/healthz')).status, 200);
		await narrow.stop();
		for (const stream of streams) {
			await stream.end();
			assert.ok(stream.whole, 'the end was sent');
		}
	});
});

test('the server stops at once, whoever listens', async (t) => {
	const { server: stopping } = await startLive({ event_heartbeat: 45 }, t);
	const page = newPage(open);
	const streams = await Promise.all(
		Array.from({ length: 300 }, () => follow(page, { on: stopping })),
	);
	streams[0].pause(); // and this one does not even read
	const { id } = await stopping.leave({ page });
	await Promise.all(streams.slice(1).map((stream) => stream.hear('published')));
	for (const stream of streams.slice(1)) assert.deepEqual(told(stream)[0][1].id, id);
	const began = performance.now();
	await stopping.stop();
	const span = performance.now() - began;
	assert.ok(span < 5000, `the stop took ${span} ms`);
	for (const stream of streams.slice(1)) {
		await stream.end();
		assert.ok(stream.whole, 'the end was sent');
	}
});

test('who does not read holds up nobody, and hears all when they do', async (t) => {
	const listens = { listen: '127.0.0.1:0,unix:socket', event_history: 65536 };
	const { server: slow, token: key } = await startLive(listens, t);
	const page = newPage();
	// a Unix socket has room for some thousand events
	const socketPath = path.join(slow.dir, 'socket');
	const deaf = await follow(page, { on: slow, socketPath });
	deaf.pause();
	const quick = await follow(page, { on: slow });
	const ids = [];
	for (let i = 0; i < EACH; i++) ids.push((await slow.leave({ page })).id);
	const items = ids.map((id) => ({ id, revision: 1 }));
	const want = [];
	for (let turn = 0; turn < 180; turn++) {
		const body = { state: turn % 2 ? 'rejected' : 'approved', items };
		const answer = await slow.fetch('/api/v1/moderation/decisions', { body, token: key });
		assert.equal(answer.body.decided, EACH);
		for (const id of ids) want.push([turn % 2 ? 'gone' : 'published', id]);
	}
	const heard = (stream) => told(stream).map(([name, { id }]) => [name, id]);
	await quick.until(() => heard(quick).length === want.length);
	assert.deepEqual(heard(quick), want);
	assert.ok(heard(deaf).length < want.length, 'it has not read');
	deaf.resume();
	await deaf.until(() => heard(deaf).length === want.length);
	assert.deepEqual(heard(deaf), want);
	deaf.close();
	quick.close();
});
