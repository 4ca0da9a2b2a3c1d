// The comments in an article of the same origin, where a proxy has the server below a path, under a
// policy that allows the page's own origin alone.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { startBelow } from '../api/proxy.js';
import { closePage, launchBrowser, openPage } from './browser.js';
import { answering, embed, strict } from './host.js';

let below, server, browser, page;
let refused; // answers of this test that are errors by design
const pages = {};

before(async () => {
	// a path that looks like the one of pinned scripts
	below = await startBelow('/talk/assets', { other: answering(pages, strict({ url: "'self'" })) });
	({ server } = below);
	const set = ['form_min=0', 'likes=on'];
	await server.addSite('hosted', { origin: below.origin, policy: 'publish', set });
	browser = await launchBrowser();
});
after(async () => {
	await browser?.close();
	await below?.stop();
});
beforeEach(async () => {
	refused = 0;
	page = await openPage(browser, { url: below.origin });
});
afterEach(() => closePage(page, { refused }));

const comments = () => page.locator('li.comment');
const field = (name) => page.getByRole('textbox', { name });

async function fill(body, email = 'ada@example.org') {
	await field('Name').fill('Ada');
	await field('Email').fill(email);
	await field('Comment').fill(body);
	await page.getByRole('button', { name: 'Post comment' }).click();
}

async function open(name, html = embed(below)) {
	pages[`/${name}`] = html;
	await page.goto(`${below.origin}/${name}`);
	await page.getByRole('heading', { name: 'Leave a comment' }).waitFor();
}

for (const kind of ['newest', 'pinned'])
	test(`the ${kind} script finds the server, its style and what is published`, async () => {
		await open(kind, await server.command('embed', 'hosted', ...(kind === 'pinned' ? ['--pinned'] : [])));
		await fill('Half.', 'ada@nowhere');
		refused++;
		await page.locator('.mistake').waitFor();
		await fill('From below.');
		await comments().getByText('From below.').waitFor();
		const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
		assert.ok(loaded.some((url) => /\/talk\/assets\/assets\/embed\.\w+\.css$/.test(url)), `${loaded}`);
		await page.getByRole('button', { name: 'Like (0) – Ada' }).click();
		await page.getByRole('button', { name: 'Like (1) – Ada' }).waitFor();
		await server.leave({ page: page.url(), name: 'Ben', body: 'Meanwhile.' });
		await page.getByRole('button', { name: '1 new comment' }).click();
		await comments().getByText('Meanwhile.').waitFor();
		await page.getByRole('link', { name: 'All comments' }).click();
		const mine = page.getByRole('link', { name: 'Change or withdraw' });
		await page.goto(await mine.getAttribute('href'));
		await page.getByRole('heading', { name: 'Your comment is public' }).waitFor();
		await page.getByRole('link', { name: 'Back to the article' }).click();
		await comments().getByText('Meanwhile.').waitFor();
	});

test('the page at the address alone is an article with the thread and the form', async () => {
	await page.goto(`${below.url}/`);
	await page.getByRole('heading', { name: 'Leave a comment' }).waitFor();
	await fill('Tried.');
	await comments().getByText('Tried.').waitFor();
	assert.equal(new URL(page.url()).pathname, '/talk/assets/demo');
});
