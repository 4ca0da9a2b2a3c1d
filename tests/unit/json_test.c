/* The laws of include/base/json.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/id.h"
#include "base/json.h"
#include "base/utf8.h"

struct person {
	const char *name;
	const char *town;
};

static const struct input_member members[] = {
	INPUT(struct person, name),
	INPUT(struct person, town),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

static struct arena arena;
static struct fault fault;
static struct text out;
static struct json_writer json;

static int start(void **state)
{
	arena_init(16 * 1024, &arena);
	fault = FAULT_NONE;
	text_init(4096, &out);
	json_init(&out, &json);
	return 0;
}

static int stop(void **state)
{
	arena_finish(&arena);
	text_finish(&out);
	return 0;
}

static enum err read_slice(struct slice body, struct person *person)
{
	fault = FAULT_NONE;
	*person = (struct person){NULL, NULL};
	return json_read(body, &table, &arena, &fault, person);
}

static enum err read_text(const char *body, struct person *person)
{
	return read_slice((struct slice){body, strlen(body)}, person);
}

static void commas_are_the_writers_business(void **state)
{
	json_open_object(&json, NULL);
	json_open_array(&json, "empty");
	json_close_array(&json);
	json_open_array(&json, "list");
	json_put_integer(&json, NULL, 1);
	json_open_object(&json, NULL);
	json_close_object(&json);
	json_put_text(&json, NULL, "x");
	json_close_array(&json);
	json_put_boolean(&json, "yes", true);
	json_put_boolean(&json, "no", false);
	json_put_text(&json, "nothing", NULL);
	json_put_integer(&json, "least", INT64_MIN);
	json_close_object(&json);
	assert_int_equal(text_status(&out), ERR_OK);
	assert_string_equal(out.at, "{\"empty\":[],\"list\":[1,{},\"x\"],\"yes\":true,"
				    "\"no\":false,\"nothing\":null,"
				    "\"least\":-9223372036854775808}");
}

static void texts_are_quoted(void **state)
{
	static const struct {
		const char *from;
		const char *want;
	} rows[] = {
		{"", "\"\""},
		{"plain", "\"plain\""},
		{"\"", "\"\\\"\""},
		{"a\"b", "\"a\\\"b\""},
		{"\\", "\"\\\\\""},
		{"a\nb", "\"a\\nb\""},
		{"\x01\x1f", "\"\\u0001\\u001f\""},
		{"\t\r", "\"\\u0009\\u000d\""},
		{"\x7f</script>", "\"\x7f</script>\""},
		{"ü€\xf0\x9f\x98\x80", "\"ü€\xf0\x9f\x98\x80\""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct text one;
		struct json_writer writer;

		text_init(100, &one);
		json_init(&one, &writer);
		json_put_text(&writer, NULL, rows[i].from);
		assert_string_equal(one.at, rows[i].want);
		text_finish(&one);
	}
}

static void names_are_quoted_too(void **state)
{
	json_open_object(&json, NULL);
	json_put_integer(&json, "a\"b", 1);
	json_close_object(&json);
	assert_string_equal(out.at, "{\"a\\\"b\":1}");
}

static void whoever_has_no_room_is_told_at_the_end(void **state)
{
	struct text small;
	struct json_writer writer;

	text_init(5, &small);
	json_init(&small, &writer);
	json_put_text(&writer, NULL, "abcd");
	assert_int_equal(text_status(&small), ERR_TOO_LARGE);
	text_finish(&small);
}

static const char *const colours[] = {"red", "green", NULL};

struct row {
	int64_t id, at, number;
	const char *text;
	struct slice bytes;
	int colour;
};

static const struct field fields[] = {
	FIELD(struct row, id, FIELD_ID, SEE_READERS),
	FIELD(struct row, at, FIELD_TIME, SEE_READERS),
	FIELD(struct row, number, FIELD_INTEGER, SEE_MODERATORS),
	FIELD(struct row, text, FIELD_TEXT, SEE_READERS | SEE_AUTHOR),
	FIELD(struct row, bytes, FIELD_BYTES, SEE_ALL),
	FIELD_WITH_NAMES(struct row, "colour", colour, colours, SEE_MODERATORS),
};
static const struct field_table row_table = {fields, ARRAY_SIZE(fields), sizeof(struct row)};

static void check_fields(unsigned see, const struct row *row, const char *want)
{
	struct text one;
	struct json_writer writer;

	text_init(1000, &one);
	json_init(&one, &writer);
	json_open_object(&writer, NULL);
	json_put_fields(&writer, &row_table, see, row);
	json_close_object(&writer);
	assert_string_equal(one.at, want);
	text_finish(&one);
}

static void each_sees_what_the_table_says(void **state)
{
	const struct row row = {31, 1000, 7, "t", {"secret", 6}, 1};

	check_fields(SEE_READERS, &row,
		"{\"id\":\"000000000000z\",\"at\":\"1970-01-01T00:00:01.000Z\",\"text\":\"t\"}");
	check_fields(SEE_MODERATORS, &row, "{\"number\":7,\"colour\":\"green\"}");
	check_fields(SEE_AUTHOR, &row, "{\"text\":\"t\"}");
	check_fields(SEE_NOBODY, &row, "{}");
}

static void bytes_are_in_no_json(void **state)
{
	const struct row row = {.bytes = {"secret", 6}};

	check_fields(SEE_ALL, &row,
		"{\"id\":null,\"at\":null,\"number\":0,\"text\":null,\"colour\":\"red\"}");
}

static void members_are_read_by_the_table(void **state)
{
	static const struct {
		const char *body;
		const char *name;
		const char *town;
	} rows[] = {
		{"{}", NULL, NULL},
		{" {\"name\":\"A\"}\n", "A", NULL},
		{"{\"town\":\"B\",\"name\":\"A\"}", "A", "B"},
		{"{\"name\":null,\"town\":\"\"}", NULL, ""},
		{"{\"name\":\"\\u00fc\\n\\ud83d\\ude00\"}", "ü\n\xf0\x9f\x98\x80", NULL},
		{"{\"n\\u0061me\":\"A\"}", "A", NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct person person;

		assert_int_equal(read_text(rows[i].body, &person), ERR_OK);
		if (rows[i].name)
			assert_string_equal(person.name, rows[i].name);
		else
			assert_null(person.name);
		if (rows[i].town)
			assert_string_equal(person.town, rows[i].town);
		else
			assert_null(person.town);
	}
}

static void what_is_no_object_is_bad_json(void **state)
{
	static const char *const rows[] = {
		"",
		"   ",
		"null",
		"[]",
		"\"name\"",
		"1",
		"{",
		"{\"name\"}",
		"{\"name\":}",
		"{\"name\":\"A\",}",
		"{'name':'A'}",
		"{name:\"A\"}",
		"{\"name\":\"A\"} x",
		"{\"name\":\"A\"}{}",
		"{\"name\":\"A\",\"name\":\"B\"}",
		"{\"name\":\"A\",\"n\\u0061me\":\"B\"}",
		"{\"name\":\"\\u0000\"}",
		"{\"na\\u0000me\":\"A\"}",
		"{\"name\":\"\\ud800\"}",
		"{\"name\":\"\xff\"}",
		"{\"name\":\"\xc0\x80\"}",
		"{\"name\":\"\xed\xa0\x80\"}",
		"{\"name\":\"a\nb\"}",
		"\xef\xbb\xbf{}",
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct person person;

		if (read_text(rows[i], &person) != ERR_BAD_JSON)
			fail_msg("<%s> was not bad JSON", rows[i]);
		assert_int_equal(fault.err, ERR_BAD_JSON);
		assert_true(strlen(fault.detail) > 10);
		assert_true(utf8_valid(fault.detail, strlen(fault.detail)));
	}
}

static void a_body_of_nothing_is_bad_json(void **state)
{
	struct person person;

	assert_int_equal(read_slice((struct slice){NULL, 0}, &person), ERR_BAD_JSON);
}

static void a_nul_among_the_bytes_is_bad_json(void **state)
{
	static const char body[] = "{\"name\":\"a\0b\"}";
	struct person person;

	assert_int_equal(read_slice((struct slice){body, sizeof(body) - 1}, &person), ERR_BAD_JSON);
}

static void depth_is_bounded(void **state)
{
	size_t length = 60000;
	char *body = malloc(length);
	struct person person;

	assert_non_null(body);
	memset(body, '[', length);
	assert_int_equal(read_slice((struct slice){body, length}, &person), ERR_BAD_JSON);
	free(body);
}

static void mistakes_are_told_all_at_once(void **state)
{
	struct person person;

	assert_int_equal(read_text("{\"name\":1,\"age\":\"2\",\"town\":[\"x\"],\"x\":{}}", &person),
		ERR_INVALID_INPUT);
	assert_int_equal(fault.count, 4);
	assert_string_equal(fault_find(&fault, "name")->code, "not_a_text");
	assert_string_equal(fault_find(&fault, "town")->code, "not_a_text");
	assert_string_equal(fault_find(&fault, "age")->code, "unknown");
	assert_string_equal(fault_find(&fault, "x")->code, "unknown");
}

static void what_is_right_is_read_beside_mistakes(void **state)
{
	struct person person;

	assert_int_equal(read_text("{\"age\":1,\"town\":\"B\"}", &person), ERR_INVALID_INPUT);
	assert_string_equal(person.town, "B");
}

struct item {
	const char *id;
	int64_t revision;
};

struct order {
	struct item *gift;
	struct input_list items;
	int64_t number;
	bool urgent;
};

static const struct input_member item_members[] = {
	INPUT(struct item, id),
	INPUT_NUMBER(struct item, revision),
};
static const struct input_object item_object = {
	{item_members, ARRAY_SIZE(item_members)}, sizeof(struct item), 3};
static const struct input_member order_members[] = {
	INPUT_OBJECT(struct order, gift, &item_object),
	INPUT_LIST(struct order, items, &item_object),
	INPUT_NUMBER(struct order, number),
	INPUT_FLAG(struct order, urgent),
};
static const struct input_table order_table = {order_members, ARRAY_SIZE(order_members)};

static enum err read_order(const char *body, struct order *order)
{
	fault = FAULT_NONE;
	*order = (struct order){.number = 0};
	return json_read((struct slice){body, strlen(body)}, &order_table, &arena, &fault, order);
}

static void other_types_than_texts_are_read(void **state)
{
	struct order order;
	const struct item *items;

	assert_int_equal(
		read_order("{\"gift\":{\"id\":\"g\"},\"items\":[{\"id\":\"a\",\"revision\":7},"
			   "{\"id\":null}],\"number\":9223372036854775807,\"urgent\":true}",
			&order),
		ERR_OK);
	items = order.items.at;
	assert_string_equal(order.gift->id, "g");
	assert_int_equal(order.gift->revision, 0);
	assert_int_equal(order.items.count, 2);
	assert_string_equal(items[0].id, "a");
	assert_int_equal(items[0].revision, 7);
	assert_null(items[1].id);
	assert_true(order.number == INT64_MAX && order.urgent);

	assert_int_equal(read_order("{\"items\":[],\"urgent\":false}", &order), ERR_OK);
	assert_int_equal(order.items.count, 0);
	assert_false(order.urgent);
	assert_null(order.gift);
}

static void a_mistake_tells_where_it_is(void **state)
{
	static const struct {
		const char *body, *field, *code;
	} rows[] = {
		{"{\"number\":\"1\"}", "number", "not_a_number"},
		{"{\"number\":0}", "number", "not_a_number"},
		{"{\"number\":-1}", "number", "not_a_number"},
		{"{\"number\":1.5}", "number", "not_a_number"},
		{"{\"urgent\":1}", "urgent", "not_a_boolean"},
		{"{\"urgent\":\"true\"}", "urgent", "not_a_boolean"},
		{"{\"gift\":[]}", "gift", "not_an_object"},
		{"{\"gift\":{\"id\":1}}", "gift.id", "not_a_text"},
		{"{\"gift\":{\"x\":1}}", "gift.x", "unknown"},
		{"{\"items\":{}}", "items", "not_a_list"},
		{"{\"items\":[{},3]}", "items[1]", "not_an_object"},
		{"{\"items\":[{},{\"revision\":\"1\"}]}", "items[1].revision", "not_a_number"},
		{"{\"items\":[{},{},{},{}]}", "items", "too_many"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct order order;

		assert_int_equal(read_order(rows[i].body, &order), ERR_INVALID_INPUT);
		assert_int_equal(fault.count, 1);
		assert_string_equal(fault.fields[0].name, rows[i].field);
		assert_string_equal(fault.fields[0].code, rows[i].code);
	}
}

static void a_full_arena_is_no_memory(void **state)
{
	struct arena full;
	struct person person = {NULL, NULL};
	struct slice body = {"{\"name\":\"0123456789\"}", 21};

	arena_init(8, &full);
	assert_int_equal(json_read(body, &table, &full, &fault, &person), ERR_MEMORY);
	arena_finish(&full);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

struct pair {
	int64_t id, number, at;
	const char *text;
	bool flag;
	int named;
	struct slice hidden;
};

static const char *const names[] = {"one", "two", NULL};
static const struct field pair_fields[] = {
	FIELD(struct pair, id, FIELD_ID, SEE_READERS),
	FIELD(struct pair, number, FIELD_NUMBER, SEE_READERS, .null = SEE_READERS),
	FIELD(struct pair, at, FIELD_TIME, SEE_READERS),
	FIELD(struct pair, text, FIELD_TEXT, SEE_READERS, .null = SEE_READERS),
	FIELD(struct pair, flag, FIELD_FLAG, SEE_MODERATORS, .null = SEE_MODERATORS),
	FIELD_WITH_NAMES(struct pair, "named", named, names, SEE_READERS),
	FIELD(struct pair, hidden, FIELD_BYTES, SEE_NOBODY),
};
static const struct field_table pair_table = {
	pair_fields, ARRAY_SIZE(pair_fields), sizeof(struct pair)};
static const struct json_kind kinds[] = {{"none", &pair_table}, {"pair", &pair_table}};

static enum err read_row(const char *body, unsigned see, struct pair *pair)
{
	size_t kind = 0;
	enum err err;

	fault = FAULT_NONE;
	err = json_read_row((struct slice){body, strlen(body)}, kinds, ARRAY_SIZE(kinds), see,
		&arena, &fault, &kind, pair);
	if (!err)
		assert_int_equal(kind, 1);
	return err;
}

#define PAIR                                                                                       \
	"{\"kind\":\"pair\",\"id\":\"06f1krkc00000\",\"number\":7,"                                \
	"\"at\":\"2026-11-24T09:30:00.000Z\",\"text\":\"\u00e4\\n\",\"named\":\"two\""

static void a_row_is_read_as_it_was_written(void **state)
{
	struct pair pair;

	assert_int_equal(read_row(PAIR "}", SEE_READERS, &pair), ERR_OK);
	json_open_object(&json, NULL);
	json_put_text(&json, "kind", "pair");
	json_put_fields(&json, &pair_table, SEE_READERS, &pair);
	json_close_object(&json);
	assert_string_equal(out.at, PAIR "}");
}

static void what_may_be_null_may_be_absent(void **state)
{
	struct pair pair;

	assert_int_equal(read_row("{\"named\":\"one\",\"at\":\"2026-11-24T09:30:00Z\","
				  "\"id\":\"06f1krkc00000\",\"text\":null,\"kind\":\"pair\"}",
				 SEE_READERS, &pair),
		ERR_OK);
	assert_null(pair.text);
	assert_int_equal(pair.number, 0);
	assert_int_equal(pair.named, 0);
	assert_false(pair.flag);
}

static void a_row_that_is_not_as_it_should_be_is_refused(void **state)
{
	static const struct {
		const char *body, *field, *code;
	} cases[] = {
		{PAIR ",\"flag\":true}", "flag", "unknown"},
		{PAIR ",\"hidden\":\"x\"}", "hidden", "unknown"},
		{PAIR ",\"more\":1}", "more", "unknown"},
		{"{\"kind\":\"pair\",\"at\":\"2026-11-24T09:30:00Z\",\"named\":\"one\"}", "id",
			"required"},
		{"{\"kind\":\"pair\",\"id\":null}", "id", "required"},
		{"{\"kind\":\"pair\",\"id\":\"0000000000000\"}", "id", "not_an_id"},
		{"{\"kind\":\"pair\",\"id\":5}", "id", "not_an_id"},
		{"{\"kind\":\"pair\",\"number\":0}", "number", "not_a_number"},
		{"{\"kind\":\"pair\",\"number\":1.5}", "number", "not_a_number"},
		{"{\"kind\":\"pair\",\"number\":\"1\"}", "number", "not_a_number"},
		{"{\"kind\":\"pair\",\"at\":\"1970-01-01T00:00:00Z\"}", "at", "not_a_time"},
		{"{\"kind\":\"pair\",\"text\":{}}", "text", "not_a_text"},
		{"{\"kind\":\"pair\",\"named\":\"three\"}", "named", "unknown_value"},
		{"{\"kind\":\"other\"}", "kind", "unknown"},
		{"{\"kind\":[]}", "kind", "unknown"},
		{"{}", "kind", "unknown"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct pair pair;
		const struct fault_field *found;

		assert_int_equal(read_row(cases[i].body, SEE_READERS, &pair), ERR_INVALID_INPUT);
		found = fault_find(&fault, cases[i].field);
		assert_non_null(found);
		assert_string_equal(found->code, cases[i].code);
	}
	assert_int_equal(read_row("[]", SEE_READERS, &(struct pair){0}), ERR_BAD_JSON);
	assert_int_equal(read_row("", SEE_READERS, &(struct pair){0}), ERR_BAD_JSON);
	assert_int_equal(
		read_row("{\"kind\":\"pair\",\"kind\":\"pair\"}", SEE_READERS, &(struct pair){0}),
		ERR_BAD_JSON);
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(commas_are_the_writers_business),
		LAW(texts_are_quoted),
		LAW(names_are_quoted_too),
		LAW(whoever_has_no_room_is_told_at_the_end),
		LAW(each_sees_what_the_table_says),
		LAW(bytes_are_in_no_json),
		LAW(members_are_read_by_the_table),
		LAW(what_is_no_object_is_bad_json),
		LAW(a_body_of_nothing_is_bad_json),
		LAW(a_nul_among_the_bytes_is_bad_json),
		LAW(depth_is_bounded),
		LAW(mistakes_are_told_all_at_once),
		LAW(what_is_right_is_read_beside_mistakes),
		LAW(other_types_than_texts_are_read),
		LAW(a_mistake_tells_where_it_is),
		LAW(a_full_arena_is_no_memory),
		LAW(a_row_is_read_as_it_was_written),
		LAW(what_may_be_null_may_be_absent),
		LAW(a_row_that_is_not_as_it_should_be_is_refused),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
