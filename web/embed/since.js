// Times as people say them, with the exact ones behind.

const units = [
	['second', 60],
	['minute', 60],
	['hour', 24],
	['day', 30.4],
	['month', 12],
	['year', Infinity],
];

export function tellSince(root, language) {
	const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
	const moments = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' });
	for (const time of root.querySelectorAll('time')) {
		const moment = new Date(time.dateTime);
		let span = (moment - Date.now()) / 1000;
		const [unit] = units.find(([, size]) => Math.abs(span) < size || !(span /= size));
		time.textContent = relative.format(Math.round(span), unit);
		time.title = moments.format(moment);
	}
}
