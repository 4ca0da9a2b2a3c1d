// One comment with all that helps to judge it: what checks found, its revisions and decisions, its
// author and what is around it. It is decided as in the queue; its text is edited here.
import { ask, mayDecide, me } from '../api.js';
import { nameOf } from '../by.js';
import { askMore, change, mayBecome, sayDone, undoLast } from '../decision.js';
import { columns } from '../decisions.js';
import { difference } from '../difference.js';
import { element, say, serverSays, time } from '../dom.js';
import { listen, stopListening } from '../events.js';
import { form } from '../form.js';
import { entitle, show } from '../frame.js';
import { header, isEarlier, verbs } from '../item.js';
import { closeReports, openReports, stayButton } from '../reports.js';
import { addressOf } from '../route.js';
import { note, section } from '../section.js';
import { checkSession } from '../session.js';
import { table } from '../table.js';
import { moment, word } from '../words.js';

const STANDINGS = ['normal', 'trusted', 'banned'];

let item; // the comment that is shown
let editor; // what its text is edited in

const one = (id) => `moderation/comments/${id}`;

async function decide(to) {
	if (!item || !mayBecome(item, to)) return;
	const more = await askMore(to);
	if (!more || !item) return;
	const { status, body, undo } = await change(item, { from: item.state, state: to, ...more });
	if (status === 200) {
		await show();
		sayDone(word('decision.done', { state: word(`now.${to}`) }), undo, show);
	} else if (body?.current) {
		await show();
		sayDone([word('comment.changed'), ' ', word('comment.look_again')]);
	} else {
		sayDone(serverSays(body?.detail, 'decision.failed'));
	}
}

async function stay() {
	if (!item?.open_reports) return;
	const { status, body } = await closeReports(item);
	if (status !== 204) {
		sayDone(serverSays(body?.detail, 'reports.failed'));
		return;
	}
	await show();
	sayDone(word('reports.closed'));
}

function edit() {
	if (!editor) return;
	editor.open = true;
	editor.querySelector('textarea').focus();
}

// What is shown is no longer how it stands; nothing moves until somebody wants it to.
function tell() {
	const button = element('button', { type: 'button', onclick: show }, word('detail.show_now'));
	say(word('comment.changed'), ' ', button);
}

function decided({ id, by }) {
	if (id === item?.id && by !== me()) tell();
}

function reportedAnew({ id, open_reports: open }) {
	if (id === item?.id && open !== item.open_reports) tell();
}

// Events may have been missed.
async function compare() {
	const { id, revision, state, open_reports: open } = item;
	const { status, body } = await ask(one(id));
	if (status !== 200 || id !== item?.id) return;
	if (body.revision !== revision || body.state !== state || body.open_reports !== open) tell();
}

function follow() {
	const handlers = { reset: compare, decided, reported: reportedAnew };
	listen(`/api/v1/moderation/events?site=${item.site}`, handlers, checkSession);
}

// That readers see an earlier text than the one that waits, and what is another in it.
function earlier(texts) {
	const read = texts.find(({ number }) => number === item.published);
	return [
		element('p', {}, word('comment.earlier')),
		element('p', { className: 'faint' }, word('detail.changed_since')),
		difference(read?.body ?? item.body, item.body),
	];
}

function comment(texts) {
	const text = element('div', { className: 'body', dir: 'auto' });
	text.innerHTML = item.html; // the server's own, by allow-list
	return element(
		'article',
		{},
		header(item),
		element('p', { className: 'faint' }, word(`state.${item.state}`)),
		...openReports(item),
		text,
		...(isEarlier(item) ? earlier(texts) : []),
		element(
			'footer',
			{},
			...(mayDecide(item.site) && !item.erased ? [...verbs(item.state, decide), ...stayButton(item, stay)] : []),
		),
	);
}

// Its text as it is edited. What somebody else has made of it since is told; what was typed stays.
function editing() {
	let read = item;
	const since = element('div', { hidden: true });
	async function send(values) {
		const answer = await change(read, values);
		const now = answer.status === 412 && answer.body.current;
		if (now) {
			since.replaceChildren(
				element('p', {}, word('detail.changed')),
				difference(read.body, now.body),
			);
			since.hidden = false;
			read = now;
		}
		return answer;
	}
	async function done() {
		await show();
		say(word('detail.saved'));
	}
	const value = item.body;
	const fields = [{ name: 'body', label: 'detail.text', rows: 10, required: true, value }];
	editor = element(
		'details',
		{},
		element('summary', {}, word('detail.edit')),
		since,
		form({ fields, submit: 'detail.save', send, done }),
	);
	return editor;
}

const reason = ({ check, score, text }) =>
	element(
		'li',
		{},
		element('strong', {}, word(`check.${check}`)),
		' ',
		element('span', { className: 'faint' }, word('detail.points', { n: score })),
		element('p', {}, serverSays(text)),
	);

function revision({ number, body, by, created_at: at }, before) {
	const who = by ? nameOf(by) : word('detail.by_author');
	return element(
		'li',
		{},
		element('strong', {}, word('detail.revision', { n: number })),
		element('span', { className: 'faint' }, ` · ${who} · `),
		time(at),
		difference(before?.body ?? body, body),
	);
}

const revisions = (all) =>
	element(
		'ol',
		{ className: 'plain' },
		...all.map((one, i) => revision(one, all[i - 1])).toReversed(),
	);

const reported = ({ reason: what, note: text }) => [
	element('p', {}, word(`report.${what}`)),
	element('p', { className: 'faint', dir: 'auto' }, text ?? ''),
];

const linked = (other) =>
	element(
		'li',
		{},
		element(
			'a',
			{ href: addressOf('comment', { id: other.id }), dir: 'auto' },
			word('comment.label', { name: other.name }),
		),
		element('span', { className: 'faint' }, ` · ${word(`state.${other.state}`)} · `),
		time(other.created_at),
		element('p', { className: 'excerpt', dir: 'auto' }, other.body),
	);

const group = (key, others) =>
	others.length
		? [
				element('h3', {}, word(key)),
				element('ul', { className: 'plain' }, ...others.map(linked)),
			]
		: [];

function around({ parent, siblings }) {
	const groups = [
		...group('detail.parent', parent ? [parent] : []),
		...group('detail.siblings', siblings),
	];
	return groups.length ? [section('detail.around', ...groups)] : [];
}

function standingForm(author) {
	const options = STANDINGS.map((value) => [value, word(`standing.${value}`)]);
	return form({
		fields: [
			{ name: 'standing', label: 'detail.standing', options, value: author.standing },
			{
				name: 'note',
				label: 'detail.note',
				value: author.standing_note ?? '',
				maxLength: 1000,
			},
		],
		submit: 'detail.set',
		send: ({ standing, note }) =>
			ask(`moderation/authors/${author.id}`, {
				method: 'PATCH',
				body: { standing, note: note || null },
			}),
		async done() {
			await show();
			say(word('detail.standing_saved'));
		},
	});
}

// What moderators think of the author, and where that is said.
function standing(author) {
	const { standing: now, standing_by: by, standing_at: at, standing_note: text } = author;
	const shown = [element('p', {}, word(`standing.${now}`))];
	if (by && at)
		shown.push(
			element(
				'p',
				{ className: 'faint' },
				word('detail.since', { when: moment(at), who: nameOf(by) }),
			),
		);
	if (text) shown.push(element('p', { className: 'faint', dir: 'auto' }, text));
	if (mayDecide(item.site)) shown.push(standingForm(author));
	return shown;
}

const reportColumns = [
	{ label: 'record.when', head: true, cell: ({ created_at: at }) => time(at) },
	{ label: 'record.reason_note', cell: reported },
	{
		label: 'reports.seen_to',
		cell: ({ closed_by: by, closed_at: at }) =>
			by ? [nameOf(by), ' · ', time(at)] : word('reports.nobody'),
	},
];

export const view = {
	async open(body, { id }) {
		const [read, context] = await Promise.all([ask(one(id)), ask(`${one(id)}/context`)]);
		const failed = [read, context].find(({ status }) => status !== 200);
		if (failed) {
			return body.append(note(serverSays(failed.body?.detail, 'comment.unreadable')));
		}
		const author = await ask(`moderation/authors/${read.body.author.id}`);
		if (!body.isConnected) return; // one has gone elsewhere
		item = read.body;
		const { reasons, state, site } = item;
		const { revisions: texts, decisions, reports, author_comments: others } = context.body;
		entitle(word('comment.label', { name: item.name }));
		const shown = [comment(texts)];
		if (state !== 'deleted' && mayDecide(site)) shown.push(editing());
		if (reasons.length)
			shown.push(
				section(
					'detail.reasons',
					element('ul', { className: 'plain' }, ...reasons.map(reason)),
				),
			);
		shown.push(...around(context.body));
		const known = author.status === 200 ? standing(author.body) : [];
		const newest = group('detail.author_comments', others);
		if (known.length + newest.length)
			shown.push(section('detail.author', ...known, ...newest));
		if (reports.length)
			shown.push(
				section(
					'detail.reports',
					table(word('detail.reports'), reportColumns, reports),
				),
			);
		shown.push(section('detail.revisions', revisions(texts)));
		if (decisions.length)
			shown.push(
				section(
					'detail.decisions',
					table(word('detail.decisions'), columns, decisions.toReversed()),
				),
			);
		body.append(element('div', { className: 'detail' }, ...shown));
		follow();
	},

	close() {
		stopListening();
		item = undefined;
		editor = undefined;
	},

	keys: [
		['a', 'keys.approve', () => decide('approved')],
		['r', 'keys.reject', () => decide('rejected')],
		['s', 'keys.spam', () => decide('spam')],
		['d', 'keys.delete', () => decide('deleted')],
		['l', 'keys.stays', stay],
		['e', 'keys.edit', edit],
		['u', 'keys.undo', () => undoLast(show)],
	],
};
