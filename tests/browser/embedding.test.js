// What a site does around the comments: when they load, pages that change under them, several of
// them, counts in lists; and pages and answers that are hostile, slow or gone: the article stays as
// it is, and a reader's text is kept.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { closePage, openPage } from './browser.js';
import { embed } from './host.js';
import { browser, host, openHost, server } from './hosted.js';

let page;
let refused; // answers of this test that are errors by design
let warned; // messages to who has put it there
const pages = openHost();
const QUIET = 'Comments cannot be loaded just now.';

beforeEach(async () => {
	refused = warned = 0;
	page = await openPage(browser, server, {}, [host]);
});
afterEach(() => {
	const isWarning = (text) => text.startsWith('console: afterword: ');
	assert.equal(page.faults.filter(isWarning).length, warned, page.faults.join('\n'));
	page.faults.splice(0, Infinity, ...page.faults.filter((text) => !isWarning(text)));
	return closePage(page, { refused });
});

const comments = () => page.locator('li.comment');
const field = (name) => page.getByRole('textbox', { name });
const heading = (name) => page.getByRole('heading', { name });
const link = (name) => page.getByRole('link', { name, exact: true });
const url = (name) => `${host.url}/${name}`;

async function openHosted(name, html, policy) {
	pages[`/${name}`] = policy === undefined ? html : { html, policy };
	await page.goto(url(name));
}

const leave = (name, more) => server.leave({ page: url(name), ...more });

// Where a comment of an article has moved the article's own parts since it was opened.
const shifts = () =>
	page.evaluate(
		() =>
			new Promise((resolve) => {
				new PerformanceObserver((list) => resolve(list.getEntries().map(({ value }) => value)))
					.observe({ type: 'layout-shift', buffered: true });
				setTimeout(() => resolve([]), 100);
			}),
	);

test('it loads when a reader comes near, and nothing of the article moves', async () => {
	const asked = [];
	page.on('request', (request) => asked.push(new URL(request.url()).pathname));
	await leave('near');
	const long = '<p>A line.</p>'.repeat(200);
	await openHosted('near', `${long}${embed(server)}<footer>The end.</footer>`);
	await page.evaluate(() => customElements.whenDefined('afterword-comments'));
	await page.evaluate(() => new Promise(requestAnimationFrame));
	assert.deepEqual(asked.filter((path) => path.includes('fragment')), []);
	await page.evaluate(() => {
		const { top } = document.querySelector('afterword-comments').getBoundingClientRect();
		scrollTo(0, top - innerHeight - 700); // not yet in sight
	});
	await comments().waitFor({ state: 'attached' });
	assert.deepEqual(asked.filter((path) => path.includes('fragment')), ['/comments/fragment']);
	assert.deepEqual(await shifts(), []);
});

test('under a short article the end of the page stays where it was', async () => {
	await openHosted('short', `<p>Short.</p>${embed(server)}<footer>The end.</footer>`);
	await heading('Leave a comment').waitFor();
	assert.deepEqual(await shifts(), []);
	for (let i = 0; i < 20; i++) await leave('short', { body: `Number ${i}.` });
	await page.reload();
	await comments().first().waitFor();
	assert.deepEqual(await shifts(), []);
});

test('the page can be changed under it, and it can be moved and taken away', async () => {
	await leave('one', { body: 'On one.' });
	await leave('two', { body: 'On two.' });
	await openHosted('app', `<div id="a">${embed(server, `page="${url('one')}"`)}</div><div id="b"></div>`);
	await comments().getByText('On one.').waitFor();
	await field('Comment').fill('Half a');
	const set = (name, value) =>
		page.evaluate(
			([key, text]) => document.querySelector('afterword-comments').setAttribute(key, text),
			[name, value],
		);
	await set('page', url('two'));
	await comments().getByText('On two.').waitFor();
	assert.equal(await page.getByText('On one.').count(), 0);
	assert.equal(await field('Comment').inputValue(), '');
	await page.evaluate(() => document.querySelector('#b').append(document.querySelector('afterword-comments')));
	await page.locator('#b').getByText('On two.').waitFor();
	await set('page', url('one'));
	await comments().getByText('On one.').waitFor();
	assert.equal(await field('Comment').inputValue(), 'Half a');
	await page.evaluate(() => document.querySelector('afterword-comments').remove());
	assert.equal(await comments().count(), 0);
});

test('several on one page have forms and ids of their own', async () => {
	await leave('first', { body: 'On the first.' });
	await leave('second', { body: 'On the second.' });
	const two = ['first', 'second'].map((name) => embed(server, `page="${url(name)}"`));
	await openHosted('several', two.join('<hr>'));
	await comments().getByText('On the second.').waitFor();
	await comments().getByText('On the first.').waitFor();
	const ids = await page.$$eval('[id]', (all) => all.map(({ id }) => id));
	assert.equal(new Set(ids).size, ids.length);
	await field('Name').nth(1).fill('Ada');
	await field('Email').nth(1).fill('ada@example.org');
	await field('Comment').nth(1).fill('To the second.');
	await page.getByRole('button', { name: 'Post comment' }).nth(1).click();
	await comments().getByText('To the second.').waitFor();
	assert.equal((await server.thread(url('second'))).items.length, 2);
});

test('what a server has put there is used as it is', async () => {
	await leave('ready', { body: 'Ready-made.' });
	const query = `page=${encodeURIComponent(url('ready'))}`;
	const { text } = await server.fetch(`/comments/fragment?${query}`);
	const asked = [];
	page.on('request', (request) => asked.push(new URL(request.url()).pathname));
	const html = embed(server, 'site="hosted"').replace(/<a .*<\/a>/, text);
	await openHosted('ready', html);
	await page.locator('time[title]').waitFor();
	assert.deepEqual(asked.filter((path) => path.includes('fragment')), []);
	await link('Answer Ada').click();
	await field('Name').fill('Ben');
	await field('Email').fill('ben@example.org');
	await field('Comment').fill('Answered.');
	await page.getByRole('button', { name: 'Post comment' }).click();
	await comments().getByText('Answered.').waitFor();
});

test('lists tell how many comments articles have, with one request', async () => {
	const asked = [];
	page.on('request', (request) => asked.push(new URL(request.url()).pathname));
	await leave('counted');
	await leave('counted');
	const place = (at) => `<span data-afterword-count="${at}">?</span>`;
	const places = ['/counted', '/counted#top', '/none', 'https://elsewhere.example/', 'mailto:a@b.c', 'https://'];
	await openHosted('list', places.map(place).join(' ') + embed(server).split('\n')[0]);
	await page.locator('span', { hasText: '2' }).first().waitFor();
	assert.deepEqual(await page.locator('span').allInnerTexts(), ['2', '2', '0', '?', '?', '?']);
	assert.equal(asked.filter((path) => path === '/api/v1/counts').length, 1);
	await page.evaluate(() => {
		const more = document.createElement('span');
		more.dataset.afterwordCount = '/counted';
		document.body.append(more);
	});
	await page.locator('body > span', { hasText: '2' }).waitFor();
	assert.equal(asked.filter((path) => path === '/api/v1/counts').length, 2);
});

// Each leaves the article alone, says one quiet sentence, and keeps the link to the page without script.
const troubles = {
	'a page that is no URL': { attributes: 'page="https://"' },
	'a page of another site': { attributes: 'page="https://elsewhere.example/"', status: 404 },
	'an unknown site': { attributes: 'site="unknown"', status: 404 },
	'a daemon that is down': { answer: (route) => route.abort(), fault: /ERR_FAILED/ },
	'a daemon that fails': { answer: (route) => route.fulfill({ status: 503, body: 'Busy' }), status: 503 },
	'garbage': { answer: (route) => route.fulfill({ status: 200, body: '\u0000\ufffd<<' }) },
	'an empty answer': { answer: (route) => route.fulfill({ status: 200, body: '' }) },
	'a page of another program': {
		answer: (route) => route.fulfill({ status: 200, body: '<!DOCTYPE html><h1>It works</h1>' }),
	},
};
for (const [index, [what, { attributes, answer, status, fault }]] of Object.entries(troubles).entries())
	test(`the article and its link stay as they are with ${what}`, async () => {
		const cors = { 'access-control-allow-origin': '*' };
		if (answer)
			await page.route('**/comments/fragment?*', (route) =>
				answer({
					abort: () => route.abort(),
					fulfill: (made) => route.fulfill({ ...made, headers: cors }),
				}),
			);
		await openHosted(`trouble-${index}`, `<p>The article.</p>${embed(server, attributes)}`);
		await page.getByText(QUIET).waitFor();
		warned = 1;
		assert.equal(await page.getByText('The article.').count(), 1);
		assert.equal(await link('Comments').isVisible(), true);
		assert.equal(await page.locator('afterword-comments').evaluate((shown) => shown.children.length), 2);
		const other = page.faults.filter((text) => !text.startsWith('console: afterword'));
		assert.equal(other.length, status || fault ? 1 : 0, other.join('\n'));
		for (const text of other) assert.match(text, fault ?? new RegExp(`status of ${status}`));
		page.faults.splice(0, Infinity, ...page.faults.filter((text) => !other.includes(text)));
	});

// Where it is put, and with what a page would run it.
const evil = `<img src=x onerror=canary()><svg onload=canary()><a href="javascript:canary()"
	xlink:href="javascript:canary()">x</a><script>canary()</script><style>*{color:red}</style></svg>
	<script>canary()</script><iframe srcdoc="<script>parent.canary()</script>"></iframe>
	<a class="evil" href="javascript:canary()">bad</a><a class="evil" href=" javascript:canary()">worse</a>
	<p class="evil" onclick="canary()" style="position:fixed;inset:0">all over</p>
	<template><script>canary()</script></template><object data="javascript:canary()"></object>
	<math><mtext><style><img src=x onerror=canary()></style></mtext></math>
	<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">
	<input formaction="javascript:canary()"><button class="evil" type="button" onclick="canary()">B</button>`;

test('nothing but what is allowed gets out of an answer, and nothing runs', async () => {
	await leave('evil', { body: 'Good.' });
	await page.addInitScript(() => {
		globalThis.fired = [];
		globalThis.canary = () => globalThis.fired.push(new Error().stack);
	});
	await page.route('**/comments/fragment?*', async (route) => {
		const answer = await route.fetch();
		const good = await answer.text();
		const body = good
			.replace(/<(section|li|form|h2) /g, '<$1 onclick="canary()" style="color:red" ')
			.replace(/<ol|<p>Good/g, (found) => evil + found);
		assert.ok(body.length > good.length + 2 * evil.length);
		await route.fulfill({ response: answer, body });
	});
	await openHosted('evil', embed(server), ''); // no policy but ours
	await comments().getByText('Good.').waitFor();
	const inside = await page.locator('afterword-comments').evaluate((shown) => shown.innerHTML);
	assert.doesNotMatch(inside, /<(img|script|iframe|style|template|math|object|base|meta)/i);
	assert.doesNotMatch(inside, / (on\w+|style|action|formaction|src\w*|xlink\S*)=|javascript:/i);
	const body = await page.locator('.comment .body').evaluate((shown) => shown.innerHTML);
	assert.doesNotMatch(body, /<(input|button)| (class|id)=/);
	for (const each of await page.locator('.evil').all()) await each.click();
	assert.deepEqual(await page.evaluate(() => globalThis.fired), []);
	assert.equal(page.url(), url('evil'));
});

test('a page that resets all styles, and freezes what scripts stand on, does no harm', async () => {
	await leave('hostile', { body: 'Still **here**.\n\n- one' });
	const reset = '*{all:unset}article,section,p{margin:9em!important}';
	const policy = `default-src 'none'; script-src ${server.url} 'nonce-n'; style-src 'self' ${server.url} 'nonce-n';
		connect-src ${server.url}; img-src 'self'`.replace(/\s+/g, ' ');
	await openHosted(
		'hostile',
		`<style nonce="n">${reset.replace('!important', '')}</style><script nonce="n">
			for (const each of [Object, Array, String, Function, Promise, Map, Set, Element, HTMLElement, Node, Event])
				Object.freeze(each.prototype);
			</script><img name="body" hidden alt="">${embed(server)}`,
		policy,
	);
	await comments().getByText('Still here.').waitFor();
	const look = (selector, style) =>
		page.locator(selector).first().evaluate((shown, key) => getComputedStyle(shown)[key], style);
	assert.equal(await look('.afterword textarea', 'display'), 'block');
	assert.equal(await look('.afterword .body li', 'display'), 'list-item');
	assert.notEqual(await look('.afterword textarea', 'borderTopWidth'), '0px');
	assert.ok(Number(await look('.afterword .body strong', 'fontWeight')) > 500);
	assert.equal(await look('.afterword .trap', 'position'), 'absolute');
	await field('Name').fill('Ada');
	await field('Email').fill('ada@example.org');
	await field('Comment').fill('In spite of it.');
	await page.getByRole('button', { name: 'Post comment' }).click();
	await comments().getByText('In spite of it.').waitFor();
});

test('what cannot be had later is said, and what is there stays', async () => {
	for (let i = 0; i < 51; i++) await leave('later', { body: `Number ${i}.` });
	await openHosted('later', embed(server));
	await comments().first().waitFor();
	await page.route('**/comments/fragment?*', (route) => route.abort());
	await link('More comments').click();
	await page.getByText(QUIET).waitFor();
	assert.equal(await comments().count(), 50);
	assert.match(page.faults.join(), /ERR_FAILED/);
	page.faults.length = 0;
	await page.unroute('**/comments/fragment?*');
	await link('More comments').click();
	await comments().getByText('Number 50.').waitFor();
	assert.equal(await page.getByText(QUIET).count(), 0);
});

test('going back finds the text that was typed', async () => {
	await openHosted('back', embed(server));
	await field('Comment').fill('Half a thought');
	await page.goto('about:blank');
	await page.goBack();
	await heading('Leave a comment').waitFor();
	assert.equal(await field('Comment').inputValue(), 'Half a thought');
});

test('all of it can be done with the keyboard alone', async () => {
	await leave('keys');
	await openHosted('keys', embed(server));
	await comments().waitFor();
	const type = async (text) => {
		await page.keyboard.press('Tab');
		await page.keyboard.type(text);
	};
	await type('Ada');
	await type('ada@example.org');
	await type('');
	await type('From the keyboard.');
	await page.keyboard.press('Control+Enter');
	await comments().getByText('From the keyboard.').waitFor();
	await page.locator('li.comment:focus').waitFor();
	while (!(await page.evaluate(() => document.activeElement.matches('.reply')))) await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await heading('Answer Ada').waitFor();
	await page.keyboard.type('And an answer.');
	await page.keyboard.press('Control+Enter');
	await comments().getByText('And an answer.').waitFor();
});
