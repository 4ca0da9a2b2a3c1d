/* The laws of include/base/utf8.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/utf8.h"

/* RFC 3629, section 4 */
static void only_well_formed_bytes_are_valid(void **state)
{
	static const struct {
		const char *at;
		size_t length;
		bool valid;
	} rows[] = {
		{"", 0, true},
		{"a\x7f", 2, true},
		{"\xc2\x80\xdf\xbf", 4, true},
		{"\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf", 12, true},
		{"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", 8, true},
		{"a\0b", 3, false},
		{"\0", 1, false},
		{"\x80", 1, false},
		{"a\xbf", 2, false},
		{"\xc3", 1, false},
		{"\xc3\xbc", 1, false}, /* ends where the length says */
		{"\xc3"
		 "a",
			2, false},
		{"\xe2\x82", 2, false},
		{"\xf0\x9f\x98", 3, false},
		{"\xc0\x80", 2, false}, /* overlong */
		{"\xc1\xbf", 2, false},
		{"\xe0\x9f\xbf", 3, false},
		{"\xf0\x8f\xbf\xbf", 4, false},
		{"\xed\xa0\x80", 3, false}, /* surrogates */
		{"\xed\xbf\xbf", 3, false},
		{"\xf4\x90\x80\x80", 4, false}, /* beyond U+10FFFF */
		{"\xf5\x80\x80\x80", 4, false},
		{"\xfe", 1, false},
		{"\xff", 1, false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (utf8_valid(rows[i].at, rows[i].length) != rows[i].valid)
			fail_msg("row %zu is judged wrongly", i);
}

static void code_points_are_read_one_by_one(void **state)
{
	static const char text[] = "a\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80";
	static const int32_t want[] = {'a', 0xfc, 0x20ac, 0x1f600};
	size_t at = 0, size;

	for (size_t i = 0; i < ARRAY_SIZE(want); i++, at += size) {
		assert_int_equal(utf8_next(text + at, strlen(text) - at, &size), want[i]);
		assert_int_equal(size, i + 1);
	}
	assert_int_equal(at, strlen(text));
	assert_int_equal(utf8_count(text, strlen(text)), ARRAY_SIZE(want));
	assert_int_equal(utf8_count("", 0), 0);
}

enum {
	CONTROL = 1,
	DIRECTION = 2,
	INVISIBLE = 4,
	MARK = 8,
	SPACE = 16,
	PUNCTUATION = 32,
};

static unsigned kinds_of(int32_t c)
{
	static const struct {
		bool (*is)(int32_t c);
		unsigned kind;
	} kinds[] = {
		{utf8_is_control, CONTROL},
		{utf8_is_direction, DIRECTION},
		{utf8_is_invisible, INVISIBLE},
		{utf8_is_mark, MARK},
		{utf8_is_space, SPACE},
		{utf8_is_punctuation, PUNCTUATION},
	};
	unsigned found = 0;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i].is(c))
			found |= kinds[i].kind;
	return found;
}

static void a_character_has_its_kinds(void **state)
{
	static const struct {
		int32_t first, last;
		unsigned kinds;
	} rows[] = {
		{0x01, 0x08, CONTROL},
		{0x09, 0x0d, CONTROL | SPACE},
		{0x0e, 0x1f, CONTROL},
		{' ', ' ', SPACE},
		{'!', '/', PUNCTUATION},
		{'0', '9', 0},
		{':', '@', PUNCTUATION},
		{'A', 'Z', 0},
		{'[', '`', PUNCTUATION},
		{'{', '~', PUNCTUATION},
		{0x7f, 0x9f, CONTROL},
		{0xa0, 0xa0, SPACE},
		{0xa9, 0xa9, PUNCTUATION},
		{0xad, 0xad, INVISIBLE}, /* soft hyphen */
		{0xfc, 0xfc, 0},
		{0x0300, 0x034e, MARK},
		{0x034f, 0x034f, MARK | INVISIBLE}, /* combining grapheme joiner */
		{0x0627, 0x0628, 0},
		{0x061c, 0x061c, DIRECTION | INVISIBLE},
		{0x0903, 0x0903, MARK},      /* spacing mark */
		{0x1160, 0x1160, INVISIBLE}, /* Hangul filler */
		{0x20dd, 0x20dd, MARK},      /* enclosing mark */
		{0x2003, 0x2003, SPACE},
		{0x200b, 0x200d, INVISIBLE}, /* zero width */
		{0x200e, 0x200f, DIRECTION | INVISIBLE},
		{0x2014, 0x2014, PUNCTUATION},
		{0x2028, 0x2029, INVISIBLE},
		{0x202a, 0x202e, DIRECTION | INVISIBLE},
		{0x2060, 0x2065, INVISIBLE},
		{0x2066, 0x2069, DIRECTION | INVISIBLE},
		{0x20ac, 0x20ac, PUNCTUATION},
		{0x2800, 0x2800, PUNCTUATION | INVISIBLE}, /* blank braille */
		{0x2801, 0x2801, PUNCTUATION},
		{0x3000, 0x3000, SPACE},
		{0x3164, 0x3164, INVISIBLE},
		{0x4e00, 0x4e00, 0},
		{0xe000, 0xe000, INVISIBLE},        /* private use */
		{0xfdd0, 0xfdef, INVISIBLE},        /* noncharacters */
		{0xfe00, 0xfe0f, MARK | INVISIBLE}, /* variation selectors */
		{0xfeff, 0xfeff, INVISIBLE},
		{0xffa0, 0xffa0, INVISIBLE},
		{0xfffe, 0xffff, INVISIBLE},
		{0x1f600, 0x1f600, PUNCTUATION}, /* an emoji is a symbol, S* */
		{0x2fffe, 0x2ffff, INVISIBLE},
		{0xe0001, 0xe0001, INVISIBLE}, /* tags */
		{0xe0100, 0xe01ef, MARK | INVISIBLE},
		{0x10ffff, 0x10ffff, INVISIBLE},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		for (int32_t c = rows[i].first; c <= rows[i].last; c++)
			if (kinds_of(c) != rows[i].kinds)
				fail_msg("U+%04X has kinds %#x, not %#x", (unsigned)c, kinds_of(c),
					rows[i].kinds);
}

/* What Unicode has not assigned yet is seen where fonts are newer than the library. */
static void next_years_emoji_are_not_invisible(void **state)
{
	assert_false(utf8_is_invisible(0x1faef));
	assert_false(utf8_is_control(0x1faef));
}

static void forms_are_normal(void **state)
{
	static const struct {
		char *(*form)(struct arena *arena, const char *from);
		const char *from;
		const char *want;
	} rows[] = {
		{utf8_nfc, "", ""},
		{utf8_nfc, "e\xcc\x81", "\xc3\xa9"},
		{utf8_nfc, "\xef\xac\x81\xe2\x84\xab", "\xef\xac\x81\xc3\x85"},
		{utf8_nfc, "a\xcc\x81\xcc\xa7", "\xc3\xa1\xcc\xa7"},
		{utf8_nfc_fold, "E\xcc\x81", "\xc3\xa9"},
		{utf8_nfc_fold, "Straße", "strasse"},
		{utf8_nfc_fold, "\xef\xbc\xa1\xc2\xb2", "\xef\xbd\x81\xc2\xb2"},
		/* alpha, iota below, acute: the order of the marks does not matter */
		{utf8_nfc_fold, "\xce\x91\xcd\x85\xcc\x81", "\xce\xac\xce\xb9"},
		{utf8_nfc_fold, "\xce\x91\xcc\x81\xcd\x85", "\xce\xac\xce\xb9"},
		{utf8_fold, "\xef\xbc\xa1\xc2\xb2", "a2"},
		{utf8_fold, "\xef\xac\x81", "fi"},
	};
	struct arena arena;

	arena_init(16 * 1024, &arena);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *got = rows[i].form(&arena, rows[i].from);

		assert_string_equal(got, rows[i].want);
		assert_string_equal(rows[i].form(&arena, got), got);
	}
	arena_finish(&arena);
}

static void a_full_arena_gives_no_form(void **state)
{
	struct arena arena;

	arena_init(0, &arena);
	assert_null(utf8_nfc(&arena, "a"));
	assert_null(utf8_nfc_fold(&arena, "a"));
	assert_null(utf8_fold(&arena, "a"));
	arena_finish(&arena);
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(only_well_formed_bytes_are_valid),
		cmocka_unit_test(code_points_are_read_one_by_one),
		cmocka_unit_test(a_character_has_its_kinds),
		cmocka_unit_test(next_years_emoji_are_not_invisible),
		cmocka_unit_test(forms_are_normal),
		cmocka_unit_test(a_full_arena_gives_no_form),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
