/* The laws of include/core/plain.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "core/plain.h"

#define ZWJ  "\xe2\x80\x8d"
#define LRE  "\xe2\x80\xaa"
#define RLE  "\xe2\x80\xab"
#define PDF  "\xe2\x80\xac"
#define LRO  "\xe2\x80\xad"
#define RLO  "\xe2\x80\xae"
#define RLI  "\xe2\x81\xa7"
#define PDI  "\xe2\x81\xa9"
#define PS   "\xe2\x80\xa9"
#define MARK "\xcc\x81"

static struct arena arena;
static struct fault fault;

static int start(void **state)
{
	arena_init(1024 * 1024, &arena);
	fault = FAULT_NONE;
	return 0;
}

static int stop(void **state)
{
	arena_finish(&arena);
	return 0;
}

static enum err check(enum plain rule, const char *from, const char **text)
{
	fault = FAULT_NONE;
	return plain_check(&plain_rules[rule], from, &arena, &fault, text);
}

static void check_accepted(enum plain rule, const char *from, const char *want)
{
	const char *text = NULL;

	if (check(rule, from, &text))
		fail_msg("<%s> was refused: %s", from, fault.fields[0].detail);
	assert_string_equal(text, want);
}

static void check_refused(enum plain rule, const char *from, const char *code)
{
	const char *text = "untouched";

	if (check(rule, from, &text) == ERR_OK)
		fail_msg("<%s> was accepted", from);
	assert_string_equal(text, "untouched");
	assert_int_equal(fault.err, ERR_INVALID_INPUT);
	assert_int_equal(fault.count, 1);
	assert_string_equal(fault.fields[0].name, plain_rules[rule].field);
	if (strcmp(fault.fields[0].code, code) != 0)
		fail_msg("<%s> gave %s, not %s", from, fault.fields[0].code, code);
	assert_true(strlen(fault.fields[0].detail) > 10);
}

/* `piece` so many times */
static char *repeat(const char *piece, size_t times)
{
	size_t length = strlen(piece);
	char *text = arena_alloc(&arena, length * times + 1);

	assert_non_null(text);
	for (size_t i = 0; i < times; i++)
		memcpy(text + i * length, piece, length);
	return text;
}

static void the_table_has_no_holes(void **state)
{
	for (size_t i = 0; i < PLAIN__MAX; i++) {
		assert_non_null(plain_rules[i].field);
		assert_true(plain_rules[i].limit > 0);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(plain_rules[i].field, plain_rules[k].field);
	}
}

static void a_name_is_trimmed_and_composed(void **state)
{
	static const struct {
		const char *from;
		const char *want;
	} rows[] = {
		{"Anna", "Anna"},
		{"  Anna \r\n", "Anna"},
		{"\xc2\xa0\xe3\x80\x80"
		 "Anna\xe2\x80\x83",
			"Anna"},
		{"Anna  Maria", "Anna  Maria"},
		{"Jose" MARK, "José"},
		{"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "한"},
		{"عائشة", "عائشة"},
		{"நளினி", "நளினி"},
		{"می\xe2\x80\x8cخواهم", "می\xe2\x80\x8cخواهم"}, /* ZWNJ */
		{"\xf0\x9f\x91\xa9" ZWJ "\xf0\x9f\x92\xbb",
			"\xf0\x9f\x91\xa9" ZWJ "\xf0\x9f\x92\xbb"},
		{"I \xe2\x9d\xa4\xef\xb8\x8f",
			"I \xe2\x9d\xa4\xef\xb8\x8f"},    /* variation selector */
		{"\xf0\x9f\xab\xa0", "\xf0\x9f\xab\xa0"}, /* U+1FAE0, of Unicode 14 */
		{"<b>O'Neill & \"Sons\"</b>", "<b>O'Neill & \"Sons\"</b>"},
		{"0", "0"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		check_accepted(PLAIN_NAME, rows[i].from, rows[i].want);
		check_accepted(PLAIN_TITLE, rows[i].from, rows[i].want);
		check_accepted(PLAIN_NAME, rows[i].want, rows[i].want);
	}
}

static void a_name_holds_nothing_unseen(void **state)
{
	static const char *const refused[] = {
		"a\nb", "a\tb", "a\x1b[31mb",
		"a\x7f"
		"b",
		"a\xc2\x85"
		"b",
		"a" RLO "b", "a" RLO "b" PDF, RLI "a" PDI,
		"a\xe2\x80\x8f"
		"b", /* right-to-left mark */
		"a\xe2\x80\x8b"
		"b", /* zero width space */
		"a\xc2\xad"
		"b", /* soft hyphen */
		"\xef\xbb\xbf"
		"a", /* byte order mark */
		"a\xe2\x81\xa0"
		"b", /* word joiner */
		"a\xcd\x8f"
		"b", /* combining grapheme joiner */
		"a\xe3\x85\xa4"
		"b", /* Hangul filler */
		"a\xe2\xa0\x80"
		"b", /* blank braille pattern */
		"a\xe2\x80\xa8"
		"b", /* line separator */
		"a" PS "b",
		"a\xee\x80\x80"
		"b", /* private use */
		"a\xef\xbf\xbe"
		"b", /* noncharacter */
		"a\xf3\xa0\x81\xa1"
		"b", /* tag letter */
		ZWJ "a", "a" ZWJ,
		"\xef\xb8\x8f"
		"a", /* a variation selector of nothing */
	};

	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		check_refused(PLAIN_NAME, refused[i], "invalid_character");
		check_refused(PLAIN_TITLE, refused[i], "invalid_character");
	}
	check_refused(PLAIN_NAME, "a" RLO "b", "invalid_character");
	assert_non_null(strstr(fault.fields[0].detail, "U+202E"));
}

static void what_shows_nothing_is_absent(void **state)
{
	static const char *const nothing[] = {NULL, "", " ", "\r\n\t", "\xc2\xa0", "\xe2\x80\x8b",
		"\xe3\x85\xa4\xe3\x85\xa4", "\xe2\xa0\x80", ZWJ, RLO, MARK,
		"\xef\xbb\xbf \xc2\xad"};

	for (size_t i = 0; i < ARRAY_SIZE(nothing); i++) {
		const char *text = "untouched";

		check_refused(PLAIN_NAME, nothing[i], "required");
		check_refused(PLAIN_BODY, nothing[i], "required");
		assert_int_equal(check(PLAIN_TITLE, nothing[i], &text), ERR_OK);
		assert_null(text);
		text = "untouched";
		assert_int_equal(check(PLAIN_NOTE, nothing[i], &text), ERR_OK);
		assert_null(text);
	}
}

static void marks_are_not_piled_up(void **state)
{
	const char *eight = repeat("\xcc\xb6", 8), *nine = repeat("\xcc\xb6", 9);

	check_accepted(PLAIN_NAME, arena_format(&arena, "a%sb%s", eight, eight),
		arena_format(&arena, "a%sb%s", eight, eight));
	check_refused(PLAIN_NAME, arena_format(&arena, "a%s", nine), "too_many_marks");
	check_refused(PLAIN_TITLE, arena_format(&arena, "ab%sc", nine), "too_many_marks");
	/* what composes does not pile up */
	check_accepted(PLAIN_NAME, arena_format(&arena, "e" MARK "%s", eight),
		arena_format(&arena, "é%s", eight));
}

static void a_body_is_kept_as_it_was_written(void **state)
{
	static const struct {
		const char *from;
		const char *want;
	} rows[] = {
		{" a\n\n\tb \n", " a\n\n\tb \n"},
		{"a\r\nb\r\n", "a\nb\n"},
		{"\r\n\r\na", "\n\na"},
		{"Jose" MARK, "Jose" MARK},
		{"a\xe2\x80\x8b"
		 "b\xc2\xad",
			"a\xe2\x80\x8b"
			"b\xc2\xad"},
		{"\xef\xbb\xbf"
		 "a",
			"\xef\xbb\xbf"
			"a"},
		{"a\xe2\x80\x8f"
		 "b\xe2\x80\x8e",
			"a\xe2\x80\x8f"
			"b\xe2\x80\x8e"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		check_accepted(PLAIN_BODY, rows[i].from, rows[i].want);
		check_accepted(PLAIN_NOTE, rows[i].from, rows[i].want);
	}
	check_accepted(PLAIN_BODY, repeat(MARK "a", 100), repeat(MARK "a", 100));
}

static void a_body_holds_no_control_characters(void **state)
{
	static const char *const refused[] = {"a\x01", "a\x08", "a\x0b", "a\x0c", "a\x1b[2J",
		"a\x7f", "a\xc2\x85", "a\xc2\x9b", "a\rb", "a\r", "a\r\r\nb", "a\n\rb"};

	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		check_refused(PLAIN_BODY, refused[i], "invalid_character");
		check_refused(PLAIN_NOTE, refused[i], "invalid_character");
	}
}

/* UAX #9, BD9 to BD13, X7 and X8 */
static void an_override_is_closed_on_its_line(void **state)
{
	static const char *const closed[] = {
		"a" RLO "b" PDF,
		LRO RLO "a" PDF PDF "\n" RLO "b" PDF,
		RLE "a" RLO "b" PDF "c" PDF,
		RLI RLO "a" PDI "b",
		RLI RLI RLO "a" PDI PDI,
		RLE "an embedding may stay open",
		RLI "an isolate, too",
		PDF PDI "closing what is not open",
		PDF RLO "a" PDF,
	};
	static const char *const open[] = {
		"a" RLO "b",
		LRO,
		"a" RLO "b\n" PDF,
		"a" RLO "b" PS PDF,
		RLO RLO "a" PDF,
		RLO LRE "a" PDF,
		RLO RLI "a" PDF PDI,
		RLO RLI "a" PDF PDF,
		RLO "a" PDI,
		RLI "\n" RLO "a" PDI,
		RLI "a" PDI RLO,
		"one\ntwo" RLO "\nthree",
	};

	for (size_t i = 0; i < ARRAY_SIZE(closed); i++)
		check_accepted(PLAIN_BODY, arena_format(&arena, "x%s", closed[i]),
			arena_format(&arena, "x%s", closed[i]));
	for (size_t i = 0; i < ARRAY_SIZE(open); i++)
		check_refused(PLAIN_BODY, arena_format(&arena, "x%s", open[i]), "unbalanced");
	check_accepted(PLAIN_BODY, arena_format(&arena, "x%s", repeat(RLE, 125)),
		arena_format(&arena, "x%s", repeat(RLE, 125)));
	check_refused(PLAIN_BODY, arena_format(&arena, "x%s", repeat(RLE, 126)), "unbalanced");
}

static void what_is_too_long_is_refused(void **state)
{
	static const struct {
		enum plain rule;
		const char *piece;
		size_t most;
		const char *detail; /* for one more */
	} rows[] = {
		{PLAIN_NAME, "a", 80, "It has 81 characters; at most 80 are allowed."},
		{PLAIN_NAME, "ü", 80, "It has 81 characters; at most 80 are allowed."},
		{PLAIN_TITLE, "ü", 200, "It has 201 characters; at most 200 are allowed."},
		{PLAIN_BODY, "a", 16384, "It has 16385 bytes; at most 16384 are allowed."},
		{PLAIN_BODY, "ü", 8192, "It has 16386 bytes; at most 16384 are allowed."},
		{PLAIN_NOTE, "ü", 1000, "It has 1001 characters; at most 1000 are allowed."},
	};
	const char *text;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		check_accepted(rows[i].rule, repeat(rows[i].piece, rows[i].most),
			repeat(rows[i].piece, rows[i].most));
		check_refused(rows[i].rule, repeat(rows[i].piece, rows[i].most + 1), "too_long");
		assert_string_equal(fault.fields[0].detail, rows[i].detail);
	}
	/* the limit is of what is stored */
	check_accepted(PLAIN_BODY, repeat("a\r\n", 8192), repeat("a\n", 8192));
	check_accepted(
		PLAIN_NAME, arena_format(&arena, "%100s", repeat("e" MARK, 80)), repeat("é", 80));
	check_accepted(PLAIN_NAME, repeat("\xce\xb1\xcc\x93\xcc\x80\xcd\x85", 80),
		repeat("\xe1\xbe\x82", 80));
	/* refused before it is normalised, which would take a second */
	assert_int_equal(
		check(PLAIN_NAME, repeat("\xcc\x81\xcc\xa7", 16000), &text), ERR_INVALID_INPUT);
	check_refused(PLAIN_NAME, arena_format(&arena, "a%s", repeat("\xcc\x81\xcc\xa7", 16000)),
		"too_long");
}

static void trimming_takes_blanks_and_nothing_else(void **state)
{
	static const struct {
		const char *from;
		const char *want;
	} rows[] = {
		{NULL, ""},
		{"", ""},
		{" \t\r\n\v\f", ""},
		{"a", "a"},
		{" a  b ", "a  b"},
		{"\xc2\xa0ü\xe2\x80\x89", "ü"},
		{"\xe2\x80\x8b a", "\xe2\x80\x8b a"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct slice trimmed = plain_trim(rows[i].from);

		assert_int_equal(trimmed.length, strlen(rows[i].want));
		if (trimmed.length)
			assert_memory_equal(trimmed.at, rows[i].want, trimmed.length);
	}
}

static void a_full_arena_is_no_memory(void **state)
{
	const char *text = "untouched";
	struct arena full;

	arena_init(0, &full);
	assert_int_equal(
		plain_check(&plain_rules[PLAIN_NAME], "a", &full, &fault, &text), ERR_MEMORY);
	assert_int_equal(
		plain_check(&plain_rules[PLAIN_BODY], "a\r\n", &full, &fault, &text), ERR_MEMORY);
	assert_string_equal(text, "untouched");
	assert_int_equal(fault.err, ERR_MEMORY);
	arena_finish(&full);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(the_table_has_no_holes),
		LAW(a_name_is_trimmed_and_composed),
		LAW(a_name_holds_nothing_unseen),
		LAW(what_shows_nothing_is_absent),
		LAW(marks_are_not_piled_up),
		LAW(a_body_is_kept_as_it_was_written),
		LAW(a_body_holds_no_control_characters),
		LAW(an_override_is_closed_on_its_line),
		LAW(what_is_too_long_is_refused),
		LAW(trimming_takes_blanks_and_nothing_else),
		LAW(a_full_arena_is_no_memory),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
