// The desk's numbers: what they tell, by day and by whom, and for how many days.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
	assertTidy,
	openDoors,
	openView,
	page,
	people,
	server,
	signInAtDesk,
	token,
} from './desk.js';

openDoors({ vera: { role: 'viewer' } });
beforeEach(() => signInAtDesk(page, people.vera));

async function decideSome() {
	const ids = [];
	for (const body of ['One.', 'Two.', 'Three.']) ids.push((await server.leave({ body })).id);
	await server.decide(ids[0], { state: 'approved' }, { token });
	await server.decide(ids[1], { state: 'spam' }, { token });
	return ids;
}

const picture = () => page.getByRole('img', { name: 'What came and what was decided, by day' });
const heights = (name) =>
	picture()
		.locator(`.${name}`)
		.evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute('height'))));
const rowOf = (table, i) =>
	page.getByRole('table', { name: table }).getByRole('row').nth(i).getByRole('cell').allInnerTexts();

test('what came and what was decided today is drawn, and stands in tables', async () => {
	const ids = await decideSome();
	await openView(page, 'numbers');
	await picture().waitFor();
	const came = await heights('came');
	assert.equal(came.length, 30);
	assert.deepEqual(came.slice(-2), [0, 100]); // the highest of all
	const decided = (await heights('decided')).at(-1);
	assert.ok(Math.abs(decided - 200 / 3) < 1e-6, `${decided}`);
	await page.getByText('The same as a table').click();
	const byDay = await rowOf('What came and what was decided, by day', 1); // the newest first
	assert.deepEqual(byDay, ['3', '0', '1', '0', '1', '0']);
	assert.deepEqual(await rowOf('Who decided', 1), ['0', '1', '0', '1', '0']);
	const oldest = page.getByRole('link', { name: '0 minutes' });
	assert.match(await oldest.getAttribute('href'), new RegExp(`/comment/${ids[2]}$`));
	await assertTidy(page);
});

test('one chooses for how many days, and the address keeps it', async () => {
	await openView(page, 'numbers');
	await page.getByText('Nothing waits.').waitFor();
	await page.getByText('No decision yet.').waitFor();
	await page.getByRole('link', { name: '7 days' }).click();
	await page.locator('a[aria-current="true"]', { hasText: '7 days' }).waitFor();
	assert.equal((await heights('came')).length, 7);
	await page.reload();
	await picture().waitFor();
	assert.equal((await heights('came')).length, 7);
});
