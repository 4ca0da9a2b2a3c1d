// Lists that come in parts. The address has the cursor of the one that is shown, `after` or
// `before`, so that going back, reloading and links work.
import { ask } from './api.js';
import { element } from './dom.js';
import { addressOf } from './route.js';
import { note } from './section.js';
import { table } from './table.js';
import { word } from './words.js';

const END = '7zzzzzzzzzzzz'; // after every id

// The part of the list at `target` that the address, `place`, names: the answer, and of one that
// went well `items` in the order in which they are shown, and `links` to the parts beside it.
// `newest`: those come first; the API's lists begin with the oldest.
export async function askPart(target, asked, place, { newest = false } = {}) {
	const [after, before] = ['after', 'before'].map((name) => place.query.get(name));
	const query = new URLSearchParams(asked);
	if (after) query.set('after', after);
	else if (before || newest) query.set('before', before ?? END);
	const answer = await ask(`${target}?${query}`);
	if (answer.status !== 200) return answer;
	const { items, next, previous } = answer.body;
	const begins = !after && !before; // nothing is in front of it
	return {
		...answer,
		items: newest ? items.toReversed() : items,
		links: newest
			? links(place, { newer: begins ? null : { after: next }, older: { before: previous } })
			: links(place, {
					previous: begins ? null : { before: previous },
					next: { after: next },
				}),
	};
}

function links(place, beside) {
	const { after, before, ...rest } = Object.fromEntries(place.query);
	const made = Object.entries(beside)
		.filter(([, cursor]) => Object.values(cursor ?? {}).some(Boolean))
		.map(([name, cursor]) =>
			element(
				'a',
				{ href: addressOf(place.name, { id: place.id, ...rest, ...cursor }) },
				word(`list.${name}`),
			),
		);
	return element(
		'nav',
		{ className: 'parts', ariaLabel: word('list.parts'), hidden: !made.length },
		...made,
	);
}

// The part as a table, and its links. `key`: what is said when the whole list has nothing.
export const listed = ({ items, links: beside }, label, columns, key) => [
	items.length
		? table(label, columns, items)
		: note(word(beside.hidden ? key : 'list.goes_on')),
	beside,
];
