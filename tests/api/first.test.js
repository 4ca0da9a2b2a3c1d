// The first admin, by the link that a server without accounts prints.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertProblem, startServer } from './harness.js';
import { SESSION, signIn } from './people.js';

const FIRST = '/api/v1/first-account';
const anna = { name: 'anna', password: 'the password of anna' };

async function withServer(work, settings) {
	const server = await startServer(settings);
	try {
		await work(server);
	} finally {
		await server.stop();
	}
}

// The code of the link that was printed last, or undefined.
function codeOf(server) {
	const links = [...server.printed().matchAll(/^http:\S+\/moderate#first=(\w{52})$/gm)];
	return links.at(-1)?.[1];
}

const make = (server, body, more) => server.fetch(FIRST, { body, ...more });

test('the link makes an admin of all sites, once', () =>
	withServer(async (server) => {
		const code = codeOf(server);
		assert.ok(code, server.printed());
		const answer = await make(server, { code, ...anna });
		assert.equal(answer.status, 201, answer.text);
		assert.deepEqual(answer.body, { name: 'anna' });
		const { body } = await signIn(server, anna);
		assert.deepEqual(body.roles, [{ site: null, role: 'admin' }]);
		assertProblem(await make(server, { code, ...anna, name: 'bert' }), 403, 'forbidden');
		assert.equal(server.count('account'), 1);
		const [added] = server.rows("SELECT made_by FROM change WHERE action = 'added'");
		assert.equal(added.made_by, 'first-link');
		// the next start has none to print
		const { length } = server.printed();
		await server.stop({ keep: true });
		await server.start();
		assert.equal(server.printed().length, length);
		assertProblem(await make(server, { code, ...anna, name: 'bert' }), 403, 'forbidden');
	}));

test('of many who use it at once, one is the first', () =>
	withServer(async (server) => {
		const code = codeOf(server);
		const answers = await Promise.all(
			Array.from({ length: 5 }, (_, i) => make(server, { code, ...anna, name: `anna-${i}` })),
		);
		assert.equal(answers.filter(({ status }) => status === 201).length, 1);
		assert.equal(answers.filter(({ status }) => status === 403).length, 4);
		assert.equal(server.count('account'), 1);
	}));

test('without its code, and when there is an account, nothing is made', () =>
	withServer(async (server) => {
		const code = codeOf(server);
		for (const [body, fields] of [
			[{}, ['code', 'name', 'password']],
			[{ code, name: 'a b', password: 'short' }, ['name', 'password']],
			[{ code, ...anna, role: 'admin' }, ['role']],
		]) {
			const { errors } = assertProblem(await make(server, body), 422, 'invalid-input');
			assert.deepEqual(errors.map(({ field }) => field), fields);
		}
		for (const wrong of ['', 'x', code.slice(1), `${code}0`, code.toUpperCase(), '0'.repeat(52)])
			assertProblem(await make(server, { code: wrong, ...anna }), 403, 'forbidden');
		const foreign = { headers: { 'sec-fetch-site': 'cross-site' } };
		assertProblem(await make(server, { code, ...anna }, foreign), 403, 'csrf');
		// opening it does nothing
		assertProblem(await server.fetch(`${FIRST}?code=${code}`), 405, 'method-not-allowed');
		assert.equal(server.count('account'), 0);
		await server.addAccount('bert');
		assertProblem(await make(server, { code, ...anna }), 403, 'forbidden');
		assertProblem(await server.fetch(SESSION, { body: anna }), 401, 'unauthenticated');
	}));

test('the code is in no log, and ends with the server', () =>
	withServer(async (server) => {
		const code = codeOf(server);
		await make(server, { code, ...anna, password: 'short' });
		assert.ok(!server.log().includes(code) && !server.log().includes('first='));
		await server.stop({ keep: true });
		await server.start();
		assert.notEqual(codeOf(server), code);
		assertProblem(await make(server, { code, ...anna }), 403, 'forbidden');
		assert.equal((await make(server, { code: codeOf(server), ...anna })).status, 201);
	}));
