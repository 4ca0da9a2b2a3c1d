// In which language readers are answered: as the query asks, else as the browser does, else in
// English; what the cache makes of that; and that it goes on from page to page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { comment, form, startServer } from './harness.js';

const PAGE = 'https://example.org/languages';
const at = (more = {}) => `/comments?${new URLSearchParams({ page: PAGE, ...more })}`;
const words = (language) =>
	JSON.parse(readFileSync(new URL(`../../web/words/${language}.json`, import.meta.url), 'utf8'));
const german = words('de');

let server, token, first;
before(async () => {
	server = await startServer({ set: ['likes=on'] });
	token = await server.addToken();
	first = await server.leave({ page: PAGE });
	await server.decide(first.id, { state: 'approved' }, { token });
});
after(() => server?.stop());

const get = (target, accepted) =>
	server.fetch(target, { headers: accepted === undefined ? {} : { 'accept-language': accepted } });
const languageOf = ({ text }) => /<(?:html|section|p)[^>]* lang="([^"]*)"/.exec(text)[1];

test('the query goes before the browser, and English is for all others', async () => {
	for (const [lang, accepted, language] of [
		[undefined, undefined, 'en'],
		[undefined, '*', 'en'],
		[undefined, 'de', 'de'],
		[undefined, 'de-AT,de;q=0.9,en;q=0.8', 'de'],
		[undefined, 'xx,fr;q=0.2,ja;q=0.3', 'ja'],
		[undefined, 'pt-BR', 'pt'],
		[undefined, 'zh-TW', 'zh'],
		[undefined, 'tlh', 'en'],
		[undefined, 'de;q=nan', 'en'],
		['fr', 'de', 'fr'],
		['xx,de-AT,en', 'fr', 'de'],
		['xx', 'fr', 'fr'],
		['', 'fr', 'fr'],
		['en;q=0.1,he', undefined, 'he'],
		['<script>', undefined, 'en'],
	])
		for (const path of [at, (more) => at(more).replace('?', '/fragment?')]) {
			const answer = await get(path(lang === undefined ? {} : { lang }), accepted);
			assert.equal(answer.status, 200);
			assert.equal(languageOf(answer), language, `${lang} ${accepted}`);
			assert.ok(!answer.text.includes('<script>'));
		}
});

test('a language that is named twice is a mistake, and told', async () => {
	assert.equal((await get(`${at({ lang: 'de' })}&lang=fr`)).status, 422);
});

test('right-to-left languages are marked so', async () => {
	for (const [language, direction] of [['ar', 'rtl'], ['he', 'rtl'], ['ja', 'ltr']]) {
		const { text } = await get(at({ lang: language }));
		assert.match(text, new RegExp(`<html lang="${language}" dir="${direction}">`));
		assert.match(text, new RegExp(`<section class="afterword" lang="${language}" dir="${direction}"`));
	}
});

test('shared caches are told that the browser’s languages matter, only where they do', async () => {
	for (const [target, vary] of [
		[at(), 'Accept-Encoding, Accept-Language'],
		[at({ lang: 'xx' }), 'Accept-Encoding, Accept-Language'],
		[at({ lang: 'de' }), 'Accept-Encoding'],
		[at().replace('/comments', '/api/v1/comments'), 'Accept-Encoding'],
		['/embed.js', 'Accept-Encoding'],
		[at().replace('/comments', '/feeds/page'), 'Accept-Encoding'],
	])
		assert.equal((await get(target, 'de')).headers.get('vary'), vary, target);
});

test('the cache keeps an answer for each language, and a change changes them all', async () => {
	const ask = async (accepted) => (await get(at(), accepted)).headers.get('etag');
	const tags = await Promise.all(['de', 'de-CH;q=0.3', 'en', 'fr', undefined].map(ask));
	assert.equal(tags[0], tags[1]);
	assert.equal(tags[2], tags[4]);
	assert.equal(new Set(tags).size, 3);
	const { status } = await server.fetch(at(), {
		headers: { 'accept-language': 'fr', 'if-none-match': tags[0] },
	});
	assert.equal(status, 200);
	const second = await server.leave({ page: PAGE, body: 'A second one.' });
	await server.decide(second.id, { state: 'approved' }, { token });
	for (const language of ['de', 'fr']) {
		const { text } = await get(at(), language);
		assert.ok(text.includes(words(language)['thread.count'].other.replace('{n}', '2')), language);
	}
});

test('links and forms lead on in the language that was asked for, and in no other', async () => {
	const asked = (await get(at({ lang: 'xx,de-AT' }))).text;
	for (const part of [
		`action="/api/v1/comments?lang=de"`,
		`/comments/${first.id}/report?lang=de`,
		'&amp;lang=de&amp;parent=',
		'&amp;sort=newest&amp;lang=de',
	])
		assert.ok(asked.includes(part), part);
	assert.ok(!(await get(at(), 'de')).text.includes('lang=de"'));
});

test('a form from a page in German is answered in German, to the end', async () => {
	const post = (target, fields) =>
		server.fetch(target, { body: form(fields), headers: { 'accept-language': 'fr' } });
	const bad = await post('/api/v1/comments?lang=de', comment({ page: PAGE, name: '', email: 'x' }));
	assert.equal(bad.status, 422);
	assert.equal(languageOf(bad), 'de');
	for (const key of ['form.not_sent', 'mistake.required.name', 'mistake.not_an_address', 'form.title'])
		assert.ok(bad.text.includes(german[key]), key);
	assert.ok(bad.text.includes('action="/api/v1/comments?lang=de"'));
	const good = await post('/api/v1/comments?lang=de', comment({ page: PAGE, body: 'Guten Tag.' }));
	assert.equal(good.status, 303);
	const mine = good.headers.get('location');
	assert.match(mine, /^\/mine\/\w+\?lang=de$/);
	const page = await get(mine);
	assert.ok(page.text.includes(german['state.pending_note']));
	assert.ok(page.text.includes('name="lang" value="de"'));
	const edit = await post(mine, { body: '', revision: '1' });
	assert.equal(edit.status, 422);
	assert.ok(edit.text.includes(german['mine.not_saved']));
	assert.ok(edit.text.includes(german['mistake.required.body']));
	const question = await get(mine.replace('?', '/withdraw?'));
	assert.ok(question.text.includes(german['mine.withdraw_note']));
	const withdrawn = await post(mine.replace('?', '/withdraw?'), { revision: '1' });
	assert.equal(withdrawn.headers.get('location'), mine);
	assert.ok((await get(mine)).text.includes(german['state.withdrawn']));

	const erase = mine.replace('?', '/erase?');
	assert.ok((await get(mine)).text.includes(`href="${erase}"`));
	assert.ok((await get(erase)).text.includes(german['mine.erase_final']));
	const unsure = await post(erase, { email: 'x' });
	assert.equal(unsure.status, 422);
	for (const key of ['mine.not_erased', 'mistake.not_an_address', 'mistake.required.confirm'])
		assert.ok(unsure.text.includes(german[key]), key);
	const erased = await post(erase, { email: 'eve@example.org', confirm: 'yes' });
	assert.equal(erased.headers.get('location'), mine.replace('?', '/erased?'));
	assert.ok((await get(erased.headers.get('location'))).text.includes(german['mine.erasing_note']));
	const asJson = await server.fetch(`/api/v1${erase}`, { body: { email: 'eve@example.org' } });
	assert.equal(asJson.body.detail, german['mine.erasing_note']);
});

test('a report and a like lead back in their language', async () => {
	const target = `/api/v1/comments/${first.id}/reports?lang=de`;
	const bad = await server.fetch(target, { body: form({ reason: '' }) });
	assert.ok(bad.text.includes(german['mistake.unknown_value']), bad.text);
	const good = await server.fetch(target, { body: form({ reason: 'spam' }) });
	assert.equal(good.headers.get('location'), `/comments/${first.id}/reported?lang=de`);
	assert.ok((await get(good.headers.get('location'))).text.includes(german['report.taken']));
});

test('mistakes in JSON are said in the language, with the same codes and titles', async () => {
	const ask = (headers) => server.post({ page: PAGE, name: '' }, { headers });
	const [english, other] = [await ask({}), await ask({ 'accept-language': 'de' })];
	assert.equal(other.body.title, english.body.title);
	assert.equal(other.body.errors[0].code, english.body.errors[0].code);
	assert.equal(english.body.errors[0].detail, 'Give a name to be called by.');
	assert.equal(other.body.errors[0].detail, german['mistake.required.name']);
	const { body } = await server.fetch('/api/v1/comments?lang=ja', { body: comment({ page: PAGE, email: '' }) });
	assert.equal(body.errors[0].detail, words('ja')['mistake.required.email']);
});

test('what is said in English alone is marked so', async () => {
	const { text } = await server.fetch('/api/v1/comments?lang=ar', { body: '%', method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
	assert.ok(text.includes(words('ar')['problem.bad-form']));
	const gone = await get('/mine/nothing?lang=de');
	assert.equal(gone.status, 404);
	assert.ok(gone.text.includes(german['problem.not-found']));
	assert.ok(!gone.text.includes('This link'));
	const odd = await server.fetch('/api/v1/comments?lang=de', { body: form({ ...comment({ page: PAGE }), parent: 'x', likes: '1' }) });
	assert.ok(odd.text.includes(german['mistake.not_an_id']), odd.text);
});

test('moderators are answered in English', async () => {
	const { body } = await server.fetch('/api/v1/moderation/comments?limit=0&lang=de', {
		token,
		headers: { 'accept-language': 'de' },
	});
	assert.match(JSON.stringify(body), /It must be a number/);
});
