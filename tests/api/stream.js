// Streams of server-sent events, as a client hears them.

import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';

const PATIENCE = 10_000; // milliseconds

// A stream of events that is read as browsers do (WHATWG HTML, section 9.2.6).
export class Stream {
	events = []; // {event, data, id}
	beats = 0;
	retry = undefined;
	ended = false;
	#text = '';
	#wake = () => {};

	constructor(answer) {
		this.headers = answer.headers;
		answer.setEncoding('utf8').on('data', (text) => this.#read(text));
		answer.on('close', () => {
			this.ended = true;
			this.whole = answer.complete;
			this.#wake();
		});
		answer.on('error', () => {}); // told by `whole`
		this.close = () => answer.destroy();
		this.pause = () => answer.pause();
		this.resume = () => answer.resume();
	}

	#read(text) {
		this.#text += text;
		for (let end; (end = this.#text.indexOf('\n\n')) >= 0; ) {
			this.#dispatch(this.#text.slice(0, end).split('\n'));
			this.#text = this.#text.slice(end + 2);
		}
		this.#wake();
	}

	#dispatch(lines) {
		const fields = {};
		for (const line of lines) {
			const [, name, value] = /^(\w*): ?(.*)$|^$/.exec(line) ?? assert.fail(`no field: ${line}`);
			if (name === '') this.beats++;
			else fields[name] = value;
		}
		if (fields.retry) this.retry = Number(fields.retry);
		if (fields.data) this.events.push({ ...fields, data: JSON.parse(fields.data) });
	}

	// Waits until it is so.
	async until(condition, what = String(condition)) {
		const timer = setTimeout(() => this.#wake(), PATIENCE);
		const end = performance.now() + PATIENCE;
		while (!condition()) {
			assert.ok(performance.now() < end, `in vain: ${what}; ${JSON.stringify(this.events)}`);
			assert.ok(!this.ended || condition(), `it ended: ${what}`);
			await new Promise((resolve) => (this.#wake = resolve));
		}
		clearTimeout(timer);
	}

	end() {
		return this.until(() => this.ended, 'the end');
	}

	named(name) {
		return this.events.filter(({ event }) => event === name);
	}

	// Waits for so many events of that name, and gives the last one's data.
	async hear(name, count = 1) {
		await this.until(() => this.named(name).length >= count, `${count} ${name}`);
		return this.named(name).at(-1).data;
	}

	get lastId() {
		return this.events.findLast(({ id }) => id).id;
	}
}

// Listens to the target as who shows the headers: the stream, or the answer that refuses. `options` are
// those of http.get.
export function listenTo(server, target, { token, headers = {}, ...options } = {}) {
	const sent = token ? { authorization: `Bearer ${token}`, ...headers } : headers;
	return new Promise((resolve, reject) => {
		const asked = { headers: sent, agent: false, ...options };
		const { get } = server.url.startsWith('https:') ? https : http;
		const request = get(new URL(target, server.url), asked);
		request.on('error', reject).on('response', async (answer) => {
			if (answer.statusCode === 200) return resolve(new Stream(answer));
			const text = (await answer.toArray()).join('');
			resolve({
				status: answer.statusCode,
				headers: new Headers(answer.headers),
				text,
				body: JSON.parse(text),
			});
		});
	});
}
