// What is not a comment: each case has its clear answer, as JSON and in the form; nothing is
// stored, and nothing that was typed is lost.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { assertProblem, comment, form, startServer } from './harness.js';

const PAGE = 'https://example.org/first-article';

let server, token, approved, pending, rejected, deleted, elsewhere;
let newest; // the comment that was stored last
before(async () => {
	server = await startServer();
	token = await server.addToken();
	const parent = async (state, page = PAGE) => {
		const { id } = await server.leave({ page });
		if (state !== 'pending') await server.decide(id, { state }, { token });
		return id;
	};
	approved = await parent('approved');
	pending = await parent('pending');
	rejected = await parent('rejected');
	deleted = await parent('deleted');
	elsewhere = await parent('approved', 'https://example.org/another');
	newest = (await server.leave()).id;
});
after(() => server.stop());
afterEach(async () => {
	const target = `/api/v1/moderation/comments?state=pending&after=${newest}`;
	const { items } = (await server.fetch(target, { token })).body;
	assert.deepEqual(items, [], 'something was stored');
});

const json = { 'content-type': 'application/json' };
const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };
const send = (body, headers = json) =>
	server.fetch('/api/v1/comments', { method: 'POST', body, headers });

const unescape = (html) =>
	html
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&quot;/g, '"')
		.replace(/&#39;/g, "'")
		.replace(/&amp;/g, '&');

// What stands in the fields of the form that was answered: {name: value}.
function typedIn(html) {
	const typed = {};
	for (const [, name, value] of html.matchAll(/<input[^>]* name="(\w+)"[^>]* value="([^"]*)"/g))
		typed[name] = unescape(value);
	for (const [, name, value] of html.matchAll(
		/<textarea[^>]* name="(\w+)"[^>]*>\n([^]*?)<\/textarea>/g,
	))
		typed[name] = unescape(value);
	return typed;
}

// The answer is the form again, with all that was typed.
function assertForm(answer, status, typed) {
	assert.equal(answer.status, status, answer.text);
	assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
	assert.match(answer.text, /<div class="summary" role="alert">/);
	const shown = typedIn(answer.text);
	for (const [name, value] of Object.entries(typed))
		assert.equal(shown[name], value ?? '', `${name} was typed and lost`);
}

// The mistake stands at its field, which names it to those who cannot see.
function assertMistake(html, field) {
	const control = new RegExp(`<(input|textarea)[^>]* id="${field}"[^>]*>`).exec(html)[0];
	assert.match(control, / aria-invalid="true"/);
	assert.match(control, new RegExp(` aria-describedby="${field}-error"`));
	assert.match(html, new RegExp(`<p class="mistake" id="${field}-error">[^<]+</p>`));
	assert.match(html, new RegExp(`<a href="#${field}">`));
}

// Bytes that are no JSON object, each a 400 that says where.
const long = 'x'.repeat(100);
const no_json = {
	nothing: '',
	'a word': 'hello',
	'an unfinished object': '{"name": "Ada"',
	'a trailing comma': '{"name": "Ada",}',
	'single quotes': "{'name': 'Ada'}",
	'a comment': '{"name": "Ada" /* me */}',
	'something behind the object': `${JSON.stringify(comment())} {}`,
	'a text': '"name"',
	'a number': '1',
	null: 'null',
	'an array': JSON.stringify([comment()]),
	'an array too deep': '['.repeat(30_000),
	'an object too deep': `${'{"a":'.repeat(8000)}1${'}'.repeat(8000)}`,
	'a member that is too deep': `{"name": ${'['.repeat(5000)}${']'.repeat(5000)}}`,
	'a doubled member': '{"name": "Ada", "name": "Bob"}',
	'a NUL in a text': '{"name": "A\\u0000da"}',
	'a NUL as it is': '{"name": "A\0da"}',
	'half of a surrogate pair': '{"name": "\\ud800"}',
	'a control character as it is': '{"name": "A\u0001da"}',
	'a byte order mark': '\ufeff{}',
	'invalid UTF-8': Buffer.from('{"name": "Ad\xe4"}', 'latin1'),
	'UTF-8 that is too long for its character': Buffer.from('{"name": "\xc0\x80"}', 'latin1'),
	'a surrogate in UTF-8': Buffer.from('{"name": "\xed\xa0\x80"}', 'latin1'),
	'UTF-16': Buffer.from('{"name": "Ada"}', 'utf16le'),
};
for (const [what, body] of Object.entries(no_json))
	test(`${what} is not JSON that is expected: 400`, async () => {
		const problem = assertProblem(await send(body), 400, 'bad-json');
		assert.match(problem.detail, /^(Line \d+, column \d+: .|The body must be one JSON object)/);
	});

// Forms that cannot be decoded; what else was typed comes back.
const no_form = {
	'a percent sign alone': 'name=100%',
	'a percent sign before no digits': 'name=%zz',
	'invalid UTF-8': 'name=%ff',
	'a NUL': 'name=A%00da',
	'a surrogate': 'name=%ed%a0%80',
};
for (const [what, name] of Object.entries(no_form))
	test(`${what} is no form: 400, and the rest is shown again`, async () => {
		const { name: ignored, ...rest } = comment();
		assertForm(await send(`${name}&${form(rest)}`, urlencoded), 400, rest);
	});

// Members that are wrong: [what, changes, field, code]. In the form too, unless it says JSON.
const JSON_ONLY = true;
const mistakes = [
	['a number for a name', { name: 5 }, 'name', 'not_a_text', JSON_ONLY],
	['an array for a name', { name: ['Ada'] }, 'name', 'not_a_text', JSON_ONLY],
	['an object for a body', { body: {} }, 'body', 'not_a_text', JSON_ONLY],
	['true for a website', { website: true }, 'website', 'not_a_text', JSON_ONLY],
	['an unknown member', { nmae: 'Ada' }, 'nmae', 'unknown'],
	['an unknown member with a long name', { [long]: '' }, undefined, 'unknown'],

	['a line break in a name', { name: 'Ada\nBob' }, 'name', 'invalid_character'],
	['a tab in a name', { name: 'Ada\tBob' }, 'name', 'invalid_character'],
	['a control character in a name', { name: 'A\u0001da' }, 'name', 'invalid_character'],
	['DEL in a name', { name: 'A\u007fda' }, 'name', 'invalid_character'],
	['NEL in a name', { name: 'A\u0085da' }, 'name', 'invalid_character'],
	['a right-to-left override in a name', { name: 'A\u202eda' }, 'name', 'invalid_character'],
	['an isolate in a name', { name: 'A\u2066da' }, 'name', 'invalid_character'],
	['a direction mark in a name', { name: 'A\u200fda' }, 'name', 'invalid_character'],
	['an invisible character in a name', { name: 'A\u200bda' }, 'name', 'invalid_character'],
	[
		'too many marks in a name',
		{ name: `A${'\u0301\u0323'.repeat(5)}` },
		'name',
		'too_many_marks',
	],
	['a name of 81 characters', { name: '😀'.repeat(81) }, 'name', 'too_long'],
	['an override in a title', { title: 'A\u202eB' }, 'title', 'invalid_character'],
	['a title of 201 characters', { title: 'x'.repeat(201) }, 'title', 'too_long'],

	['an address without @', { email: 'ada.example.org' }, 'email', 'not_an_address'],
	['an address without a name', { email: '@example.org' }, 'email', 'not_an_address'],
	['an address without a domain', { email: 'ada@' }, 'email', 'not_an_address'],
	['an address of a bare host', { email: 'ada@localhost' }, 'email', 'not_an_address'],
	['an address with two @', { email: 'ada@bob@example.org' }, 'email', 'not_an_address'],
	['an address with a blank', { email: 'ada lovelace@example.org' }, 'email', 'not_an_address'],
	[
		'an address with a header behind',
		{ email: 'ada@example.org\r\nBcc: b@example.org' },
		'email',
		'not_an_address',
	],
	['an address with a line break', { email: 'ada\n@example.org' }, 'email', 'not_an_address'],
	['an address with an override', { email: 'a\u202eda@example.org' }, 'email', 'not_an_address'],
	[
		'an address with a name around it',
		{ email: 'Ada <ada@example.org>' },
		'email',
		'not_an_address',
	],
	['an address with two dots', { email: 'ada..l@example.org' }, 'email', 'not_an_address'],
	[
		'an address of 255 characters',
		{
			email: `a@${'b'.repeat(59)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(57)}.example`,
		},
		'email',
		'too_long',
	],
	[
		'an address with 65 bytes before the @',
		{ email: `${'a'.repeat(65)}@example.org` },
		'email',
		'too_long',
	],
	[
		'a domain that Unicode does not allow',
		{ email: 'ada@\u2028.example' },
		'email',
		'not_an_address',
	],

	['a body of 16 KiB and one byte', { body: 'x'.repeat(16 * 1024 + 1) }, 'body', 'too_long'],
	['a control character in a body', { body: 'A\u0001b' }, 'body', 'invalid_character'],
	['an override in a body that is left open', { body: 'A \u202eevil' }, 'body', 'unbalanced'],

	['a page outside the site', { page: 'https://other.example/x' }, 'page', 'unknown_site'],
	['a page on another port', { page: 'https://example.org:444/x' }, 'page', 'unknown_site'],
	[
		'a page on a host that only begins so',
		{ page: 'https://example.org.evil.example/' },
		'page',
		'unknown_site',
	],
	['a page that is a script', { page: 'javascript:alert(1)' }, 'page', 'scheme'],
	['a page that is data', { page: 'data:text/html,x' }, 'page', 'scheme'],
	['a page by FTP', { page: 'ftp://example.org/x' }, 'page', 'scheme'],
	['a relative page', { page: '/first-article' }, 'page', 'scheme'],
	['a page without a scheme', { page: '//example.org/x' }, 'page', 'scheme'],
	['a page with a user', { page: 'https://example.org@evil.example/' }, 'page', 'userinfo'],
	['a page with a line break', { page: 'https://example.org/a\nb' }, 'page', 'invalid_character'],
	['a page that is too long', { page: `${PAGE}?${'x'.repeat(2048)}` }, 'page', 'too_long'],

	['a website that is a script', { website: 'javascript:alert(1)' }, 'website', 'scheme'],
	[
		'a website that hides it',
		{ website: ' java\nscript:alert(1)' },
		'website',
		'invalid_character',
	],
	['a website that is data', { website: 'data:text/html,x' }, 'website', 'scheme'],
	['a website by FTP', { website: 'ftp://example.org/' }, 'website', 'scheme'],
	['a website without a scheme', { website: 'ada.example' }, 'website', 'scheme'],
	['a website that is an address', { website: 'mailto:ada@example.org' }, 'website', 'scheme'],
	[
		'a website of 501 bytes',
		{ website: `https://ada.example/${'x'.repeat(481)}` },
		'website',
		'too_long',
	],

	['a parent that is no id', { parent: 'first' }, 'parent', 'not_an_id'],
	['a parent that is not there', { parent: '0000000000001' }, 'parent', 'unknown'],
	['a parent on another page', () => ({ parent: elsewhere }), 'parent', 'unknown'],
	['a parent that waits', () => ({ parent: pending }), 'parent', 'not_public'],
	['a parent that was rejected', () => ({ parent: rejected }), 'parent', 'not_public'],
	['a parent that is gone', () => ({ parent: deleted }), 'parent', 'not_public'],
];
for (const name of ['page', 'name', 'email', 'body'])
	for (const [what, value] of [
		['absent', undefined],
		['null', null],
		['empty', ''],
		['blank', ' \t\u3000\u00a0 '],
		['invisible', '\u200b\u2060\u0301'],
	])
		if (what !== 'invisible' || name === 'name' || name === 'body')
			mistakes.push([`${what}, the ${name}`, { [name]: value }, name, 'required']);

for (const [what, changes, field, code, jsonOnly] of mistakes)
	test(`${what}: 422 that names the mistake`, async () => {
		const typed = comment(typeof changes === 'function' ? changes() : changes);
		const { errors } = assertProblem(await server.post(typed), 422, 'invalid-input');
		assert.equal(errors.length, 1, JSON.stringify(errors));
		assert.equal(errors[0].code, code);
		assert.ok(errors[0].detail.length > 10);
		if (field) assert.equal(errors[0].field, field);
		if (jsonOnly) return;

		const answer = await server.postForm(typed);
		const { nmae, [long]: other, ...known } = typed;
		assertForm(answer, 422, known);
		if (['name', 'email', 'website', 'body'].includes(field)) assertMistake(answer.text, field);
		else if (field) assert.match(answer.text, new RegExp(`>${field}: [^<]+<`));
	});

test('all mistakes are told at once', async () => {
	const { errors } = assertProblem(await send('{}'), 422, 'invalid-input');
	assert.deepEqual(
		errors.map(({ field, code }) => [field, code]).sort(),
		['body', 'email', 'name', 'page'].map((field) => [field, 'required']),
	);
	const wrong = comment({
		name: ' ',
		email: 'x',
		website: 'y',
		body: '',
		parent: 'z',
		title: 'a\nb',
	});
	const many = assertProblem(await server.post(wrong), 422, 'invalid-input');
	assert.equal(many.errors.length, 6, JSON.stringify(many.errors));
	const shown = await server.postForm(wrong);
	assertForm(shown, 422, wrong);
	for (const field of ['name', 'email', 'website', 'body']) assertMistake(shown.text, field);
});

test('a thousand unknown members are refused, and not all told', async () => {
	const unknown = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`m${i}`, 'x']));
	const { errors } = assertProblem(await server.post(unknown), 422, 'invalid-input');
	assert.ok(errors.length > 1 && errors.length <= 16);
});

test('a field given twice is refused, and what was typed is shown', async () => {
	const typed = comment();
	const answer = await send(`${form(typed)}&name=Bob`, urlencoded);
	assertForm(answer, 422, typed);
	assertMistake(answer.text, 'name');
});

test('what was typed is shown as text, never as HTML', async () => {
	const evil = '"><script>alert(1)</script><input name=\'x\' value="&amp;';
	const typed = comment({
		name: evil,
		email: evil,
		website: evil,
		body: `</textarea>${evil}`,
		title: evil,
		parent: evil,
	});
	const answer = await server.postForm(typed);
	assertForm(answer, 422, typed);
	assert.doesNotMatch(answer.text, /<script/);
	assert.equal(answer.text.match(/<\/textarea>/g).length, 1);
});

test('an address is never told again, but in the form of the one who typed it', async () => {
	const email = 'not..valid@example.org';
	const { text } = await server.post({ email });
	assert.doesNotMatch(text, /valid@|not\.\./);
	for (const near of [`{"email": "${email}" x`, `{"email" "${email}"}`, `"${email}" "`]) {
		const answer = await send(near);
		assert.equal(answer.status, 400);
		assert.doesNotMatch(answer.text, /valid@/, answer.text);
	}
});

// Exactly 64 KiB are taken, as JSON with blanks around.
const padded = (size) => JSON.stringify(comment({ name: '' })).padEnd(size);

test('a body of 64 KiB is read, one more byte is not', async () => {
	assertProblem(await send(padded(64 * 1024)), 422, 'invalid-input');
	assertProblem(await send(padded(64 * 1024 + 1)), 413, 'too-large');
});

test('a body far over the limit gets its answer too', async () => {
	for (const size of [100_000, 900_000])
		assertProblem(await send(padded(size)), 413, 'too-large');
});

test('a body that is longer than it said is cut off there, and the rest is no request', async () => {
	const body = JSON.stringify(comment());
	const { text, closed } = await server.exchange(
		'POST /api/v1/comments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n' +
			`Content-Length: ${body.length - 1}\r\n\r\n${body}\r\n\r\n`,
	);
	assert.equal(closed, true);
	assert.match(text, /^HTTP\/1\.1 400 [^]*bad-json/);
	assert.doesNotMatch(text, /HTTP\/1\.1 [^4]/);
});

test('a form over the limit is told so in a page', async () => {
	const answer = await server.postForm({ body: 'x'.repeat(70_000) });
	assert.equal(answer.status, 413);
	assert.match(answer.headers.get('content-type'), /^text\/html/);
	assert.match(answer.text, /65536 bytes/);
});

test('content types that are not taken are refused: 415', async () => {
	const body = JSON.stringify(comment());
	for (const type of [
		'text/plain',
		'text/json',
		'application/jsonx',
		'application/json; charset=iso-8859-1',
		'application/json; charset="utf-16"',
		'multipart/form-data; boundary=x',
		'application/x-www-form-urlencoded; charset=latin1',
		'*/*',
		'',
	])
		assertProblem(await send(body, { 'content-type': type }), 415, 'unsupported-type');
	const none = await server.exchange(
		'POST /api/v1/comments HTTP/1.1\r\nHost: x\r\nConnection: close\r\n' +
			`Content-Length: ${body.length}\r\n\r\n${body}`,
	);
	assert.match(none.text, /^HTTP\/1\.1 415 /);
	assertProblem(
		await server.fetch('/api/v1/preview', {
			method: 'POST',
			body: 'body=x',
			headers: urlencoded,
		}),
		415,
		'unsupported-type',
	);
});

test('a body with a coding is refused: 415', async () => {
	const headers = { ...json, 'content-encoding': 'gzip' };
	assertProblem(await send(JSON.stringify(comment()), headers), 415, 'unsupported-type');
});

test('methods that do not fit are answered with those that do', async () => {
	for (const [path, methods, allowed] of [
		['/api/v1/comments', ['PUT', 'PATCH', 'DELETE'], 'GET, HEAD, POST'],
		['/api/v1/preview', ['GET', 'PUT'], 'POST'],
		['/comments', ['POST'], 'GET, HEAD'],
		['/api/v1/moderation/comments', ['POST', 'DELETE'], 'GET, HEAD'],
		[`/api/v1/moderation/comments/${approved}`, ['POST', 'PUT', 'DELETE'], 'GET, HEAD, PATCH'],
	])
		for (const method of methods) {
			const body = method === 'GET' ? undefined : '{}';
			const answer = await server.fetch(path, { method, body, headers: json });
			assertProblem(answer, 405, 'method-not-allowed');
			assert.equal(answer.headers.get('allow'), allowed, `${method} ${path}`);
		}
});

test('paths that are not there are not there: 404', async () => {
	for (const path of [
		'/api/v1/comments/',
		'/api/v1//comments',
		'/API/v1/comments',
		'/api/v1/comments/x',
		'/api/v2/comments',
		'/assets/..%2fafterword.key',
		'/assets/../afterword.key',
		'/index.html',
		'/mine/',
	])
		assert.equal((await server.fetch(path)).status, 404, path);
});

// The rest stores comments, and says so.
const taken = async (changes) => {
	const { id } = await server.leave(changes);
	newest = id;
	return (await server.fetch(`/api/v1/moderation/comments/${id}`, { token })).body;
};

test('content types are read as people write them', async () => {
	for (const type of ['application/json;charset=utf-8', 'Application/JSON ; charset="UTF-8"']) {
		const answer = await send(JSON.stringify(comment()), { 'content-type': type });
		assert.equal(answer.status, 202, `${type}: ${answer.text}`);
		newest = answer.body.id;
	}
});

test('what is just within its limit is taken whole', async () => {
	const limits = {
		name: '😀'.repeat(80),
		title: 'ä'.repeat(200),
		body: 'x'.repeat(16 * 1024),
		website: `https://ada.example/${'x'.repeat(480)}`,
		email: `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(53)}.example`,
		page: `https://example.org/?${'x'.repeat(2048 - 21)}`,
	};
	assert.equal(limits.email.length, 254);
	assert.equal(limits.page.length, 2048);
	const { name, body, website, page } = await taken(limits);
	const { email, title, ...shown } = limits;
	assert.deepEqual({ name, body, website, page }, { ...shown, page: { url: shown.page, title } });
});

test('names of all scripts are taken, and are the same when they look the same', async () => {
	for (const name of ['李小龙', 'عبد الله', 'Zoë', '👩‍👩‍👧', 'नमस्ते', 'O’Brien <x>'])
		assert.equal((await taken({ name })).name, name);
	assert.equal((await taken({ name: '  Zoe\u0308 ' })).name, 'Zo\u00eb');
});

test('an address is the same author however it is written', async () => {
	const tag = async (email) => (await taken({ email })).author.tag;
	const same = async (first, ...others) => {
		const wanted = await tag(first);
		for (const other of others) assert.equal(await tag(other), wanted, other);
		return wanted;
	};
	const tags = [
		await same('ada@example.org', ' ADA@Example.ORG '),
		await same(
			'ada@bücher.example',
			'ada@xn--bcher-kva.example',
			'Ada@BÜCHER.example',
			'ada@bu\u0308cher.example',
		),
		await same('πέτρος@example.org', 'ΠΈΤΡΟΣ@example.org'),
		await same('用户@例子.广告', '用户@xn--fsqu00a.xn--4rr70v'),
		await tag('ada+comments@example.org'),
		await tag('ada@example.com'),
	];
	assert.equal(new Set(tags).size, tags.length, 'different addresses are different authors');
	for (const each of tags) assert.match(each, /^[0-9a-z]{8}$/);
});
