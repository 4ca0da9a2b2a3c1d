// What readers report, at the desk: the list of it, leaving a comment as it is, and deciding.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	assertTidy,
	button,
	openDoors,
	openView,
	page,
	people,
	said,
	server,
	signInAtDesk,
	SITE,
	token,
} from './desk.js';

openDoors({ anna: {}, vera: { role: 'viewer', site: SITE } });

let left = 0;
async function leave(body) {
	const email = `reader-${++left}@example.org`;
	const { id } = await server.leave({ body, email });
	await server.decide(id, { state: 'approved' }, { token });
	return id;
}

const report = (id, body) => server.fetch(`/api/v1/comments/${id}/reports`, { body });
const read = async (id) =>
	(await server.fetch(`/api/v1/moderation/comments/${id}`, { token })).body;
const item = (id) => page.locator(`#item-${id}`);
const tab = (name) => page.getByRole('button', { name });

test('what is reported has a list of its own, and is left as it is by a key', async () => {
	const id = await leave('Some say so.');
	await leave('Others do not.');
	await report(id, { reason: 'abuse', note: 'This <b>hurts</b>.' });
	await signInAtDesk(page, people.anna);
	await tab('Reported 1').click();
	await item(id).getByText('Abuse').waitFor();
	await item(id).getByText('This <b>hurts</b>.').waitFor();
	assert.equal(await page.locator('.item').count(), 1);
	assert.match(page.url(), /reported=yes/);
	await assertTidy(page);
	await page.reload();
	await item(id).waitFor();
	await page.keyboard.press('j');
	await page.keyboard.press('l');
	await said('It stays; its reports are closed.');
	await page.getByText('Nothing that is reported waits').waitFor();
	const { state, open_reports } = await read(id);
	assert.deepEqual([state, open_reports], ['approved', 0]);
	await tab('Approved 2').click();
	await item(id).waitFor();
	assert.equal(await tab('Reported').count(), 0, 'there is nothing to look at');
});

test('it is heard of at once, and decided where it stands', async () => {
	const [one, two, three] = [await leave('One.'), await leave('Two.'), await leave('Three.')];
	await signInAtDesk(page, people.anna);
	await page.getByText('Nothing waits.').waitFor();
	await report(one, { reason: 'spam' });
	await tab('Reported 1').click();
	await item(one).waitFor();
	await report(two, { reason: 'spam' });
	await tab('1 new').click();
	await item(two).waitFor();
	await item(two).focus();
	await page.keyboard.press('s');
	await said('Spam');
	assert.equal((await read(two)).state, 'spam');
	await tab('Reported 1').waitFor();
	await page.keyboard.press('u');
	await said('Undone: 1 of 1.');
	assert.equal((await read(two)).state, 'approved');

	await tab('Approved 3').click();
	await item(three).waitFor();
	await report(three, { reason: 'other', note: 'While you look.' });
	await item(three).getByText('While you look.').waitFor();
	const [{ id: through }] = (await read(three)).reports;
	const target = `/api/v1/moderation/comments/${three}/reports?through=${through}`;
	await server.fetch(target, { method: 'DELETE', token });
	await item(three).getByText('While you look.').waitFor({ state: 'detached' });
});

test('the comment tells what was reported, and who saw to it', async () => {
	const id = await leave('Here I stand.');
	await report(id, { reason: 'off-topic', note: 'So what?' });
	await signInAtDesk(page, people.anna);
	await openView(page, `comment/${id}`);
	const table = page.getByRole('table', { name: 'Reports of readers' });
	await table.getByText('nobody yet').waitFor();
	await button('Leave it').click();
	await said('It stays; its reports are closed.');
	await table.getByText('you').waitFor();
	await assertTidy(page);
	assert.equal(await button('Leave it').count(), 0);
});

test('who may only look sees the reports, and no button', async () => {
	const id = await leave('Look at me.');
	await report(id, { reason: 'illegal' });
	await signInAtDesk(page, people.vera);
	await tab('Reported 1').click();
	await item(id).getByText('Illegal').waitFor();
	assert.equal(await item(id).getByRole('button').count(), 0);
});
