// Listening to the server's events (docs/api.md). Who does not look does not listen: a browser has
// few connections for a server, and goes on by the id of what it heard last.

const RETRY = 5_000; // milliseconds, when the server does not let us listen
const RETRY_LONGEST = 60_000;

let source; // EventSource
let timer;
let last; // id
let wait = RETRY;
let wanted; // {target, handlers}

function hear(event, handler) {
	wait = RETRY;
	last = event.lastEventId || last;
	handler(JSON.parse(event.data));
}

// It comes again by itself unless it was refused.
function failed() {
	if (source.readyState !== EventSource.CLOSED) return;
	rest();
	timer = setTimeout(connect, wait);
	wait = Math.min(2 * wait, RETRY_LONGEST);
	wanted.refused();
}

function connect() {
	rest();
	if (!wanted || document.hidden) return;
	const url = new URL(wanted.target, location);
	if (last) url.searchParams.set('after', last);
	source = new EventSource(url);
	source.onerror = failed;
	for (const [name, handler] of Object.entries(wanted.handlers))
		source.addEventListener(name, (event) => hear(event, handler));
}

function rest() {
	clearTimeout(timer);
	source?.close();
	source = undefined;
}

// Calls the handlers, by the names of events, with their data. `refused` is called when the server
// has refused; it is tried again all the same.
export function listen(target, handlers, refused) {
	wanted = { target, handlers, refused };
	last = undefined;
	wait = RETRY;
	connect();
}

export function stopListening() {
	wanted = undefined;
	rest();
}

document.addEventListener('visibilitychange', connect);
