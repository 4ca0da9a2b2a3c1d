// Every language as readers see it: the thread as a page, and the embed in an article of another
// origin. Nothing of English is left over, axe finds nothing, and nothing is scrolled sideways.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import axe from 'axe-core';
import { test } from 'node:test';
import { closePage, openPage } from './browser.js';
import { embed } from './host.js';
import { browser, host, openHost, server } from './hosted.js';

const folder = new URL('../../web/words/', import.meta.url);
const languages = readdirSync(folder).map((name) => name.replace('.json', ''));
const wordsOf = (language) => JSON.parse(readFileSync(new URL(`${language}.json`, folder), 'utf8'));
const english = wordsOf('en');

const pages = openHost();

// Two comments, the second an answer; the names and bodies are of no language.
async function article(language) {
	const page = `${host.url}/${language}`;
	pages[`/${language}`] = embed(server, `site="hosted" data-language="${language}"`);
	const { id } = await server.leave({ page, name: 'X1', body: '123' });
	await server.leave({ page, name: 'X2', body: '456', parent: id, email: 'b@example.org' });
	return page;
}

const expected = [
	'form.title', 'form.name', 'form.email', 'form.website', 'form.comment', 'action.post',
	'action.answer', 'action.report', 'order.newest',
];

// What people read, or hear, within an element.
const said = (locator) =>
	locator.evaluate((root) =>
		[
			root.innerText,
			...[...root.querySelectorAll('[aria-label]')].map((each) => each.ariaLabel),
		].join('\n'),
	);

// Words of English that are nothing else in this language.
function leftOver(text, words) {
	const own = Object.values(words).flatMap((entry) => (typeof entry === 'string' ? entry : Object.values(entry)));
	const all = Object.values(english)
		.flatMap((entry) => (typeof entry === 'string' ? entry : Object.values(entry)))
		.flatMap((entry) => entry.split(/\{\w+\}/))
		.map((part) => part.trim())
		.filter((part) => /[a-z]{4}/.test(part) && !own.some((one) => one.includes(part)));
	return all.filter((part) => new RegExp(`(?<!\\p{L})${part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\p{L})`, 'u').test(text));
}

async function assertTidy(page, where) {
	await page.evaluate(axe.source);
	for (const width of [1200, 320]) {
		await page.setViewportSize({ width, height: 800 });
		const { violations } = await page.evaluate(() => axe.run());
		const found = violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)]);
		assert.deepEqual(found, [], `${where}, ${width} px`);
		const across = await page.evaluate(() => document.documentElement.scrollWidth);
		assert.ok(across <= width, `${where}: ${across} px across at ${width} px`);
	}
}

for (const language of languages)
	test(`${language}: readers are spoken to in it, with script and without`, async () => {
		const words = wordsOf(language);
		const url = await article(language);
		const check = async (root, more = []) => {
			const text = await said(root);
			for (const key of [...expected, ...more])
				assert.ok(text.includes(words[key]), `${language}: ${key} is not in:\n${text}`);
			if (language !== 'en') assert.deepEqual(leftOver(text, words), [], text);
			assert.equal(await root.getAttribute('dir'), words['language.direction']);
			assert.equal(await root.getAttribute('lang'), language);
		};

		const plain = await openPage(browser, server, { javaScriptEnabled: true, locale: language });
		await plain.goto(`${server.url}/comments?page=${encodeURIComponent(url)}`);
		await check(plain.locator('html'));
		await assertTidy(plain, `${language}, the page`);
		await plain.evaluate(() => (document.querySelector('form').noValidate = true));
		await plain.getByRole('button', { name: words['action.post'] }).click();
		await plain.getByRole('alert').waitFor();
		const again = await said(plain.locator('html'));
		for (const key of ['form.not_sent', 'mistake.required.name', 'mistake.required.body'])
			assert.ok(again.includes(words[key]), `${language}: ${key}`);
		if (language !== 'en') assert.deepEqual(leftOver(again, words), [], again);
		await assertTidy(plain, `${language}, the form with mistakes`);
		await closePage(plain, { refused: 1 });

		const page = await openPage(browser, server, { locale: 'en' }, [host]);
		await page.goto(url);
		const section = page.locator('section.afterword');
		await page.getByRole('heading', { name: words['form.title'] }).waitFor();
		await check(section, ['form.remember', 'action.preview']);
		await page.evaluate(() => (document.querySelector('form[id$=leave-a-comment]').noValidate = true));
		await page.getByRole('textbox', { name: words['form.comment'] }).fill('789');
		await page.getByRole('button', { name: words['action.post'] }).click();
		await page.getByText(words['status.mistakes']).waitFor();
		const mended = await said(section);
		assert.ok(mended.includes(words['mistake.required.name']), mended);
		if (language !== 'en') assert.deepEqual(leftOver(mended, words), [], mended);
		await assertTidy(page, `${language}, the embed`);
		await closePage(page, { refused: 1 });
	});

test('the embed speaks as its attribute says, else as the article does, else as the browser', async () => {
	const { html } = { html: (attributes) => embed(server, `site="hosted" ${attributes}`) };
	pages['/own'] = html('data-language="xx, fr-CA"');
	pages['/near'] = `<div lang="es-MX">${html('data-language=""')}</div>`;
	pages['/changed'] = html('data-language="de"');
	const page = await openPage(browser, server, { locale: 'ja' }, [host]);
	const heading = (language) =>
		page.getByRole('heading', { name: wordsOf(language)['form.title'] }).waitFor();
	await page.goto(`${host.url}/own`);
	await heading('fr');
	await page.goto(`${host.url}/near`);
	await heading('es');
	await page.goto(`${host.url}/changed`);
	await heading('de');
	await page.evaluate(() => (document.querySelector('afterword-comments').dataset.language = 'he'));
	await heading('he');
	await page.evaluate(() => {
		document.documentElement.lang = '';
		document.querySelector('afterword-comments').dataset.language = '';
	});
	await heading('ja');
	await closePage(page);
});
