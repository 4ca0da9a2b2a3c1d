// The address of a reader is nowhere: not in the database and its log, not in the server's log,
// not in an answer.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { form, startServer } from './harness.js';

// Words that stand nowhere else, so that a trace of the address is found in any form.
const LOCAL = 'quokkanaut';
const DOMAIN = 'wombatmail.example';
const ADDRESS = `${LOCAL}@${DOMAIN}`;
const SECRET = 'Only for the eyes of the moderator: platypus.';

const encodings = (text) => [
	text,
	text.toUpperCase(),
	encodeURIComponent(text),
	Buffer.from(text)
		.toString('base64')
		.replace(/.{2}=*$/, ''),
	Buffer.from(text).toString('hex'),
];
const traces = [...encodings(LOCAL), ...encodings(DOMAIN), ...encodings(ADDRESS)];

const answers = []; // all that the server has said
let server, token, link;

// fetch that keeps what was answered; 'form' where what was typed is shown to who typed it.
async function ask(target, options) {
	const answer = await server.fetch(target, options);
	answers.push([target, `${JSON.stringify([...answer.headers])}\n${answer.text}`]);
	return answer;
}

function assertNoTrace(bytes, where, words = traces) {
	for (const word of words)
		assert.equal(bytes.includes(word), false, `"${word}" stands in ${where}`);
}

before(async () => {
	server = await startServer({ log: 'debug' });
	token = await server.addToken({ name: 'anna', scope: 'admin' });
	await server.addSite('open', { origin: 'https://open.example', policy: 'publish' });
	const whole = (page, email = ADDRESS) => ({
		page,
		email,
		name: 'Reader',
		body: SECRET,
		website: 'https://reader.example/',
		title: 'Title',
	});
	const page = 'https://open.example/';
	const post = (body, headers) => ask('/api/v1/comments', { body, headers });
	const held = await post(whole('https://example.org/'), { 'idempotency-key': ADDRESS });
	assert.equal(held.status, 202, held.text);
	link = new URL(held.body.status_url).pathname;
	const published = await post(whole(page));
	assert.equal(published.status, 201);
	for (const written of [`${LOCAL.toUpperCase()}@${DOMAIN}`, ` ${ADDRESS} `])
		await post(whole(page, written));
	assert.equal((await post(form(whole(page)))).status, 303);

	// mistakes at and around the address
	for (const changes of [
		{ email: `${LOCAL}@@${DOMAIN}` },
		{ email: `${ADDRESS}\nBcc: x` },
		{ name: '' },
		{ page: 'https://nowhere.example/' },
		{ parent: '0000000000001' },
		{ mail: 'x' },
	])
		await post({ ...whole(page), ...changes });
	for (const broken of [
		`{"email": "${ADDRESS}" "x"}`,
		`{"email": "${ADDRESS}"`,
		`{"email": ${LOCAL}}`,
	])
		await post(broken, { 'content-type': 'application/json' });

	for (const target of [
		`/api/v1/comments?${form({ page })}`,
		`/comments?${form({ page })}`,
		link,
		`/api/v1${link}`,
	])
		await ask(target);
	const decide = (id, body) =>
		ask(`/api/v1/moderation/comments/${id}`, {
			method: 'PATCH',
			headers: { 'if-match': '"1"' },
			body,
			token,
		});
	await decide(held.body.id, { state: 'rejected', reason: 'other', note: 'No.' });
	await decide(held.body.id, { state: 'approved', from: 'pending' });
	await decide(published.body.id, { state: 'approved' });
	for (const state of ['pending', 'approved', 'rejected'])
		await ask(`/api/v1/moderation/comments?state=${state}`, { token });
	await ask('/api/v1/moderation/decisions', { token });
	await ask('/api/v1/moderation/comments', { token: 'aw_wrongtoken' });
});
after(() => server.stop());

test('the address is in no file: database, its log, key, whatever lies there', () => {
	const files = readdirSync(server.dir);
	assert.ok(files.includes('afterword.db-wal'), files.join(' '));
	const everything = files.map((name) => readFileSync(path.join(server.dir, name)));
	assert.ok(Buffer.concat(everything).includes(SECRET), 'the comment itself was stored');
	for (const [i, name] of files.entries()) assertNoTrace(everything[i], name);
});

test('the address is in no answer', () => {
	assert.ok(answers.length > 20);
	for (const [target, text] of answers) assertNoTrace(text, `the answer of ${target}`);
});

test('nothing derived from the address is public, and moderators see a tag only', async () => {
	const [{ tag, fingerprint, id }] = server.rows(
		"SELECT tag, hex(fingerprint) AS fingerprint, id FROM author WHERE site = 'open'",
	);
	for (const [target, text] of answers) {
		assertNoTrace(text.toLowerCase(), target, [
			fingerprint.toLowerCase(),
			fingerprint.toLowerCase().slice(0, 12),
		]);
		if (!target.includes('/moderation/')) assertNoTrace(text, target, [tag, String(id)]);
	}
	assert.ok(answers.some(([, text]) => text.includes(tag)));
});

test('the same address is another author on another site, and under another key', async () => {
	const rows = server.rows('SELECT DISTINCT site, tag, hex(fingerprint) AS print FROM author');
	assert.equal(new Set(rows.map(({ print }) => print)).size, 2);
	const other = await startServer();
	await other.leave({ email: ADDRESS });
	const [{ print }] = other.rows('SELECT hex(fingerprint) AS print FROM author');
	assert.ok(!rows.some((row) => row.print === print));
	await other.stop();
});

test('no question tells whether an address is known', async () => {
	const ask = async (email) => {
		const answer = await server.post({ email, page: 'https://example.org/known' });
		const { id, status_url, ...rest } = answer.body;
		return [answer.status, rest, [...answer.headers.keys()]];
	};
	assert.deepEqual(await ask(ADDRESS), await ask('nobody-yet@example.org'));
});

test("the server's log, at its most talkative, tells nothing of readers or tokens", () => {
	const log = server.log();
	assert.match(log, /event=listening/);
	assertNoTrace(log, 'the log', [
		...traces,
		SECRET,
		'platypus',
		token,
		'aw_',
		link.split('/').pop(),
		'Reader',
	]);
});

test('after a stop the address is still in no file', async () => {
	await server.stop({ keep: true });
	for (const name of readdirSync(server.dir))
		assertNoTrace(readFileSync(path.join(server.dir, name)), name);
	assertNoTrace(server.log(), 'the log');
});
