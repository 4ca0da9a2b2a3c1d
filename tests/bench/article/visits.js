// Visits to articles, each asked for by a line of JSON on standard input and answered by one. The first
// line of output says where the articles are: url=URL. It ends, with the browser, when its input does
// or at a signal.
//
// usage: visits.js DEVTOOLS-PORT GIVEN        what startHost is given, as JSON

import { createInterface } from 'node:readline';
import { launchBrowser } from '../../browser/browser.js';
import { startHost } from './host.js';
import { visit } from './visit.js';

const [, , port, given] = process.argv;
const host = await startHost(JSON.parse(given));
const browser = await launchBrowser(`--remote-debugging-port=${port}`);
const lines = createInterface({ input: process.stdin });
process.once('SIGTERM', () => lines.close());

console.log(`url=${host.url}`);
for await (const line of lines) {
	const answer = await visit(browser, host, JSON.parse(line)).catch(({ message }) => ({ failed: message }));
	console.log(JSON.stringify(answer));
}
await browser.close();
host.stop();
