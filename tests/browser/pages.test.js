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
