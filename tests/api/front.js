// The proxies of packaging/, with the configurations that are shipped there, before a server: as
// processes of the test, on free ports of 127.0.0.1, with everything they write in a folder of their own.
//
// `dev` puts the programs into build-tools, without installing them; else those of the system are taken.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PATIENCE = 20_000;

export const READERS = 'comments.example.org';
export const MODERATORS = 'moderate.example.org';

// Where a program is, or undefined.
function program(name) {
	const folders = [`${root}/build-tools/usr/sbin`, `${root}/build-tools/usr/bin`, '/usr/sbin'];
	return [...folders, ...process.env.PATH.split(':')]
		.map((folder) => path.join(folder, name))
		.find((file) => {
			try {
				return accessSync(file, constants.X_OK) === undefined;
			} catch {
				return false;
			}
		});
}

// Ports that nobody had a moment ago.
async function freePorts(count) {
	const probes = Array.from({ length: count }, () => net.createServer().listen(0, '127.0.0.1'));
	await Promise.all(probes.map((probe) => once(probe, 'listening')));
	const ports = probes.map((probe) => probe.address().port);
	await Promise.all(probes.map((probe) => once(probe.close(), 'close')));
	return ports;
}

// Puts one text in the place of another, which is there.
function put(text, pairs) {
	for (const [from, to] of pairs) {
		assert.ok(text.includes(from), `${from} is no longer there`);
		text = text.replaceAll(from, to);
	}
	return text;
}

const shipped = (name) => readFileSync(path.join(root, 'packaging', name), 'utf8');

// A Unix socket or host:port, as each writes it.
const unix = (upstream) => upstream.startsWith('/');

// nginx as Debian has it, but for places and ports.
function nginxFiles({ dir, port, plain, readers, moderators }) {
	const upstream = (to) => (unix(to) ? `server unix:${to};` : `server ${to};`);
	const site = put(shipped('nginx.conf'), [
		['server 127.0.0.1:8080;', upstream(readers)],
		['server 127.0.0.1:8081;', upstream(moderators)],
		['listen 443 ssl http2;', `listen 127.0.0.1:${port} ssl http2;`],
		['	listen [::]:443 ssl http2;\n', ''],
		['listen 80;', `listen 127.0.0.1:${plain};`],
		['	listen [::]:80;\n', ''],
		[`/etc/letsencrypt/live/${READERS}/fullchain.pem`, `${dir}/certificate`],
		[`/etc/letsencrypt/live/${READERS}/privkey.pem`, `${dir}/key`],
		[`/etc/letsencrypt/live/${MODERATORS}/fullchain.pem`, `${dir}/certificate`],
		[`/etc/letsencrypt/live/${MODERATORS}/privkey.pem`, `${dir}/key`],
		['/var/log/nginx/', `${dir}/`],
	]);
	const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
	const http = [...places.map((name) => `${name}_temp_path ${dir}/${name};`), 'include site;'];
	const top = [
		'daemon off;',
		'worker_processes 2;',
		`pid ${dir}/pid;`,
		`error_log ${dir}/error.log;`,
		process.getuid() === 0 ? 'user root;' : '',
		'events { worker_connections 2048; }',
		`http { ${http.join(' ')} }`,
	];
	writeFileSync(path.join(dir, 'site'), site);
	writeFileSync(path.join(dir, 'nginx.conf'), `${top.join('\n')}\n`);
	return ['-p', dir, '-c', `${dir}/nginx.conf`, '-e', `${dir}/error.log`];
}

function caddyFiles({ dir, port, plain, readers, moderators }) {
	const upstream = (to) => `import afterword ${unix(to) ? `unix/${to}` : to}`;
	const certificate = `tls ${dir}/certificate ${dir}/key`;
	const global = ['admin off', 'skip_install_trust', `http_port ${plain}`, `https_port ${port}`];
	const site = put(shipped('Caddyfile'), [
		['\n{\n', `\n{\n\t${[...global, 'default_bind 127.0.0.1'].join('\n\t')}\n`],
		['import afterword 127.0.0.1:8080', `${certificate}\n\t${upstream(readers)}`],
		['import afterword 127.0.0.1:8081', `${certificate}\n\t${upstream(moderators)}`],
	]);
	writeFileSync(path.join(dir, 'Caddyfile'), site);
	return ['run', '--config', `${dir}/Caddyfile`];
}

const kinds = { nginx: nginxFiles, caddy: caddyFiles };

// Why a kind of proxy cannot be tried here, for a test's `skip`; false: it can.
export const missing = (kind) => !program(kind) && `there is no ${kind} here`;

function certify(dir) {
	const names = `subjectAltName=DNS:${READERS},DNS:${MODERATORS}`;
	const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
	const files = ['-keyout', `${dir}/key`, '-out', `${dir}/certificate`];
	const about = ['-subj', `/CN=${READERS}`, '-addext', names];
	execFileSync('openssl', ['req', '-x509', ...kind, ...files, ...about], { stdio: 'ignore' });
}

const running = new Set();
process.on('exit', () => {
	for (const front of running) front.wipe();
});

// A proxy of this kind before these upstreams (host:port or the path of a socket).
export class Front {
	#child;
	#said = '';

	constructor(kind) {
		this.kind = kind;
		this.dir = mkdtempSync(path.join(tmpdir(), `afterword-${kind}-`));
		running.add(this);
	}

	async start(upstreams) {
		const { dir } = this;
		certify(dir);
		[this.port, this.plain] = await freePorts(2);
		const args = kinds[this.kind]({ dir, port: this.port, plain: this.plain, ...upstreams });
		const env = { PATH: process.env.PATH, HOME: dir, XDG_DATA_HOME: dir, XDG_CONFIG_HOME: dir };
		this.#child = spawn(program(this.kind), args, { cwd: dir, env, stdio: ['ignore', 'pipe', 'pipe'] });
		for (const stream of [this.#child.stdout, this.#child.stderr]) {
			stream.setEncoding('utf8').on('data', (text) => (this.#said += text));
			stream.unref();
		}
		this.#child.unref();
		const end = Date.now() + PATIENCE;
		while (!(await this.#answers())) {
			assert.ok(this.#child.exitCode === null && Date.now() < end, `${this.kind}: ${this.log()}`);
			await sleep(20);
		}
		return this;
	}

	log() {
		let file = '';
		try {
			file = readFileSync(path.join(this.dir, 'error.log'), 'utf8');
		} catch {} // Caddy has none
		return this.#said + file;
	}

	#answers() {
		return new Promise((resolve) => {
			const socket = this.connect();
			const give = (does) => resolve(does, socket.destroy());
			socket.once('secureConnect', () => give(true)).once('error', () => give(false));
		});
	}

	// A connection by TLS, as who asks for this host.
	connect(servername = READERS) {
		return tls.connect({
			port: this.port,
			host: '127.0.0.1',
			servername,
			rejectUnauthorized: false,
			ALPNProtocols: ['http/1.1'],
		});
	}

	async stop() {
		const child = this.#child;
		const ended = once(child, 'exit');
		const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
		child.kill('SIGTERM');
		const [code, signal] = await ended;
		clearTimeout(timer);
		assert.equal(signal ?? code, 0, `${this.kind}: ${this.log()}`);
		this.wipe();
	}

	wipe() {
		this.#child?.kill('SIGKILL');
		running.delete(this);
		rmSync(this.dir, { recursive: true, force: true });
	}
}
