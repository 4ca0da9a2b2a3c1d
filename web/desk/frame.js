// What is around the views: the navigation, the heading, the site, the language; and which view is
// open. desk.js has the table of views.
import { may, session } from './api.js';
import { closeDialogs } from './dialog.js';
import { element, get, say, titlePage } from './dom.js';
import { entitleDoor } from './door.js';
import { bind } from './keys.js';
import { addressOf, go, here, redirect } from './route.js';
import { showSites, site } from './site.js';
import { chooseLanguage, language, word } from './words.js';

let views; // rows: {name, role, link, load}
let open; // the row of the one that is open
let view; // and what it does, once it is loaded

const allowed = ({ role }) => may(role, site());

function showNavigation() {
	const linkTo = ({ name }) =>
		element(
			'a',
			{ href: addressOf(name), ariaCurrent: name === open.name ? 'page' : null },
			word(`view.${name}`),
		);
	const rows = views.filter((row) => row.link === 'navigation' && allowed(row));
	const own = views.find(({ link }) => link === 'account');
	get('views').replaceChildren(...rows.map((row) => element('li', {}, linkTo(row))));
	get('views').querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
	const account = own ? linkTo(own) : element('span');
	account.textContent = session.account;
	get('account').replaceChildren(account);
}

// What the view is about, when its name alone does not tell.
export function entitle(text) {
	get('title').textContent = text;
	titlePage(text);
}

// Opens what the address names; a view that is not there for this person is the first instead.
export async function show() {
	closeView();
	showSites();
	let place = here();
	open = views.find((row) => row.name === place.name && allowed(row));
	if (!open) {
		[open] = views;
		redirect(open.name);
		place = here();
	}
	say();
	showNavigation();
	entitle(word(`view.${open.name}`));
	bind([]);
	const body = element('div');
	get('view').replaceChildren(body);
	get('title').focus();
	window.scrollTo(0, 0);
	const loaded = await open.load();
	if (!body.isConnected) return; // one has gone elsewhere
	({ view } = loaded);
	bind(view.keys ?? []);
	await view.open(body, place);
}

// Leaves no trace of it; also when the session is over.
export async function closeView() {
	const left = view;
	open = undefined;
	view = undefined;
	closeDialogs();
	get('view').replaceChildren();
	await left?.close?.();
}

async function translate() {
	await chooseLanguage(get('language').value);
	if (!open) return entitleDoor();
	await show();
	get('language').focus();
}

export function startFrame(rows) {
	views = rows;
	get('language').value = language;
	get('language').addEventListener('change', translate);
	get('site').addEventListener('change', () => go(open.name, { site: site() }));
	window.addEventListener('hashchange', () => {
		if (open) show();
	});
}
