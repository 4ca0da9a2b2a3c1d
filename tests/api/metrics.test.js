// /metrics: who may read it, its format, that it counts what happens, and that nothing of readers is
// in it; and what is shipped to look at it.

import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EX } from './commands.js';
import { parseExposition, valueOf } from './exposition.js';
import { assertProblem, form, Server, startServer } from './harness.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const read = (name) => readFileSync(path.join(root, name), 'utf8');
const SECRET = 'a-secret-of-the-scraper';

const withFile = (text = `${SECRET}\n`, mode = 0o600) => {
	const server = new Server({ metrics_token_file: 'metrics.token' });
	const file = path.join(server.dir, 'metrics.token');
	writeFileSync(file, text);
	chmodSync(file, mode);
	return server;
};

let server;
before(async () => {
	server = withFile();
	await server.start();
	await server.addSite();
	await server.addSite('open', { origin: 'https://open.example', policy: 'publish', set: ['form_min=0'] });
});
after(() => server.stop());

const ask = (token = SECRET, on = server) => on.fetch('/metrics', { token });

// The metrics as they are now.
async function look(on = server) {
	const answer = await ask(SECRET, on);
	assert.equal(answer.status, 200, answer.text);
	return parseExposition(answer.text);
}

// By how much samples [name, labels] change while something is done.
async function changes(samples, work) {
	const before = await look();
	await work();
	const now = await look();
	return samples.map(([name, labels]) => valueOf(now, name, labels) - valueOf(before, name, labels));
}

const answers = (method, route, status) => [
	'afterword_http_requests_total',
	{ method, route, status },
];

test('who does not show the secret reads nothing', async () => {
	for (const token of [undefined, '', 'wrong', `${SECRET}x`, SECRET.slice(1), SECRET.toUpperCase()]) {
		const answer = await server.fetch('/metrics', token === undefined ? {} : { token });
		assertProblem(answer, 401, 'unauthenticated');
	}
	const admin = await server.addToken({ name: 'admin', scope: 'admin' });
	assertProblem(await ask(admin), 401, 'unauthenticated');
	const basic = { authorization: `Basic ${SECRET}` };
	assertProblem(await server.fetch('/metrics', { headers: basic }), 401, 'unauthenticated');
});

test('the secret opens nothing else', async () => {
	const answer = await server.fetch('/api/v1/moderation/comments', { token: SECRET });
	assertProblem(answer, 401, 'unauthenticated');
});

test('without a file there are no metrics', async () => {
	const own = await startServer({ site: false });
	assertProblem(await ask(SECRET, own), 404, 'not-found');
	await own.stop();
});

test('a file that will not do is told at the start', async () => {
	for (const [text, mode, words] of [
		['short\n', 0o600, /must hold 16 to 256 visible ASCII/],
		[`${'x'.repeat(257)}\n`, 0o600, /must hold 16 to 256/],
		[`${SECRET}\n${SECRET}\n`, 0o600, /on one line/],
		[`${SECRET} \n`, 0o600, /visible/],
		['', 0o600, /must hold/],
		[`${SECRET}\n`, 0o604, /others can read .*0600/],
	]) {
		const own = withFile(text, mode);
		const { status, stderr } = await own.cli('serve');
		assert.equal(status, EX.CONFIG);
		assert.match(stderr, /metrics_token_file: /);
		assert.match(stderr, words);
		assert.doesNotMatch(stderr, /a-secret/);
		own.wipe();
	}
	const { status, stderr } = await server.cli('serve', '--metrics-token-file', 'nowhere');
	assert.equal(status, EX.CONFIG);
	assert.match(stderr, /metrics_token_file: nowhere cannot be read/);
});

test('where moderators have an address of their own, it is there alone', async () => {
	const own = withFile();
	own.settings.moderate_listen = '127.0.0.1:0';
	await own.start();
	await own.addSite();
	const [, inside] = /event=listening address=(\S+) for=moderators/.exec(own.log());
	assert.equal((await ask(SECRET, own)).status, 404);
	const headers = { authorization: `Bearer ${SECRET}` };
	assert.equal((await fetch(`http://${inside}/metrics`, { headers })).status, 200);
	await own.stop();
});

test('each metric of the table is told, by the rules of the format', async () => {
	await server.leave();
	const { headers, text } = await ask();
	assert.equal(headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
	assert.equal(headers.get('cache-control'), 'no-store');
	const metrics = parseExposition(text);
	const rows = (await server.command('config', '--metrics'))
		.split('\n')
		.filter((line) => /^\| \w+ \| (gauge|counter|histogram) \|/.test(line))
		.map((line) => line.split('|').map((cell) => cell.trim()));
	assert.ok(rows.length > 30);
	assert.deepEqual(
		Object.keys(metrics),
		rows.map(([, name]) => name),
	);
	for (const [, name, type, labels, help] of rows) {
		const metric = metrics[name];
		assert.deepEqual([metric.type, metric.help], [type, help]);
		assert.match(name, /^(afterword|process)_[a-z_]+$/);
		assert.match(help, /^[^\\]+\.$/, name);
		assert.equal(name.endsWith('_total'), type === 'counter', name);
		assert.doesNotMatch(name, /_(milliseconds|microseconds|minutes|kilobytes|count|sum|bucket)$/);
		// it is told where there is a certificate (tls.test.js)
		const missing = name === 'afterword_tls_certificate_expiry_timestamp_seconds';
		assert.equal(metric.samples.length === 0, missing, `samples of ${name}`);
		for (const sample of metric.samples) {
			const given = Object.keys(sample.labels).filter((label) => label !== 'le');
			assert.equal(given.join(', '), labels, name);
			assert.ok(sample.value >= 0 && Number.isFinite(sample.value), name);
		}
	}
});

test('histograms add up', async () => {
	const metrics = await look();
	for (const [name, { type, samples }] of Object.entries(metrics)) {
		if (type !== 'histogram') continue;
		let last, before;
		for (const { name: sample, labels, value } of samples) {
			if (sample === `${name}_bucket`) {
				const upto = labels.le === '+Inf' ? Infinity : Number(labels.le);
				assert.ok(before === undefined || (upto > before && value >= last), name);
				[last, before] = [value, upto];
			} else if (sample === `${name}_count`) {
				assert.deepEqual([value, before], [last, Infinity], name);
				before = undefined;
			}
		}
	}
});

test('requests are counted by route and class of status', async () => {
	const page = 'https://example.org/secret-page';
	const counted = await changes(
		[
			answers('GET', '/api/v1/comments', '2xx'),
			answers('GET', '/api/v1/comments', '4xx'),
			answers('GET', '/api/v1/mine/{link}', '4xx'),
			answers('GET', '/', '3xx'),
			answers('none', 'none', '4xx'),
			['afterword_cache_hits_total'],
			['afterword_cache_misses_total'],
			['afterword_http_request_duration_seconds_count', { kind: 'cached' }],
			['afterword_http_request_duration_seconds_count', { kind: 'none' }],
			['afterword_http_request_duration_seconds_count', { kind: 'read' }],
		],
		async () => {
			for (let i = 0; i < 3; i++) await server.thread(page);
			await server.fetch('/api/v1/comments');
			await server.fetch(`/api/v1/mine/${'x'.repeat(30)}`);
			await server.fetch('/');
			await server.fetch('/nowhere/at/all');
			await server.exchange('GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n');
		},
	);
	assert.deepEqual(counted, [3, 1, 1, 1, 2, 2, 1, 4, 2, 2]);
	const { text } = await ask();
	assert.doesNotMatch(text, /secret-page|nowhere|xxxx/);
	// a first failure is seen by who has seen that there was none
	assert.match(text, /^afterword_http_requests_total\{method="GET",route="\/",status="5xx"\} 0$/m);
});

test('comments are counted by what became of them, and what waits by its site', async () => {
	const pending = (site) => ['afterword_site_pending_comments', { site }];
	const outcome = (name) => ['afterword_comments_received_total', { outcome: name }];
	const key = { headers: { 'idempotency-key': 'once-and-again' } };
	const counted = await changes(
		[
			outcome('pending'),
			outcome('approved'),
			outcome('refused'),
			['afterword_pending_comments'],
			pending('example'),
			pending('open'),
		],
		async () => {
			for (let i = 0; i < 2; i++) await server.leave({ body: 'A text of its own' }, key);
			await server.leave({ page: 'https://open.example/a' });
			await server.post({ email: 'nobody' });
			assert.equal((await server.postForm({ email: 'nobody' })).status, 422);
		},
	);
	assert.deepEqual(counted, [1, 1, 2, 1, 1, 0]);
});

test('the age of what waits longest is told, and 0 when nothing waits', async () => {
	const name = 'afterword_pending_oldest_age_seconds';
	const own = withFile();
	own.settings.clock = '2026-11-24T09:30:00Z';
	await own.start();
	await own.addSite();
	assert.equal(valueOf(await look(own), name), 0);
	await own.leave();
	await own.stop({ keep: true });
	own.settings.clock = '2026-11-24T10:00:05Z';
	await own.start();
	const metrics = await look(own);
	assert.equal(valueOf(metrics, name), 1805);
	assert.equal(valueOf(metrics, 'process_start_time_seconds'), Date.parse(own.settings.clock) / 1000);
	await own.stop();
});

test('the writer’s commits and batches are counted', async () => {
	const [commits, batches, jobs] = await changes(
		[
			['afterword_writer_commit_duration_seconds_count'],
			['afterword_writer_batch_size_count'],
			['afterword_writer_batch_size_sum'],
		],
		async () => {
			for (let i = 0; i < 4; i++) await server.fetch('/readyz');
		},
	);
	assert.ok(commits >= 4 && commits === batches && jobs >= batches, `${[commits, batches, jobs]}`);
});

test('who listens is counted', async () => {
	const token = await server.addToken({ name: 'listener' });
	const listen = (target, headers) => {
		const stop = new AbortController();
		const { signal } = stop;
		return { stop, answer: fetch(new URL(target, server.url), { headers, signal }) };
	};
	const streams = [
		listen('/api/v1/moderation/events', { authorization: `Bearer ${token}` }),
		listen(`/api/v1/events?${form({ page: 'https://example.org/a' })}`),
	];
	for (const { answer } of streams) assert.equal((await answer).status, 200);
	const metrics = await look();
	for (const audience of ['moderators', 'readers'])
		assert.equal(valueOf(metrics, 'afterword_listeners', { audience }), 1);
	assert.ok(valueOf(metrics, 'afterword_http_connections') >= 2);
	for (const { stop } of streams) stop.abort();
});

test('when the last good backup was made is told', async () => {
	const own = withFile();
	await own.start();
	assert.equal(valueOf(await look(own), 'afterword_backup_timestamp_seconds'), 0);
	await own.command('backup', `${own.dir}/backups/`, '--clock', '2026-02-03T04:05:06Z');
	const at = Date.parse('2026-02-03T04:05:06Z') / 1000;
	assert.equal(valueOf(await look(own), 'afterword_backup_timestamp_seconds'), at);
	await own.stop();
});

test('while the database cannot be read, the rest is told', async () => {
	const own = withFile();
	await own.start();
	await own.addSite();
	own.write('ALTER TABLE site_count RENAME TO site_count_elsewhere'); // as if the disk had lost it
	const metrics = await look(own);
	assert.equal(valueOf(metrics, 'afterword_database_readable'), 0);
	assert.deepEqual(metrics.afterword_pending_comments.samples, []);
	assert.deepEqual(metrics.afterword_site_pending_comments.samples, []);
	assert.equal(valueOf(metrics, 'afterword_build_info'), 1);
	own.write('ALTER TABLE site_count_elsewhere RENAME TO site_count');
	assert.equal(valueOf(await look(own), 'afterword_database_readable'), 1);
	await own.stop();
});

// The names of metrics in a text.
const named = (text) => [...new Set(text.match(/\b(afterword|process)_[a-z_]+\b/g))];

for (const [file, least] of [['packaging/grafana-dashboard.json', 20], ['packaging/alerts.yml', 8]])
	test(`${file} names metrics that there are`, async () => {
		const metrics = await look();
		const names = Object.entries(metrics).flatMap(([name, { type }]) =>
			type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
		);
		const found = named(read(file));
		assert.ok(found.length >= least, `${found.length}`);
		for (const name of found) assert.ok(names.includes(name), name);
	});

test('the dashboard is one that Grafana reads', () => {
	const { panels, title, schemaVersion, templating } = JSON.parse(read('packaging/grafana-dashboard.json'));
	assert.equal(title, 'Afterword');
	assert.ok(schemaVersion >= 36);
	assert.equal(templating.list[0].query, 'prometheus');
	assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
	for (const { title: name, gridPos, targets, type, fieldConfig } of panels) {
		assert.ok(name && type);
		assert.ok(gridPos.x + gridPos.w <= 24, name);
		if (type === 'row') continue;
		assert.ok(fieldConfig.defaults.unit, name);
		for (const { expr } of targets) assert.ok(named(expr).length, name);
	}
});
