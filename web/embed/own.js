// The reader's own comments, by the private links that are kept on their device: each that is shown
// has its link, and one that waits, or was not accepted, is shown in its place to them alone.
import { ask, at } from './base.js';
import { keep, kept } from './device.js';
import { safeProse } from './html.js';

const KEPT_MAX = 50; // of a page

const key = (page) => `own:${page}`;
const ownOf = (page) => kept(key(page)) ?? [];

export function addOwn(page, { id, parent, status_url: url }) {
	keep(key(page), [...ownOf(page), { id, parent, link: url.split('/').pop() }].slice(-KEPT_MAX));
}

function forget(page, id) {
	keep(key(page), ownOf(page).filter((own) => own.id !== id));
}

function linkOf({ link }, text, lang) {
	const made = document.createElement('a');
	made.className = 'mine';
	made.href = at(`mine/${link}?lang=${lang}`);
	made.textContent = text;
	return made;
}

// Below the comment that it answers, if that is there.
function item({ id }, { html }, said, link, above) {
	const depth = above ? +/depth-(\d+)/.exec(above.className)[1] + 1 : 0;
	const made = document.createElement('li');
	const notice = document.createElement('p');
	made.id = `comment-${id}`;
	made.tabIndex = -1;
	made.className = `comment depth-${depth}`;
	notice.className = 'note';
	notice.append(said, ' ', link);
	made.append(notice, safeProse(html));
	return made;
}

// Into the list of a thread, with the texts that came with it.
export async function showOwn(list, page, lang) {
	const said = list.dataset;
	for (const own of ownOf(page)) {
		const find = (id) => id && list.querySelector(`#comment-${id}`);
		const link = linkOf(own, said.own, lang);
		const shown = find(own.id);
		if (shown) {
			if (!shown.querySelector('.mine')) shown.append(link);
			continue;
		}
		const { status, body } = await ask(`mine/${own.link}`).catch(() => ({}));
		if (status === 404) forget(page, own.id);
		if (status !== 200 || !said[body.state] || find(own.id)) continue;
		const above = find(own.parent);
		const made = item(own, body, said[body.state], link, above);
		if (above) above.after(made);
		else list.prepend(made);
	}
}
