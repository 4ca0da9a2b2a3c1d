// Texts that would run a script (payloads.js), in every place where a page shows what somebody
// typed: as body, name, website and title of comments that are approved, in a form that comes
// back with mistakes, in a moderator's note, in the address of a page. Opened with JavaScript on,
// nothing is called, nothing is asked of another host, and nothing leaves its element: each page
// consists of what our templates and the renderer make, and shows the text as it was stored.
//
// Threads are opened with their Content-Security-Policy, which none may violate, and everything
// without one, many in frames of one page, so that it is not the policy that saves them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { comment, startServer } from '../api/harness.js';
import { closePage, launchBrowser, openPage } from './browser.js';
import { families, payloads } from './payloads.js';

let server;
let token;
let browser;

before(async () => {
	server = await startServer({ log: 'info' });
	token = await server.addToken();
	browser = await launchBrowser();
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

async function decide(id, body) {
	const target = `/api/v1/moderation/comments/${id}`;
	const headers = { 'if-match': '"1"' };
	const answer = await server.fetch(target, { method: 'PATCH', headers, body, token });
	assert.equal(answer.status, 200, answer.text);
	return answer.body;
}

// Leaves a comment and has it approved: the item, or undefined where it was refused.
async function publish(changes) {
	const answer = await server.fetch('/api/v1/comments', { body: comment(changes) });
	if (answer.status === 422) return undefined;
	assert.equal(answer.status, 202, answer.text);
	return decide(answer.body.id, { state: 'approved' });
}

const threadPath = (page) => `/comments?page=${encodeURIComponent(page)}`;

// A page that calls no fire(): calls are faults.
async function open(options) {
	const page = await openPage(browser, server, options);
	const called = ({ frame }) => page.faults.push(`fire() on ${frame.url()}`);
	await page.context().exposeBinding('fire', called);
	return page;
}

// What our templates make, and, of these, what the renderer makes of a body: elements with
// their attributes.
const template = {
	a: 'href rel title target',
	article: '',
	blockquote: '',
	bdi: '',
	body: '',
	br: '',
	button: 'type aria-expanded',
	code: '',
	del: '',
	details: '',
	div: 'role',
	em: '',
	form: 'action method accept-charset',
	h1: '',
	h2: '',
	h3: '',
	head: '',
	header: '',
	html: '',
	input: 'type name value autocomplete required',
	label: 'for',
	li: '',
	link: 'rel type href title',
	main: '',
	meta: 'charset name content',
	ol: 'start',
	p: 'role',
	path: 'fill d',
	pre: '',
	section: '',
	span: '',
	strong: '',
	summary: '',
	svg: 'viewBox',
	textarea: 'name autocomplete required',
	time: 'datetime',
	title: '',
	ul: '',
};
const global =
	'id class dir lang hidden tabindex aria-labelledby aria-describedby aria-label aria-hidden aria-invalid';
const rendered = 'a blockquote br code del em li ol p pre strong ul';

// Does to every element what a reader might, and tells what should not be there. Runs in pages.
function inspect({ template, global, rendered }) {
	const found = [];
	const all = [...document.querySelectorAll('*')];
	for (const element of all) {
		const name = element.localName;
		const drawn = name === 'svg' || name === 'path';
		const kind = drawn ? SVGElement : HTMLElement;
		const known = Object.hasOwn(template, name) && element instanceof kind;
		if (!known || (element.closest('.body > *') && !rendered.includes(name)))
			found.push(`element ${element.outerHTML.slice(0, 200)}`);
		for (const { name: attribute } of element.attributes)
			if (!attribute.startsWith('data-') && !`${global} ${template[name]}`.split(' ').includes(attribute))
				found.push(`attribute ${attribute} of ${name}`);
		if (name === 'a' && !['http:', 'https:'].includes(element.protocol))
			found.push(`link to ${element.href}`);
	}
	for (const [selector, most] of Object.entries({ form: 2, body: 1, meta: 3, link: 4, main: 1 }))
		if (document.querySelectorAll(selector).length > most)
			found.push(`more than ${most} of ${selector}`);
	const ids = all.map(({ id }) => id).filter(Boolean);
	if (new Set(ids).size !== ids.length) found.push('an id that is there twice');
	for (const element of all)
		for (const type of ['mouseover', 'pointerover', 'focus', 'toggle', 'error', 'load'])
			element.dispatchEvent(new Event(type));
	return found;
}

const inspected = (frame) =>
	frame.evaluate(inspect, { template, global, rendered: rendered.split(' ') });

// The HTML that the server answers with.
async function htmlOf(target, options) {
	const { headers, text } = await server.fetch(target, options);
	assert.match(headers.get('content-type'), /^text\/html\b/, text);
	return text;
}

// The frames of a page that shows all of these texts of HTML, under no policy.
async function openFrames(page, texts) {
	const quoted = texts.map((text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;'));
	const frames = quoted.map((text) => `<iframe srcdoc="${text}"></iframe>`);
	const body = `<!DOCTYPE html><title>Frames</title>${frames.join('\n')}`;
	const contentType = 'text/html; charset=utf-8';
	await page.route('**/frames', (route) => route.fulfill({ body, contentType }));
	await page.goto(`${server.url}/frames`);
	const inner = page.frames().slice(1);
	assert.equal(inner.length, texts.length);
	return inner;
}

// Where a comment shows what was typed, for each comment of a page.
const places = [
	{ field: 'body' },
	{ field: 'name', selector: '.name' },
	{ field: 'website', selector: '.name a', attribute: 'href' },
];

const shown = (frame, selector, attribute = null) =>
	frame.$$eval(
		selector,
		(all, name) => all.map((each) => (name ? each.getAttribute(name) : each.textContent)),
		attribute,
	);

// Publishes the texts in threads, one for a family: the expected values, by the thread's path.
async function publishThreads(field) {
	const threads = new Map();
	for (const [family, texts] of Object.entries(families)) {
		const page = `https://example.org/${field}-${family}`;
		const values = [];
		for (const text of texts) {
			const item = await publish({ page, [field]: text });
			if (item) values.push(item[field]);
		}
		threads.set(threadPath(page), values);
	}
	return threads;
}

for (const { field, selector, attribute } of places)
	test(`nothing fires from the ${field} of a comment`, async (t) => {
		const threads = await publishThreads(field);
		const check = async (view, values) => {
			assert.deepEqual(await inspected(view), [], view.url());
			assert.equal(await view.locator('li.comment').count(), values.length);
			if (selector) assert.deepEqual(await shown(view, selector, attribute), values);
		};
		const guarded = await open();
		for (const [path, values] of threads) {
			await guarded.goto(server.url + path);
			await check(guarded.mainFrame(), values);
		}
		await closePage(guarded);

		const bare = await open();
		const frames = await openFrames(bare, await Promise.all([...threads.keys()].map((path) => htmlOf(path))));
		for (const [i, values] of [...threads.values()].entries()) await check(frames[i], values);
		await closePage(bare);

		const published = [...threads.values()].flat().length;
		t.diagnostic(`${published} of ${payloads.length} were accepted as ${field}`);
		assert.ok(published > 0);
	});

// Shows the HTML that `source` gets for each text (undefined: the text was refused) and checks
// it. How many there were.
async function eachInFrame(source, check) {
	const kept = [];
	const sources = [];
	for (const [i, text] of payloads.entries()) {
		const made = await source(text, i);
		if (made === undefined) continue;
		kept.push(text);
		sources.push(made);
	}
	const page = await open();
	const frames = await openFrames(page, sources);
	for (const [i, frame] of frames.entries()) {
		assert.deepEqual(await inspected(frame), [], kept[i]);
		await check?.(frame, kept[i]);
	}
	await closePage(page);
	return kept.length;
}

test('nothing fires from the title of a page', async (t) => {
	const titles = new Map();
	const source = async (title, number) => {
		const page = `https://example.org/title-${number}`;
		const item = await publish({ page, title });
		if (item) titles.set(title, item.page.title);
		return item && htmlOf(threadPath(page));
	};
	const count = await eachInFrame(source, async (frame, text) => {
		const title = titles.get(text);
		assert.deepEqual(await shown(frame, 'title'), [title]);
		assert.deepEqual(await shown(frame, 'h1'), [title]);
		assert.deepEqual(await shown(frame, '[name=title]', 'value'), [title]);
	});
	t.diagnostic(`${count} of ${payloads.length} were accepted as title`);
	assert.ok(count > 0);
});

test('nothing fires from a form that comes back, and what was typed stands in it', async () => {
	const names = ['page', 'title', 'parent', 'name', 'email', 'website'];
	const source = async (text) => {
		const body = new URLSearchParams({ body: text, [text]: text });
		for (const name of [...names, 'form', 'subject']) body.set(name, text);
		return htmlOf('/api/v1/comments', { body });
	};
	await eachInFrame(source, async (frame, text) => {
		const values = await shown(frame, 'input[name]:not([name=form], [name=subject])', 'value');
		assert.deepEqual(values, Array(names.length).fill(text));
		// what is none is given anew, and what people do not see stays empty
		assert.match((await shown(frame, '[name=form]', 'value'))[0], /^\w{39}$/);
		assert.deepEqual(await shown(frame, '[name=subject]', 'value'), [null]);
		assert.equal(await frame.locator('textarea').inputValue(), text);
	});
});

test("nothing fires from a moderator's note", async (t) => {
	const source = async (note) => {
		const { body } = await server.fetch('/api/v1/comments', { body: comment({ body: note }) });
		if (!body.id) return undefined;
		await decide(body.id, { state: 'rejected', reason: 'other', note });
		return htmlOf(new URL(body.status_url).pathname);
	};
	const count = await eachInFrame(source, async (frame, note) => {
		const [stored] = await shown(frame, 'main p bdi');
		assert.equal(stored.trim(), note.trim());
	});
	t.diagnostic(`${count} of ${payloads.length} were accepted as note`);
});

const addresses = [
	(text) => `/mine/${text}`,
	(text) => `/comments?page=https://${text}/`,
	(text) => `/demo?${text}=1`,
];

test('nothing fires from the address of a page', async () => {
	for (const address of addresses)
		await eachInFrame((text) => htmlOf(address(encodeURIComponent(text))));
});
