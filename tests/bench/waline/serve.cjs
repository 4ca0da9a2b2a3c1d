// Waline (npm: @waline/vercel) on a free port of this machine; prints port=N. The folder with its
// database is in SQLITE_PATH. For each request Waline asks a service in the network which ways to
// sign in there are; here that service is a part of this process, with an empty answer.

const http = require('node:http');

function listen(handler, then) {
	const server = http.createServer(handler);
	server.listen(0, '127.0.0.1', () => then(server.address().port));
}

listen((_, answer) => answer.end('{"services":[]}'), (services) => {
	process.env.OAUTH_URL = `http://127.0.0.1:${services}`;
	const waline = require('@waline/vercel');
	listen(waline({ env: 'production' }), (port) => console.log(`port=${port}`));
});
