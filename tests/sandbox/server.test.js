// The server in its sandbox: all of its threads are in it, and its work is done as without one.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	symlinkSync,
	unlinkSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { makeCertificate } from '../api/certificate.js';
import { EX, inFolder } from '../api/commands.js';
import { held, Server, startServer } from '../api/harness.js';
import { version } from './landlock.js';

const skip = !version && 'this kernel has no Landlock';

// What the kernel says of each thread of a server: [{name: value}].
function threads(pid) {
	return readdirSync(`/proc/${pid}/task`).map((id) => {
		const text = readFileSync(`/proc/${pid}/task/${id}/status`, 'utf8');
		return Object.fromEntries(text.split('\n').map((line) => line.split(/:\s*/, 2)));
	});
}

// How far each thread stands back (proc(5), the 19th field of stat).
function nices(pid) {
	return readdirSync(`/proc/${pid}/task`).map((id) => {
		const text = readFileSync(`/proc/${pid}/task/${id}/stat`, 'utf8');
		return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[16]);
	});
}

const KEPT = 0b11n; // CAP_CHOWN, CAP_DAC_OVERRIDE

test('all threads are confined, and have no rights to give', { skip }, async () => {
	const server = await startServer({ sandbox: 'require' });
	assert.match(server.log(), new RegExp(`level=info event=sandbox landlock=${version} seccomp=yes`));
	await server.leave();
	const all = threads(server.pid);
	assert.ok(all.length > 5, `${all.length} threads`);
	for (const thread of all) {
		const { Name, NoNewPrivs, Seccomp, CapBnd, CapEff, CapPrm, CapInh, CapAmb } = thread;
		assert.deepEqual([NoNewPrivs, Seccomp], ['1', '2'], Name);
		assert.equal(BigInt(`0x${CapEff}`) & ~KEPT, 0n, Name);
		assert.equal(BigInt(`0x${CapPrm}`) & ~KEPT, 0n, Name);
		for (const none of [CapInh, CapAmb]) assert.equal(BigInt(`0x${none}`), 0n, Name);
		// who is not root cannot take from the bounding set, and gains nothing by it
		if (process.getuid() === 0) assert.equal(BigInt(`0x${CapBnd}`), 0n, Name);
	}
	// a refusal here would go unnoticed: readers would wait for Argon2
	assert.ok(nices(server.pid).some((nice) => nice > 0), 'the hashers do not step back');
	assert.match(readFileSync(`/proc/${server.pid}/limits`, 'utf8'), /^Max core file size +0 +0 /m);
	await server.stop();
});

test('off leaves everything as it is', async () => {
	const server = await startServer({ sandbox: 'off' });
	assert.match(server.log(), /level=info event=sandbox landlock=no seccomp=no/);
	for (const { Seccomp } of threads(server.pid)) assert.equal(Seccomp, '0');
	await server.stop();
});

test('comments come, are judged, found and read; a socket is taken away', { skip }, async () => {
	const server = new Server({ sandbox: 'require' });
	const socket = path.join(server.dir, 'socket');
	server.settings.listen = `127.0.0.1:0,unix:${socket}`;
	await server.start();
	await server.addSite();
	const token = await server.addToken();
	const { id } = await server.leave({ page: held('a') });
	const { status } = await server.decide(id, { from: 'pending', state: 'approved' }, { token });
	assert.equal(status, 200);
	await server.indexed();
	const found = await server.fetch('/api/v1/moderation/comments?q=said&state=approved', { token });
	assert.deepEqual(
		found.body.items.map((item) => item.id),
		[id],
	);
	assert.ok(existsSync(socket));
	await server.stop({ keep: true });
	assert.ok(!existsSync(socket), 'the socket is left');
	await server.start(); // the same database again
	assert.equal((await server.thread(held('a'))).items.length, 1);
	await server.stop();
});

// The socket's path leads elsewhere when the server takes it away, to what is not the server's.
async function removes({ sandbox, folder }) {
	const server = new Server({ sandbox, listen: 'unix:way/socket', database: 'data/afterword.db' });
	const at = (name) => path.join(server.dir, name);
	for (const name of ['data', 'first', 'second']) mkdirSync(at(name));
	symlinkSync('first', at('way'));
	await server.start();
	const decoy = at(path.join(folder, 'socket'));
	unlinkSync(at('way'));
	symlinkSync(folder, at('way'));
	if (!existsSync(decoy)) writeFileSync(decoy, ''); // in first there is the socket itself
	await server.stop({ keep: true });
	const removed = !existsSync(decoy);
	server.wipe();
	return removed;
}

test('it reaches the folders of its database and its sockets, and no others', { skip }, async () => {
	assert.ok(await removes({ sandbox: 'off', folder: 'second' }), 'without a sandbox');
	assert.ok(await removes({ sandbox: 'require', folder: 'first' }));
	assert.ok(await removes({ sandbox: 'require', folder: 'data' }));
	assert.ok(!(await removes({ sandbox: 'require', folder: 'second' })));
});

test('the database may lie behind a link', { skip }, async () => {
	const server = new Server({ sandbox: 'require', database: 'link/afterword.db' });
	mkdirSync(path.join(server.dir, 'private'));
	symlinkSync('private', path.join(server.dir, 'link'));
	await server.start();
	await server.stop({ keep: true });
	symlinkSync('private/afterword.db', path.join(server.dir, 'other.db'));
	server.settings.database = 'other.db';
	await server.start();
	await server.addSite();
	await server.leave();
	assert.equal(server.count(), 1);
	await server.stop();
});

test('a folder that is not there is told as without a sandbox', () =>
	inFolder(async (own) => {
		for (const sandbox of ['auto', 'off']) {
			own.settings = { sandbox, database: 'nowhere/afterword.db' };
			const { status, stderr } = await own.cli('serve');
			assert.equal(status, EX.NOINPUT, stderr);
			assert.match(stderr, /afterword: nowhere\/afterword\.db: unable to open database file\.\n$/);
		}
	}));

// node has no datagrams of Unix sockets
const HEARS = `
import socket, sys
own = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
own.bind("\\0" + sys.argv[1])
print("here", flush=True)
while True:
    print(own.recv(4096).decode(), flush=True)
`;

test('a service manager hears it, also at an abstract name', { skip }, async () => {
	const name = `afterword-manager-${process.pid}`;
	const manager = spawn('python3', ['-c', HEARS, name], { stdio: ['ignore', 'pipe', 'inherit'] });
	let heard = '';
	manager.stdout.setEncoding('utf8').on('data', (text) => (heard += text));
	const server = new Server({ sandbox: 'require' });
	try {
		await once(manager.stdout, 'data');
		server.more = { NOTIFY_SOCKET: `@${name}` };
		await server.start();
		for (let left = 100; !/^READY=1$/m.test(heard); left--) {
			assert.ok(left, `it hears ${heard}`);
			await sleep(50);
		}
		await server.stop();
		assert.match(heard, /^STOPPING=1$/m);
	} finally {
		manager.kill();
		server.wipe();
	}
});

test('a renewed certificate is read, also behind a link that leads elsewhere now', { skip }, async () => {
	const server = new Server({ sandbox: 'require' });
	// as certbot keeps them: the names are links into another folder
	const [live, archive] = ['live', 'archive'].map((name) => path.join(server.dir, 'elsewhere', name));
	for (const folder of [live, archive]) mkdirSync(folder, { recursive: true });
	const use = (name) => {
		const { certificate, key } = makeCertificate(archive, name);
		for (const [link, to] of [
			['cert.pem', certificate],
			['key.pem', key],
		]) {
			symlinkSync(to, path.join(live, 'next'));
			renameSync(path.join(live, 'next'), path.join(live, link));
		}
	};
	use('one');
	mkdirSync(path.join(server.dir, 'data'));
	server.settings.database = 'data/afterword.db';
	server.settings.tls_certificate = path.join(live, 'cert.pem');
	server.settings.tls_key = path.join(live, 'key.pem');
	await server.start();
	const named = async () => {
		const { host, port } = server;
		const socket = tls.connect({ host, port, rejectUnauthorized: false });
		await once(socket, 'secureConnect');
		const { CN } = socket.getPeerCertificate().subject;
		socket.destroy();
		return CN;
	};
	assert.equal(await named(), 'one');
	use('two');
	process.kill(server.pid, 'SIGHUP');
	while (!/event=reloaded/.test(server.log())) await sleep(50);
	assert.doesNotMatch(server.log(), /certificate_refused/);
	assert.equal(await named(), 'two');
	await server.stop();
});
