// Hearing what is published on a page. Where that cannot be had, nothing is missed but the news.
import { at } from './base.js';

// Calls `hear` with the id of each; gives what ends it. A page that nobody looks at does not listen:
// a browser has few connections to one server, for all its pages.
export function listen(page, hear) {
	let events;
	const tune = () => {
		events?.close();
		if (document.hidden) return;
		events = new EventSource(at(`api/v1/events?page=${encodeURIComponent(page)}`));
		events.addEventListener('published', ({ data }) => hear(JSON.parse(data).id));
	};
	document.addEventListener('visibilitychange', tune);
	tune();
	return () => {
		document.removeEventListener('visibilitychange', tune);
		events?.close();
	};
}
