// The settings: where they come from, what wrong ones are told, the key file and the addresses.

import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { assertFails, EX, inFolder } from './commands.js';
import { form, startServer } from './harness.js';

let server;
before(async () => {
	server = await startServer({ site: false });
});
after(() => server.stop());

test("what is made is its owner's alone", () => {
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
			return Object.fromEntries(
				rows.map(([, source, name, value]) => [name, `${source}: ${value}`]),
			);
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
		const printed = await own.command(
			'config',
			'--connections',
			'7',
			'--clock',
			'2026-01-01T00:00:00Z',
		);
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
			['sandbox', 'on', /off or auto or require/],
			['clock', 'yesterday', /2026-01-31T12:00:00Z/],
			['clock', '2026-02-30', /2026-01-31T12:00:00Z/],
		]) {
			const flag = `--${name.replace('_', '-')}=${value}`;
			const told = `^afterword: ${name} \\(from the flag\\) is "${value}"; it must be .*`;
			await assertFails(own, ['config', flag], EX.CONFIG, new RegExp(told + right.source));
		}
		await assertFails(own, ['serve', '--workers'], EX.CONFIG, /--workers needs a value/);
		own.settings = { workers: 'many' };
		for (const args of [['serve'], ['migrate'], ['site', 'list'], ['token', 'list']])
			await assertFails(own, args, EX.CONFIG, /workers \(from the environment\) is "many"/);
		own.settings = {};
		for (const [text, words] of [
			['workers = many\n', /workers \(from the file\) is "many"/],
			['worker = 1\n', /no setting worker/],
			['[server]\nworker = 1\n', /no setting worker in section \[server\]/],
			['workers\n', /line 1 is not of the form key = value/],
		]) {
			writeFileSync(at('afterword.conf'), text);
			await assertFails(own, ['config'], EX.CONFIG, words);
		}
		writeFileSync(at('afterword.conf'), '');
		await assertFails(
			own,
			['config', '--config', 'missing.conf'],
			EX.CONFIG,
			/missing\.conf cannot be read/,
		);
		assert.ok(!existsSync(at('afterword.db')));
	}));

test('a sandbox that is required and cannot be is told: 78', () =>
	inFolder(async (own) => {
		await own.start(); // which makes what check looks at
		await own.stop({ keep: true });
		const [, missing] = /a server (?:has .+|goes without (.+)) here/.exec(await own.command('check'));
		if (missing) {
			const words = new RegExp(`sandbox is "require", but .* no ${missing}; with auto`);
			await assertFails(own, ['serve', '--sandbox', 'require'], EX.CONFIG, words);
		} else {
			await own.start('--sandbox', 'require');
			await own.stop();
		}
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
			[
				`127.0.0.1:${server.port}`,
				new RegExp(`127\\.0\\.0\\.1:${server.port}: .*another program listens there`),
			],
			[`127.0.0.1:0,127.0.0.1:${server.port}`, /another program/],
		])
			await assertFails(own, ['serve', '--listen', listen], EX.UNAVAILABLE, words);
	}));

test('a proxy or a public address that is wrong is told', () =>
	inFolder(async (own) => {
		await assertFails(
			own,
			['serve', '--trusted-proxies', '127.0.0.1,proxy'],
			EX.CONFIG,
			/trusted_proxies: "proxy"/,
		);
		await assertFails(
			own,
			['serve', '--trusted-proxies', '127.0.0.0/8'],
			EX.CONFIG,
			/trusted_proxies: /,
		);
		await assertFails(
			own,
			['serve', '--public-url', 'comments.example'],
			EX.CONFIG,
			/public_url is "comments.example"/,
		);
	}));

test('a key file that others can read, or that is none, stops the start: 78', () =>
	inFolder(async (own, at) => {
		const key = `${'0123456789abcdef'.repeat(4)}\n`;
		const file = at('afterword.key');
		for (const mode of [0o640, 0o604, 0o620]) {
			writeFileSync(file, key);
			chmodSync(file, mode);
			await assertFails(own, ['serve'], EX.CONFIG, /key_file: .*afterword\.key.*chmod 600/);
		}
		chmodSync(file, 0o600);
		for (const text of ['', key.slice(1), `${key}\n`, key.replace('0', 'g'), key.repeat(2)]) {
			writeFileSync(file, text);
			await assertFails(own, ['serve'], EX.CONFIG, /key_file: .*64 hexadecimal digits/);
			assert.equal(readFileSync(file, 'utf8'), text, 'it is left alone');
		}
		assert.ok(!existsSync(at('afterword.db')), 'and nothing else is made');
		mkdirSync(at('folder'));
		await assertFails(
			own,
			['serve', '--key-file', 'folder'],
			EX.CONFIG,
			/key_file: folder is not a file/,
		);
		await assertFails(
			own,
			['serve', '--key-file', 'no/key'],
			EX.CONFIG,
			/key_file: no\/key cannot be made/,
		);
		writeFileSync(file, key.trim().toUpperCase());
		await own.start();
		await own.stop({ keep: true });
	}));

test('the public address is what links begin with', () =>
	inFolder(async (own) => {
		own.settings = { public_url: 'https://Comments.Example:443/' };
		await own.start();
		await own.addSite();
		const { status_url } = await own.leave();
		assert.match(status_url, /^https:\/\/comments\.example\/mine\//);
		const { body } = await own.fetch(
			`/api/v1/comments?${form({ page: 'https://comments.example/demo' })}`,
		);
		assert.equal(body.page.state, 'open', 'the demo is on it');
		await own.stop({ keep: true });
	}));
