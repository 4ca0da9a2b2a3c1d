// The desk in a browser: a server and a page for each test, signing in, and what holds for every
// view.

import assert from 'node:assert/strict';
import axe from 'axe-core';
import { after, afterEach, before, beforeEach } from 'node:test';
import { startServer } from '../api/harness.js';
import { closePage, launchBrowser, openPage } from './browser.js';

export const SITE = 'example'; // of the pages on which the harness leaves comments

export let server, token, page, people; // of the test that runs; people: accounts by name
export let browser;
export let refused; // answers of this test that are errors by design

export const refuse = (count = 1) => (refused += count);

// Before each test of a file: a server with accounts, {name: {role, site}}, a token for `scope`, and
// the desk's door in a page.
export function openDoors(accounts, { scope, ...options } = {}) {
	before(async () => {
		browser = await launchBrowser();
	});
	after(() => browser?.close());
	beforeEach(async () => {
		refused = 1; // who is not signed in is told so
		server = await startServer();
		token = await server.addToken({ scope });
		people = {};
		for (const [name, how] of Object.entries(accounts))
			people[name] = await server.addAccount(name, how);
		page = await openPage(browser, server, options);
		await page.goto(`${server.url}/moderate`);
	});
	afterEach(async () => {
		await closePage(page, { refused });
		await server.stop();
	});
}

export const button = (name) => page.getByRole('button', { name, exact: true });
export const link = (name) => page.getByRole('link', { name, exact: true });
export const field = (name) => page.locator('#view').getByLabel(name, { exact: true });
export const row = (text) => page.getByRole('row').filter({ hasText: text });
export const said = (text) => page.getByRole('status').getByText(text).waitFor();

// Signs in at the desk's door, in English, and waits for the view's heading.
export async function signInAtDesk(page, { name, password }) {
	await page.getByLabel('Name').fill(name);
	await page.getByLabel('Password').fill(password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.getByRole('navigation', { name: 'Views' }).waitFor();
}

// A view of the desk, by its name and what stands behind it in the address.
export async function openView(page, view) {
	await page.evaluate((hash) => (location.hash = hash), `#/${view}`);
}

export const focusedText = (page) => page.evaluate(() => document.activeElement.textContent);

// What is dark is laid out as what is light; its colours are those of cards or of columns.
const WIDTHS = { light: [320, 360, 1024, 1600], dark: [360, 1600] };

// axe finds nothing, and nothing is scrolled sideways, in light and dark, narrow and wide.
export async function assertTidy(page) {
	await page.evaluate(`${axe.source}; 0`);
	for (const [colorScheme, widths] of Object.entries(WIDTHS))
		for (const width of widths) {
			await page.emulateMedia({ colorScheme });
			await page.setViewportSize({ width, height: 800 });
			const { violations } = await page.evaluate(() =>
				window.axe.run({ resultTypes: ['violations'] }),
			);
			const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
			assert.deepEqual(found, [], `${colorScheme}, ${width}`);
			const overflow = await page.evaluate(
				() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
			);
			assert.equal(overflow, 0, `${width} pixels are enough`);
		}
}
