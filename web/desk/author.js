// What became of an author's comments, as people read it.
import { word } from './words.js';

const COUNTED = ['approved', 'rejected', 'spam'];

export function countsOf(author, between) {
	const known = COUNTED.filter((state) => author[state]);
	const texts = known.map((state) => word(`author.${state}`, { n: author[state] }));
	return texts.join(between) || word('author.new');
}
