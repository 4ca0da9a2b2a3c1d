// The server as a service: what it tells who started it, and when; the sockets that it is handed.
//
// launch.py is the service manager. gates.c stops a thread where it is told to.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { binary, comment, Server } from '../api/harness.js';

const PATIENCE = 20_000;
const WATCHDOG = 2_000_000; // microseconds

const launcher = fileURLToPath(new URL('launch.py', import.meta.url));
const build = process.env.AFTERWORD_BUILD ?? 'build-asan';
const gates = path.resolve(build, 'tests/gates.so');

// A server that a service manager holds. Its folder, settings and commands are those of `server`.
class Service {
	#child;
	#log = '';
	#events = []; // what launch.py has said, in order
	#wake = () => {};
	ports = {};

	constructor(settings = {}) {
		this.server = new Server({ listen: undefined, ...settings });
		this.gates = path.join(this.server.dir, 'gates');
		mkdirSync(this.gates);
		const args = [launcher, binary, 'serve'];
		this.#child = spawn('python3', args, { cwd: this.server.dir });
		this.#child.stderr.setEncoding('utf8').on('data', (text) => {
			this.#log += text;
			this.#wake();
		});
		createInterface(this.#child.stdout).on('line', (line) => {
			this.#events.push(JSON.parse(line));
			this.#wake();
		});
	}

	#do(what) {
		this.#child.stdin.write(`${JSON.stringify(what)}\n`);
	}

	log() {
		return this.#log;
	}

	// How much was said up to now.
	get length() {
		return this.#events.length;
	}

	// What the server has told between two places in what was said.
	told(from, to) {
		return this.#events.slice(from, to).flatMap(({ told }) => told ?? []);
	}

	// Waits for something that is said from this place on: the place behind it.
	until(is, from = 0) {
		return this.#wait(() => this.#events.findIndex((event, i) => i >= from && is(event)) + 1, is);
	}

	// Waits for a line in the log, which comes another way than what is told.
	untilLogged(line) {
		return this.#wait(() => line.test(this.#log), line);
	}

	async #wait(look, what) {
		const patience = AbortSignal.timeout(PATIENCE);
		for (;;) {
			const found = look();
			if (found) return found;
			await new Promise((resolve, reject) => {
				this.#wake = resolve;
				patience.onabort = () =>
					reject(new Error(`${what}: ${JSON.stringify(this.#events)}\n${this.#log}`));
			});
		}
	}

	// The server tells this, as in { READY: '1' }, or with a pattern for the value.
	untilTold(what, from) {
		const [[name, value]] = Object.entries(what);
		return this.until(({ told }) => told?.[name]?.search(value) >= 0, from);
	}

	async listen(name) {
		const from = this.length;
		this.#do({ do: 'listen', name });
		const at = await this.until(({ port }) => port, from);
		this.ports[name] = this.#events[at - 1].port;
		return `http://127.0.0.1:${this.ports[name]}`;
	}

	// Starts the server with these sockets; it may not be ready yet.
	begin(hand = ['readers'], more = {}) {
		const env = { ...this.server.env, ...more, AFTERWORD_GATES: this.gates };
		env.LD_PRELOAD = gates;
		env.ASAN_OPTIONS = 'verify_asan_link_order=0';
		this.#do({ do: 'start', hand, env });
	}

	async start(hand, more) {
		const from = this.length;
		this.begin(hand, more);
		await this.untilTold({ READY: '1' }, from);
	}

	signal(name) {
		this.#do({ do: 'signal', name });
	}

	// A place in what is told, behind all that was told before it was asked for.
	async mark(name) {
		const from = this.length;
		this.#do({ do: 'mark', name });
		return this.until(({ mark }) => mark === name, from);
	}

	// Waits for the end: the exit status.
	async ended(from) {
		const at = await this.until(({ ended }) => ended !== undefined, from);
		return this.#events[at - 1].ended;
	}

	async stop() {
		const from = this.length;
		this.signal('SIGTERM');
		assert.equal(await this.ended(from), 0, this.#log);
	}

	close(name) {
		writeFileSync(path.join(this.gates, name), '');
	}

	// Somebody stands before the closed gate.
	async reached(name) {
		const file = path.join(this.gates, `${name}.waits`);
		for (let left = PATIENCE; !existsSync(file); left -= 10) {
			assert.ok(left > 0, `nobody comes to ${name}`);
			await sleep(10);
		}
	}

	open(name) {
		rmSync(path.join(this.gates, name));
	}

	wipe() {
		this.#child.stdin.end();
		this.server.wipe();
	}
}

// Calls work(service, url of the readers' socket) and cleans up.
async function serving(work, settings) {
	const service = new Service(settings);
	try {
		const url = await service.listen('readers');
		service.server.url = url;
		await work(service, url);
		assert.doesNotMatch(service.log(), /Sanitizer|runtime error/);
	} finally {
		service.wipe();
	}
}

// A request over a connection of its own: {status, text}; or {code} of what went wrong.
function ask(url, { method = 'GET', body } = {}) {
	return new Promise((resolve) => {
		const headers = body ? { 'content-type': 'application/json' } : {};
		const fail = ({ code }) => resolve({ code });
		http.request(url, { method, headers, agent: false }, (answer) => {
			let text = '';
			answer.setEncoding('utf8').on('data', (piece) => (text += piece));
			answer.on('end', () => resolve({ status: answer.statusCode, text })).on('error', fail);
		})
			.on('error', fail)
			.end(body && JSON.stringify(body));
	});
}

test('it is ready when it answers, and not before', () =>
	serving(async (service, url) => {
		const early = ask(`${url}/healthz`); // waits at the socket, which nobody answers on yet
		service.close('MHD_start_daemon');
		service.begin();
		await service.reached('MHD_start_daemon');
		const before = await service.mark('before');
		assert.ok(!service.told(0, before).some(({ READY }) => READY));
		service.open('MHD_start_daemon');
		await service.untilTold({ READY: '1' }, before);
		assert.equal((await ask(`${url}/readyz`)).status, 200);
		assert.equal((await early).status, 200);
		await service.stop();
	}));

test('it says what it does: answers, with how many wait, then stops', () =>
	serving(async (service, url) => {
		await service.start();
		const address = new URL(url).host;
		await service.untilTold({ STATUS: `^Answers on ${address}; 0 comments wait$` });
		await service.server.addSite();
		await service.server.leave();
		await service.untilTold({ STATUS: `^Answers on ${address}; 1 comment waits$` });
		await service.server.leave({ body: 'Twice said.' });
		await service.untilTold({ STATUS: `^Answers on ${address}; 2 comments wait$` });
		const from = service.length;
		await service.stop();
		await service.untilTold({ STOPPING: '1' }, from);
	}));

test('a reload is told when it begins and when it is done', () =>
	serving(async (service, url) => {
		await service.start();
		const from = service.length;
		service.signal('SIGHUP');
		const begun = await service.untilTold({ RELOADING: '1' }, from);
		assert.match(service.told(begun - 1, begun)[0].MONOTONIC_USEC, /^\d+$/);
		await service.untilTold({ READY: '1' }, begun);
		await service.untilLogged(/event=reloaded/);
		assert.equal((await ask(`${url}/healthz`)).status, 200);
		await service.stop();
	}));

test('the link that makes the first admin is not kept in the journal', () =>
	serving(async (service) => {
		await service.start();
		await service.untilLogged(/^<4>level=warning event=no_account advice=".*--role admin"$/m);
		await service.stop();
		assert.doesNotMatch(service.log(), /#first=/);
	}));

// What a thread does when it comes to a gate: the gate, the thread, a request that leads there.
const ways = [
	['fdatasync', 'writer', { target: '/api/v1/comments', method: 'POST', body: comment() }, 202],
	['MHD_queue_response', 'worker', { target: '/healthz' }, 200],
	['crypto_pwhash', 'hasher', { target: '/api/v1/comments', method: 'POST', body: comment() }, 202],
];

for (const [gate, thread, { target, ...request }, status] of ways)
	test(`there are signs of life, but not while a ${thread} is stuck`, () =>
		serving(
			async (service, url) => {
				const isAlive = ({ WATCHDOG }) => WATCHDOG;
				await service.start(['readers'], { WATCHDOG_USEC: String(WATCHDOG) });
				await service.server.addSite();
				let at = 0;
				for (let i = 0; i < 3; i++) at = await service.untilTold({ WATCHDOG: '1' }, at);

				service.close(gate);
				const answer = ask(`${url}${target}`, request);
				await service.reached(gate);
				const reached = await service.mark('reached');
				const stuck = await service.untilTold({ STATUS: `: ${thread}$` }, reached);
				// the main thread goes round, but has no good news
				for (let i = 0; i < 3; i++) {
					const from = service.length;
					service.signal('SIGHUP');
					await service.untilTold({ READY: '1' }, from);
				}
				await sleep(WATCHDOG / 1000); // more than one sign would have been due
				const opened = await service.mark('opened');
				assert.deepEqual(service.told(stuck, opened).filter(isAlive), []);
				await service.untilLogged(new RegExp(`level=error event=stuck thread=${thread}`));

				service.open(gate);
				assert.equal((await answer).status, status);
				await service.untilTold({ WATCHDOG: '1' }, opened);
				await service.untilTold({ STATUS: '^Answers on' }, opened);
				await service.stop();
			},
			{ workers: 1, fingerprint_cost: 'standard' },
		));

test('who comes while it starts anew waits, and nobody is turned away', (t) =>
	serving(async (service, url) => {
		const tally = { 200: 0 };
		let over = false;
		await service.start();
		await service.server.addSite();
		const read = async () => {
			while (!over) {
				const { status, code } = await ask(`${url}/api/v1/counts?page=https://example.org/`);
				tally[status ?? code] = (tally[status ?? code] ?? 0) + 1;
			}
		};
		const load = Promise.all(Array.from({ length: 8 }, read));
		for (let i = 0; i < 5; i++) {
			const enough = tally[200] + 100;
			while (tally[200] < enough) await sleep(5);
			await service.stop();
			await service.start();
		}
		over = true;
		await load;
		t.diagnostic(JSON.stringify(tally));
		assert.deepEqual(Object.keys(tally), ['200']);
		await service.stop();
	}));

test('sockets say for whom they are', () =>
	serving(async (service, readers) => {
		const moderators = await service.listen('moderators');
		// in whatever order they come
		await service.start(['moderators', 'readers']);
		assert.equal((await ask(`${moderators}/moderate`)).status, 200);
		assert.equal((await ask(`${readers}/moderate`)).status, 404);
		assert.equal((await ask(`${readers}/demo`)).status, 200);
		await service.stop();
		await service.start(['readers']);
		assert.equal((await ask(`${readers}/moderate`)).status, 200);
		await service.stop();
	}));

test('sockets that do not fit are told: 69, and 78 for a setting against them', async () => {
	for (const [hand, settings, status, words] of [
		[['readers', 'writers'], {}, 69, /"writers".*must be readers or moderators/],
		[['moderators'], {}, 69, /no socket for readers/],
		[['readers'], { listen: '127.0.0.1:0' }, 78, /listen is "127.0.0.1:0", but .*ListenStream=/],
		[['readers'], { moderate_listen: '127.0.0.1:0' }, 78, /moderate_listen is "127.0.0.1:0"/],
	])
		await serving(async (service) => {
			for (const name of hand) if (name !== 'readers') await service.listen(name);
			service.begin(hand);
			assert.equal(await service.ended(), status, service.log());
			await service.untilLogged(words);
		}, settings);
});
