// The pages of a site at the desk: the list, finding one, closing and opening.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	assertTidy,
	button,
	field,
	focusedText,
	openDoors,
	openView,
	page,
	people,
	refuse,
	refused,
	row,
	said,
	server,
	signInAtDesk,
	SITE,
	token,
} from './desk.js';

openDoors({ anna: { role: 'admin' }, vera: { role: 'viewer', site: SITE } }, { scope: 'admin' });

async function openPages(account = people.anna) {
	await signInAtDesk(page, account);
	await openView(page, `pages?site=${SITE}`);
	await page.getByRole('heading', { level: 1, name: 'Pages' }).waitFor();
}

const leaveOn = (path, title) => server.leave({ page: `https://example.org/${path}`, title });

test('a page is closed and opened in its row', async () => {
	const { id } = await leaveOn('one', 'One <b>story</b>');
	await server.decide(id, { state: 'approved' }, { token });
	await leaveOn('two', 'Another');
	await openPages();
	await row('One <b>story</b>').getByText('1 approved').waitFor();
	await assertTidy(page);
	const shift = row('One').getByRole('button', { name: 'Close' });
	await shift.focus();
	await page.keyboard.press('Enter');
	await said('The page is closed');
	assert.equal(await focusedText(page), 'Open');
	assert.equal((await server.thread('https://example.org/one')).page.state, 'closed');
	assert.equal((await server.thread('https://example.org/two')).page.state, 'open');
	await page.keyboard.press('Enter');
	await said('The page is open.');
	assert.equal((await server.thread('https://example.org/one')).page.state, 'open');
});

test('one is found by its address, which stands in the place', async () => {
	await openPages();
	await page.getByText('No page has comments yet.').waitFor();
	await leaveOn('one', 'One');
	await leaveOn('two', 'Two');
	await field('Address of the page').fill('https://example.org/two?utm_source=x');
	await page.keyboard.press('Enter');
	await row('Two').waitFor();
	assert.equal(await row('One').count(), 0);
	await page.reload();
	await row('Two').waitFor();
	await field('Address of the page').fill('https://example.org/three');
	await button('Find').click();
	await page.getByText('No page of this address has comments.').waitFor();
	await assertTidy(page);
	await button('All pages').click();
	await row('One').waitFor();
	const link = row('One').getByRole('link', { name: '0 approved' });
	assert.match(await link.getAttribute('href'), /page=https%3A%2F%2Fexample\.org%2Fone/);
});

test('an address that is none is refused at its field', async () => {
	await signInAtDesk(page, people.anna);
	await openView(page, `pages?site=${SITE}&url=nowhere`);
	await page.locator('[aria-invalid]').waitFor();
	refuse();
	assert.equal(await field('Address of the page').getAttribute('aria-invalid'), 'true');
	await assertTidy(page);
});

test('who may only look is shown no way to close one', async () => {
	await leaveOn('one', 'One');
	await openPages(people.vera);
	await row('One').waitFor();
	assert.equal(await row('One').getByRole('button').count(), 0);
});

// Opens one page from the list, by the text of its link.
async function openOne(name) {
	await page.getByRole('link', { name, exact: true }).click();
	await page.getByRole('heading', { level: 1, name }).waitFor();
}

const dialog = (name) => page.getByRole('dialog', { name });

test('a page is given another address, which is taken away again', async () => {
	await leaveOn('one', 'One <b>story</b>');
	await openPages();
	await openOne('One <b>story</b>');
	await assertTidy(page);
	await field('Another address of this page').fill('https://nowhere.example/');
	await page.keyboard.press('Enter');
	await page.locator('[aria-invalid]').waitFor();
	refuse();
	await field('Another address of this page').fill('https://example.org/old?utm_source=x');
	await page.keyboard.press('Enter');
	await said('The address leads to this page now.');
	await row('https://example.org/old').getByText('you').waitFor();
	assert.equal(
		(await server.thread('https://example.org/old')).page.url,
		'https://example.org/one',
	);
	await assertTidy(page);
	await button('Remove').click();
	await dialog('Remove the address?').getByText('https://example.org/old').waitFor();
	await dialog('Remove the address?').getByRole('button', { name: 'Remove' }).click();
	await said('The address is removed.');
	assert.equal(await row('https://example.org/old').count(), 0);
});

test('a page is merged into another, after a look at what would happen', async () => {
	const { id } = await leaveOn('one', 'One');
	await server.decide(id, { state: 'approved' }, { token });
	await leaveOn('one', 'One');
	await leaveOn('two', 'Another');
	await openPages();
	await openOne('One');
	const into = field('Address of the page that stays');
	await into.fill('https://example.org/three');
	await page.keyboard.press('Enter');
	await page.locator('[aria-invalid]').waitFor();
	refuse();
	await into.fill('https://example.org/two');
	await page.keyboard.press('Enter');
	const asked = dialog('Merge the two pages?');
	await asked.getByText('Comments that move: 1 pending, 1 approved.').waitFor();
	await asked.getByText('“Another” (https://example.org/two), which then has 1').waitFor();
	await assertTidy(page);
	await asked.getByRole('button', { name: 'Cancel' }).click();
	assert.equal((await server.thread('https://example.org/two')).items.length, 0);
	await into.focus();
	await page.keyboard.press('Enter');
	await asked.getByRole('button', { name: 'Merge' }).click();
	await page.getByRole('heading', { level: 1, name: 'Another' }).waitFor();
	await said('The pages are one.');
	await row('https://example.org/one').waitFor();
	assert.equal((await server.thread('https://example.org/one')).page.title, 'Another');
});

test('one is closed where it stands alone', async () => {
	await leaveOn('one', 'One');
	await openPages();
	await openOne('One');
	await button('Close').click();
	await said('The page is closed');
	await button('Open').waitFor();
	assert.equal((await server.thread('https://example.org/one')).page.state, 'closed');
});

test('who may only look is shown neither forms nor buttons', async () => {
	await leaveOn('one', 'One');
	await openPages(people.vera);
	await openOne('One');
	await page.getByRole('heading', { name: 'Other addresses' }).waitFor();
	assert.equal(await page.locator('#view button, #view form').count(), 0);
});
