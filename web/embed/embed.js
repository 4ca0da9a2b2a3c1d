// <afterword-comments site page>: the comments of a page and the form, where a site puts them.
// It loads when a reader comes near it. What stands in it, such as a link to the page without script,
// stays until then, and for good when the daemon cannot be reached: the article is untouched.
import { askHtml, at } from './base.js';
import { fillCounts } from './counts.js';
import { listen } from './live.js';
import { Thread } from './thread.js';

const NAME = 'afterword-comments';
const NEAR = '800px'; // from what is seen
const RESERVED = 'var(--afterword-reserve, 100vh)'; // so that what stands below moves out of sight
const FAILED = 'Comments cannot be loaded just now.';

let style; // a promise

function styled() {
	style ??= new Promise((resolve) => {
		const link = document.createElement('link');
		link.rel = 'stylesheet';
		link.crossOrigin = 'anonymous';
		// the build puts both in their places
		link.integrity = integrity('../embed.css');
		link.href = at(asset('../embed.css'));
		link.onload = link.onerror = resolve;
		document.head.append(link);
	});
	return style;
}

class AfterwordComments extends HTMLElement {
	static observedAttributes = ['site', 'page', 'data-sort', 'data-size', 'data-scheme', 'data-language'];

	#fallback; // what stood in it
	#ready; // the section of comments, where a server has put it there
	#thread; // that is shown
	#page; // of that
	#turn = 0; // of loading: what comes too late is not shown
	#near;
	#deafen; // ends listening

	connectedCallback() {
		if (!this.#fallback) {
			this.#fallback = [...this.childNodes];
			this.#ready = this.querySelector('section.afterword');
		}
		this.style.display = 'block';
		this.style.minHeight = RESERVED;
		if (this.#thread) this.#listen();
		else this.#wait();
	}

	disconnectedCallback() {
		this.#leave();
	}

	attributeChangedCallback() {
		if (!this.isConnected || !this.#fallback) return;
		this.#ready = this.#thread = null;
		this.#wait();
	}

	#leave() {
		this.#turn++;
		this.#near?.disconnect();
		this.#deafen?.();
	}

	// Until it is near, or at once when a comment is linked.
	#wait() {
		this.#leave();
		this.#near = new IntersectionObserver(
			(entries) => entries.some(({ isIntersecting }) => isIntersecting) && this.#load(),
			{ rootMargin: NEAR },
		);
		if (location.hash.startsWith('#comment-')) this.#load();
		else this.#near.observe(this);
	}

	#query() {
		const { sort, size, language } = this.dataset;
		const lang = language || this.closest('[lang]')?.lang || navigator.languages.join();
		const canonical = document.querySelector('link[rel=canonical]')?.href;
		const page = new URL(this.getAttribute('page') ?? canonical ?? location.href, document.baseURI);
		const site = this.getAttribute('site');
		const given = { page: page.href.split('#')[0], site, sort, limit: size, lang };
		return new URLSearchParams(Object.entries(given).filter(([, value]) => value));
	}

	#listen() {
		this.#deafen = listen(this.#page, (id) => this.#thread.hear(id));
	}

	async #load() {
		this.#leave();
		const turn = this.#turn;
		try {
			const query = this.#query();
			const ready = this.#ready;
			const [html] = await Promise.all([ready || askHtml(query), styled()]);
			if (turn !== this.#turn) return;
			const thread = new Thread(ready, html, query);
			thread.element.style.colorScheme = this.dataset.scheme ?? '';
			if (!ready) this.replaceChildren(thread.element);
			this.#thread = thread;
			this.#page = query.get('page');
			this.#listen();
			thread.arrive();
		} catch (failure) {
			console.warn(`afterword: ${failure.message}`); // for who has put it there
			if (turn === this.#turn) this.#fail();
		}
	}

	#fail() {
		const said = document.createElement('p');
		said.role = 'status';
		said.textContent = FAILED;
		said.lang = 'en';
		this.style.minHeight = '';
		this.replaceChildren(...this.#fallback, said);
	}
}

if (!customElements.get(NAME)) customElements.define(NAME, AfterwordComments);

// Now, and whenever a list has grown.
fillCounts();
new MutationObserver(fillCounts).observe(document.body, { childList: true, subtree: true });
