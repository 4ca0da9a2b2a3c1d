// The site that was chosen in the desk's header; '' is all of them.
import { may, session } from './api.js';
import { element, get } from './dom.js';
import { addressOf, here } from './route.js';
import { note } from './section.js';
import { word } from './words.js';

export const site = () => get('site').value;

// Where an admin may give something, as choices of a form: '' is everywhere.
export const adminSites = () => [
	...(may('admin', '') ? [['', word('frame.everywhere')]] : []),
	...session.sites.filter((id) => may('admin', id)).map((id) => [id, id]),
];

// The query of a list, with what is given of it: of a site alone, if one was chosen.
export function withSite(asked = {}) {
	const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
	if (site()) query.set('site', site());
	return query;
}

// Shows what can be chosen, and what the address has chosen.
export function showSites() {
	const options = session.sites.map((id) => element('option', { value: id }, id));
	if (may('viewer', '')) options.unshift(element('option', { value: '' }, word('frame.sites')));
	get('site').replaceChildren(...options);
	const chosen = here().query.get('site');
	if (session.sites.includes(chosen)) get('site').value = chosen;
}

// The site of what is one site's alone; '' when there are several and none was chosen.
export const oneSite = () => site() || (session.sites.length === 1 ? session.sites[0] : '');

function linkTo(id, name) {
	const link = element('a', { href: addressOf(name, { site: id }) }, id);
	return element('li', {}, link);
}

// Asks for one, and goes on with it in the same view.
export const askForSite = ({ name }) =>
	element(
		'div',
		{},
		note(word('frame.site_needed')),
		element('ul', {}, ...session.sites.map((id) => linkTo(id, name))),
	);
