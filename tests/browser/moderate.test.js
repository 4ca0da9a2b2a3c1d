// The moderators' desk: signing in, deciding by key and by button, one and many, and undo.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '../api/harness.js';
import { closePage, launchBrowser, openPage } from './browser.js';
import { assertTidy } from './desk.js';

let server, token, browser, page, anna;
let refused; // answers of this test that are errors by design

before(async () => {
	server = await startServer({ site: false });
	token = await server.addToken();
	anna = await server.addAccount('anna');
	browser = await launchBrowser();
});
after(async () => {
	await browser?.close();
	await server?.stop();
});
beforeEach(async () => {
	refused = 1; // who is not signed in is told so
	page = await openPage(browser, server);
	await page.goto(`${server.url}/moderate`);
	await page.getByRole('heading', { name: 'Sign in to moderate' }).waitFor();
});
afterEach(async () => {
	await closePage(page, { refused });
	await decideAll('deleted');
});

// What waits is left by nobody to the next test.
async function decideAll(state) {
	const { body } = await server.fetch('/api/v1/moderation/comments?limit=200', { token });
	const items = body.items.map(({ id, revision }) => ({ id, revision }));
	if (items.length)
		await server.fetch('/api/v1/moderation/decisions', { body: { state, items }, token });
}

async function leave(...bodies) {
	const left = [];
	for (const body of bodies) left.push((await server.leave({ page: `${server.url}/demo`, body })).id);
	return left;
}

async function signIn({ name, password } = anna) {
	await page.getByLabel('Name').fill(name);
	await page.getByLabel('Password').fill(password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.getByRole('navigation', { name: 'States' }).waitFor();
}

const item = (id) => page.locator(`#item-${id}`);
const said = (text) => page.getByRole('status').getByText(text).waitFor();
const stateOf = async (id) =>
	(await server.fetch(`/api/v1/moderation/comments/${id}`, { token })).body.state;
const tab = (name) => page.getByRole('navigation').getByRole('button', { name });

test('a wrong password is told, and the right one leads to the desk and out again', async () => {
	await page.getByLabel('Name').fill('anna');
	await page.getByLabel('Password').fill('not the password');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.getByRole('alert').getByText('Name or password are not right.').waitFor();
	await signIn();
	await page.getByText('Nothing waits.').waitFor();
	await page.reload();
	await page.getByText('Nothing waits.').waitFor();
	await page.getByRole('button', { name: 'Sign out' }).click();
	await page.getByRole('heading', { name: 'Sign in to moderate' }).waitFor();
	await page.reload();
	await page.getByRole('heading', { name: 'Sign in to moderate' }).waitFor();
	refused += 2;
});

test('the queue is cleared with the keyboard alone', async () => {
	const [first, second, third, fourth] = await leave('One.', 'Two.', 'Three.', 'Four.');
	await signIn();
	await item(first).waitFor();
	const { keyboard } = page;
	const focused = () => page.evaluate(() => document.activeElement.id);
	assert.equal(await focused(), `item-${first}`);
	await keyboard.press('a');
	await said('Approved.');
	assert.equal(await focused(), `item-${second}`);
	await keyboard.press('j');
	assert.equal(await focused(), `item-${third}`);
	await keyboard.press('s');
	await said('Spam.');
	await keyboard.press('k');
	await keyboard.press('k');
	assert.equal(await focused(), `item-${second}`);
	await keyboard.press('r');
	await page.getByLabel('Reason').selectOption('abuse');
	await page.getByLabel('Note to the author').fill('Please be kind.');
	await keyboard.press('Tab');
	await keyboard.press('Enter');
	await said('Rejected.');
	await keyboard.press('d');
	await said('Deleted.');
	await page.getByText('Nothing waits.').waitFor();
	assert.deepEqual(
		[await stateOf(first), await stateOf(second), await stateOf(third), await stateOf(fourth)],
		['approved', 'rejected', 'spam', 'deleted'],
	);
	const { body } = await server.fetch(`/api/v1/moderation/decisions?comment=${second}`, { token });
	const [{ reason, note, by }] = body.items;
	assert.deepEqual([reason, note, by], ['abuse', 'Please be kind.', 'account:anna']);

	await keyboard.press('u');
	await said('Undone: 1 of 1.');
	assert.equal(await focused(), `item-${fourth}`);
	assert.equal(await stateOf(fourth), 'pending');
	await keyboard.press('?');
	await page.getByRole('heading', { name: 'Keys' }).waitFor();
	await keyboard.press('Escape');
});

test('many are decided in one go, and come back in one go', async () => {
	const left = await leave('One.', 'Two.', 'Three.');
	await signIn();
	await item(left[0]).waitFor();
	await page.keyboard.press('x');
	const bar = page.getByRole('region', { name: 'Selected comments' });
	await bar.getByText('1 selected').waitFor();
	await bar.getByRole('button', { name: 'Select all' }).click();
	await bar.getByText('3 selected').waitFor();
	await bar.getByRole('button', { name: 'Spam' }).click();
	await said('3 of 3: Spam.');
	assert.equal(await bar.isVisible(), false);
	assert.match(await tab('Pending').innerText(), /Pending 0/);
	await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
	await said('Undone: 3 of 3.');
	assert.equal(await page.locator('.item').count(), 3);
	for (const id of left) assert.equal(await stateOf(id), 'pending');
});

test('what changed under the eyes is shown as it is now, also when no events are heard', async () => {
	const [id] = await leave('One.');
	await page.route('**/moderation/events*', (route) => {
		refused++;
		route.fulfill({ status: 404 });
	});
	await signIn();
	await item(id).waitFor();
	await server.decide(id, { state: 'spam' }, { token });
	await item(id).getByRole('button', { name: 'Approve' }).click();
	await item(id).getByText('It was read as pending; it is spam by now.').waitFor();
	refused++;
	assert.equal(await stateOf(id), 'spam');
	await item(id).getByRole('button', { name: 'Approve' }).click();
	await said('Approved.');
	assert.equal(await stateOf(id), 'approved');
});

test('the comment that is answered can be read beside its answer', async () => {
	const [parent] = await leave('Who reads letters now?');
	await server.decide(parent, { state: 'approved' }, { token });
	const { id } = await server.leave({ page: `${server.url}/demo`, parent, body: 'We do.' });
	await signIn();
	await item(id).getByText('In answer to').click();
	await item(id).getByText('Who reads letters now?').waitFor();
});

test('a viewer looks and does not decide', async () => {
	const [id] = await leave('One.');
	await signIn(await server.addAccount('vera', { role: 'viewer', site: 'demo' }));
	await item(id).waitFor();
	assert.equal(await item(id).getByRole('button').count(), 0);
	assert.equal(await item(id).getByRole('checkbox').isDisabled(), true);
	for (const key of ['a', 's', 'd', 'x']) await page.keyboard.press(key);
	assert.equal(await page.getByRole('region', { name: 'Selected comments' }).isVisible(), false);
	assert.equal(await stateOf(id), 'pending');
});

test('every state has its list and what may be done there', async () => {
	const [id] = await leave('One.');
	await server.decide(id, { state: 'deleted' }, { token });
	await signIn();
	await tab('Deleted').click();
	await item(id).waitFor();
	const names = await item(id).getByRole('button').allInnerTexts();
	assert.deepEqual(names, ['Back to pending']);
	await item(id).getByRole('button').click();
	await said('Back to pending.');
	await tab('Pending').click();
	await item(id).waitFor();
});

test('a long queue comes in parts', async () => {
	await leave(...Array.from({ length: 53 }, (_, i) => `Number ${i}.`));
	await signIn();
	await page.locator('.item').nth(49).waitFor();
	assert.equal(await page.locator('.item').count(), 50);
	await page.getByRole('button', { name: 'Show more' }).click();
	await page.locator('.item').nth(52).waitFor();
	assert.equal(await page.getByRole('button', { name: 'Show more' }).isVisible(), false);
});

test('all that a long list has is decided in one go, but for what came later', async () => {
	await leave(...Array.from({ length: 53 }, (_, i) => `One of the flood, ${i}.`));
	await sleep(1100); // a list is as old as the second in which it was asked for
	await signIn();
	await tab('Pending 53').waitFor();
	const [later] = await leave('Another thing.');
	await page.getByRole('checkbox').first().check();
	await page.getByRole('button', { name: 'All of the list' }).click();
	const region = page.getByRole('region', { name: 'Selected comments' });
	await leave('And another.');
	await tab('Pending 55').waitFor();
	await region.getByText('All that the list has').waitFor();
	await region.getByRole('button', { name: 'Spam' }).click();
	const asked = page.getByRole('dialog', { name: 'Decide about 53 comments?' });
	await asked.getByRole('button', { name: 'Cancel' }).click();
	assert.equal(await stateOf(later), 'pending');
	await region.getByRole('button', { name: 'Spam' }).click();
	await asked.getByText('From then on: spam.').waitFor();
	await asked.getByRole('button', { name: 'Decide' }).click();
	await said('53 of 53: spam.');
	await item(later).waitFor();
	assert.equal(await page.locator('.item').count(), 2);
	await page.getByRole('button', { name: 'Undo' }).click();
	await tab('Pending 55').waitFor();
});

test('what readers typed is text here, too', async () => {
	const evil = '<img src=x onerror=alert(1)>';
	const { id } = await server.leave({
		page: `${server.url}/demo`,
		name: evil,
		body: `${evil} [x](javascript:alert(1))`,
		title: evil,
	});
	await signIn();
	await item(id).waitFor();
	assert.match(await item(id).innerText(), /<img src=x onerror=alert\(1\)>/);
	assert.equal(await item(id).locator('img').count(), 0);
});

test('axe finds nothing, wide and narrow, light and dark', async () => {
	await leave('One.', 'Two with `code` and https://example.org/' + 'x'.repeat(90));
	await signIn();
	await page.locator('.item').first().waitFor();
	await page.keyboard.press('x');
	await assertTidy(page);
});
