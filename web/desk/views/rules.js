// A site's rules: what they match and what becomes of it. `new` and a rule's id in the address are
// the form in which one is made or changed, and tried on the newest comments before.
import { ask, may } from '../api.js';
import { nameOf } from '../by.js';
import { confirmed } from '../dialog.js';
import { element, quiet, say, serverSays, time } from '../dom.js';
import { form } from '../form.js';
import { entitle, show } from '../frame.js';
import { addressOf, go } from '../route.js';
import { makeLink, note } from '../section.js';
import { oneSite, askForSite } from '../site.js';
import { STATES } from '../states.js';
import { renewRow, table } from '../table.js';
import { word } from '../words.js';

const KINDS = ['words', 'pattern', 'name', 'host', 'author', 'network'];
const ACTIONS = ['hold', 'reject', 'spam', 'trust'];

const change = ({ id }, body) => ask(`moderation/rules/${id}`, { method: 'PATCH', body });

const failed = ({ body }) => say(serverSays(body?.detail, 'rules.failed'));

const named = (group, names) => names.map((name) => [name, word(`rules.${group}_${name}`)]);

// The list

function what({ kind, value }) {
	const text = kind === 'words' ? value.split('\n').join(' · ') : value;
	return [
		element('p', { className: 'faint' }, word(`rules.kind_${kind}`)),
		element('p', { dir: 'auto' }, kind === 'pattern' ? element('code', {}, text) : text),
	];
}

function state(rule) {
	return word(`rules.state_${rule.state}`);
}

const set = ({ by, changed_at: at }) => [element('p', {}, nameOf(by)), element('p', {}, time(at))];

async function toggle(button, columns, rule) {
	const answer = await change(rule, { state: rule.state === 'on' ? 'off' : 'on' });
	if (answer.status !== 200) return failed(answer);
	say(word(`rules.now_${answer.body.state}`));
	return renewRow(button, columns, answer.body);
}

async function remove({ id, value }) {
	const sure = await confirmed({
		title: word('rules.delete_title'),
		text: word('rules.delete_text', { value: value.split('\n')[0] }),
		act: word('rules.delete_do'),
	});
	if (!sure) return;
	const answer = await ask(`moderation/rules/${id}`, { method: 'DELETE' });
	if (answer.status !== 204) {
		failed(answer);
		return;
	}
	await show();
	say(word('rules.deleted'));
}

function buttons(columns, rule) {
	const shift = quiet(word(rule.state === 'on' ? 'rules.switch_off' : 'rules.switch_on'), () =>
		toggle(shift, columns, rule),
	);
	return element(
		'div',
		{ className: 'buttons' },
		element(
			'a',
			{ href: addressOf('rules', { id: rule.id }), className: 'button quiet' },
			word('action.change'),
		),
		shift,
		quiet(word('rules.delete'), () => remove(rule)),
	);
}

function columnsFor(changes) {
	const columns = [
		{ label: 'rules.what', head: true, cell: what },
		{ label: 'rules.action', cell: ({ action }) => word(`rules.action_${action}`) },
		{ label: 'rules.state', cell: state },
		{ label: 'rules.note', cell: ({ note: text }) => text ?? '' },
		{ label: 'rules.set', cell: set },
	];
	if (changes) columns.push({ cell: (rule) => buttons(columns, rule) });
	return columns;
}

function list(body, rules, changes) {
	body.append(note(word('rules.about')));
	if (changes) body.append(makeLink('rules', word('rules.new')));
	if (rules.length) body.append(table(word('view.rules'), columnsFor(changes), rules));
	else body.append(note(word(changes ? 'rules.nothing' : 'rules.nothing_here')));
}

// The form

const sampleColumns = [
	{ label: 'rules.sample_what', head: true, cell: ({ what: text }) => text },
	{ label: 'rules.sample_name', cell: ({ name }) => name },
	{ label: 'rules.sample_body', cell: ({ body }) => element('p', { dir: 'auto' }, body) },
	{ label: 'rules.sample_state', cell: (item) => word(`state.${item.state}`) },
];

const sum = (counts) => Object.values(counts).reduce((all, n) => all + n, 0);

// What it would have matched.
function findings({ tried, matched, items }) {
	const n = sum(matched);
	const all = sum(tried);
	const states = STATES.filter((name) => matched[name]).map((name) =>
		word('rules.tried_state', { state: word(`state.${name}`), n: matched[name] }),
	);
	const shown = [element('h2', { tabIndex: -1 }, word('rules.tried', { n, all }))];
	if (states.length) shown.push(note(states.join(' · ')));
	if (items.length) shown.push(table(word('rules.samples'), sampleColumns, items));
	if (n > items.length) shown.push(note(word('rules.samples_first', { n: items.length })));
	return shown;
}

function ruleForm(on, rule) {
	const found = element('section', { ariaLabel: word('rules.samples') });
	const attempt = async () => {
		const body = { ...made.values(), site: on };
		const answer = await ask('moderation/rules/try', { method: 'POST', body });
		if (answer.status !== 200) return made.refuse(answer);
		made.accept();
		found.replaceChildren(...findings(answer.body));
		return found.firstChild.focus();
	};
	const field = (name, more) => ({
		name,
		label: `rules.${name}`,
		value: rule[name] ?? '',
		...more,
	});
	const about = () => {
		const { kind, value } = made.elements;
		value.closest('.field').querySelector('.note').textContent = word(
			`rules.about_${kind.value}`,
		);
	};
	const made = form({
		fields: [
			field('kind', { options: named('kind', KINDS), onchange: () => about() }),
			field('value', { rows: 4, hint: 'rules.about_words', spellcheck: false }),
			field('action', { options: named('action', ACTIONS) }),
			field('state', { options: named('state', ['on', 'off']), hint: 'rules.state_hint' }),
			field('note', { hint: 'rules.note_hint' }),
		],
		submit: rule.id ? 'action.save' : 'rules.make',
		send: (values) =>
			rule.id
				? change(rule, values)
				: ask('moderation/rules', { method: 'POST', body: { ...values, site: on } }),
		done: () => {
			go('rules');
			say(word(rule.id ? 'rules.changed' : 'rules.made'));
		},
		others: [
			quiet(word('rules.try'), attempt),
			quiet(word('action.cancel'), () => go('rules')),
		],
	});
	about();
	return [made, found];
}

const fresh = { kind: 'words', action: 'hold', state: 'on' };

export const view = {
	async open(body, place) {
		const on = oneSite();
		if (!on) return body.append(askForSite(place));
		const changes = may('admin', on);
		if (place.id === 'new' && changes) {
			entitle(word('rules.new'));
			return body.append(...ruleForm(on, fresh));
		}
		const answer = await ask(`moderation/rules?${new URLSearchParams({ site: on })}`);
		if (answer.status !== 200) return failed(answer);
		const { items } = answer.body;
		const rule = changes && items.find(({ id }) => id === place.id);
		if (rule) {
			entitle(word('rules.change'));
			return body.append(...ruleForm(on, rule));
		}
		return list(body, items, changes);
	},
};
