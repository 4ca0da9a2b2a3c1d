// The script and the style that sites put into their pages: where they are, that they can be pinned,
// and that they stay small.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { assertFails, EX } from './commands.js';
import { startServer } from './harness.js';
import { overWire } from './wire.js';

const MOST = 7 * 1024; // bytes of both, in the coding that browsers take over HTTPS
const PUBLIC = 'https://comments.example';

let server;
before(async () => {
	server = await startServer({ site: false, public_url: PUBLIC });
});
after(() => server?.stop());

const hash = (text) => `sha384-${createHash('sha384').update(text).digest('base64')}`;

async function get(target) {
	const answer = await server.fetch(target, { headers: { origin: 'https://blog.example' } });
	assert.equal(answer.status, 200, target);
	assert.equal(answer.headers.get('access-control-allow-origin'), '*', target);
	assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
	return answer;
}

test('script and style stand at an address that stays, and is asked for again', async () => {
	for (const [target, type] of [
		['/embed.js', 'text/javascript; charset=utf-8'],
		['/embed.css', 'text/css; charset=utf-8'],
	]) {
		const { headers } = await get(target);
		assert.equal(headers.get('content-type'), type);
		assert.equal(headers.get('cache-control'), 'public, max-age=3600');
		assert.ok(headers.get('etag'));
	}
});

test('the script knows its style by an address that stays the same, and by its hash', async () => {
	const { text } = await get('/embed.js');
	const [, path] = /'(assets\/embed\.\w+\.css)'/.exec(text);
	const style = await get(`/${path}`);
	assert.match(style.headers.get('cache-control'), /immutable/);
	assert.ok(text.includes(`'${hash(style.text)}'`));
	assert.equal(style.text, (await get('/embed.css')).text);
});

test('both together are small, as browsers get them', async (t) => {
	for (const [coding, most] of [['br', MOST], ['gzip', Infinity]]) {
		let sum = 0;
		for (const target of ['/embed.js', '/embed.css']) {
			const { headers, bytes } = await overWire(server, target, { 'accept-encoding': coding });
			assert.equal(headers['content-encoding'], coding);
			sum += bytes.length;
		}
		t.diagnostic(`script and style: ${sum} bytes (${coding})`);
		assert.ok(sum <= most, `${sum} bytes (${coding}) are more than ${most}`);
	}
});

test('the command prints the lines, with the newest script or with this one', async () => {
	const element = '<afterword-comments site="demo"></afterword-comments>';
	assert.equal(
		await server.command('embed', 'demo'),
		`<script type="module" src="${PUBLIC}/embed.js"></script>\n${element}`,
	);
	const lines = await server.command('embed', 'demo', '--pinned');
	const [, path, integrity] = /src="https:\/\/comments\.example([^"]+)" integrity="([^"]+)" crossorigin/.exec(lines);
	assert.ok(lines.endsWith(`</script>\n${element}`));
	const script = await get(path);
	assert.match(script.headers.get('cache-control'), /immutable/);
	assert.equal(hash(script.text), integrity);
	assert.equal(script.text, (await get('/embed.js')).text);
});

// What stands in the place of one version.
const any = (line) => line.replace(/embed\.\w{12}\./, 'embed.0123456789ab.').replace(/sha384-[^"]+/, 'sha384-…');

test('the docs have the lines that the command prints', async () => {
	await server.addSite('blog');
	const printed = new Set();
	for (const url of ['https://comments.example.org', 'https://blog.example.org/comments'])
		for (const more of [[], ['--pinned']])
			for (const line of (await server.command('embed', 'blog', '--public-url', url, ...more)).split('\n'))
				printed.add(any(line));
	const docs = readFileSync(new URL('../../docs/embedding.md', import.meta.url), 'utf8');
	const fenced = [...docs.matchAll(/^```(?:html|php|astro)\n([^]*?)^```$/gm)].map(([, text]) => text);
	// what generators put in stands for a value
	const filled = fenced.join('').replace(/\{\{.*?\}\}|<\?php.*?\?>/g, 'x');
	const code = filled.replace(/=\{\w+\}/g, '="x"').replaceAll(' is:inline', '');
	const scripts = code.match(/<script\b[^>]*>[^]*?<\/script>/g);
	assert.ok(scripts.length > 8, `${scripts}`);
	for (const script of scripts) assert.ok(printed.has(script.replaceAll(/\s+/g, ' ')), script);
	const elements = code.match(/<afterword-comments\b[^>]*>/g);
	assert.ok(elements.length > 8, `${elements}`);
	for (const element of elements) {
		assert.match(element, /^<afterword-comments site="blog"( page="x+")?>$/);
		if (!element.includes('page=')) assert.ok(printed.has(`${element}</afterword-comments>`), element);
	}
});

test('the command says what it lacks', async () => {
	await assertFails(server, ['embed', 'nowhere'], EX.NOINPUT, /There is no site nowhere/);
	await assertFails(server, ['embed'], EX.USAGE, /word is missing/);
	await assertFails(server, ['embed', 'demo', '--public-url', ''], EX.CONFIG, /public_url is not set/);
});
