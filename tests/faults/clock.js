// A clock that is wrong for a while, forwards by years or back. What is promised:
//
//   1. ids are unique and only ever grow;
//   2. nothing is erased by its age in the first day of a clock that has leapt by more than a
//      quarter; the log says so; after that it is believed;
//   3. what was made under the wrong clock stays, and everything goes on when it is right again.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem, held, Server } from '../api/harness.js';

const page = held('clock');
const at = (year, day = 1) => new Date(Date.UTC(year, 0, day)).toISOString();

let server;
let token;
let account;
const ids = [];

// The clock stands still until the server is started again.
async function setClock(time) {
	await server.stop({ keep: true });
	server.settings.clock = time;
	await server.start();
}

async function leave(body) {
	ids.push((await server.leave({ page, body })).id);
	return ids.at(-1);
}

async function reject(id) {
	const { status, text } = await server.decide(id, { state: 'rejected' }, { token });
	assert.equal(status, 200, text);
}

const texts = () =>
	server.rows(`SELECT body FROM revision WHERE body <> '' ORDER BY comment`).map((row) => row.body);

async function erased(count) {
	for (let left = 150; texts().length !== count; left--) {
		assert.ok(left, `${texts()} are left:\n${server.log()}`);
		await sleep(50);
	}
}

// Long enough for the jobs of a start to have done what they would.
async function settle() {
	await server.indexed();
	await sleep(1200);
}

before(async () => {
	server = new Server({ clock: at(2026), rejected_days: 30, session_span: 60 * 24 });
	await server.start();
	await server.addSite('example', { set: ['form_min=0'] });
	token = await server.addToken();
	account = await server.addAccount('anna');
	await reject(await leave('One'));
	await leave('Two');
	await settle();
});
after(() => server?.stop());

const leaps = () => server.log().match(/event=clock_leapt/g)?.length ?? 0;

test('ten years forward: nothing is erased, and the log says why', async () => {
	await setClock(at(2036));
	await settle();
	assert.deepEqual(texts(), ['One', 'Two']);
	assert.match(
		server.log(),
		/level=warning event=clock_leapt last_known=2026-01-01T00:00:00\.00[01]Z advice=/,
	);
	assert.equal(leaps(), 1);
	// all else goes on, with the time that there is
	await reject(await leave('Three'));
	const answer = await server.fetch('/api/v1/session', { body: account });
	assert.equal(answer.status, 200, answer.text);
});

test('a start anew, and /readyz, do not make it believed', async () => {
	assert.equal((await server.fetch('/readyz')).status, 200);
	await setClock(at(2036, 2));
	await settle();
	assert.deepEqual(texts(), ['One', 'Two', 'Three']);
	assert.equal(leaps(), 2);
});

test('back again: ids go on growing, what is old enough is erased', async () => {
	await setClock(at(2026, 10));
	await settle();
	await leave('Four');
	await leave('Five');
	assert.equal(leaps(), 2, 'it is believed at once');
	assert.deepEqual([...ids].sort(), ids);
	assert.equal(new Set(ids).size, ids.length);
	const { status, text } = await server.decide(ids.at(-1), { state: 'approved' }, { token });
	assert.equal(status, 200, text);
	await setClock(at(2026, 60));
	await erased(4);
	assert.deepEqual(texts(), ['Two', 'Three', 'Four', 'Five']);
});

test('check tells of what is from the future', async () => {
	const { stdout } = await server.cli('check', '--json');
	const clock = JSON.parse(stdout).find(({ check }) => check === 'clock');
	assert.equal(clock.ok, false, stdout);
});

test('a token that has run out by a wrong clock is good again by a right one', async () => {
	await setClock(at(2026, 61));
	const short = await server.addToken({ name: 'short', expires: '1d' });
	const asked = () => server.fetch('/api/v1/moderation/comments', { token: short });
	assert.equal((await asked()).status, 200);
	await setClock(at(2027));
	assertProblem(await asked(), 401, 'unauthenticated');
	await setClock(at(2026, 61));
	assert.equal((await asked()).status, 200);
});

test('a form from the future is taken for no form: the comment waits, or is told to come again', async () => {
	await setClock(at(2026, 80));
	const form = await server.fetch(`/api/v1/form?page=${encodeURIComponent(page)}`);
	assert.equal(form.status, 200);
	await setClock(at(2026, 70));
	const answer = await server.post({
		page,
		body: 'Six',
		...(form.body.form_token ? { form_token: form.body.form_token } : {}),
	});
	assert.ok([202, 422].includes(answer.status), answer.text);
	assert.equal((await server.fetch('/readyz')).status, 200);
});
