// What is shown once is kept by who copies it.
import { quiet, say } from './dom.js';
import { word } from './words.js';

function select(shown) {
	getSelection().selectAllChildren(shown);
	say(word('copy.selected'));
}

// A button that copies the text of what is shown, or selects it where a browser does not let pages
// copy (without HTTPS).
export const copyButton = (shown, text = shown.innerText) =>
	quiet(word('copy.do'), async () => {
		try {
			await navigator.clipboard.writeText(text);
			say(word('copy.done'));
		} catch {
			select(shown);
		}
	});
