// The desk in a browser: signing in, and what holds for every view.

import assert from 'node:assert/strict';
import axe from 'axe-core';

// Signs in at the desk's door, in English, and waits for the view's heading.
export async function signInAtDesk(page, { name, password }) {
	await page.getByLabel('Name').fill(name);
	await page.getByLabel('Password').fill(password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.getByRole('navigation', { name: 'Views' }).waitFor();
}

// A view of the desk, by its name and what stands behind it in the address.
export async function openView(page, view) {
	await page.evaluate((hash) => (location.hash = hash), `#/${view}`);
}

export const focusedText = (page) => page.evaluate(() => document.activeElement.textContent);

// What is dark is laid out as what is light; its colours are those of cards or of columns.
const WIDTHS = { light: [320, 360, 1024, 1600], dark: [360, 1600] };

// axe finds nothing, and nothing is scrolled sideways, in light and dark, narrow and wide.
export async function assertTidy(page) {
	await page.evaluate(`${axe.source}; 0`);
	for (const [colorScheme, widths] of Object.entries(WIDTHS))
		for (const width of widths) {
			await page.emulateMedia({ colorScheme });
			await page.setViewportSize({ width, height: 800 });
			const { violations } = await page.evaluate(() => window.axe.run());
			const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
			assert.deepEqual(found, [], `${colorScheme}, ${width}`);
			const overflow = await page.evaluate(
				() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
			);
			assert.equal(overflow, 0, `${width} pixels are enough`);
		}
}
