// How many comments articles have, in lists of them: <span data-afterword-count="URL">.
import { ask } from './base.js';

const TARGET = 1800; // characters of a request's address
const PLACES = 100; // in one request

const name = 'data-afterword-count';
const done = `${name}ed`;

// What cannot be had stays as it was.
async function fill(query, places) {
	try {
		const { body } = await ask(`counts?${query}`);
		for (const [i, { count }] of body.items.entries())
			if (count !== null) places[i].textContent = count;
	} catch {
		// the list is good without
	}
}

// As many together as one request takes.
export function fillCounts() {
	let pages = [];
	let places = [];
	const send = () => {
		if (places.length) fill(pages.join('&'), places);
		pages = [];
		places = [];
	};
	for (const place of document.querySelectorAll(`[${name}]:not([${done}])`)) {
		const link = document.createElement('a');
		link.href = place.getAttribute(name);
		place.setAttribute(done, '');
		if (!/^https?:\/\/./.test(link.href)) continue;
		const page = `page=${encodeURIComponent(link.href)}`;
		if (`${pages}${page}`.length > TARGET || places.length === PLACES) send();
		pages.push(page);
		places.push(place);
	}
	send();
}
