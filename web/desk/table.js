// A list as a table, which is cards where there is no room for columns (views.css). Where rows
// are shown as blocks browsers forget what they are; so each has its role.
import { element } from './dom.js';
import { word } from './words.js';

const headOf = ({ label }) =>
	label
		? element('th', { scope: 'col', role: 'columnheader' }, word(label))
		: element('td', { role: 'cell' });

function cellOf({ label, head, cell }, row) {
	const parts = [cell(row)].flat();
	const content = parts.length > 1 ? [element('div', {}, ...parts)] : parts; // cards are grids
	const made = head
		? element('th', { scope: 'row', role: 'rowheader' }, ...content)
		: element('td', { role: 'cell' }, ...content);
	if (label) made.dataset.label = word(label);
	made.classList.toggle('none', made.textContent === '');
	return made;
}

const group = (name, rows) => element(name, { role: 'rowgroup' }, ...rows);

const line = (cells) => element('tr', { role: 'row' }, ...cells);

const rowOf = (columns, row) => line(columns.map((column) => cellOf(column, row)));

// The row that something stands in, as it is now; who was at one of its buttons stays there.
export function renewRow(inside, columns, row) {
	const old = inside.closest('tr');
	const at = [...old.querySelectorAll('button')].indexOf(document.activeElement);
	const renewed = rowOf(columns, row);
	old.replaceWith(renewed);
	renewed.querySelectorAll('button')[at]?.focus();
}

// `label` says what it lists. A column: {label: a word's key, cell: (row) => texts and elements,
// head: whether it says what the row is}; one without a label has buttons.
export function table(label, columns, rows) {
	const lines = rows.map((row) => rowOf(columns, row));
	return element(
		'table',
		{ role: 'table', ariaLabel: label },
		group('thead', [line(columns.map(headOf))]),
		group('tbody', lines),
	);
}
