// The comments of a page and the form: what the daemon shows without script, made quicker with it.
import { ask, askHtml } from './base.js';
import { Form } from './form.js';
import { safe } from './html.js';
import { addOwn, showOwn } from './own.js';
import { tellSince } from './since.js';

let threads = 0; // on this page, for ids of their own

export class Thread {
	#page;
	#query;
	#mark;
	#form;
	#newer;
	#news = new Set(); // ids of what was published since

	// Of what a server has put into the page already, or of `html` that was answered to `query`.
	constructor(ready, html, query) {
		const prefix = `afterword-${++threads}-`;
		this.#mark = (id) => (id.startsWith('comment-') ? id : prefix + id);
		this.#page = query.get('page');
		this.#query = query;
		this.element = ready ?? this.#read(html);
		query.set('lang', this.element.lang); // what was chosen of those that were asked for
		this.element.onclick = (event) => this.#clicked(event);
		this.status = this.#part('.told');
		this.#newer = this.#part('.newer button');
		this.#newer.onclick = () => this.#catchUp();
		this.element.onsubmit = (event) => this.#liked(event);
		const form = this.#part('.home form');
		if (form) this.#form = new Form(form, this.#page, (posted) => this.#sent(posted));
	}

	#read(html) {
		return safe(html, this.#mark).firstElementChild;
	}

	#part(selector) {
		return this.element.querySelector(selector);
	}

	#find(id) {
		return id && this.#part(`#comment-${id}`);
	}

	// Once there are other comments on the page. `id` is the one to go to.
	async #settle(id) {
		const { lang } = this.element;
		const answered = this.#find(this.#form?.parent);
		if (answered) this.#form.stand(answered.querySelector('.reply'));
		tellSince(this.element, lang);
		this.#part('.marked')?.classList.remove('marked');
		this.#go(id);
		await showOwn(this.#part('.thread'), this.#page, lang);
		if (!this.#part('.marked')) this.#go(id);
	}

	#go(id) {
		this.#find(id)?.classList.add('marked');
		this.#find(id)?.focus();
	}

	// Once it is on the page itself.
	arrive() {
		const id = /^#comment-(\w{13})$/.exec(location.hash)?.[1];
		this.#try(this.#settle(id));
		if (id && !this.#find(id)) this.#show({ from: id }, id).catch(() => {}); // it may be gone
	}

	#ask(place) {
		const query = new URLSearchParams(this.#query);
		for (const name in place) query.set(name, place[name]);
		return askHtml(query).then((html) => this.#read(html));
	}

	// Another part of the thread in the place of this one.
	async #show(place, id) {
		const other = await this.#ask(place);
		this.#form?.stand();
		for (const part of ['h2', '.part'])
			this.#part(part).replaceWith(other.querySelector(part));
		this.#news.clear();
		this.#tellNews();
		await this.#settle(id);
	}

	// The next part behind this one.
	async #append(place) {
		const other = await this.#ask(place);
		const items = [...other.querySelector('.thread').children];
		this.#part('.thread').append(...items);
		this.#part('.more').replaceWith(other.querySelector('.more'));
		await this.#settle();
		items[0]?.focus();
	}

	#turn(link) {
		const { searchParams, hash } = new URL(link.href);
		const place = Object.fromEntries(searchParams);
		if (place.sort) this.#query.set('sort', place.sort);
		if (link.closest('.more')) this.#try(this.#append(place));
		else this.#try(this.#show(place, hash.slice(-13)));
	}

	// What could not be had is told.
	#try(asked) {
		const { status } = this;
		status.textContent = '';
		asked.catch(() => (status.textContent = status.dataset.failed));
	}

	#clicked(event) {
		const link = event.target.closest('a');
		if (!link || event.ctrlKey || event.shiftKey || event.metaKey) return;
		if (link.matches('.reply')) this.#form.answer(link);
		else if (link.matches('.turn')) this.#turn(link);
		else return;
		event.preventDefault();
	}

	#liked(event) {
		const [button] = event.target;
		if (!event.target.matches('.like')) return;
		event.preventDefault();
		if (button.ariaBusy === 'true') return;
		button.ariaBusy = true;
		const back = button.ariaPressed === 'true';
		const path = `${event.target.closest('.comment').id.replace('-', 's/')}/likes`;
		const count = (text) => text.replace(/\d+/, (n) => (back ? n - 1 : +n + 1));
		const like = back ? ask(path, undefined, '', 'DELETE') : ask(path, {});
		this.#try(
			like
				.then(({ status }) => {
					if (status !== 204) throw status;
					button.ariaPressed = !back;
					button.textContent = count(button.textContent);
					button.ariaLabel = count(button.ariaLabel);
				})
				.finally(() => (button.ariaBusy = false)),
		);
	}

	#sent(posted) {
		const { id, state } = posted;
		addOwn(this.#page, posted);
		this.#try(state === 'approved' ? this.#show({ from: id }, id) : this.#settle(id));
	}

	// Something was published while the page is read: it is told, and nothing moves.
	hear(id) {
		if (!this.#find(id)) this.#news.add(id);
		this.#tellNews();
	}

	#tellNews() {
		const n = this.#news.size;
		const { lang } = this.element;
		const { dataset } = this.#newer;
		const words = dataset[new Intl.PluralRules(lang).select(n)] ?? dataset.other;
		this.#newer.hidden = !n;
		this.#newer.textContent = words.replace('{n}', new Intl.NumberFormat(lang).format(n));
	}

	#catchUp() {
		const [id] = this.#news;
		this.#try(this.#show({ from: id }, id));
	}
}
