// Where one is on the desk: the hash of its address, `#/NAME/ID?site=SITE&…`. What is not chosen
// is not in it.

export function here() {
	const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
	const [name, id] = path.split('/');
	return { name, id, query: new URLSearchParams(query) };
}

// The hash of a view, on the same site unless another is given.
export function addressOf(name, { id, site = here().query.get('site'), ...more } = {}) {
	const given = Object.entries({ site, ...more }).filter(([, value]) => value);
	const query = new URLSearchParams(given);
	return `#/${name}${id ? `/${id}` : ''}${given.length ? `?${query}` : ''}`;
}

// Goes there, and opens it; also when one is there already.
export function go(name, more) {
	history.pushState(null, '', addressOf(name, more));
	window.dispatchEvent(new HashChangeEvent('hashchange'));
}

// Writes down where one is by now, without opening it.
export function stand(name, more) {
	const address = addressOf(name, more);
	if (address !== location.hash) history.pushState(null, '', address);
}

// There is no such place: this one is shown in its stead.
export const redirect = (name, more) => history.replaceState(null, '', addressOf(name, more));
