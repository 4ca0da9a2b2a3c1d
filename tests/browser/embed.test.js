// The comments in an article of another origin, under the strict policy that docs/embedding.md names:
// reading, writing, answering, and what becomes of it.

import assert from 'node:assert/strict';
import axe from 'axe-core';
import { afterEach, beforeEach, test } from 'node:test';
import { closePage, openPage } from './browser.js';
import { embed } from './host.js';
import { browser, host, openHost, server, token } from './hosted.js';

let page;
let refused; // answers of this test that are errors by design
const pages = openHost();
beforeEach(async () => {
	refused = 0;
	page = await openPage(browser, server, {}, [host]);
});
afterEach(() => closePage(page, { refused }));

const comments = () => page.locator('li.comment');
const field = (name) => page.getByRole('textbox', { name });
const status = () => page.locator('form .status');
const link = (name) => page.getByRole('link', { name, exact: true });
const send = () => page.getByRole('button', { name: 'Post comment' }).click();

// An article of its own for each test, with these comments: [{body, …}], each public.
async function article(name, left = [], attributes) {
	const posted = [];
	const url = `${host.url}/${name}`;
	pages[`/${name}`] = embed(server, attributes);
	for (const each of left) posted.push(await server.leave({ page: url, ...each }));
	return { url, posted };
}

async function openArticle(name, left, attributes) {
	const made = await article(name, left, attributes);
	await page.goto(made.url);
	await page.getByRole('heading', { name: 'Leave a comment' }).waitFor();
	return made;
}

async function write({ name = 'Ada', email = 'ada@example.org', body }) {
	await field('Name').fill(name);
	await field('Email').fill(email);
	await field('Comment').fill(body);
}

test('two lines put the thread and the form under an article', async () => {
	await openArticle('two-lines', [
		{ name: 'Ada', body: 'Well **said**.\n\n```c\nint x;\n```', website: 'https://ada.example' },
		{ name: 'Ben', body: 'Indeed.' },
	]);
	assert.equal(await page.getByRole('heading', { name: '2 comments' }).count(), 1);
	assert.deepEqual(await comments().locator('.name').allInnerTexts(), ['Ada', 'Ben']);
	assert.equal(await comments().locator('strong').innerText(), 'said');
	assert.equal(await link('Ada').getAttribute('href'), 'https://ada.example/');
	assert.match(await link('Ada').getAttribute('rel'), /nofollow.*noopener/);
	assert.match(await comments().first().locator('time').innerText(), /now|second|minute/);
	assert.match(await comments().first().locator('time').getAttribute('title'), /20\d\d/);
	assert.deepEqual(await page.context().cookies(), []);
	const ids = await page.$$eval('[id]', (all) => all.map(({ id }) => id));
	assert.equal(new Set(ids).size, ids.length);
});

test('what is sent stands in the thread, and the form is empty again', async () => {
	await openArticle('sending');
	await write({ body: 'From *within*.' });
	await field('Comment').press('Control+Enter');
	await comments().getByText('From within.').waitFor();
	assert.match(await status().innerText(), /is public/);
	assert.equal(await field('Comment').inputValue(), '');
	await page.locator('li.comment:focus').waitFor();
	assert.equal(await page.evaluate(() => localStorage.length), 1); // its private link alone
	await link('Change or withdraw').waitFor();
	await page.reload();
	await comments().getByText('From within.').waitFor();
	assert.equal(await field('Name').inputValue(), '');
	assert.equal(await field('Comment').inputValue(), '');
});

test('what waits is shown in its place to who sent it, until it was decided', async () => {
	const { posted } = await openArticle('waiting', [{ body: 'First.' }, { name: 'Ben', body: 'Last.' }]);
	await server.cli('site', 'set', 'hosted', '--policy', 'hold');
	await link('Answer Ada').click();
	await write({ name: 'Dora', email: 'dora@example.org', body: 'Between.' });
	await send();
	const own = comments().filter({ hasText: 'Only you see this: it waits for a moderator.' });
	await own.waitFor();
	assert.match(await status().innerText(), /waits for a moderator/);
	assert.deepEqual(await comments().locator('.body').allInnerTexts(), ['First.', 'Between.', 'Last.']);
	await page.reload();
	await own.waitFor();
	const other = await openPage(browser, server, {}, [host]);
	await other.goto(page.url());
	await other.getByText('Last.').waitFor();
	assert.equal(await other.getByText('Between.').count(), 0);
	await closePage(other);

	const { body } = await server.fetch('/api/v1/moderation/comments?state=pending', { token });
	const answer = body.items.find(({ body: text }) => text === 'Between.');
	assert.equal(answer.parent, posted[0].id);
	await server.decide(answer.id, { state: 'rejected', reason: 'off-topic' }, { token });
	await page.reload();
	await page.getByText('Only you see this: it was not accepted.').waitFor();
	await server.cli('site', 'set', 'hosted', '--policy', 'publish');
});

test('mistakes stand at their fields, and the focus on the first', async () => {
	await openArticle('mistakes');
	await write({ email: 'ada@nowhere', body: 'Text.' });
	await field('Website').fill('ftp://example.org');
	await send();
	refused++;
	await page.locator('.mistake').first().waitFor();
	assert.equal(await page.locator('.mistake').count(), 2);
	for (const name of ['Email', 'Website']) {
		assert.equal(await field(name).getAttribute('aria-invalid'), 'true');
		const id = await field(name).getAttribute('aria-describedby');
		assert.ok((await page.locator(`[id="${id}"]`).innerText()).length > 10);
	}
	assert.equal(await field('Email').evaluate((input) => document.activeElement === input), true);
	assert.match(await status().innerText(), /not sent yet/);
	await field('Email').fill('ada@example.org');
	await field('Website').fill('');
	await send();
	await comments().getByText('Text.').waitFor();
	assert.equal(await page.locator('.mistake, [aria-invalid]').count(), 0);
});

test('an answer is written in its place, and given up again', async () => {
	const { posted } = await openArticle('answers', [{ body: 'First.' }, { name: 'Ben', body: 'Last.' }]);
	await link('Answer Ada').click();
	await page.getByRole('heading', { name: 'Answer Ada' }).waitFor();
	assert.equal(await field('Comment').evaluate((input) => document.activeElement === input), true);
	assert.equal(await page.locator(`#comment-${posted[0].id} form`).count(), 1);
	await field('Comment').fill('Not yet.');
	await page.getByRole('button', { name: 'Cancel' }).click();
	await page.getByRole('heading', { name: 'Leave a comment' }).waitFor();
	assert.equal(await field('Comment').inputValue(), 'Not yet.');
	assert.equal(await link('Answer Ada').evaluate((shown) => document.activeElement === shown), true);

	await link('Answer Ada').click();
	await page.reload(); // the draft is an answer still
	await page.getByRole('heading', { name: 'Answer Ada' }).waitFor();
	assert.equal(await field('Comment').inputValue(), 'Not yet.');
	await write({ name: 'Cleo', body: 'Now.' });
	await send();
	await comments().getByText('Now.').waitFor();
	assert.deepEqual(await comments().locator('.name').allInnerTexts(), ['Ada', 'Cleo', 'Ben']);
	await page.getByRole('heading', { name: 'Leave a comment' }).waitFor();
});

test('name and address are remembered only if that was ticked', async () => {
	await openArticle('remember');
	await write({ body: 'One.' });
	await page.getByLabel('Remember me on this device').check();
	await send();
	await comments().getByText('One.').waitFor();
	await page.reload();
	await comments().getByText('One.').waitFor();
	assert.equal(await field('Name').inputValue(), 'Ada');
	assert.equal(await field('Email').inputValue(), 'ada@example.org');
	await page.getByLabel('Remember me on this device').uncheck();
	await field('Comment').fill('Two.');
	await send();
	await comments().getByText('Two.').waitFor();
	await page.reload();
	await comments().getByText('Two.').waitFor();
	assert.equal(await field('Name').inputValue(), '');
	assert.doesNotMatch(JSON.stringify(await page.evaluate(() => ({ ...localStorage }))), /ada@/);
});

test('on a dead network the text stays, and is stored once however often it is sent', async () => {
	const { url } = await openArticle('dead');
	let dead = true;
	await page.route('**/api/v1/comments?*', async (route) => {
		if (route.request().method() !== 'POST' || !dead) return route.continue();
		await route.fetch(); // it arrives, and the answer is lost
		await route.abort();
	});
	await write({ body: 'Once.' });
	await send();
	await page.getByText('It could not be sent.').waitFor();
	assert.equal(await field('Comment').inputValue(), 'Once.');
	await page.reload();
	await page.getByRole('heading', { name: 'Leave a comment' }).waitFor();
	assert.equal(await field('Comment').inputValue(), 'Once.');
	dead = false;
	await field('Name').evaluate((input) => (input.value = 'Ada')); // no new text
	await field('Email').evaluate((input) => (input.value = 'ada@example.org'));
	await send();
	await page.getByText('Your comment is public.').waitFor();
	assert.equal((await server.thread(url)).items.length, 1);
	const faults = page.faults.splice(0);
	for (const fault of faults) assert.match(fault, /ERR_FAILED/);
});

test('two clicks send once', async () => {
	const { url } = await openArticle('twice');
	await write({ body: 'Twice.' });
	await page.getByRole('button', { name: 'Post comment' }).dblclick();
	await comments().getByText('Twice.').waitFor();
	assert.equal((await server.thread(url)).items.length, 1);
});

test('the text of another tab outlives what is sent in this one', async () => {
	const { url } = await openArticle('tabs');
	const other = await page.context().newPage();
	page.faults.length = 0; // a window, by design
	await other.goto(url);
	await field('Comment').fill('Here.');
	await other.getByRole('textbox', { name: 'Comment' }).fill('There.');
	await write({ body: 'Here.' });
	await other.getByRole('textbox', { name: 'Comment' }).fill('There, and more.');
	await send();
	await comments().getByText('Here.').waitFor();
	await other.reload();
	await other.getByRole('heading', { name: 'Leave a comment' }).waitFor();
	assert.equal(await other.getByRole('textbox', { name: 'Comment' }).inputValue(), 'There, and more.');
});

test('a preview shows what would be published, while it is written', async () => {
	await openArticle('preview');
	await field('Comment').fill('So **bold**');
	await page.getByRole('button', { name: 'Preview' }).click();
	await page.locator('.preview strong').waitFor();
	await field('Comment').fill('So *thin*');
	await page.locator('.preview em').waitFor();
	assert.equal(await page.getByRole('button', { name: 'Preview' }).getAttribute('aria-expanded'), 'true');
	await page.getByRole('button', { name: 'Preview' }).click();
	assert.equal(await page.locator('.preview').isVisible(), false);
});

test('a long thread goes on, and a linked comment is found wherever it is', async () => {
	const left = Array.from({ length: 80 }, (_, i) => ({ body: `Number ${i}.` }));
	const { url, posted } = await openArticle('long', left);
	assert.equal(await comments().count(), 50);
	await link('More comments').click();
	await comments().getByText('Number 79.').waitFor();
	assert.equal(await comments().count(), 80);
	assert.equal(await link('More comments').count(), 0);

	await page.goto('about:blank');
	await page.goto(`${url}#comment-${posted[70].id}`);
	await comments().getByText('Number 70.').waitFor();
	await page.locator('.marked').waitFor();
	assert.equal(await page.locator('.marked').getAttribute('id'), `comment-${posted[70].id}`);
	assert.equal(await comments().count(), 10);
	await link('All comments').click();
	await comments().getByText('Number 0.').waitFor();
	assert.equal(await comments().count(), 50);
	await link('Newest first').click();
	await comments().getByText('Number 79.').waitFor();
	await link('More comments').click();
	await comments().getByText('Number 0.').waitFor();
	assert.match(await comments().first().innerText(), /Number 79\./);
});

test('the link of a comment that is gone opens the thread', async () => {
	const { url } = await article('gone', [{ body: 'Here.' }]);
	await page.goto(`${url}#comment-0000000000001`);
	await comments().getByText('Here.').waitFor();
	refused++;
	await page.waitForFunction(() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('from=')).length);
	assert.equal(await page.getByText('cannot be loaded').isVisible(), false);
});

test('what is published while one reads is told, and shown when the reader wants it', async () => {
	const { url, posted } = await openArticle('news', [{ body: 'First.' }]);
	await field('Comment').fill('Half a');
	const { top } = await comments().boundingBox().then(({ y }) => ({ top: y }));
	const more = [];
	for (const body of ['Second.', 'Third.']) more.push(await server.leave({ page: url, body }));
	const news = page.getByRole('button', { name: '2 new comments' });
	await news.waitFor();
	assert.equal(await comments().count(), 1);
	assert.equal((await comments().boundingBox()).y, top);
	await news.click();
	await comments().getByText('Third.').waitFor();
	assert.equal(await page.locator('.marked').getAttribute('id'), `comment-${more[0].id}`);
	assert.equal(await news.isVisible(), false);
	assert.equal(await field('Comment').inputValue(), 'Half a');
	assert.equal(posted.length, 1);
});

test('a reader likes a comment, where the site wants that, and takes it back', async () => {
	await server.cli('site', 'set', 'hosted', '--set', 'likes=on');
	const { url } = await openArticle('likes', [{ name: 'Ada 9', body: 'Well said.' }]);
	const like = (n, pressed) => page.getByRole('button', { name: `Like (${n}) – Ada 9`, pressed });
	const likes = async () => (await server.thread(url)).items[0].likes;
	await like(0).click();
	await like(1, true).waitFor();
	assert.equal(await likes(), 1);
	await like(1).press('Enter');
	await like(0, false).waitFor();
	assert.equal(await likes(), 0);
	await server.cli('site', 'set', 'hosted', '--set', 'likes=off');
});

test('a long comment is folded until it is opened', async () => {
	const lines = (n) => [...Array(n).keys()].map((line) => `Line ${line}.\n\n`).join('');
	const bodies = [`${lines(40)}[the end](https://end.example)`, lines(20)];
	await openArticle('folded', bodies.map((body) => ({ body })));
	const height = async (i) => (await comments().nth(i).locator('.body').boundingBox()).height;
	const [folded, short] = [await height(0), await height(1)];
	assert.ok(folded < short, `${folded} < ${short}`);
	assert.equal(await page.locator('.fold').count(), 1);
	const fold = comments().first().getByText('Show the whole comment');
	await fold.click();
	const open = await height(0);
	assert.ok(open > short, `${open} > ${short}`);
	await fold.press('Enter');
	assert.equal(await height(0), folded);
	await link('the end').focus();
	assert.equal(await height(0), open);
});

test('a thread is shown in parts of the size that the article says', async () => {
	const left = ['One.', 'Two.', 'Three.'].map((body) => ({ body }));
	await openArticle('size', left, 'site="hosted" data-size="2" data-sort="newest"');
	assert.deepEqual(await comments().locator('.body').allInnerTexts(), ['Three.', 'Two.']);
	await link('More comments').click();
	await comments().nth(2).waitFor();
	await link('Oldest first').click();
	await comments().first().filter({ hasText: 'One.' }).waitFor();
	assert.deepEqual(await comments().locator('.body').allInnerTexts(), ['One.', 'Two.']);
});

test('axe finds nothing on a page that says nothing of its look', async () => {
	await article('plain', [{ body: 'One.' }, { body: 'Two.' }]);
	pages['/plain'] = { html: pages['/plain'], policy: '' }; // axe is a script
	for (const colorScheme of ['light', 'dark']) {
		await page.emulateMedia({ colorScheme });
		await page.goto(`${host.url}/plain`);
		await comments().first().waitFor();
		await page.evaluate(axe.source);
		const { violations } = await page.evaluate(() => axe.run('afterword-comments'));
		assert.deepEqual(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]), []);
	}
});
