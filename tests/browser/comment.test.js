// The desk's comment: what is told of one, deciding on it, editing it, and its author's standing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	assertTidy,
	openDoors,
	openView,
	page,
	people,
	refuse,
	said,
	server,
	signInAtDesk,
	token,
} from './desk.js';

openDoors({ anna: {}, vera: { role: 'viewer' } });

const told = async (id) => (await server.fetch(`/api/v1/moderation/comments/${id}`, { token })).body;
const section = (name) =>
	page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) });

async function openComment(id, account = people.anna) {
	await signInAtDesk(page, account);
	await openView(page, `comment/${id}`);
	await section('Revisions').waitFor();
}

test('the queue leads to it by key and by link, and back leads to the queue', async () => {
	const { id } = await server.leave({ name: 'Ben', body: 'One.' });
	await signInAtDesk(page, people.anna);
	await page.locator(`#item-${id}`).waitFor();
	await page.keyboard.press('o');
	await page.getByRole('heading', { name: 'Comment by Ben', level: 1 }).waitFor();
	assert.match(page.url(), new RegExp(`#/comment/${id}$`));
	assert.equal(await page.title(), 'Comment by Ben · Afterword');
	await page.goBack();
	const link = page.locator(`#item-${id}`).getByRole('link', { name: 'Details' });
	await link.click();
	await section('Revisions').waitFor();
});

test('it is decided by key, and the decision is taken back and stands in the record', async () => {
	const { id } = await server.leave({ body: 'One.' });
	await openComment(id);
	await page.keyboard.press('s');
	await said('Spam.');
	assert.equal((await told(id)).state, 'spam');
	await section('Decisions').getByText('Pending → Spam').waitFor();
	await page.keyboard.press('u');
	await said('Undone: 1 of 1.');
	assert.equal((await told(id)).state, 'pending');
	await page.keyboard.press('r');
	await page.getByLabel('Reason').selectOption('abuse');
	await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
	await said('Rejected.');
	await section('Decisions').getByText('abuse').waitFor();
	await server.decide(id, { state: 'approved' }, { token });
	await page.getByRole('button', { name: 'Spam' }).click();
	await said('It has changed meanwhile. Please look again.');
	refuse();
	assert.equal((await told(id)).state, 'approved');
	await page.getByRole('article').getByText('Approved', { exact: true }).waitFor();
});

test('an edit that waits is told from what is public, in the queue and in its view', async () => {
	const { id, status_url } = await server.leave({ name: 'Eve', body: 'I like the old words.' });
	await server.decide(id, { state: 'approved' }, { token });
	const answer = await server.fetch(`/api/v1/mine/${status_url.split('/').at(-1)}`, {
		method: 'PATCH',
		headers: { 'if-match': '"1"' },
		body: { body: 'I like the new words.' },
	});
	assert.equal(answer.status, 200, answer.text);
	const other = await server.leave({ body: 'Nothing of it is public.' });
	await signInAtDesk(page, people.anna);
	const said = 'An earlier version is public.';
	await page.locator(`#item-${id}`).getByText(said).waitFor();
	await page.locator(`#item-${id}`).getByText('I like the new words.').waitFor();
	assert.equal(await page.locator(`#item-${other.id}`).getByText(said).isVisible(), false);
	await openView(page, `comment/${id}`);
	await page.getByRole('article').getByText(said).waitFor();
	assert.deepEqual(await page.getByRole('article').locator('del, ins').allInnerTexts(), [
		'old',
		'new',
	]);
	await section('Decisions').getByText('its author').waitFor();
	await assertTidy(page);
	await page.keyboard.press('a');
	await page.getByRole('article').getByText('Approved', { exact: true }).waitFor();
	assert.equal(await page.getByRole('article').getByText(said).count(), 0);
});

test('what somebody else does to it is told, and shown when one wants it', async () => {
	const { id } = await server.leave({ body: 'One.' });
	await openComment(id);
	await server.decide(id, { state: 'approved' }, { token });
	await said('It has changed meanwhile.');
	await page.getByRole('article').getByText('Pending', { exact: true }).waitFor();
	await page.getByRole('button', { name: 'Show it as it is now' }).click();
	await page.getByRole('article').getByText('Approved', { exact: true }).waitFor();
	await server.fetch(`/api/v1/comments/${id}/reports`, { body: { reason: 'spam' } });
	await said('It has changed meanwhile.');
	await page.getByRole('button', { name: 'Show it as it is now' }).click();
	await section('Reports of readers').waitFor();
});

test('its text is edited, and what changed is marked', async () => {
	const { id } = await server.leave({ body: 'The first word stays.' });
	await openComment(id);
	await page.keyboard.press('e');
	const text = page.getByLabel('Text');
	assert.equal(await text.inputValue(), 'The first word stays.');
	await text.fill('The second word stays.');
	await page.getByRole('button', { name: 'Save the text' }).click();
	await said('The text is saved.');
	assert.equal((await told(id)).body, 'The second word stays.');
	const newest = section('Revisions').getByRole('listitem').first();
	await newest.getByText('Revision 2').waitFor();
	assert.equal(await newest.locator('del').innerText(), 'first');
	assert.equal(await newest.locator('ins').innerText(), 'second');
});

test('an edit of what somebody else has edited keeps the text and tells what changed', async () => {
	const { id } = await server.leave({ body: 'It was good.' });
	await openComment(id);
	await page.keyboard.press('e');
	const text = page.getByLabel('Text');
	await text.fill('Mine.');
	await server.decide(id, { body: 'It was bad.' }, { token });
	await page.getByRole('button', { name: 'Save the text' }).click();
	const editor = page.locator('details').filter({ has: text });
	await editor.getByText('The text was changed while you were editing.').waitFor();
	refuse();
	assert.equal(await editor.locator('del').innerText(), 'good.');
	assert.equal(await editor.locator('ins').innerText(), 'bad.');
	assert.equal(await text.inputValue(), 'Mine.');
	assert.equal((await told(id)).body, 'It was bad.');
	await assertTidy(page);
	await page.getByRole('button', { name: 'Save the text' }).click();
	await said('The text is saved.');
	assert.equal((await told(id)).body, 'Mine.');
});

test('a text that the server refuses is told at its field', async () => {
	const { id } = await server.leave({ body: 'One.' });
	await openComment(id);
	await page.keyboard.press('e');
	await page.getByLabel('Text').fill('x'.repeat(17_000));
	await page.getByRole('button', { name: 'Save the text' }).click();
	await page.locator('textarea[aria-invalid="true"]').first().waitFor();
	refuse();
	assert.equal((await told(id)).revision, 1);
});

test('what checks found, the conversation and the author are told', async () => {
	const ben = { name: 'Ben', email: 'ben@x.example' };
	const { id: parent } = await server.leave({ ...ben, body: 'Who reads letters?' });
	await server.decide(parent, { state: 'approved' }, { token });
	const { id: sibling } = await server.leave({ name: 'Cleo', email: 'c@x.example', parent });
	const links = 'https://a.example https://b.example https://c.example https://d.example';
	const { id } = await server.leave({ ...ben, parent, body: links });
	await openComment(id);
	const found = section('What checks found');
	await found.getByText('Links', { exact: true }).waitFor();
	assert.match(await found.innerText(), /\d+ points?/);
	const around = section('The conversation');
	await around.getByText('Who reads letters?').waitFor();
	const href = await around.getByRole('link', { name: 'Comment by Cleo' }).getAttribute('href');
	assert.equal(href, `#/comment/${sibling}`);
	await section('The author').getByRole('link', { name: 'Comment by Ben' }).waitFor();
	await assertTidy(page);
	await around.getByRole('link', { name: 'Comment by Ben' }).click();
	await page.waitForURL(new RegExp(`#/comment/${parent}$`));
});

test('an author is banned and trusted here, with a note', async () => {
	const { id } = await server.leave({ body: 'One.' });
	await openComment(id);
	const author = section('The author');
	await author.getByLabel('Standing').selectOption('banned');
	await author.getByLabel('Note, for moderators').fill('Asked twice.');
	await author.getByRole('button', { name: 'Save' }).click();
	await said('The author’s standing is saved.');
	await author.getByText(/^Since .* by you$/).waitFor();
	await author.getByText('Asked twice.').waitFor();
	assert.equal((await server.leave({ body: 'Two.' })).state, 'rejected');
	await author.getByLabel('Standing').selectOption('normal');
	await author.getByRole('button', { name: 'Save' }).click();
	await author.getByRole('paragraph').getByText('Normal').waitFor();
});

test('who may only look sees all, and no way to change it', async () => {
	const { id } = await server.leave({ body: 'One.' });
	await openComment(id, people.vera);
	assert.equal(await page.locator('#view').getByRole('button').count(), 0);
	assert.equal(await page.locator('#view form').count(), 0);
	for (const key of ['a', 's', 'd', 'e']) await page.keyboard.press(key);
	assert.equal((await told(id)).state, 'pending');
	await assertTidy(page);
});

test('what is not there is told', async () => {
	await signInAtDesk(page, people.anna);
	await openView(page, 'comment/3000000000000');
	await page.locator('#view .note').waitFor();
	refuse(2);
});
