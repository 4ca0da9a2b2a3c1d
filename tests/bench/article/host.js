// A site whose articles have comments under them, each on a free port of this machine: those of
// Afterword, as docs/embedding.md says, or those of Waline, as its own guide does.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, brotliCompressSync, constants } from 'node:zlib';

const ORIGIN = 'http://bench.example'; // of the pages in Afterword's database
const PART = 50; // comments that are shown at first, as Afterword's sites do
const AS_IT_COMES = { [constants.BROTLI_PARAM_QUALITY]: 4 }; // of what is packed while it is sent

const packed = promisify(brotliCompress);

const style = `body { margin: 1rem auto; max-width: 40rem; font: 1rem/1.5 sans-serif }
	footer { border-top: 1px solid }`;

// What docs/embedding.md advises, for both.
const reserve = 'afterword-comments, #waline { display: block; min-height: 100vh }';

const comments = {
	afterword: ({ afterword }, number, page) => ({
		head: `<script type="module" src="${afterword}/embed.js"></script>`,
		html: `<afterword-comments site="bench" page="${ORIGIN}/${page}"></afterword-comments>`,
	}),
	waline: (_, number, page, answers) => ({
		head: '<link rel="stylesheet" href="/waline.css">',
		html: `<div id="waline"></div><script type="module">
			import { init } from '/waline.js';
			init({ el: '#waline', serverURL: '${answers}', path: '/${page}', lang: 'en',
				pageSize: ${PART}, commentSorting: 'oldest' });
			</script>`,
	}),
};

function article({ head, html }, reserved) {
	return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Article</title>
		<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
		<style>${style} ${reserved ? reserve : ''}</style>${head}</head><body>
		<article><h1>An article</h1><p>It is short, as some are.</p></article>
		${html}<footer><p>What stands under every article.</p></footer></body></html>`;
}

async function listen(handler) {
	const server = http.createServer(handler);
	await once(server.listen(0, '127.0.0.1'), 'listening');
	return { server, url: `http://127.0.0.1:${server.address().port}` };
}

const types = { css: 'text/css', js: 'text/javascript' };

function ready(folder, name) {
	const type = `${types[name.split('.').pop()]}; charset=utf-8`;
	return { type, packed: brotliCompressSync(readFileSync(`${folder}/${name}`)) };
}

// Waline's server sends its answers as they are; where people run it something in front packs them.
function packing(waline) {
	return async ({ url, headers }, answer) => {
		try {
			const got = await fetch(`${waline}${url}`, { headers: { origin: headers.origin ?? '' } });
			const body = await packed(Buffer.from(await got.arrayBuffer()), { params: AS_IT_COMES });
			answer.writeHead(got.status, {
				'access-control-allow-origin': got.headers.get('access-control-allow-origin') ?? '*',
				'content-encoding': 'br',
				'content-type': got.headers.get('content-type') ?? 'application/json',
			});
			answer.end(body);
		} catch (error) {
			answer.writeHead(502).end(error.message);
		}
	};
}

// given: {afterword, waline: their servers, client: the folder of Waline's client, pages: {NUMBER of
// comments: page}}.
export async function startHost(given) {
	const files = Object.fromEntries(['waline.js', 'waline.css'].map((name) => [`/${name}`, ready(given.client, name)]));
	const answers = await listen(packing(given.waline));
	const host = await listen((request, answer) => {
		const { pathname, searchParams } = new URL(request.url, ORIGIN);
		const file = files[pathname];
		if (file) {
			answer.writeHead(200, { 'content-type': file.type, 'content-encoding': 'br' });
			return answer.end(file.packed);
		}
		const [, system, number] = pathname.split('/');
		if (!comments[system] || given.pages[number] === undefined) return answer.writeHead(404).end();
		answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
		const what = comments[system](given, number, given.pages[number], answers.url);
		answer.end(article(what, searchParams.has('reserve')));
	});
	return {
		url: host.url,
		stop() {
			for (const { server } of [host, answers]) {
				server.closeAllConnections();
				server.close();
			}
		},
	};
}
