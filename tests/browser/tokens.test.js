// The desk's tokens, and the record of changes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	assertTidy,
	button,
	field,
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

const read = async (secret) =>
	(await server.fetch('/api/v1/moderation/comments', { token: secret })).status;

async function openTokens() {
	await signInAtDesk(page, people.anna);
	await openView(page, 'tokens');
	await page.getByRole('heading', { level: 1, name: 'Tokens' }).waitFor();
}

test('a token is made, shown once, and revoked after a question', async () => {
	await openTokens();
	await row('test').getByText('administer').waitFor();
	await assertTidy(page);
	await page.getByRole('link', { name: 'New token' }).click();
	await field('Name').fill('bot');
	await field('What it may do').selectOption('read');
	await field('Where').selectOption(SITE);
	await assertTidy(page);
	await button('Make the token').click();
	await page.getByRole('heading', { name: 'The token bot is made' }).waitFor();
	const secret = await page.locator('.secret').innerText();
	assert.equal(await read(secret), 200);
	await assertTidy(page);
	await button('I have kept it').click();
	await row('bot').getByText('read').waitFor();
	assert.equal(await page.getByText(secret).count(), 0);
	await row('bot').getByRole('button', { name: 'Revoke' }).click();
	const dialog = page.getByRole('dialog', { name: 'Revoke bot?' });
	await dialog.waitFor();
	await page.keyboard.press('Enter'); // Cancel has the focus
	await dialog.waitFor({ state: 'hidden' });
	assert.equal(await read(secret), 200);
	await row('bot').getByRole('button', { name: 'Revoke' }).click();
	await dialog.getByRole('button', { name: 'Revoke' }).click();
	await said('bot is revoked.');
	assert.equal(await read(secret), 401);
	assert.equal(await row('bot').getByRole('button').count(), 0);

	await openView(page, 'changes');
	await row('token bot').filter({ hasText: 'added' }).getByText('you').waitFor();
	await row('token bot').getByText('revoked').waitFor();
	await row('account vera').getByText('a command').first().waitFor();
	await assertTidy(page);
});

test('a name that was given before is refused at its field', async () => {
	await openTokens();
	await page.getByRole('link', { name: 'New token' }).click();
	await field('Name').fill('test');
	await button('Make the token').click();
	await page.locator('[aria-invalid]').waitFor();
	refuse();
	assert.equal(await field('Name').getAttribute('aria-invalid'), 'true');
	await assertTidy(page);
});

test('both are for admins', async () => {
	await signInAtDesk(page, people.vera);
	for (const name of ['Tokens', 'Changes', 'Accounts'])
		assert.equal(await page.getByRole('link', { name }).count(), 0);
	await openView(page, 'tokens');
	await page.getByRole('heading', { level: 1, name: 'Queue' }).waitFor();
});
