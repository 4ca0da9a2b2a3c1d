// What a site asks of comments: its policy and the numbers that checks and rates go by; and how it
// shows its threads, and which names it reserves.
import { ask } from '../api.js';
import { say, serverSays } from '../dom.js';
import { form } from '../form.js';
import { show } from '../frame.js';
import { namesOf } from '../names.js';
import { facts, note, section } from '../section.js';
import { askForSite, oneSite } from '../site.js';
import { number, word } from '../words.js';

const POLICY = ['policy', 'hold', 'trust', 'publish'];

// The numbers and their bounds, as the server's table has them.
const NUMBERS = [
	['trust_after', 1, 1000],
	['links', 0, 100],
	['hold_score', 1, 10000],
	['spam_score', 1, 10000],
	['form_min', 0, 3600],
	['form_max', 2, 8760],
	['author_rate', 0, 100000],
	['network_rate', 0, 100000],
	['page_rate', 0, 100000],
	['site_rate', 0, 100000],
	['close_after', 0, 36500],
];

// The same of its threads.
const THREAD_NUMBERS = [
	['thread_depth', 0, 15],
	['thread_size', 10, 1000],
];
const THREAD_CHOICES = [
	['thread_sort', 'oldest', 'newest', 'liked'],
	['likes', 'off', 'on'],
];

const bounds = (min, max) => word('policy.bounds', { min: number(min), max: number(max) });

// Only what is another is sent: what others have changed meanwhile stays.
const differing = (values, site) =>
	Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== site[name]));

// `key`: of the word for a name.
function siteForm(site, { key, choices, numbers, submit }) {
	const made = form({
		fields: [
			...choices.map(([name, ...values]) => ({
				name,
				label: key(name),
				value: site[name],
				options: values.map((value) => [value, word(key(`is_${value}`))]),
			})),
			...numbers.map(([name, min, max]) => ({
				name,
				label: key(name),
				hint: key(`about_${name}`),
				value: site[name],
				type: 'number',
				required: true,
				min,
				max,
			})),
		],
		submit,
		send: (values) =>
			ask(`admin/sites/${site.id}`, { method: 'PATCH', body: differing(values, site) }),
		done: async () => {
			await show();
			say(word(key('saved')));
		},
	});
	for (const [name, min, max] of numbers) {
		const hint = made.elements[name].closest('.field').querySelector('.note');
		hint.append(' ', bounds(min, max));
	}
	return made;
}

export const view = {
	async open(body, place) {
		const on = oneSite();
		if (!on) return body.append(askForSite(place));
		const { status, body: answer } = await ask('admin/sites');
		const site = status === 200 && answer.items.find(({ id }) => id === on);
		if (!site) return say(serverSays(answer?.detail, 'policy.unreadable'));
		return body.append(
			note(word('policy.about')),
			facts([
				['frame.site', site.id],
				['policy.origins', site.origins.join(', ') || word('policy.no_origin')],
			]),
			siteForm(site, {
				key: (name) => `policy.${name}`,
				choices: [POLICY],
				numbers: NUMBERS,
				submit: 'action.save',
			}),
			section(
				'threads.title',
				note(word('threads.about')),
				siteForm(site, {
					key: (name) => `threads.${name}`,
					choices: THREAD_CHOICES,
					numbers: THREAD_NUMBERS,
					submit: 'threads.save',
				}),
			),
			await namesOf(on),
		);
	},
};
