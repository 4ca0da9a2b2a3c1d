// A site that embeds comments: pages of another origin than the server's.

import { once } from 'node:events';
import http from 'node:http';

// What docs/embedding.md asks a site with a strict policy to allow, and nothing else.
export const strict = ({ url }) =>
	`default-src 'none'; img-src 'self'; style-src 'self' ${url}; script-src ${url}; connect-src ${url}; ` +
	"base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types afterword";

// The two lines.
export const embed = ({ url }, attributes = 'site="hosted"') =>
	`<script type="module" src="${url}/embed.js"></script>
	<afterword-comments ${attributes}><a href="${url}/comments">Comments</a></afterword-comments>`;

// What docs/embedding.md advises a site's own style to have.
const style = 'afterword-comments { display: block; min-height: 100vh; }';

const around = (html) => `<!DOCTYPE html><html lang="en"><head><title>Article</title>
	<link rel="stylesheet" href="/site.css"></head><body><main><h1>Article</h1>${html}</main></body></html>`;

// Answers with `pages`, {path: html or {html, policy}}, under this policy unless they have their own.
export const answering = (pages, standard) => ({ url }, answer) => {
	const page = { '/favicon.ico': '', '/site.css': style, ...pages }[url.split('?')[0]];
	const { html = page, policy = standard } = typeof page === 'object' ? page : {};
	const isPage = url !== '/site.css';
	answer.statusCode = page === undefined ? 404 : 200;
	answer.setHeader('content-type', isPage ? 'text/html; charset=utf-8' : 'text/css');
	if (policy) answer.setHeader('content-security-policy', policy);
	answer.end(isPage ? around(html) : html);
};

// Serves `pages` under the strict policy. A site `hosted` of the server is its.
export async function startHost(server, pages, settings = { policy: 'publish', set: ['form_min=0'] }) {
	const host = http.createServer(answering(pages, strict(server)));
	await once(host.listen(0, '127.0.0.1'), 'listening');
	const url = `http://127.0.0.1:${host.address().port}`;
	await server.addSite('hosted', { origin: url, ...settings });
	return {
		url,
		pages,
		stop() {
			host.closeAllConnections();
			host.close();
		},
	};
}
