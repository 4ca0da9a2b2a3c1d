// The commands: what they do to a server that runs, and how they tell what is wrong.

import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { form, Server, startServer } from './harness.js';

// sysexits.h
const EX = { OK: 0, USAGE: 64, DATAERR: 65, NOINPUT: 66, UNAVAILABLE: 69, TEMPFAIL: 75, CONFIG: 78 };

const COMMANDS = ['serve', 'migrate', 'site', 'token', 'config', 'version'];

let server;
before(async () => {
	server = await startServer({ site: false });
});
after(() => server.stop());

// The command fails with this status and words, on standard error alone.
async function assertFails(args, status, words, on = server) {
	const result = await on.cli(...args);
	assert.equal(result.status, status, `${args.join(' ')}: ${result.stderr}`);
	assert.equal(result.stdout, '', args.join(' '));
	assert.match(result.stderr, /^(afterword: .+\n)+$/);
	assert.match(result.stderr, words);
}

// A folder with nothing in it, for commands without a server.
async function inFolder(work, settings) {
	const own = new Server(settings);
	try {
		return await work(own, (name) => path.join(own.dir, name));
	} finally {
		own.wipe();
	}
}

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
			for (const name of args.length > 1 ? [args[0]] : COMMANDS) assert.ok(stdout.includes(name));
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
		[['site', 'set', 'demo'], /--policy or --origin/],
		[['token', 'revoke'], /word is missing/],
	])
		await assertFails(args, EX.USAGE, words);
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
	for (const [policy, status] of [['publish', 201], ['hold', 202]]) {
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
	await eventually(async () => (await server.post({ page: 'https://elsewhere.example/' })).status === 202);
	await eventually(async () => (await server.post({ page: 'https://moved.example/' })).status === 422);
});

test('sites are listed for people and for programs', async () => {
	await server.command(
		'site', 'add', 'listed', '--origin', 'https://b.example', '--origin=http://a.example:8080',
		'--policy', 'publish',
	);
	const list = await server.command('site', 'list');
	assert.match(list, /^listed\tpublish\thttp:\/\/a\.example:8080\thttps:\/\/b\.example$/m);
	const sites = JSON.parse(await server.command('site', 'list', '--json'));
	assert.deepEqual(sites.find(({ id }) => id === 'listed'), {
		id: 'listed',
		policy: 'publish',
		origins: ['http://a.example:8080', 'https://b.example'],
	});
	assert.ok(sites.some(({ id }) => id === 'demo'));
});

test('an origin is kept in its normal form', async () => {
	await server.command('site', 'add', 'normal', '--origin', ' HTTPS://Bücher.Example:443/ ');
	assert.match(await server.command('site', 'list'), /^normal\thold\thttps:\/\/xn--bcher-kva\.example$/m);
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
		[['add', 'x', '--origin', 'https://x.example', '--policy', 'maybe'], EX.DATAERR, /policy: .*hold or publish/],
		[['add', 'taken', '--origin', 'https://x.example'], EX.DATAERR, /a site taken already/],
		[['add', 'x', '--origin', 'https://new-x.example', '--origin', 'https://taken.example'], EX.DATAERR, /https:\/\/taken\.example belongs/],
		[['set', 'nothing', '--policy', 'hold'], EX.NOINPUT, /no site nothing/],
		[['set', 'taken', '--origin', 'https://new.example'], EX.DATAERR, /belongs to a site/],
		[['remove', 'nothing'], EX.NOINPUT, /no site nothing/],
	])
		await assertFails(['site', ...args], status, words);
	assert.equal(await server.command('site', 'list'), before);
});

test('all mistakes of a command are told at once', async () => {
	const { status, stderr } = await server.cli('site', 'add', 'X', '--origin', 'y', '--policy', 'z');
	assert.equal(status, EX.DATAERR);
	for (const field of ['site', 'origin', 'policy']) assert.match(stderr, new RegExp(`^afterword: ${field}: `, 'm'));
});

test('a site without comments and tokens can be removed, another cannot', async () => {
	await server.addSite('gone', { origin: 'https://gone.example' });
	await server.addToken({ name: 'of-gone', site: 'gone' });
	await assertFails(['site', 'remove', 'gone'], EX.DATAERR, /still has tokens/);
	await server.addSite('empty', { origin: 'https://empty.example' });
	await server.command('site', 'remove', 'empty');
	assert.doesNotMatch(await server.command('site', 'list'), /empty/);
	await eventually(async () => (await server.post({ page: 'https://gone.example/' })).status === 202);
	await eventually(async () => (await server.post({ page: 'https://empty.example/' })).status === 422);
	await assertFails(['site', 'remove', 'gone'], EX.DATAERR, /comments on 1 pages; nothing was removed/);
	assert.match(await server.command('site', 'list'), /^gone\t/m);
});

test('tokens are listed without what they are', async () => {
	const text = await server.addToken({ name: 'ci.1', scope: 'read', expires: '30d' });
	assert.match(text, /^aw_[0-9a-z]{52}$/);
	const row = () => server.command('token', 'list', '--json').then(JSON.parse)
		.then((rows) => rows.find(({ name }) => name === 'ci.1'));
	const { created_at, expires_at, ...rest } = await row();
	assert.deepEqual(rest, { name: 'ci.1', scope: 'read', site: null, revoked_at: null });
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
		[add('--name', 'x', '--scope', 'read', '--site', 'nowhere'), EX.DATAERR, /site: There is no site nowhere/],
		[add('--name', 'there', '--scope', 'read'), EX.DATAERR, /name: .*there/],
		[['token', 'revoke', 'nobody'], EX.NOINPUT, /no token nobody/],
	])
		await assertFails(args, status, words);
	for (const expires of ['0d', '-1d', '30', 'd', '1w', '1.5d', '99999d', '99999999999999999999d', ''])
		await assertFails(
			add('--name', 'x', '--scope', 'read', '--expires', expires), EX.DATAERR, /expires: .*30d/);
	await server.command('token', 'revoke', 'there');
	await assertFails(['token', 'revoke', 'there'], EX.NOINPUT, /revoked already/);
	await assertFails(add('--name', 'there', '--scope', 'read'), EX.DATAERR, /or was, a token there/);
	assert.equal(server.rows("SELECT 1 FROM token WHERE name = 'x'").length, 0);
});

test('commands work before a server ever ran, once the database is made', () =>
	inFolder(async (own, at) => {
		await assertFails(['site', 'list'], EX.NOINPUT, /afterword\.db is not there yet.*migrate/, own);
		assert.ok(!existsSync(at('afterword.db')), 'asking makes nothing');
		assert.match(await own.command('migrate'), /migrations applied, up to date/);
		assert.match(await own.command('migrate'), /: 0 migrations applied, up to date/);
		await own.addSite();
		assert.match(await own.addToken(), /^aw_/);
		await own.start();
		assert.equal((await own.post()).status, 202);
		await own.stop({ keep: true });
	}));

test('what is made is its owner\'s alone', () => {
	for (const name of ['afterword.db', 'afterword.key']) {
		const mode = statSync(path.join(server.dir, name)).mode & 0o777;
		assert.equal(mode.toString(8), '600', name);
	}
});

test('flag goes over environment over file over default, and config tells which', () =>
	inFolder(async (own, at) => {
		const config = async (...args) => {
			const text = await own.command('config', ...args);
			const rows = [...text.matchAll(/^; from the (\w+)\n(\w+) = (.*)$/gm)];
			return Object.fromEntries(rows.map(([, source, name, value]) => [name, `${source}: ${value}`]));
		};
		assert.equal((await config()).connections, 'default: 4096');
		writeFileSync(at('afterword.conf'), '; ours\nconnections = 11\nworkers = 2\n');
		const file = await config();
		assert.deepEqual([file.connections, file.workers], ['file: 11', 'file: 2']);
		own.settings = { connections: 22 };
		assert.equal((await config()).connections, 'environment: 22');
		assert.equal((await config('--connections', '33')).connections, 'flag: 33');
		assert.equal((await config('--connections=44')).connections, 'flag: 44');
		writeFileSync(at('other.conf'), 'workers = 3\n');
		assert.equal((await config('--config', 'other.conf')).workers, 'file: 3');
	}));

test('what config prints is a file of settings that means the same', () =>
	inFolder(async (own, at) => {
		const printed = await own.command('config', '--connections', '7', '--clock', '2026-01-01T00:00:00Z');
		writeFileSync(at('printed.conf'), `${printed}\n`);
		const again = await own.command('config', '--config', 'printed.conf');
		const values = (text) => text.replace(/^;.*\n/gm, '');
		assert.equal(values(again), values(printed));
	}));

test('a wrong setting stops every command, by name and value, with what would be right: 78', () =>
	inFolder(async (own, at) => {
		for (const [name, value, right] of [
			['workers', 'many', /a number from 0 to 256/],
			['workers', '-1', /a number/],
			['workers', '257', /a number/],
			['workers', '', /a number/],
			['connections', '0', /a number from 1/],
			['cache_size', '1T', /K, M or G/],
			['cache_size', '2G', /1073741824/],
			['cache_size', '99999999999999999999', /K, M or G/],
			['rate_limits', 'yes', /off or on/],
			['fingerprint_cost', 'cheap', /keyed or standard or strong/],
			['log', 'loud', /info/],
			['clock', 'yesterday', /2026-01-31T12:00:00Z/],
			['clock', '2026-02-30', /2026-01-31T12:00:00Z/],
		]) {
			const flag = `--${name.replace('_', '-')}=${value}`;
			const told = `^afterword: ${name} \\(from the flag\\) is "${value}"; it must be .*`;
			await assertFails(['config', flag], EX.CONFIG, new RegExp(told + right.source), own);
		}
		await assertFails(['serve', '--workers'], EX.CONFIG, /--workers needs a value/, own);
		own.settings = { workers: 'many' };
		for (const args of [['serve'], ['migrate'], ['site', 'list'], ['token', 'list']])
			await assertFails(args, EX.CONFIG, /workers \(from the environment\) is "many"/, own);
		own.settings = {};
		for (const [text, words] of [
			['workers = many\n', /workers \(from the file\) is "many"/],
			['worker = 1\n', /no setting worker/],
			['[server]\nworker = 1\n', /no setting worker in section \[server\]/],
			['workers\n', /line 1 is not of the form key = value/],
		]) {
			writeFileSync(at('afterword.conf'), text);
			await assertFails(['config'], EX.CONFIG, words, own);
		}
		writeFileSync(at('afterword.conf'), '');
		await assertFails(['config', '--config', 'missing.conf'], EX.CONFIG, /missing\.conf cannot be read/, own);
		assert.ok(!existsSync(at('afterword.db')));
	}));

test('an address that cannot be listened on is told: 69', () =>
	inFolder(async (own) => {
		for (const [listen, words] of [
			['127.0.0.1', /HOST:PORT/],
			['127.0.0.1:', /HOST:PORT/],
			[':8080', /HOST:PORT/],
			['::1:8080', /HOST:PORT/],
			['127.0.0.1:http', /HOST:PORT/],
			['192.0.2.1:0', /192\.0\.2\.1:0: .*[Aa]ssign/],
			['no.such.host.invalid:0', /no\.such\.host\.invalid:0/],
			['unix:', /a path of 1 to/],
			[`unix:${'x'.repeat(120)}`, /a path of 1 to/],
			['unix:no/such/folder', /No such file/],
			['', /an address is needed/],
			[`127.0.0.1:${server.port}`, new RegExp(`127\\.0\\.0\\.1:${server.port}: .*another program listens there`)],
			[`127.0.0.1:0,127.0.0.1:${server.port}`, /another program/],
		])
			await assertFails(['serve', '--listen', listen], EX.UNAVAILABLE, words, own);
	}));

test('a proxy or a public address that is wrong is told', () =>
	inFolder(async (own) => {
		await assertFails(['serve', '--trusted-proxies', '127.0.0.1,proxy'], EX.CONFIG, /trusted_proxies: "proxy"/, own);
		await assertFails(['serve', '--trusted-proxies', '127.0.0.0/8'], EX.CONFIG, /trusted_proxies: /, own);
		await assertFails(['serve', '--public-url', 'comments.example'], EX.DATAERR, /public_url: /, own);
	}));

test('a key file that others can read, or that is none, stops the start: 78', () =>
	inFolder(async (own, at) => {
		const key = `${'0123456789abcdef'.repeat(4)}\n`;
		const file = at('afterword.key');
		for (const mode of [0o640, 0o604, 0o620]) {
			writeFileSync(file, key);
			chmodSync(file, mode);
			await assertFails(['serve'], EX.CONFIG, /key_file: .*afterword\.key.*chmod 600/, own);
		}
		chmodSync(file, 0o600);
		for (const text of ['', key.slice(1), `${key}\n`, key.replace('0', 'g'), key.repeat(2)]) {
			writeFileSync(file, text);
			await assertFails(['serve'], EX.CONFIG, /key_file: .*64 hexadecimal digits/, own);
			assert.equal(readFileSync(file, 'utf8'), text, 'it is left alone');
		}
		assert.ok(!existsSync(at('afterword.db')), 'and nothing else is made');
		mkdirSync(at('folder'));
		await assertFails(['serve', '--key-file', 'folder'], EX.CONFIG, /key_file: folder is not a file/, own);
		await assertFails(['serve', '--key-file', 'no/key'], EX.CONFIG, /key_file: no\/key cannot be made/, own);
		writeFileSync(file, key.trim().toUpperCase());
		await own.start();
		await own.stop({ keep: true });
	}));

test('links that were made under one key are of no comment under another', () =>
	inFolder(async (own, at) => {
		await own.start();
		await own.addSite();
		const link = new URL((await own.leave()).status_url).pathname;
		assert.equal((await own.fetch(link)).status, 200);
		await own.stop({ keep: true });
		writeFileSync(at('afterword.key'), 'f'.repeat(64));
		await own.start();
		assert.equal((await own.fetch(link)).status, 404);
		await own.stop({ keep: true });
	}));

test('the public address is what links begin with', () =>
	inFolder(async (own) => {
		own.settings = { public_url: 'https://Comments.Example:443/' };
		await own.start();
		await own.addSite();
		const { status_url } = await own.leave();
		assert.match(status_url, /^https:\/\/comments\.example\/mine\//);
		const { body } = await own.fetch(`/api/v1/comments?${form({ page: 'https://comments.example/demo' })}`);
		assert.equal(body.page.state, 'open', 'the demo is on it');
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
