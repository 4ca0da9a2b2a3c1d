// Numbers: what came in and what was decided, by day and by whom, and what has waited longest.
import { ask } from '../api.js';
import { nameOf } from '../by.js';
import { element, serverSays } from '../dom.js';
import { plot } from '../plot.js';
import { addressOf } from '../route.js';
import { note } from '../section.js';
import { withSite } from '../site.js';
import { STATES } from '../states.js';
import { table } from '../table.js';
import { day, number, word } from '../words.js';

const SPANS = [7, 30, 90, 366]; // days
const STANDARD = 30;
const UNITS = [
	['days', 24 * 3600],
	['hours', 3600],
	['minutes', 60],
]; // seconds

const sum = (counts, names) => names.reduce((total, name) => total + counts[name], 0);
const DECIDED = STATES.filter((state) => state !== 'pending');

const series = [
	{ name: 'came', label: 'numbers.came', of: ({ came }) => came },
	{ name: 'decided', label: 'numbers.decided', of: (row) => sum(row, DECIDED) },
];

function spans(chosen) {
	const links = SPANS.map((days) =>
		element(
			'a',
			{
				href: addressOf('numbers', { days }),
				ariaCurrent: days === chosen ? 'true' : null,
			},
			word('numbers.days', { n: days }),
		),
	);
	return element('p', { className: 'spans' }, ...links);
}

function age(seconds) {
	const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? UNITS.at(-1);
	return word(`numbers.${unit}`, { n: Math.floor(seconds / length) });
}

function waiting(oldest) {
	if (!oldest) return element('p', {}, word('nothing.pending'));
	const address = addressOf('comment', { id: oldest.id });
	const link = element('a', { href: address }, age(oldest.seconds));
	return element('p', {}, word('numbers.oldest'), ' ', link);
}

const counted = (label, of) => ({ label, cell: (row) => number(of(row)) });
const states = () => STATES.map((state) => counted(`state.${state}`, (row) => row[state]));

function byDay(days) {
	const columns = [
		{ label: 'numbers.day', head: true, cell: (row) => day(row.day) },
		counted('numbers.came', ({ came }) => came),
		...states(),
	];
	const rows = days.toReversed();
	return element(
		'details',
		{},
		element('summary', {}, word('numbers.table')),
		table(word('numbers.by_day'), columns, rows),
	);
}

function byPerson(people) {
	const columns = [{ label: 'record.by', head: true, cell: ({ by }) => nameOf(by) }, ...states()];
	return people.length
		? table(word('numbers.by_person'), columns, people)
		: note(word('record.nothing'));
}

export const view = {
	async open(body, { query }) {
		const days = SPANS.find((span) => String(span) === query.get('days')) ?? STANDARD;
		const { status, body: told } = await ask(`moderation/numbers?${withSite({ days })}`);
		if (status !== 200)
			return body.append(element('p', {}, serverSays(told?.detail, 'list.failed')));
		body.append(
			spans(days),
			waiting(told.oldest_pending),
			plot(word('numbers.by_day'), told.days, series),
			byDay(told.days),
			element('h2', {}, word('numbers.by_person')),
			byPerson(told.people),
		);
	},
};
