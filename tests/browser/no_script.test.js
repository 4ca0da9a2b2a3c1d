// A reader without JavaScript: reads, comments, is told what happens now, mends mistakes,
// answers, with the mouse or with the keyboard alone.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { startServer } from '../api/harness.js';
import { closePage, launchBrowser, openPage } from './browser.js';

let server;
let token;
let browser;
let page;
let refused; // answers of this test that are errors by design

before(async () => {
	server = await startServer({ site: false });
	token = await server.addToken();
	browser = await launchBrowser();
});
after(async () => {
	await browser?.close();
	await server?.stop();
});
beforeEach(async () => {
	refused = 0;
	page = await openPage(browser, server, { javaScriptEnabled: false });
	await page.goto(`${server.url}/demo`);
});
afterEach(() => closePage(page, { refused }));

const field = (name) => page.getByRole('textbox', { name });
const comments = () => page.locator('li.comment');

async function fill({ name = 'Ada', email = 'ada@example.org', website = '', body }) {
	await field('Name').fill(name);
	await field('Email').fill(email);
	await field('Website').fill(website);
	await field('Comment').fill(body);
}

const send = () => page.getByRole('button', { name: 'Post comment' }).click();

// A moderator approves all that waits.
async function approveAll() {
	const { body } = await server.fetch('/api/v1/moderation/comments?state=pending', { token });
	for (const { id, revision } of body.items) {
		const answer = await server.fetch(`/api/v1/moderation/comments/${id}`, {
			method: 'PATCH',
			headers: { 'if-match': `"${revision}"` },
			body: { state: 'approved' },
			token,
		});
		assert.equal(answer.status, 200, answer.text);
	}
}

test('the form says what it asks for', async () => {
	assert.equal(await page.getByRole('heading', { name: 'Leave a comment' }).count(), 1);
	const note = 'Your email address will not be published. Required fields are marked *';
	assert.equal(await page.getByText(note, { exact: true }).isVisible(), true);
	for (const [label, required] of [
		['Name', true],
		['Email', true],
		['Website', false],
		['Comment', true],
	]) {
		const { isRequired, mark } = await field(label).evaluate((input) => ({
			isRequired: input.required,
			mark: input.labels[0].textContent.includes('*'),
		}));
		assert.deepEqual([label, isRequired, mark], [label, required, required]);
	}
});

test('what a reader sends waits, and stands under the article once it is approved', async () => {
	await fill({ body: 'The letters page was *never* slow.\n\n<b>Only</b> careful.' });
	await send();
	assert.match(page.url(), /\/mine\/[0-9a-z]+$/);
	assert.match(await page.locator('main').innerText(), /waits for a moderator/);
	const mine = page.url();

	await page.getByRole('link', { name: 'Back to the article' }).click();
	assert.equal(page.url(), `${server.url}/demo`);
	assert.equal(await comments().count(), 0);

	await approveAll();
	await page.reload();
	assert.equal(await page.getByRole('heading', { name: '1 comment' }).count(), 1);
	const paragraphs = comments().locator('.body p');
	assert.deepEqual(await paragraphs.allInnerTexts(), [
		'The letters page was never slow.',
		'<b>Only</b> careful.',
	]);
	assert.equal(await paragraphs.locator('em').innerText(), 'never');
	assert.equal(await page.getByText('ada@example.org').count(), 0);

	await page.goto(mine);
	assert.match(await page.locator('main').innerText(), /is public/);
});

test('an author changes a comment, and withdraws it, by its private page', async () => {
	const body = 'Typed *in haste*.\n\n\tWith a tab & a <tag>.';
	await fill({ body });
	await send();
	const mine = page.url();
	await approveAll();
	await page.goto(mine);
	assert.equal(await field('Comment').inputValue(), body);
	const stale = await openPage(browser, server, { javaScriptEnabled: false });
	await stale.goto(mine);

	await field('Comment').fill('Typed at leisure.');
	await page.getByRole('button', { name: 'Save' }).click();
	assert.equal(page.url(), mine);
	assert.match(await page.locator('main').innerText(), /Your new text waits/);
	await page.getByRole('link', { name: 'Back to the article' }).click();
	assert.equal(await comments().filter({ hasText: 'in haste' }).count(), 1);
	assert.equal(await comments().filter({ hasText: 'at leisure' }).count(), 0);

	// another window had read the text from before
	const other = stale.getByRole('textbox', { name: 'Comment' });
	await other.fill('Typed elsewhere.');
	await stale.getByRole('button', { name: 'Save' }).click();
	assert.match(await stale.getByRole('alert').innerText(), /changed meanwhile/);
	assert.equal(await other.inputValue(), 'Typed elsewhere.');
	await closePage(stale, { refused: 1 });

	await page.goto(mine);
	await field('Comment').fill(' ');
	await page.getByRole('button', { name: 'Save' }).click();
	refused++;
	const mistake = page.getByRole('alert').getByRole('link');
	assert.equal(await mistake.getAttribute('href'), '#body');
	assert.equal(await field('Comment').getAttribute('aria-describedby'), 'body-error');

	await page.goto(mine);
	await page.getByRole('button', { name: 'Withdraw the comment' }).click();
	await page.getByRole('link', { name: 'Keep it' }).click();
	assert.equal(page.url(), mine);
	await page.getByRole('button', { name: 'Withdraw the comment' }).click();
	await page.getByRole('button', { name: 'Withdraw', exact: true }).click();
	assert.equal(page.url(), mine);
	assert.match(await page.locator('main').innerText(), /You have withdrawn your comment/);
	await page.getByRole('link', { name: 'Back to the article' }).click();
	assert.equal(await comments().filter({ hasText: 'in haste' }).count(), 0);
});

// What the browser itself lets through, and what is wrong with it.
const wrong = { name: ' \t ', email: 'a@b', website: 'javascript:alert(1)', body: ' \n ' };

test('each mistake stands at its field, beside what was typed', async () => {
	await fill(wrong);
	await send();
	refused++;
	assert.match(await page.getByRole('alert').innerText(), /not sent yet/);
	for (const [name, typed] of Object.entries(wrong)) {
		const input = page.locator(`#${name}`);
		assert.equal(await input.getAttribute('aria-invalid'), 'true', name);
		assert.equal(await input.getAttribute('aria-describedby'), `${name}-error`);
		const mistake = await page.locator(`#${name}-error`).innerText();
		assert.ok(mistake.length > 10, name);
		const link = page.getByRole('alert').getByRole('link', { name: mistake });
		assert.equal(await link.getAttribute('href'), `#${name}`);
		// a browser takes line breaks and the ends of a URL or an address away by itself
		assert.equal((await input.inputValue()).trim(), typed.trim(), name);
	}
});

test('one mistake leaves the other fields in peace, and can be mended on the spot', async () => {
	const body = '\n\n\tAn indented\ncomment & "quotes" </textarea><b>';
	await fill({ name: '<Ada & "Co">', email: 'a@b', website: 'https://example.org/?a&b', body });
	await send();
	refused++;
	assert.equal(await page.locator('[aria-invalid]').count(), 1);
	assert.equal(await field('Name').inputValue(), '<Ada & "Co">');
	assert.equal(await field('Website').inputValue(), 'https://example.org/?a&b');
	assert.equal(await field('Comment').inputValue(), body);

	await field('Email').fill('ada@example.org');
	await send();
	assert.match(await page.locator('main').innerText(), /waits for a moderator/);
	await approveAll();
	await page.goto(`${server.url}/demo`);
	const comment = comments().filter({ hasText: '<Ada & "Co">' });
	assert.equal(
		await comment.getByRole('link', { name: '<Ada & "Co">', exact: true }).getAttribute('href'),
		'https://example.org/?a&b',
	);
	assert.match(await comment.locator('.body').innerText(), /"quotes" <\/textarea><b>/);
});

test('fields that the form does not have are named, and shown as text', async () => {
	await page.locator('#website').evaluate((input) => (input.name = '<b id=out>more</b>'));
	await fill({ body: 'Hello.', website: 'https://example.org' });
	await send();
	refused++;
	assert.match(await page.getByRole('alert').innerText(), /<b id=out>more<\/b>/);
	assert.equal(await page.locator('#out').count(), 0);
});

test('a comment is answered without script', async () => {
	await fill({ name: 'Grace', body: 'Who reads the letters now?' });
	await send();
	await approveAll();
	await page.goto(`${server.url}/demo`);
	await page.getByRole('link', { name: 'Answer Grace' }).click();
	assert.equal(await page.getByRole('heading', { name: 'Answer to Grace' }).count(), 1);

	// a mistake on the way does not lose what is answered
	await fill({ name: 'Barbara', email: 'a@b', body: 'We do.' });
	await send();
	refused++;
	assert.equal(await page.getByRole('heading', { name: 'Answer a comment' }).count(), 1);
	await field('Email').fill('barbara@example.org');
	await send();
	await approveAll();

	await page.goto(`${server.url}/demo`);
	const answer = comments().filter({ hasText: 'We do.' });
	assert.match(await answer.getAttribute('class'), /\bdepth-1\b/);
	await answer.getByRole('link', { name: 'in reply to Grace' }).click();
	const target = page.locator('li.comment:target');
	assert.match(await target.innerText(), /Who reads the letters now/);
});

test('the keyboard alone is enough', async () => {
	const keyboard = page.keyboard;
	const focused = () => page.evaluate(() => document.activeElement.id);
	for (let i = 0; (await focused()) !== 'name'; i++) {
		assert.ok(i < 100, 'Tab never comes to the form');
		await keyboard.press('Tab');
	}
	const typed = [
		['name', 'Kay'],
		['email', 'a@b'],
		['website', ''],
		['body', 'Typed.'],
	];
	for (const [name, text] of typed) {
		assert.equal(await focused(), name);
		const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
		assert.equal(ring, 'solid', `one sees that ${name} has the focus`);
		await keyboard.type(text);
		await keyboard.press('Tab');
	}
	await keyboard.press('Enter'); // on the button
	refused++;
	await page.getByRole('alert').waitFor();

	await keyboard.press('Tab'); // the first mistake's link leads to its field
	await keyboard.press('Enter');
	assert.equal(await focused(), 'email');
	await keyboard.press('Control+A');
	await keyboard.type('kay@example.org');
	await keyboard.press('Enter');
	await page.getByText('waits for a moderator').waitFor();
	await keyboard.press('Tab');
	await keyboard.press('Enter');
	await page.getByRole('heading', { name: 'Leave a comment' }).waitFor();
	assert.equal(page.url(), `${server.url}/demo`);
});

test('no answer sets a cookie', async () => {
	await fill({ body: 'Without cookies.' });
	await send();
	assert.deepEqual(await page.context().cookies(), []);
});

test('a comment is reported, with the keyboard alone', async () => {
	await fill({ body: 'Something that somebody does not like.' });
	await send();
	await approveAll();
	await page.goto(`${server.url}/demo`);
	const comment = comments().filter({ hasText: 'does not like' });
	await comment.getByRole('link', { name: 'Report Ada' }).focus();
	await page.keyboard.press('Enter');
	await page.getByRole('heading', { name: 'Report a comment' }).waitFor();
	await page.getByText('Something that somebody does not like.').waitFor();
	await page.getByLabel('What is wrong with it?').focus();
	await page.keyboard.type('Abuse');
	await page.keyboard.press('Tab');
	await page.keyboard.type('It is aimed at my neighbour.');
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await page.getByRole('heading', { name: 'Thank you' }).waitFor();
	await page.getByRole('link', { name: 'Back to the article' }).click();
	await comment.waitFor();
	const { body } = await server.fetch('/api/v1/moderation/comments?reported=yes', { token });
	assert.deepEqual(
		body.items[0].reports.map(({ reason, note }) => [reason, note]),
		[['abuse', 'It is aimed at my neighbour.']],
	);
});

test('in a frame of the article, mistakes and thanks are shown where the form was', async () => {
	const host = http.createServer((request, answer) => {
		const page = encodeURIComponent(`http://${request.headers.host}/article`);
		answer.setHeader('content-type', 'text/html');
		answer.end(`<!DOCTYPE html><title>Article</title>
			<iframe title="Comments" width="900" height="1500" src="${server.url}/comments?page=${page}">`);
	});
	await once(host.listen(0, '127.0.0.1'), 'listening');
	const origin = `http://127.0.0.1:${host.address().port}`;
	await server.addSite('framing', { origin });
	const context = await browser.newContext({ javaScriptEnabled: false });
	try {
		const article = await context.newPage();
		await article.goto(`${origin}/article`);
		const frame = article.frameLocator('iframe');
		const field = (name) => frame.getByRole('textbox', { name });
		await field('Name').fill('Ada');
		await field('Email').fill('ada@nowhere');
		await field('Comment').fill('From within.');
		await frame.getByRole('button', { name: 'Post comment' }).click();
		await frame.getByText('Your comment was not sent yet.').waitFor();
		assert.equal(await field('Comment').inputValue(), 'From within.');
		await field('Email').fill('ada@example.org');
		await frame.getByRole('button', { name: 'Post comment' }).click();
		await frame.getByRole('heading', { name: 'Thank you' }).waitFor();
	} finally {
		await context.close();
		host.close();
	}
});
