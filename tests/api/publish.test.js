// afterword publish: what is public as files, the same as the routes answer.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { assertFails, EX } from './commands.js';
import { binary, form, held, open, startTwoSites } from './harness.js';

let server, token, admin;
before(async () => {
	({ server, token } = await startTwoSites());
	admin = await server.addToken({ name: 'admin', scope: 'admin' });
});
after(() => server.stop());

const folderOf = (name) => path.join(server.dir, name);
const argsOf = (folder, ...more) => ['publish', folder, '--public-url', server.url, ...more];

async function publish(folder) {
	return JSON.parse(await server.command(argsOf(folder, '--json')));
}

const read = (...names) => readFileSync(path.join(...names), 'utf8');

// By URL: which copy the index names.
const indexOf = (folder) =>
	Object.fromEntries(JSON.parse(read(folder, 'index.json')).pages.map(({ url, copy }) => [url, copy]));

// All files below, but the index.
const filesOf = (folder) =>
	readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.flatMap(({ name }) => readdirSync(path.join(folder, name)).map((file) => `${name}/${file}`))
		.sort();

const inode = (...names) => statSync(path.join(...names)).ino;

test('files are what the routes answer, and the index leads to them', async () => {
	const folder = folderOf('routes');
	const page = open('article?a=1&b=2');
	const { id } = await server.leave({ page, title: 'Über & <uns>', body: 'Well *said*.' });
	await server.leave({ page, parent: id, name: 'Ben' });
	await server.leave({ page: held('waits') });
	const { pages, written, removed } = await publish(folder);
	assert.deepEqual([pages, written, removed], [1, 5, 0]);
	const { [page]: copy, ...others } = indexOf(folder);
	assert.deepEqual(others, {});
	assert.match(copy, /^open\/[0-9a-f]{32}$/);
	assert.deepEqual(
		filesOf(folder),
		['.atom', '.html', '.json'].map((end) => copy + end).concat('open/feed.atom'),
	);
	const route = async (target) => (await server.fetch(target)).text;
	assert.deepEqual(JSON.parse(read(folder, `${copy}.json`)), await server.thread(page));
	assert.equal(read(folder, `${copy}.atom`), await route(`/feeds/page?${form({ page })}`));
	assert.equal(read(folder, 'open/feed.atom'), await route('/feeds/site/open'));
	const html = read(folder, `${copy}.html`);
	const fragment = await route(`/comments/fragment?${form({ page })}`);
	assert.equal(
		html,
		fragment.replace(
			/<form[^]*<\/form>\n/,
			`<p><a href="${server.url}/comments?${form({ page })}#leave-a-comment">Leave a comment</a></p>`,
		),
	);
	for (const file of ['index.json', ...filesOf(folder)])
		assert.equal(statSync(path.join(folder, file)).mode & 0o777, 0o644, file);
	assert.equal(statSync(path.join(folder, 'open')).mode & 0o777, 0o755);
});

test('files are in the language that is wanted', async () => {
	const folder = folderOf('german');
	const page = open('german');
	await server.leave({ page });
	await server.command(argsOf(folder, '--language', 'de-AT'));
	const html = read(folder, `${indexOf(folder)[page]}.html`);
	assert.match(html, /^<section class="afterword" lang="de"/);
	assert.match(html, /\/report\?lang=de"/);
	assert.match(html, /#leave-a-comment">Schreiben Sie einen Kommentar</);
	const wrong = argsOf(folder, '--language', 'xx');
	await assertFails(server, wrong, EX.USAGE, /--language: "xx" is none .*: en ar de/);
});

test('only what is new is written, and what is gone goes', async () => {
	const folder = folderOf('again');
	const [one, two] = [held('one'), held('two')];
	const ids = [];
	for (const page of [one, two]) {
		const { id } = await server.leave({ page });
		await server.decide(id, { state: 'approved' }, { token });
		ids.push(id);
	}
	await publish(folder);
	const { [one]: first, [two]: second } = indexOf(folder);
	const inodes = () => [first, second].map((copy) => inode(folder, `${copy}.html`));
	const before = inodes();
	writeFileSync(path.join(folder, 'example/mine.html'), 'mine');
	const again = await publish(folder);
	assert.deepEqual([again.written, again.removed], [0, 0]);
	assert.deepEqual(inodes(), before);

	const { id } = await server.leave({ page: one });
	await server.decide(id, { state: 'approved' }, { token });
	assert.equal((await publish(folder)).written, 4); // its three, and the site's feed
	assert.notEqual(inodes()[0], before[0]);
	assert.equal(inodes()[1], before[1]);

	await server.decide(ids[1], { state: 'spam' }, { token });
	assert.equal((await publish(folder)).removed, 3);
	assert.equal(indexOf(folder)[two], undefined);
	for (const end of ['html', 'json', 'atom'])
		assert.equal(existsSync(path.join(folder, `${second}.${end}`)), false);
	assert.doesNotMatch(read(folder, 'example/feed.atom'), /\/two#/);

	for (const gone of [ids[0], id]) await server.decide(gone, { state: 'spam' }, { token });
	await publish(folder);
	assert.deepEqual(
		filesOf(folder).filter((name) => name.startsWith('example/')),
		['example/mine.html'],
	);
	assert.equal(indexOf(folder)[one], undefined);
});

test('a page that was merged into another is found under that', async () => {
	const folder = folderOf('merged');
	const [from, into] = [open('from'), open('into')];
	for (const page of [from, into]) await server.leave({ page });
	await publish(folder);
	const { [from]: old, [into]: copy } = indexOf(folder);
	const query = form({ site: 'open', url: from });
	const { body } = await server.fetch(`/api/v1/moderation/pages?${query}`, { token });
	const target = `/api/v1/moderation/pages/${body.items[0].id}/merge`;
	assert.equal((await server.fetch(target, { body: { into }, token: admin })).status, 200);
	const { removed } = await publish(folder);
	assert.equal(removed, 3);
	assert.equal(indexOf(folder)[from], copy);
	assert.equal(existsSync(path.join(folder, `${old}.html`)), false);
	assert.equal(JSON.parse(read(folder, `${copy}.json`)).items.length, 2);
});

test('it follows what happens until it is told to end', async () => {
	const folder = folderOf('followed');
	const page = held('followed');
	const waiting = await server.leave({ page });
	const child = spawn(binary, argsOf(folder, '--json', '--follow'), {
		cwd: server.dir,
		env: server.env,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const rounds = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	const round = async () => JSON.parse((await rounds.next()).value);
	try {
		const { pages } = await round();
		assert.equal(indexOf(folder)[page], undefined);
		await server.decide(waiting.id, { state: 'approved' }, { token });
		assert.equal((await round()).pages, pages + 1);
		const { [page]: copy } = indexOf(folder);
		assert.equal(JSON.parse(read(folder, `${copy}.json`)).items[0].id, waiting.id);
		// another that would write there
		await assertFails(server, argsOf(folder), EX.TEMPFAIL, /Another program publishes to/);
		await server.decide(waiting.id, { body: 'Changed.' }, { token });
		assert.equal((await round()).pages, pages + 1);
		assert.match(read(folder, `${copy}.html`), /<p>Changed\.<\/p>/);
		await server.command('site', 'set', 'example', '--set', 'likes=on');
		await round();
		assert.match(read(folder, `${copy}.html`), /Like \(0\)/);
		await server.command('site', 'set', 'example', '--set', 'likes=off');
		await round();
		await server.decide(waiting.id, { state: 'rejected' }, { token, revision: 2 });
		const last = await round();
		assert.equal(last.pages, pages);
		assert.ok(last.removed >= 3);
		assert.equal(existsSync(path.join(folder, `${copy}.html`)), false);
		child.kill('SIGTERM');
		assert.deepEqual(await once(child, 'exit'), [0, null]);
	} finally {
		child.kill('SIGKILL');
	}
});

test('a folder that is not its own is left alone', async () => {
	const folder = folderOf('foreign');
	mkdirSync(folder);
	const victim = path.join(server.dir, 'victim');
	mkdirSync(victim);
	const name = '0'.repeat(32);
	writeFileSync(path.join(victim, `${name}.html`), 'kept');
	for (const index of [
		'',
		'{}x',
		'{"name": "a web application"}',
		'{"pages": [{"url": "https://example.org/"}]}',
		...[`../victim/${name}`, `victim/../../${name}`, `/victim/${name}`, `victim/${name}0`, `Victim/${name}`, 'victim/x'].map(
			(copy) => JSON.stringify({ pages: [{ url: 'https://example.org/', copy }] }),
		),
	]) {
		writeFileSync(path.join(folder, 'index.json'), index);
		await assertFails(server, argsOf(folder), EX.CANTCREAT, /index\.json was not written by this command/);
		assert.equal(read(folder, 'index.json'), index);
	}
	// what looks as if it were its own, but leads elsewhere
	writeFileSync(
		path.join(folder, 'index.json'),
		JSON.stringify({ pages: [{ url: 'https://example.org/', copy: `victim/${name}` }] }),
	);
	symlinkSync(victim, path.join(folder, 'victim'));
	await assertFails(server, argsOf(folder), EX.CANTCREAT, /victim\/0+\.html: Not a directory/);
	assert.equal(read(victim, `${name}.html`), 'kept');
	rmSync(folder, { recursive: true });
	mkdirSync(folder);
	symlinkSync(victim, path.join(folder, 'open'));
	await server.leave({ page: open('linked') });
	await assertFails(server, argsOf(folder), EX.CANTCREAT, /open\/[0-9a-f]{32}\.html: Not a directory/);
	assert.deepEqual(readdirSync(victim), [`${name}.html`]);
});

test('what it needs is told', async () => {
	const folder = folderOf('none');
	await assertFails(server, ['publish', folder], EX.CONFIG, /public_url is not set/);
	await assertFails(server, argsOf(folder, '--database', 'nowhere.db'), EX.NOINPUT, /nowhere\.db/);
	await assertFails(server, ['publish', '--public-url', server.url], EX.USAGE, /A word is missing/);
	assert.equal(existsSync(folder), false);
	await assertFails(server, argsOf(path.join(folder, 'below')), EX.CANTCREAT, /none\/below: No such file/);
	writeFileSync(folder, 'a file');
	await assertFails(server, argsOf(folder), EX.CANTCREAT, /Not a directory/);
	const lines = await server.command(argsOf(folderOf('people')));
	assert.match(lines, /^\d+ pages, files written: \d+, removed: 0\.$/);
});
