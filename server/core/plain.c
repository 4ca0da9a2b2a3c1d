/*
 * Plain texts. What may stand in them is said in include/core/plain.h. Decides what is stored;
 * how it is shown is the Markdown renderer's business, and whether it is spam the checks'.
 */
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "core/mistake.h"
#include "core/plain.h"
#include "core/plain_direction.h"

const struct plain_rule plain_rules[PLAIN__MAX] = {
	[PLAIN_NAME] = {"name", PLAIN_NAME_LIMIT, PLAIN_CHARACTERS,
		.wanted = "Give a name to be called by."},
	[PLAIN_TITLE] = {"title", PLAIN_TITLE_LIMIT, PLAIN_CHARACTERS},
	[PLAIN_BODY] = {"body", PLAIN_BODY_LIMIT, PLAIN_BYTES, .lines = true,
		.wanted = "Write what you want to say."},
	[PLAIN_NOTE] = {"note", PLAIN_NOTE_LIMIT, PLAIN_CHARACTERS, .lines = true},
};

static const char *const unit_names[] = {
	[PLAIN_CHARACTERS] = "characters",
	[PLAIN_BYTES] = "bytes",
};

/*
 * NFC makes four code points one at most (U+1F82): what is longer by more can never fit. Asked
 * before normalising, whose time is quadratic in a run of combining marks.
 */
enum { NFC_SHRINKS = 4 };

/* Invisible, but scripts and emoji are written with them, between or behind other characters. */
static const struct {
	int32_t first, last;
	bool joins; /* needs a character behind it, too */
} shapers[] = {
	{0x200c, 0x200d, true},    /* ZWNJ, ZWJ */
	{0x180b, 0x180d, false},   /* Mongolian variation selectors */
	{0x180f, 0x180f, false},   /* the fourth of them */
	{0xfe00, 0xfe0f, false},   /* variation selectors */
	{0xe0100, 0xe01ef, false}, /* their supplement */
};

struct slice plain_trim(const char *from)
{
	struct slice trimmed = {from, 0};
	size_t length = from ? strlen(from) : 0;
	size_t start = 0;
	size_t size;

	for (size_t i = 0; i < length; i += size) {
		if (utf8_is_space(utf8_next(from + i, length - i, &size)))
			continue;
		if (!trimmed.length)
			start = i;
		trimmed = (struct slice){from + start, i + size - start};
	}
	return trimmed;
}

static bool is_visible(int32_t c)
{
	return !utf8_is_space(c) && !utf8_is_control(c) && !utf8_is_invisible(c) &&
	       !utf8_is_mark(c);
}

static bool has_visible(struct slice text)
{
	size_t size;

	for (size_t i = 0; i < text.length; i += size)
		if (is_visible(utf8_next(text.at + i, text.length - i, &size)))
			return true;
	return false;
}

static size_t text_size(const struct plain_rule *rule, struct slice text)
{
	return rule->unit == PLAIN_BYTES ? text.length : utf8_count(text.at, text.length);
}

static enum err too_long(const struct plain_rule *rule, size_t size, struct fault *fault)
{
	return fault_field(fault, rule->field, MISTAKE_TOO_LONG,
		"It has %zu %s; at most %zu are allowed.", size, unit_names[rule->unit],
		rule->limit);
}

static enum err no_memory(struct fault *fault)
{
	return fault_set(fault, ERR_MEMORY, "The texts need more memory than a request may use.");
}

/* May this invisible character stand here? */
static bool is_shaper(int32_t c, bool first, bool last)
{
	for (size_t i = 0; i < ARRAY_SIZE(shapers); i++)
		if (c >= shapers[i].first && c <= shapers[i].last)
			return !first && !(last && shapers[i].joins);
	return false;
}

/* A text of one line, trimmed and in NFC already. */
static enum err line_check(const struct plain_rule *rule, struct slice text, struct fault *fault)
{
	size_t marks = 0;
	size_t size;

	for (size_t i = 0; i < text.length; i += size) {
		int32_t c = utf8_next(text.at + i, text.length - i, &size);
		bool last = i + size == text.length;

		if (utf8_is_control(c) || utf8_is_direction(c) ||
			(utf8_is_invisible(c) && !is_shaper(c, i == 0, last)))
			return fault_field(fault, rule->field, MISTAKE_INVALID_CHARACTER,
				"Leave out the character U+%04X: line breaks, control, "
				"direction and invisible characters do not belong here.",
				(unsigned)c);
		marks = utf8_is_mark(c) ? marks + 1 : 0;
		if (marks > PLAIN_MARKS)
			return fault_field(fault, rule->field, MISTAKE_TOO_MANY_MARKS,
				"Put at most %d combining marks on a character.", PLAIN_MARKS);
	}
	return ERR_OK;
}

static enum err line_normalise(const struct plain_rule *rule, struct slice from,
	struct arena *arena, struct fault *fault, const char **text)
{
	size_t size = text_size(rule, from);
	char *copy;
	enum err err;

	if (size > NFC_SHRINKS * rule->limit)
		return too_long(rule, size, fault);
	copy = arena_copy(arena, from.at, from.length);
	copy = copy ? utf8_nfc(arena, copy) : NULL;
	if (!copy)
		return no_memory(fault);
	from = (struct slice){copy, strlen(copy)};
	size = text_size(rule, from);
	if (size > rule->limit)
		return too_long(rule, size, fault);
	err = line_check(rule, from, fault);
	if (!err)
		*text = copy;
	return err;
}

static enum err lines_check(const struct plain_rule *rule, struct slice text, struct fault *fault)
{
	size_t size = text_size(rule, text);

	if (size > rule->limit)
		return too_long(rule, size, fault);
	for (size_t i = 0; i < text.length; i += size) {
		int32_t c = utf8_next(text.at + i, text.length - i, &size);

		if (utf8_is_control(c) && c != '\t' && c != '\n')
			return fault_field(fault, rule->field, MISTAKE_INVALID_CHARACTER,
				"Leave out the control character U+%04X.", (unsigned)c);
	}
	if (!direction_is_closed(text))
		return fault_field(fault, rule->field, MISTAKE_UNBALANCED,
			"Close each direction override (U+202D, U+202E) on its line, with "
			"U+202C, or leave it out.");
	return ERR_OK;
}

/* CRLF as LF. A text without a CR is not copied. */
static const char *lines_unix(const char *from, struct arena *arena)
{
	char *copy, *to;

	if (!strchr(from, '\r'))
		return from;
	copy = to = arena_copy(arena, from, strlen(from));
	for (const char *at = from; copy && *at; at++)
		if (at[0] != '\r' || at[1] != '\n')
			*to++ = *at;
	if (copy)
		*to = '\0';
	return copy;
}

static enum err lines_normalise(const struct plain_rule *rule, const char *from,
	struct arena *arena, struct fault *fault, const char **text)
{
	const char *lines = lines_unix(from, arena);
	enum err err;

	if (!lines)
		return no_memory(fault);
	err = lines_check(rule, (struct slice){lines, strlen(lines)}, fault);
	if (!err)
		*text = lines;
	return err;
}

enum err plain_check(const struct plain_rule *rule, const char *from, struct arena *arena,
	struct fault *fault, const char **text)
{
	struct slice trimmed = plain_trim(from);

	if (!has_visible(trimmed)) {
		if (rule->wanted)
			return fault_field(
				fault, rule->field, MISTAKE_REQUIRED, "%s", rule->wanted);
		*text = NULL;
		return ERR_OK;
	}
	if (rule->lines)
		return lines_normalise(rule, from, arena, fault, text);
	return line_normalise(rule, trimmed, arena, fault, text);
}
