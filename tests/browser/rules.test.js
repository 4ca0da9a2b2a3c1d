// The desk's rules: the list, making one and trying it before, changing, switching and deleting.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	assertTidy,
	button,
	field,
	focusedText,
	link,
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

const RULES = '/api/v1/moderation/rules';
openDoors({ anna: { role: 'admin' }, mona: {} }, { scope: 'admin' });

async function addRule(body) {
	const answer = await server.fetch(RULES, { body: { site: SITE, ...body }, token });
	assert.equal(answer.status, 201, answer.text);
}

async function rules() {
	return (await server.fetch(`${RULES}?site=${SITE}`, { token })).body.items;
}

async function openRules(account = people.anna) {
	await signInAtDesk(page, account);
	await openView(page, `rules?site=${SITE}`);
	await page.getByRole('heading', { level: 1, name: 'Rules' }).waitFor();
}

test('a rule is tried on the newest comments, and made', async () => {
	await server.leave({ body: 'Cheap <i>watches</i>, come and see.' });
	await server.leave({ body: 'Well said.' });
	await openRules();
	await page.getByText('No rules yet. Make one').waitFor();
	await assertTidy(page);
	await link('New rule').click();
	await page.getByRole('heading', { level: 1, name: 'New rule' }).waitFor();
	await field('Value').fill('cheap');
	await field('What becomes of it').selectOption('spam');
	await button('Try it').focus();
	await page.keyboard.press('Enter');
	await page.getByText('It would have matched 1 of the newest 2 comments').waitFor();
	assert.match(await focusedText(page), /^It would have matched 1/);
	await row('Cheap <i>watches</i>').waitFor();
	assert.deepEqual(await rules(), []);
	await assertTidy(page);
	await field('Note').fill('The usual.');
	await button('Make the rule').click();
	await said('The rule is made.');
	const [made] = await rules();
	const { kind, value, action, state, note } = made;
	assert.deepEqual(
		{ kind, value, action, state, note },
		{ kind: 'words', value: 'cheap', action: 'spam', state: 'on', note: 'The usual.' },
	);
	assert.match(await row('cheap').innerText(), /spam.*on.*The usual\..*you/s);
	await assertTidy(page);
});

test('what the server refuses stands at its field, when it is tried as when it is made', async () => {
	await openRules();
	await link('New rule').click();
	await field('It looks for').selectOption('pattern');
	await page.getByText('A regular expression (PCRE2)').waitFor();
	await field('Value').fill('(');
	for (const name of ['Try it', 'Make the rule']) {
		await button(name).click();
		await page.locator('[aria-invalid]').waitFor();
		refuse();
		assert.equal(await field('Value').getAttribute('aria-invalid'), 'true');
		assert.equal(await field('Value').inputValue(), '(');
	}
	await assertTidy(page);
	await field('Value').fill('x+');
	await button('Try it').click();
	await page.getByText('It would have matched 0').waitFor();
	assert.equal(await page.locator('[aria-invalid]').count(), 0);
	await button('Cancel').click();
	await page.getByRole('heading', { level: 1, name: 'Rules' }).waitFor();
	assert.deepEqual(await rules(), []);
});

test('a rule is switched in its row, changed, and deleted after a question', async () => {
	await addRule({ kind: 'host', value: 'example.com', action: 'hold' });
	await addRule({ kind: 'name', value: 'Ann', action: 'trust' });
	await openRules();
	const shift = row('example.com').getByRole('button', { name: 'Switch off' });
	await shift.focus();
	await page.keyboard.press('Enter');
	await said('The rule is off.');
	assert.equal(await focusedText(page), 'Switch on');
	assert.equal((await rules()).find(({ kind }) => kind === 'host').state, 'off');
	await page.keyboard.press('Enter');
	await said('The rule is on.');

	await row('example.com').getByRole('link', { name: 'Change' }).click();
	await page.getByRole('heading', { level: 1, name: 'Change a rule' }).waitFor();
	assert.equal(await field('Value').inputValue(), 'example.com');
	await page.reload();
	await field('Value').fill('example.net');
	await button('Save').click();
	await said('The rule is changed.');
	await row('example.net').waitFor();

	await row('example.net').getByRole('button', { name: 'Delete' }).click();
	const dialog = page.getByRole('dialog', { name: 'Delete the rule?' });
	await dialog.getByText('“example.net”').waitFor();
	await page.keyboard.press('Enter'); // Cancel has the focus
	await dialog.waitFor({ state: 'hidden' });
	assert.equal((await rules()).length, 2);
	await row('example.net').getByRole('button', { name: 'Delete' }).click();
	await dialog.getByRole('button', { name: 'Delete it' }).click();
	await said('The rule is deleted.');
	assert.deepEqual(
		(await rules()).map(({ value }) => value),
		['Ann'],
	);
});

test('who may not change rules sees them, and no way to', async () => {
	await addRule({ kind: 'words', value: 'cheap\nfree', action: 'hold' });
	await openRules(people.mona);
	await row('cheap · free').waitFor();
	assert.equal(await page.locator('#view').getByRole('button').count(), 0);
	assert.equal(await link('New rule').count(), 0);
	await openView(page, `rules/new?site=${SITE}`);
	await row('cheap · free').waitFor();
	assert.equal(await button('Make the rule').count(), 0);
});

test('of several sites one is chosen first', async () => {
	await signInAtDesk(page, people.anna);
	await openView(page, 'rules');
	await page.getByText('This is one site’s. Which?').waitFor();
	await assertTidy(page);
	await link(SITE).click();
	await page.waitForURL(/#\/rules\?site=example$/);
	await page.getByText('No rules yet.').waitFor();
});

test('who is no admin chooses among all sites, too', async () => {
	await addRule({ kind: 'name', value: 'Ann', action: 'trust' });
	await signInAtDesk(page, people.mona);
	await openView(page, 'rules');
	await link(SITE).click();
	await row('Ann').waitFor();
	assert.equal(await page.getByLabel('Site', { exact: true }).inputValue(), SITE);
});
