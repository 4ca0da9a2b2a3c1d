// Decisions in the queue: one at a time and many in one go, and taking the last back.
import { ask } from './api.js';
import { askMore, change, mayBecome, sayDone, undoLast } from './decision.js';
import { confirmed } from './dialog.js';
import { element, focusOn, quiet, serverSays } from './dom.js';
import { idOf, verbs } from './item.js';
import * as view from './queue.js';
import { closeReports } from './reports.js';
import { word } from './words.js';

const { list, queue } = view;

export const bar = element('div', { id: 'bulk', role: 'region', hidden: true });

async function showUndone([first]) {
	await view.load();
	if (first) focusOn(view.itemOf(first));
}

export const undoHere = () => undoLast(showUndone);

export async function decide(id, to) {
	const item = queue.items.get(id);
	if (!item || !mayBecome(item, to)) return;
	const more = await askMore(to);
	if (!more) return focusOn(view.itemOf(id));
	const { told } = queue;
	const { status, body, undo } = await change(item, { from: item.state, state: to, ...more });
	if (status === 200) {
		view.count(item.state, to, 1, told);
		focusOn(view.itemOf(id));
		view.remove(id);
		sayDone(word('decision.done', { state: word(`now.${to}`) }), undo, showUndone);
	} else if (body?.current) {
		focusOn(
			view.replace(body.current, [serverSays(body.detail), ' ', word('comment.look_again')]),
		);
		sayDone(word('comment.changed'));
	} else {
		sayDone(serverSays(body?.detail, 'decision.failed'));
	}
	view.refresh();
}

export const decideCurrent = (to) => decide(idOf(view.current()), to);

let wholeList = false; // what is decided: not the selected, but all that the list has
let barShows; // so that what somebody is about to press stays where it is

// The bar for the selected, and what is done with all of them.
function showBulk() {
	const count = view.selected().length;
	wholeList &&= count > 0;
	const shows = [count, queue.state, wholeList, Boolean(queue.next)].join();
	if (shows === barShows) return;
	barShows = shows;
	bar.ariaLabel = word('bulk.region');
	bar.hidden = count === 0;
	bar.replaceChildren(...(wholeList ? forList() : forSelected(count)));
}

const forSelected = (count) => [
	element('span', {}, word('bulk.selected', { n: count })),
	...verbs(queue.state, decideAll),
	quiet(word('bulk.all'), () => view.selectAll()),
	quiet(word('bulk.none'), () => view.selectAll(false)),
	...(queue.next ? [quiet(word('bulk.list'), chooseList)] : []),
];

const forList = () => [
	element('span', {}, word('bulk.of_list')),
	...verbs(queue.state, decideList),
	quiet(word('bulk.none'), () => view.selectAll(false)),
];

// Of what the list has, only a part is on the page.
function chooseList() {
	wholeList = true;
	showBulk();
	bar.querySelector('button').focus();
}

// Tells what would be decided, and does it when that is wanted.
async function decideList(to) {
	const more = await askMore(to);
	if (!more) return;
	const filter = view.filter();
	const send = (dry) =>
		ask('moderation/decisions', {
			method: 'POST',
			body: { state: to, ...more, filter, dry_run: dry },
		});
	const { status, body } = await send(true);
	if (status !== 200) return sayDone(serverSays(body?.detail, 'decision.none'));
	const state = word(`now.${to}`);
	const sure = await confirmed({
		title: word('bulk.list_title', { n: body.decided }),
		text: word(body.next ? 'bulk.list_part' : 'bulk.list_all', { n: body.decided, state }),
		act: word('bulk.list_act'),
	});
	if (!sure) return;
	const { status: one, body: done } = await send(false);
	if (one !== 200) return sayDone(serverSays(done?.detail, 'decision.none'));
	await view.load();
	const { decided, items, undo } = done;
	sayDone(word('bulk.done', { done: decided, all: items.length, state }), undo, showUndone);
}

async function decideAll(to) {
	const from = queue.state;
	const more = await askMore(to);
	if (!more) return;
	const items = view.selected().map((shown) => {
		const { id, revision } = queue.items.get(idOf(shown));
		return { id, revision };
	});
	const { told } = queue;
	const { status, body } = await ask('moderation/decisions', {
		method: 'POST',
		body: { from, state: to, ...more, items },
	});
	if (status !== 200) return sayDone(serverSays(body?.detail, 'decision.none'));
	let left = 0;
	for (const { id, status: one, detail } of body.items)
		if (one === 200) {
			view.remove(id);
		} else {
			left++;
			if (queue.items.has(id)) view.replace(queue.items.get(id), [serverSays(detail)]);
		}
	view.count(from, to, body.decided, told);
	const state = word(`now.${to}`);
	const texts = [word('bulk.done', { done: body.decided, all: items.length, state })];
	if (left) texts.push(word('bulk.left', { n: left }));
	sayDone(texts.join(' '), body.undo, showUndone);
	view.refresh();
	focusOn(list.firstElementChild);
}

// What readers have reported is seen to, and the comment stays as it is.
async function stay(id) {
	const item = queue.items.get(id);
	const { status, body } = await closeReports(item);
	if (status !== 204) return sayDone(serverSays(body?.detail, 'reports.failed'));
	focusOn(view.itemOf(id));
	if (view.shownList() === 'reported') view.remove(id);
	else view.replace({ ...item, open_reports: 0, reports: [] });
	sayDone(word('reports.closed'));
	return view.refresh();
}

export const stayCurrent = () => {
	const id = idOf(view.current());
	if (queue.items.get(id)?.open_reports) stay(id);
};

Object.assign(queue, { decide, stay });
list.addEventListener('change', showBulk);
