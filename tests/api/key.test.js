// The secret key: made once, handed over by a service manager, never made anew without a word; and
// several of them: a new one in front, those from before still known, one retired, one lost.

import assert from 'node:assert/strict';
import {
	chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync,
} from 'node:fs';
import { test } from 'node:test';
import { assertFails, EX, inFolder } from './commands.js';
import { comment } from './harness.js';

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
			/key_file: afterword\.key lacks the key [0-9a-f]{16} that the database is used with/,
		);
		assert.ok(!existsSync(at('afterword.key')));
		renameSync(at('copy.key'), at('afterword.key'));
		await own.start();
		await own.stop({ keep: true });
	}));

// A server in a folder, with a site, a comment that is approved and an author who is banned; and what
// the key tests ask of it.
const withKey = (work, settings) =>
	inFolder(async (own, at) => {
		await own.start();
		await own.addSite('example', { set: ['form_min=0'] });
		own.moderator = await own.command('token', 'add', '--name', 'key', '--scope', 'admin');
		own.again = async (change) => {
			await own.stop({ keep: true });
			await change();
			await own.start();
		};
		own.keys = async () => JSON.parse(await own.command('key', 'list', '--json'));
		own.add = () => own.again(() => own.command('key', 'new', 'afterword.key', '--add'));
		own.authors = () => own.rows('SELECT id, tag, key_id, standing FROM author ORDER BY id');
		own.idOf = async () => (await own.keys())[0].id;
		await work(own, at);
	}, settings);

// Where a reader's private link leads, whatever the port is by now.
const pageOf = ({ status_url }) => new URL(status_url).pathname;

test('authors, bans, rules, links and requests outlive a new key', () =>
	withKey(async (own) => {
		const ada = await own.leave({});
		const queue = await own.fetch('/api/v1/moderation/comments', { token: own.moderator });
		const banned = await own.fetch(
			`/api/v1/moderation/authors/${queue.body.items[0].author.id}`,
			{ method: 'PATCH', token: own.moderator, body: { standing: 'banned' } },
		);
		assert.equal(banned.status, 200);
		await own.leave({ email: 'eve@example.org', body: 'Other.' });
		const before = own.authors();
		const rule = await own.fetch('/api/v1/moderation/rules', {
			method: 'POST',
			token: own.moderator,
			body: { site: 'example', kind: 'author', value: before[1].tag, action: 'spam' },
		});
		assert.equal(rule.status, 201);
		const sent = () =>
			own.fetch('/api/v1/comments', {
				method: 'POST',
				headers: { 'Idempotency-Key': 'once' },
				body: comment({ email: 'ida@example.org', body: 'Just once.' }),
			});
		const ida = await sent();
		const old = await own.idOf();

		await own.add();
		const [newest, older] = await own.keys();
		assert.deepEqual([newest.place, newest.authors, newest.seals], ['newest', 0, 0]);
		assert.deepEqual([older.id, older.place, older.authors], [old, 'old', 3]);
		assert.ok(older.seals >= 3);
		assert.equal((await own.fetch(pageOf(ada))).status, 200);
		assert.equal((await sent()).body.id, ida.body.id);
		assert.equal((await own.leave({ body: 'Banned still?' })).state, 'rejected');
		// the first time by the fingerprint from before, then by the new one
		for (const body of ['By the old key.', 'By the new key.'])
			assert.equal((await own.leave({ email: 'eve@example.org', body })).state, 'spam');
		await own.leave({ email: 'new@example.org' });
		const after = own.authors();
		assert.deepEqual(
			after.slice(0, 2),
			before.map((author) => ({ ...author, key_id: newest.id })),
		);
		assert.deepEqual(after.map(({ key_id }) => key_id).slice(2), [old, newest.id]);
		assert.equal(after.length, 4);

		// who has not written since is known for having all erased, too
		const link = pageOf(ida.body).split('/').at(-1);
		const erase = (email) =>
			own.fetch(`/api/v1/mine/${link}/erase`, { method: 'POST', body: { email } });
		assert.equal((await erase('eve@example.org')).status, 202);
		assert.equal(own.count('ledger'), 0);
		assert.equal((await erase('ida@example.org')).status, 202);
		assert.equal(own.count('ledger'), 1);
		assert.equal(own.authors()[2].key_id, ''); // no key knows them any more
		assert.equal((await own.cli('check')).status, EX.OK);
		await own.stop({ keep: true });
	}));

test('retiring a key moves what it sealed, says what goes with it, and asks first', () =>
	withKey(async (own, at) => {
		await own.leave({});
		await own.leave({ email: 'eve@example.org', body: 'Other.' });
		const old = await own.idOf();
		await own.add();
		const newest = await own.idOf();
		await assertFails(own, ['key', 'retire', old], EX.TEMPFAIL, /in use by .*; stop the server/);
		await own.leave({ body: 'Again.' });
		own.write("INSERT INTO account (id, name, password, created_at) VALUES (1, 'anna', '', 1)");
		own.write("INSERT INTO recovery_code (account, hash) VALUES (1, x'00')"); // from before
		own.write(`INSERT INTO recovery_code (account, hash, key_id) VALUES (1, x'01', '${old}')`);
		own.write(`INSERT INTO recovery_code (account, hash, key_id) VALUES (1, x'02', '${newest}')`);
		await own.stop({ keep: true });
		await assertFails(own, ['key', 'retire', newest], EX.DATAERR, /is the key that all is made with/);
		await assertFails(own, ['key', 'retire', '0123456789abcdef'], EX.NOINPUT, /know a key 0123/);
		const asked = await own.cli('key', 'retire', old, '--json');
		assert.equal(asked.status, EX.DATAERR);
		assert.match(asked.stderr, /--yes/);
		const losses = { authors: 1, banned: 0, trusted: 0, links: 2, factors: 0, codes: 2, seals: 0 };
		assert.deepEqual(JSON.parse(asked.stdout), { id: old, retired: false, ...losses });
		assert.equal(readFileSync(at('afterword.key'), 'utf8').length, 130);
		const done = JSON.parse(await own.command('key', 'retire', old, '--yes', '--json'));
		assert.deepEqual(done, { id: old, retired: true, ...losses });
		assert.equal(readFileSync(at('afterword.key'), 'utf8').length, 65);
		assert.equal(statSync(at('afterword.key')).mode & 0o777, 0o600);
		assert.equal((await own.cli('check')).status, EX.OK);
		const [kept, gone] = await own.keys();
		assert.deepEqual([kept.id, kept.authors, gone.place, gone.authors], [newest, 1, 'retired', 1]);
		assert.equal(kept.seals, 3);
		assert.equal(own.count('recovery_code'), 1);
		await own.start();
		await own.leave({ email: 'eve@example.org', body: 'As somebody new.' });
		assert.equal(own.authors().length, 3);
		await own.stop({ keep: true });
	}));

test('a lost key is said at the start, with what it means; nothing goes on without a word', () =>
	withKey(async (own, at) => {
		const left = await own.leave({});
		const old = await own.idOf();
		await own.stop({ keep: true });
		renameSync(at('afterword.key'), at('copy.key'));
		await own.command('key', 'new', 'afterword.key');
		const words = new RegExp(`lacks the key ${old} .*1 authors \\(0 banned\\).*1 private.*key retire ${old}`);
		await assertFails(own, ['serve'], EX.CONFIG, words);
		const checked = await own.cli('check');
		assert.equal(checked.status, EX.DATAERR);
		assert.match(checked.stdout, words);
		const asked = await own.cli('key', 'retire', old);
		assert.equal(asked.status, EX.DATAERR);
		assert.match(asked.stdout, /^1 authors are not known again.*\n1 comments.*\n2 seals that fit no key/);
		await assertFails(own, ['serve'], EX.CONFIG, words);
		assert.match(await own.command('key', 'retire', old, '--yes'), / is retired\./);
		assert.equal((await own.cli('check')).status, EX.OK);
		await own.start();
		assert.equal((await own.fetch(pageOf(left))).status, 404);
		// found again: behind the new one, all is as it was
		await own.again(() =>
			writeFileSync(at('afterword.key'),
				readFileSync(at('afterword.key'), 'utf8') + readFileSync(at('copy.key'), 'utf8')));
		assert.equal((await own.fetch(pageOf(left))).status, 200);
		await own.leave({ body: 'Known again.' });
		assert.equal(own.authors().length, 1);
		await own.stop({ keep: true });
	}));

test('a file holds up to eight keys, and nothing else', () =>
	inFolder(async (own, at) => {
		await assertFails(own, ['key', 'new', 'own.key', '--add'], EX.CONFIG, /own\.key .*not there/);
		await own.command('key', 'new', 'own.key');
		for (let count = 2; count <= 8; count++)
			assert.equal((await own.command('key', 'new', 'own.key', '--add')).split('\n').length, count);
		const whole = readFileSync(at('own.key'), 'utf8');
		await assertFails(own, ['key', 'new', 'own.key', '--add'], EX.DATAERR, /8 keys already/);
		assert.equal(readFileSync(at('own.key'), 'utf8'), whole);
		const [first] = whole.split('\n');
		for (const text of [`${whole}${'7'.repeat(64)}\n`, `${first}\n${first}\n`, `${first}\n\n`, `${first} `, '']) {
			writeFileSync(at('own.key'), text);
			await assertFails(own, ['key', 'show', 'own.key'], EX.CONFIG, /lines of 64 hexadecimal digits/);
		}
	}));
