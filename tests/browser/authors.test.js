// The authors of whom moderators think something: lists by standing, and setting it.

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

// An author of whom this is thought: as the server tells of them.
async function addAuthor(standing, note) {
	const { id } = await server.leave({ email: `${standing}@example.org` });
	const comment = await server.fetch(`/api/v1/moderation/comments/${id}`, { token });
	const target = `/api/v1/moderation/authors/${comment.body.author.id}`;
	const answer = await server.fetch(target, { method: 'PATCH', body: { standing, note }, token });
	assert.equal(answer.status, 200, answer.text);
	return { ...answer.body, read: async () => (await server.fetch(target, { token })).body };
}

async function openAuthors(account = people.anna) {
	await signInAtDesk(page, account);
	await openView(page, `authors?site=${SITE}`);
	await page.getByRole('heading', { level: 1, name: 'Authors' }).waitFor();
}

test('they are listed by what is thought of them', async () => {
	await openAuthors();
	await page.getByText('Nobody.').waitFor();
	await assertTidy(page);
	const trusted = await addAuthor('trusted', 'Has <i>written</i> for years.');
	const banned = await addAuthor('banned', 'Sells watches.');
	await page.reload();
	await row(trusted.tag).getByText('Has <i>written</i> for years.').waitFor();
	assert.equal(await row(banned.tag).count(), 0);
	await assertTidy(page);
	const comments = row(trusted.tag).getByRole('link', { name: 'Comments' });
	assert.match(await comments.getAttribute('href'), new RegExp(`author=${trusted.tag}`));
	await page.getByRole('link', { name: 'Banned' }).click();
	await row(banned.tag).getByText('Sells watches.').waitFor();
	assert.equal(await row(trusted.tag).count(), 0);
	await page.goBack();
	await row(trusted.tag).waitFor();
});

test('one is set back to normal, with a note, and is in the list no more', async () => {
	const banned = await addAuthor('banned', 'Sells watches.');
	await openAuthors();
	await page.getByRole('link', { name: 'Banned' }).click();
	await row(banned.tag).getByRole('link', { name: 'Change' }).click();
	await page.getByRole('heading', { level: 1, name: `Author ${banned.tag}` }).waitFor();
	await assertTidy(page);
	assert.equal(await field('Note').inputValue(), 'Sells watches.');
	await field('Standing').selectOption('normal');
	await field('Note').fill('Was somebody else.');
	await page.keyboard.press('Enter');
	await said(`${banned.tag} is normal again.`);
	await page.getByText('Nobody.').waitFor();
	const { standing, standing_note: note, standing_by: by } = await banned.read();
	assert.deepEqual([standing, note, by], ['normal', 'Was somebody else.', 'account:anna']);
});

test('a name is reserved for one, whose comments have a badge from then on', async () => {
	const author = await addAuthor('trusted');
	await signInAtDesk(page, people.anna);
	await openView(page, `authors/${author.id}?site=${SITE}`);
	await page.getByRole('region', { name: 'A name of their own' }).getByLabel('Name').fill('The Editors');
	await assertTidy(page);
	await button('This name is theirs').click();
	await said('The Editors is reserved.');
	await openView(page, `policy?site=${SITE}`);
	await row('The Editors').getByRole('link', { name: author.tag }).click();
	await page.getByRole('heading', { level: 1, name: `Author ${author.tag}` }).waitFor();
	await server.leave({ name: 'The Editors', email: 'trusted@example.org', body: 'Ours.' });
	await openView(page, `queue?site=${SITE}&state=approved`);
	const item = page.getByRole('listitem').filter({ hasText: 'Ours.' });
	await item.getByText('Team', { exact: true }).waitFor();
	await assertTidy(page);
});

test('a note that is too long is refused at its field', async () => {
	const banned = await addAuthor('banned');
	await signInAtDesk(page, people.anna);
	await openView(page, `authors/${banned.id}?site=${SITE}`);
	await field('Note').fill('x'.repeat(1001));
	await button('Save').click();
	await page.locator('[aria-invalid]').waitFor();
	refuse();
	assert.equal(await field('Note').getAttribute('aria-invalid'), 'true');
	assert.equal((await banned.read()).standing_note, banned.standing_note);
});

test('who may only look is shown no way to change', async () => {
	const trusted = await addAuthor('trusted');
	await openAuthors(people.vera);
	await row(trusted.tag).waitFor();
	assert.equal(await page.getByRole('link', { name: 'Change' }).count(), 0);
	await openView(page, `authors/${trusted.id}?site=${SITE}`);
	await page.getByRole('heading', { level: 1, name: `Author ${trusted.tag}` }).waitFor();
	assert.equal(await button('Save').count(), 0);
});
