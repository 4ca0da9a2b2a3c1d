// What changed from one text to another, word by word.
import { element } from './dom.js';

const LARGEST = 4_000_000; // pairs of words that are compared; beyond it all of the middle has changed

const wordsOf = (text) => text.match(/\s+|\S+/g) ?? [];

// How long the longest common sequence of what begins at [i, j] is, at i * width + j.
function commonTo(a, b) {
	const width = b.length + 1;
	const length = new Uint16Array((a.length + 1) * width);
	for (let i = a.length - 1; i >= 0; i--)
		for (let j = b.length - 1; j >= 0; j--)
			length[i * width + j] =
				a[i] === b[j]
					? length[(i + 1) * width + j + 1] + 1
					: Math.max(length[(i + 1) * width + j], length[i * width + j + 1]);
	return (i, j) => length[i * width + j];
}

// Of each piece [kind, text]: whether it stayed, ''; else del or ins.
function middle(a, b) {
	if (a.length * b.length > LARGEST)
		return [
			['del', a.join('')],
			['ins', b.join('')],
		];
	const common = commonTo(a, b);
	const pieces = [];
	let [i, j] = [0, 0];
	while (i < a.length || j < b.length)
		if (i < a.length && j < b.length && a[i] === b[j]) {
			pieces.push(['', a[i]]);
			i++;
			j++;
		} else if (j === b.length || (i < a.length && common(i + 1, j) >= common(i, j + 1)))
			pieces.push(['del', a[i++]]);
		else pieces.push(['ins', b[j++]]);
	return pieces;
}

// The pieces of the same kind that follow one another are one.
function joined(pieces) {
	const all = [];
	for (const [kind, text] of pieces)
		if (all.at(-1)?.[0] === kind) all.at(-1)[1] += text;
		else all.push([kind, text]);
	return all;
}

export function difference(before, after) {
	const [a, b] = [wordsOf(before), wordsOf(after)];
	const shorter = Math.min(a.length, b.length);
	let begin = 0;
	while (begin < shorter && a[begin] === b[begin]) begin++;
	let end = 0;
	while (end < shorter - begin && a.at(-1 - end) === b.at(-1 - end)) end++;
	const pieces = joined([
		['', a.slice(0, begin).join('')],
		...middle(a.slice(begin, a.length - end), b.slice(begin, b.length - end)),
		['', a.slice(a.length - end).join('')],
	]);
	const shown = pieces.map(([kind, text]) => (kind ? element(kind, {}, text) : text));
	return element('div', { className: 'text', dir: 'auto' }, ...shown);
}
