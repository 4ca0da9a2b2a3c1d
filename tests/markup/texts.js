// Texts that people might type, and texts that nobody would: for comparing, not for reading.
import fc from "fast-check";

const WORDS = ["a", "foo", "bar baz", "1", "10.", "é", "naïve", "日本", "“x”", "x\u00a0y", "€", "…"];
const MARKS = [
	"*", "**", "***", "****", "_", "__", "___", "*a*", "**b**", "_c_", "`", "``", "```", "` `",
	"`d`", "[", "]", "![", "](", "(", ")", "<", ">", "&", "&copy;", "&#35;", "\\", "\\\\", "\\*",
	"\\`", "\\[", "\\]", '"', "'", "!", "~", "~~", "#", "|", "-", "+", ".", ":", " ", "  ", "\t",
];
const LINKS = [
	"[a](https://example.org/)", "[*b*](http://a.example/x?y=1&z=2)", "(https://example.org/a*b*)",
	"](https://example.org)", "](<https://example.org/a(b>)", "](https://example.org/a(b)c)",
	'](https://example.org/ "title")', "](https://example.org/ 'a \"b\" \\' c')",
	"](https://example.org/\n(t))", "](  https://example.org/x  )", "](javascript:alert(1))",
	"](/relative)", "](<>)", "]()", "[x]: https://example.org/x", "![i](https://example.org/i.png)",
	"<https://example.org/*x*>", "<HTTP://example.org/>", "<mailto:a@example.org>", "<ftp://a.example/>",
	"https://a.example/?b&copy;", "https://a.example/&#35;", "https://a.example/b;", "https://a.example。",
	"（https://a.example/é）",
	"https://example.org/a_b_c", "http://a.example.", "(https://example.org/a_(b))", "http://localhost/",
	"xhttp://a.example/", "https://u@a.example/", "https://a.example:x", "<b>", "</b>", '<a href="*">',
];
const INDENTS = ["", "", "", " ", "  ", "   ", "    ", "     ", "\t", " \t", "\t\t"];
const CONTAINERS = ["> ", ">", ">\t", "- ", "-", "* ", "+ ", "-\t", "-     ", "1. ", "1) ", "2. ", "10) ", "007. "];
const LEAVES = [
	"```", "````", "~~~", "``` js", "~~~ C++ x", "```\tF#\ta", "~~~ a_b", "```a\\+", "~~~ &amp;", "~~~ `", "``` `",
	"~~~ language-C", `~~~ ${"x".repeat(32)}`, `~~~ ${"x".repeat(33)}`, "***", "- - -", "* * *", "___", "---", "===",
	"# h", "## h ##", "<div>", "<!-- x -->", "| a | b |", "|---|---|", "",
];

const pieces = (...groups) => fc.oneof(...groups.map((group) => fc.constantFrom(...group)));
const joined = (piece, max) => fc.array(piece, { maxLength: max }).map((all) => all.join(""));

const inline = joined(pieces(WORDS, MARKS, LINKS), 8);
const lead = fc
	.array(fc.tuple(fc.constantFrom(...INDENTS), fc.constantFrom(...CONTAINERS)), { maxLength: 4 })
	.map((all) => all.flat().join(""));
const ending = fc.constantFrom("", "", "", " ", "  ", "   ", "\\", "\t");
const line = fc
	.tuple(lead, fc.constantFrom(...INDENTS), fc.oneof(inline, inline, pieces(LEAVES)), ending)
	.map((all) => all.join(""));

const lines = fc
	.tuple(fc.array(line, { minLength: 1, maxLength: 12 }), fc.constantFrom("\n", "\n", "\n", "\r\n"))
	.map(([all, newline]) => all.join(newline));
const soup = joined(fc.constantFrom(..."*_`[]()<>!\\ \n-+1.>~ab\t&\""), 60);
const paragraph = joined(pieces(WORDS, MARKS, LINKS, ["\n", " ", " "]), 30);

export const texts = fc.oneof(lines, lines, soup, paragraph);

// Texts whose stars and tildes are ~~ alone, and whose low lines are single: what they strike out
// is all that could be strong.
export const struckTexts = texts.map((body) =>
	body.replace(/(?:\\*[*~])+/g, "~~").replace(/_+/g, "_"),
);

// Texts that hardly leave the subset: every line has a word first, so that no line is a rule or a
// heading; no bracket stands alone; no blanks are enough for indented code.
const SUBSET = [
	...WORDS, "*", "**", "_", "__", "***", "`", "``", " ", " ", "\\*", "\\", "(", ")", '"',
	"[a](https://example.org/)", "[*b* `c`](https://example.org/x_y_z '\\'t\"')", "<https://example.org/?a*b*>",
];
const subsetLead = fc.constantFrom(
	"", "", "", "> ", ">", "> > ", "- ", "+ ", "  ", "1. ", "2) ", "- - ", "> - ", "- > ", "   ", ">  ",
);
const subsetLine = fc.oneof(
	fc
		.tuple(subsetLead, fc.constantFrom(...WORDS), joined(fc.constantFrom(...SUBSET), 8), ending)
		.map((all) => all.join("")),
	fc.constantFrom("", "```", "> ```", "  ~~~~", "- ```", "``` c++ x", "> ~~~ js"),
);
export const subsetTexts = fc
	.array(subsetLine, { minLength: 1, maxLength: 10 })
	.map((all) => all.join("\n"));
