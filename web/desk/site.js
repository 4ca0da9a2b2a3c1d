// The site that was chosen in the desk's header; '' is all of them.
import { ask, may, session } from './api.js';
import { element, get } from './dom.js';
import { form } from './form.js';
import { addressOf, go, here } from './route.js';
import { word } from './words.js';

let ids = []; // of the sites that one can choose

export const site = () => get('site').value;

// Where an admin may give something, as choices of a form: '' is everywhere.
export const adminSites = () => [
	...(may('admin', '') ? [['', word('frame.everywhere')]] : []),
	...ids.filter((id) => may('admin', id)).map((id) => [id, id]),
];

// The query of a list: of a site alone, if one was chosen.
export function withSite(more) {
	const query = new URLSearchParams(more);
	if (site()) query.set('site', site());
	return query;
}

// Shows what can be chosen, and what the address has chosen.
export function showSites() {
	const chosen = here().query.get('site');
	if (!ids.length && chosen) ids = [chosen]; // who may see all and is told of none names one
	const options = ids.map((id) => element('option', { value: id }, id));
	if (may('viewer', '')) options.unshift(element('option', { value: '' }, word('frame.sites')));
	get('site').replaceChildren(...options);
	if (ids.includes(chosen)) get('site').value = chosen;
}

// Learns which sites there are for who is signed in. Only admins of all are told of those on which
// they have no role of their own.
export async function learnSites() {
	ids = session.roles.map(({ site: on }) => on).filter(Boolean);
	if (!may('admin', '')) return;
	const { status, body } = await ask('admin/sites');
	if (status === 200) ids = body.items.map(({ id }) => id);
}

// The site of what is one site's alone; '' when there are several and none was chosen.
export const oneSite = () => site() || (ids.length === 1 ? ids[0] : '');

const links = (name) =>
	ids.map((id) => element('li', {}, element('a', { href: addressOf(name, { site: id }) }, id)));

const naming = (name) =>
	form({
		className: 'narrow',
		fields: [{ name: 'site', label: 'frame.site', required: true }],
		submit: 'frame.site_open',
		send: (values) => go(name, values),
	});

// Asks for one, and goes on with it in the same view.
export const askForSite = ({ name }) =>
	element(
		'div',
		{},
		element('p', { className: 'note' }, word('frame.site_needed')),
		ids.length ? element('ul', {}, ...links(name)) : naming(name),
	);
