// The record of what was changed in accounts, roles and tokens, and of merges of pages, the newest
// first.
import { nameOf } from '../by.js';
import { say, serverSays, time } from '../dom.js';
import { askPart, listed } from '../part.js';
import { note } from '../section.js';
import { withSite } from '../site.js';
import { word } from '../words.js';

const others = {
	command: () => word('changes.by_command'),
	'first-link': () => word('changes.by_link'),
};

function subject({ subject: text }) {
	const [, kind, name] = /^(\w+):(.*)$/.exec(text);
	return word(`changes.of_${kind}`, { name });
}

function since({ subject: text, scope }) {
	if (!scope) return '';
	if (scope === 'none') return word('changes.none');
	return word(text.startsWith('token:') ? `tokens.scope_${scope}` : `role.${scope}`);
}

const columns = [
	{ label: 'changes.when', head: true, cell: ({ at }) => time(at) },
	{ label: 'changes.by', cell: ({ by }) => others[by]?.() ?? nameOf(by) },
	{ label: 'changes.subject', cell: subject },
	{ label: 'changes.action', cell: ({ action }) => word(`changes.is_${action}`) },
	{ label: 'changes.scope', cell: since },
	{ label: 'frame.site', cell: ({ site }) => site ?? '' },
];

export const view = {
	async open(body, place) {
		const part = await askPart('admin/changes', withSite(), place, { newest: true });
		if (part.status !== 200) return say(serverSays(part.body?.detail, 'list.failed'));
		body.append(
			note(word('changes.about')),
			...listed(part, word('view.changes'), columns, 'changes.nothing'),
		);
		return undefined;
	},
};
