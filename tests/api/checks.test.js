// What becomes of a comment by the checks of its site, and the reasons that moderators see.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, form, startServer } from './harness.js';

let server, token, admin;
before(async () => {
	server = await startServer();
	token = await server.addToken({ scope: 'moderate' });
	admin = await server.addToken({ name: 'admin', scope: 'admin' });
});
after(() => server.stop());

let sites = 0;
let people = 0; // who left comments that were refused have a history
// A site of its own: {id, page}.
async function addSite(policy, ...numbers) {
	const id = `site-${sites++}`;
	const origin = `https://${id}.example`;
	await server.addSite(id, { origin, policy, set: numbers });
	return { id, page: `${origin}/article` };
}

// Leaves a comment: {id, status, state, reasons}, the reasons as [check, score] pairs.
async function leave(fields) {
	const { status, body } = await server.post(fields);
	assert.ok([201, 202].includes(status), JSON.stringify(body));
	const { body: item } = await server.fetch(`/api/v1/moderation/comments/${body.id}`, { token });
	assert.equal(item.state, body.state);
	return { ...body, status, reasons: item.reasons.map(({ check, score }) => [check, score]) };
}

test('by the policy trust, who was approved once is published at once', async () => {
	const { page } = await addSite('trust');
	const email = 'known@example.org';
	const first = await leave({ page, email });
	assert.deepEqual([first.status, first.reasons], [202, [['policy', 0]]]);
	assert.equal((await leave({ page, email })).status, 202);
	await server.decide(first.id, { state: 'approved' }, { token });
	const second = await leave({ page, email });
	assert.deepEqual([second.status, second.state, second.reasons], [201, 'approved', []]);
	assert.equal((await leave({ page, email: 'unknown@example.org' })).status, 202);
});

test('how many must have been approved is the site’s to say', async () => {
	const { page } = await addSite('trust', 'trust_after=2');
	const email = 'known@example.org';
	for (const status of [202, 202, 201]) {
		const comment = await leave({ page, email });
		assert.equal(comment.status, status);
		if (status === 202) await server.decide(comment.id, { state: 'approved' }, { token });
	}
});

test('a comment with more links than the site lets pass is held, and says so', async () => {
	const { page } = await addSite('publish', 'links=1');
	assert.equal((await leave({ page, body: 'https://a.example' })).status, 201);
	const held = await leave({ page, body: 'https://a.example https://b.example' });
	assert.deepEqual([held.status, held.reasons], [202, [['links', 50]]]);
});

test('a score that is high enough is spam, by the record a decision of the checks', async () => {
	const { page } = await addSite('publish', 'links=0', 'spam_score=50');
	const spam = await leave({ page, body: 'https://a.example' });
	assert.deepEqual([spam.status, spam.state], [202, 'spam']);
	const { body } = await server.fetch(`/api/v1/moderation/decisions?comment=${spam.id}`, { token });
	assert.deepEqual(
		body.items.map(({ from, to, by }) => [from, to, by]),
		[['pending', 'spam', 'checks']],
	);
});

test('lists and bulk decisions are narrowed to what a check has found something in', async () => {
	const { id: site, page } = await addSite('hold', 'links=0');
	const linked = await leave({ page, body: 'https://a.example' });
	await leave({ page, body: 'No address is named in here.' });
	const list = (reason, more = '') =>
		server.fetch(`/api/v1/moderation/comments?site=${site}&reason=${reason}${more}`, { token });
	const { body } = await list('links');
	assert.deepEqual(body.items.map(({ id }) => id), [linked.id]);
	assert.equal((await list('policy')).body.items.length, 2);
	assert.equal((await list('links', '&state=spam')).body.items.length, 0);
	assert.deepEqual((await list('links', '&q=address')).body.items, []);
	const problem = assertProblem(await list('link'), 422, 'invalid-input');
	assert.deepEqual(
		problem.errors.map(({ field, code }) => [field, code]),
		[['reason', 'unknown_value']],
	);
	const { body: decided } = await server.fetch('/api/v1/moderation/decisions', {
		body: { state: 'spam', filter: { site, reason: 'links', until: new Date().toISOString() } },
		token,
	});
	assert.deepEqual(decided.items.map(({ id, state }) => [id, state]), [[linked.id, 'spam']]);
});

test('who is rejected more often than approved is looked at', async () => {
	const { page } = await addSite('publish');
	const email = 'often@example.org';
	const first = await leave({ page, email });
	await server.decide(first.id, { state: 'rejected' }, { token });
	const second = await leave({ page, email });
	assert.deepEqual([second.status, second.reasons], [202, [['author', 40]]]);
});

// A rule on the site, made by an admin: the answer.
async function addRule(site, rule) {
	const answer = await server.fetch('/api/v1/moderation/rules', {
		body: { site, ...rule },
		token: admin,
	});
	assert.equal(answer.status, 201, answer.text);
	return answer.body;
}

test('a rule decides from the moment on that it is answered', async () => {
	const { id, page } = await addSite('publish');
	assert.equal((await leave({ page, body: 'The best casino.' })).status, 201);
	const rule = await addRule(id, { kind: 'words', value: 'casino', action: 'reject' });
	const rejected = await leave({ page, body: 'The best CASINO!' });
	assert.deepEqual([rejected.status, rejected.state], [202, 'rejected']);
	const { body: item } = await server.fetch(`/api/v1/moderation/comments/${rejected.id}`, { token });
	assert.deepEqual(item.reasons, [
		{ check: 'rule', score: 100, text: 'reject (words): casino', rule: rule.id },
	]);
	const { body } = await server.fetch(`/api/v1/moderation/decisions?comment=${rejected.id}`, {
		token,
	});
	assert.deepEqual(
		body.items.map(({ to, by }) => [to, by]),
		[['rejected', `rule:${rule.id}`]],
	);

	const target = `/api/v1/moderation/rules/${rule.id}`;
	const off = await server.fetch(target, { method: 'PATCH', body: { state: 'off' }, token: admin });
	assert.equal(off.body.state, 'off');
	assert.equal((await leave({ page, body: 'The best casino.' })).status, 201);
	await server.fetch(target, { method: 'PATCH', body: { state: 'on' }, token: admin });
	assert.equal((await leave({ page, body: 'The best casino.' })).state, 'rejected');
	assert.equal((await server.fetch(target, { method: 'DELETE', token: admin })).status, 204);
	assert.equal((await leave({ page, body: 'The best casino.' })).status, 201);
	assertProblem(await server.fetch(target, { method: 'DELETE', token: admin }), 404, 'not-found');
});

test('each kind of rule sees what it is about', async () => {
	const { id, page } = await addSite('publish', 'links=100');
	for (const [kind, value] of [
		['pattern', 'ca[s5]ino'],
		['name', 'Mallory'],
		['host', 'bad.example'],
	])
		await addRule(id, { kind, value, action: 'spam' });
	for (const [fields, state] of [
		[{ body: 'ca5ino' }, 'spam'],
		[{ name: 'MALLORY' }, 'spam'],
		[{ website: 'https://www.bad.example/' }, 'spam'],
		[{ body: 'see [here](https://bad.example)' }, 'spam'],
		[{ body: 'see https://notbad.example' }, 'approved'],
	]) {
		const { state: found } = await leave({ page, email: `${people++}@example.org`, ...fields });
		assert.equal(found, state, JSON.stringify(fields));
	}
	const seen = await leave({ page, email: 'tagged@example.org' });
	const { body } = await server.fetch(`/api/v1/moderation/comments/${seen.id}`, { token });
	await addRule(id, { kind: 'author', value: body.author.tag, action: 'hold' });
	assert.equal((await leave({ page, email: 'tagged@example.org' })).state, 'pending');
	assert.equal((await leave({ page, email: 'untagged@example.org' })).state, 'approved');
});

test('a rule that trusts lifts the policy, not another rule', async () => {
	const { id, page } = await addSite('hold');
	await addRule(id, { kind: 'host', value: 'friend.example', action: 'trust' });
	await addRule(id, { kind: 'words', value: 'casino', action: 'hold' });
	const website = 'https://friend.example/';
	assert.equal((await leave({ page, website })).state, 'approved');
	assert.equal((await leave({ page, website, body: 'casino' })).state, 'pending');
});

test('a rule is tried on past comments before it is on', async () => {
	const { id, page } = await addSite('publish');
	for (const body of ['A casino.', 'Nothing.', 'Casino and casino.']) await leave({ page, body });
	const tried = await server.fetch('/api/v1/moderation/rules/try', {
		body: { site: id, kind: 'words', value: 'casino', action: 'reject' },
		token: admin,
	});
	assert.equal(tried.status, 200, tried.text);
	assert.deepEqual(tried.body.tried, { pending: 0, approved: 3, rejected: 0, spam: 0 });
	assert.deepEqual(tried.body.matched, { pending: 0, approved: 2, rejected: 0, spam: 0 });
	assert.deepEqual(
		tried.body.items.map(({ body, what }) => [body, what]),
		[
			['Casino and casino.', 'casino'],
			['A casino.', 'casino'],
		],
	);
	const { body } = await server.fetch(`/api/v1/moderation/rules?site=${id}`, { token });
	assert.deepEqual(body, { items: [] });
});

test('a pattern that takes too long is refused on trial, and holds where it is on', async () => {
	const { id, page } = await addSite('publish');
	const rule = { kind: 'pattern', value: '(a+)+[bc]$', action: 'spam' };
	const body = 'a'.repeat(4000);
	await leave({ page, body });
	const tried = await server.fetch('/api/v1/moderation/rules/try', {
		body: { site: id, ...rule },
		token: admin,
	});
	const { errors } = assertProblem(tried, 422, 'invalid-input');
	assert.deepEqual([errors[0].field, errors[0].code], ['value', 'too_slow']);
	await addRule(id, rule);
	const held = await leave({ page, body });
	assert.equal(held.state, 'pending');
	assert.deepEqual(held.reasons[0], ['rule', 0]);
});

test('what is wrong with a rule is told, and nothing is changed', async () => {
	const { id } = await addSite('publish');
	const rule = { site: id, kind: 'words', value: 'x', action: 'hold' };
	const send = (body, target = '', method = 'POST') =>
		server.fetch(`/api/v1/moderation/rules${target}`, { method, body, token: admin });
	for (const [changes, field] of [
		[{ site: null }, 'site'],
		[{ site: 'nowhere' }, 'site'],
		[{ kind: null }, 'kind'],
		[{ kind: 'word' }, 'kind'],
		[{ value: '' }, 'value'],
		[{ value: 'x'.repeat(4097) }, 'value'],
		[{ kind: 'pattern', value: '(' }, 'value'],
		[{ action: 'kill' }, 'action'],
		[{ state: 'maybe' }, 'state'],
		[{ note: 'x'.repeat(1001) }, 'note'],
		[{ more: 1 }, 'more'],
	]) {
		const { errors } = assertProblem(await send({ ...rule, ...changes }), 422, 'invalid-input');
		assert.deepEqual(errors.map((error) => error.field), [field], JSON.stringify(changes));
	}
	const made = await send(rule);
	const moved = await send({ site: 'example' }, `/${made.body.id}`, 'PATCH');
	assert.equal(assertProblem(moved, 422, 'invalid-input').errors[0].field, 'site');
	assertProblem(await send({ state: 'off' }, '/0000000000001', 'PATCH'), 404, 'not-found');
	assertProblem(await send({ state: 'off' }, '/x', 'PATCH'), 404, 'not-found');
	const { body } = await server.fetch(`/api/v1/moderation/rules?site=${id}`, { token });
	assert.deepEqual(body.items, [made.body]);
});

test('a site has so many patterns and no more', async () => {
	const { id } = await addSite('publish');
	const rule = { kind: 'pattern', value: 'x+y', action: 'hold' };
	for (let i = 0; i < 50; i++) await addRule(id, rule);
	const one = await server.fetch('/api/v1/moderation/rules', { body: { site: id, ...rule }, token: admin });
	assertProblem(one, 409, 'conflict');
	const words = await addRule(id, { ...rule, kind: 'words' });
	const changed = await server.fetch(`/api/v1/moderation/rules/${words.id}`, {
		method: 'PATCH',
		body: { kind: 'pattern' },
		token: admin,
	});
	assertProblem(changed, 409, 'conflict');
});

test('what another program changes of rules and policy holds, too', async () => {
	const { id, page } = await addSite('publish');
	const rule = await addRule(id, { kind: 'words', value: 'casino', action: 'reject' });
	const email = `${people++}@example.org`;
	assert.equal((await leave({ page, email, body: 'casino' })).state, 'rejected');
	// no need to wait: the writer looks at the version
	server.write(`DELETE FROM rule WHERE site = '${id}'`);
	server.write(`UPDATE site SET version = version + 1 WHERE id = '${id}'`);
	assert.ok(rule.id);
	assert.equal((await leave({ page, body: 'casino' })).state, 'approved');
});

// The form of a page as its HTML has it: {name: value}.
async function formOf(page) {
	const { text } = await server.fetch(`/comments?${form({ page })}`);
	const inputs = text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g);
	return Object.fromEntries(Array.from(inputs, ([, name, value]) => [name, value]));
}

// Sends a form: {state, reasons} of the comment.
async function send(fields) {
	const { status, headers, text } = await server.postForm(fields);
	assert.equal(status, 303, text);
	const link = headers.get('location').split('/').pop();
	const id = link.slice(0, 13);
	const { body } = await server.fetch(`/api/v1/moderation/comments/${id}`, { token });
	return { state: body.state, reasons: body.reasons.map(({ check, score }) => [check, score]) };
}

test('a form brings back the token that it was given, and is none of the worse', async () => {
	const { page } = await addSite('publish', 'form_min=0');
	const hidden = await formOf(page);
	assert.match(hidden.form, /^\w{39}$/);
	assert.deepEqual(await send({ ...hidden, page }), { state: 'approved', reasons: [] });
	const { body } = await server.fetch(`/api/v1/form?${form({ page })}`);
	assert.match(body.form, /^\w{39}$/);
	assert.equal((await leave({ page, form: body.form })).state, 'approved');
});

test('a form without its token, with another’s, too fast or with the trap filled in is noticed', async () => {
	const { page } = await addSite('publish');
	const other = await addSite('publish');
	const { form: token } = await formOf(page);
	const { form: foreign } = await formOf(other.page);
	for (const [fields, state, score] of [
		[{}, 'pending', 30],
		[{ form: foreign }, 'pending', 50],
		[{ form: `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}` }, 'pending', 50],
		[{ form: 'x' }, 'pending', 50],
		[{ form: token }, 'pending', 50], // faster than anybody writes
		[{ form: token, subject: 'Offer' }, 'spam', 100],
	]) {
		const email = `${people++}@example.org`;
		const what = JSON.stringify(fields);
		assert.deepEqual(await send({ page, email, ...fields }), { state, reasons: [['form', score]] }, what);
	}
});

test('a program needs no token, and the trap is for it, too', async () => {
	const { page } = await addSite('publish');
	assert.equal((await leave({ page })).state, 'approved');
	assert.deepEqual((await leave({ page, subject: 'x' })).reasons, [['form', 100]]);
});

test('what a form needs is told', async () => {
	const { page } = await addSite('publish');
	const { body } = await server.fetch(`/api/v1/form?${form({ page })}`);
	delete body.form;
	assert.deepEqual(body, {
		empty: 'subject',
		fields: {
			name: { required: true, characters: 80 },
			email: { required: true, bytes: 254 },
			website: { required: false, bytes: 500 },
			body: { required: true, bytes: 16384 },
		},
	});
	const nowhere = await server.fetch(`/api/v1/form?${form({ page: 'https://nowhere.example/' })}`);
	assertProblem(nowhere, 404, 'unknown-site');
	assertProblem(await server.fetch('/api/v1/form'), 422, 'invalid-input');
});

test('a form with mistakes comes again with the token that it had', async () => {
	const { page } = await addSite('publish');
	const { form: token } = await formOf(page);
	const { status, text } = await server.postForm({ page, form: token, email: 'x' });
	assert.equal(status, 422);
	assert.ok(text.includes(`name="form" value="${token}"`));
});

test('a text that comes again is held, whoever sends it and wherever on the site', async () => {
	const { page } = await addSite('publish');
	const other = await addSite('publish');
	const body = 'The very same words, word by word.';
	const first = await leave({ page, body });
	assert.equal(first.state, 'approved');
	const again = await leave({ page: `${page}/2`, body, email: `${people++}@example.org` });
	assert.deepEqual([again.state, again.reasons], ['pending', [['duplicate', 50]]]);
	const { body: item } = await server.fetch(`/api/v1/moderation/comments/${again.id}`, { token });
	assert.equal(item.reasons[0].text, `It has the same text as the comment ${first.id}.`);
	assert.equal((await leave({ page: other.page, body })).state, 'approved');
	for (let i = 0; i < 2; i++) assert.equal((await leave({ page, body: 'Thanks!' })).state, 'approved');
});

test('texts are known again after a restart', async () => {
	const again = await startServer();
	try {
		await again.addSite('open', { origin: 'https://open.example', policy: 'publish' });
		const post = { page: 'https://open.example/', body: 'The very same words, word by word.' };
		assert.equal((await again.post(post)).status, 201);
		await again.stop({ keep: true });
		await again.start();
		assert.equal((await again.post(post)).status, 202);
	} finally {
		await again.stop();
	}
});

test('moderators see the network of a comment as a tag, the same for a day and a site', async () => {
	const { id, page } = await addSite('publish');
	const other = await addSite('publish');
	const network = async (fields) => {
		const { id } = await leave(fields);
		return (await server.fetch(`/api/v1/moderation/comments/${id}`, { token })).body.network;
	};
	const tag = await network({ page });
	assert.match(tag, /^[0-9a-z]{8}$/);
	assert.equal(await network({ page, email: `${people++}@example.org` }), tag);
	assert.notEqual(await network({ page: other.page }), tag);
	await addRule(id, { kind: 'network', value: tag, action: 'reject' });
	assert.equal((await leave({ page, email: `${people++}@example.org` })).state, 'rejected');
});

test('an author who is trusted or banned is known from then on', async () => {
	const { id, page } = await addSite('hold');
	const email = `${people++}@example.org`;
	const first = await leave({ page, email });
	const { body: item } = await server.fetch(`/api/v1/moderation/comments/${first.id}`, { token });
	const target = `/api/v1/moderation/authors/${item.author.id}`;
	const set = (body) => server.fetch(target, { method: 'PATCH', body, token });
	const listed = async (standing) =>
		(await server.fetch(`/api/v1/moderation/authors?${form({ site: id, standing })}`, { token })).body;

	const { status, body: trusted } = await set({ standing: 'trusted', note: 'Our own.' });
	assert.equal(status, 200);
	assert.equal(trusted.tag, item.author.tag);
	assert.deepEqual(
		[trusted.standing, trusted.standing_by, trusted.standing_note],
		['trusted', 'token:test', 'Our own.'],
	);
	const published = await leave({ page, email });
	assert.deepEqual([published.status, published.reasons], [201, [['author', 0]]]);
	assert.deepEqual(await listed('trusted'), { items: [{ ...trusted, approved: 1 }], next: null, previous: null });

	await set({ standing: 'banned' });
	const rejected = await leave({ page, email });
	assert.deepEqual([rejected.state, rejected.reasons], ['rejected', [['author', 100]]]);
	assert.deepEqual(
		(await listed('banned')).items.map(({ id }) => id),
		[item.author.id],
	);
	await set({ standing: 'normal' });
	assert.deepEqual(await listed('banned'), { items: [], next: null, previous: null });
	const again = await server.fetch(target, { token });
	assert.equal(again.body.standing, 'normal');
	assert.equal((await leave({ page, email })).state, 'pending');
});

test('what is wrong with a standing, or with a list of authors, is told', async () => {
	const { page } = await addSite('hold');
	const { id } = await leave({ page });
	const { body: item } = await server.fetch(`/api/v1/moderation/comments/${id}`, { token });
	const authors = '/api/v1/moderation/authors';
	const set = (body, author = item.author.id) =>
		server.fetch(`${authors}/${author}`, { method: 'PATCH', body, token });
	for (const [body, field] of [
		[{}, 'standing'],
		[{ standing: 'good' }, 'standing'],
		[{ standing: 'banned', note: 'x'.repeat(1001) }, 'note'],
		[{ standing: 'banned', more: 1 }, 'more'],
	])
		assert.equal(assertProblem(await set(body), 422, 'invalid-input').errors[0].field, field);
	assertProblem(await set({ standing: 'banned' }, 'x'), 404, 'not-found');
	assertProblem(await set({ standing: 'banned' }, '0000000000001'), 404, 'not-found');
	for (const [query, field] of [
		['standing=banned', 'site'],
		['site=example', 'standing'],
		['site=example&standing=normal', 'standing'],
		['site=example&standing=banned&limit=0', 'limit'],
		['site=example&standing=banned&after=x', 'after'],
	]) {
		const { errors } = assertProblem(await server.fetch(`${authors}?${query}`, { token }), 422, 'invalid-input');
		assert.equal(errors[0].field, field);
	}
});

test('an admin sees and changes what a site asks of comments', async () => {
	const { id, page } = await addSite('hold');
	const set = (body, site = id) =>
		server.fetch(`/api/v1/admin/sites/${site}`, { method: 'PATCH', body, token: admin });
	const { body } = await server.fetch('/api/v1/admin/sites', { token: admin });
	const before = body.items.find((site) => site.id === id);
	assert.deepEqual(before.origins, [new URL(page).origin]);
	assert.deepEqual([before.policy, before.links, before.author_rate], ['hold', 2, 30]);
	const changed = await set({ policy: 'publish', links: 0 });
	assert.deepEqual(changed.body, { ...before, policy: 'publish', links: 0 });
	assert.equal((await leave({ page })).status, 201);
	assert.equal((await leave({ page, body: 'https://a.example' })).status, 202);
	for (const [wrong, field] of [
		[{ policy: 'maybe' }, 'policy'],
		[{ links: -1 }, 'links'],
		[{ links: '2' }, 'links'],
		[{ links: 2.5 }, 'links'],
		[{ limbs: 1 }, 'limbs'],
	])
		assert.equal(assertProblem(await set(wrong), 422, 'invalid-input').errors[0].field, field);
	assertProblem(await set({ links: 1 }, 'nowhere'), 404, 'not-found');
});
