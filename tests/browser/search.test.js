// Searching and filtering the desk's lists.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
	assertTidy,
	openDoors,
	openView,
	page,
	people,
	refuse,
	server,
	signInAtDesk,
	token,
} from './desk.js';

openDoors({ anna: {} });
beforeEach(async () => {
	for (const body of ['The bridge is old.', 'The river is wide.', 'See https://a.example here.'])
		await server.leave({ body, email: `${body.replace(/\W/g, '')}@example.org` });
	while ((await found('q=example')).length === 0) await sleep(100); // it is indexed soon
	await signInAtDesk(page, people.anna);
	await shows(3);
});

const found = async (query) =>
	(await server.fetch(`/api/v1/moderation/comments?${query}`, { token })).body.items;
const shows = (count) =>
	page.waitForFunction((n) => document.querySelectorAll('.item').length === n, count);
const show = () => page.getByRole('button', { name: 'Show', exact: true }).click();

test('a key leads to the words that one looks for', async () => {
	await page.keyboard.press('/');
	await page.keyboard.type('river');
	await page.keyboard.press('Enter');
	await shows(1);
	await page.getByText('The river is wide.').waitFor();
	assert.match(page.url(), /q=river/);
	await assertTidy(page);
	await page.reload();
	await shows(1);
	await page.getByRole('button', { name: 'Clear', exact: true }).click();
	await shows(3);
});

test('a list is narrowed by author, and says so when nothing fits', async () => {
	const [{ author }] = await found('q=bridge');
	await openView(page, `queue?author=${author.tag}&site=example`);
	await shows(1);
	await page.getByText('The bridge is old.').waitFor();
	await page.getByLabel('Check').selectOption('Duplicate');
	await show();
	await page.getByText('No comment fits.').waitFor();
});

test('what is wrong with a search stands at its field', async () => {
	refuse();
	await page.keyboard.press('/');
	await page.keyboard.type('"open');
	await show();
	const field = page.getByLabel('Words');
	await page.locator('.filters .mistake:not([hidden])').first().waitFor();
	assert.equal(await field.getAttribute('aria-invalid'), 'true');
	assert.equal(await field.inputValue(), '"open');
});

test('a narrow list tells of nothing new', async () => {
	await openView(page, 'queue?q=river');
	await shows(1);
	await server.leave({ body: 'Neither here nor there.', email: 'x@example.org' });
	await page.getByRole('button', { name: /Pending 4/ }).waitFor();
	assert.equal(await page.getByRole('button', { name: '1 new' }).count(), 0);
});
