// The desk's words, without a browser: every catalogue says the same, every key that is used is
// there, every key is used, and nothing that people read stands outside of the catalogues.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const web = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../web');
const read = (name) => readFileSync(path.join(web, name), 'utf8');
const scripts = (folder) =>
	readdirSync(path.join(web, folder))
		.filter((name) => name.endsWith('.js'))
		.map((name) => `${folder}/${name}`);

const page = read('moderate.html');
const modules = [...scripts('desk'), ...scripts('desk/views')].map((name) => [name, read(name)]);

// The files lie outside of a package that says they are modules.
const load = (text) => import(`data:text/javascript,${encodeURIComponent(text)}`);

const catalogues = new Map();
const sentences = new Map(); // of the server's, by language
for (const name of scripts('desk/words')) {
	const language = path.basename(name, '.js');
	const catalogue = await load(read(name));
	catalogues.set(language, catalogue.words);
	sentences.set(language, catalogue.sentences);
}
const [[, english], ...others] = [...catalogues].sort(([a]) => (a === 'en' ? -1 : 1));

const forms = (entry) => (typeof entry === 'string' ? [entry] : Object.values(entry));
const placesOf = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
const places = (entry) => [...new Set(forms(entry).flatMap(placesOf))].sort();

// The strings of a script, with … for the values in a template, and those within these. What else
// could hold a quote is passed over: comments and regular expressions.
const within = /(?:[^`{}]|\{[^{}]*\}|`[^`]*`)*/.source;
const value = new RegExp(String.raw`\$\{(${within})\}`, 'g');
const token = new RegExp(
	[
		/\/\/.*/.source,
		/'((?:\\.|[^'\\\n])*)'/.source,
		String.raw`\x60((?:\\.|\$\{${within}\}|[^\x60\\$])*)\x60`,
		/\/(?![/*])(?:\\.|\[[^\]]*\]|[^/\\\n])+\/[a-z]*/.source,
	].join('|'),
	'g',
);
function strings(script) {
	return [...script.matchAll(token)].flatMap(([, plain, template]) => {
		if (plain !== undefined) return [plain];
		if (template === undefined) return [];
		const inner = [...template.matchAll(value)].flatMap(([, script]) => strings(script));
		return [template.replace(value, '…'), ...inner];
	});
}

// What looks like something to read: several words, or one that begins as a sentence does.
const names = new Set(['Content-Type', 'If-Match']);
function isProse(text) {
	if (names.has(text) || /^[\w-]*…?[/?]/.test(text)) return false;
	return /(\p{L}{2}[.,:;!?]*|…) +[\p{L}…]/u.test(text) || /^\p{Lu}\p{Ll}+/u.test(text);
}

// Nobody reads the names of classes and elements; errors are for who writes the desk.
const unread =
	/className: ('[^']*'|`[^`]*`)|(querySelector|querySelectorAll|closest|Error)\(('[^']*'|`[^`]*`)/g;
const proseIn = (script) => strings(script.replace(unread, '')).filter(isProse);

const groups = new Set(Object.keys(english).map((key) => key.split('.')[0]));
const isKey = (text) => /^[a-z]+\.[a-z_…-]+$/.test(text) && groups.has(text.split('.')[0]);
const used = [
	...modules.flatMap(([, script]) => strings(script)).filter(isKey),
	...[...page.matchAll(/data-word(?:-label)?="([^"]*)"/g)].map(([, key]) => key),
];

test('every catalogue has the same keys, in order, and nothing is empty', () => {
	assert.ok(others.length > 0);
	for (const [name, words] of catalogues) {
		assert.deepEqual(Object.keys(words), Object.keys(english), name);
		for (const [key, entry] of Object.entries(words))
			for (const text of forms(entry)) assert.ok(text.trim(), `${name}: ${key}`);
	}
	assert.deepEqual(Object.keys(english), Object.keys(english).sort());
});

test('every entry has the places of the English one, and the forms of its language', () => {
	for (const [name, words] of catalogues) {
		const { pluralCategories } = new Intl.PluralRules(name).resolvedOptions();
		for (const [key, entry] of Object.entries(words)) {
			assert.deepEqual(places(entry), places(english[key]), `${name}: ${key}`);
			if (typeof entry === 'string') continue;
			assert.deepEqual(
				Object.keys(entry).sort(),
				[...pluralCategories].sort(),
				`${name}: ${key}`,
			);
			assert.equal(typeof english[key], 'object', key);
		}
	}
});

test('the desk loads each of the catalogues, and offers it', () => {
	const [, script] = modules.find(([name]) => name === 'desk/words.js');
	for (const name of catalogues.keys()) {
		assert.ok(script.includes(`import('./words/${name}.js')`), name);
		assert.match(page, new RegExp(`<option value="${name}" lang="${name}">`));
	}
});

test('every key that is used is there, and every key is used', () => {
	const keys = Object.keys(english);
	const fits = (text, key) =>
		new RegExp(`^${text.replaceAll('.', '\\.').replaceAll('…', '.+')}$`).test(key);
	for (const text of used)
		assert.ok(
			keys.some((key) => fits(text, key)),
			`no word ${text}`,
		);
	for (const key of keys)
		assert.ok(
			used.some((text) => fits(text, key)),
			`nobody says ${key}`,
		);
	for (const [name, script] of modules)
		for (const [, key] of script.matchAll(/\bword\('([^']+)'/g))
			assert.ok(keys.includes(key), `${name}: no word ${key}`);
});

test('nothing that people read stands in the scripts', () => {
	for (const text of ['Sign out', 'of a comment', 'Undo', '… selected', 'Decided …'])
		assert.ok(isProse(text), text);
	assert.deepEqual(proseIn("// it's\nf(`${a ? `${b}x` : ''} of it`, /'/, 'a.b')"), ['… of it']);
	for (const [name, script] of modules) assert.deepEqual(proseIn(script), [], name);
});

test('nothing that people read stands in the page, but names, and what is there without script', () => {
	const shown = page
		.replace(/^[^]*<\/noscript>/, '')
		.replace(/<[^>]*>/g, '\n')
		.split('\n')
		.map((line) => line.trim())
		.filter(Boolean);
	assert.deepEqual(shown, ['Afterword', 'English', 'Deutsch']);
	assert.doesNotMatch(page, /\s(?:aria-label|title|placeholder|alt)="/);
});

// What the server can say, with {} for what it fills in.
const server = path.resolve(web, '../server');
const sources = readdirSync(server, { recursive: true })
	.filter((name) => name.endsWith('.c'))
	.map((name) => [name, readFileSync(path.join(server, name), 'utf8').replace(/"\s*\n\s*"/g, '')]);
const said = (source) =>
	[...source.matchAll(/"((?:\\.|[^"\\\n])*)"/g)].map(([, text]) =>
		text.replace(/%[-.*\d]*[a-z]+/gi, '{}').replace(/\\"/g, '"'),
	);
const all = new Set(sources.flatMap(([, source]) => said(source)));
const bare = (text) => text.replace(/\{\w+\}/g, '{}');

test('each sentence of the server that is said in another language is one that it says', () => {
	for (const [language, table] of sentences)
		for (const [from, to] of Object.entries(table)) {
			assert.ok(all.has(bare(from)), `${language}: the server does not say: ${from}`);
			assert.deepEqual(placesOf(to).sort(), placesOf(from).sort(), to);
		}
});

test('why a comment was held is said in every language', () => {
	const held = sources.filter(([name]) => name.startsWith('core/checks/'));
	const reasons = held.flatMap(([, source]) => said(source)).filter((text) => /\w+ .*\.$/.test(text));
	assert.ok(reasons.length > 10);
	for (const [language, table] of sentences) {
		if (language === 'en') continue;
		const known = new Set(Object.keys(table).map(bare));
		assert.deepEqual(reasons.filter((text) => !known.has(text)), [], language);
	}
});
