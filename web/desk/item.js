// A comment as moderators see it. HTML from the API is made by the server's allow-list; all else
// goes into the page as text.
import { ask, mayDecide } from './api.js';
import { countsOf } from './author.js';
import { element, time, serverSays } from './dom.js';
import { openReports, stayButton } from './reports.js';
import { addressOf } from './route.js';
import { CHANGES } from './states.js';
import { word } from './words.js';

// Buttons for what may become of it.
export const verbs = (from, act) =>
	CHANGES[from].map((to, i) =>
		element(
			'button',
			{ type: 'button', className: i ? 'quiet' : '', onclick: () => act(to) },
			word(`verb.${to}`),
		),
	);

// The comment that this one answers; it is fetched when somebody looks.
function answered(item) {
	const place = element('blockquote', { className: 'body', dir: 'auto' });
	const shown = element('details', {}, element('summary', {}, word('comment.answers')), place);
	shown.addEventListener('toggle', async () => {
		if (!shown.open || place.childElementCount) return;
		const { status, body } = await ask(`moderation/comments/${item.id}/context`);
		if (status !== 200)
			return place.append(element('p', {}, serverSays(body?.detail, 'comment.unreadable')));
		place.innerHTML = body.parent.html; // the server's own, by allow-list
		place.prepend(element('p', { className: 'name' }, body.parent.name));
	});
	return shown;
}

const history = (author) =>
	element('span', { className: 'faint' }, `${author.tag} · ${countsOf(author, ', ')}`);

export function header(item) {
	const title = item.page.title ?? item.page.url;
	const name = item.erased ? word('comment.erased') : item.name;
	return element(
		'header',
		{},
		element('span', { className: 'name', dir: 'auto' }, name),
		...(item.badge ? [element('span', { className: 'badge' }, word('comment.badge'))] : []),
		...(item.damaged ? [element('span', { className: 'badge' }, word('comment.damaged'))] : []),
		history(item.author),
		time(item.created_at),
		element('a', { href: item.page.url, target: '_blank', rel: 'noreferrer' }, title),
	);
}

// Whether readers see an earlier text than the one that waits.
export const isEarlier = ({ state, published }) => state === 'pending' && published !== null;

// The item of a list. `decide`: changes its state; `stay`: leaves it as it is, whatever readers have
// reported. `moved`: that it changed under the moderator's eyes, as texts and elements.
export function show(item, { decide, stay }, moved = []) {
	const may = mayDecide(item.site) && !item.erased;
	const body = element('div', { className: 'body', dir: 'auto' });
	body.innerHTML = item.html; // the server's own, by allow-list
	const label = word('comment.label', { name: item.name });
	const why = item.reasons.flatMap(({ text }) => [serverSays(text), ' ']);
	return element(
		'li',
		{ className: 'item', id: `item-${item.id}`, tabIndex: -1, ariaLabel: label },
		element('input', {
			type: 'checkbox',
			ariaLabel: word('comment.select', { label }),
			disabled: !may,
		}),
		element(
			'div',
			{},
			element('p', { className: 'claim', hidden: true }),
			header(item),
			element('p', { className: 'moved', hidden: !moved.length }, ...moved),
			element(
				'p',
				{ className: 'why', hidden: !why.length || item.state !== 'pending' },
				...why,
			),
			element('p', { className: 'why', hidden: !isEarlier(item) }, word('comment.earlier')),
			...openReports(item),
			...(item.parent ? [answered(item)] : []),
			body,
			element(
				'footer',
				{},
				...(may ? verbs(item.state, decide) : []),
				...(may ? stayButton(item, stay) : []),
				element(
					'a',
					{ href: addressOf('comment', { id: item.id }), className: 'more' },
					word('comment.details'),
				),
			),
		),
	);
}

export const idOf = (shown) => shown?.id.slice('item-'.length);

// It was decided elsewhere: it stays where it is, as high as it was, and is out of reach.
export function showGone(shown, what) {
	const footer = shown.querySelector('footer');
	const focused = shown.contains(document.activeElement);
	footer.style.minHeight = `${footer.getBoundingClientRect().height}px`;
	footer.replaceChildren(element('span', { className: 'faint' }, what));
	Object.assign(shown.querySelector('input'), { checked: false, disabled: true });
	shown.classList.add('gone');
	if (focused) shown.focus();
}

// Who else reads it; undefined: nobody.
export function showClaim(shown, who) {
	const claim = shown.querySelector('.claim');
	claim.hidden = !who;
	claim.textContent = who ? word('claim.reads', { who }) : '';
}
