// Clients that are gone without a word: the server lets go of them at the deadline, and serves others.
//
// half_open.py does it, on a network of its own. AFTERWORD_HALF_OPEN_LISTENERS=1 has those who listen looked at,
// too, of whom the system tells after two minutes.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { binary } from '../api/harness.js';

const script = fileURLToPath(new URL('half_open.py', import.meta.url));
const apart = ['--map-root-user', '--net'];
const { status } = spawnSync('unshare', [...apart, 'true']);

function vanish(seconds, ...kinds) {
	const cwd = mkdtempSync(path.join(tmpdir(), 'afterword-'));
	try {
		const args = [...apart, 'python3', script, binary, String(seconds), ...kinds];
		return JSON.parse(execFileSync('unshare', args, { cwd, encoding: 'utf8', timeout: 300_000 }));
	} finally {
		rmSync(cwd, { recursive: true, force: true });
	}
}

const skip = status !== 0 && 'the system does not let us have a network of our own';

test('who is gone without a word is let go at the deadline', { skip }, () => {
	const { before, after, status, code } = vanish(20, 'nothing', 'half a head', 'half a body', 'a whole request');
	assert.deepEqual([before, after, status, code], [32, 0, '200', 0]);
});

const patient = process.env.AFTERWORD_HALF_OPEN_LISTENERS;
test(
	'a listener who is gone without a word is let go within some minutes',
	{ skip: skip || (!patient && 'it takes minutes; AFTERWORD_HALF_OPEN_LISTENERS=1 asks for it') },
	() => {
		const { before, after, status, code } = vanish(280, 'a listener');
		assert.deepEqual([before, after, status, code], [8, 0, '200', 0]);
	},
);
