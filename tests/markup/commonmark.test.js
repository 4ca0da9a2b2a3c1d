// On its subset the renderer is equal to CommonMark's own implementation, byte for byte.
//
// The texts come from a seed. SEED and TEXTS in the environment choose another one and how many:
// a failure names its seed and the smallest text it could find.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import { expected, OffGround, struck, untouched } from "./oracle.js";
import { struckTexts, subsetTexts, texts } from "./texts.js";

const build = process.env.AFTERWORD_BUILD ?? "build-asan";
const seed = Number(process.env.SEED ?? 1);
const numRuns = Number(process.env.TEXTS ?? 10_000);
const MEGABYTE = 1 << 20;

function framed(body) {
	const bytes = Buffer.from(body);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(bytes.length);
	return Buffer.concat([length, bytes]);
}

function rendered(bodies) {
	const input = Buffer.concat(bodies.map(framed));
	const run = spawnSync(`${build}/tests/markup_render`, { input, maxBuffer: 1024 * MEGABYTE });
	assert.ifError(run.error);
	assert.equal(run.status, 0, run.stderr.toString());
	const all = [];
	for (let at = 0; at < run.stdout.length; ) {
		const length = run.stdout.readUInt32BE(at);
		all.push(run.stdout.toString("utf8", at + 4, at + 4 + length));
		at += 4 + length;
	}
	assert.equal(all.length, bodies.length);
	return all;
}

/** What the oracle says, or null when it has nothing to say. */
function judged(oracle, body) {
	try {
		return oracle(body);
	} catch (error) {
		if (error instanceof OffGround) return null;
		throw error;
	}
}

const differs = (oracle, body, html) => ![null, html].includes(judged(oracle, body));

/** Takes pieces away, ever smaller ones, as long as what is left still differs. */
function smallest(oracle, body) {
	for (let size = body.length >> 1; size > 0; size >>= 1) {
		for (let again = true; again; ) {
			const shorter = [];
			for (let at = 0; at < body.length; at += size)
				shorter.push(body.slice(0, at) + body.slice(at + size));
			const html = rendered(shorter);
			const found = shorter.findIndex((one, i) => differs(oracle, one, html[i]));
			again = found >= 0;
			if (again) body = shorter[found];
		}
	}
	return body;
}

function compare(t, oracle, bodies) {
	const html = rendered(bodies);
	const said = bodies.map((body) => judged(oracle, body));
	const compared = said.filter((one) => one !== null).length;
	t.diagnostic(`seed ${seed}: ${compared} of ${bodies.length} texts can be compared`);
	assert.ok(compared > 0.9 * bodies.length);
	const unlike = bodies.find((_, i) => ![null, html[i]].includes(said[i]));
	if (unlike === undefined) return;
	const body = smallest(oracle, unlike);
	assert.equal(rendered([body])[0], judged(oracle, body), `SEED=${seed}: ${JSON.stringify(body)}`);
}

test("texts of the subset give the HTML that CommonMark gives", (t) =>
	compare(t, untouched, fc.sample(subsetTexts, { seed, numRuns })));

test("all texts give the HTML that CommonMark gives without what is not in the subset", (t) =>
	compare(t, expected, fc.sample(texts, { seed, numRuns })));

test("~~ strikes out what ** makes strong", (t) =>
	compare(t, struck, fc.sample(struckTexts, { seed, numRuns })));

test("an oracle that is another one is noticed", () => {
	const [html] = rendered(["*a*"]);
	assert.ok(differs(expected, "**a**", html));
	assert.ok(!differs(expected, "*a*", html));
});
