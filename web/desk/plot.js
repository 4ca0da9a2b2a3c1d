// Bars by day, drawn as SVG; the numbers themselves stand in a table beside it.
import { element } from './dom.js';
import { day, number, word } from './words.js';

const HEIGHT = 100;
const STEP = 10; // from a day to the next
const GAP = 2; // between two days

function drawn(name, attributes, ...children) {
	const made = document.createElementNS('http://www.w3.org/2000/svg', name);
	for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
	made.append(...children);
	return made;
}

function bars(rows, { name, of }, place, width, most) {
	return rows.map((row, i) => {
		const height = (of(row) / most) * HEIGHT;
		const x = i * STEP + GAP / 2 + place * width;
		return drawn('rect', { class: name, x, y: HEIGHT - height, width, height });
	});
}

function swatch({ name }) {
	const square = drawn('rect', { class: name, width: 1, height: 1 });
	return drawn('svg', { class: 'swatch', viewBox: '0 0 1 1', 'aria-hidden': 'true' }, square);
}

// `rows` have a `day`; a series: {name: its style, label: a word's key, of: the number of a row}.
export function plot(label, rows, series) {
	const most = Math.max(1, ...rows.flatMap((row) => series.map(({ of }) => of(row))));
	const width = (STEP - GAP) / series.length;
	const size = [0, 0, rows.length * STEP, HEIGHT].join(' ');
	const picture = drawn(
		'svg',
		{ viewBox: size, preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
		...series.flatMap((one, place) => bars(rows, one, place, width, most)),
	);
	const legend = series.map((one) => element('span', {}, swatch(one), ` ${word(one.label)}`));
	const ends = [rows[0], rows.at(-1)].map((row) => element('span', {}, day(row.day)));
	return element(
		'figure',
		{ className: 'plot' },
		element('figcaption', {}, ...legend),
		element('p', { className: 'faint' }, number(most)),
		picture,
		element('p', { className: 'faint ends' }, ...ends),
	);
}
