// What tests of people share: signing in as a page of the server's would, and the codes that an
// authenticator shows.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

export const SESSION = '/api/v1/session';

// The cookies that an answer sets: {name: {value, attributes}}. Not by getSetCookie(), which the
// fetch of Debian 12 does not have; nothing in ours holds a comma.
export function cookiesOf(answer) {
	const all = answer.headers.get('set-cookie')?.split(', ') ?? [];
	const set = all.map((text) => {
		const [pair, ...attributes] = text.split('; ');
		const [name, value] = pair.split('=');
		return [name, { value, attributes }];
	});
	return Object.fromEntries(set);
}

// Signed in: {cookie, device, csrf, body}, and fetch() as a page of the server's would.
export async function signIn(server, account, { headers: more, ...rest } = {}) {
	const answer = await server.fetch(SESSION, { body: account, headers: more, ...rest });
	assert.equal(answer.status, 200, answer.text);
	const set = cookiesOf(answer);
	const cookie = `afterword=${set.afterword.value}`;
	const { csrf } = answer.body;
	return {
		cookie,
		device: `afterword-device=${set['afterword-device'].value}`,
		csrf,
		body: answer.body,
		fetch: (target, { headers, ...options } = {}) =>
			server.fetch(target, {
				headers: { cookie, 'x-csrf-token': csrf, ...more, ...headers },
				...options,
			}),
	};
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

// RFC 4648
function fromBase32(text) {
	const bits = [...text].map((c) => LETTERS.indexOf(c).toString(2).padStart(5, '0')).join('');
	return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

// RFC 6238: what an authenticator shows at a time (milliseconds).
export function codeAt(secret, time) {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(time / 30_000)));
	const digest = createHmac('sha1', fromBase32(secret)).update(counter).digest();
	const at = digest.at(-1) & 15;
	return String((digest.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, '0');
}
