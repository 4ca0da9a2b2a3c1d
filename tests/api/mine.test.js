// The author's own view, by a private link and without an account: editing and withdrawing. An edit
// is judged as a new comment is, and while it waits readers see what they saw before.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, form, held, open, startTwoSites } from './harness.js';

let server, token, admin;
const unpaced = (site) =>
	server.command('site', 'set', site, '--set', 'author_rate=0', '--set', 'network_rate=0');
before(async () => {
	({ server, token } = await startTwoSites());
	admin = await server.addToken({ name: 'admin', scope: 'admin' });
	const set = ['form_min=0', 'author_rate=0', 'network_rate=0'];
	await server.addSite('trust', { origin: 'https://trust.example', policy: 'trust', set });
	await unpaced('example');
	await unpaced('open');
});
// what is kept is what is there, and all seals hold, whatever the tests have done
after(async () => {
	const { status, stdout } = await server.cli('check');
	assert.equal(status, 0, stdout);
	await server.stop();
});

let names = 0;
const name = () => `mine-${++names}`;
const someone = () => `author${++names}@example.org`;

const get = async (path) => {
	const answer = await server.fetch(`/api/v1/moderation/${path}`, { token });
	assert.equal(answer.status, 200, answer.text);
	return answer.body;
};
const item = (id) => get(`comments/${id}`);
const context = (id) => get(`comments/${id}/context`);
const record = async (id) =>
	(await context(id)).decisions.map(({ from, to, by, revision, edited }) => ({
		from,
		to,
		by,
		revision,
		edited,
	}));

async function decide(id, state, revision = 1, more = {}) {
	const answer = await server.decide(id, { state, ...more }, { token, revision });
	assert.equal(answer.status, 200, answer.text);
	return answer;
}

// A comment that has come into a state, and its private link.
async function leave(state, fields) {
	const page = fields?.page ?? held(name());
	const left = await server.leave({ page, body: 'First.', email: someone(), ...fields });
	if (left.state !== state) await decide(left.id, state);
	return { id: left.id, page, link: left.status_url.split('/').at(-1) };
}

const read = async ({ link }) => {
	const answer = await server.fetch(`/api/v1/mine/${link}`);
	assert.equal(answer.status, 200, answer.text);
	return answer.body;
};

function edit({ link }, body, { revision = 1, ...more } = {}) {
	const headers = revision === null ? {} : { 'if-match': `"${revision}"` };
	const sent = typeof body === 'string' ? { body } : body;
	return server.fetch(`/api/v1/mine/${link}`, {
		method: 'PATCH',
		body: sent,
		...more,
		headers: { ...headers, ...more.headers },
	});
}

async function edited(comment, body, more) {
	const { status, text, body: now } = await edit(comment, body, more);
	assert.equal(status, 200, text);
	return now;
}

const withdraw = ({ link }, headers = {}) =>
	server.fetch(`/api/v1/mine/${link}`, { method: 'DELETE', headers });

const shown = async (page) => {
	const { items, page: of } = await server.thread(page);
	return [of.count, ...items.map(({ html }) => html && html.replace(/<\/?p>|\n/g, ''))];
};

test('the view tells what a client needs to edit', async () => {
	const comment = await leave('pending');
	const answer = await server.fetch(`/api/v1/mine/${comment.link}`);
	assert.equal(answer.headers.get('etag'), '"1"');
	const { body, revision, published, may_edit: may } = answer.body;
	assert.deepEqual([body, revision, published, may], ['First.', 1, null, true]);
	await decide(comment.id, 'approved');
	const now = await read(comment);
	assert.deepEqual([now.published, now.may_edit], [1, true]);
	await decide(comment.id, 'rejected');
	const then = await read(comment);
	assert.deepEqual([then.published, then.may_edit], [null, false]);
});

test('an edit that the site holds waits, and readers see what they saw before', async () => {
	const comment = await leave('approved');
	const { id, page } = comment;
	assert.deepEqual(await shown(page), [1, 'First.']);
	const answer = await edit(comment, 'Second.');
	assert.equal(answer.status, 200, answer.text);
	assert.equal(answer.headers.get('etag'), '"2"');
	assert.equal(answer.headers.get('cache-control'), 'no-store');
	const { state, revision, published, body, html, edited_at: at } = answer.body;
	assert.deepEqual(
		[state, revision, published, body, html],
		['pending', 2, 1, 'Second.', '<p>Second.</p>\n'],
	);
	assert.ok(Date.parse(at));
	assert.deepEqual(await read(comment), answer.body);
	assert.deepEqual(await shown(page), [1, 'First.']);
	assert.equal((await server.thread(page)).items[0].edited_at, null);
	const waits = await item(id);
	assert.deepEqual(
		[waits.state, waits.revision, waits.published, waits.body],
		['pending', 2, 1, 'Second.'],
	);
	assert.deepEqual(
		waits.reasons.map(({ check }) => check),
		['policy'],
	);
	assert.ok((await get('comments?limit=200')).items.some((one) => one.id === id));
	const { revisions } = await context(id);
	assert.deepEqual(
		revisions.map(({ number, body: text, by }) => [number, text, by]),
		[
			[1, 'First.', null],
			[2, 'Second.', null],
		],
	);
	assert.deepEqual((await record(id)).at(-1), {
		from: 'approved',
		to: 'pending',
		by: 'author',
		revision: 1,
		edited: 2,
	});
	await decide(id, 'approved', 2);
	assert.deepEqual(await shown(page), [1, 'Second.']);
	const [seen] = (await server.thread(page)).items;
	assert.equal(seen.edited_at, at);
});

for (const state of ['rejected', 'spam', 'deleted'])
	test(`an edit of what is public, then ${state}: all of it goes`, async () => {
		const comment = await leave('approved');
		await server.thread(comment.page);
		await edited(comment, 'Second.');
		await decide(comment.id, state, 2);
		assert.deepEqual(await shown(comment.page), [0]);
		assert.equal((await item(comment.id)).published, null);
	});

test('a decision on an edit is undone: it waits again, and what was public is public', async () => {
	for (const state of ['approved', 'rejected', 'deleted']) {
		const comment = await leave('approved');
		await edited(comment, 'Second.');
		const { headers } = await decide(comment.id, state, 2);
		const [, target] = /^<([^>]+)>/.exec(headers.get('link'));
		const { body } = await server.fetch(target, { method: 'POST', token });
		assert.deepEqual([body.items[0].status, body.items[0].state], [200, 'pending'], state);
		assert.deepEqual(await shown(comment.page), [1, 'First.'], state);
		assert.equal((await item(comment.id)).published, 1);
		await decide(comment.id, 'approved', 2);
		assert.deepEqual(await shown(comment.page), [1, 'Second.']);
	}
});

test('what a moderator edits while it waits stays as readers see it', async () => {
	const comment = await leave('approved');
	await edited(comment, 'Second.');
	const answer = await server.decide(comment.id, { body: 'Third.' }, { token, revision: 2 });
	assert.deepEqual([answer.body.state, answer.body.published], ['pending', 1]);
	assert.deepEqual(await shown(comment.page), [1, 'First.']);
	// keeping the earlier text is editing it back
	await server.decide(comment.id, { body: 'First.', state: 'approved' }, { token, revision: 3 });
	assert.deepEqual(await shown(comment.page), [1, 'First.']);
});

test('where the site publishes at once, so it does with an edit', async () => {
	const comment = await leave('approved', { page: open(name()) });
	const listed = await server.thread(comment.page); // cached from now on
	assert.equal(listed.items.length, 1);
	const now = await edited(comment, 'Second.');
	assert.deepEqual([now.state, now.revision, now.published], ['approved', 2, 2]);
	assert.deepEqual(await shown(comment.page), [1, 'Second.']);
	assert.equal((await server.thread(comment.page)).items[0].edited_at, now.edited_at);
	assert.deepEqual((await record(comment.id)).slice(1), [
		{ from: 'approved', to: 'approved', by: 'author', revision: 1, edited: 2 },
	]);
});

test('an author who is trusted after so many comments edits them freely', async () => {
	const page = `https://trust.example/${name()}`;
	const comment = await leave('approved', { page });
	assert.equal((await edited(comment, 'Second.')).state, 'approved');
});

for (const [action, state] of [
	['hold', 'pending'],
	['spam', 'spam'],
	['reject', 'rejected'],
])
	test(`an edit into what a rule says ${action} of comes to ${state}`, async () => {
		const word = `forbidden${action}`;
		const { body: rule } = await server.fetch('/api/v1/moderation/rules', {
			body: { site: 'open', kind: 'words', value: word, action },
			token: admin,
		});
		const comment = await leave('approved', { page: open(name()) });
		const now = await edited(comment, `Well, ${word}.`);
		assert.deepEqual([now.state, now.revision], [state, 2]);
		const public_ = state === 'pending';
		assert.equal(now.published, public_ ? 1 : null);
		assert.deepEqual(await shown(comment.page), public_ ? [1, 'First.'] : [0]);
		const { reasons } = await item(comment.id);
		assert.deepEqual(
			reasons.map(({ rule: by }) => by),
			[rule.id],
		);
		const made = (await record(comment.id)).slice(1);
		assert.deepEqual(made.shift(), {
			from: 'approved',
			to: 'pending',
			by: 'author',
			revision: 1,
			edited: 2,
		});
		const judged = { from: 'pending', to: state, by: `rule:${rule.id}`, revision: 2, edited: null };
		assert.deepEqual(made, public_ ? [] : [judged]);
		if (public_) {
			// without the word it is as good as it was: nobody had put it into the queue
			assert.equal((await edited(comment, 'Third.', { revision: 2 })).state, 'approved');
			assert.deepEqual(await shown(comment.page), [1, 'Third.']);
		}
	});

test('what was held by a rule is let out by an edit, and not what a moderator has put back', async () => {
	await server.fetch('/api/v1/moderation/rules', {
		body: { site: 'open', kind: 'words', value: 'waitplease', action: 'hold' },
		token: admin,
	});
	const never = await leave('pending', { page: open(name()), body: 'Oh, waitplease.' });
	const now = await edited(never, 'Oh.');
	assert.equal(now.state, 'approved');
	assert.deepEqual(await record(never.id), [
		{ from: 'pending', to: 'pending', by: 'author', revision: 1, edited: 2 },
		{ from: 'pending', to: 'approved', by: 'policy', revision: 2, edited: null },
	]);

	const back = await leave('approved', { page: open(name()) });
	await decide(back.id, 'pending');
	assert.deepEqual(await shown(back.page), [0]);
	assert.equal((await edited(back, 'Second.')).state, 'pending');
	assert.equal((await edited(back, 'Third.', { revision: 2 })).state, 'pending');
	assert.deepEqual(await shown(back.page), [0]);
	const [{ check, text }] = (await item(back.id)).reasons;
	assert.equal(check, 'policy');
	assert.match(text, /moderator/);

	// not even by an author who is trusted
	const { author } = await item(back.id);
	await server.fetch(`/api/v1/moderation/authors/${author.id}`, {
		method: 'PATCH',
		body: { standing: 'trusted' },
		token,
	});
	assert.equal((await edited(back, 'Fourth.', { revision: 3 })).state, 'pending');
});

test('what waits for how its form came is not let out by an edit', async () => {
	const page = open(name());
	const answer = await server.postForm({ page, body: 'From no form.' });
	const comment = { link: answer.headers.get('location').split('/').at(-1), page };
	assert.equal((await read(comment)).state, 'pending');
	assert.equal((await edited(comment, 'Second.')).state, 'pending');
	const { reasons } = await item((await read(comment)).id);
	assert.deepEqual(
		reasons.map(({ check, score }) => [check, score]),
		[['form', 30]],
	);
});

test('a banned author edits nothing into view', async () => {
	const comment = await leave('approved', { page: open(name()) });
	const { author } = await item(comment.id);
	await server.fetch(`/api/v1/moderation/authors/${author.id}`, {
		method: 'PATCH',
		body: { standing: 'banned' },
		token,
	});
	assert.equal((await edited(comment, 'Second.')).state, 'rejected');
	assert.deepEqual(await shown(comment.page), [0]);
});

test('a text that another comment has is a duplicate, the own one is none', async () => {
	const text = 'A sentence that is long enough to be told apart.';
	await leave('approved', { page: open(name()), body: text });
	const comment = await leave('approved', { page: open(name()), body: `${text} And more.` });
	const now = await edited(comment, text);
	assert.equal(now.state, 'pending');
	assert.deepEqual(
		(await item(comment.id)).reasons.map(({ check }) => check),
		['duplicate'],
	);
	assert.equal((await edited(comment, `${text} And more.`, { revision: 2 })).state, 'approved');
	// and what was edited is known: who sends it next is the one who repeats
	const other = `${text} Quite another.`;
	await edited(comment, other, { revision: 3 });
	assert.equal((await server.leave({ page: open(name()), body: other })).state, 'pending');
});

test('an edit with more links than the site lets pass waits', async () => {
	const comment = await leave('approved', { page: open(name()) });
	const links = [1, 2, 3].map((n) => `https://x.example/${n}`).join(' ');
	assert.equal((await edited(comment, links)).state, 'pending');
});

test('the text that stands already is no edit', async () => {
	const comment = await leave('approved');
	const now = await edited(comment, 'First.');
	assert.deepEqual([now.state, now.revision, now.edited_at], ['approved', 1, null]);
	assert.equal((await record(comment.id)).length, 1);
});

test('an edit names the revision that was read', async () => {
	const comment = await leave('pending');
	assertProblem(await edit(comment, 'x', { revision: null }), 428, 'precondition-required');
	const wrong = { revision: 2 };
	const { current } = assertProblem(await edit(comment, 'x', wrong), 412, 'stale-revision');
	assert.deepEqual([current.revision, current.body], [1, 'First.']);
	for (const header of ['1', '"0"', '*', '"1", "2"'])
		assertProblem(
			await edit(comment, 'x', { revision: null, headers: { 'if-match': header } }),
			400,
			'bad-request',
		);
	assert.equal((await read(comment)).revision, 1);
});

test('two edits of what was read once: one of them', async () => {
	for (let turn = 0; turn < 20; turn++) {
		const comment = await leave('approved');
		const answers = await Promise.all([edit(comment, 'This.'), edit(comment, 'That.')]);
		assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412]);
		const now = await read(comment);
		assert.deepEqual([now.revision, now.published], [2, 1]);
	}
});

test('edit against approve: nothing is public that nobody has read', async () => {
	for (let turn = 0; turn < 20; turn++) {
		const comment = await leave('pending');
		const [own, theirs] = await Promise.all([
			edit(comment, 'Second.'),
			server.decide(comment.id, { state: 'approved' }, { token }),
		]);
		assert.equal(own.status, 200);
		const approved = theirs.status === 200;
		if (!approved) assert.equal(theirs.status, 412);
		assert.deepEqual(await shown(comment.page), approved ? [1, 'First.'] : [0]);
	}
});

for (const [what, body, field, code] of [
	['an empty text', { body: ' ' }, 'body', 'required'],
	['no text', {}, 'body', 'required'],
	['a text that is too long', { body: 'x'.repeat(16 * 1024 + 1) }, 'body', 'too_long'],
	['a control character', { body: 'a\u0001' }, 'body', 'invalid_character'],
	['a text that is none', { body: 7 }, 'body', 'not_a_text'],
	['a name', { body: 'x', name: 'Eve' }, 'name', 'unknown'],
])
	test(`${what}: 422 that names the mistake`, async () => {
		const comment = await leave('pending');
		const { errors } = assertProblem(await edit(comment, body), 422, 'invalid-input');
		assert.ok(
			errors.some((error) => error.field === field && error.code === code),
			JSON.stringify(errors),
		);
		assert.equal((await read(comment)).revision, 1);
	});

for (const state of ['rejected', 'spam', 'deleted'])
	test(`what is ${state} is not edited, and it is told why`, async () => {
		const comment = await leave(state);
		const { detail, current } = assertProblem(await edit(comment, 'x'), 409, 'conflict');
		assert.match(detail, /cannot be changed any more\.$/);
		assert.equal(current.state, state);
		assert.equal((await record(comment.id)).length, 1);
	});

test('on a page that is closed nothing is edited, but withdrawn', async () => {
	const comment = await leave('approved');
	const url = encodeURIComponent(comment.page);
	const [{ id }] = (await get(`pages?site=example&url=${url}`)).items;
	const set = (state) =>
		server.fetch(`/api/v1/moderation/pages/${id}`, { method: 'PATCH', body: { state }, token });
	await set('closed');
	const { current } = assertProblem(await edit(comment, 'x'), 409, 'page-closed');
	assert.equal(current.may_edit, false);
	assert.equal((await withdraw(comment)).status, 204);
	await set('open');
});

test('an author writes one comment twenty times', async () => {
	const comment = await leave('approved', { page: open(name()) });
	for (let i = 2; i <= 20; i++) await edited(comment, `Text ${i}.`, { revision: i - 1 });
	const last = { revision: 20 };
	const { detail, current } = assertProblem(await edit(comment, 'x', last), 409, 'conflict');
	assert.match(detail, /20 times/);
	assert.equal(current.may_edit, false);
	assert.deepEqual(await shown(comment.page), [1, 'Text 20.']);
	// what stands already is no new one
	assert.equal((await edit(comment, 'Text 20.', last)).status, 200);
});

test('an edit is found by its new words, also while it waits', async () => {
	const comment = await leave('approved', { body: 'An aardvark.' });
	await server.indexed();
	await edited(comment, 'A wombat.');
	const found = async (q) =>
		(await get(`comments?${form({ q, state: 'pending' })}`)).items.map(({ id }) => id);
	assert.deepEqual(
		[await found('aardvark'), await found('wombat')],
		[[], [comment.id]],
	);
});

test('readers answer and report what they see while an edit of it waits', async () => {
	const comment = await leave('approved');
	const { id, page } = comment;
	await edited(comment, 'Second, a secret.');
	const answer = await server.leave({ page, parent: id, email: someone() });
	await decide(answer.id, 'approved');
	assert.equal((await server.thread(page)).page.count, 2);
	const shownPage = await server.fetch(`/comments/${id}/report`);
	assert.equal(shownPage.status, 200);
	assert.match(shownPage.text, /First\./);
	assert.doesNotMatch(shownPage.text, /secret/);
	const report = await server.fetch(`/api/v1/comments/${id}/reports`, { body: { reason: 'abuse' } });
	assert.equal(report.status, 204);
	const waits = await item(id);
	assert.deepEqual(
		[waits.open_reports, waits.reports[0].revision],
		[1, 1],
	);
	// it stands in the queue, with what was reported, and is counted there alone
	const { items, counts } = await get('comments?state=pending&reported=yes');
	assert.ok(items.some((one) => one.id === id));
	const { items: listed } = await get('comments?reported=yes');
	assert.equal(counts.reported, listed.length);
	// another edit is no answer to it
	await edited(comment, 'Third.', { revision: 2 });
	assert.equal((await item(id)).open_reports, 1);
	await decide(id, 'approved', 3);
	assert.equal((await item(id)).open_reports, 0);
});

test('what was reported stays reported when its author edits it', async () => {
	const comment = await leave('approved', { page: open(name()) });
	await server.fetch(`/api/v1/comments/${comment.id}/reports`, { body: { reason: 'abuse' } });
	assert.equal((await edited(comment, 'Second.')).state, 'approved');
	assert.equal((await item(comment.id)).open_reports, 1);
});

test('what waits nobody sees, so nobody answers or reports it', async () => {
	const { id, page } = await leave('pending');
	const { errors } = assertProblem(
		await server.post({ page, parent: id }),
		422,
		'invalid-input',
	);
	assert.equal(errors[0].code, 'not_public');
	assert.equal((await server.fetch(`/comments/${id}/report`)).status, 404);
	const reported = await server.fetch(`/api/v1/comments/${id}/reports`, { body: { reason: 'spam' } });
	assert.equal(reported.status, 404);
});

test('pages are merged while an edit waits, and the count stays true', async () => {
	const comment = await leave('approved');
	await edited(comment, 'Second.');
	const other = await leave('approved');
	const url = encodeURIComponent(comment.page);
	const [{ id }] = (await get(`pages?site=example&url=${url}`)).items;
	const merged = await server.fetch(`/api/v1/moderation/pages/${id}/merge`, {
		body: { into: other.page },
		token: admin,
	});
	assert.equal(merged.status, 200, merged.text);
	assert.deepEqual(await shown(other.page), [2, 'First.', 'First.']);
	await decide(comment.id, 'rejected', 2);
	assert.deepEqual(await shown(other.page), [1, 'First.']);
});

for (const state of ['pending', 'approved', 'rejected', 'spam'])
	test(`what is ${state} is withdrawn, once and for all`, async () => {
		const comment = await leave(state);
		await server.thread(comment.page); // cached from now on
		for (let again = 0; again < 2; again++) {
			const { status, text } = await withdraw(comment);
			assert.deepEqual([status, text], [204, '']);
		}
		assert.deepEqual(await shown(comment.page), [0]);
		assert.equal((await read(comment)).state, 'deleted');
		assert.deepEqual((await record(comment.id)).slice(state === 'pending' ? 0 : 1), [
			{ from: state, to: 'deleted', by: 'author', revision: 1, edited: null },
		]);
	});

test('answers of others stay, below a tombstone', async () => {
	const comment = await leave('approved');
	const { id } = await server.leave({ page: comment.page, parent: comment.id, body: 'Answer.' });
	await decide(id, 'approved');
	await withdraw(comment);
	assert.deepEqual(await shown(comment.page), [1, null, 'Answer.']);
});

test('an edit that waits is withdrawn with all of it', async () => {
	const comment = await leave('approved');
	await edited(comment, 'Second.');
	assert.equal((await withdraw(comment)).status, 204);
	assert.deepEqual(await shown(comment.page), [0]);
});

test('what may be withdrawn is named, if one likes', async () => {
	const comment = await leave('pending');
	await edited(comment, 'Second.');
	const { current } = assertProblem(
		await withdraw(comment, { 'if-match': '"1"' }),
		412,
		'stale-revision',
	);
	assert.equal(current.revision, 2);
	assert.equal((await withdraw(comment, { 'if-match': '"2"' })).status, 204);
	assert.equal((await withdraw(comment, { 'if-match': '"1"' })).status, 204);
});

test('a moderator restores what was withdrawn: into the queue, and on record', async () => {
	const comment = await leave('approved', { page: open(name()) });
	await withdraw(comment);
	await decide(comment.id, 'pending');
	assert.deepEqual(
		(await record(comment.id)).slice(1).map(({ from, to, by }) => [from, to, by]),
		[
			['approved', 'deleted', 'author'],
			['deleted', 'pending', 'token:test'],
		],
	);
	assert.equal((await edited(comment, 'Second.')).state, 'pending');
});

test('a link that is none changes nothing', async () => {
	const comment = await leave('pending');
	const wrong = { link: comment.link.slice(0, -1) + (comment.link.endsWith('0') ? '2' : '0') };
	assertProblem(await edit(wrong, 'x'), 404, 'not-found');
	assertProblem(await withdraw(wrong), 404, 'not-found');
	assert.equal((await read(comment)).state, 'pending');
});

test('pages of sites may send, others may not, and browsers are told so', async () => {
	const comment = await leave('pending');
	const target = `/api/v1/mine/${comment.link}`;
	const origin = 'https://example.org';
	const asked = { origin, 'access-control-request-method': 'PATCH' };
	const { status, headers } = await server.fetch(target, { method: 'OPTIONS', headers: asked });
	assert.equal(status, 204);
	assert.equal(headers.get('access-control-allow-origin'), origin);
	assert.match(headers.get('access-control-allow-methods'), /PATCH/);
	assert.match(headers.get('access-control-allow-headers'), /If-Match/);
	const foreign = { origin: 'https://evil.example' };
	assertProblem(await edit(comment, 'x', { headers: foreign }), 403, 'foreign-origin');
	assertProblem(await withdraw(comment, foreign), 403, 'foreign-origin');
	assert.equal((await edit(comment, 'Second.', { headers: { origin } })).status, 200);
});
