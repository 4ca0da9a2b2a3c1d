// One visit to an article by somebody who was never there: when the first comment was shown, what had
// been asked for by then, and what moved. Every visit has a context of its own, and so nothing cached.

const PATIENCE = 60_000;
const SETTLED = 500; // after the first comment, for what moves late

// What is waited for: the first comment or, where there is none, the form.
const shown = {
	afterword: { comment: 'li.comment', form: '.afterword form' },
	waline: { comment: '.wl-card-item', form: '.wl-editor' },
};

// A phone where the network is bad.
const slow = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };

// Within the page, before anything of it runs.
function watch(selector) {
	window.moved = 0;
	new PerformanceObserver((list) => {
		for (const { hadRecentInput, value } of list.getEntries()) if (!hadRecentInput) window.moved += value;
	}).observe({ type: 'layout-shift', buffered: true });
	window.firstShown = new Promise((resolve) => {
		const painted = new MessageChannel();
		painted.port1.onmessage = () => resolve(performance.now());
		const look = () => {
			if (document.querySelector(selector)?.checkVisibility()) painted.port2.postMessage('');
			else requestAnimationFrame(look);
		};
		requestAnimationFrame(look);
	});
}

// What the page asks for, by the browser's own clock.
function listenTo(network) {
	const asked = new Map();
	network.on('Network.requestWillBeSent', ({ requestId, timestamp, type, request }) =>
		asked.set(requestId, { at: timestamp, type, url: request.url, bytes: 0 }));
	network.on('Network.loadingFinished', ({ requestId, timestamp, encodedDataLength }) =>
		Object.assign(asked.get(requestId) ?? {}, { done: timestamp, bytes: encodedDataLength }));
	return asked;
}

// Beside the article itself, until so many milliseconds after it was asked for.
function until(time, asked) {
	const all = [...asked.values()];
	const end = all.find(({ type }) => type === 'Document').at + time / 1000;
	const some = all.filter(({ type, url, at }) => type !== 'Document' && !url.startsWith('data:') && at <= end);
	const foreign = some.filter(({ url }) => new URL(url).hostname !== '127.0.0.1');
	const bytes = some.filter(({ done }) => done <= end).reduce((sum, each) => sum + each.bytes, 0);
	return { requests: some.length - foreign.length, foreign: foreign.length, bytes };
}

async function spent(page) {
	const { metrics } = await page.send('Performance.getMetrics');
	const named = Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1000]));
	return { script: named.ScriptDuration, layout: named.LayoutDuration, task: named.TaskDuration };
}

// asked: {system, comments, slow, reserve}. Times in milliseconds.
export async function visit(browser, host, asked) {
	const context = await browser.newContext();
	try {
		const page = await context.newPage();
		page.setDefaultTimeout(PATIENCE);
		const devtools = await context.newCDPSession(page);
		await devtools.send('Network.enable');
		await devtools.send('Performance.enable');
		if (asked.slow) await devtools.send('Network.emulateNetworkConditions', slow);
		const requests = listenTo(devtools);
		await page.addInitScript(watch, shown[asked.system][asked.comments ? 'comment' : 'form']);
		await page.goto(`${host.url}/${asked.system}/${asked.comments}${asked.reserve ? '?reserve' : ''}`);
		await page.waitForFunction(() => window.firstShown.then(() => true));
		const time = await page.evaluate(() => window.firstShown);
		await page.waitForTimeout(SETTLED);
		const moved = await page.evaluate(() => window.moved);
		return { time, moved, ...until(time, requests), ...(await spent(devtools)) };
	} finally {
		await context.close();
	}
}
