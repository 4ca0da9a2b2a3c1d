// A reverse proxy that has the server below a path of its own origin: it takes the path off and tells
// from where it was asked, and changes nothing else.

import { once } from 'node:events';
import http from 'node:http';
import { startServer } from './harness.js';

const notHere = (request, answer) => answer.writeHead(404).end();

function passOn(request, answer, { port }, path) {
	const { method, headers, socket } = request;
	const asked = { port, method, path, agent: false };
	asked.headers = { ...headers, host: `127.0.0.1:${port}`, 'x-forwarded-for': socket.remoteAddress };
	const on = http.request(asked, (given) => {
		answer.writeHead(given.statusCode, given.headers);
		given.pipe(answer);
	});
	on.on('error', () => answer.destroy());
	answer.on('close', () => on.destroy());
	request.pipe(on);
}

// A started server below the path, and who answers for the rest: {server, origin, url, stop}.
export async function startBelow(path, { other = notHere, ...settings } = {}) {
	let server;
	const proxy = http.createServer((request, answer) => {
		if (!request.url.startsWith(`${path}/`)) return other(request, answer);
		return passOn(request, answer, server, request.url.slice(path.length));
	});
	await once(proxy.listen(0, '127.0.0.1'), 'listening');
	const origin = `http://127.0.0.1:${proxy.address().port}`;
	const url = origin + path;
	const end = () => {
		proxy.closeAllConnections();
		proxy.close();
	};
	try {
		server = await startServer({
			site: false,
			public_url: url,
			trusted_proxies: '127.0.0.1',
			...settings,
		});
	} catch (error) {
		end();
		throw error;
	}
	return {
		server,
		origin,
		url,
		async stop() {
			end();
			await server.stop();
		},
	};
}
