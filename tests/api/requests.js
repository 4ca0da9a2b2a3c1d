// Requests as bytes, for sending what no client would send.

import { comment } from './harness.js';

// First line, headers and body; a Host, unless there is one among the headers.
export function request(first, headers = [], body = '') {
	const host = headers.some((line) => /^host:/i.test(line)) ? [] : ['Host: comments.example.org'];
	return Buffer.from(`${[first, ...host, ...headers].join('\r\n')}\r\n\r\n${body}`, 'latin1');
}

export const get = (...headers) => request('GET /healthz HTTP/1.1', headers);

export const POST = 'POST /api/v1/comments HTTP/1.1';
export const JSON_TYPE = 'Content-Type: application/json';

// A comment, or another body.
export const post = (body = JSON.stringify(comment()), ...headers) =>
	request(POST, [JSON_TYPE, `Content-Length: ${Buffer.byteLength(body)}`, ...headers], body);
