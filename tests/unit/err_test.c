/* The laws of include/base/err.h and its table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <cmocka.h>

#include "base/err.h"
#include "base/utf8.h"

static void the_table_has_no_holes(void **state)
{
	for (enum err err = ERR_OK; err < ERR__MAX; err++) {
		const struct err_info *info = err_info(err);

		assert_non_null(info->slug);
		assert_int_equal(
			strspn(info->slug, "abcdefghijklmnopqrstuvwxyz-"), strlen(info->slug));
		assert_in_range(strlen(info->slug), 2, 40);
		assert_in_range(strlen(info->title), 3, 80);
		/* a title is a sentence without its full stop, like HTTP's own */
		assert_true(info->title[0] >= 'A' && info->title[0] <= 'Z');
		assert_true(info->title[strlen(info->title) - 1] != '.');
	}
}

static void no_two_errors_share_a_slug(void **state)
{
	for (enum err a = ERR_OK; a < ERR__MAX; a++)
		for (enum err b = ERR_OK; b < a; b++)
			assert_string_not_equal(err_info(a)->slug, err_info(b)->slug);
}

static void statuses_are_errors_but_for_ok(void **state)
{
	assert_int_equal(ERR_OK, 0);
	assert_int_equal(err_info(ERR_OK)->http, 200);
	assert_int_equal(err_info(ERR_OK)->exit, EX_OK);
	for (enum err err = ERR_OK + 1; err < ERR__MAX; err++) {
		assert_in_range(err_info(err)->http, 400, 599);
		assert_in_range(err_info(err)->exit, EX__BASE, EX__MAX);
	}
}

static void a_fault_starts_as_none(void **state)
{
	struct fault fault = FAULT_NONE;

	assert_int_equal(fault.err, ERR_OK);
	assert_int_equal(fault.count, 0);
	assert_string_equal(fault.detail, "");
	assert_null(fault_find(&fault, ""));
}

static void setting_keeps_the_fields(void **state)
{
	struct fault fault = FAULT_NONE;

	assert_int_equal(fault_field(&fault, "name", "required", "Give one."), ERR_INVALID_INPUT);
	assert_int_equal(fault_set(&fault, ERR_BUSY, "Wait %d s.", 5), ERR_BUSY);
	assert_int_equal(fault.err, ERR_BUSY);
	assert_string_equal(fault.detail, "Wait 5 s.");
	assert_non_null(fault_find(&fault, "name"));
}

static void mistakes_gather_under_invalid_input(void **state)
{
	struct fault fault = FAULT_NONE;

	fault_field(&fault, "name", "required", "Give one.");
	fault_field(&fault, "body", "too_long", "%d bytes.", 7);
	assert_int_equal(fault.err, ERR_INVALID_INPUT);
	assert_true(fault.detail[0] != '\0');
	assert_int_equal(fault.count, 2);
	assert_string_equal(fault_find(&fault, "name")->code, "required");
	assert_string_equal(fault_find(&fault, "body")->detail, "7 bytes.");
	assert_null(fault_find(&fault, "title"));
}

static void the_first_mistake_of_a_field_stands(void **state)
{
	struct fault fault = FAULT_NONE;

	fault_field(&fault, "name", "not_a_text", "Send a string.");
	assert_int_equal(fault_field(&fault, "name", "required", "Give one."), ERR_INVALID_INPUT);
	assert_int_equal(fault.count, 1);
	assert_string_equal(fault_find(&fault, "name")->code, "not_a_text");
}

static void more_mistakes_than_fit_are_dropped(void **state)
{
	struct fault fault = FAULT_NONE;
	char name[16];

	for (int i = 0; i < FAULT_FIELDS + 3; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		assert_int_equal(fault_field(&fault, name, "x", "x"), ERR_INVALID_INPUT);
	}
	assert_int_equal(fault.count, FAULT_FIELDS);
	assert_non_null(fault_find(&fault, "f15"));
	assert_null(fault_find(&fault, "f16"));
}

/* A name or a detail may quote what somebody sent; cut off, it must still fit into JSON. */
static void what_is_cut_off_stays_utf8(void **state)
{
	static const char *const characters[] = {"a", "ü", "€", "\xf0\x9f\x98\x80"};
	char from[2 * FAULT_DETAIL];

	for (size_t i = 0; i < ARRAY_SIZE(characters); i++) {
		for (size_t shift = 0; shift < 4; shift++) {
			struct fault fault = FAULT_NONE;
			const struct fault_field *field = &fault.fields[0];
			size_t size = strlen(characters[i]);
			size_t length = shift;

			memset(from, '-', shift);
			for (; length + size < sizeof(from); length += size)
				memcpy(from + length, characters[i], size);
			from[length] = '\0';
			fault_field(&fault, from, "x", "%s", from);
			fault_set(&fault, ERR_BUSY, "%s", from);
			assert_true(utf8_valid(field->name, strlen(field->name)));
			assert_true(utf8_valid(field->detail, strlen(field->detail)));
			assert_true(utf8_valid(fault.detail, strlen(fault.detail)));
			assert_in_range(strlen(field->name), sizeof(field->name) - 5,
				sizeof(field->name) - 1);
			assert_in_range(strlen(fault.detail), FAULT_DETAIL - 5, FAULT_DETAIL - 1);
		}
	}
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(the_table_has_no_holes),
		cmocka_unit_test(no_two_errors_share_a_slug),
		cmocka_unit_test(statuses_are_errors_but_for_ok),
		cmocka_unit_test(a_fault_starts_as_none),
		cmocka_unit_test(setting_keeps_the_fields),
		cmocka_unit_test(mistakes_gather_under_invalid_input),
		cmocka_unit_test(the_first_mistake_of_a_field_stands),
		cmocka_unit_test(more_mistakes_than_fit_are_dropped),
		cmocka_unit_test(what_is_cut_off_stays_utf8),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
