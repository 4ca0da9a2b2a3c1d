// The commands: what they do to a server that runs, and how they tell what is wrong.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertFails, EX, inFolder } from './commands.js';
import { form, startServer } from './harness.js';

const COMMANDS = ['serve', 'migrate', 'site', 'embed', 'token', 'check', 'config', 'version'];

let server;
before(async () => {
	server = await startServer({ site: false });
});
after(() => server.stop());

// The daemon sees within a moment what another program has changed.
async function eventually(check) {
	for (let left = 40; !(await check()); left--) {
		assert.ok(left, 'it did not come to be');
		await sleep(50);
	}
}

test('help is printed for the program and each command, and nothing is made', () =>
	inFolder(async (own, at) => {
		for (const args of [[], ['--help'], ['-h'], ...COMMANDS.map((name) => [name, '--help'])]) {
			const { status, stdout, stderr } = await own.cli(...args);
			assert.deepEqual([status, stderr], [EX.OK, '']);
			assert.match(stdout, /afterword/);
			assert.match(stdout, /--database/);
			for (const name of args.length > 1 ? [args[0]] : COMMANDS)
				assert.ok(stdout.includes(name));
		}
		assert.ok(!existsSync(at('afterword.db')) && !existsSync(at('afterword.key')));
	}));

test('a command line that cannot be understood: 64', async () => {
	for (const [args, words] of [
		[['commence'], /no command "commence"/],
		[['site'], /site --help/],
		[['site', 'burn'], /"site burn" is no command/],
		[['token', ''], /token --help/],
		[['serve', 'now'], /"now" is one word too many/],
		[['version', '--verbose'], /no option --verbose/],
		[['site', 'add'], /word is missing/],
		[['site', 'add', 'a', 'b', '--origin', 'https://a.example'], /"b" is one word too many/],
		[['site', 'add', 'a', '--origin'], /--origin needs a value/],
		[['site', 'list', '--jsn'], /no option --jsn/],
		[['site', 'set', 'demo'], /--policy, --set or --origin/],
		[['token', 'revoke'], /word is missing/],
	])
		await assertFails(server, args, EX.USAGE, words);
});

test('the version is one line', async () => {
	assert.match(await server.command('version'), /^afterword \d+\.\d+\.\d+/);
});

test('a site is added while the server runs, and readers can comment', async () => {
	const page = 'https://new.example/x';
	const target = `/api/v1/comments?${form({ page })}`;
	assert.equal((await server.fetch(target)).status, 404);
	assert.equal((await server.post({ page })).status, 422);
	await server.addSite('new', { origin: 'https://new.example' });
	await eventually(async () => (await server.post({ page })).status === 202);
	assert.equal((await server.fetch(target)).status, 200);
});

test('a policy that is changed holds from then on', async () => {
	const page = 'https://policy.example/x';
	await server.addSite('policy', { origin: 'https://policy.example' });
	for (const [policy, status] of [
		['publish', 201],
		['hold', 202],
	]) {
		await server.command('site', 'set', 'policy', '--policy', policy);
		await eventually(async () => (await server.post({ page })).status === status);
		for (let i = 0; i < 5; i++) assert.equal((await server.post({ page })).status, status);
	}
});

test('origins that are changed are known to the server, in what it has ready, too', async () => {
	const target = `/comments?${form({ page: 'https://moved.example/' })}`;
	await server.addSite('moved', { origin: 'https://moved.example' });
	assert.equal((await server.fetch(target)).status, 200);
	await server.command('site', 'set', 'moved', '--origin', 'https://elsewhere.example');
	await eventually(async () => (await server.fetch(target)).status === 404);
	await eventually(
		async () => (await server.post({ page: 'https://elsewhere.example/' })).status === 202,
	);
	await eventually(
		async () => (await server.post({ page: 'https://moved.example/' })).status === 422,
	);
});

test('sites are listed for people and for programs', async () => {
	await server.command(
		'site',
		'add',
		'listed',
		'--origin',
		'https://b.example',
		'--origin=http://a.example:8080',
		'--policy',
		'publish',
	);
	const list = await server.command('site', 'list');
	assert.match(list, /^listed\tpublish\thttp:\/\/a\.example:8080\thttps:\/\/b\.example$/m);
	const sites = JSON.parse(await server.command('site', 'list', '--json'));
	const listed = sites.find(({ id }) => id === 'listed');
	assert.equal(listed.policy, 'publish');
	assert.deepEqual(listed.origins, ['http://a.example:8080', 'https://b.example']);
	assert.equal(listed.links, 2);
	assert.ok(sites.some(({ id }) => id === 'demo'));
});

test('an origin is kept in its normal form', async () => {
	await server.command('site', 'add', 'normal', '--origin', ' HTTPS://Bücher.Example:443/ ');
	assert.match(
		await server.command('site', 'list'),
		/^normal\thold\thttps:\/\/xn--bcher-kva\.example$/m,
	);
});

test('a site that is wrong is refused, and nothing is changed', async () => {
	await server.addSite('taken', { origin: 'https://taken.example' });
	const before = await server.command('site', 'list');
	for (const [args, status, words] of [
		[['add', 'x'], EX.DATAERR, /origin: Name the origins/],
		[['add', 'Big', '--origin', 'https://x.example'], EX.DATAERR, /site: .*a-z/],
		[['add', '', '--origin', 'https://x.example'], EX.DATAERR, /site: /],
		[['add', 'x'.repeat(41), '--origin', 'https://x.example'], EX.DATAERR, /up to 40/],
		[['add', 'x', '--origin', 'x.example'], EX.DATAERR, /origin: .*https:/],
		[['add', 'x', '--origin', 'https://x.example/blog'], EX.DATAERR, /origin: Leave out/],
		[['add', 'x', '--origin', 'ftp://x.example'], EX.DATAERR, /origin: /],
		[
			['add', 'x', '--origin', 'https://x.example', '--policy', 'maybe'],
			EX.DATAERR,
			/policy: .*hold, trust, publish/,
		],
		[['set', 'taken', '--set', 'links'], EX.DATAERR, /set: .*NAME=VALUE/],
		[['set', 'taken', '--set', 'links=-1'], EX.DATAERR, /links: .*from 0 to 100/],
		[['set', 'taken', '--set', 'thread_sort=best'], EX.DATAERR, /thread_sort: .*oldest, newest/],
		[['set', 'taken', '--set', 'likes=1'], EX.DATAERR, /likes: .*off, on/],
		[['set', 'taken', '--set', 'limbs=1'], EX.DATAERR, /limbs: .*no such number/],
		[['add', 'taken', '--origin', 'https://x.example'], EX.DATAERR, /a site taken already/],
		[
			['add', 'x', '--origin', 'https://new-x.example', '--origin', 'https://taken.example'],
			EX.DATAERR,
			/https:\/\/taken\.example belongs/,
		],
		[['set', 'nothing', '--policy', 'hold'], EX.NOINPUT, /no site nothing/],
		[['set', 'taken', '--origin', 'https://new.example'], EX.DATAERR, /belongs to a site/],
		[['remove', 'nothing'], EX.NOINPUT, /no site nothing/],
	])
		await assertFails(server, ['site', ...args], status, words);
	assert.equal(await server.command('site', 'list'), before);
});

test('all mistakes of a command are told at once', async () => {
	const { status, stderr } = await server.cli(
		'site',
		'add',
		'X',
		'--origin',
		'y',
		'--policy',
		'z',
	);
	assert.equal(status, EX.DATAERR);
	for (const field of ['site', 'origin', 'policy'])
		assert.match(stderr, new RegExp(`^afterword: ${field}: `, 'm'));
});

test('a site without comments and tokens can be removed, another cannot', async () => {
	await server.addSite('gone', { origin: 'https://gone.example' });
	await server.addToken({ name: 'of-gone', site: 'gone' });
	await assertFails(server, ['site', 'remove', 'gone'], EX.DATAERR, /still has tokens, accounts, rules or reserved names/);
	await server.addSite('empty', { origin: 'https://empty.example' });
	await server.command('site', 'remove', 'empty');
	assert.doesNotMatch(await server.command('site', 'list'), /empty/);
	await eventually(
		async () => (await server.post({ page: 'https://gone.example/' })).status === 202,
	);
	await eventually(
		async () => (await server.post({ page: 'https://empty.example/' })).status === 422,
	);
	await assertFails(
		server,
		['site', 'remove', 'gone'],
		EX.DATAERR,
		/comments on 1 pages; nothing was removed/,
	);
	assert.match(await server.command('site', 'list'), /^gone\t/m);
});

test('tokens are listed without what they are', async () => {
	const text = await server.addToken({ name: 'ci.1', scope: 'read', expires: '30d' });
	assert.match(text, /^aw_[0-9a-z]{52}$/);
	const row = () =>
		server
			.command('token', 'list', '--json')
			.then(JSON.parse)
			.then((rows) => rows.find(({ name }) => name === 'ci.1'));
	const { created_at, expires_at, ...rest } = await row();
	assert.deepEqual(rest, {
		name: 'ci.1',
		scope: 'read',
		site: null,
		revoked_at: null,
		used_at: null,
	});
	assert.equal(Date.parse(expires_at) - Date.parse(created_at), 30 * 86_400_000);
	await server.command('token', 'revoke', 'ci.1');
	assert.ok(Date.parse((await row()).revoked_at) >= Date.parse(created_at));
	const list = await server.command('token', 'list');
	assert.match(list, /^ci\.1\tread\tall sites\tcreated .+\texpires .+\trevoked 2/m);
	assert.ok(!list.includes(text) && !list.includes(text.slice(3)));
});

test('a token that is wrong is refused', async () => {
	await server.addToken({ name: 'there' });
	const add = (...args) => ['token', 'add', ...args];
	for (const [args, status, words] of [
		[add('--scope', 'read'), EX.DATAERR, /name: /],
		[add('--name', 'a b', '--scope', 'read'), EX.DATAERR, /name: /],
		[add('--name', 'x'.repeat(65), '--scope', 'read'), EX.DATAERR, /name: .*64/],
		[add('--name', 'x'), EX.DATAERR, /scope: .*read, moderate or admin/],
		[add('--name', 'x', '--scope', 'none'), EX.DATAERR, /scope: /],
		[
			add('--name', 'x', '--scope', 'read', '--site', 'nowhere'),
			EX.DATAERR,
			/site: There is no site nowhere/,
		],
		[add('--name', 'there', '--scope', 'read'), EX.DATAERR, /name: .*there/],
		[['token', 'revoke', 'nobody'], EX.NOINPUT, /no token nobody/],
	])
		await assertFails(server, args, status, words);
	for (const expires of [
		'0d',
		'-1d',
		'30',
		'd',
		'1w',
		'1.5d',
		'99999d',
		'99999999999999999999d',
		'',
	])
		await assertFails(
			server,
			add('--name', 'x', '--scope', 'read', '--expires', expires),
			EX.DATAERR,
			/expires: .*30d/,
		);
	await server.command('token', 'revoke', 'there');
	await assertFails(server, ['token', 'revoke', 'there'], EX.NOINPUT, /revoked already/);
	await assertFails(
		server,
		add('--name', 'there', '--scope', 'read'),
		EX.DATAERR,
		/or was, a token there/,
	);
	assert.equal(server.rows("SELECT 1 FROM token WHERE name = 'x'").length, 0);
});

test('commands work before a server ever ran, once the database is made', () =>
	inFolder(async (own, at) => {
		await assertFails(
			own,
			['site', 'list'],
			EX.NOINPUT,
			/afterword\.db is not there yet.*migrate/,
		);
		assert.ok(!existsSync(at('afterword.db')), 'asking makes nothing');
		assert.match(await own.command('migrate'), /: up to date, migrations applied: [1-9]/);
		assert.match(await own.command('migrate'), /: up to date, migrations applied: 0/);
		await own.addSite();
		assert.match(await own.addToken(), /^aw_/);
		await own.start();
		assert.equal((await own.post()).status, 202);
		await own.stop({ keep: true });
	}));

test('SIGINT stops as SIGTERM does, SIGHUP does not stop', () =>
	inFolder(async (own) => {
		await own.start();
		process.kill(own.pid, 'SIGHUP');
		await sleep(100);
		assert.equal((await own.fetch('/healthz')).status, 200);
		assert.deepEqual(await own.end('SIGINT'), { code: 0, signal: null });
		assert.match(own.log(), /event=stopping[^]*event=stopped/);
	}));
