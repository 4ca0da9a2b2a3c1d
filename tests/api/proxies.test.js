// Behind nginx and behind Caddy, with the configurations that are shipped: what is believed, what is kept
// inside, and that no request is read in two ways.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { answersIn, comment, form, open, Server } from './harness.js';
import { Front, missing, MODERATORS, READERS } from './front.js';
import { get, post } from './requests.js';
import { refusals, SMUGGLED_ROUTE } from './vectors.js';

// What a proxy puts right, as it may, or waits for (''), before the server has it: the statuses that the client
// sees. All else is refused.
const putRight = {
	nginx: [
		['', 'more of the body is waited for', ['a Transfer-Encoding on a GET']],
		[
			'200',
			'a name in the place of no Host, or without what is no port',
			[
				'no Host in HTTP/1.0',
				'a Host with a port of letters',
				'a Host with two ports',
				'a Host with a port that is negative',
			],
		],
		[
			'200',
			'a header that is none is left out',
			[
				'a name with a bracket',
				'a name beyond ASCII',
				'a header without a colon',
				'a header name with a slash',
				'a header name with a quote',
				'a next line of ISO 8859',
				'a name with a comma',
				'a name with a backslash',
				'a name with an at sign',
				'a name with braces',
				'a name with a semicolon',
				'a name with an equals sign',
			],
		],
		[
			'200',
			'the first line is written anew',
			[
				'two blanks behind the method',
				'two blanks before the version',
				'a blank behind the version',
				'an absolute target',
				'an absolute target with another host',
				'HTTP/1.2',
				'HTTP/1.11',
			],
		],
		['303', 'the first line is written anew', ['an absolute target without a path']],
		['200', 'a value is written anew', ['a bare CR behind a value']],
		['411 404', 'there is no body, so what follows is a request', ['0.CL: a body without a length']],
		['400 400', 'a length is written anew, and what follows is none', ['a length with a thousand zeroes']],
		[
			'400 404',
			'the body ends with its last chunk, so what follows is a request',
			[
				'TE.TE: "Transfer-Encoding: CHUNKED"',
				'TE.TE: "TRANSFER-ENCODING: chunked"',
				'TE.TE: "Transfer-Encoding:chunked"',
				'TE.TE: "Transfer-Encoding:  chunked  "',
			],
		],
		[
			'422 404',
			'the body ends with its last chunk, so what follows is a request',
			[
				'chunks with an extension that has a NUL',
				'chunks with an extension of 20 KiB',
				'chunks with a trailer that is no header',
				'chunks with a trailer that is folded',
				'chunks with a trailer of 40 KiB',
			],
		],
		[
			'413 404',
			'the body ends with its last chunk, so what follows is a request',
			['chunks of a body that is too large', 'a body of 64 KiB and a byte'],
		],
	],
	caddy: [
		[
			'',
			'more of the body is waited for',
			[
				'a Content-Length of a terabyte',
				'a Transfer-Encoding on a GET',
				'a Transfer-Encoding on a line of its own',
				'a length of 2^63 - 1',
				'chunks of 2^63',
			],
		],
		['100', 'more of the body is waited for', ['a body of two MiB']],
		[
			'200',
			'it is for a host that Caddy does not have, or for Caddy itself, and is not passed on',
			[
				'no Host in HTTP/1.0',
				'an empty Host',
				'a Host with a comma',
				'a Host with a port of letters',
				'a Host with a bracket left open',
				'a Host with a percent sign',
				'a Host with a zone',
				'a Host of a port alone',
				'a Host with two ports',
				'a Host with a port that is negative',
				'an absolute target with another host',
				'an absolute target with a person',
				'the target *',
				'the beginning of HTTP/2',
				'the beginning of HTTP/2, and a request in it',
			],
		],
		['200|400', 'a header that is none is left out, or refused by later ones', ['a name of no characters']],
		[
			'200',
			'what is folded is joined with blanks (RFC 9112, section 5.2)',
			['a value on two lines', 'a value on two lines that a tab joins', 'a name on two lines'],
		],
		['400 400', 'the same, and what follows is no request', ['a length on two lines']],
		['400 404', 'the same, and what follows is a request', ['TE.TE: folded behind another header']],
		['200', 'the first line is written anew', ['an absolute target', 'HTTP/1.2']],
		['303', 'the first line is written anew', ['an absolute target without a path']],
		['400 404', 'there is no body, so what follows is a request', ['0.CL: a body without a length']],
		['400 400', 'a length is written anew, and what follows is none', ['a length with a thousand zeroes']],
		[
			'400 404',
			'HTTP/1.0 has no chunks, so the length holds',
			['an encoding behind HTTP/1.0 and a length'],
		],
		[
			'(411|502) 404', // 502: it was still sending the body
			'the body ends with its last chunk, so what follows is a request',
			[
				'Content-Length and Transfer-Encoding',
				'Transfer-Encoding and Content-Length',
				'CL.TE: a length beyond the last chunk',
				'CL.TE: a letter left for the next request',
				'TE.TE: "Transfer-Encoding: CHUNKED"',
				'TE.TE: "TRANSFER-ENCODING: chunked"',
				'TE.TE: "Transfer-Encoding:chunked"',
				'TE.TE: "Transfer-Encoding:  chunked  "',
				'TE.TE: "X: x\\r\\nTransfer-Encoding: chunked\\r\\nContent-Length: 0"',
				'chunks with an extension that has a NUL',
				'chunks with a trailer that is folded',
				'chunks of a body that is too large',
			],
		],
		['(413|502) 404', 'the body has its end, so what follows is a request', ['a body of 64 KiB and a byte']],
	],
};

const AT_ONCE = 8;
const QUIET = 300; // milliseconds after which nothing more is expected
const PATIENCE = 10_000;

// Sends bytes as they are and reads until the proxy closes or says nothing more: {text, closed}.
function exchange(front, bytes, { servername = READERS, patience = 1500 } = {}) {
	return new Promise((resolve) => {
		const socket = front.connect(servername);
		let text = '';
		let timer = setTimeout(() => finish(false), PATIENCE);
		const wait = (milliseconds) => {
			clearTimeout(timer);
			timer = setTimeout(() => finish(false), milliseconds);
		};
		const finish = (closed) => {
			clearTimeout(timer);
			socket.destroy();
			resolve({ text, closed });
		};
		socket.on('data', (bytes) => {
			text += bytes.toString('latin1');
			wait(QUIET);
		});
		socket.on('close', () => finish(true)).on('error', () => finish(true));
		socket.once('secureConnect', () => {
			wait(patience);
			socket.write(bytes);
		});
	});
}

// A request as of a browser: {status, headers, text}.
function ask(front, target, { host = READERS, from = '127.0.0.1', body, headers = {}, plain = false } = {}) {
	const method = body === undefined ? 'GET' : 'POST';
	const asked = { method, path: target, host: '127.0.0.1', localAddress: from, agent: false };
	Object.assign(asked, { headers: { host, ...headers }, servername: host, rejectUnauthorized: false });
	const [protocol, port] = plain ? [http, front.plain] : [https, front.port];
	return new Promise((resolve, reject) => {
		protocol
			.request({ ...asked, port }, (answer) => {
				let text = '';
				answer.setEncoding('utf8').on('data', (piece) => (text += piece));
				answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
			})
			.on('error', reject)
			.end(body);
	});
}

const JSON_BODY = { 'content-type': 'application/json' };
const json = (value) => ({ body: JSON.stringify(value), headers: JSON_BODY });

// A server as docs/operations.md has it behind a proxy, and the proxy.
async function startBehind(kind, settings) {
	const server = new Server({
		listen: kind === 'nginx' ? '127.0.0.1:0' : 'unix:readers.sock',
		moderate_listen: kind === 'nginx' ? 'unix:moderators.sock' : '127.0.0.1:0',
		public_url: `https://${READERS}`,
		moderate_url: `https://${MODERATORS}`,
		trusted_proxies: '127.0.0.1, unix',
		request_id_header: 'X-Request-Id',
		log_requests: 'on',
		workers: 2,
		...settings,
	});
	const front = new Front(kind);
	try {
		await server.start();
		const listening = () => [...server.log().matchAll(/event=listening address=(\S+)/g)];
		while (listening().length < 2) await sleep(5);
		const [readers, moderators] = listening().map(([, at]) =>
			at.startsWith('unix:') ? path.join(server.dir, at.slice('unix:'.length)) : at,
		);
		await front.start({ readers, moderators });
	} catch (error) {
		front.wipe();
		server.wipe();
		throw error;
	}
	return { server, front };
}

// The requests that the server has answered: [{id, route}].
const answered = (server) =>
	[...server.log().matchAll(/event=answered request=(\S+) .*route=(\S+)/g)].map(([, id, route]) => ({ id, route }));

const threads = ({ pid }) =>
	readdirSync(`/proc/${pid}/task`).map((task) => readFileSync(`/proc/${pid}/task/${task}/comm`, 'utf8')).sort();

for (const kind of ['nginx', 'caddy']) {
	describe(`requests that are read in two ways, behind ${kind}`, { skip: missing(kind) }, () => {
		let server, front, before_all;
		const seen = {};
		const right = new Map();
		for (const [statuses, , names] of putRight[kind]) for (const name of names) right.set(name, statuses);

		before(async () => {
			({ server, front } = await startBehind(kind));
			before_all = threads(server);
			const waiting = Object.entries(refusals);
			const work = async () => {
				for (let next; (next = waiting.shift()); ) {
					const [what, [bytes]] = next;
					const { text, closed } = await exchange(front, bytes);
					const statuses = [...text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, status]) => status);
					const ids = [...text.matchAll(/^X-Request-Id: (\S+)\r$/gim)].map(([, id]) => id);
					seen[what] = { statuses: statuses.join(' '), closed, ids, text };
				}
			};
			await Promise.all(Array.from({ length: AT_ONCE }, work));
		});
		after(async () => {
			await front.stop();
			await server.stop();
		});

		test('are refused, unless the proxy puts them right', () => {
			const others = [...right.keys()].filter((name) => !(name in refusals));
			assert.deepEqual(others, [], 'there are no such requests');
			for (const [what, { statuses, closed, text }] of Object.entries(seen)) {
				const expected = right.get(what);
				if (expected !== undefined)
					assert.match(statuses, new RegExp(`^(${expected})$`), `${what}: ${text}`);
				else if (statuses) assert.match(statuses, /^[45]\d\d$/, `${what}: ${text}`);
				else assert.ok(closed, `${what}: ${text}`);
			}
		});

		test('reach the server once, and each of them has its own answer', async () => {
			const given = Object.values(seen).flatMap(({ ids }) => ids);
			assert.equal(new Set(given).size, given.length, 'an answer was given twice');
			const ids = answered(server).map(({ id }) => id);
			assert.equal(new Set(ids).size, ids.length, 'a request was read twice');
			// but for those of which the proxy has had enough before their answer
			const cut = Object.values(seen).filter(({ statuses }) => /^(5|$)/.test(statuses));
			const alone = ids.filter((id) => !given.includes(id));
			assert.ok(alone.length <= cut.length, `${alone.length} were answered to nobody`);
		});

		test('hide no other request', () => {
			const followed = [...right.values()].filter((statuses) => / 404$/.test(statuses)).length;
			const smuggled = answered(server).filter(({ route }) => route === SMUGGLED_ROUTE).length;
			assert.equal(smuggled, followed);
		});

		test('take no worker along', async () => {
			assert.deepEqual(threads(server), before_all);
			const answers = await Promise.all(Array.from({ length: 32 }, () => ask(front, '/healthz')));
			assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
		});
	});

	// In the place of the server: what arrives.
	describe(`what ${kind} passes on`, { skip: missing(kind) }, () => {
		const connections = new Set();
		const arrived = [];
		const upstream = http.createServer((request, answer) => {
			connections.add(request.socket);
			arrived.push(request);
			request.resume().on('end', () => answer.end('answered'));
		});
		const front = new Front(kind);
		before(async () => {
			await once(upstream.listen(0, '127.0.0.1'), 'listening');
			const at = `127.0.0.1:${upstream.address().port}`;
			await front.start({ readers: at, moderators: at });
		});
		after(async () => {
			await front.stop();
			upstream.close();
		});

		test('each request has a connection of its own, and says what it should and no more', async () => {
			const made_up = [
				'X-Forwarded-For: 192.0.2.7',
				'X-Request-Id: chosen',
				'Remote-User: anna',
				'Upgrade: h2c',
				'Expect: 100-continue',
			];
			const requests = [post('{}', ...made_up), post('{}'), get('Connection: close')];
			const { text } = await exchange(front, Buffer.concat(requests), { patience: PATIENCE });
			assert.equal(text.match(/HTTP\/1\.1 200 /g).length, 3, text);
			assert.deepEqual([arrived.length, connections.size], [3, 3]);
			for (const { headers } of arrived) {
				assert.equal(headers['x-forwarded-for'], '127.0.0.1');
				assert.match(headers['x-request-id'], /^[0-9a-f-]{32,36}$/);
				assert.equal(headers.host, READERS);
				for (const name of ['remote-user', 'upgrade', 'expect']) assert.equal(headers[name], undefined, name);
			}
			const ids = arrived.map(({ headers }) => headers['x-request-id']);
			assert.equal(new Set(ids).size, 3);
		});

		test('a body is not passed on until all of it is there', async () => {
			const before_it = arrived.length;
			const bytes = post();
			const socket = front.connect();
			let text = '';
			socket.on('data', (piece) => (text += piece));
			await once(socket, 'secureConnect');
			socket.write(bytes.subarray(0, -5));
			await sleep(300);
			assert.equal(arrived.length, before_it);
			socket.write(bytes.subarray(-5));
			for (let left = 200; left && !text.includes('answered'); left--) await sleep(20);
			assert.equal(arrived.length, before_it + 1, text);
			socket.destroy();
		});
	});

	describe(`behind ${kind}`, { skip: missing(kind) }, () => {
		let server, front;
		before(async () => {
			({ server, front } = await startBehind(kind, { rate_limits: 'on', sign_in_header: 'Remote-User' }));
			await server.addSite('open', { origin: 'https://open.example', policy: 'publish', set: ['form_min=0'] });
			await server.addAccount('anna', { role: 'admin' });
		});
		after(async () => {
			await front.stop();
			await server.stop();
		});

		// Posts until it is refused: how many were not.
		async function postsUntilRefused(from, headers = () => ({})) {
			for (let i = 0; i < 40; i++) {
				const { body } = json(comment({ email: '' }));
				const { status } = await ask(front, '/api/v1/comments', {
					from,
					body,
					headers: { ...JSON_BODY, ...headers(i) },
				});
				if (status === 429) return i;
				assert.equal(status, 422);
			}
			return 40;
		}

		test('readers are told apart by where they are, not by what they say', async () => {
			const count = await postsUntilRefused('127.0.0.2');
			assert.ok(count >= 10 && count < 30, `${count}`);
			const made_up = (i) => ({
				'x-forwarded-for': `192.0.2.${i}`,
				forwarded: `for=192.0.2.${i}`,
				'x-real-ip': `192.0.2.${i}`,
				connection: 'close, X-Forwarded-For',
			});
			assert.ok((await postsUntilRefused('127.0.0.2', made_up)) < 10, 'what is made up does not help');
			assert.ok((await postsUntilRefused('127.0.0.3')) >= 10, 'others are not refused with them');
		});

		test('a request has one id in both logs, and readers do not choose it', async () => {
			const sent = 'chosen-by-a-reader';
			const answer = await ask(front, '/healthz', { headers: { 'x-request-id': sent } });
			const id = answer.headers['x-request-id'];
			assert.notEqual(id, sent);
			const logged = () => answered(server).some((one) => one.id === id);
			for (let left = 50; !logged(); left--) {
				assert.ok(left, server.log());
				await sleep(20);
			}
			if (kind === 'nginx') {
				const log = () => readFileSync(path.join(front.dir, 'afterword.log'), 'utf8');
				for (let left = 50; left && !log().includes(id); left--) await sleep(20);
				assert.match(log(), new RegExp(`request=${id} method=GET status=200`));
				assert.doesNotMatch(log(), /127\.0\.0|healthz/);
			}
		});

		test('nobody says who signs in but the proxy', async () => {
			const { body } = json({});
			const headers = { ...JSON_BODY, 'remote-user': 'anna' };
			const answer = await ask(front, '/api/v1/session', { host: MODERATORS, body, headers });
			assert.equal(answer.status, 422, answer.text);
		});

		test('moderators are inside, at an address of their own', async () => {
			assert.equal((await ask(front, '/moderate')).status, 404);
			assert.equal((await ask(front, '/moderate', { host: MODERATORS })).status, 200);
		});

		test('what comes without TLS is sent on to where there is', async () => {
			const { status, headers } = await ask(front, '/demo?a=b', { plain: true });
			assert.ok([301, 308].includes(status));
			assert.match(headers.location, new RegExp(`^https://${READERS}(:\\d+)?/demo\\?a=b$`));
		});

		test('what is too large is refused in our words', async () => {
			const answer = await ask(front, '/api/v1/comments', json({ body: 'x'.repeat(70_000) }));
			assert.equal(answer.status, 413, answer.text);
			assert.match(answer.text, /"type":"\/problems\/too-large"/);
		});

		test('answers are packed once, and by the server', async () => {
			const { headers } = await ask(front, '/embed.js', { headers: { 'accept-encoding': 'gzip, br' } });
			assert.equal(headers['content-encoding'], 'br');
			assert.equal((await ask(front, '/embed.js')).headers['content-encoding'], undefined);
			assert.match(headers['strict-transport-security'], /^max-age=/);
		});

		test('events are passed on as they come', async () => {
			const page = open('listened');
			const socket = front.connect();
			let text = '';
			const until = async (words) => {
				for (let left = 500; !words.test(text); left--) {
					assert.ok(left, text);
					await sleep(20);
				}
			};
			socket.on('data', (bytes) => (text += bytes));
			socket.write(`GET /api/v1/events?${form({ page })} HTTP/1.1\r\nHost: ${READERS}\r\n\r\n`);
			await until(/event: reset/);
			const { status } = await ask(front, '/api/v1/comments', { from: '127.0.0.4', ...json(comment({ page })) });
			assert.equal(status, 201);
			// or that something was published, where another program has written meanwhile
			await until(/event: reset[^]*event: (published|reset)/);
			socket.destroy();
		});

		test('requests that are sent without waiting are answered in their order', async () => {
			const pipelined = [get(), post('{}'), get(), get('Connection: close')];
			const { text } = await exchange(front, Buffer.concat(pipelined), { patience: PATIENCE });
			const statuses = answersIn(text).map(({ status }) => status);
			assert.deepEqual(statuses, [200, 422, 200, 200]);
		});
	});
}
