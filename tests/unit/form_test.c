/* The laws of include/base/form.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/form.h"

struct person {
	const char *name;
	const char *town;
};

static const struct input_member members[] = {
	INPUT(struct person, name),
	INPUT(struct person, town),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

struct crowd {
	struct input_texts name;
};

static const struct input_member crowd_members[] = {INPUT_TEXTS(struct crowd, name, .high = 2)};
static const struct input_table crowd_table = {crowd_members, ARRAY_SIZE(crowd_members)};

static struct arena arena;
static struct fault fault;

static int start(void **state)
{
	arena_init(16 * 1024, &arena);
	fault = FAULT_NONE;
	return 0;
}

static int stop(void **state)
{
	arena_finish(&arena);
	return 0;
}

static enum err read_slice(struct slice form, struct person *person)
{
	fault = FAULT_NONE;
	*person = (struct person){NULL, NULL};
	return form_read(form, &table, &arena, &fault, person);
}

static enum err read_text(const char *form, struct person *person)
{
	return read_slice((struct slice){form, strlen(form)}, person);
}

static void check_same(const char *got, const char *want)
{
	if (want)
		assert_string_equal(got, want);
	else
		assert_null(got);
}

static void names_and_values_are_read_by_the_table(void **state)
{
	static const struct {
		const char *form;
		const char *name;
		const char *town;
	} rows[] = {
		{"", NULL, NULL},
		{"name=A", "A", NULL},
		{"name=A&town=B", "A", "B"},
		{"town=B&name=A", "A", "B"},
		{"&&name=A&", "A", NULL},
		{"name", "", NULL},
		{"name=", "", NULL},
		{"name==", "=", NULL},
		{"name=a=b", "a=b", NULL},
		{"name=a+b%2Bc%20d", "a b+c d", NULL},
		{"n%61me=A", "A", NULL},
		{"name=%26%3D%25", "&=%", NULL},
		{"name=%c3%BC", "ü", NULL},
		{"name=ü", "ü", NULL},
		{"name=%0D%0A", "\r\n", NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct person person;

		assert_int_equal(read_text(rows[i].form, &person), ERR_OK);
		check_same(person.name, rows[i].name);
		check_same(person.town, rows[i].town);
	}
}

static void a_form_of_nothing_is_empty(void **state)
{
	struct person person;

	assert_int_equal(read_slice((struct slice){NULL, 0}, &person), ERR_OK);
	assert_null(person.name);
}

/* Each stands in a block of its own size, so that a look beyond its end is seen. */
static void what_is_not_well_formed_is_refused(void **state)
{
	static const char *const rows[] = {
		"name=%",
		"name=%4",
		"name=%4x",
		"name=%x4",
		"name=%%41",
		"name=% 41",
		"name=%+1",
		"na%=A",
		"name=%00",
		"name=%FF",
		"name=%C0%80",
		"name=%ED%A0%80",
		"name=%C3",
		"name=\xff",
		"%00=A",
		"name=A&town=%",
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct slice form = {rows[i], strlen(rows[i])};
		char *copy = test_malloc(form.length);
		struct person person;

		memcpy(copy, form.at, form.length);
		form.at = copy;
		if (read_slice(form, &person) != ERR_BAD_FORM)
			fail_msg("<%s> was not a bad form", rows[i]);
		assert_int_equal(fault.err, ERR_BAD_FORM);
		assert_true(strlen(fault.detail) > 10);
		test_free(copy);
	}
}

static void a_nul_among_the_bytes_is_refused(void **state)
{
	struct person person;

	assert_int_equal(read_slice((struct slice){"name=a\0b", 8}, &person), ERR_BAD_FORM);
}

static void mistakes_are_told_all_at_once(void **state)
{
	struct person person;

	assert_int_equal(read_text("age=1&name=A&name=B&=&name=", &person), ERR_INVALID_INPUT);
	assert_int_equal(fault.count, 3);
	assert_string_equal(fault_find(&fault, "age")->code, "unknown");
	assert_string_equal(fault_find(&fault, "name")->code, "doubled");
	assert_string_equal(fault_find(&fault, "")->code, "unknown");
	assert_string_equal(person.name, "A");
}

static void a_full_arena_is_no_memory(void **state)
{
	static const size_t limits[] = {0, 8, 16};

	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		struct slice form = {"name=0123456789abcdef", 21};
		struct person person = {NULL, NULL};
		struct arena full;

		arena_init(limits[i], &full);
		assert_int_equal(form_read(form, &table, &full, &fault, &person), ERR_MEMORY);
		arena_finish(&full);
	}
}

static void what_is_encoded_is_read_again(void **state)
{
	static const struct {
		const char *from;
		const char *want;
	} rows[] = {
		{"", ""},
		{"AZaz09-._~", "AZaz09-._~"},
		{" ", "%20"},
		{"a&b=c+d%", "a%26b%3Dc%2Bd%25"},
		{"\"<>'", "%22%3C%3E%27"},
		{"ü\x7f\x01", "%C3%BC%7F%01"},
		{"https://example.org/?a=b", "https%3A%2F%2Fexample.org%2F%3Fa%3Db"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct person person;
		struct text form;

		text_init(200, &form);
		text_add_string(&form, "name=");
		form_encode(rows[i].from, &form);
		assert_int_equal(text_status(&form), ERR_OK);
		assert_string_equal(form.at + strlen("name="), rows[i].want);
		assert_int_equal(read_text(form.at, &person), ERR_OK);
		assert_string_equal(person.name, rows[i].from);
		text_finish(&form);
	}
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

static void what_may_come_several_times_is_read_in_order(void **state)
{
	static const char two[] = "name=Ada&name=B%20b", three[] = "name=1&name=2&name=3";
	struct crowd crowd = {0};

	assert_int_equal(
		form_read((struct slice){two, strlen(two)}, &crowd_table, &arena, &fault, &crowd),
		ERR_OK);
	assert_int_equal(crowd.name.count, 2);
	assert_string_equal(crowd.name.at[0], "Ada");
	assert_string_equal(crowd.name.at[1], "B b");
	crowd = (struct crowd){0};
	assert_int_equal(form_read((struct slice){three, strlen(three)}, &crowd_table, &arena,
				 &fault, &crowd),
		ERR_INVALID_INPUT);
	assert_string_equal(fault.fields[0].code, "too_many");
	assert_int_equal(crowd.name.count, 2);
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(names_and_values_are_read_by_the_table),
		LAW(a_form_of_nothing_is_empty),
		LAW(what_is_not_well_formed_is_refused),
		LAW(a_nul_among_the_bytes_is_refused),
		LAW(mistakes_are_told_all_at_once),
		LAW(a_full_arena_is_no_memory),
		LAW(what_is_encoded_is_read_again),
		LAW(what_may_come_several_times_is_read_in_order),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
