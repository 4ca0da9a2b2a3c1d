/* The laws of include/base/field.h and include/base/input.h, and the tables made with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/field.h"
#include "base/input.h"
#include "base/log.h"
#include "base/text.h"
#include "config/settings.h"
#include "core/comment.h"
#include "core/moderation.h"
#include "store/author.h"
#include "store/comment.h"
#include "store/decision.h"
#include "store/page.h"
#include "store/rule.h"
#include "store/site.h"
#include "store/token.h"

static void a_name_is_found_at_its_index(void **state)
{
	static const char *const names[] = {"red", "green", "greenish", NULL};
	static const struct {
		const char *name;
		int want;
	} rows[] = {{"red", 0}, {"green", 1}, {"greenish", 2}, {"", -1}, {"gree", -1}, {"Red", -1},
		{"red ", -1}};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(field_name_index(names, rows[i].name), rows[i].want);
}

static void a_name_that_is_read_is_one_of_the_list(void **state)
{
	static const char *const names[] = {"red", "green", NULL};
	struct fault fault = FAULT_NONE;
	int index = 7;

	assert_int_equal(field_name_read("green", "colour", names, &fault, &index), ERR_OK);
	assert_int_equal(index, 1);
	assert_int_equal(field_name_read(NULL, "colour", names, &fault, &index), ERR_OK);
	assert_int_equal(index, 1);
	assert_int_equal(
		field_name_read("blue", "colour", names, &fault, &index), ERR_INVALID_INPUT);
	assert_int_equal(index, 1);
	assert_string_equal(fault_find(&fault, "colour")->code, "unknown_value");
	assert_string_equal(fault_find(&fault, "colour")->detail, "It must be one of: red, green.");
}

static void an_input_is_found_at_its_place(void **state)
{
	struct comment_input input = {0};

	assert_ptr_equal(input_text(&comment_input_table, "page", &input), &input.page);
	assert_ptr_equal(input_text(&comment_input_table, "body", &input), &input.body);
	assert_null(input_text(&comment_input_table, "", &input));
	assert_null(input_text(&comment_input_table, "Page", &input));
	assert_null(input_text(&comment_input_table, "pages", &input));
}

static void assert_names(const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		assert_non_null(names[i]);
		assert_int_equal(strspn(names[i], "abcdefghijklmnopqrstuvwxyz-"), strlen(names[i]));
		assert_int_equal(field_name_index(names, names[i]), i);
	}
	assert_null(names[count]);
}

static void every_choice_has_its_names(void **state)
{
	assert_names(comment_state_names, COMMENT_STATE__MAX);
	assert_names(page_state_names, PAGE_STATE__MAX);
	assert_names(site_policy_names, SITE_POLICY__MAX);
	assert_names(author_standing_names, AUTHOR_STANDING__MAX);
	assert_names(scope_names, SCOPE__MAX);
	assert_names(log_level_names, LOG_LEVEL__MAX);
	assert_names(fingerprint_cost_names, FINGERPRINT_COST__MAX);
	assert_names(rejection_reasons, 7);
}

static size_t size_of(const struct field *field)
{
	switch (field->type) {
	case FIELD_INTEGER:
	case FIELD_NUMBER:
	case FIELD_COUNT:
	case FIELD_ID:
	case FIELD_TIME:
		return sizeof(int64_t);
	case FIELD_TEXT:
		return sizeof(const char *);
	case FIELD_FLAG:
		return sizeof(bool);
	case FIELD_BYTES:
		return sizeof(struct slice);
	case FIELD_NAMED:
		return sizeof(int);
	case FIELD__MAX:
		break;
	}
	return 0;
}

static void check_fields(const struct field_table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct field *field = &table->fields[i];

		assert_true(size_of(field) > 0);
		assert_true(field->offset + size_of(field) <= table->size);
		assert_int_equal(field->type == FIELD_NAMED, field->names != NULL);
		assert_int_equal(field->see & ~(unsigned)SEE_ALL, 0);
		for (size_t k = 0; k < i; k++) {
			assert_string_not_equal(field->name, table->fields[k].name);
			assert_int_not_equal(field->offset, table->fields[k].offset);
		}
	}
}

static void field_tables_have_no_holes(void **state)
{
	static const struct field_table *const tables[] = {&comment_table, &comment_page_table,
		&comment_author_table, &hold_reason_table, &decision_table, &page_table,
		&site_table, &author_table, &rule_table};

	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		check_fields(tables[i]);
}

/* What a reader may see of a comment, by name: a field more is a decision, not an accident. */
static void readers_see_no_more_than_was_promised(void **state)
{
	static const char *const readers[] = {"id", "parent", "depth", "name", "website", "avatar",
		"badge", "likes", "html", "created_at", "edited_at", "damaged", NULL};
	static const char *const author[] = {"id", "name", "website", "html", "created_at",
		"edited_at", "state", "revision", "published", "body", NULL};

	for (size_t i = 0; i < comment_table.count; i++) {
		const struct field *field = &comment_table.fields[i];

		assert_int_equal((field->see & SEE_READERS) != 0,
			field_name_index(readers, field->name) >= 0);
		assert_int_equal(
			(field->see & SEE_AUTHOR) != 0, field_name_index(author, field->name) >= 0);
	}
	for (size_t i = 0; i < decision_table.count; i++)
		assert_int_equal(decision_table.fields[i].see & ~(unsigned)SEE_MODERATORS, 0);
	for (size_t i = 0; i < comment_author_table.count; i++)
		assert_int_equal(comment_author_table.fields[i].see, SEE_MODERATORS);
}

static void check_inputs(const struct input_table *table, size_t size)
{
	assert_int_equal(table->count * sizeof(const char *), size);
	for (size_t i = 0; i < table->count; i++)
		for (size_t k = 0; k < i; k++) {
			assert_string_not_equal(table->members[i].name, table->members[k].name);
			assert_int_not_equal(table->members[i].offset, table->members[k].offset);
		}
}

static void every_member_of_an_input_can_be_given(void **state)
{
	check_inputs(&comment_input_table, sizeof(struct comment_input));
	check_inputs(&decision_input_table, sizeof(struct decision_input));
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(a_name_is_found_at_its_index),
		cmocka_unit_test(a_name_that_is_read_is_one_of_the_list),
		cmocka_unit_test(an_input_is_found_at_its_place),
		cmocka_unit_test(every_choice_has_its_names),
		cmocka_unit_test(field_tables_have_no_holes),
		cmocka_unit_test(readers_see_no_more_than_was_promised),
		cmocka_unit_test(every_member_of_an_input_can_be_given),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
