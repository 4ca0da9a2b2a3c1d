// What is around the desk's views: navigation by address and by keyboard, sites, languages, the
// session.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { startServer } from '../api/harness.js';
import { closePage, launchBrowser, openPage } from './browser.js';
import { assertTidy, focusedText, openView, signInAtDesk } from './desk.js';

let server, token, browser, page, anna;
let refused; // answers of this test that are errors by design

before(async () => {
	server = await startServer();
	token = await server.addToken();
	anna = await server.addAccount('anna');
	browser = await launchBrowser();
});
after(async () => {
	await browser?.close();
	await server?.stop();
});
beforeEach(async () => {
	refused = 1; // who is not signed in is told so
	page = await openPage(browser, server);
	await page.goto(`${server.url}/moderate`);
});
afterEach(() => closePage(page, { refused }));

const heading = (name) => page.getByRole('heading', { level: 1, name, exact: true });
const link = (name) => page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name });
const hash = () => new URL(page.url()).hash;

test('views are opened by keyboard, by going back and forward, and by their address', async () => {
	await signInAtDesk(page, anna);
	await heading('Queue').waitFor();
	assert.equal(await page.title(), 'Queue · Afterword');
	assert.equal(await link('Queue').getAttribute('aria-current'), 'page');
	await link('Record').focus();
	await page.keyboard.press('Enter');
	await heading('Record').waitFor();
	assert.equal(await focusedText(page), 'Record');
	assert.equal(await page.title(), 'Record · Afterword');
	assert.equal(await link('Record').getAttribute('aria-current'), 'page');
	assert.equal(await link('Queue').getAttribute('aria-current'), null);
	assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
	await page.goBack();
	await heading('Queue').waitFor();
	await page.getByText('Nothing waits.').waitFor();
	await page.goForward();
	await heading('Record').waitFor();
	await page.reload();
	await heading('Record').waitFor();
	await openView(page, 'nowhere');
	await heading('Queue').waitFor();
	assert.equal(hash(), '#/queue');
});

test('the state of the queue is a place, too', async () => {
	await signInAtDesk(page, anna);
	const tab = (name) => page.getByRole('button', { name });
	await tab('Spam').click();
	await page.getByText('Nothing is spam.').waitFor();
	await page.reload();
	await page.getByText('Nothing is spam.').waitFor();
	await page.goBack();
	await page.getByText('Nothing waits.').waitFor();
	assert.equal(await tab('Pending').getAttribute('aria-pressed'), 'true');
});

test('keys and claims are those of the open view', async () => {
	const { id } = await server.leave();
	const claim = async () =>
		(await server.fetch(`/api/v1/moderation/comments/${id}`, { token })).body.claim;
	await signInAtDesk(page, anna);
	const claimed = page.waitForResponse((answer) => answer.request().method() === 'PUT');
	await page.locator(`#item-${id}`).focus();
	await claimed;
	assert.equal((await claim()).by, 'account:anna');
	await page.keyboard.press('?');
	const help = page.getByRole('dialog', { name: 'Keys' });
	await help.getByText('next comment').waitFor();
	await openView(page, 'queue?state=spam');
	await help.waitFor({ state: 'hidden' });
	await page.goBack();
	await page.locator(`#item-${id}`).waitFor();

	const again = page.waitForResponse((answer) => answer.request().method() === 'PUT');
	await page.locator(`#item-${id}`).focus();
	await again;
	const released = page.waitForResponse((answer) => answer.request().method() === 'DELETE');
	await openView(page, 'record');
	await released;
	assert.equal(await claim(), null);
	await heading('Record').waitFor();
	for (const key of ['j', 'a', 's']) await page.keyboard.press(key);
	await page.keyboard.press('?');
	await help.getByText('these keys').waitFor();
	assert.equal(await help.getByText('next comment').count(), 0);
	await page.keyboard.press('Escape');
	const { body } = await server.fetch(`/api/v1/moderation/comments/${id}`, { token });
	assert.equal(body.state, 'pending');
	await server.decide(id, { state: 'deleted' }, { token });
});

test('the site is chosen for all views, and stands in the address', async () => {
	const ben = await server.addAccount('ben', { site: 'demo' });
	await server.command('account', 'set', 'ben', '--role', 'viewer', '--site', 'example');
	const { id } = await server.leave();
	await signInAtDesk(page, ben);
	const site = page.getByLabel('Site', { exact: true });
	assert.deepEqual(await site.locator('option').allInnerTexts(), ['demo', 'example']);
	await page.getByText('Nothing waits.').waitFor();
	await site.selectOption('example');
	const item = page.locator(`#item-${id}`);
	await item.waitFor();
	assert.equal(await item.getByRole('button').count(), 0, 'a viewer decides');
	assert.equal(hash(), '#/queue?site=example');
	await link('Record').click();
	await heading('Record').waitFor();
	assert.equal(hash(), '#/record?site=example');
	await page.reload();
	await heading('Record').waitFor();
	assert.equal(await site.inputValue(), 'example');
	await page.goBack();
	await item.waitFor();
	await page.goBack();
	await page.getByText('Nothing waits.').waitFor();
	assert.equal(await site.inputValue(), 'demo');
	await server.decide(id, { state: 'deleted' }, { token });
});

test('who administers all sites can choose each', async () => {
	await signInAtDesk(page, await server.addAccount('amy', { role: 'admin' }));
	const options = page.getByLabel('Site', { exact: true }).locator('option');
	await options.filter({ hasText: 'example' }).waitFor({ state: 'attached' });
	assert.deepEqual(await options.allInnerTexts(), ['all', 'demo', 'example']);
});

test('the desk speaks the language that is chosen, at the door and behind it', async () => {
	const language = page.getByRole('combobox', { name: /^(Language|Sprache)$/ });
	await language.selectOption('Deutsch');
	await heading('Zum Moderieren anmelden').waitFor();
	assert.equal(await page.title(), 'Zum Moderieren anmelden · Afterword');
	assert.equal(await page.locator('html').getAttribute('lang'), 'de');
	await page.getByLabel('Name').fill('anna');
	await page.getByLabel('Passwort').fill('not the password');
	await page.getByRole('button', { name: 'Anmelden' }).click();
	const alert = page.getByRole('alert');
	await alert.getByText('Name oder Passwort stimmen nicht.').waitFor();
	assert.equal(await alert.locator('[lang="en"]').count(), 0);
	refused++;
	await page.getByLabel('Passwort').fill(anna.password);
	await page.getByRole('button', { name: 'Anmelden' }).click();
	await heading('Warteschlange').waitFor();
	await page.getByText('Nichts wartet auf Sie.').waitFor();
	assert.equal(await page.title(), 'Warteschlange · Afterword');
	const { id } = await server.leave();
	await page.reload();
	await heading('Warteschlange').waitFor();
	const item = page.locator(`#item-${id}`);
	await item.getByText('Die Website hält jeden Kommentar zurück.').waitFor();
	await language.selectOption('English');
	await heading('Queue').waitFor();
	await item.getByText('The site holds every comment.').waitFor();
	await server.decide(id, { state: 'deleted' }, { token });
	await page.waitForFunction(() => document.activeElement.id === 'language');
});

test('without a choice it speaks the first language of the browser that it knows', async () => {
	const other = await openPage(browser, server, { locale: 'de-AT' });
	const fetched = [];
	other.on('request', (request) => fetched.push(new URL(request.url()).pathname));
	await other.goto(`${server.url}/moderate`);
	await other.getByRole('heading', { name: 'Zum Moderieren anmelden' }).waitFor();
	assert.ok(
		fetched.some((path) => /\/de\.\w+\.js$/.test(path)),
		fetched.join('\n'),
	);
	assert.ok(!fetched.some((path) => /\/en\.\w+\.js$/.test(path)), 'English is fetched, too');
	await closePage(other, { refused });
	const third = await openPage(browser, server, { locale: 'fr-FR' });
	await third.goto(`${server.url}/moderate`);
	await third.getByRole('heading', { name: 'Sign in to moderate' }).waitFor();
	await closePage(third, { refused });
});

test('who signs out leaves nothing behind, and goes on where they were', async () => {
	await signInAtDesk(page, anna);
	await link('Record').click();
	await heading('Record').waitFor();
	await page.getByRole('button', { name: 'Show' }).waitFor();
	await page.getByRole('button', { name: 'Sign out' }).click();
	await heading('Sign in to moderate').waitFor();
	assert.equal(await page.locator('#view').innerHTML(), '');
	assert.equal(await page.title(), 'Sign in to moderate · Afterword');
	await signInAtDesk(page, anna);
	await heading('Record').waitFor();
});

test('axe finds nothing at the door', async () => {
	await heading('Sign in to moderate').waitFor();
	await assertTidy(page);
});

test('every rule of the styles is closed before the next begins', async () => {
	await heading('Sign in to moderate').waitFor();
	const nested = await page.evaluate(() => {
		const rulesOf = (sheet) =>
			[...sheet.cssRules].flatMap((rule) => (rule.media ? rulesOf(rule) : rule));
		const rules = [...document.styleSheets].flatMap(rulesOf);
		return rules.filter((rule) => rule.cssRules.length).map((rule) => rule.selectorText);
	});
	assert.deepEqual(nested, []);
});
