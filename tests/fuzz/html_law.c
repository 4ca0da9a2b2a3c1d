/*
 * A strict reader of the few elements that exist: what is not in a table is a breach. Elements
 * say what they are and what they hold; attributes stand in the order of their rows.
 */
#include <assert.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "core/markup.h"
#include "html_law.h"

enum content {
	FLOW = 1,
	PHRASE = 2,
	ITEM = 4,
	CODE = 8,
	TEXT = 16,
	NEWLINE = 32,
};

enum element {
	ROOT,
	P,
	QUOTE,
	UL,
	OL,
	LI,
	PRE,
	BLOCK_CODE,
	INLINE_CODE,
	EM,
	STRONG,
	DEL,
	A,
	BR,
	ELEMENT__MAX
};

static const struct {
	const char *name;
	unsigned is, holds;
} elements[ELEMENT__MAX] = {
	[ROOT] = {"", 0, FLOW | NEWLINE},
	[P] = {"p", FLOW, PHRASE | TEXT},
	[QUOTE] = {"blockquote", FLOW, FLOW | NEWLINE},
	[UL] = {"ul", FLOW, ITEM | NEWLINE},
	[OL] = {"ol", FLOW, ITEM | NEWLINE},
	[LI] = {"li", ITEM, FLOW | PHRASE | TEXT},
	[PRE] = {"pre", FLOW, CODE},
	[BLOCK_CODE] = {"code", CODE, TEXT},
	[INLINE_CODE] = {"code", PHRASE, TEXT},
	[EM] = {"em", PHRASE, PHRASE | TEXT},
	[STRONG] = {"strong", PHRASE, PHRASE | TEXT},
	[DEL] = {"del", PHRASE, PHRASE | TEXT},
	[A] = {"a", PHRASE, PHRASE | TEXT},
	[BR] = {"br", PHRASE, 0},
};

static const char *const references[] = {"&amp;", "&lt;", "&gt;", "&quot;"};

struct reader {
	struct slice rest;
	unsigned char *open; /* elements, the root first */
	size_t depth;
	size_t counts[ELEMENT__MAX];
};

static bool take(struct slice *rest, const char *word)
{
	size_t length = strlen(word);

	if (rest->length < length || memcmp(rest->at, word, length) != 0)
		return false;
	rest->at += length;
	rest->length -= length;
	return true;
}

static struct slice take_until(struct slice *rest, const char *stops)
{
	struct slice taken = {rest->at, 0};

	while (rest->length && !strchr(stops, *rest->at)) {
		rest->at++;
		rest->length--;
		taken.length++;
	}
	return taken;
}

/* Escaped, so that nothing in it is markup. */
static bool is_text(struct slice value)
{
	while (value.length) {
		bool known = false;

		if (!take_until(&value, "<>\"&").length && value.length) {
			for (size_t i = 0; i < ARRAY_SIZE(references) && !known; i++)
				known = take(&value, references[i]);
			if (!known)
				return false;
		}
	}
	return true;
}

static bool is_number(struct slice value)
{
	for (size_t i = 0; i < value.length; i++)
		if (!isdigit((unsigned char)value.at[i]))
			return false;
	return value.length > 0 && value.length <= 9;
}

static bool is_address(struct slice value)
{
	struct slice rest = value, authority;

	for (size_t i = 0; i < value.length; i++)
		if (value.at[i] <= ' ' || value.at[i] > '~' || strchr("\\^`{|}", value.at[i]))
			return false;
	if (!take(&rest, "http://") && !take(&rest, "https://"))
		return false;
	authority = take_until(&rest, "/?#");
	return authority.length && !memchr(authority.at, '@', authority.length) && is_text(value);
}

static bool is_language(struct slice value)
{
	static const char bytes[] = "abcdefghijklmnopqrstuvwxyz0123456789+#.-";

	if (!take(&value, "language-") || value.length > MARKUP_LANGUAGE)
		return false;
	for (size_t i = 0; i < value.length; i++)
		if (!value.at[i] || !strchr(bytes, value.at[i]))
			return false;
	return true;
}

static bool is_rel(struct slice value)
{
	return take(&value, "nofollow ugc noopener noreferrer") && !value.length;
}

static const struct {
	enum element element;
	const char *name;
	bool required;
	bool (*fits)(struct slice value);
} attributes[] = {
	{BLOCK_CODE, " class=\"", false, is_language},
	{OL, " start=\"", false, is_number},
	{A, " href=\"", true, is_address},
	{A, " title=\"", false, is_text},
	{A, " rel=\"", true, is_rel},
};

static const char *read_attributes(struct reader *reader, enum element element)
{
	for (size_t i = 0; i < ARRAY_SIZE(attributes); i++) {
		if (attributes[i].element != element)
			continue;
		if (!take(&reader->rest, attributes[i].name)) {
			if (attributes[i].required)
				return "a link has its href and its rel";
			continue;
		}
		if (!attributes[i].fits(take_until(&reader->rest, "\"")) ||
			!take(&reader->rest, "\""))
			return "an attribute has the value that is allowed";
	}
	return take(&reader->rest, ">") ? NULL : "only known attributes";
}

static bool has_name(enum element element, struct slice name)
{
	return strlen(elements[element].name) == name.length &&
	       !memcmp(elements[element].name, name.at, name.length);
}

/* Of those that have the name the one that may stand in the parent, or the last. */
static enum element element_find(struct slice name, enum element parent)
{
	enum element found = ELEMENT__MAX;

	for (enum element i = ROOT + 1; i < ELEMENT__MAX; i++) {
		if (!has_name(i, name))
			continue;
		found = i;
		if (elements[i].is & elements[parent].holds)
			break;
	}
	return found;
}

static const char *read_end(struct reader *reader)
{
	struct slice name = take_until(&reader->rest, ">");
	enum element element = reader->open[reader->depth - 1];

	if (reader->depth == 1 || !has_name(element, name) || !take(&reader->rest, ">"))
		return "well nested";
	reader->depth--;
	reader->counts[element]--;
	return NULL;
}

static const char *read_begin(struct reader *reader)
{
	enum element parent = reader->open[reader->depth - 1];
	enum element element = element_find(take_until(&reader->rest, " >"), parent);
	const char *broken;

	if (element == ELEMENT__MAX)
		return "only known elements";
	if (!(elements[element].is & elements[parent].holds))
		return "an element stands where it may";
	broken = read_attributes(reader, element);
	if (broken || element == BR)
		return broken;
	reader->open[reader->depth++] = (unsigned char)element;
	reader->counts[element]++;
	if (reader->counts[A] > 1)
		return "no link in a link";
	if (reader->counts[QUOTE] > MARKUP_QUOTES ||
		reader->counts[UL] + reader->counts[OL] > MARKUP_LISTS)
		return "no deeper than the bounds";
	return NULL;
}

static const char *read_text(struct reader *reader)
{
	struct slice text = take_until(&reader->rest, "<");
	unsigned holds = elements[reader->open[reader->depth - 1]].holds;

	if (holds & TEXT)
		return is_text(text) ? NULL : "text is escaped";
	return (holds & NEWLINE) && text.length == 1 && *text.at == '\n'
		       ? NULL
		       : "text stands where it may";
}

static const char *read_all(struct reader *reader)
{
	const char *broken = NULL;

	while (reader->rest.length && !broken) {
		if (take(&reader->rest, "</"))
			broken = read_end(reader);
		else if (take(&reader->rest, "<"))
			broken = read_begin(reader);
		else
			broken = read_text(reader);
	}
	if (!broken && reader->depth != 1)
		broken = "every element ends";
	return broken;
}

const char *html_law(struct slice html, size_t body)
{
	struct reader reader = {.rest = html, .depth = 1};
	const char *broken;

	if (html.length > MARKUP_GROWTH * (body < MARKUP_LEAST ? MARKUP_LEAST : body))
		return "no longer than the bound";
	if (!utf8_valid(html.at, html.length))
		return "valid UTF-8";
	reader.open = calloc(html.length + 1, 1);
	assert(reader.open);
	broken = read_all(&reader);
	free(reader.open);
	return broken;
}
