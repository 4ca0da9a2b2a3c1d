// Decisions as rows of the record: when, who, what and why.
import { isToken, nameOf } from './by.js';
import { element, time } from './dom.js';
import { word } from './words.js';

function who({ by }) {
	const shown = element('span', {}, nameOf(by));
	if (isToken(by)) shown.append(' ', element('span', { className: 'faint' }, word('by.token')));
	return shown;
}

function what({ from, to, edited, undoes }) {
	const states = { from: word(`state.${from}`), to: word(`state.${to}`) };
	const shown = element('div');
	if (from !== to) shown.append(element('p', {}, word('record.what', states)));
	if (edited) shown.append(element('p', {}, word('record.edited', { revision: edited })));
	if (undoes) shown.append(element('p', { className: 'faint' }, word('record.undoes')));
	return shown;
}

function why({ reason, note }) {
	const shown = element('div');
	if (reason) shown.append(element('p', {}, word(`reason.${reason}`)));
	if (note) shown.append(element('p', { className: 'faint', dir: 'auto' }, note));
	return shown;
}

export const columns = [
	{ label: 'record.when', head: true, cell: ({ at }) => time(at) },
	{ label: 'record.by', cell: who },
	{ label: 'record.decision', cell: what },
	{ label: 'record.reason_note', cell: why },
];
