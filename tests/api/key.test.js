// The secret key: made once, handed over by a service manager, never made anew without a word.

import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { assertFails, EX, inFolder } from './commands.js';

test('a new key is its owner’s alone, and replaces none', () =>
	inFolder(async (own, at) => {
		const said = await own.command('key', 'new', 'own.key');
		assert.match(said, /^own\.key: key [0-9a-f]{16}$/);
		const made = readFileSync(at('own.key'), 'utf8');
		assert.match(made, /^[0-9a-f]{64}\n$/);
		assert.ok(!said.includes(made.slice(0, 16)));
		assert.equal(statSync(at('own.key')).mode & 0o777, 0o600);
		await assertFails(own, ['key', 'new', 'own.key'], EX.CONFIG, /own\.key cannot be made: File exists/);
		assert.equal(readFileSync(at('own.key'), 'utf8'), made);
		assert.equal(await own.command('key', 'show', 'own.key'), said);
		await assertFails(own, ['key', 'show', 'no.key'], EX.CONFIG, /no\.key cannot be read/);
		assert.ok(!existsSync(at('no.key')));
		await assertFails(own, ['key'], EX.USAGE, /is no command/);
	}));

test('the key that a service manager hands over goes before the one in the folder', () =>
	inFolder(
		async (own, at) => {
			mkdirSync(at('credentials'));
			own.more = { CREDENTIALS_DIRECTORY: at('credentials') };
			const config = () => own.command('config');
			assert.match(await config(), /; from the default\nkey_file = afterword\.key\n/);
			await own.command('key', 'new', 'credentials/afterword.key');
			const handed = `key_file = ${at('credentials/afterword.key')}`;
			assert.ok((await config()).includes(`; from the credential\n${handed}\n`));
			assert.match(
				await own.command('config', '--key-file', 'other.key'),
				/; from the flag\nkey_file = other\.key\n/,
			);
			// what an access control list lets us read looks so
			chmodSync(at('credentials/afterword.key'), 0o440);
			await own.start();
			await own.stop({ keep: true });
			assert.ok(!existsSync(at('afterword.key')));
			for (const mode of [0o444, 0o460]) {
				chmodSync(at('credentials/afterword.key'), mode);
				await assertFails(own, ['serve'], EX.CONFIG, /others can read or write/);
			}
		},
		{ key_file: undefined },
	));

test('a key that is gone is not made anew for a database that was used with it', () =>
	inFolder(async (own, at) => {
		await own.command('migrate'); // has seen no key yet
		await own.start();
		await own.stop({ keep: true });
		renameSync(at('afterword.key'), at('copy.key'));
		await assertFails(
			own,
			['serve'],
			EX.CONFIG,
			/key_file: afterword\.key is not there, and afterword\.db was used with a key already/,
		);
		assert.ok(!existsSync(at('afterword.key')));
		renameSync(at('copy.key'), at('afterword.key'));
		await own.start();
		await own.stop({ keep: true });
	}));
