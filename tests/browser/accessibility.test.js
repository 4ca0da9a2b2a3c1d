// axe-core finds nothing on our pages, in light and dark, wide and as narrow as 320 pixels, where
// nothing is scrolled sideways. axe is a script; but for the demo the pages themselves have none.

import assert from 'node:assert/strict';
import axe from 'axe-core';
import { after, before, test } from 'node:test';
import { comment, startServer } from '../api/harness.js';
import { closePage, launchBrowser, openPage } from './browser.js';

let server;
let token;
let browser;
let mine; // by state: an author's page
let reported; // where a comment is reported

// A thread with everything that a comment can show.
const rich = `A paragraph with *emphasis*, **weight**, \`code\` and a link:
https://example.org/${'x'.repeat(90)}

> Quoted.
> > Twice.

1. one
2. two
   - nested

\`\`\`
a line of code that is far too long for a narrow page, ${'and longer '.repeat(12)}
\`\`\``;

before(async () => {
	server = await startServer({ site: false });
	token = await server.addToken();
	browser = await launchBrowser();
	const page = `${server.url}/demo`;
	const website = 'https://example.org';
	const first = await leave({ page, body: rich, website, name: 'N'.repeat(80) });
	let parent = first.id;
	await decide(parent, { state: 'approved' });
	for (let depth = 1; depth < 7; depth++) {
		const body = `Answer ${depth}. ${'שלום '.repeat(depth)}`;
		const { id } = await leave({ page, parent, body });
		await decide(id, { state: 'approved' });
		parent = id;
	}
	const gone = await leave({ page, body: 'Gone.' });
	await decide(gone.id, { state: 'approved' });
	await decide((await leave({ page, parent: gone.id })).id, { state: 'approved' });
	await decide(gone.id, { state: 'deleted' });
	const pending = await leave({ page, body: rich });
	const rejected = await leave({ page, body: rich });
	await decide(rejected.id, { state: 'rejected', reason: 'off-topic', note: 'Stay with it.' });
	const edited = await leave({ page, body: rich });
	await decide(edited.id, { state: 'approved' });
	const { status } = await server.fetch(`/api/v1${new URL(edited.status_url).pathname}`, {
		method: 'PATCH',
		headers: { 'if-match': '"1"' },
		body: { body: `${rich}\n\nAnd more.` },
	});
	assert.equal(status, 200);
	mine = {
		edited: edited.status_url,
		pending: pending.status_url,
		rejected: rejected.status_url,
		approved: first.status_url,
	};
	reported = `/comments/${first.id}`;
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

async function leave(changes) {
	const answer = await server.fetch('/api/v1/comments', { body: comment(changes) });
	assert.equal(answer.status, 202, answer.text);
	return answer.body;
}

async function decide(id, body) {
	const target = `/api/v1/moderation/comments/${id}`;
	const headers = { 'if-match': '"1"' };
	const { status, text } = await server.fetch(target, { method: 'PATCH', headers, body, token });
	assert.equal(status, 200, text);
}

async function fillMistakes(page, target) {
	await page.goto(server.url + target);
	await page.evaluate(() => (document.querySelector('form').noValidate = true));
	await page.getByRole('textbox', { name: 'Email' }).fill('a@b');
	await page.getByRole('button', { name: 'Post comment' }).click();
}

async function sendMistakes(page) {
	await fillMistakes(page, `/comments?page=${encodeURIComponent(`${server.url}/demo`)}`);
	await page.getByRole('alert').waitFor();
}

// With the script: an answer in its place, its preview, what is wrong with it.
async function embedMistakes(page) {
	await fillMistakes(page, '/demo');
	await page.getByText('It was not sent yet').waitFor();
	await page.getByRole('link', { name: 'Answer' }).first().click();
	await page.getByRole('textbox', { name: 'Comment' }).fill(rich);
	await page.getByRole('button', { name: 'Preview' }).click();
	await page.locator('.preview blockquote').first().waitFor();
}

async function sendReport(page) {
	await page.goto(`${server.url}${reported}/report`);
	await page.evaluate(() => (document.querySelector('form').noValidate = true));
	await page.getByRole('button', { name: 'Report' }).click();
	await page.getByRole('alert').waitFor();
}

async function sendErase(page) {
	await page.goto(`${mine.approved}/erase`);
	await page.evaluate(() => (document.querySelector('form').noValidate = true));
	await page.getByRole('button', { name: 'Erase' }).click();
	await page.getByRole('alert').waitFor();
}

async function sendEdit(page) {
	await page.goto(mine.pending);
	await page.evaluate(() => (document.querySelector('form').noValidate = true));
	await page.getByRole('textbox', { name: 'Comment' }).fill('');
	await page.getByRole('button', { name: 'Save' }).click();
	await page.getByRole('alert').waitFor();
}

const at = (target) => (page) => page.goto(new URL(target(), server.url).href);
const views = [
	{ name: 'the demo article with its thread', open: at(() => '/demo') },
	{
		name: 'the thread as a page',
		open: at(() => `/comments?page=${encodeURIComponent(`${server.url}/demo`)}`),
	},
	{
		name: 'what is kept of readers',
		open: at(() => `/privacy?page=${encodeURIComponent(`${server.url}/demo`)}&lang=ar`),
	},
	{ name: 'a form for an answer', open: at(() => '/demo?parent=0000000000001') },
	{ name: 'a form with mistakes', open: sendMistakes, refused: 1 },
	{ name: 'an answer with mistakes, by script', open: embedMistakes, refused: 1 },
	{ name: 'the page of an author who waits', open: at(() => mine.pending) },
	{ name: 'the page of an author whose new text waits', open: at(() => mine.edited) },
	{ name: 'a new text with a mistake', open: sendEdit, refused: 1 },
	{
		name: 'the question whether to withdraw a comment',
		open: at(() => `${mine.approved}/withdraw`),
	},
	{
		name: 'the question whether to erase all',
		open: at(() => `${mine.approved}/erase`),
	},
	{ name: 'a wish to erase with mistakes', open: sendErase, refused: 1 },
	{ name: 'what happens after it', open: at(() => `${mine.approved}/erased`) },
	{ name: 'the page of an author who was refused', open: at(() => mine.rejected) },
	{ name: 'the page of an author who is public', open: at(() => mine.approved) },
	{ name: 'the form in which a comment is reported', open: at(() => `${reported}/report`) },
	{ name: 'a report with a mistake', open: sendReport, refused: 1 },
	{ name: 'the thanks for a report', open: at(() => `${reported}/reported`) },
	{ name: 'a page that is not there', open: at(() => '/mine/nothing'), refused: 1 },
	{ name: 'what an error means', open: at(() => '/problems/not-found') },
];

const looks = [
	{ colorScheme: 'light', width: 1200 },
	{ colorScheme: 'dark', width: 1200 },
	{ colorScheme: 'light', width: 320 },
	{ colorScheme: 'dark', width: 320 },
];

async function look(page, { colorScheme, width }) {
	await page.emulateMedia({ colorScheme });
	await page.setViewportSize({ width, height: 800 });
	const { violations } = await page.evaluate(() => axe.run());
	const found = violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)]);
	assert.deepEqual(found, [], `${colorScheme}, ${width} px`);
	const across = await page.evaluate(() => document.documentElement.scrollWidth);
	assert.ok(across <= width, `${across} px across at ${width} px`);
}

for (const { name, open, refused = 0 } of views)
	test(`axe finds nothing on ${name}`, async () => {
		const page = await openPage(browser, server);
		await open(page);
		await page.evaluate(axe.source);
		for (const how of looks) await look(page, how);
		await closePage(page, { refused });
	});
