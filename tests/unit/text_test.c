/* The laws of include/base/text.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/text.h"

static void pieces_are_joined_and_end_in_nul(void **state)
{
	struct text text;

	text_init(100, &text);
	text_add(&text, "abc", 2);
	assert_string_equal(text.at, "ab");
	text_add_char(&text, 'c');
	text_add_string(&text, "de");
	text_add_format(&text, "%03d", 7);
	text_add(&text, NULL, 0);
	assert_string_equal(text.at, "abcde007");
	assert_int_equal(text.length, 8);
	assert_int_equal(text_status(&text), ERR_OK);
	text_finish(&text);
}

static void it_grows_to_its_limit_and_no_further(void **state)
{
	static const size_t limits[] = {0, 1, 255, 256, 257, 5000};

	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		struct text text;

		text_init(limits[i], &text);
		for (size_t k = 0; k < limits[i]; k++)
			text_add_char(&text, 'x');
		assert_int_equal(text_status(&text), ERR_OK);
		assert_int_equal(text.length, limits[i]);
		assert_true(text.size <= limits[i] + 1);
		text_add_char(&text, 'x');
		assert_int_equal(text_status(&text), ERR_TOO_LARGE);
		assert_int_equal(text.length, limits[i]);
		text_finish(&text);
	}
}

static void a_failure_sticks(void **state)
{
	struct text text;

	text_init(3, &text);
	text_add_string(&text, "ab");
	text_add_string(&text, "cd");
	text_add_string(&text, "e");
	text_add_format(&text, "%d", 1);
	assert_int_equal(text_status(&text), ERR_TOO_LARGE);
	assert_string_equal(text.at, "ab");
	assert_null(text_take(&text));
	/* and is over when the text was given up */
	text_add_string(&text, "abc");
	assert_int_equal(text_status(&text), ERR_OK);
	text_finish(&text);
}

static void html_is_escaped(void **state)
{
	static const struct {
		const char *from;
		const char *want;
	} rows[] = {
		{"", ""},
		{"plain", "plain"},
		{"<a href=\"x\" id='y'>&amp;</a>",
			"&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;"},
		{"<", "&lt;"},
		{"a<", "a&lt;"},
		{"<a", "&lt;a"},
		{"ü", "ü"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct text text;

		text_init(100, &text);
		text_add_html(&text, rows[i].from);
		assert_string_equal(text.at, rows[i].want);
		text_finish(&text);
	}
}

static void xml_has_no_character_that_is_none_of_its(void **state)
{
	static const struct {
		const char *from;
		const char *want;
	} rows[] = {
		{"", ""},
		{"<a b='\"'>]]>&amp;", "&lt;a b=&#39;&quot;&#39;&gt;]]&gt;&amp;amp;"},
		{"\t\n\r \x7f", "\t\n\r \x7f"},
		{"\x01", "\xef\xbf\xbd"},
		{"a\x0c\x1f<", "a\xef\xbf\xbd\xef\xbf\xbd&lt;"},
		/* U+FFFD, U+FFFE, U+FFFF, U+FFBF */
		{"\xef\xbf\xbd", "\xef\xbf\xbd"},
		{"\xef\xbf\xbe|\xef\xbf\xbf", "\xef\xbf\xbd|\xef\xbf\xbd"},
		{"\xef\xbe\xbf", "\xef\xbe\xbf"},
		/* U+FDD0 and U+1FFFF may stand in it, as emoji do */
		{"\xef\xb7\x90\xf0\x9f\xbf\xbf\xf0\x9f\x98\x80",
			"\xef\xb7\x90\xf0\x9f\xbf\xbf\xf0\x9f\x98\x80"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct text text;

		text_init(100, &text);
		text_add_xml(&text, rows[i].from);
		assert_string_equal(text.at, rows[i].want);
		text_finish(&text);
	}
}

static void a_reference_is_whole_or_missing(void **state)
{
	struct text text;

	text_init(4, &text);
	text_add_html(&text, "a<b");
	assert_string_equal(text.at, "a");
	assert_int_equal(text_status(&text), ERR_TOO_LARGE);
	text_finish(&text);
}

static void what_is_taken_is_the_takers(void **state)
{
	struct text text;
	char *taken;

	text_init(100, &text);
	text_add_string(&text, "abc");
	taken = text_take(&text);
	assert_string_equal(taken, "abc");
	assert_null(text.at);
	text_add_string(&text, "def");
	assert_string_equal(text.at, "def");
	assert_string_equal(taken, "abc");
	free(taken);
	text_finish(&text);
}

static void an_empty_text_can_be_taken(void **state)
{
	struct text text;
	char *taken;

	text_init(0, &text);
	taken = text_take(&text);
	assert_non_null(taken);
	assert_string_equal(taken, "");
	free(taken);
	text_finish(&text);
}

static void a_finished_text_may_be_used_again(void **state)
{
	struct text text;

	text_init(10, &text);
	text_add_string(&text, "abc");
	text_finish(&text);
	text_finish(&text);
	assert_int_equal(text.length, 0);
	text_add_string(&text, "0123456789");
	assert_string_equal(text.at, "0123456789");
	text_finish(&text);
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(pieces_are_joined_and_end_in_nul),
		cmocka_unit_test(it_grows_to_its_limit_and_no_further),
		cmocka_unit_test(a_failure_sticks),
		cmocka_unit_test(html_is_escaped),
		cmocka_unit_test(xml_has_no_character_that_is_none_of_its),
		cmocka_unit_test(a_reference_is_whole_or_missing),
		cmocka_unit_test(what_is_taken_is_the_takers),
		cmocka_unit_test(an_empty_text_can_be_taken),
		cmocka_unit_test(a_finished_text_may_be_used_again),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
