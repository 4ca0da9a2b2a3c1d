// One's own account at the desk: password, second factor with its recovery codes, and sessions.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeAt, signIn } from '../api/people.js';
import {
	assertTidy,
	button,
	focusedText,
	openDoors,
	page,
	people,
	refuse,
	said,
	server,
	signInAtDesk,
} from './desk.js';

openDoors({ anna: { role: 'viewer' } }, { permissions: ['clipboard-read', 'clipboard-write'] });

const part = (name) => page.getByRole('region', { name });
const password = (name) => part(name).getByLabel('Present password');
const signedIn = (account, code) =>
	server.fetch('/api/v1/session', { body: { ...account, ...(code && { code }) } });

async function openSecurity() {
	await signInAtDesk(page, people.anna);
	await page.getByRole('link', { name: 'anna' }).click();
	await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor();
	await part('Second factor').waitFor();
}

async function mistakeAt(field) {
	await page.locator('[aria-invalid]').waitFor();
	refuse();
	assert.equal(await field.getAttribute('aria-invalid'), 'true');
	const [id] = (await field.getAttribute('aria-describedby')).split(' ').slice(-1);
	return page.locator(`#${id}`).innerText();
}

// As far as the code: what an authenticator is given.
async function beginFactor() {
	await password('Second factor').fill(people.anna.password);
	await button('Set it up').click();
	const shown = page.locator('.secret');
	await shown.waitFor();
	return (await shown.innerText()).replaceAll(' ', '');
}

async function confirmFactor(secret) {
	await page.getByLabel('Code from').fill(codeAt(secret, Date.now()));
	await page.keyboard.press('Enter');
	await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
}

test('it tells who one is and what one may do', async () => {
	await openSecurity();
	assert.equal(await page.title(), 'Your account · Afterword');
	const facts = await page.locator('#view dl').first().locator('dd').allInnerTexts();
	assert.deepEqual(facts.slice(0, 2), ['anna', 'Viewer on all sites']);
	await assertTidy(page);
});

test('a new password is taken with the present one, and a wrong one stands at its field', async () => {
	await openSecurity();
	const now = password('Password');
	const next = part('Password').getByLabel('New password');
	await now.fill('not the password');
	await next.fill('correct horse battery');
	await page.keyboard.press('Enter');
	assert.equal(await mistakeAt(now), 'It is not your password.');
	assert.equal(await next.inputValue(), 'correct horse battery');
	await assertTidy(page);
	await now.fill(people.anna.password);
	await button('Change the password').click();
	await said('The password is changed.');
	assert.equal(await now.inputValue(), '');
	assert.equal((await signedIn(people.anna)).status, 401);
	assert.equal((await signedIn({ ...people.anna, password: 'correct horse battery' })).status, 200);
});

test('a second factor is set up, its codes are copied, and it is removed', async () => {
	await openSecurity();
	await password('Second factor').fill('wrong');
	await button('Set it up').click();
	assert.equal(await mistakeAt(password('Second factor')), 'It is not your password.');
	const secret = await beginFactor();
	assert.match(secret, /^[A-Z2-7]{32}$/);
	const link = page.getByRole('link', { name: 'Open in the authenticator' });
	assert.match(await link.getAttribute('href'), new RegExp(`^otpauth://.*${secret}`));
	await button('Copy').click();
	await said('Copied.');
	assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
	await assertTidy(page);

	const code = page.getByLabel('Code from');
	await code.fill('12345');
	await button('Switch it on').click();
	assert.equal(await mistakeAt(code), 'The code is not right.');
	await confirmFactor(secret);
	assert.equal(await focusedText(page), 'Your recovery codes');
	const codes = await page.locator('.codes li').allInnerTexts();
	assert.equal(codes.length, 10);
	await button('Copy').click();
	await said('Copied.');
	assert.equal(await page.evaluate(() => navigator.clipboard.readText()), codes.join('\n'));
	await assertTidy(page);
	assert.equal((await signedIn(people.anna)).status, 401);
	assert.equal((await signedIn(people.anna, codes[0])).status, 200);

	await button('I have kept them').click();
	await page.getByText('On. 9 recovery codes are left.').waitFor();
	await assertTidy(page);
	const renew = page.locator('form', { hasText: 'Make new codes' });
	await renew.getByLabel('Present password').fill(people.anna.password);
	await button('Make new codes').click();
	await said('The old recovery codes are good no more.');
	const renewed = await page.locator('.codes li').allInnerTexts();
	assert.equal(new Set([...codes, ...renewed]).size, 20);
	assert.equal((await signedIn(people.anna, codes[1])).status, 401);
	await button('I have kept them').click();
	await page.getByText('On. 10 recovery codes are left.').waitFor();
	const removal = page.locator('form', { hasText: 'Remove the second factor' });
	await removal.getByLabel('Present password').fill(people.anna.password);
	await button('Remove the second factor').click();
	await said('The second factor is removed.');
	await button('Set it up').waitFor();
	assert.equal((await signedIn(people.anna)).status, 200);
});

test('setting it up is given up, and the account is as it was', async () => {
	await openSecurity();
	await beginFactor();
	await button('Cancel').click();
	await button('Set it up').waitFor();
	assert.equal((await signedIn(people.anna)).status, 200);
});

test('where nothing can be copied it is selected', async () => {
	await openSecurity();
	const secret = await beginFactor();
	await page.evaluate(() => {
		navigator.clipboard.writeText = () => Promise.reject(new Error('not here'));
	});
	await button('Copy').click();
	await said('It is selected');
	const selected = await page.evaluate(() => getSelection().toString());
	assert.equal(selected.replaceAll(' ', ''), secret);
});

test('other sessions are listed and ended, one or all; this one goes on', async () => {
	const others = [];
	for (let i = 0; i < 3; i++) others.push(await signIn(server, people.anna));
	const over = async (other) => (await other.fetch('/api/v1/session')).status === 401;
	await openSecurity();
	const rows = part('Where you are signed in').getByRole('row');
	assert.equal(await rows.count(), 5);
	assert.equal(await rows.nth(1).getByRole('button').count(), 0);
	assert.match(await rows.nth(1).innerText(), /now, here/);
	await rows.nth(2).getByRole('button', { name: 'End' }).click();
	await said('The session has ended.');
	assert.equal(await rows.count(), 4);
	assert.deepEqual(await Promise.all(others.map(over)), [false, false, true]);

	await button('End all others').click();
	const dialog = page.getByRole('dialog', { name: 'End all other sessions?' });
	await dialog.waitFor();
	await page.keyboard.press('Enter'); // Cancel has the focus
	await dialog.waitFor({ state: 'hidden' });
	assert.equal(await over(others[0]), false);
	await button('End all others').click();
	await dialog.getByRole('button', { name: 'End all others' }).click();
	await said('All other sessions have ended.');
	assert.deepEqual(await Promise.all(others.map(over)), [true, true, true]);
	assert.equal(await rows.count(), 2);
	assert.equal(await button('End all others').count(), 0);
	await assertTidy(page);
});

test('a session that was ended elsewhere meanwhile is told of', async () => {
	const other = await signIn(server, people.anna);
	await openSecurity();
	await other.fetch('/api/v1/session', { method: 'DELETE' });
	await button('End').click();
	await said('You have no such session.');
	refuse();
});
