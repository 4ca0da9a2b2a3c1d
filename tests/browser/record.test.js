// The desk's record: what it tells of decisions, its filters and parts, and undoing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closePage, openPage } from './browser.js';
import {
	assertTidy,
	browser,
	openDoors,
	openView,
	page,
	people,
	refuse,
	refused,
	said,
	server,
	signInAtDesk,
	token,
} from './desk.js';

openDoors({ anna: {}, vera: { role: 'viewer' } });

const rows = () => page.getByRole('table', { name: 'Record' }).getByRole('row');
const row = (i) => rows().nth(i + 1); // below the head
async function cells(i) {
	await row(i).waitFor();
	return row(i).getByRole('cell').allInnerTexts();
}
const stateOf = async (id) =>
	(await server.fetch(`/api/v1/moderation/comments/${id}`, { token })).body.state;
const show = () => page.getByRole('button', { name: 'Show', exact: true });
const undo = (i) => row(i).getByRole('button', { name: 'Undo' });

async function leave(count) {
	const left = [];
	for (let i = 0; i < count; i++) left.push((await server.leave({ body: `Number ${i}.` })).id);
	return left;
}

async function openRecord(account = people.anna) {
	await signInAtDesk(page, account);
	await openView(page, 'record');
	await show().waitFor();
}

async function decideAll(state, ids) {
	const items = ids.map((id) => ({ id, revision: 1 }));
	const body = { state, items };
	const { status } = await server.fetch('/api/v1/moderation/decisions', { body, token });
	assert.equal(status, 200);
}

test('it tells who decided what and why, the newest first', async () => {
	const [first, second] = await leave(2);
	await server.decide(first, { state: 'rejected', reason: 'abuse', note: 'Be kind.' }, { token });
	await server.decide(second, { body: 'Better said.' }, { token });
	await signInAtDesk(page, people.anna);
	await page.locator(`#item-${second}`).getByRole('button', { name: 'Spam' }).click();
	await said('Spam.');
	await openView(page, 'record');
	await row(0).waitFor();
	assert.equal(await rows().count(), 4);
	assert.deepEqual(await cells(0), ['you', 'Pending → Spam', '', second, 'Undo']);
	assert.deepEqual(await cells(1), ['test token', 'Text edited: revision 2', '', second, '']);
	const why = 'abuse\n\nBe kind.';
	assert.deepEqual(await cells(2), ['test token', 'Pending → Rejected', why, first, 'Undo']);
	const link = row(0).getByRole('link', { name: second });
	assert.equal(await link.getAttribute('href'), `#/comment/${second}`);
});

test('filters stand in the address, and what they leave is shown', async () => {
	const [first, second] = await leave(2);
	await server.decide(first, { state: 'spam' }, { token });
	await server.decide(second, { state: 'rejected', reason: 'other' }, { token });
	await openRecord();
	assert.equal(await rows().count(), 3);
	await page.getByLabel('To', { exact: true }).selectOption('Spam');
	await show().click();
	await page.waitForURL(/#\/record\?to=spam$/);
	assert.equal((await cells(0))[3], first);
	assert.equal(await rows().count(), 2);
	await page
		.getByLabel('Reason', { exact: true })
		.and(page.locator('#view select'))
		.selectOption('other');
	await show().click();
	await page.getByText('No decision fits.').waitFor();
	await page.goBack();
	await row(0).waitFor();
	assert.equal(await page.getByLabel('To', { exact: true }).inputValue(), 'spam');
	await page.getByRole('button', { name: 'Clear' }).click();
	await row(1).waitFor();
	await page.getByLabel('Decided by').selectOption('test');
	await page.getByLabel('Until').fill('2020-01-31');
	await show().click();
	await page.getByText('No decision fits.').waitFor();
	assert.match(page.url(), /by=token%3Atest&until=2020-01-31$/);
	await page.getByLabel('Until').fill('');
	await page.getByLabel('Since').fill('2020-01-31');
	await show().click();
	await row(1).waitFor();
});

test('a day is the day of who chooses it, from its beginning to its end', async () => {
	const other = await openPage(browser, server, { timezoneId: 'Asia/Tokyo' });
	await other.goto(`${server.url}/moderate#/record?since=2026-03-01&until=2026-03-01`);
	const asked = other.waitForRequest(/moderation\/decisions\?/);
	await signInAtDesk(other, people.anna);
	const query = new URL((await asked).url()).searchParams;
	assert.equal(query.get('since'), '2026-02-28T15:00:00.000Z');
	assert.equal(query.get('until'), '2026-03-01T15:00:00.000Z');
	await other.getByText('No decision fits.').waitFor();
	await closePage(other, { refused });
});

test('what the server refuses stands at its field', async () => {
	await signInAtDesk(page, people.anna);
	await openView(page, 'record?since=never&to=gone');
	const since = page.getByLabel('Since');
	await page.locator('[aria-invalid]').first().waitFor();
	refuse();
	for (const field of [since, page.getByLabel('To', { exact: true })]) {
		assert.equal(await field.getAttribute('aria-invalid'), 'true');
		const id = await field.getAttribute('aria-describedby');
		const mistake = page.locator(`#${id} [lang="en"]`);
		assert.ok(await mistake.innerText());
	}
	await assertTidy(page);
	assert.equal(await page.getByRole('table').count(), 0);
});

test('a long record comes in parts, which are places', async () => {
	const left = await leave(53);
	await decideAll('spam', left);
	await openRecord();
	await row(49).waitFor();
	assert.equal(await rows().count(), 51);
	const part = (name) => page.getByRole('link', { name });
	assert.equal(await part('Newer').count(), 0);
	const newest = (await cells(0))[3];
	await part('Older').click();
	await part('Newer').waitFor();
	assert.equal(await rows().count(), 4);
	assert.equal(await part('Older').count(), 0);
	await page.reload();
	await row(2).waitFor();
	await part('Newer').click();
	await row(49).waitFor();
	assert.equal((await cells(0))[3], newest);
	await page.goBack();
	await part('Newer').waitFor();
	assert.equal(await rows().count(), 4);
});

test('what was decided in one go is taken back after it was told what that means', async () => {
	const left = await leave(3);
	await decideAll('spam', left);
	await openRecord();
	await undo(1).click();
	const dialog = page.getByRole('dialog', { name: 'Undo what was decided?' });
	await dialog.getByText('3 comments were decided on in one go.').waitFor();
	await page.keyboard.press('Enter'); // Cancel has the focus
	await dialog.waitFor({ state: 'hidden' });
	assert.equal(await stateOf(left[0]), 'spam');
	assert.equal(await undo(1).evaluate((button) => button === document.activeElement), true);

	await server.decide(left[2], { state: 'approved' }, { token });
	await undo(1).click();
	await dialog.getByRole('button', { name: 'Take them back' }).click();
	await said('Undone: 2 of 3.');
	assert.deepEqual(await Promise.all(left.map(stateOf)), ['pending', 'pending', 'approved']);
	await row(5).waitFor();
	assert.match((await cells(0))[1], /^Spam → Pending\s+takes a decision back$/);
});

test('who may only look is shown no way to undo', async () => {
	const [id] = await leave(1);
	await server.decide(id, { state: 'spam' }, { token });
	await openRecord(people.vera);
	await row(0).waitFor();
	assert.equal(await undo(0).count(), 0);
});

test('what nobody can take back any more has no button', async () => {
	const [id] = await leave(1);
	await server.decide(id, { state: 'spam' }, { token });
	await page.clock.setFixedTime(Date.now() + 31 * 24 * 3600 * 1000);
	await openRecord();
	await row(0).waitFor();
	assert.equal(await undo(0).count(), 0);
});

test('axe finds nothing, and names are text, with decisions and without', async () => {
	await openRecord();
	await page.getByText('No decision yet.').waitFor();
	await assertTidy(page);
	const [id] = await leave(1);
	const note = `<b>${'long'.repeat(60)}</b>`;
	await server.decide(id, { state: 'rejected', reason: 'personal-data', note }, { token });
	await page.reload();
	await row(0).getByText('<b>longlong').waitFor();
	await assertTidy(page);
});
