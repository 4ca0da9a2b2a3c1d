/*
 * See include/core/search.h. SQLite's own language of queries (https://www.sqlite.org/fts5.html,
 * section 3) is never open to what was typed: every term goes into it as a quoted string.
 */
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "core/mistake.h"
#include "core/search.h"

enum { MATCH_MAX = 4 * SEARCH_BYTES };

/* A term: what is between its quotes, or its word. */
struct term {
	struct slice text;
	bool begins; /* a star follows */
};

static bool is_letter(int32_t c)
{
	return !utf8_is_space(c) && !utf8_is_control(c) && !utf8_is_mark(c) &&
	       !utf8_is_punctuation(c) && !utf8_is_invisible(c);
}

static size_t letters(struct slice text)
{
	size_t count = 0, size;

	for (size_t i = 0; i < text.length; i += size)
		count += is_letter(utf8_next(text.at + i, text.length - i, &size));
	return count;
}

/* The length of the blanks, or of what is none, at the beginning. */
static size_t run(const char *at, bool blanks)
{
	size_t length = 0, size, left = strlen(at);

	while (length < left &&
		utf8_is_space(utf8_next(at + length, left - length, &size)) == blanks)
		length += size;
	return length;
}

/* The term at `at`, and where it ends; NULL: its quotes are not closed. */
static const char *term_read(const char *at, struct term *term)
{
	const char *end;

	if (*at == '"') {
		end = strchr(at + 1, '"');
		if (!end)
			return NULL;
		term->text = (struct slice){at + 1, (size_t)(end - at) - 1};
		end++;
		term->begins = *end == '*';
		return end + term->begins;
	}
	/* quotes begin another term */
	term->text = (struct slice){at, run(at, false)};
	for (size_t i = 0; i < term->text.length; i++)
		if (at[i] == '"')
			term->text.length = i;
	term->begins = term->text.at[term->text.length - 1] == '*';
	return at + term->text.length;
}

static enum err term_check(const struct term *term, struct fault *fault)
{
	size_t count = letters(term->text);

	if (!count)
		return fault_field(fault, "q", "no_word",
			"\"%.*s\" has neither letters nor digits; only these are searched.",
			(int)term->text.length, term->text.at);
	if (term->begins && count < SEARCH_BEGINNING)
		return fault_field(fault, "q", "too_short",
			"Give at least %d letters in front of a star.", SEARCH_BEGINNING);
	return ERR_OK;
}

/* In quotes, so that nothing of it is a word of SQLite's language. */
static void term_add(const struct term *term, struct text *out)
{
	text_add_string(out, out->length ? " \"" : "\"");
	text_add(out, term->text.at, term->text.length);
	text_add_string(out, term->begins ? "\" *" : "\"");
}

static enum err terms_read(const char *query, struct fault *fault, struct text *out)
{
	size_t count = 0;

	for (const char *at = query + run(query, true); *at; at += run(at, true)) {
		struct term term;

		at = term_read(at, &term);
		if (!at)
			return fault_field(
				fault, "q", MISTAKE_UNBALANCED, "Close the double quotes.");
		if (term_check(&term, fault))
			return fault->err;
		if (++count > SEARCH_TERMS)
			return fault_field(fault, "q", "too_many",
				"Search for at most %d words or phrases.", SEARCH_TERMS);
		term_add(&term, out);
	}
	if (!count)
		return fault_field(fault, "q", MISTAKE_REQUIRED, "Say what to search for.");
	return ERR_OK;
}

enum err search_read(
	const char *query, struct arena *arena, struct fault *fault, const char **match)
{
	struct text out;
	enum err err;

	if (strlen(query) > SEARCH_BYTES)
		return fault_field(fault, "q", MISTAKE_TOO_LONG,
			"It has %zu bytes; at most %d are allowed.", strlen(query), SEARCH_BYTES);
	text_init(MATCH_MAX, &out);
	err = terms_read(query, fault, &out);
	if (!err && (text_status(&out) || !(*match = arena_copy(arena, out.at, out.length))))
		err = fault_set(fault, ERR_MEMORY, "There is no memory for the request.");
	text_finish(&out);
	return err;
}
