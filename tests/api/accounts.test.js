// The admins' API: accounts, tokens, and the record of who changed what.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, startServer } from './harness.js';
import { codeAt, SESSION, signIn } from './people.js';

const ACCOUNTS = '/api/v1/admin/accounts';
const TOKENS = '/api/v1/admin/tokens';
const CHANGES = '/api/v1/admin/changes';

let server, root, bea; // of all sites; of the site "example"
let made = 0;
before(async () => {
	server = await startServer();
	await server.addSite('other', { origin: 'https://other.example' });
	root = await signIn(server, await server.addAccount('root', { role: 'admin' }));
	bea = await signIn(server, await server.addAccount('bea', { role: 'admin', site: 'example' }));
});
after(() => server.stop());

const name = () => `person-${++made}`;
const password = 'long enough it is';
const post = (who, body) => who.fetch(ACCOUNTS, { body });
const patch = (who, of, body) => who.fetch(`${ACCOUNTS}/${of}`, { method: 'PATCH', body });
const on = (site, role = 'moderator') => [{ site, role }];
const fieldsOf = (answer) =>
	assertProblem(answer, 422, 'invalid-input').errors.map(({ field }) => field);

// An account that an admin has made: its name.
async function someone(roles = on('example'), who = root) {
	const one = name();
	const answer = await post(who, { name: one, password, roles });
	assert.equal(answer.status, 201, answer.text);
	return one;
}

test('an account is made with its roles, shown, and can sign in', async () => {
	const one = name();
	const roles = [...on('example', 'viewer'), ...on('other', 'admin')];
	const { status, headers, body } = await post(root, { name: one.toUpperCase(), password, roles });
	assert.equal(status, 201);
	assert.equal(headers.get('cache-control'), 'no-store');
	const shown = { name: one, state: 'active', second_factor: 'off', roles };
	assert.deepEqual({ ...body, created_at: undefined }, { ...shown, created_at: undefined });
	assert.deepEqual((await root.fetch(`${ACCOUNTS}/${one}`)).body, body);
	assert.deepEqual((await signIn(server, { name: one, password })).body.roles, roles);
});

test('mistakes are named', async () => {
	const good = { name: name(), password, roles: on('example') };
	for (const [body, fields] of [
		[{}, ['name', 'roles', 'password']],
		[{ ...good, name: 'a b' }, ['name']],
		[{ ...good, password: 'short' }, ['password']],
		[{ ...good, roles: [] }, ['roles']],
		[{ ...good, roles: on('example', 'none') }, ['roles']],
		[{ ...good, roles: [...on('example'), ...on('other', 'king')] }, ['roles[1].role']],
		[{ ...good, roles: on('nowhere') }, ['site']],
		[{ ...good, roles: 'admin' }, ['roles']],
		[{ ...good, roles: Array(65).fill(on('example')[0]) }, ['roles']],
		[{ ...good, name: 'root' }, ['name']],
		[{ ...good, state: 'active' }, ['state']],
	])
		assert.deepEqual(fieldsOf(await post(root, body)), fields, JSON.stringify(body));
	const one = await someone();
	for (const [body, fields] of [
		[{ state: 'asleep' }, ['state']],
		[{ second_factor: 'on' }, ['second_factor']],
		[{ password: 'short' }, ['password']],
		[{ roles: on('example', 'king') }, ['roles[0].role']],
		[{ name: 'other' }, ['name']],
	])
		assert.deepEqual(fieldsOf(await patch(root, one, body)), fields, JSON.stringify(body));
	assertProblem(await patch(root, one, {}), 422, 'invalid-input');
	assertProblem(await patch(root, 'nobody', { state: 'disabled' }), 404, 'not-found');
	assertProblem(await root.fetch(`${ACCOUNTS}/nobody`), 404, 'not-found');
	assert.equal(server.rows(`SELECT * FROM account WHERE name = '${good.name}'`).length, 0);
});

test('an admin of one site gives roles on it, and on no other', async () => {
	const one = await someone(on('example'), bea);
	for (const roles of [on('other'), on(null), [...on('example'), ...on('other', 'viewer')]]) {
		assertProblem(await post(bea, { name: name(), password, roles }), 403, 'forbidden');
		assertProblem(await patch(bea, one, { roles }), 403, 'forbidden');
	}
	const { body } = await patch(bea, one, { roles: on('example', 'admin') });
	assert.deepEqual(body.roles, on('example', 'admin'));
	// a role of theirs for somebody who has others elsewhere, which they do not see
	const two = await someone(on('other', 'admin'));
	assertProblem(await bea.fetch(`${ACCOUNTS}/${two}`), 403, 'forbidden');
	const given = await patch(bea, two, { roles: on('example', 'viewer') });
	assert.deepEqual(given.body.roles, on('example', 'viewer'));
	for (const body of [{ password }, { state: 'disabled' }, { second_factor: 'off' }])
		assertProblem(await patch(bea, two, body), 403, 'forbidden');
	assertProblem(await patch(bea, 'root', { password }), 403, 'forbidden');
	assertProblem(await patch(bea, 'root', { state: 'disabled' }), 403, 'forbidden');
});

test('who may do less, has a new password or is disabled is signed out', async () => {
	const one = await someone();
	let who = await signIn(server, { name: one, password });
	for (const [change, then] of [
		[{ roles: on('example', 'viewer') }, password],
		[{ password: 'another password now' }, 'another password now'],
	]) {
		assert.equal((await patch(root, one, change)).status, 200);
		assertProblem(await who.fetch(SESSION), 401, 'unauthenticated');
		who = await signIn(server, { name: one, password: then });
	}
	assert.equal((await patch(root, one, { state: 'disabled' })).body.state, 'disabled');
	assertProblem(await who.fetch(SESSION), 401, 'unauthenticated');
	const again = { name: one, password: 'another password now' };
	assertProblem(await server.fetch(SESSION, { body: again }), 401, 'unauthenticated');
	assert.equal((await patch(root, one, { state: 'active' })).body.state, 'active');
	await signIn(server, again);
});

test('a lost second factor is taken off', async () => {
	const one = await someone();
	const { fetch } = await signIn(server, { name: one, password });
	const factor = '/api/v1/account/second-factor';
	const { body } = await fetch(factor, { body: { password } });
	const code = codeAt(body.secret, Date.now());
	assert.equal((await fetch(`${factor}/confirm`, { body: { code } })).status, 200);
	assert.equal((await root.fetch(`${ACCOUNTS}/${one}`)).body.second_factor, 'on');
	assert.equal((await patch(root, one, { second_factor: 'off' })).body.second_factor, 'off');
	await signIn(server, { name: one, password });
});

test('one’s own password and factor are not changed as an admin', async () => {
	for (const body of [{ password }, { second_factor: 'off' }])
		assertProblem(await patch(root, 'root', body), 403, 'forbidden');
	// and one’s own session goes on when one’s roles change
	assert.equal((await patch(root, 'root', { roles: on('example', 'viewer') })).status, 200);
	assert.equal((await root.fetch(SESSION)).status, 200);
	assert.equal((await patch(root, 'root', { roles: on('example', 'none') })).status, 200);
});

test('the last admin of all sites stays one', async () => {
	for (const body of [
		{ state: 'disabled' },
		{ roles: on(null, 'moderator') },
		{ roles: on(null, 'none') },
	]) {
		const refused = await patch(root, 'root', body);
		assertProblem(refused, 409, 'conflict');
		assert.match(refused.body.detail, /root is the last who administers all sites/);
	}
	const token = await server.addToken({ name: 'all', scope: 'admin' });
	const bare = { fetch: (target, more) => server.fetch(target, { token, ...more }) };
	assertProblem(await patch(bare, 'root', { state: 'disabled' }), 409, 'conflict');
	const { status, stderr } = await server.cli('account', 'set', 'root', '--disable');
	assert.equal(status, 65);
	assert.match(stderr, /last who administers all sites/);
	const other = await someone(on(null, 'admin'));
	assert.equal((await patch(root, other, { state: 'disabled' })).status, 200);
});

test('of two admins who demote each other at once, one is left', async () => {
	const own = await startServer();
	try {
		const admins = [];
		for (const one of ['anna', 'bert'])
			admins.push(await signIn(own, await own.addAccount(one, { role: 'admin' })));
		const answers = await Promise.all([
			patch(admins[0], 'bert', { roles: on(null, 'viewer') }),
			patch(admins[1], 'anna', { roles: on(null, 'viewer') }),
		]);
		// the later one is told that it would be the last, or has been signed out by then
		const [done, refused] = answers.map(({ status }) => status).sort();
		assert.equal(done, 200);
		assert.ok([401, 403, 409].includes(refused), String(refused));
		assert.equal(own.rows("SELECT * FROM role WHERE role = 'admin'").length, 1);
	} finally {
		await own.stop();
	}
});

test('accounts are listed in parts, and to an admin of one site those of theirs', async () => {
	const one = await someone(on('other'));
	const namesOf = (answer) => answer.body.items.map((item) => item.name);
	const seen = namesOf(await bea.fetch(ACCOUNTS));
	assert.ok(seen.includes('bea') && !seen.includes(one) && !seen.includes('root'));
	assertProblem(await bea.fetch(`${ACCOUNTS}?site=other`), 403, 'forbidden');
	assert.ok(namesOf(await root.fetch(`${ACCOUNTS}?site=other`)).includes(one));
	for (const { roles } of (await bea.fetch(ACCOUNTS)).body.items)
		assert.ok(roles.every(({ site }) => site === 'example'));
	const all = [];
	for (let next = ''; next !== null; ) {
		const answer = await root.fetch(`${ACCOUNTS}?limit=3&after=${next}`);
		assert.ok(answer.body.items.length <= 3);
		all.push(...namesOf(answer));
		({ next } = answer.body);
	}
	assert.deepEqual(all, server.rows('SELECT name FROM account ORDER BY name').map((row) => row.name));
	assert.deepEqual(fieldsOf(await root.fetch(`${ACCOUNTS}?limit=201`)), ['limit']);
	const text = (await root.fetch(`${ACCOUNTS}?limit=200`)).text;
	assert.doesNotMatch(text, /argon2|hash|"password"/);
});

test('tokens are made, shown once, listed with their last use, and revoked', async () => {
	const one = name();
	const { status, headers, body } = await bea.fetch(TOKENS, {
		body: { name: one, scope: 'moderate', site: 'example', expires: '30d' },
	});
	assert.equal(status, 201);
	assert.equal(headers.get('cache-control'), 'no-store');
	const { token, created_at, expires_at, ...rest } = body;
	assert.match(token, /^aw_\w{52}$/);
	assert.equal(Date.parse(expires_at) - Date.parse(created_at), 30 * 86_400_000);
	assert.deepEqual(rest, {
		name: one,
		scope: 'moderate',
		site: 'example',
		revoked_at: null,
		used_at: null,
	});
	assert.equal((await server.fetch('/api/v1/moderation/comments', { token })).status, 200);
	const listed = async (who, query = '') => {
		const answer = await who.fetch(`${TOKENS}?limit=200${query}`);
		assert.doesNotMatch(answer.text, /aw_|hash/);
		return answer.body.items.find((item) => item.name === one);
	};
	for (let left = 50; !(await listed(bea)).used_at; left--) assert.ok(left);
	assert.ok(await listed(root));
	assert.equal(await listed(root, '&site=other'), undefined);
	const end = (who) => who.fetch(`${TOKENS}/${one}`, { method: 'DELETE' });
	assert.equal((await end(bea)).status, 204);
	assertProblem(await end(bea), 404, 'not-found');
	assertProblem(await server.fetch('/api/v1/moderation/comments', { token }), 401, 'unauthenticated');
	assert.ok((await listed(bea)).revoked_at);
});

test('tokens are given and revoked by those of their site', async () => {
	for (const site of ['other', null])
		assertProblem(
			await bea.fetch(TOKENS, { body: { name: name(), scope: 'read', site } }),
			403,
			'forbidden',
		);
	const one = name();
	await server.addToken({ name: one, site: 'other' });
	assertProblem(await bea.fetch(`${TOKENS}/${one}`, { method: 'DELETE' }), 403, 'forbidden');
	assertProblem(await bea.fetch(`${TOKENS}/nobody`, { method: 'DELETE' }), 404, 'not-found');
	for (const [body, fields] of [
		[{}, ['name', 'scope']],
		[{ name: 'a b', scope: 'none', expires: 'soon' }, ['name', 'scope', 'expires']],
		[{ name: name(), scope: 'read', site: 'nowhere' }, ['site']],
		[{ name: one, scope: 'read' }, ['name']],
	])
		assert.deepEqual(fieldsOf(await root.fetch(TOKENS, { body })), fields);
});

test('every change is on record, by whom and when', async () => {
	const one = await someone(on('example', 'viewer'), bea);
	await patch(root, one, { state: 'disabled', password: 'another password now' });
	await patch(root, one, { state: 'active', roles: on('example', 'none') });
	await server.command('account', 'set', one, '--role', 'admin', '--site', 'other');
	await root.fetch(TOKENS, { body: { name: one, scope: 'read', site: 'example' } });
	await root.fetch(`${TOKENS}/${one}`, { method: 'DELETE' });
	const read = async (who, query = '') => {
		const items = [];
		for (let next = ''; next !== null; ) {
			const after = next && `&after=${next}`;
			const answer = await who.fetch(`${CHANGES}?limit=20${after}${query}`);
			assert.equal(answer.status, 200, answer.text);
			items.push(...answer.body.items);
			({ next } = answer.body);
		}
		return items.filter(({ subject }) => subject.endsWith(`:${one}`));
	};
	const all = await read(root);
	assert.deepEqual(
		all.map(({ by, action, subject, site, scope }) => [by, action, subject, site, scope]),
		[
			['account:bea', 'added', `account:${one}`, null, null],
			['account:bea', 'role', `account:${one}`, 'example', 'viewer'],
			['account:root', 'password', `account:${one}`, null, null],
			['account:root', 'disabled', `account:${one}`, null, null],
			['account:root', 'role', `account:${one}`, 'example', 'none'],
			['account:root', 'enabled', `account:${one}`, null, null],
			['command', 'role', `account:${one}`, 'other', 'admin'],
			['account:root', 'added', `token:${one}`, 'example', 'read'],
			['account:root', 'revoked', `token:${one}`, 'example', null],
		],
	);
	for (const { id, at } of all) assert.ok(id && Math.abs(Date.now() - Date.parse(at)) < 60_000);
	const back = await root.fetch(`${CHANGES}?limit=1&before=${all[1].id}`);
	assert.deepEqual(back.body.items, [all[0]]);
	assert.equal(back.body.next, all[0].id);
	assert.deepEqual(await read(bea), all.filter(({ site }) => site === 'example'));
	assertProblem(await bea.fetch(`${CHANGES}?site=other`), 403, 'forbidden');
});
