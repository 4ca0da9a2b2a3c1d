// What the API's document promises, and whether answers keep it. Every answer that Server.fetch
// gets is held against it: status, content type, headers and body must be declared for what was
// asked, with no member more. What was asked is held against it, too, when it was taken.
//
// Not here: bytes over a socket (Server.exchange), most of which are no requests at all.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import Ajv from 'ajv/dist/2020.js';

let made; // once for each file of tests, when it is first asked for

function make(binary) {
	// with the settings of nobody
	const options = { cwd: '/', env: { PATH: process.env.PATH }, encoding: 'utf8' };
	const document = JSON.parse(execFileSync(binary, ['config', '--openapi'], options));
	const formats = {
		'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
		int64: { type: 'number', validate: Number.isSafeInteger },
		uri: /^\s*https?:\/\/\S/i,
		email: /@/,
		password: true,
	};
	const ajv = new Ajv({ strict: false, allErrors: true, formats });
	ajv.addSchema(document, 'document');
	const paths = Object.entries(document.paths).map(([path, item]) => ({
		path,
		item,
		fits: new RegExp(`^${path.replace(/\./g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
	}));
	return { document, ajv, paths };
}

export function contract(binary) {
	made ??= make(binary);
	return made;
}

// What stands at the place that a reference names, and its address for the schema's sake.
function resolve(document, value, address) {
	if (!value?.$ref) return [value, address];
	const names = value.$ref.slice(2).split('/');
	return [names.reduce((at, name) => at[name], document), value.$ref.slice(1)];
}

const pointer = (...names) =>
	names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

// Why a value is not what the schema at the address says, or undefined.
function mismatch({ ajv }, address, value) {
	const fits = ajv.getSchema(`document#${encodeURI(address)}`);
	assert.ok(fits, `no schema at ${address}`);
	return fits(value) ? undefined : ajv.errorsText(fits.errors, { dataVar: 'it' });
}

// The declared content that a type is of: a key of `content`.
function contentOf(content, type) {
	const media = type.split(';')[0].trim().toLowerCase();
	return [media, '*/*'].find((name) => content?.[name]);
}

function assertBody(made, response, address, { text, body, headers }, what) {
	const type = headers.get('content-type') ?? '';
	if (!response.content) {
		assert.equal(text, '', `${what}: no content is declared`);
		return;
	}
	const name = contentOf(response.content, type);
	assert.ok(name, `${what}: the content type ${type} is not declared`);
	if (!/\bjson$/.test(name)) return;
	const wrong = mismatch(made, address + pointer('content', name, 'schema'), body);
	assert.ok(!wrong, `${what}: ${wrong}\n${text}`);
}

// What no route answers: only a problem may come back.
function assertRefused(made, { status, headers, body, text }, what) {
	const { ajv } = made;
	assert.ok(status >= 400, `${what}: no such route is declared`);
	assert.match(headers.get('content-type') ?? '', /^application\/problem\+json\b/, what);
	made.problem ??= ajv.compile({
		$ref: 'document#/components/schemas/Problem',
		unevaluatedProperties: false,
	});
	assert.ok(made.problem(body), `${what}: ${ajv.errorsText(made.problem.errors)}\n${text}`);
}

function assertTaken(made, operation, address, { query, headers, body }, what) {
	const declared = operation.parameters.map((parameter) => resolve(made.document, parameter)[0]);
	const names = declared.filter((one) => one.in === 'query');
	for (const [name, value] of names.length ? query : []) {
		const at = operation.parameters.findIndex((one) => one.in === 'query' && one.name === name);
		assert.notEqual(at, -1, `${what}: the parameter ${name} was taken, and is not declared`);
		const { type } = operation.parameters[at].schema;
		const sent = { integer: () => Number(value), array: () => query.getAll(name) };
		const wrong = mismatch(
			made,
			address + pointer('parameters', String(at), 'schema'),
			sent[type]?.() ?? value,
		);
		assert.ok(!wrong, `${what}: ${name}=${value} was taken: ${wrong}`);
	}
	for (const { name, in: where, required } of declared)
		if (required && where !== 'path')
			assert.ok(
				where === 'query' ? query.has(name) : headers.has(name),
				`${what}: it was taken without ${name}`,
			);
	if (body === undefined) return;
	const name = contentOf(operation.requestBody?.content, headers.get('content-type') ?? '');
	assert.ok(name, `${what}: the body was taken, and is not declared`);
	const filled = [...new URLSearchParams(body)].filter(([, value]) => value); // else absent
	const sent = /json$/.test(name) ? JSON.parse(body) : Object.fromEntries(filled);
	const [, schema] = resolve(made.document, operation.requestBody.content[name].schema);
	const wrong = mismatch(made, schema, sent);
	assert.ok(!wrong, `${what}: the body was taken: ${wrong}\n${body}`);
}

// Fails when what was asked {method, url, headers, body} and its answer {status, headers, text,
// body} are not as the document says.
export function assertKept(binary, asked, answer) {
	const made = contract(binary);
	const { pathname, searchParams: query } = new URL(asked.url);
	const method = asked.method === 'HEAD' ? 'get' : asked.method.toLowerCase();
	const what = `${asked.method} ${pathname} ${answer.status}`;
	if (method === 'options') return; // of CORS, not of the API
	const found = made.paths.find(({ item, fits }) => fits.test(pathname) && item[method]);
	if (!found) {
		if (asked.method !== 'HEAD') assertRefused(made, answer, what);
		return;
	}
	const { path, item } = found;
	const operation = pointer('paths', path, method);
	const declared = item[method].responses[answer.status];
	assert.ok(declared, `${what}: the status is not declared\n${answer.text}`);
	const [response, address] = resolve(
		made.document,
		declared,
		operation + pointer('responses', String(answer.status)),
	);
	for (const name of Object.keys(response.headers ?? {}))
		if (made.document.components.headers[name].required)
			assert.ok(answer.headers.has(name), `${what}: the header ${name} is missing`);
	if (asked.method !== 'HEAD') assertBody(made, response, address, answer, what);
	if (answer.status < 400) assertTaken(made, item[method], operation, { ...asked, query }, what);
}
