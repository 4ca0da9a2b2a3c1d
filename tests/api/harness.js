// The real program in a folder of its own, over a real socket.
//
// AFTERWORD_BINARY names the program (else build-asan/afterword). A server is stopped by its
// test; what a failed test left behind ends with this process, also when a signal ends it.
// stop() is itself a test: the exit status is 0 and no sanitizer has complained.

import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { assertKept, contract } from './contract.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export const binary = path.resolve(root, process.env.AFTERWORD_BINARY ?? 'build-asan/afterword');

const PATIENCE = 20_000; // milliseconds for starting and for stopping, under a sanitizer

const complaint = /runtime error:|(Address|Leak|Thread|Memory|UndefinedBehavior)Sanitizer[: ]/;

const running = new Set();
process.on('exit', () => {
	for (const server of running) server.wipe();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

// Settings that every test starts from; a test's own go over them. Values as in the environment;
// undefined: it is not set.
const standard = {
	database: 'afterword.db',
	key_file: 'afterword.key',
	listen: '127.0.0.1:0',
	rate_limits: 'off',
	fingerprint_cost: 'keyed',
	log: 'debug',
};

// From here on every server of this process has these settings, too.
export const always = (settings) => Object.assign(standard, settings);

// Only what is named here reaches the program: a test must not depend on who runs it.
function environment(settings, dir) {
	const env = { PATH: process.env.PATH, HOME: dir, TMPDIR: dir, TZ: 'UTC', LANG: 'C.UTF-8' };
	for (const name of ['ASAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS', 'LSAN_OPTIONS'])
		if (process.env[name]) env[name] = process.env[name];
	for (const [name, value] of Object.entries({ ...standard, ...settings }))
		if (value !== undefined) env[`AFTERWORD_${name.toUpperCase()}`] = String(value);
	return env;
}

export class Server {
	#child;
	#log = '';
	#printed = '';
	#ended;
	more = {}; // what its environment has besides

	// settings: {name: value} over the standard ones.
	constructor(settings = {}) {
		this.dir = mkdtempSync(path.join(tmpdir(), 'afterword-'));
		this.settings = settings;
		running.add(this);
	}

	get env() {
		return { ...environment(this.settings, this.dir), ...this.more };
	}

	get pid() {
		return this.#child?.pid;
	}

	// What the program has written on standard error since it was made.
	log() {
		return this.#log;
	}

	// What it has written on standard output.
	printed() {
		return this.#printed;
	}

	// Starts the program, also again after stop() or kill(), and waits until it listens.
	start(...args) {
		return this.#run(binary, ['serve', ...args]);
	}

	// The same, where no file may grow beyond so many KiB: writing fails, as on a full disk.
	startLimited(kib) {
		return this.#run('bash', ['-c', `trap '' XFSZ; ulimit -f ${kib}; exec "$0" serve`, binary]);
	}

	// The same, where it may have so many files open, and never more.
	startWithFiles(count) {
		return this.#run('bash', ['-c', `ulimit -n ${count}; exec "$0" serve`, binary]);
	}

	// Sets a limit of the running program, as in ('nofile', 10); soft only, so that it can be raised again.
	limit(what, most) {
		execFileSync('prlimit', ['--pid', String(this.pid), `--${what}=${most}:`]);
	}

	async #run(program, args) {
		contract(binary); // read now, so that no answer has to wait for it
		const from = this.#log.length;
		const child = spawn(program, args, {
			cwd: this.dir,
			env: this.env,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		// A server that a failed test forgot must not keep this process alive: our waits have timers.
		child.unref();
		child.stderr.unref();
		child.stdout.unref();
		this.#child = child;
		this.#ended = once(child, 'close');
		this.#ended.catch(() => {}); // that it could not be started is told below
		child.stderr.setEncoding('utf8').on('data', (text) => (this.#log += text));
		child.stdout.setEncoding('utf8').on('data', (text) => (this.#printed += text));
		const { address, secure } = await this.#listening(child, from);
		if (!address.startsWith('unix:')) {
			this.url = `${secure ? 'https' : 'http'}://${address}`;
			const { hostname, port } = new URL(this.url);
			this.host = hostname;
			this.port = Number(port);
		}
		return this;
	}

	#listening(child, from) {
		return new Promise((resolve, reject) => {
			const give = (settle, value) => {
				clearTimeout(timer);
				child.stderr.off('data', look);
				child.off('exit', left).off('error', reject);
				settle(value);
			};
			const fail = (why) => {
				give(reject, new Error(`it ${why}:\n${this.#log.slice(from)}`));
			};
			const look = () => {
				// in pairs or in JSON
				const line = /^.*\bevent("?[=:]"?)listening\b.*$/m.exec(this.#log.slice(from));
				const address = line && /\baddress"?[=:]"?([^\s"]+)/.exec(line[0]);
				const secure = line && /\btls"?[=:]"?yes\b/.test(line[0]);
				if (address) give(resolve, { address: address[1], secure });
			};
			const left = (code, signal) => fail(`ended too early (${signal ?? code})`);
			const timer = setTimeout(() => {
				child.kill('SIGKILL');
				fail('did not listen in time');
			}, PATIENCE);
			child.stderr.on('data', look);
			child.once('exit', left).once('error', reject);
		});
	}

	// Sends the signal and waits for the end: {code, signal}.
	async end(name) {
		const child = this.#child;
		this.#child = undefined;
		child.kill(name);
		const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
		const [code, signal] = await this.#ended;
		clearTimeout(timer);
		return { code, signal };
	}

	// A clean stop, and the folder's end unless it is kept for another start().
	async stop({ keep = false } = {}) {
		if (this.#child) {
			const { code, signal } = await this.end('SIGTERM');
			assert.equal(signal ?? code, 0, `not a clean stop:\n${this.#log}`);
		}
		assert.doesNotMatch(this.#log, complaint);
		if (!keep) this.wipe();
	}

	// Power loss: SIGKILL. The folder stays.
	async kill() {
		await this.end('SIGKILL');
		assert.doesNotMatch(this.#log, complaint);
	}

	wipe() {
		this.#child?.kill('SIGKILL');
		this.#child = undefined;
		running.delete(this);
		rmSync(this.dir, { recursive: true, force: true });
	}

	// A command of the program with the server's settings: {status, stdout, stderr}.
	cli(...args) {
		return this.cliWith('', ...args);
	}

	// The same, with something on standard input.
	cliWith(input, ...args) {
		const { dir: cwd, env } = this;
		const options = { cwd, env, timeout: PATIENCE, maxBuffer: 1 << 26 };
		return new Promise((resolve, reject) => {
			const child = execFile(binary, args.flat(), options, (error, stdout, stderr) => {
				const status = error ? error.code : 0; // no number: it was killed
				if (complaint.test(stderr) || typeof status !== 'number')
					reject(new Error(`${args}: ${error}\n${stderr}`));
				else resolve({ status, stdout, stderr });
			});
			child.stdin.on('error', () => {}); // it may end without reading
			child.stdin.end(input);
		});
	}

	// The same, where only success is good. What it printed, without the last newline.
	async command(...args) {
		const { status, stdout, stderr } = await this.cli(...args);
		assert.equal(status, 0, `afterword ${args.flat().join(' ')}: ${stderr}`);
		return stdout.replace(/\n$/, '');
	}

	// set: numbers of the policy, as in ['links=5'].
	async addSite(id = 'example', { origin = 'https://example.org', policy, set = [] } = {}) {
		const more = set.flatMap((number) => ['--set', number]);
		if (policy) more.push('--policy', policy);
		await this.command('site', 'add', id, '--origin', origin, ...more);
		return id;
	}

	// The token's text.
	addToken({ name = 'test', scope = 'moderate', site, expires } = {}) {
		const args = ['token', 'add', '--name', name, '--scope', scope];
		if (site) args.push('--site', site);
		if (expires) args.push('--expires', expires);
		return this.command(...args);
	}

	// An account that may do so much on a site, or on all: its name and password.
	async addAccount(name, { role = 'moderator', site } = {}) {
		const password = `the password of ${name}`;
		const args = ['account', 'add', name, '--role', role];
		if (site) args.push('--site', site);
		const { status, stderr } = await this.cliWith(`${password}\n`, args);
		assert.equal(status, 0, stderr);
		return { name, password };
	}

	// fetch on this server. body: an object goes as JSON, URLSearchParams as a form, the rest
	// as it is. Gives {status, headers, text, body}; body is what was parsed where it is JSON.
	// Streams of events, which have no end, are not read (stream.js).
	// An answer that is not as the API's document says is a failure.
	async fetch(target, { method, headers = {}, body, token, signal } = {}) {
		const sent = new Headers(headers);
		if (token) sent.set('authorization', `Bearer ${token}`);
		if (body?.constructor === Object) {
			if (!sent.has('content-type')) sent.set('content-type', 'application/json');
			body = JSON.stringify(body);
		}
		if (body?.constructor === URLSearchParams && !sent.has('content-type'))
			sent.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8');
		const asked = {
			method: method ?? (body === undefined ? 'GET' : 'POST'),
			url: new URL(target, this.url),
			headers: sent,
			body,
		};
		const { url, ...request } = asked;
		const answer = await fetch(url, {
			...request,
			signal: signal ?? AbortSignal.timeout(PATIENCE),
			redirect: 'manual',
		});
		const type = answer.headers.get('content-type') ?? '';
		const stream = type === 'text/event-stream';
		if (stream) await answer.body?.cancel();
		const text = stream ? '' : await answer.text();
		const json = /^application\/(problem\+)?json\b/.test(type) && text !== '';
		const given = {
			status: answer.status,
			headers: answer.headers,
			text,
			body: json ? JSON.parse(text) : undefined,
		};
		assertKept(binary, asked, given);
		return given;
	}

	// A reader leaves a comment: the answer. `more` goes to fetch.
	post(changes, more) {
		return this.fetch('/api/v1/comments', { body: comment(changes), ...more });
	}

	// The same, where it must be taken: {id, state, status_url}.
	async leave(changes, more) {
		const answer = await this.post(changes, more);
		assert.ok([201, 202].includes(answer.status), answer.text);
		return answer.body;
	}

	// The same with the form that a browser sends.
	postForm(changes, more) {
		return this.post({}, { body: form(comment(changes)), ...more });
	}

	// A page's comments as readers get them: {page, items, next}.
	async thread(page, query = {}) {
		const answer = await this.fetch(`/api/v1/comments?${form({ page, ...query })}`);
		assert.equal(answer.status, 200, answer.text);
		return answer.body;
	}

	// A moderator's decision: the answer. revision: what If-Match names.
	decide(id, body, { token, revision = 1 }) {
		return this.fetch(`/api/v1/moderation/comments/${id}`, {
			method: 'PATCH',
			headers: revision === null ? {} : { 'if-match': `"${revision}"` },
			body,
			token,
		});
	}

	// Rows of the database, read by another program, also while the server runs.
	rows(sql) {
		const file = path.resolve(this.dir, this.settings.database ?? standard.database);
		const args = ['-readonly', '-json', file, sql];
		const text = execFileSync('sqlite3', args, { encoding: 'utf8', timeout: PATIENCE });
		return text ? JSON.parse(text) : [];
	}

	// Changes the database as another program does, while the server runs.
	write(sql) {
		const file = path.resolve(this.dir, this.settings.database ?? standard.database);
		execFileSync('sqlite3', ['-cmd', '.timeout 5000', file, sql], { timeout: PATIENCE });
	}

	// How many rows a table has.
	count(table = 'comment') {
		return this.rows(`SELECT count(*) AS count FROM ${table}`)[0].count;
	}

	// Those of the words that stand in the database's files. In the index of the search they are in
	// small letters, and without what a word has in common with the one before it.
	traces(words) {
		const files = ['afterword.db', 'afterword.db-wal'].map((name) => path.join(this.dir, name));
		const bytes = files.map((file) => (existsSync(file) ? readFileSync(file) : Buffer.alloc(0)));
		const all = Buffer.concat(bytes).toString('latin1').toLowerCase();
		return words.filter((word) => all.includes(word.toLowerCase().slice(2)));
	}

	// What was left comes into the index of the search within a second or two.
	async indexed(count = this.count()) {
		for (let left = 100; ; left--) {
			if (this.count('search') === count) return;
			assert.ok(left, 'the index is behind');
			await sleep(100);
		}
	}

	// Sends bytes as they are (an array: piece by piece, with a pause) and reads until the
	// server closes or the time is over: {text, closed}.
	exchange(bytes, { timeout = 5000, pause = 0, end = false } = {}) {
		return new Promise((resolve, reject) => {
			const at = { port: this.port, host: this.host.replace(/^\[|\]$/g, '') };
			const secure = this.url.startsWith('https:');
			const socket = secure ? tls.connect(at) : net.connect(at);
			const chunks = [];
			const finish = (closed) => {
				clearTimeout(timer);
				socket.destroy();
				resolve({ text: Buffer.concat(chunks).toString('latin1'), closed });
			};
			const timer = setTimeout(finish, timeout, false);
			const fail = (error) => {
				// A refusal may close before all was sent: also an end.
				if (['ECONNRESET', 'EPIPE'].includes(error.code)) finish(true);
				else reject(error);
			};
			socket.on('data', (chunk) => chunks.push(chunk));
			socket.on('close', () => finish(true)).on('error', fail);
			socket.once(secure ? 'secureConnect' : 'connect', async () => {
				for (const piece of [bytes].flat()) {
					if (socket.destroyed) return;
					socket.write(piece);
					if (pause) await sleep(pause);
				}
				if (end) socket.end();
			});
		});
	}
}

// A started server with the settings, and, unless site is false, the site "example".
export async function startServer({ site = true, ...settings } = {}) {
	const server = new Server(settings);
	try {
		await server.start();
		if (site) await server.addSite();
	} catch (error) {
		server.wipe();
		throw error;
	}
	return server;
}

// Pages of the site that holds what is posted, and of the one that publishes it at once.
export const held = (name) => `https://example.org/${name}`;
export const open = (name) => `https://open.example/${name}`;

// A started server with both sites, and a token that may moderate: {server, token}.
export async function startTwoSites() {
	const server = await startServer();
	// a test fills in forms faster than a person
	const set = ['form_min=0'];
	await server.addSite('open', { origin: 'https://open.example', policy: 'publish', set });
	return { server, token: await server.addToken() };
}

// Asserts that the answer is this problem (RFC 9457) and gives its body.
export function assertProblem(answer, status, slug) {
	assert.equal(answer.status, status, answer.text);
	assert.match(answer.headers.get('content-type'), /^application\/problem\+json\b/);
	assert.equal(answer.body.type, `/problems/${slug}`);
	assert.equal(answer.body.status, status);
	assert.equal(typeof answer.body.title, 'string');
	return answer.body;
}

// The answers in what exchange() has read, one after another: [{status, headers, body}].
export function answersIn(text) {
	const answers = [];
	while (text) {
		const end = text.indexOf('\r\n\r\n');
		assert.notEqual(end, -1, `an answer that has no end: ${text}`);
		const [first, ...lines] = text.slice(0, end).split('\r\n');
		const headers = new Headers(lines.map((line) => line.split(/:\s*/s, 2)));
		const status = Number(/^HTTP\/1\.[01] (\d{3}) /.exec(first)?.[1]);
		const length = Number(headers.get('content-length') ?? 0);
		assert.ok(status, `not an answer: ${first}`);
		answers.push({ status, headers, body: text.slice(end + 4, end + 4 + length) });
		text = text.slice(end + 4 + length);
	}
	return answers;
}

// A form or a query of what is neither null nor undefined.
export function form(fields) {
	const given = Object.entries(fields).filter(([, value]) => value != null);
	return new URLSearchParams(given);
}

// A comment as a reader posts it, with changes.
export function comment(changes = {}) {
	return {
		page: 'https://example.org/first-article',
		name: 'Ada',
		email: 'ada@example.org',
		body: 'Well said.',
		...changes,
	};
}
