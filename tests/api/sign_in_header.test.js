// Signing in by a header from a trusted proxy: believed from there alone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, startServer } from './harness.js';
import { codeAt, SESSION, signIn } from './people.js';

const HEADER = 'remote-user';

let server, anna, bert;
before(async () => {
	server = await startServer({ sign_in_header: 'Remote-User', trusted_proxies: '127.0.0.1' });
	anna = await server.addAccount('anna');
	bert = await server.addAccount('bert', { role: 'viewer' });
});
after(() => server.stop());

const enter = (name, more = {}, on = server) =>
	on.fetch(SESSION, { body: {}, headers: { [HEADER]: name, ...more } });

test('whom the proxy names needs no password', async () => {
	const { body } = await server.fetch(SESSION, { headers: { [HEADER]: 'anna' } });
	assert.equal(body.sign_in, 'header');
	const who = await signIn(server, {}, { headers: { [HEADER]: 'Anna' } });
	assert.equal(who.body.account, 'anna');
	assert.equal((await who.fetch('/api/v1/moderation/comments')).status, 200);
});

test('the header alone is no session', async () => {
	const headers = { [HEADER]: 'anna' };
	for (const target of ['/api/v1/moderation/comments', '/api/v1/account', SESSION])
		assertProblem(await server.fetch(target, { headers }), 401, 'unauthenticated');
});

test('what changes something still names the session’s secret', async () => {
	const who = await signIn(server, {}, { headers: { [HEADER]: 'anna' } });
	const headers = { cookie: who.cookie, [HEADER]: 'anna' };
	assertProblem(await server.fetch('/api/v1/sessions', { method: 'DELETE', headers }), 403, 'csrf');
});

test('another site’s page does not sign anybody in', async () => {
	for (const headers of [
		{ 'sec-fetch-site': 'cross-site' },
		{ 'sec-fetch-site': 'same-site' },
		{ origin: 'https://evil.example' },
		{ origin: 'null' },
	])
		assertProblem(await enter('anna', headers), 403, 'csrf');
	const form = await server.fetch(SESSION, {
		body: new URLSearchParams(),
		headers: { [HEADER]: 'anna' },
	});
	assertProblem(form, 415, 'unsupported-type');
	assert.equal((await enter('anna', { origin: server.url })).status, 200);
});

test('who has no account, or a disabled one, does not enter', async () => {
	await server.addAccount('gone');
	assert.equal((await server.cli('account', 'set', 'gone', '--disable')).status, 0);
	for (const name of ['nobody', 'gone', 'anna@example.org', 'anna bert', "' OR 1=1 --", 'x'.repeat(65)])
		assertProblem(await enter(name), 401, 'unauthenticated');
	assertProblem(await enter(''), 422, 'invalid-input');
});

test('two headers say nothing', async () => {
	const { text } = await server.exchange(
		`POST ${SESSION} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n` +
			'Content-Length: 2\r\nRemote-User: anna\r\nremote-user: bert\r\n\r\n{}',
	);
	assert.match(text, /^HTTP\/1\.1 422 /);
});

test('a session that another has left behind is not theirs', async () => {
	const who = await signIn(server, {}, { headers: { [HEADER]: 'anna' } });
	const as = (name) =>
		server.fetch(SESSION, { headers: { cookie: who.cookie, ...(name && { [HEADER]: name }) } });
	assert.equal((await as('anna')).status, 200);
	assertProblem(await as('bert'), 401, 'unauthenticated');
	assert.equal((await as('anna')).status, 200);
	const change = await server.fetch('/api/v1/sessions', {
		method: 'DELETE',
		headers: { cookie: who.cookie, 'x-csrf-token': who.csrf, [HEADER]: 'bert' },
	});
	assertProblem(change, 401, 'unauthenticated');
});

test('a password is for whom the proxy names, too', async () => {
	const headers = { [HEADER]: 'bert' };
	assertProblem(await server.fetch(SESSION, { body: anna, headers }), 403, 'forbidden');
	assert.equal((await server.fetch(SESSION, { body: bert, headers })).status, 200);
	assert.equal((await server.fetch(SESSION, { body: anna })).status, 200);
});

test('a second factor is asked for here, too', async () => {
	const carl = await server.addAccount('carl');
	const { fetch } = await signIn(server, carl);
	const factor = '/api/v1/account/second-factor';
	const { body } = await fetch(factor, { body: { password: carl.password } });
	const code = codeAt(body.secret, Date.now());
	assert.equal((await fetch(`${factor}/confirm`, { body: { code } })).status, 200);
	assertProblem(await enter('carl'), 401, 'second-factor');
	const answer = await server.fetch(SESSION, {
		body: { code: codeAt(body.secret, Date.now() + 30_000) },
		headers: { [HEADER]: 'carl' },
	});
	assert.equal(answer.status, 200, answer.text);
});

test('whoever hammers a name elsewhere does not stop whom the proxy names', async () => {
	const dora = await server.addAccount('dora');
	const guess = () => server.fetch(SESSION, { body: { ...dora, password: 'wrong' } });
	for (let i = 0; i < 10; i++) assertProblem(await guess(), 401, 'unauthenticated');
	assertProblem(await guess(), 429, 'rate-limited');
	assert.equal((await enter('dora')).status, 200);
});

test('from elsewhere it is not believed', async () => {
	for (const settings of [
		{ sign_in_header: 'Remote-User', trusted_proxies: '192.0.2.1,unix' },
		{ trusted_proxies: '127.0.0.1' },
		{ sign_in_header: 'X-Other', trusted_proxies: '127.0.0.1' },
	]) {
		const own = await startServer(settings);
		try {
			await own.addAccount('anna');
			assertProblem(await enter('anna', {}, own), 422, 'invalid-input');
			const forwarded = { 'x-forwarded-for': '192.0.2.1', forwarded: 'for=192.0.2.1' };
			assertProblem(await enter('anna', forwarded, own), 422, 'invalid-input');
			const { body } = await own.fetch(SESSION, { headers: { [HEADER]: 'anna' } });
			assert.equal(body.sign_in, 'password');
		} finally {
			await own.stop();
		}
	}
});
