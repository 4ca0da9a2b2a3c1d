// What a request is called: the same in the answer's header, in the problem, in the log and on the
// page that a reader sees when the server has failed; and nothing of who asked is in it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { EX } from './commands.js';
import { assertProblem, form, Server, startServer } from './harness.js';

const HEADER = 'x-request-id';
const MADE = /^[0-9a-hjkmnp-tv-z]{16}$/;

let server;
before(async () => {
	server = await startServer();
});
after(() => server.stop());

// The lines of the log about a request that was answered: they were written before the answer was
// sent, but come by another way.
async function lines(id, on = server) {
	for (let left = 200; ; left--) {
		const told = on
			.log()
			.split('\n')
			.filter((line) => line.includes(`request=${id}`));
		if (told.some((line) => line.includes('event=answered'))) return told.join('\n');
		assert.ok(left, `no line of ${id}`);
		await sleep(10);
	}
}

test('every answer that is not from the cache has an id of its own', async () => {
	const seen = new Set();
	for (const target of ['/healthz', '/healthz', '/', '/api/v1/form?page=https://example.org/'])
		seen.add((await server.fetch(target)).headers.get(HEADER));
	assert.equal(seen.size, 4);
	for (const id of seen) assert.match(id, MADE);
});

test('a ready-made answer is the same for all, and names no request', async () => {
	const page = 'https://example.org/first-article';
	for (const target of [`/api/v1/comments?${form({ page })}`, `/comments?${form({ page })}`])
		for (let i = 0; i < 2; i++) {
			const { status, headers } = await server.fetch(target);
			assert.deepEqual([status, headers.get(HEADER)], [200, null]);
		}
});

test('a problem names it, and the log has it beside route and status', async () => {
	const answer = await server.fetch('/api/v1/nothing');
	const { request } = assertProblem(answer, 404, 'not-found');
	assert.equal(request, answer.headers.get(HEADER));
	assert.match(
		await lines(request),
		/^level=debug event=answered request=\w+ method=- route=- status=404 microseconds=\d+$/,
	);
	const { request: another } = (await server.post({ email: 'nobody' })).body;
	assert.match(
		await lines(another),
		/^level=debug event=answered request=\w+ method=POST route=\/api\/v1\/comments status=422 microseconds=\d+$/,
	);
});

test('bytes that are no request have one, too', async () => {
	const { text } = await server.exchange('GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n');
	const [, id] = /^x-request-id: (\S+)\r$/im.exec(text);
	assert.ok(text.includes(`"request":"${id}"`));
	assert.match(await lines(id), /^level=debug event=answered .* status=400 /);
});

test('a page names it only where the server has failed', async () => {
	const target = `/comments?${form({ page: 'https://example.org/a' })}`;
	const refused = await server.fetch('/comments');
	assert.equal(refused.status, 422);
	assert.ok(!refused.text.includes(refused.headers.get(HEADER)));
	const own = await startServer();
	own.write('ALTER TABLE page RENAME TO page_elsewhere'); // as if the disk had lost it
	for (const language of ['en', 'de', 'he']) {
		const answer = await own.fetch(`${target}&lang=${language}`);
		assert.equal(answer.status, 500, answer.text);
		const id = answer.headers.get(HEADER);
		assert.ok(answer.text.includes(`<bdi>${id}</bdi>`), answer.text);
		const told = await lines(id, own);
		assert.match(told, /^level=error event=request_failed .* error=store-failed detail=/m);
	}
	const sent = await own.postForm();
	assert.equal(sent.status, 500);
	assert.ok(sent.text.includes(`<bdi>${sent.headers.get(HEADER)}</bdi>`), sent.text);
	await own.stop();
});

test('who sends an id is not believed', async () => {
	for (const headers of [{ [HEADER]: 'of-the-reader-1' }, { [HEADER]: 'x' }]) {
		const answer = await server.fetch('/healthz', { headers });
		assert.match(answer.headers.get(HEADER), MADE);
	}
});

test('nor is who is no proxy of ours, where one says what it calls requests', async () => {
	const own = await startServer({ trusted_proxies: '127.0.0.9', request_id_header: 'X-Trace' });
	const headers = { 'x-trace': '0af7651916cd43dd8448eb211c80319c' };
	assert.match((await own.fetch('/healthz', { headers })).headers.get(HEADER), MADE);
	await own.stop();
});

test('a trusted proxy’s is, where it is one', async () => {
	const own = await startServer({
		trusted_proxies: '127.0.0.1',
		request_id_header: 'X-Trace',
		log_requests: 'on',
		log: 'info',
	});
	const id = '0af7651916cd43dd8448eb211c80319c';
	const answer = await own.fetch('/api/v1/nothing', { headers: { 'x-trace': id } });
	assert.equal(answer.headers.get(HEADER), id);
	assert.equal(answer.body.request, id);
	assert.match(await lines(id, own), /^level=info event=answered request=0af\w+ method=- /);
	for (const wrong of ['short', 'x'.repeat(65), 'two words are none', 'a=b&c=d&e', 'ä'.repeat(9)]) {
		const { headers } = await own.fetch('/healthz', { headers: { 'x-trace': encodeURI(wrong) } });
		assert.match(headers.get(HEADER), MADE, wrong);
	}
	const twice = `GET /healthz HTTP/1.1\r\nHost: a\r\nX-Trace: ${id}\r\nX-Trace: ${id}\r\nConnection: close\r\n\r\n`;
	assert.match((await own.exchange(twice)).text, /^x-request-id: [0-9a-z]{16}\r$/im);
	await own.stop();
});

test('a header that nobody can be believed about is refused at the start', async () => {
	for (const [settings, words] of [
		[{ request_id_header: 'X-Request-Id' }, /request_id_header is .*trusted_proxies/],
		[{ request_id_header: 'a b', trusted_proxies: '127.0.0.1' }, /request_id_header is "a b"/],
	]) {
		const other = new Server(settings);
		const { status, stderr } = await other.cli('serve');
		assert.equal(status, EX.CONFIG);
		assert.match(stderr, words);
		other.wipe();
	}
});

test('lines of JSON have the members that pairs have, and nothing of who asked', async () => {
	const own = await startServer({ log_format: 'json', log_requests: 'on', log: 'info' });
	const page = 'https://example.org/secret-page';
	const from = own.log().length;
	await own.leave({ page, email: 'ada@mail.example' }, { headers: { 'user-agent': 'a-browser' } });
	await own.thread(page);
	await own.fetch(`/api/v1/mine/${'x'.repeat(30)}`);
	await own.stop({ keep: true });
	const told = own
		.log()
		.slice(from)
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
	assert.deepEqual(
		told.map(({ level, event, method, route, status }) => [level, event, method, route, status]),
		[
			['info', 'answered', 'POST', '/api/v1/comments', 202],
			['info', 'answered', 'GET', '/api/v1/comments', 200],
			['info', 'answered', 'GET', '/api/v1/mine/{link}', 404],
			['info', 'stopping', undefined, undefined, undefined],
			['info', 'stopped', undefined, undefined, undefined],
		],
	);
	for (const { request, microseconds } of told.slice(0, 3)) {
		assert.match(request, MADE);
		assert.ok(microseconds > 0);
	}
	assert.doesNotMatch(own.log(), /secret-page|ada|mail\.example|a-browser|xxx/);
	own.wipe();
});
