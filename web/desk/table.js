// A list as a table, which is cards where there is no room for columns (moderate.css).
import { element } from './dom.js';
import { word } from './words.js';

// Where rows are shown as blocks browsers forget what they are, so it is said.
const role = (made, name) => {
	made.role = name;
	return made;
};

const labelled = ({ label, head, cell }, row) => {
	const made = role(element(head ? 'th' : 'td', {}, cell(row)), head ? 'rowheader' : 'cell');
	if (head) made.scope = 'row';
	if (label) made.dataset.label = word(label);
	made.classList.toggle('none', !made.hasChildNodes() || made.textContent === '');
	return made;
};

// `label`: what the table lists. Columns: {label: a word's key, cell: (row) => text or element, head:
// whether it says what the row is}; one without a label has buttons.
export function table(label, columns, rows) {
	const heads = columns.map((column) =>
		role(
			element('th', { scope: 'col' }, column.label ? word(column.label) : ''),
			'columnheader',
		),
	);
	const lines = rows.map((row) =>
		role(element('tr', {}, ...columns.map((column) => labelled(column, row))), 'row'),
	);
	const head = element('thead', {}, role(element('tr', {}, ...heads), 'row'));
	const made = element('table', { ariaLabel: label }, role(head, 'rowgroup'));
	made.append(role(element('tbody', {}, ...lines), 'rowgroup'));
	return role(made, 'table');
}
