// The form: leaving a comment, or answering one in its place. What was typed stays until it was
// sent: on the device, through errors, reloads and a dead network.
import { ask } from './base.js';
import { keep, kept } from './device.js';
import { safeProse } from './html.js';

const PAUSE = 400; // milliseconds without typing until a preview is asked for
const PERSON = 'person'; // what is remembered of the reader, if that was ticked

export class Form {
	#form;
	#fields;
	#home; // where it stands when it answers the article
	#draft; // where that is kept
	#sent;
	#from; // the link that brought it elsewhere
	#key; // of this text, that it is stored once however often it is sent
	#busy;
	#timer;

	// `sent(posted)` is called with what the daemon answered, {id, parent, state, status_url}.
	constructor(form, page, sent) {
		const part = (name) => form.querySelector(`.${name}`);
		this.#form = form;
		this.#fields = form.elements;
		this.#home = form.parentNode;
		this.#draft = `draft:${page}`;
		this.#sent = sent;
		this.heading = form.firstElementChild;
		this.title = this.heading.textContent;
		this.status = part('status');
		this.preview = part('preview');
		this.remember = part('remember');
		this.previewer = part('previewer');
		this.cancel = part('cancel');
		this.#restore();
		for (const only of form.querySelectorAll('.scripted')) only.hidden = false;
		form.onsubmit = (event) => this.#submit(event);
		form.oninput = () => this.#typed();
		form.onkeydown = ({ key, ctrlKey, metaKey }) => {
			if ((ctrlKey || metaKey) && key === 'Enter') form.requestSubmit();
		};
		this.cancel.onclick = () => this.answer();
		this.previewer.onclick = () => this.#showPreview(this.preview.hidden);
	}

	get parent() {
		return this.#fields.parent.value;
	}

	#restore() {
		const { body = '', parent = '', key } = kept(this.#draft) ?? {};
		const person = kept(PERSON);
		const typed = { ...person, body, parent };
		for (const name in typed) this.#fields[name].value = typed[name];
		this.remember.checked = person !== null;
		this.#key = key;
	}

	#keep() {
		const body = this.#fields.body.value;
		keep(this.#draft, body && { body, parent: this.parent, key: this.#key });
	}

	#typed() {
		this.#key = undefined;
		this.#keep();
		this.#previewSoon();
	}

	#showPreview(shown) {
		this.preview.hidden = !shown;
		this.previewer.ariaExpanded = shown;
		this.#previewSoon();
	}

	#previewSoon() {
		clearTimeout(this.#timer);
		if (this.preview.hidden) return;
		this.#timer = setTimeout(async () => {
			const body = this.#fields.body.value;
			const answer = body && (await ask('preview', { body }).catch(() => null));
			this.preview.replaceChildren(answer?.status === 200 ? safeProse(answer.body.html) : '');
		}, PAUSE);
	}

	// Below the comment that a link answers, or back in its place.
	stand(link) {
		this.heading.textContent = link?.ariaLabel ?? this.title;
		this.cancel.hidden = !link;
		(link?.closest('.comment') ?? this.#home).append(this.#form);
	}

	answer(link) {
		this.#fields.parent.value = link?.dataset.parent ?? '';
		this.#keep();
		this.stand(link);
		(link ? this.#fields.body : this.#from)?.focus();
		this.#from = link;
	}

	// `what` is a text, or the name of one of those that came with the form.
	#say(what) {
		const { status } = this;
		status.textContent = status.dataset[what] ?? what;
	}

	async #submit(event) {
		event.preventDefault();
		if (this.#busy) return;
		this.#busy = true;
		this.#say('sending');
		await this.#send().catch(() => this.#say('failed'));
		this.#busy = false;
	}

	async #send() {
		const content = Object.fromEntries(new FormData(this.#form));
		content.title ||= document.title;
		const { name, email, website, body } = content;
		const key = (this.#key ??= crypto.getRandomValues(new Uint32Array(4)).join('-'));
		// what was typed later, here or in another tab, is another text
		const isKept = () => kept(this.#draft)?.body === body;
		if (isKept()) this.#keep();
		const answer = await ask(`comments?lang=${this.#form.closest('[lang]').lang}`, content, key);
		this.#tell(answer.body);
		if (answer.status > 202) return;
		keep(PERSON, this.remember.checked && { name, email, website });
		if (isKept()) keep(this.#draft);
		if (this.#fields.body.value === body) this.#fields.body.value = '';
		this.#showPreview(false);
		this.#say(answer.body.state);
		if (content.parent) this.answer();
		this.#sent({ ...answer.body, parent: content.parent });
	}

	// What is wrong, at its field where that is shown.
	#tell({ detail, errors = [] }) {
		const told = [];
		for (const old of this.#form.querySelectorAll('.mistake')) old.remove();
		for (const field of this.#fields) field.removeAttribute('aria-invalid');
		for (const { field: name, detail: text } of errors) {
			const field = this.#fields[name];
			if (!field?.labels?.length) continue;
			const mistake = document.createElement('p');
			mistake.className = 'mistake';
			mistake.id = `${field.id}-error`;
			mistake.textContent = text;
			field.setAttribute('aria-describedby', mistake.id);
			field.ariaInvalid = 'true';
			field.after(mistake);
			told.push(field);
		}
		told[0]?.focus();
		this.#say(told.length ? 'mistakes' : (errors[0]?.detail ?? detail ?? ''));
	}
}
