// Out of the sandbox: what an intruder would try (escape.c) is refused, by each layer that can see
// it alone, and by all of them together. What works without a sandbox is shown to work, so that a
// refusal is the sandbox's.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import { binary } from '../api/harness.js';
import { version } from './landlock.js';

const build = process.env.AFTERWORD_BUILD ?? path.dirname(binary);
const program = path.join(build, 'tests/escape');
before(() => execFileSync('ninja', ['-C', build, '--quiet', 'tests/escape']));

// What the attempts need, for the time of one: {dir, port, end}.
async function stage() {
	const dir = mkdtempSync(path.join(tmpdir(), 'afterword-escape-'));
	const at = (...names) => path.join(dir, ...names);
	mkdirSync(at('inside'));
	mkdirSync(at('outside'));
	for (const name of ['file', 'victim']) writeFileSync(at('outside', name), name);
	writeFileSync(at('inside/database'), '');
	symlinkSync('../outside/file', at('inside/link'));
	copyFileSync('/bin/true', at('inside/program'));
	const servers = [at('outside/socket'), 0].map((where) => {
		const server = net.createServer((socket) => socket.on('error', () => {}).end());
		return server.listen(where, '127.0.0.1');
	});
	await Promise.all(servers.map((server) => once(server, 'listening')));
	const end = () => {
		for (const server of servers) server.close();
		rmSync(dir, { recursive: true });
	};
	return { dir, port: servers[1].address().port, end };
}

// "done", the errno or the signal.
async function attempt(layers, name) {
	const { dir, port, end } = await stage();
	const env = { PORT: port };
	try {
		return await new Promise((resolve, reject) => {
			execFile(program, [layers, name], { cwd: dir, env }, (error, stdout, stderr) => {
				if (error?.signal) resolve(error.signal);
				else if (error || stderr) reject(new Error(`${layers} ${name}: ${error}${stderr}`));
				else resolve(stdout.trim() || 'done'); // another program has run in its place
			});
		});
	} finally {
		end();
	}
}

// What Landlock and seccomp say; null: that layer alone does not see it. since: the version of
// Landlock that sees it. rights: it needs some, and is refused to most without a sandbox, too.
const GONE = 'ENOSYS';
const ENDS = 'SIGSYS';
const attempts = {
	read_outside: { landlock: 'EACCES' },
	read_beside: { landlock: 'EACCES' },
	read_by_link: { landlock: 'EACCES' },
	read_process: { landlock: 'EACCES' },
	list_outside: { landlock: 'EACCES' },
	write_outside: { landlock: 'EACCES' },
	truncate_outside: { landlock: 'EACCES', since: 3, seccomp: GONE },
	make_outside: { landlock: 'EACCES' },
	remove_outside: { landlock: 'EACCES' },
	rename_out: { landlock: 'EACCES', seccomp: GONE },
	link_in: { landlock: 'EXDEV', seccomp: GONE },
	make_link: { landlock: 'EACCES', seccomp: GONE },
	make_folder: { landlock: 'EACCES', seccomp: GONE },
	exec: { landlock: 'EACCES', seccomp: ENDS },
	exec_inside: { landlock: 'EACCES', seccomp: ENDS },
	execveat: { landlock: 'EACCES', seccomp: ENDS },
	exec_memory: { seccomp: GONE },
	fork: { seccomp: GONE },
	map_code: { seccomp: GONE },
	make_code: { seccomp: GONE },
	internet: { seccomp: GONE },
	datagram: { seccomp: GONE },
	notify: { seccomp: GONE },
	netlink: { seccomp: GONE },
	connect: { landlock: 'EACCES', since: 4, seccomp: GONE },
	listen: { landlock: 'EACCES', since: 4, seccomp: GONE },
	unix_socket: { seccomp: GONE },
	unix: { seccomp: GONE },
	notify: { seccomp: GONE },
	signal: { landlock: 'EPERM', since: 6, seccomp: GONE },
	be_dumped: { landlock: 'EPERM', seccomp: GONE }, // the first step of each: privileges
	raise_limit: { seccomp: GONE },
	terminal: { seccomp: GONE, rights: true },
	ptrace: { landlock: 'EPERM', seccomp: ENDS, rights: true },
	read_memory: { landlock: 'EPERM', seccomp: ENDS, rights: true },
	mount: { landlock: 'EPERM', seccomp: ENDS, rights: true },
	chroot: { seccomp: ENDS, rights: true },
	unshare: { seccomp: ENDS, rights: true },
	setuid: { seccomp: ENDS, rights: true },
	keyring: { seccomp: ENDS, rights: true },
	bpf: { seccomp: ENDS, rights: true },
	perf: { seccomp: ENDS, rights: true },
	io_uring: { seccomp: ENDS, rights: true },
	userfault: { seccomp: ENDS, rights: true },
	module: { seccomp: ENDS, rights: true },
};
if (process.arch === 'x64') attempts.other_numbers = { seccomp: ENDS, rights: true };

const skip = !version && 'this kernel has no Landlock';

for (const [name, { landlock, since = 1, seccomp, rights }] of Object.entries(attempts)) {
	test(`${name} is refused`, { skip }, async () => {
		if (!rights) assert.equal(await attempt('none', name), 'done', 'without a sandbox');
		if (landlock && version >= since)
			assert.equal(await attempt('landlock', name), landlock, 'by Landlock alone');
		if (seccomp) assert.equal(await attempt('seccomp', name), seccomp, 'by seccomp alone');
		assert.equal(await attempt('all', name), seccomp ?? landlock, 'by all');
	});
}

for (const name of ['threads', 'files', 'sort'])
	test(`${name}: what a server needs is possible`, { skip }, async () => {
		assert.equal(await attempt('all', name), 'done');
	});
