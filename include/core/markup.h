/*
 * Markup: what a reader typed, in a subset of Markdown, as HTML that can be nothing else.
 *
 * The reference is CommonMark 0.31 (https://spec.commonmark.org/0.31.2/). In the subset, and
 * equal to it but for the rel of links and <br> for <br />:
 *
 *   blocks    paragraphs; fenced code, of whose info string the first word alone remains, as a
 *             class, in lower case, if it is of at most MARKUP_LANGUAGE letters, digits, "+",
 *             "#", "." and "-"; quotes, MARKUP_QUOTES deep; bullet and numbered lists,
 *             MARKUP_LISTS deep
 *   inlines   emphasis, strong, code, backslash escapes, hard line breaks (two spaces or a
 *             backslash; a soft one stays a newline), [links](https://… "with a title"),
 *             <https://…>
 *   beyond    ~~struck out~~ by runs of two tildes (GFM 0.29, section 6.5), which flank as * do;
 *             bare links (section 6.9): http:// or https:// behind no letter, digit, "+", "-" or
 *             ".", then a host with a dot; it ends before what RFC 3986 has no place for but
 *             letters of any script, before brackets, punctuation and what looks like a character
 *             reference at its end, and is text inside the text of a link
 *
 * All else is text, escaped, in which the subset goes on holding: images, raw HTML, headings,
 * thematic breaks, tables, indented code, link definitions and references, character
 * references (&copy; shows as typed), mail and other schemes, addresses without a scheme
 * (www.), <https://…> in the text of a link (the outer brackets are text), runs of one tilde
 * or of more than two (docs/decisions/0010-less-than-gfm.md), containers beyond the bounds,
 * backtick runs longer than MARKUP_TICKS, destinations with more than MARKUP_PARENS
 * parentheses open at once, brackets around more than MARKUP_BRACKETS others, and every
 * destination that url_link (core/url.h) refuses.
 *
 * Laws, whatever the body: only p, br, em, strong, code, pre, blockquote, ul, ol (start), li,
 * del and a (href, title, rel), well nested; code has a class in pre alone, of a language;
 * href is what url_link made of an http or https address; the rest is text and escaped. Time
 * is linear in the body; so is the HTML: at most MARKUP_GROWTH times the body, where a body
 * shorter than MARKUP_LEAST bytes counts as that long. A body whose markup would grow further
 * (thousands of empty quotes, say) is shown as one paragraph, as typed.
 */
#ifndef AFTERWORD_CORE_MARKUP_H
#define AFTERWORD_CORE_MARKUP_H

#include "base/text.h"

enum {
	MARKUP_LISTS = 3,
	MARKUP_QUOTES = 5,
	MARKUP_TICKS = 64,
	MARKUP_PARENS = 8,
	MARKUP_BRACKETS = 64,
	MARKUP_LANGUAGE = 32,
	MARKUP_GROWTH = 8,
	MARKUP_LEAST = 32,
};

/* Adds the HTML of a body (valid UTF-8 without NUL) to out, whose status tells of failure. */
void markup_html(struct slice body, struct text *out);

#endif
