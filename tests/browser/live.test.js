// Two desks at once: what one moderator does, the other sees, and nothing moves under their eyes.

import assert from 'node:assert/strict';
import axe from 'axe-core';
import { after, afterEach, before, test } from 'node:test';
import { startServer } from '../api/harness.js';
import { closePage, launchBrowser, openPage } from './browser.js';

let server, token, browser, people;
let desks = [];
before(async () => {
	// so few events are kept that who looks away for a while has missed some
	server = await startServer({ site: false, event_history: 8, event_heartbeat: 1 });
	token = await server.addToken();
	people = { anna: await server.addAccount('anna'), ben: await server.addAccount('ben') };
	browser = await launchBrowser();
});
after(async () => {
	await browser?.close();
	await server?.stop();
});
afterEach(async () => {
	for (const { page, refused } of desks) await closePage(page, { refused });
	desks = [];
	const { body } = await server.fetch('/api/v1/moderation/comments?limit=200', { token });
	const items = body.items.map(({ id, revision }) => ({ id, revision }));
	if (items.length)
		await server.fetch('/api/v1/moderation/decisions', {
			body: { state: 'deleted', items },
			token,
		});
});

async function leave(count) {
	const left = [];
	for (let i = 1; i <= count; i++)
		left.push((await server.leave({ page: `${server.url}/demo`, body: `Number ${i}.` })).id);
	return left;
}

// The desk of somebody who has signed in, and hears of what happens.
async function openDesk({ name, password }) {
	const page = await openPage(browser, server, { viewport: { width: 1000, height: 700 } });
	const desk = {
		page,
		refused: 1, // who is not signed in is told so
		item: (id) => page.locator(`#item-${id}`),
		tab: (state) => page.getByRole('navigation').getByRole('button', { name: state }),
		press: async (...keys) => {
			for (const key of keys) await page.keyboard.press(key);
		},
		focused: () => page.evaluate(() => document.activeElement.id),
		top: (id) => page.locator(`#item-${id}`).evaluate((item) => item.getBoundingClientRect().top),
		hide: (hidden) =>
			page.evaluate((value) => {
				Object.defineProperty(document, 'hidden', { value, configurable: true });
				document.dispatchEvent(new Event('visibilitychange'));
			}, hidden),
	};
	desks.push(desk);
	const stream = page.waitForResponse(/moderation\/events/);
	await page.goto(`${server.url}/moderate`);
	await page.getByLabel('Name').fill(name);
	await page.getByLabel('Password').fill(password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	assert.equal((await stream).status(), 200);
	return desk;
}

const openTwo = async () => [await openDesk(people.anna), await openDesk(people.ben)];

test('what another decides is marked where it stands, and passed over', async () => {
	const [first, second, third] = await leave(3);
	const [anna, ben] = await openTwo();
	await anna.item(third).waitFor();
	const places = [await anna.top(first), await anna.top(third)];
	await ben.item(second).focus();
	await ben.press('s');
	await anna.item(second).getByText('Spam by ben').waitFor();
	assert.equal(await anna.item(second).getByRole('button').count(), 0);
	assert.equal(await anna.item(second).getByRole('checkbox').isDisabled(), true);
	assert.deepEqual([await anna.top(first), await anna.top(third)], places);
	assert.equal(await anna.focused(), `item-${first}`);
	await anna.tab('Pending 2').waitFor();
	await anna.tab('Spam 1').waitFor();
	await anna.press('j');
	assert.equal(await anna.focused(), `item-${third}`);
	await anna.press('k');
	assert.equal(await anna.focused(), `item-${first}`);

	await ben.press('u');
	await anna.item(second).getByRole('button', { name: 'Approve' }).waitFor();
	assert.equal(await anna.focused(), `item-${first}`);
	await anna.press('j', 'a');
	await ben.item(second).getByText('Approved by anna').waitFor();
});

test('a text that another edits is shown where it stands', async () => {
	const [first, second] = await leave(2);
	const anna = await openDesk(people.anna);
	await anna.item(second).getByText('Number 2.').waitFor();
	await server.decide(second, { body: 'Number 2, corrected.' }, { token });
	await anna.item(second).getByText('Edited by test.').waitFor();
	await anna.item(second).getByText('Number 2, corrected.').waitFor();
	assert.equal(await anna.focused(), `item-${first}`);
	assert.equal(await anna.page.getByRole('button', { name: /new$/ }).count(), 0);
	await anna.press('j', 'a');
	await anna.tab('Pending 1').waitFor();
});

test('what arrives is counted, and shown when somebody asks for it', async () => {
	const [first] = await leave(1);
	const [anna, ben] = await openTwo();
	for (const desk of [anna, ben]) await desk.item(first).waitFor(); // what comes later is new
	const [second, third] = await leave(2);
	await anna.page.getByRole('button', { name: '2 new' }).waitFor();
	await anna.tab('Pending 3').waitFor();
	assert.equal(await anna.page.locator('.item').count(), 1);
	assert.equal(await anna.focused(), `item-${first}`);
	// one that another decides is not new any more
	await server.decide(second, { state: 'spam' }, { token });
	await anna.page.getByRole('button', { name: '1 new' }).waitFor();
	await anna.press('n');
	await anna.item(third).waitFor();
	await anna.page.waitForFunction((id) => document.activeElement.id === id, `item-${third}`);
	assert.equal(await anna.page.locator('.item').count(), 2);
	assert.equal(await anna.page.getByRole('button', { name: /new$/ }).count(), 0);
	await ben.page.getByRole('button', { name: '1 new' }).click();
	await ben.item(third).waitFor();
});

test('who reads what is seen, and hinders nobody', async () => {
	const [first, second] = await leave(2);
	const anna = await openDesk(people.anna);
	await anna.item(second).waitFor();
	await anna.press('j');
	const ben = await openDesk(people.ben);
	await ben.item(second).getByText('anna is reading this').waitFor();
	await anna.item(first).getByText('ben is reading this').waitFor();
	assert.equal(await anna.item(second).locator('.claim').isVisible(), false);
	for (const colorScheme of ['light', 'dark']) {
		await ben.page.emulateMedia({ colorScheme });
		await ben.page.evaluate(`${axe.source}; 0`);
		const { violations } = await ben.page.evaluate(() => window.axe.run());
		assert.deepEqual(violations.map(({ id }) => id), []);
	}
	await anna.press('k');
	await ben.item(second).getByText('anna is reading this').waitFor({ state: 'hidden' });
	// both are on it: who came first is seen
	await anna.item(first).getByText('ben is reading this').waitFor();
	await anna.press('a');
	await ben.item(first).getByText('Approved by anna').waitFor();
	await ben.page.getByRole('button', { name: 'Sign out' }).click();
	await anna.item(second).locator('.claim').waitFor({ state: 'hidden' });
});

test('who looks away for a moment goes on, and for long is brought up to date', async () => {
	const [first, second, ...rest] = await leave(6);
	const anna = await openDesk(people.anna);
	await anna.item(first).waitFor();
	const list = () => anna.page.waitForResponse(/moderation\/comments\?/);

	await anna.hide(true);
	await server.decide(second, { state: 'spam' }, { token });
	await anna.hide(false);
	await anna.item(second).getByText('Spam by test').waitFor();

	await anna.hide(true);
	const [last] = await leave(1);
	for (const state of ['spam', 'pending', 'spam'])
		for (const id of rest) await server.decide(id, { state }, { token });
	const compared = list();
	await anna.hide(false);
	await compared;
	await anna.item(rest[0]).getByText('Decided meanwhile').waitFor();
	assert.equal(await anna.item(rest[3]).count(), 0, 'what was below the view is gone');
	await anna.page.getByRole('button', { name: '1 new' }).waitFor();
	await anna.tab('Pending 2').waitFor();
	assert.equal(await anna.focused(), `item-${first}`);
	await anna.press('n');
	await anna.item(last).waitFor();
});

test('what is heard while the list is asked for is newer than the answer', async () => {
	const [first, second, third] = await leave(3);
	const anna = await openDesk(people.anna);
	await anna.item(first).waitFor();
	await anna.hide(true);
	for (const state of ['spam', 'pending', 'spam', 'pending'])
		for (const id of [first, third]) await server.decide(id, { state }, { token });
	await leave(1);

	let fetched, release;
	const taken = new Promise((resolve) => (fetched = resolve));
	const held = new Promise((resolve) => (release = resolve));
	await anna.page.route(/moderation\/comments\?/, async (route) => {
		const response = await route.fetch();
		fetched();
		await held;
		await route.fulfill({ response });
	});
	await anna.hide(false);
	await taken;
	await server.decide(second, { state: 'spam' }, { token });
	await anna.item(second).getByText('Spam by test').waitFor();
	await leave(2);
	await anna.page.getByRole('button', { name: '2 new' }).waitFor();
	release();
	await anna.page.getByRole('button', { name: '3 new' }).waitFor();
	await anna.tab('Pending 5').waitFor();
	await anna.item(second).getByText('Spam by test').waitFor();
});

test('whose account is closed is shown out', async () => {
	const anna = await openDesk(await server.addAccount('amy'));
	await anna.page.getByText('Nothing waits.').waitFor();
	await server.command('account', 'set', 'amy', '--disable');
	await anna.page.getByRole('heading', { name: 'Sign in to moderate' }).waitFor();
	anna.refused = 3; // the stream, and the session
});
