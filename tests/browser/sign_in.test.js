// Signing in at the desk: with a second factor, as the first admin, and where a proxy vouches.

import assert from 'node:assert/strict';
import axe from 'axe-core';
import { after, before, test } from 'node:test';
import { startServer } from '../api/harness.js';
import { codeAt, signIn } from '../api/people.js';
import { closePage, launchBrowser, openPage } from './browser.js';

let browser;
before(async () => {
	browser = await launchBrowser();
});
after(() => browser?.close());

// A server with its desk open; `refused` answers are errors by design.
async function atDesk({ hash = () => '', prepare, settings, headers, refused }, work) {
	const server = await startServer(settings);
	try {
		const prepared = await prepare?.(server);
		const page = await openPage(browser, server, { extraHTTPHeaders: headers });
		await page.goto(`${server.url}/moderate${hash(server)}`);
		await work(page, server, prepared);
		await closePage(page, { refused });
	} finally {
		await server.stop();
	}
}

async function type(page, { name, password }) {
	await page.getByLabel('Name').fill(name);
	await page.getByLabel('Password').fill(password);
}

async function assertAccessible(page) {
	await page.evaluate(axe.source);
	const { violations } = await page.evaluate(() => globalThis.axe.run());
	assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
}

const inside = (page) => page.getByRole('navigation', { name: 'States' }).waitFor();
const code = (page) => page.getByLabel('Code of your authenticator');

// anna, with a second factor: {account, secret, codes}.
async function withFactor(server) {
	const account = await server.addAccount('anna');
	const { fetch } = await signIn(server, account);
	const target = '/api/v1/account/second-factor';
	const { body } = await fetch(target, { body: { password: account.password } });
	const answer = await fetch(`${target}/confirm`, {
		body: { code: codeAt(body.secret, Date.now()) },
	});
	return { account, secret: body.secret, codes: answer.body.recovery_codes };
}

test('a code is asked for when the account has a second factor', () =>
	atDesk({ prepare: withFactor, refused: 4 }, async (page, server, { account, codes }) => {
		assert.equal(await code(page).isVisible(), false);
		await type(page, account);
		await page.keyboard.press('Enter');
		await code(page).waitFor();
		assert.equal(await code(page).evaluate((input) => input === document.activeElement), true);
		assert.equal(await page.getByRole('alert').textContent(), '');
		await assertAccessible(page);
		await page.keyboard.type('000000 000000');
		await page.keyboard.press('Enter');
		await page.getByRole('alert').getByText('The code is not right').waitFor();
		await page.keyboard.type(codes[0]); // what was wrong is selected
		await page.keyboard.press('Enter');
		await inside(page);
		await page.getByRole('button', { name: 'Sign out' }).click();
		await page.getByLabel('Name').waitFor();
		assert.equal(await code(page).isVisible(), false);
		await type(page, { ...account, password: 'not the password' });
		await page.keyboard.press('Enter');
		await page.getByRole('alert').getByText('Name or password are not right.').waitFor();
		assert.equal(await code(page).isVisible(), false);
	}));

const link = (server) => /#first=\w+/.exec(server.printed())[0];

test('the link makes the first admin, who is then signed in', () =>
	atDesk({ hash: link, refused: 1 }, async (page, server) => {
		await page.getByRole('heading', { name: 'Make the first admin' }).waitFor();
		assert.equal(page.url(), `${server.url}/moderate`, 'the code stays in the address');
		assert.equal(server.count('account'), 0);
		await assertAccessible(page);
		await type(page, { name: 'anna', password: 'the password of anna' });
		await page.getByRole('button', { name: 'Make the account' }).click();
		await inside(page);
		await page.getByRole('button', { name: 'Sign out' }).click();
		await page.getByRole('heading', { name: 'Sign in to moderate' }).waitFor();
	}));

test('a link that is over says so', () =>
	atDesk(
		{ hash: (server) => `${link(server)}x`, refused: 2 },
		async (page) => {
			await type(page, { name: 'anna', password: 'the password of anna' });
			await page.getByRole('button', { name: 'Make the account' }).click();
			await page.getByRole('alert').getByText('The link is not good').waitFor();
		},
	));

const proxied = { sign_in_header: 'Remote-User', trusted_proxies: '127.0.0.1' };

test('where a proxy vouches, nothing is typed', () =>
	atDesk(
		{
			settings: proxied,
			headers: { 'Remote-User': 'anna' },
			prepare: (server) => server.addAccount('anna'),
			refused: 1,
		},
		async (page) => {
			await inside(page);
			await page.getByText('anna', { exact: true }).waitFor();
			await page.getByRole('button', { name: 'Sign out' }).click();
			await page.getByRole('heading', { name: 'Sign in to moderate' }).waitFor();
			assert.equal(await page.getByLabel('Name').isVisible(), false);
			await page.getByRole('button', { name: 'Sign in' }).click();
			await inside(page);
		},
	));

test('where a proxy vouches, the code is still asked for', () =>
	atDesk(
		{
			settings: proxied,
			headers: { 'Remote-User': 'anna' },
			prepare: withFactor,
			refused: 2,
		},
		async (page, server, { codes }) => {
			await code(page).waitFor();
			assert.equal(await page.getByLabel('Password').isVisible(), false);
			await code(page).fill(codes[0]);
			await page.keyboard.press('Enter');
			await inside(page);
		},
	));

test('whom the proxy names, and who has no account, is told', () =>
	atDesk(
		{ settings: proxied, headers: { 'Remote-User': 'nobody' }, refused: 2 },
		async (page) => {
			await page.getByRole('alert').getByText('There is no account of the name').waitFor();
			await page.getByLabel('Name').waitFor();
		},
	));
