// The record: who decided what, the newest first. Filters and part stand in the address.
import { ask, mayDecide } from '../api.js';
import { nameOf } from '../by.js';
import { columns as decisionColumns } from '../decisions.js';
import { confirmed } from '../dialog.js';
import { element, quiet, say, serverSays } from '../dom.js';
import { form } from '../form.js';
import { show } from '../frame.js';
import { askPart, listed } from '../part.js';
import { addressOf, go } from '../route.js';
import { site, withSite } from '../site.js';
import { spanOf } from '../span.js';
import { REASONS, STATES } from '../states.js';
import { undo } from '../undo.js';
import { word } from '../words.js';

const FILTERS = ['comment', 'batch', 'by', 'from', 'to', 'reason', 'since', 'until'];
const PEOPLE = 366; // days of which it is known who decided in them
const UNDOABLE = 30 * 24 * 3600 * 1000; // milliseconds, as the server has it
const COUNTED = 200; // decisions of a batch that are counted before it is undone

function asked({ query }) {
	const filters = Object.fromEntries(FILTERS.map((name) => [name, query.get(name)]));
	return withSite({ ...filters, ...spanOf(filters.since, filters.until) });
}

// Everybody who has decided, and who is asked for.
async function people(by) {
	const { status, body } = await ask(`moderation/numbers?${withSite({ days: PEOPLE })}`);
	const known = status === 200 ? body.people.map((one) => one.by) : [];
	return [...new Set(by ? [...known, by] : known)];
}

const choices = (all, values, named) => [
	['', all],
	...values.map((value) => [value, named(value)]),
];

function filterForm({ query }, who) {
	const any = word('record.any');
	const states = choices(any, STATES, (state) => word(`state.${state}`));
	const field = (name, more) => ({
		name,
		label: `record.${name}`,
		value: query.get(name) ?? '',
		...more,
	});
	return form({
		className: 'filters',
		fields: [
			field('by', { options: choices(word('record.anybody'), who, nameOf) }),
			field('from', { options: states }),
			field('to', { options: states }),
			field('reason', {
				options: choices(any, REASONS, (reason) => word(`reason.${reason}`)),
			}),
			field('since', { type: 'date' }),
			field('until', { type: 'date' }),
		],
		submit: 'record.filter',
		send: (values) => go('record', values),
		others: [quiet(word('record.unfilter'), () => go('record'))],
	});
}

const comment = ({ comment: id }) =>
	element('a', { href: addressOf('comment', { id }), className: 'whole' }, id);

async function undoBatch({ batch }) {
	const { status, body } = await ask(
		`moderation/decisions?${withSite({ batch, limit: COUNTED })}`,
	);
	if (status !== 200) return say(serverSays(body?.detail, 'list.failed'));
	const n = body.items.length;
	const sure = await confirmed({
		title: word('undo.title'),
		text: word(body.next ? 'undo.what_many' : 'undo.what', { n }),
		act: word('undo.do', { n }),
	});
	if (!sure) return;
	const { undone, texts } = await undo(batch);
	if (undone) await show();
	say(...texts);
}

// An edit is not undone; one edits again.
function undoButton(decision) {
	const old = Date.now() - Date.parse(decision.at) > UNDOABLE;
	if (old || decision.from === decision.to || !mayDecide(site())) return '';
	return quiet(word('action.undo'), () => undoBatch(decision));
}

const columns = [
	...decisionColumns,
	{ label: 'record.comment', cell: comment },
	{ cell: undoButton },
];

export const view = {
	async open(body, place) {
		const [known, part] = await Promise.all([
			people(place.query.get('by')),
			askPart('moderation/decisions', asked(place), place, { newest: true }),
		]);
		const filters = filterForm(place, known);
		body.append(filters);
		if (part.status !== 200) return filters.refuse(part);
		const filtered = FILTERS.some((name) => place.query.get(name));
		const none = filtered ? 'record.nothing_fits' : 'record.nothing';
		body.append(...listed(part, word('view.record'), columns, none));
	},
};
