// TLS by the server itself: what is spoken, whose certificate, and a new one while it runs. That
// the door is the same is for tls_door.test.js.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
	chmodSync,
	copyFileSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { makeCertificate } from './certificate.js';
import { assertFails, EX } from './commands.js';
import { parseExposition, valueOf } from './exposition.js';
import { comment, Server } from './harness.js';
import { get } from './requests.js';
import { Stream, listenTo } from './stream.js';

const PATIENCE = 10_000; // milliseconds
const SECRET = 'a-secret-of-the-scraper';

const files = { tls_certificate: 'served.crt', tls_key: 'served.key' };

// What the server's files are from now on: each appears whole, one after the other.
function serve(server, { certificate, key }) {
	for (const [from, to] of [
		[certificate, files.tls_certificate],
		[key, files.tls_key],
	]) {
		copyFileSync(from, path.join(server.dir, 'next'));
		renameSync(path.join(server.dir, 'next'), path.join(server.dir, to));
	}
}

// A server that was not started, and certificates to serve.
function withCertificates(settings) {
	const server = new Server({ ...files, ...settings });
	const made = {};
	for (const name of ['first', 'second']) made[name] = makeCertificate(server.dir, name);
	serve(server, made.first);
	return { server, ...made };
}

let server, first, second;
before(async () => {
	({ server, first, second } = withCertificates({
		request_deadline: 1,
		event_heartbeat: 1,
		metrics_token_file: 'metrics.token',
	}));
	writeFileSync(path.join(server.dir, 'metrics.token'), `${SECRET}\n`, { mode: 0o600 });
	await server.start();
	const set = ['form_min=0'];
	await server.addSite('open', { origin: 'https://open.example', policy: 'publish', set });
});
after(() => server.stop());

// A request on a connection of its own: {status, headers, text, subject, protocol}.
function ask(target, { on = server, ca = first.pem, url = on.url, method, headers, body } = {}) {
	return new Promise((resolve, reject) => {
		const options = { ca, agent: false, method, headers, timeout: PATIENCE };
		https
			.request(new URL(target, url), options, async (answer) => {
				const { statusCode: status, headers, socket } = answer;
				const [protocol, { subject }] = [socket.getProtocol(), socket.getPeerCertificate()];
				const text = (await answer.toArray()).join('');
				resolve({ status, headers, text, subject: subject.CN, protocol });
			})
			.on('error', reject)
			.end(body);
	});
}

// A handshake: {protocol, alpn, cipher}.
function shake(options = {}) {
	return new Promise((resolve, reject) => {
		const { host, port } = server;
		const socket = tls.connect({ host, port, ca: first.pem, ...options }, () => {
			const { alpnProtocol: alpn } = socket;
			resolve({ protocol: socket.getProtocol(), alpn, cipher: socket.getCipher().name });
			socket.destroy();
		});
		socket.on('error', reject);
	});
}

// Waits until the log says so behind what it had said.
async function logged(on, words, from = 0) {
	for (let left = PATIENCE / 50; !words.test(on.log().slice(from)); left--) {
		assert.ok(left, `in vain: ${words}\n${on.log().slice(from)}`);
		await sleep(50);
	}
}

async function reload(words, on = server) {
	const from = on.log().length;
	process.kill(on.pid, 'SIGHUP');
	await logged(on, /event=reloaded/, from);
	assert.match(on.log().slice(from), words);
}

test('TLS 1.2 and 1.3 are spoken, for HTTP/1.1', async () => {
	for (const version of ['TLSv1.2', 'TLSv1.3']) {
		const { protocol, alpn, cipher } = await shake({
			minVersion: version,
			maxVersion: version,
			ALPNProtocols: ['h2', 'http/1.1'],
		});
		assert.deepEqual([protocol, alpn], [version, 'http/1.1']);
		assert.match(cipher, /GCM|CHACHA20/);
	}
	assert.equal((await ask('/healthz')).status, 200);
});

test('nothing older is spoken, nor what is weak', async () => {
	const ciphers = 'ALL:@SECLEVEL=0';
	const two = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' };
	for (const wanted of [
		{ minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers },
		{ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers },
		{ ...two, ciphers: 'ECDHE-ECDSA-AES128-SHA' },
		{ ...two, ciphers: 'ECDHE-ECDSA-AES128-SHA256' },
		{ ...two, ciphers: 'AES128-GCM-SHA256:@SECLEVEL=0' },
	])
		await assert.rejects(
			shake(wanted),
			/alert|handshake|ECONNRESET|disconnected/,
			JSON.stringify(wanted),
		);
	await shake({ ...two, ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' });
});

test('what is not TLS is closed without a word', async () => {
	const record = Buffer.from('\x16\x03\x01\xff\xffxxxx', 'latin1');
	for (const bytes of [get(), record, Buffer.alloc(4096, 1)]) {
		const socket = net.connect(server.port, server.host);
		const chunks = [];
		socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => {});
		socket.end(bytes);
		await new Promise((resolve) => socket.on('close', resolve));
		assert.doesNotMatch(Buffer.concat(chunks).toString('latin1'), /HTTP/);
	}
	assert.equal((await ask('/healthz')).status, 200);
});

test('a comment comes and is read, and addresses of ours are https', async () => {
	const body = JSON.stringify(comment({ page: 'https://open.example/secure' }));
	const headers = { 'content-type': 'application/json' };
	const left = await ask('/api/v1/comments', { method: 'POST', headers, body });
	assert.equal(left.status, 201, left.text);
	assert.ok(JSON.parse(left.text).status_url.startsWith(`${server.url}/`), left.text);
	const read = await ask('/api/v1/comments?page=https://open.example/secure');
	assert.equal(JSON.parse(read.text).items.length, 1);
	// larger than a record of TLS
	const script = await ask('/embed.js', { headers: { 'accept-encoding': 'identity' } });
	assert.equal(script.text.length, Number(script.headers['content-length']));
});

test('moderators sign in with cookies for TLS alone', async () => {
	const { name, password } = await server.addAccount('anna');
	const answer = await ask('/api/v1/session', {
		method: 'POST',
		headers: { 'content-type': 'application/json', origin: server.url },
		body: JSON.stringify({ name, password }),
	});
	assert.equal(answer.status, 200, answer.text);
	assert.match(answer.headers['set-cookie'][0], /^__Host-afterword=.*; Secure/);
});

// With which a client begins a handshake.
async function firstBytes() {
	const listener = net.createServer().listen(0, '127.0.0.1');
	await once(listener, 'listening');
	const client = tls.connect(listener.address().port, '127.0.0.1').on('error', () => {});
	const [socket] = await once(listener, 'connection');
	const [bytes] = await once(socket, 'data');
	for (const end of [client, socket]) end.destroy();
	listener.close();
	return bytes;
}

// Processor time that the server has used, in hundredths of a second.
function used() {
	const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' ');
	return Number(fields[11]) + Number(fields[12]);
}

test('a handshake has the time of a request, however it drips, and costs nothing meanwhile', async () => {
	const hello = await firstBytes();
	const before = used();
	const cut = (drip) =>
		new Promise((resolve) => {
			const socket = net.connect(server.port, server.host);
			let sent = 0;
			const timer = setInterval(() => drip && socket.write(hello.subarray(sent, ++sent)), 100);
			socket.on('error', () => {}).on('close', () => {
				clearInterval(timer);
				resolve(true);
			});
			socket.resume();
		});
	const late = Promise.all([...Array(4).fill(false), ...Array(4).fill(true)].map(cut));
	assert.equal((await ask('/healthz')).status, 200, 'others are answered');
	assert.ok(await Promise.race([late, sleep(PATIENCE, false, { ref: false })]), 'they are cut');
	assert.ok(used() - before < 10, `it takes ${used() - before} hundredths of a second`);
	assert.equal((await ask('/healthz')).status, 200);
});

test('a request that drips over TLS is cut, too', async () => {
	const { host, port } = server;
	const socket = tls.connect({ host, port, ca: first.pem });
	const timer = setInterval(() => socket.write('a'), 100);
	socket.on('error', () => {});
	const cut = new Promise((resolve) => socket.on('close', resolve));
	assert.notEqual(await Promise.race([cut, sleep(PATIENCE, 'late', { ref: false })]), 'late');
	clearInterval(timer);
});

test('readers hear events, encrypted, and are counted', async () => {
	const page = 'https://open.example/live';
	const target = `/api/v1/events?page=${encodeURIComponent(page)}`;
	const stream = await listenTo(server, target, { ca: first.pem });
	assert.ok(stream instanceof Stream, stream.text);
	await stream.hear('reset');
	assert.ok(stream.retry >= 2000);
	const metrics = await ask('/metrics', { headers: { authorization: `Bearer ${SECRET}` } });
	const told = parseExposition(metrics.text);
	assert.equal(valueOf(told, 'afterword_listeners', { audience: 'readers' }), 1);
	const ends = valueOf(told, 'afterword_tls_certificate_expiry_timestamp_seconds', {});
	assert.ok(Math.abs(ends - Date.now() / 1000 - 90 * 86400) < 86400, String(ends));
	const headers = { 'content-type': 'application/json' };
	const body = JSON.stringify(comment({ page, body: 'Heard over TLS.' }));
	assert.equal((await ask('/api/v1/comments', { method: 'POST', headers, body })).status, 201);
	await stream.until(() => stream.events.length > 1 && stream.beats > 1);
	stream.close();
});

test('a renewed certificate serves who comes, and drops nobody', async () => {
	const agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: first.pem });
	const ports = new Set();
	const again = () =>
		new Promise((resolve, reject) => {
			https
				.get(new URL('/healthz', server.url), { agent }, (answer) => {
					const { CN } = answer.socket.getPeerCertificate().subject;
					ports.add(answer.socket.localPort);
					answer.resume().on('end', () => resolve(CN));
				})
				.on('error', reject);
		});
	const target = `/api/v1/events?page=${encodeURIComponent('https://open.example/live')}`;
	const stream = await listenTo(server, target, { ca: first.pem });
	assert.equal(await again(), 'first');
	serve(server, second);
	await reload(/event=certificate until=/);
	assert.equal((await ask('/healthz', { ca: second.pem })).subject, 'second');
	assert.equal(await again(), 'first');
	assert.equal(ports.size, 1);
	await stream.until(() => stream.beats > 0);
	stream.close();
	agent.destroy();
	serve(server, first);
	await reload(/event=certificate until=/);
	assert.equal((await ask('/healthz')).subject, 'first');
});

test('a broken one is refused, the log says why, and the one before stays in force', async () => {
	const over = makeCertificate(server.dir, 'over');
	const again = ['x509', '-in', over.certificate, '-signkey', over.key, '-days', '0'];
	execFileSync('openssl', [...again, '-out', over.certificate], { stdio: 'pipe' });
	const at = (name) => path.join(server.dir, name);
	writeFileSync(at('none'), 'nothing\n', { mode: 0o600 });
	copyFileSync(first.key, at('open.key'));
	chmodSync(at('open.key'), 0o644);
	writeFileSync(at('large'), Buffer.alloc(300_000, 'x'), { mode: 0o600 });
	for (const [broken, words] of [
		[{ ...first, certificate: second.certificate }, /tls_key: \S+: it is the key of another/],
		[{ ...first, certificate: at('none') }, /tls_certificate: \S+: it holds no certificate/],
		[{ ...first, certificate: at('large') }, /tls_certificate: \S+: it is too large/],
		[{ ...first, key: at('none') }, /tls_key: \S+: it holds no private key in PEM/],
		[{ ...first, key: at('open.key') }, /tls_key: \S+: others can read/],
		[over, /tls_certificate: \S+: its time is over/],
	]) {
		serve(server, broken);
		await reload(words);
		assert.match(server.log(), /level=error event=certificate_refused/);
		assert.equal((await ask('/healthz')).subject, 'first', String(words));
	}
	rmSync(at(files.tls_key));
	await reload(/tls_key: served\.key: No such file/);
	assert.equal((await ask('/healthz')).subject, 'first');
	serve(server, first);
	await reload(/event=certificate until=/);
});

test('a Unix socket stays in the clear, and moderators have TLS at an address of theirs', async (t) => {
	const { server: own, first } = withCertificates({
		listen: 'unix:door.sock',
		moderate_listen: '127.0.0.1:0',
	});
	t.after(() => own.stop());
	await own.start();
	await logged(own, /event=certificate /);
	assert.match(own.log(), /address=unix:door\.sock for=readers tls=no\n/);
	const [, address] = /address=(\S+) for=moderators tls=yes\n/.exec(own.log());
	const socketPath = path.join(own.dir, 'door.sock');
	const plain = await new Promise((resolve, reject) => {
		http
			.get({ socketPath, path: '/healthz' }, ({ statusCode }) => resolve(statusCode))
			.on('error', reject);
	});
	assert.equal(plain, 200);
	const options = { on: own, ca: first.pem, url: `https://${address}` };
	assert.equal((await ask('/moderate', options)).status, 200);
	assert.match(own.printed() + own.log(), new RegExp(`https://${address}/moderate#first=`));
});

test('what cannot be used stops the start, by name: 78', async () => {
	const { server: own, first, second } = withCertificates();
	try {
		const both = (certificate, key) => ['serve', '--tls-certificate', certificate, '--tls-key', key];
		const chain = path.join(own.dir, 'chain.crt');
		writeFileSync(chain, Buffer.concat([first.pem, second.pem]));
		for (const [args, words] of [
			[both('served.crt', ''), /tls_certificate is "served\.crt", but tls_key is empty/],
			[both('', 'served.key'), /tls_key is "served\.key", but tls_certificate is empty/],
			[both('nowhere', 'served.key'), /tls_certificate: nowhere: No such file/],
			[both('served.crt', second.key), /it is the key of another certificate/],
			[both(chain, first.key), /first comes the server's own certificate/],
			[both('.', first.key), /tls_certificate: \.: it is no file/],
		])
			await assertFails(own, args, EX.CONFIG, words);
	} finally {
		own.wipe();
	}
});

test('certificate and key may be credentials', async (t) => {
	const none = { tls_certificate: undefined, tls_key: undefined };
	const { server: own, first } = withCertificates(none);
	t.after(() => own.stop());
	const folder = path.join(own.dir, 'credentials');
	mkdirSync(folder);
	copyFileSync(first.certificate, path.join(folder, 'tls_certificate'));
	copyFileSync(first.key, path.join(folder, 'tls_key'));
	own.more = { CREDENTIALS_DIRECTORY: folder };
	await own.start();
	assert.equal((await ask('/healthz', { on: own, ca: first.pem })).subject, 'first');
});

test('check warns when its time is over soon, and finds one that is wrong', async () => {
	const { server: own, first } = withCertificates();
	try {
		await own.command('migrate');
		const checks = async (...more) => JSON.parse((await own.cli('check', '--json', ...more)).stdout);
		const look = async (...more) =>
			(await checks(...more)).find(({ check }) => check === 'certificate');
		assert.equal((await look()).level, 'good');
		const soon = makeCertificate(own.dir, 'soon', { days: 13 });
		const of = ({ certificate, key }) => ['--tls-certificate', certificate, '--tls-key', key];
		const warned = await look(...of(soon));
		assert.equal(warned.level, 'warning');
		assert.match(warned.wrong[0], /^Its time is over at .*, in less than 14 days\.$/);
		const wrong = await look(...of({ ...soon, key: first.key }));
		assert.deepEqual([wrong.level, wrong.summary], ['wrong', 'it cannot be used']);
		assert.match(wrong.wrong[0], /it is the key of another certificate/);
		const over = await look(...of(soon), '--clock', '2100-01-01T00:00:00Z');
		assert.equal(over.level, 'wrong');
		const none = await look('--tls-certificate', '', '--tls-key', '');
		assert.deepEqual([none.level, none.summary.slice(0, 4)], ['good', 'none']);
		// who has TLS needs no proxy to be https
		const whole = await checks('--public-url', 'https://comments.example.org');
		assert.doesNotMatch(JSON.stringify(whole), /trusted_proxies/);
	} finally {
		own.wipe();
	}
});
