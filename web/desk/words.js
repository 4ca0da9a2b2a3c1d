// What the desk says to people, in the language that they chose: the words of a catalogue, and
// numbers and times as that language writes them. Only the chosen catalogue is fetched.

const catalogues = {
	en: () => import('./words/en.js'),
	de: () => import('./words/de.js'),
};
const KEPT = 'language'; // in the browser's storage

export let language;
let words;
let sentences; // of the server's: [pattern, in this language]
let plural, numbers, days, moments; // Intl's

const known = (name) => Object.hasOwn(catalogues, name ?? '');

const bare = (tag) => tag.split('-')[0];

function preferred() {
	const chosen = localStorage.getItem(KEPT);
	return known(chosen) ? chosen : (navigator.languages.map(bare).find(known) ?? 'en');
}

async function use(name) {
	const catalogue = await catalogues[name]();
	({ words } = catalogue);
	sentences = Object.entries(catalogue.sentences).map(([from, to]) => [patternOf(from), to]);
	language = name;
	// as it is written where the reader is: en-GB is an English, too
	const locale = navigator.languages.find((tag) => bare(tag) === name) ?? name;
	plural = new Intl.PluralRules(name);
	numbers = new Intl.NumberFormat(locale);
	days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
	moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
	document.documentElement.lang = name;
	spell(document);
}

export const number = (value) => numbers.format(value);

export const day = (at) => days.format(new Date(at));

export const moment = (at) => moments.format(new Date(at));

// The text of a key, with values in its {places}. Of an entry with plural forms `n` chooses one.
export function word(key, values = {}) {
	if (!Object.hasOwn(words, key)) throw new Error(`no word ${key}`);
	const entry = words[key];
	const text = typeof entry === 'string' ? entry : entry[plural.select(values.n)];
	return text.replace(/\{(\w+)\}/g, (_, name) => {
		const value = values[name];
		return typeof value === 'number' ? number(value) : value;
	});
}

// What the server says, which is English, with places for what it fills in.
function patternOf(sentence) {
	const escaped = sentence.replace(/\W/g, '\\$&');
	return new RegExp('^' + escaped.replace(/\\\{(\w+)\\\}/g, '(?<$1>.+)') + '$');
}

// A sentence of the server's in the language of the desk; undefined: there is none.
export function sentence(text) {
	for (const [pattern, to] of sentences) {
		const found = pattern.exec(text);
		if (found) return to.replace(/\{(\w+)\}/g, (_, name) => found.groups[name]);
	}
	return undefined;
}

// Says a key in an element of the page, also after the language was changed.
export function spellAs(shown, key) {
	shown.dataset.word = key;
	shown.textContent = word(key);
}

// What stands in the page by `data-word`, and as a label by `data-word-label`.
function spell(root) {
	for (const shown of root.querySelectorAll('[data-word]')) spellAs(shown, shown.dataset.word);
	for (const shown of root.querySelectorAll('[data-word-label]'))
		shown.ariaLabel = word(shown.dataset.wordLabel);
}

export async function chooseLanguage(name) {
	localStorage.setItem(KEPT, name);
	await use(name);
}

await use(preferred());
