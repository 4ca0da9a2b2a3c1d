// The system's Chromium for tests, without windows, and a watch over what its pages do.
//
// AFTERWORD_CHROMIUM names another browser than that one. Where there is none the tests fail: a page
// that was not looked at is not known to be good.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const program = process.env.AFTERWORD_CHROMIUM ?? '/usr/bin/chromium-headless-shell';

// Nothing but the pages shall use the network.
const quiet = [
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-default-apps',
	'--disable-domain-reliability',
	'--disable-sync',
	'--no-first-run',
	'--no-pings',
	'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

export function launchBrowser(...more) {
	assert.ok(existsSync(program), `there is no browser at ${program} (AFTERWORD_CHROMIUM)`);
	const args = [...quiet, ...more, ...(process.getuid() === 0 ? ['--no-sandbox'] : [])];
	return chromium.launch({ executablePath: program, args });
}

// A page in a context of its own. Its `faults` gather what a good page never does: messages in
// the console (violations of the Content-Security-Policy are among them), scripts that fail,
// dialogs, windows, and requests to others than the server and the `hosts` (which the resolver does
// not know).
export async function openPage(browser, server, options = {}, hosts = []) {
	const known = [server, ...hosts].map(({ url }) => url);
	const context = await browser.newContext(options);
	const page = await context.newPage();
	const faults = [];
	const fault = (what) => faults.push(what);
	page.on('console', (message) => fault(`console: ${message.text()} (${message.location().url})`));
	page.on('pageerror', (error) => fault(`script: ${error.message}`));
	page.on('dialog', (dialog) => {
		fault(`dialog: ${dialog.message()}`);
		dialog.dismiss();
	});
	context.on('page', (other) => fault(`window: ${other.url()}`));
	context.on('request', (request) => {
		const url = new URL(request.url());
		if (/^(https?|wss?):$/.test(url.protocol) && !known.includes(url.origin))
			fault(`request: ${url}`);
	});
	return Object.assign(page, { faults });
}

// Closes it. An answer that is an error by design is a message in Chromium's console, too;
// there must be as many as `refused`.
export async function closePage(page, { refused = 0 } = {}) {
	const refusal = /^console: Failed to load resource: .* status of 4\d\d /;
	await page.context().close();
	const faults = page.faults.filter((text) => !refusal.test(text));
	assert.deepEqual(faults, []);
	assert.equal(page.faults.length, refused, page.faults.join("\n"));
}
