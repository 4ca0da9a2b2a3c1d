// A disk that is small and can be filled: a tmpfs in a mount namespace of its own, in which the
// test's file runs once more. As root, or as a user where the kernel gives user namespaces.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
	closeSync,
	mkdtempSync,
	openSync,
	rmdirSync,
	statfsSync,
	unlinkSync,
	writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

// Where it is; undefined in front of the namespace.
export const disk = process.env.AFTERWORD_SMALL_DISK;

const namespace = process.getuid() === 0 ? ['-m'] : ['-Urm'];
const mount = (mebibytes) => `mount -t tmpfs -o size=${mebibytes}m none "$0"`;

function refused() {
	const { status, stderr } = spawnSync('unshare', [...namespace, 'sh', '-c', mount(1), tmpdir()]);
	return status === 0 ? false : `this system gives no namespace with a file system: ${stderr}`;
}

// Runs the test's file on a disk of that size; how many tests passed there is told.
export function onSmallDisk(url, name, mebibytes) {
	test(name, { skip: refused() }, async (t) => {
		const folder = mkdtempSync(path.join(tmpdir(), 'afterword-disk-'));
		const env = { ...process.env, AFTERWORD_SMALL_DISK: folder, TMPDIR: folder };
		delete env.NODE_TEST_CONTEXT; // it is told here, not to who runs this file
		const command = `${mount(mebibytes)} && exec "$@"`;
		const args = ['sh', '-c', command, folder, process.execPath, fileURLToPath(url)];
		const inside = spawn('unshare', [...namespace, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
		const ended = once(inside, 'close');
		const [printed, said] = await Promise.all([text(inside.stdout), text(inside.stderr)]);
		const [status] = await ended;
		rmdirSync(folder);
		assert.equal(status, 0, `${printed}\n${said}`);
		for (const [line] of printed.matchAll(/^(ok \d+|# (?!Subtest|tests|suites|pass|fail|canc|skip|todo|dur)).*/gm))
			t.diagnostic(line);
		assert.doesNotMatch(printed, /^# pass 0$/m);
	});
}

function freeKib() {
	const { bavail, bsize } = statfsSync(disk);
	return (bavail * bsize) / 1024;
}

const fillers = [];

// Fills the disk but for so many KiB.
export function fill(but = 0) {
	const file = path.join(disk, `filler-${process.hrtime.bigint()}`);
	const fd = openSync(file, 'w');
	const piece = Buffer.alloc(4096);
	fillers.push(file);
	try {
		while (freeKib() > but) writeSync(fd, piece);
	} finally {
		closeSync(fd);
	}
}

export function makeRoom() {
	for (const file of fillers.splice(0)) unlinkSync(file);
}
