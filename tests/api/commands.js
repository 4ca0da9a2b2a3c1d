// What tests of the commands share.

import assert from 'node:assert/strict';
import path from 'node:path';
import { Server } from './harness.js';

// sysexits.h
export const EX = {
	OK: 0,
	USAGE: 64,
	DATAERR: 65,
	NOINPUT: 66,
	UNAVAILABLE: 69,
	CANTCREAT: 73,
	IOERR: 74,
	TEMPFAIL: 75,
	CONFIG: 78,
};

// The command fails with this status and words, on standard error alone.
export async function assertFails(server, args, status, words) {
	const result = await server.cli(...args);
	assert.equal(result.status, status, `${args.join(' ')}: ${result.stderr}`);
	assert.equal(result.stdout, '', args.join(' '));
	assert.match(result.stderr, /^(afterword: .+\n)+$/);
	assert.match(result.stderr, words);
}

// Calls work(server that was not started, (name) => path) in a folder with nothing in it.
export async function inFolder(work, settings) {
	const own = new Server(settings);
	try {
		return await work(own, (name) => path.join(own.dir, name));
	} finally {
		own.wipe();
	}
}
