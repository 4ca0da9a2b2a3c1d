// What is kept on the reader's device, where the browser lets it: nothing here is told to anybody.

const named = (key) => `afterword:${key}`;

export function kept(key) {
	try {
		return JSON.parse(localStorage.getItem(named(key)));
	} catch {
		return null;
	}
}

// null: it is forgotten.
export function keep(key, value) {
	try {
		if (value) localStorage.setItem(named(key), JSON.stringify(value));
		else localStorage.removeItem(named(key));
	} catch {
		// then it is for this page only
	}
}
