// The desk's accounts: the list, making one, roles, passwords, disabling.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeAt, signIn } from '../api/people.js';
import {
	assertTidy,
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

const signsIn = async (account) =>
	(await server.fetch('/api/v1/session', { body: account })).status === 200;
const read = async (name) => (await server.fetch(`/api/v1/admin/accounts/${name}`, { token })).body;

async function openAccounts(name = '') {
	await signInAtDesk(page, people.anna);
	await openView(page, name ? `accounts/${name}` : 'accounts');
	await page.getByRole('heading', { level: 1, name: name || 'Accounts' }).waitFor();
}

test('an account is made, with its role, and mistakes stand at their fields', async () => {
	await openAccounts();
	await row('vera').getByText('Viewer on example').waitFor();
	await assertTidy(page);
	await page.getByRole('link', { name: 'New account' }).click();
	await field('Name').fill('vera');
	await field('New password').fill('a password of carl');
	await field('Role').selectOption('moderator');
	await field('Where').selectOption(SITE);
	await button('Make the account').click();
	await page.locator('[aria-invalid]').waitFor();
	refuse();
	assert.equal(await field('Name').getAttribute('aria-invalid'), 'true');
	assert.equal(await field('Where').inputValue(), SITE);
	await assertTidy(page);
	await field('Name').fill('carl');
	await page.keyboard.press('Enter');
	await said('The account carl is made.');
	await row('carl').getByText('Moderator on example').waitFor();
	assert.ok(await signsIn({ name: 'carl', password: 'a password of carl' }));
	assert.deepEqual((await read('carl')).roles, [{ site: SITE, role: 'moderator' }]);
});

test('roles are given and taken away', async () => {
	await openAccounts('vera');
	await assertTidy(page);
	assert.equal(await field('Role').inputValue(), 'none'); // on all sites
	await field('Where').selectOption(SITE);
	assert.equal(await field('Role').inputValue(), 'viewer');
	await field('Where').selectOption('');
	await field('Role').selectOption('admin');
	await button('Set the role').click();
	await said('vera is changed.');
	await page.getByText('Admin on all sites').waitFor();
	await field('Where').selectOption(SITE);
	await field('Role').selectOption('none');
	await button('Set the role').click();
	await page.getByText('Viewer on example').waitFor({ state: 'detached' });
	assert.deepEqual((await read('vera')).roles, [{ site: null, role: 'admin' }]);
});

test('a new password is set, and the account disabled after a question and enabled again', async () => {
	await openAccounts('vera');
	await page.getByRole('textbox', { name: 'New password' }).fill('something else altogether');
	await button('Set the password').click();
	await said('vera is changed.');
	const renewed = { ...people.vera, password: 'something else altogether' };
	assert.deepEqual([await signsIn(people.vera), await signsIn(renewed)], [false, true]);
	const dialog = page.getByRole('dialog');
	await button('Disable').click();
	await dialog.getByText('Disable vera?').waitFor();
	await page.keyboard.press('Enter'); // Cancel has the focus
	await dialog.waitFor({ state: 'hidden' });
	assert.ok(await signsIn(renewed));
	await button('Disable').click();
	await dialog.getByRole('button', { name: 'Disable' }).click();
	await button('Enable').waitFor();
	assert.equal(await signsIn(renewed), false);
	await button('Enable').click();
	await dialog.getByRole('button', { name: 'Enable' }).click();
	await button('Disable').waitFor();
	assert.ok(await signsIn(renewed));
});

test('a lost second factor is taken off after a question', async () => {
	const vera = await signIn(server, people.vera);
	const factor = '/api/v1/account/second-factor';
	const begun = await vera.fetch(factor, { body: { password: people.vera.password } });
	const code = codeAt(begun.body.secret, Date.now());
	await vera.fetch(`${factor}/confirm`, { body: { code } });
	assert.equal(await signsIn(people.vera), false);
	await openAccounts('vera');
	await button('Take the second factor off').click();
	const dialog = page.getByRole('dialog', { name: 'Take the second factor of vera off?' });
	await dialog.getByRole('button', { name: 'Take the second factor off' }).click();
	await said('vera is changed.');
	assert.ok(await signsIn(people.vera));
});

test('the last admin of all sites stays one, and has no way to set the own password here', async () => {
	await openAccounts('anna');
	await page.getByText('It is your own.').waitFor();
	assert.equal(await field('New password').count(), 0);
	await field('Role').selectOption('viewer');
	await button('Set the role').click();
	await page.getByRole('alert').filter({ hasText: /./ }).waitFor();
	refuse();
	assert.deepEqual((await read('anna')).roles, [{ site: null, role: 'admin' }]);
});
