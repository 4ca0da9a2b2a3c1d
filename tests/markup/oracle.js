// CommonMark's own implementation, cut down to the subset of include/core/markup.h: what is not
// in it is switched off in the parser, so that what remains must be equal, byte for byte; what is
// beyond CommonMark (bare links) is written here a second time. Of ~~ it knows nothing: what they
// strike out is what ** would make strong (`struck`), and elsewhere texts that have two are left out.
import { HtmlRenderer, Node, Parser } from "commonmark";

const bounds = { lists: 3, quotes: 5, parens: 8 };

const THEMATIC_BREAK = /^(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/;
const LANGUAGE = /^[ \t]*([A-Za-z0-9+#.-]{1,32})(?![^ \t\n])/;
const ESCAPE = /\\[^]/g;
const TILDES = /(?<!~)~~(?!~)/g;
const ENTITY = /&(?:#x[a-f0-9]{1,6}|#[0-9]{1,7}|[a-z][a-z0-9]{1,31});/i;

// Destinations on which url_link and this file surely agree; of others it has tests of its own.
const ACCEPTED = /^https?:\/\/[a-z]+(\.[a-z]+)+(\/([A-Za-z0-9/._*~?=&()+:;,@!$-]|%[C-F][0-9A-F]|[^\0-\x7f])*)?$/i;
const REFUSED = /^(?!https?:)|^https?:(?!\/\/)/i;

const BARE = /^https?:\/\/(?:[A-Za-z0-9._-]|[^\0-\x7f\p{P}\p{S}\p{Z}\p{C}])*/iu;
const BARE_REST = /^[/?#](?:[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]|[^\0-\x7f\p{P}\p{S}\p{Z}\p{C}])*/u;

// Thrown when a text leaves the ground on which the comparison means something.
export class OffGround extends Error {}

function accepts(destination) {
	if (ACCEPTED.test(destination)) return true;
	if (REFUSED.test(destination)) return false;
	throw new OffGround(destination);
}

const ancestors = (node, type) => {
	let count = 0;
	for (; node; node = node.parent) count += node.type === type;
	return count;
};

function blockStarts(all) {
	const [quote, , fence, , , , list] = all;
	return [
		(parser, container) =>
			ancestors(container, "block_quote") < bounds.quotes ? quote(parser, container) : 0,
		fence,
		(parser, container) => {
			const rest = parser.currentLine.slice(parser.nextNonspace);
			const deep = container.type !== "list" && ancestors(container, "list") >= bounds.lists;
			return deep || THEMATIC_BREAK.test(rest) ? 0 : list(parser, container);
		},
	];
}

function trimmedBare(address) {
	for (;;) {
		const last = address.at(-1);
		const reference = /&[A-Za-z0-9]+;$/.exec(address)?.[0];
		const open = address.split("(").length, close = address.split(")").length;
		if (!"?!.,:;*_~'".includes(last) && !(last === ")" && close > open)) return address;
		address = address.slice(0, -(reference ?? last).length);
	}
}

function bareAt(subject, at) {
	const rest = subject.slice(at);
	const host = BARE.exec(rest)?.[0];
	if (!host || /[A-Za-z0-9+.-]/.test(subject[at - 1] ?? " ")) return null;
	if (!/^.{6,}[^]\.[^._-]/u.test(host) || !/\/\/[^]+?\.[^._-]/u.test(host)) return null;
	const port = /^:[0-9]+/.exec(rest.slice(host.length))?.[0] ?? "";
	const authority = host + port;
	const behind = rest.slice(authority.length);
	if (/^(?:[A-Za-z0-9._~:!$&'()*+,;=%-]|[^\0-\x7f\p{P}\p{S}\p{Z}\p{C}])*@/u.test(behind))
		return null;
	return trimmedBare(authority + (BARE_REST.exec(behind)?.[0] ?? ""));
}

/** Cuts info strings down to the name of a language, of which the renderer makes a class. */
function cutBlocks(parser) {
	const { code_block } = parser.blocks;
	const finalize = (parser, block) => {
		const language = LANGUAGE.exec(block._string_content)?.[1].toLowerCase() ?? "";
		code_block.finalize(parser, block);
		block._info = language;
	};
	parser.blocks = { ...parser.blocks, code_block: { ...code_block, finalize } };
	parser.blockStarts = blockStarts(parser.blockStarts);
}

const textNode = (literal) => Object.assign(new Node("text"), { _literal: literal });

function linkNode(destination, shown) {
	const node = Object.assign(new Node("link"), { _destination: destination, _title: "" });
	node.appendChild(textNode(shown));
	return node;
}

function cutInlines(inline) {
	const { parseCloseBracket, parseLinkDestination, parseLinkTitle, parseInline } = inline;

	// its own trims with trim(), which takes no-break spaces too
	inline.parse = function (block) {
		const subject = block._string_content.replace(/^[ \t\n]+|[ \t\n]+$/g, "");
		Object.assign(this, { subject, pos: 0, delimiters: null, brackets: null });
		while (this.parseInline(block));
		this.processEmphasis(null);
	};
	inline.parseReference = () => 0;
	inline.parseHtmlTag = () => false;
	inline.parseEntity = () => false;
	inline.spnl = function () {
		this.match(/^[ \t]*(?:\n[ \t]*)?/);
		return true;
	};
	// an image stays text, and shields the brackets around it
	inline.parseCloseBracket = function (block) {
		if (!this.brackets?.image) return parseCloseBracket.call(this, block);
		this.pos++;
		this.removeBracket();
		block.appendChild(textNode("]"));
		return true;
	};
	inline.parseLinkDestination = function () {
		const from = this.pos;
		const destination = parseLinkDestination.call(this);
		const raw = this.subject.slice(from, this.pos);
		if (ENTITY.test(raw)) throw new OffGround(raw);
		if (raw.split("(").length > bounds.parens) throw new OffGround(raw);
		return destination !== null && accepts(destination) ? destination : null;
	};
	inline.parseLinkTitle = function () {
		const from = this.pos;
		const title = parseLinkTitle.call(this);
		if (ENTITY.test(this.subject.slice(from, this.pos))) throw new OffGround(title);
		return title;
	};
	inline.parseAutolink = function (block) {
		const address = /^<(https?:\/\/[^<>\x00-\x20]*)>/i.exec(this.subject.slice(this.pos))?.[1];
		if (!address || !accepts(address)) return false;
		this.pos += address.length + 2;
		block.appendChild(linkNode(address, address));
		for (let open = this.brackets; open; open = open.previous) open.active &&= open.image;
		return true;
	};
	inline.parseString = function (block) {
		const plain = /^[^\n`[\]\\!<&*_'"]+/.exec(this.subject.slice(this.pos))?.[0];
		if (!plain) return false;
		const next = plain.slice(1).search(/https?:\/\//i);
		const taken = next < 0 ? plain : plain.slice(0, next + 1);
		this.pos += taken.length;
		block.appendChild(textNode(taken));
		return true;
	};
	inline.parseInline = function (block) {
		const address = bareAt(this.subject, this.pos);
		if (!address) return parseInline.call(this, block);
		this.pos += address.length;
		block.appendChild(accepts(address) ? linkNode(address, address) : textNode(address));
		return true;
	};
}

class Renderer extends HtmlRenderer {
	linebreak() {
		this.lit("<br>");
		this.cr();
	}
	// inside a link a bare one is text
	link(node, entering) {
		if (ancestors(node.parent, "link")) return;
		if (!entering) return this.tag("/a");
		const title = node.title ? [["title", this.esc(node.title)]] : [];
		const rel = ["rel", "nofollow ugc noopener noreferrer"];
		this.tag("a", [["href", this.esc(normal(node.destination))], ...title, rel]);
	}
}

/** What url_link makes of an accepted destination. */
function normal(destination) {
	if (!accepts(destination)) throw new OffGround(destination);
	return new URL(destination).href;
}

function leaveGround(node) {
	throw new OffGround(node.type);
}

/** Leaves the ground where ~~ may strike something out. */
function refuseTildes(body) {
	if (body.replace(ESCAPE, " ").match(TILDES)?.length > 1) throw new OffGround(body);
}

/** The HTML that CommonMark gives, where nothing is in it that the subset has not. */
export function untouched(body) {
	refuseTildes(body);
	const renderer = new Renderer();
	for (const type of ["image", "heading", "thematic_break", "html_inline", "html_block"])
		renderer[type] = leaveGround;
	renderer.item = function (node, entering) {
		if (ancestors(node, "list") > bounds.lists) leaveGround(node);
		Renderer.prototype.item.call(this, node, entering);
	};
	// of what else it makes a class, we make none
	renderer.code_block = function (node) {
		if (node.info && LANGUAGE.exec(node.info)?.[1] !== node.info.split(/\s/)[0].toLowerCase())
			leaveGround(node);
		Renderer.prototype.code_block.call(this, node);
	};
	renderer.text = (node) => {
		if (/https?:/i.test(node.literal) && !ancestors(node, "link")) leaveGround(node);
		renderer.out(node.literal);
	};
	return renderer.render(new Parser().parse(body));
}

function subset(body) {
	const parser = new Parser();
	cutBlocks(parser);
	cutInlines(parser.inlineParser);
	return new Renderer().render(parser.parse(body));
}

/** The HTML of the subset, whatever the body. */
export function expected(body) {
	refuseTildes(body);
	return subset(body);
}

/** The same for a body of which no * and no __ is, and all ~ are two: for ** does what ~~ do. */
export function struck(body) {
	return subset(body.replaceAll("~~", "**")).replaceAll("*", "~").replaceAll("strong>", "del>");
}
