// A form: fields with their labels, and mistakes at the fields, as the server tells them. What was
// typed stays.
import { element, serverSays } from './dom.js';
import { word } from './words.js';

let made = 0; // forms, so that ids differ

function controlOf({ options, rows, label, hint, ...properties }) {
	if (options) {
		const choices = options.map(([value, text]) => element('option', { value }, text));
		const { value, ...others } = properties;
		const shown = element('select', others, ...choices);
		if (value !== undefined) shown.value = value;
		return shown;
	}
	if (rows) return element('textarea', { rows, ...properties });
	return element('input', properties);
}

// A field: {name, label, hint (keys of words), options ([value, text]) of a select, rows of a text,
// and what its element shall have besides: type, value, required, …}.
function fieldOf(field, prefix) {
	const id = `${prefix}-${field.name}`;
	const control = controlOf({ ...field, id });
	const mistake = element('p', { className: 'mistake', id: `${id}-mistake`, hidden: true });
	const hint =
		field.hint && element('p', { className: 'note', id: `${id}-hint` }, word(field.hint));
	control.setAttribute('aria-describedby', [hint?.id, mistake.id].filter(Boolean).join(' '));
	const label = element('label', { htmlFor: id }, word(field.label));
	const parts = field.type === 'checkbox' ? [control, label] : [label, control];
	const shown = element('div', { className: `field ${field.type ?? ''}` }, ...parts);
	if (hint) shown.append(hint);
	shown.append(mistake);
	return { control, mistake, shown };
}

function valueOf(control) {
	if (control.type === 'checkbox') return control.checked;
	if (control.type === 'number') return control.value === '' ? null : control.valueAsNumber;
	return control.value;
}

function showMistake({ control, mistake }, text) {
	mistake.hidden = !text;
	mistake.replaceChildren(text ? serverSays(text) : '');
	if (text) control.ariaInvalid = 'true';
	else control.removeAttribute('aria-invalid');
}

const usernameOf = (account) =>
	element('input', { value: account, autocomplete: 'username', hidden: true });

// `submit`: the word of its button. `send` is given the values by name, and gives the answer to
// what it asked for, if anything; `done` is given one that went well. `others`: more buttons.
// `account`: whose password is typed, for what keeps passwords.
// The element has `values`, `refuse`, which shows what an answer says is wrong, and
// `accept`, which shows it no more.
export function form({
	fields,
	submit,
	send,
	done = () => {},
	others = [],
	className = '',
	account,
}) {
	const prefix = `form-${++made}`;
	const all = new Map(fields.map((field) => [field.name, fieldOf(field, prefix)]));
	const general = element('p', { className: 'mistake', role: 'alert' });
	const button = element('button', { type: 'submit' }, word(submit));

	function accept() {
		general.replaceChildren();
		for (const field of all.values()) showMistake(field);
	}

	const values = () =>
		Object.fromEntries([...all].map(([name, { control }]) => [name, valueOf(control)]));

	function refuse({ body } = {}) {
		accept();
		const unplaced = [];
		for (const { field, detail } of body?.errors ?? []) {
			const at = all.get(field.split('.')[0]);
			if (at) showMistake(at, detail);
			else unplaced.push(detail);
		}
		const wrong = [...all.values()].find(({ control }) => control.ariaInvalid);
		if (unplaced.length) general.replaceChildren(serverSays(unplaced.join(' ')));
		else if (!wrong) general.replaceChildren(serverSays(body?.detail, 'server.silent'));
		wrong?.control.focus();
	}

	async function onsubmit(event) {
		event.preventDefault();
		if (button.ariaDisabled) return; // it is on its way
		accept();
		button.ariaDisabled = 'true';
		const answer = await send(values());
		button.ariaDisabled = null;
		if (!answer) return;
		if (answer.status >= 200 && answer.status < 300) done(answer);
		else refuse(answer);
	}

	const shown = [...all.values()].map((field) => field.shown);
	if (account) shown.unshift(usernameOf(account));
	const buttons = element('p', { className: 'buttons' }, button, ...others);
	return Object.assign(element('form', { className, onsubmit }, ...shown, general, buttons), {
		accept,
		refuse,
		values,
	});
}
