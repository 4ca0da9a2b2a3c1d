// Power cuts: power/power.c has the server's own writer, store and driver write on a disk that is
// written down, cuts the power at many places in that, and starts on what is left. Its laws stand
// there; here is how often, and that it would find what it looks for.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { rounds, seed } from './parts/rounds.js';

const CUTS = rounds(500, 10_000);
const CUTS_OF_NORMAL = 40; // of which more than half lose something
const AT_ONCE = 250; // cuts of what one seed writes
const BATCHES = 40; // transactions, with copies of the log by another program in between
const BATCHES_LONG = 400; // so many that the server itself copies the log

const program = path.resolve(process.env.AFTERWORD_BUILD ?? 'build-asan', 'tests/power');
const FOUND = ['lost', 'corrupt', 'half', 'doubled', 'left'];

// What a run says of its scenes: {status, scenes, said}.
async function run(...args) {
	const child = spawn(program, args.map(String), { stdio: ['ignore', 'pipe', 'pipe'] });
	const ended = once(child, 'close');
	const [printed, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
	const [status, signal] = await ended;
	const scenes = printed.split('\n').filter(Boolean).map((line) => JSON.parse(line));
	return { status: signal ?? status, scenes, said };
}

const sum = (scenes, of) => scenes.reduce((all, scene) => all + scene[of], 0);

test(`${CUTS} power cuts lose nothing that was acknowledged, and leave nothing half`, async (t) => {
	const runs = Array.from({ length: Math.ceil(CUTS / AT_ONCE) }, (_, i) => [
		seed + i,
		Math.min(AT_ONCE, CUTS - i * AT_ONCE),
		i % 10 === 9 ? BATCHES_LONG : BATCHES,
	]);
	const scenes = [];
	const work = async () => {
		for (let args = runs.shift(); args; args = runs.shift()) {
			const done = await run(...args);
			assert.equal(done.status, 0, `power ${args.join(' ')}: ${done.said}`);
			scenes.push(...done.scenes);
		}
	};
	await Promise.all(cpus().map(work));
	for (const name of new Set(scenes.map(({ scene }) => scene))) {
		const of = scenes.filter(({ scene }) => scene === name);
		const found = FOUND.map((what) => `${sum(of, what)} ${what}`).join(', ');
		t.diagnostic(
			`${name}: ${sum(of, 'cuts')} cuts of ${sum(of, 'operations')} operations, ${found}`,
		);
	}
	t.diagnostic(`seed ${seed}`);
	assert.equal(sum(scenes, 'cuts'), CUTS);
	for (const what of FOUND) assert.equal(sum(scenes, what), 0, what);
});

test('the simulation finds what synchronous=NORMAL would lose', async (t) => {
	const { status, scenes, said } = await run(seed, CUTS_OF_NORMAL, BATCHES, 'normal');
	assert.equal(status, 0, said);
	const lost = sum(scenes, 'lost');
	t.diagnostic(`${CUTS_OF_NORMAL} cuts: ${lost} acknowledged writes lost, seed ${seed}`);
	assert.ok(lost > 0, 'it finds nothing');
	assert.equal(sum(scenes, 'corrupt'), 0);
});
