// The page that tells readers what is kept of them: made from the settings in force, a sentence for
// each, in every language.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { startServer } from './harness.js';

const WORDS = new URL('../../web/words/', import.meta.url);
const languages = readdirSync(WORDS).map((name) => name.replace('.json', ''));
const wordsOf = (language) => JSON.parse(readFileSync(new URL(`${language}.json`, WORDS), 'utf8'));
const english = wordsOf('en');

const PAGE = 'https://example.org/privacy';
const at = (more = {}) => `/privacy?${new URLSearchParams({ page: PAGE, ...more })}`;

// The sentences of the page that are words of the catalogue, without "privacy.".
function saidBy(text, words = english) {
	const said = [];
	for (const [key, word] of Object.entries(words)) {
		if (!key.startsWith('privacy.') || typeof word !== 'string') continue;
		const pattern = word.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^<]*\\d[^<]*');
		if (new RegExp(`<(h1|h2|p|li)>${pattern}</`).test(text)) said.push(key.slice(8));
	}
	return said.sort();
}

const sentence = (text, word) =>
	new RegExp(`<li>(${english[`privacy.${word}`].replace(/\{\w+\}/g, '[^<]+')})</li>`).exec(text)[1];

// What is said with the settings as they are made.
const usual = [
	'address', 'address_erased', 'address_hash', 'address_mail', 'address_work', 'device', 'elsewhere',
	'lead', 'log', 'network', 'network_hash', 'network_unlimited', 'others', 'repeated', 'title',
	'written', 'written_backups', 'written_decided', 'written_deleted', 'written_kept',
	'written_rejected_kept', 'written_report', 'written_spam',
];

let server, text;
before(async () => {
	server = await startServer({ fingerprint_cost: 'standard', rate_limits: 'off', log: 'info' });
	({ text } = await server.fetch(at()));
});
after(() => server?.stop());

test('it says what the settings say', () => {
	assert.deepEqual(saidBy(text), usual);
	assert.match(sentence(text, 'written_spam'), /after 30 days\.$/);
	assert.match(sentence(text, 'written_deleted'), /after 30 days\.$/);
	assert.match(sentence(text, 'network_hash'), /after 24 hours\.$/);
	assert.match(sentence(text, 'address_work'), /\(Argon2id, 1 MiB\)/);
});

test('each setting changes its sentence, and no other one', async () => {
	await server.stop({ keep: true });
	Object.assign(server.settings, {
		fingerprint_cost: 'keyed', rate_limits: 'on', rejected_days: '11', spam_days: '0',
		deleted_days: '7', network_hours: '12', like_days: '3', log_requests: 'on',
	});
	await server.start();
	await server.command('site', 'set', 'example', '--set', 'likes=on');
	let { text: changed } = await server.fetch(at());
	for (let i = 0; i < 100 && !changed.includes('When you like'); i++) {
		await new Promise((resolve) => setTimeout(resolve, 50));
		({ text: changed } = await server.fetch(at()));
	}
	const other = {
		address_work: 'address_keyed', log: 'log_requests', network_unlimited: 'network_limits',
		written_rejected_kept: 'written_rejected', written_spam: 'written_spam_kept',
	};
	const want = usual.map((word) => other[word] ?? word);
	assert.deepEqual(saidBy(changed), [...want, 'likes'].sort());
	assert.match(sentence(changed, 'written_rejected'), /after 11 days\.$/);
	assert.match(sentence(changed, 'written_deleted'), /after 7 days\.$/);
	assert.match(sentence(changed, 'network_hash'), /after 12 hours\.$/);
	assert.match(sentence(changed, 'likes'), /after 3 days\.$/);
});

test('every language has all of it, each sentence once', async () => {
	const want = saidBy((await server.fetch(at())).text);
	for (const language of languages) {
		const answer = await server.fetch(at({ lang: language }));
		assert.equal(answer.status, 200);
		assert.deepEqual(saidBy(answer.text, wordsOf(language)), want, language);
		assert.ok(!/[{}]/.test(answer.text.replace(/<head>.*<\/head>/s, '')), language);
		assert.match(answer.text, new RegExp(`<html lang="${language}" dir="(ltr|rtl)">`));
	}
});

test('the form leads there, in its language, and a page that no site has is none', async () => {
	const query = new URLSearchParams({ page: PAGE, lang: 'de' });
	const form = (await server.fetch(`/comments?${query}`)).text;
	const [, href] = /<a href="([^"]*\/privacy\?[^"]*)" target="_blank">/.exec(form);
	const page = await server.fetch(href.replaceAll('&amp;', '&'));
	assert.match(page.text, /<html lang="de"/);
	assert.ok(page.text.includes(wordsOf('de')['privacy.title']));
	assert.match(page.headers.get('content-security-policy'), /frame-ancestors 'self' https:\/\/example\.org/);
	const strange = await server.fetch(`/privacy?page=${encodeURIComponent('https://nobody.example/')}`);
	assert.equal(strange.status, 404);
	assert.equal((await server.fetch('/privacy')).status, 422);
});
