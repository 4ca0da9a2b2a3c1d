// HTML from the daemon: it is parsed where nothing runs or loads, and what is allowed is copied. So
// nothing else gets into the page, whatever the answer was.

// Elements and attributes of what a reader wrote, as the renderer emits it; and of what is around it,
// where elements are all that have no attribute by which they load or run anything.
const prose = [/^(a|p|br|em|strong|del|pre|code|blockquote|[ou]l|li)$/, /^(href|rel|title|start)$/];
const frame = [
	/^(section|h[23]|p|a|div|details|summary|ol|li|article|header|span|time|form|label|input|textarea|button|svg|path)$/,
	/^(href|rel|class|id|for|name|type|value|lang|dir|hidden|required|autocomplete|tabindex|role|datetime|viewBox|fill|d|(aria|data)-.+)$/,
];
const language = /^language-[\w+#.-]+$/; // a class of what a reader wrote
const address = /^(#|https?:)/i;
const reference = /^(id|for|aria-\w+by)$/;

const policy = globalThis.trustedTypes?.createPolicy('afterword', { createHTML: (html) => html });

function copy(from, to, kind, mark) {
	const [elements, attributes] = kind;
	for (const node of from.childNodes) {
		if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
		if (!elements.test(node.localName)) continue;
		const made = document.createElementNS(node.namespaceURI, node.localName);
		for (const { name, value } of node.attributes ?? []) {
			if (!attributes.test(name) && !(name === 'class' && language.test(value))) continue;
			if (name !== 'href' || address.test(value))
				made.setAttribute(name, reference.test(name) ? mark(value) : value);
		}
		to.append(copy(node, made, made.classList.contains('body') ? prose : kind, mark));
	}
	return to;
}

// `mark` changes ids and what refers to them, so that each is the only one on the page.
export function safe(html, mark) {
	const inert = new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');
	return copy(inert.body, document.createDocumentFragment(), frame, mark);
}

// What a reader wrote, by itself.
export function safeProse(html) {
	return safe(`<div class="body">${html}</div>`, String).firstChild;
}
