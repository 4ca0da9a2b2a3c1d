// A site's policy at the desk: what it is, what is saved, what is refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	assertTidy,
	browser,
	button,
	field,
	openDoors,
	openView,
	page,
	people,
	refuse,
	row,
	said,
	server,
	signInAtDesk,
	SITE,
	token,
} from './desk.js';

openDoors({ anna: { role: 'admin' }, vera: { role: 'viewer', site: SITE } }, { scope: 'admin' });

const site = async () =>
	(await server.fetch('/api/v1/admin/sites', { token })).body.items.find(({ id }) => id === SITE);

async function openPolicy() {
	await signInAtDesk(page, people.anna);
	await openView(page, `policy?site=${SITE}`);
	await button('Save').waitFor();
}

test('it is shown as it is, and only what is changed is sent', async () => {
	await openPolicy();
	const before = await site();
	assert.equal(await field('Most links').inputValue(), String(before.links));
	await page
		.getByText('In one comment; with more it gets a score of 50. From 0 to 100.')
		.waitFor();
	await page.getByText(before.origins[0]).waitFor();
	await assertTidy(page);
	await field('Most links').fill('7');
	await field('What no check finds fault with').selectOption('trust');
	const sent = page.waitForRequest((request) => request.method() === 'PATCH');
	await page.keyboard.press('Tab');
	await button('Save').click();
	assert.deepEqual((await sent).postDataJSON(), { policy: 'trust', links: 7 });
	await said('The policy is saved.');
	assert.deepEqual(await site(), { ...before, policy: 'trust', links: 7 });
	assert.equal(await field('Most links').inputValue(), '7');
});

test('how threads are shown is saved by itself, and readers see it at once', async () => {
	await openPolicy();
	const before = await site();
	assert.equal(await field('Comments at once').inputValue(), '50');
	await page.getByText('Readers get more when they ask for them. From 10 to 1,000.').waitFor();
	await field('Answers are indented by at most').fill('0');
	await field('First threads').selectOption('newest');
	const sent = page.waitForRequest((request) => request.method() === 'PATCH');
	await button('Save the threads').click();
	assert.deepEqual((await sent).postDataJSON(), { thread_sort: 'newest', thread_depth: 0 });
	await said('The threads are saved.');
	assert.deepEqual(await site(), { ...before, thread_sort: 'newest', thread_depth: 0 });
	await assertTidy(page);
});

test('a number out of its bounds is not taken, by the browser or by the server', async () => {
	await openPolicy();
	const links = field('Most links');
	await links.fill('101');
	await button('Save').click();
	assert.equal(await links.evaluate((input) => input.validity.rangeOverflow), true);
	await page.locator('#view form').first().evaluate((form) => (form.noValidate = true));
	await button('Save').click();
	await page.locator('[aria-invalid]').waitFor();
	refuse();
	assert.equal(await links.getAttribute('aria-invalid'), 'true');
	assert.equal(await links.inputValue(), '101');
	assert.notEqual((await site()).links, 101);
	await assertTidy(page);
});

test('names are reserved for nobody, and freed', async () => {
	await openPolicy();
	const names = page.getByRole('region', { name: 'Reserved names' });
	await names.getByLabel('Name', { exact: true }).fill('The <i>Editors</i>');
	await button('Reserve it for nobody').click();
	await said('The <i>Editors</i> is reserved.');
	await row('The <i>Editors</i>').getByText('nobody').waitFor();
	await assertTidy(page);
	await names.getByLabel('Name', { exact: true }).fill('the editors i i');
	await button('Reserve it for nobody').click();
	await said('the editors i i is reserved.');
	await names.getByLabel('Name', { exact: true }).fill('THE <I>EDITORS</I>');
	await button('Reserve it for nobody').click();
	await page.getByRole('alert').getByText('The name is reserved so already.').waitFor();
	refuse();
	await row('The <i>Editors</i>').getByRole('button', { name: 'Remove' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
	await said('The <i>Editors</i> is no longer reserved.');
	assert.equal(await row('The <i>Editors</i>').count(), 0);
});

test('it is for admins', async () => {
	await signInAtDesk(page, people.vera);
	assert.equal(await page.getByRole('link', { name: 'Policy' }).count(), 0);
	await openView(page, `policy?site=${SITE}`);
	await page.getByRole('heading', { level: 1, name: 'Queue' }).waitFor();
});
