// What readers have reported about a comment, and saying that it stays as it is.
import { ask } from './api.js';
import { element, quiet, time } from './dom.js';
import { word } from './words.js';

function reportOf({ reason, note, created_at: at }) {
	const shown = element('li', {}, element('strong', {}, word(`report.${reason}`)), ' ');
	if (note) shown.append(element('q', { dir: 'auto' }, note), ' ');
	shown.append(time(at));
	return shown;
}

// Those that are open, the newest first; nothing where there are none.
export function openReports({ open_reports: n, reports }) {
	if (!n) return [];
	return [
		element(
			'div',
			{ className: 'reports' },
			element('p', {}, word('reports.open', { n })),
			element('ul', {}, ...reports.map(reportOf)),
		),
	];
}

// The button of who has looked at them, and leaves the comment alone.
export const stayButton = ({ open_reports: n }, stay) =>
	n ? [quiet(word('reports.stays'), stay)] : [];

// Closes those that were read.
export const closeReports = ({ id, reports: [newest] }) =>
	ask(`moderation/comments/${id}/reports?through=${newest.id}`, { method: 'DELETE' });
