// The API's document: how it is served, what it has to say, and that breaking it is noticed.

import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { assertKept, contract } from './contract.js';
import { binary, startServer } from './harness.js';

let server;
before(async () => {
	server = await startServer();
});
after(() => server.stop());

const { document } = contract(binary);
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
	Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

// Every object and array in a value, with its place.
function* parts(value, place = '#') {
	if (value === null || typeof value !== 'object') return;
	yield [place, value];
	for (const [name, inner] of Object.entries(value)) yield* parts(inner, `${place}/${name}`);
}

test('it is served as the command prints it', async () => {
	const answer = await server.fetch('/openapi.json');
	assert.equal(answer.status, 200);
	assert.equal(answer.headers.get('content-type'), 'application/json');
	assert.equal(answer.headers.get('content-encoding'), 'gzip');
	assert.equal(answer.headers.get('access-control-allow-origin'), '*');
	assert.equal(answer.text, await server.command('config', '--openapi'));
	assert.equal(answer.text, JSON.stringify(answer.body), 'compact');
	const etag = answer.headers.get('etag');
	const again = await server.fetch('/openapi.json', { headers: { 'if-none-match': etag } });
	assert.equal(again.status, 304);
});

test('it is right behind a proxy, and names the cookie that is used there', async () => {
	const own = await startServer({ site: false, public_url: 'https://comments.example' });
	const { body } = await own.fetch('/openapi.json');
	assert.deepEqual(body.servers, [{ url: '.' }]);
	assert.equal(body.components.securitySchemes.session.name, '__Host-afterword');
	assert.equal(document.components.securitySchemes.session.name, 'afterword');
	await own.stop();
});

// Routes that only lead on have no answer of their own.
const leads = [
	'~1/get',
	'~1mine~1{link}/post',
	'~1mine~1{link}~1withdraw/post',
	'~1mine~1{link}~1erase/post',
];
const known = new Set(leads.map((one) => `operation-2xx-response #/paths/${one}/responses`));

test('a linter finds nothing, and asks no network', async (context) => {
	context.mock.method(net.Socket.prototype, 'connect', () => {
		throw new Error('the linter asks the network');
	});
	const lint = async (source) => {
		const config = await createConfig({ extends: ['recommended-strict'] });
		const found = await lintFromString({
			source,
			absoluteRef: '/openapi.json',
			config,
		});
		return found.map(({ ruleId, location }) => `${ruleId} ${location[0].pointer}`);
	};
	const found = await lint(JSON.stringify(document));
	assert.deepEqual(
		found.filter((one) => !known.has(one)),
		[],
	);
	assert.deepEqual(
		[...known].filter((one) => !found.includes(one)),
		[],
		'no longer found',
	);
	const broken = structuredClone(document);
	delete broken.paths['/healthz'].get.operationId;
	assert.equal((await lint(JSON.stringify(broken))).length, found.length + 1);
});

test('everything that is sent or answered is described', () => {
	let seen = 0;
	for (const [place, part] of parts(document)) {
		const parent = place.split('/').at(-2);
		if (parent === 'properties' && !place.includes('/responses/')) {
			assert.ok(part.description, place);
			seen++;
		}
		if (parent === 'parameters' || parent === 'headers')
			assert.ok(part.description ?? part.$ref, place);
	}
	assert.ok(seen > 80);
});

test('objects are closed: what is not declared is not there', () => {
	for (const [place, part] of parts(document))
		if (part.properties && place !== '#/components/schemas/Problem')
			assert.ok(
				part.additionalProperties === false || part.unevaluatedProperties === false,
				place,
			);
});

test('whoever is asked for a token is told so, and every change by a session is proved', () => {
	for (const { path, method, operation } of operations) {
		const guarded = operation.security.length > 0;
		assert.equal(
			'401' in operation.responses,
			guarded || operation.operationId === 'sign_in',
			path,
		);
		const [, session] = operation.security;
		if (session) assert.equal('csrf' in session, method !== 'get', path);
	}
});

// The laws that every test of the API rests on: what breaks them is noticed.

const session = (changes) => ({
	body: {
		account: 'anna',
		roles: [{ site: null, role: 'viewer' }],
		sites: ['example'],
		csrf: 'x',
		...changes,
	},
});
const asked = (path, more) => ({
	method: 'GET',
	url: `http://127.0.0.1${path}`,
	headers: new Headers(),
	...more,
});
function answered({ status = 200, type = 'application/json', headers = {}, id = 'x', body } = {}) {
	const text = body === undefined ? '' : JSON.stringify(body);
	const own = { ...(text && { 'content-type': type }), ...(id && { 'x-request-id': id }) };
	return {
		status,
		headers: new Headers({ ...own, ...headers }),
		text,
		body,
	};
}
const problem = (slug, status, more) => ({
	status,
	type: 'application/problem+json',
	body: { type: `/problems/${slug}`, title: 'x', status, detail: 'x', request: 'x', ...more },
});
const body = JSON.stringify({ name: 'anna', password: 'x' });
const json = new Headers({ 'content-type': 'application/json' });
const SESSION = '/api/v1/session';

for (const [name, request, answer, complaint] of [
	['as it should be', asked(SESSION), session(), null],
	['an answer to HEAD', asked(SESSION, { method: 'HEAD' }), {}, null],
	['a status that is not declared', asked(SESSION), { ...session(), status: 203 }, /status/],
	[
		'a content type that is not declared',
		asked(SESSION),
		{ ...session(), type: 'text/plain' },
		/content type/,
	],
	['a member too many', asked(SESSION), session({ more: 1 }), /additional properties/],
	['a member too few', asked(SESSION), session({ csrf: undefined }), /required property/],
	['a member of another type', asked(SESSION), session({ csrf: 1 }), /must be string/],
	['null where it is not declared', asked(SESSION), session({ account: null }), /must be string/],
	[
		'a name that is none of those',
		asked(SESSION),
		session({ roles: [{ site: null, role: 'king' }] }),
		/allowed values/,
	],
	[
		'a body where there is none',
		asked(SESSION, { method: 'DELETE' }),
		{ ...session(), status: 204, headers: { 'set-cookie': 'x' } },
		/no content/,
	],
	[
		'a header that is missing',
		asked(SESSION, { method: 'DELETE' }),
		{ status: 204 },
		/header Set-Cookie/,
	],
	['an answer without its id', asked(SESSION), { ...session(), id: '' }, /header X-Request-Id/],
	[
		'a problem without its id',
		asked(SESSION),
		problem('not-found', 404, { request: undefined }),
		/required property 'request'/,
	],
	['a problem of the route', asked(SESSION), problem('not-found', 404), null],
	['a problem of another route', asked(SESSION), problem('unknown-site', 404), /allowed values/],
	[
		'a problem with a member too many',
		asked(SESSION),
		problem('not-found', 404, { current: {} }),
		/unevaluated/,
	],
	['a problem where no route is', asked('/nowhere'), problem('not-found', 404), null],
	['an answer where no route is', asked('/nowhere'), session(), /no such route/],
	[
		'a request that may be taken',
		asked(SESSION, { method: 'POST', body, headers: json }),
		{ ...session(), headers: { 'set-cookie': 'x' } },
		null,
	],
	[
		'a body taken without what is needed',
		asked('/api/v1/first-account', { method: 'POST', body: '{"name":"a"}', headers: json }),
		{ status: 201, body: { name: 'a' } },
		/required property 'password'/,
	],
	[
		'a parameter taken that is not declared',
		asked('/api/v1/moderation/decisions?behind=x'),
		{ body: { items: [], next: null, previous: null } },
		/behind was taken/,
	],
	[
		'a parameter taken beyond its bound',
		asked('/api/v1/moderation/decisions?limit=201'),
		{ body: { items: [], next: null, previous: null } },
		/limit=201/,
	],
])
	test(`the document and ${name}`, () => {
		const check = () => assertKept(binary, request, answered(answer));
		if (complaint) assert.throws(check, complaint);
		else check();
	});
