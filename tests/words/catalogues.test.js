// What readers are told, in every language: the build refuses a catalogue that is not whole, the
// plural forms are those of Unicode's rules, and nothing is said that no catalogue has.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const binary = path.resolve(process.env.AFTERWORD_BINARY ?? path.join(root, 'build-asan/afterword'));
const words = path.join(root, 'web/words');
const read = (name) => readFileSync(path.join(root, name), 'utf8');
const languages = readdirSync(words).map((name) => path.basename(name, '.json'));
const catalogues = Object.fromEntries(
	languages.map((language) => [language, JSON.parse(read(`web/words/${language}.json`))]),
);
const english = catalogues.en;

// What words.py says of these two catalogues: '' when they are whole.
function refusal(language, changed) {
	const folder = mkdtempSync(path.join(tmpdir(), 'afterword-'));
	const file = path.join(folder, `${language}.json`);
	writeFileSync(file, JSON.stringify(changed));
	const args = [
		path.join(root, 'server/base/words.py'),
		path.join(folder, 'words.h'),
		path.join(folder, 'words.c'),
		path.join(words, 'en.json'),
		file,
	];
	const { status, stderr } = spawnSync('python3', args, { encoding: 'utf8' });
	rmSync(folder, { recursive: true });
	assert.equal(status === 0, stderr === '');
	return stderr;
}

test('there are at least twelve languages', () => {
	for (const language of ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'ja', 'zh', 'ar', 'he'])
		assert.ok(languages.includes(language), language);
});

test('a catalogue that is not whole is refused', () => {
	const without = (object, name) =>
		Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
	const polish = catalogues.pl;
	const count = polish['thread.count'];
	assert.equal(refusal('pl', polish), '');
	for (const [changed, why] of [
		[without(polish, 'form.title'), /form.title is missing/],
		[{ ...polish, 'zoo.more': 'x' }, /zoo.more is one too many/],
		[{ ...polish, 'thread.count': without(count, 'few') }, /thread.count needs few, many, one, other/],
		[{ ...polish, 'thread.count': { ...count, two: '{n}' } }, /thread.count needs/],
		[{ ...polish, 'thread.count': '{n}' }, /depends on a number/],
		[{ ...polish, 'form.note': 'Bez znaku' }, /form.note has other places/],
		[{ ...polish, 'form.title': 'Dla {name}' }, /form.title has other places/],
		[{ ...polish, 'form.title': '' }, /form.title is empty/],
		[{ ...polish, 'form.title': 'a "b"' }, /form.title .* HTML escapes/],
		[{ ...polish, 'form.title': '<b>' }, /form.title .* HTML escapes/],
		[{ ...polish, 'language.direction': 'up' }, /ltr or rtl/],
		[Object.fromEntries(Object.entries(polish).reverse()), /order/],
	])
		assert.match(refusal('pl', changed), why);
	assert.match(refusal('xx', polish), /plural rules are not known/);
});

test('the plural forms are those of Unicode’s rules', () => {
	const large = [1e4, 100012, 999999, 1e6, 1000001, 1100000, 2e6, 21e6, 1e9, 123456789];
	const numbers = [...Array(1001).keys(), ...large];
	const program = path.join(path.dirname(binary), 'tests/plurals');
	const rows = execFileSync(program, numbers.map(String), { encoding: 'utf8' }).trim().split('\n');
	assert.deepEqual(rows.map((row) => row.split(' ')[0]).sort(), [...languages].sort());
	for (const row of rows) {
		const [language, ...told] = row.split(' ');
		const rules = new Intl.PluralRules(language);
		const wrong = numbers.filter((n, i) => rules.select(n) !== told[i]);
		assert.deepEqual(wrong, [], language);
		assert.deepEqual(
			Object.keys(catalogues[language]['thread.count']).sort(),
			[...rules.resolvedOptions().pluralCategories].sort(),
			language,
		);
	}
});

test('months are those of Unicode’s calendar', () => {
	for (const language of languages) {
		const format = new Intl.DateTimeFormat(language, {
			dateStyle: 'long',
			timeZone: 'UTC',
			calendar: 'gregory',
			numberingSystem: 'latn',
		});
		for (let month = 1; month <= 12; month++) {
			const said = catalogues[language][`date.month_${String(month).padStart(2, '0')}`];
			assert.ok(format.format(new Date(Date.UTC(2026, month - 1, 15))).includes(said), said);
		}
	}
});

// WCAG 2.5.3: who speaks to a browser says what is written on a link.
test('what a link is called has what stands on it', () => {
	for (const [language, words] of Object.entries(catalogues))
		for (const key of ['action.answer', 'action.like', 'action.report']) {
			const called = words[`${key}_${key === 'action.answer' ? 'to' : 'of'}`];
			assert.ok(called.toLowerCase().includes(words[key].toLowerCase()), `${language}: ${key}`);
		}
});

// Whatever looks like an English sentence must not have come into another catalogue by copying.
test('no word of more than one letter case is left in English', () => {
	const same = /^(date\.format|language\.direction|form\.(name|email|website|comment)|date\.month_\d+|reason\.\w+|demo\.byline)$/;
	for (const language of languages.filter((name) => name !== 'en'))
		for (const [key, entry] of Object.entries(catalogues[language]))
			if (!same.test(key)) assert.notDeepEqual(entry, english[key], `${language}: ${key}`);
});

const sources = ['api', 'base', 'http'].flatMap((floor) =>
	readdirSync(path.join(root, 'server', floor))
		.filter((name) => name.endsWith('.c'))
		.map((name) => read(`server/${floor}/${name}`)),
);
const templates = readdirSync(path.join(root, 'web'))
	.filter((name) => name.endsWith('.html') && name !== 'moderate.html')
	.map((name) => [name, read(`web/${name}`)]);

test('every word that a template says is there, and every word is said', () => {
	const named = templates.flatMap(([, html]) =>
		[...html.matchAll(/\{\{[=#]([^}]+)\}\}/g)].map(([, key]) => key),
	);
	for (const key of named) assert.ok(key in english, key);
	const constant = (key) => `WORD_${key.replace(/[.-]/g, '_').toUpperCase()}`;
	for (const key of Object.keys(english)) {
		// by code, by error, by number, by the build
		if (/^(mistake|problem|date|language)\./.test(key)) continue;
		const said = named.includes(key) || sources.some((text) => text.includes(constant(key)));
		assert.ok(said, `nobody says ${key}`);
	}
});

test('every problem that has a word is one that there is, and every mistake', () => {
	const errors = read('include/base/err.def');
	const floors = readdirSync(path.join(root, 'server'), { recursive: true })
		.filter((name) => name.endsWith('.c'))
		.map((name) => read(`server/${name}`))
		.join('\n');
	const codes = `${floors}\n${read('include/core/mistake.h')}`;
	for (const key of Object.keys(english)) {
		const [group, name] = key.split('.');
		if (group === 'problem') assert.ok(errors.includes(`"${name}"`), key);
		if (group === 'mistake') assert.ok(codes.includes(`"${name}"`), key);
	}
});

test('nothing that people read stands in the other templates', () => {
	for (const [name, html] of templates) {
		const shown = html
			.replace(/<[^>]*>/g, '\n')
			.replace(/\{\{[^}]*\}\}/g, '\n')
			.split('\n')
			.filter((line) => /\p{L}/u.test(line));
		assert.deepEqual(shown, [], name);
		assert.doesNotMatch(html, /\s(?:aria-label|title|placeholder|alt)="(?!\{\{)/, name);
	}
});
