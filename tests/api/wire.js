// fetch() of node undoes a coding; this shows what went over the wire.

import http from 'node:http';

export function overWire(server, target, headers = {}, method = 'GET') {
	return new Promise((resolve, reject) => {
		http.request(new URL(target, server.url), { method, headers, agent: false }, (answer) => {
			const chunks = [];
			answer.on('data', (chunk) => chunks.push(chunk));
			answer.on('end', () => {
				const { statusCode: status, headers } = answer;
				resolve({ status, headers, bytes: Buffer.concat(chunks) });
			});
		})
			.on('error', reject)
			.end();
	});
}
