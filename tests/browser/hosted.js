// The comments in a browser, on a site of another origin: a server, the site and a browser for the
// time of a file.

import { after, before } from 'node:test';
import { startServer } from '../api/harness.js';
import { launchBrowser } from './browser.js';
import { startHost } from './host.js';

export let server, token, host, browser;

// The site's pages, to be filled: see host.js.
export function openHost() {
	const pages = {};
	before(async () => {
		server = await startServer({ site: false });
		token = await server.addToken();
		host = await startHost(server, pages);
		browser = await launchBrowser();
	});
	after(async () => {
		await browser?.close();
		host?.stop();
		await server?.stop();
	});
	return pages;
}
