// What becomes of a comment by the checks of its site, and the reasons that moderators see.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from './harness.js';

let server, token;
before(async () => {
	server = await startServer();
	token = await server.addToken({ scope: 'moderate' });
});
after(() => server.stop());

let sites = 0;
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

test('who is rejected more often than approved is looked at', async () => {
	const { page } = await addSite('publish');
	const email = 'often@example.org';
	const first = await leave({ page, email });
	await server.decide(first.id, { state: 'rejected' }, { token });
	const second = await leave({ page, email });
	assert.deepEqual([second.status, second.reasons], [202, [['author', 40]]]);
});
