/* The laws of include/core/search.h: what was typed, as what SQLite is asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "../store/scratch.h"
#include "core/search.h"
#include "store/search.h"

static int start(void **state)
{
	bool more;

	if (scratch_start(state))
		return -1;
	scratch_populate();
	scratch_add_comment(&(struct scratch_comment){.parent = 0});
	return store_search_some(scratch.store, &more) != ERR_OK || more;
}

static void what_is_typed_becomes_quoted_terms(void **state)
{
	static const struct {
		const char *query, *want;
	} rows[] = {
		{"word", "\"word\""},
		{"  two\twords ", "\"two\" \"words\""},
		{"\"a phrase\"", "\"a phrase\""},
		{"begin*", "\"begin*\" *"},
		{"\"a phr\"*", "\"a phr\" *"},
		{"one\"two three\"four", "\"one\" \"two three\" \"four\""},
		{"a OR b", "\"a\" \"OR\" \"b\""},
		{"NOT body:x", "\"NOT\" \"body:x\""},
		{"NEAR(a b)", "\"NEAR(a\" \"b)\""},
		{"-x ^y {z}", "\"-x\" \"^y\" \"{z}\""},
		{"sch\xc3\xb6n\xe2\x80\x83na", "\"sch\xc3\xb6n\" \"na\""},
		{"it's; DROP", "\"it's;\" \"DROP\""},
		{"a*b", "\"a*b\""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct queue_filter filter = {.limit = 10};
		struct fault fault = FAULT_NONE;
		struct comment *comments;
		const char *match = NULL;
		int64_t edge;
		size_t count;

		assert_int_equal(
			search_read(rows[i].query, &scratch.arena, &fault, &match), ERR_OK);
		assert_string_equal(match, rows[i].want);
		/* and SQLite can read it */
		assert_int_equal(store_search(scratch.store, &filter, match, &scratch.arena,
					 &comments, &count, &edge),
			ERR_OK);
	}
}

static void what_cannot_be_searched_is_told(void **state)
{
	char sixteen[64] = "", long_[SEARCH_BYTES + 2];
	const struct {
		const char *query, *code;
	} rows[] = {
		{"", "required"},
		{" \t ", "required"},
		{"\"open", "unbalanced"},
		{"a \"", "unbalanced"},
		{"\"\"", "no_word"},
		{"word !?", "no_word"},
		{"*", "no_word"},
		{"\"*\"*", "no_word"},
		{"\xf0\x9f\x99\x82", "no_word"},
		{"a*", "too_short"},
		{"\"a\"*", "too_short"},
		{sixteen, "too_many"},
		{long_, "too_long"},
	};

	for (int i = 0; i <= SEARCH_TERMS; i++)
		strcat(sixteen, "ab ");
	memset(long_, 'a', sizeof(long_) - 1);
	long_[sizeof(long_) - 1] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fault fault = FAULT_NONE;
		const char *match = NULL;

		assert_int_equal(search_read(rows[i].query, &scratch.arena, &fault, &match),
			ERR_INVALID_INPUT);
		assert_null(match);
		assert_int_equal(fault.count, 1);
		assert_string_equal(fault_find(&fault, "q")->code, rows[i].code);
	}
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(what_is_typed_becomes_quoted_terms),
		LAW(what_cannot_be_searched_is_told),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
