/* The laws of include/base/id.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/compiler.h"
#include "base/id.h"

static const int64_t now = 1795512600000; /* 2026-11-24 */

enum { COUNTERS = 1 << 15 };

static int64_t time_of(int64_t id)
{
	return id >> 21;
}

static int node_of(int64_t id)
{
	return (int)(id >> 15 & (ID_NODES - 1));
}

static void an_id_bears_its_time_and_its_node(void **state)
{
	for (int node = 0; node < ID_NODES; node++) {
		struct id_source source = {0, node};
		int64_t id = id_next(&source, now);

		assert_int_equal(time_of(id), now);
		assert_int_equal(node_of(id), node);
		assert_int_equal(source.last, id);
	}
}

/* Every millisecond of the next century fits. */
static void there_is_room_until_2109(void **state)
{
	struct id_source source = {0, ID_NODES - 1};

	assert_true(id_next(&source, 4398046511103) > 0);
}

static void ids_grow_whatever_the_clock_does(void **state)
{
	static const int64_t steps[] = {0, 0, 1, -1, -100000, 0, 5, -now, 100, 0};

	for (int node = 0; node < ID_NODES; node += 21) {
		struct id_source source = {0, node};
		int64_t last = 0, clock = now;

		for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
			int64_t id;

			clock += steps[i];
			id = id_next(&source, clock > 0 ? clock : 1);
			assert_true(id > last);
			assert_int_equal(node_of(id), node);
			last = id;
		}
	}
}

static void more_than_a_millisecond_holds_go_on_in_the_next(void **state)
{
	struct id_source source = {0, 3};
	int64_t last = 0;

	for (int i = 0; i < 2 * COUNTERS + 2; i++) {
		int64_t id = id_next(&source, now);

		assert_true(id > last);
		assert_int_equal(node_of(id), 3);
		last = id;
	}
	assert_int_equal(time_of(last), now + 2);
}

/* A database that another node has written to is taken over. */
static void ids_are_greater_than_another_nodes(void **state)
{
	static const struct {
		int before, after;
		int made; /* by the one before, in a millisecond */
	} rows[] = {{0, 63, 1}, {63, 0, 1}, {5, 4, 100}, {4, 5, 100}, {7, 7, 100},
		{63, 0, COUNTERS}, {0, 63, COUNTERS}};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct id_source before = {0, rows[i].before}, after = {0, rows[i].after};

		for (int k = 0; k < rows[i].made; k++)
			after.last = id_next(&before, now);
		for (int k = 0; k < 3; k++) {
			int64_t last = after.last, id = id_next(&after, now);

			assert_true(id > last);
			assert_int_equal(node_of(id), rows[i].after);
		}
	}
}

static void an_id_is_read_as_it_was_written(void **state)
{
	static const struct {
		int64_t id;
		const char *text;
	} rows[] = {
		{1, "0000000000001"},
		{31, "000000000000z"},
		{32, "0000000000010"},
		{INT64_MAX, "7zzzzzzzzzzzz"},
		{0x3456789abcdef012, "38nkrkaydxw0j"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char text[ID_SIZE];
		int64_t id = 0;

		id_format(rows[i].id, text);
		assert_string_equal(text, rows[i].text);
		assert_true(id_parse(text, &id));
		assert_int_equal(id, rows[i].id);
	}
}

static void texts_are_in_the_order_of_ids(void **state)
{
	struct id_source source = {0, 1};
	char last[ID_SIZE] = "", text[ID_SIZE];

	for (int i = 0; i < 1000; i++) {
		id_format(id_next(&source, now + i / 10), text);
		assert_true(strcmp(text, last) > 0);
		memcpy(last, text, ID_SIZE);
	}
}

static void letters_that_look_alike_are_read_alike(void **state)
{
	static const struct {
		const char *from;
		const char *want;
	} rows[] = {
		{"38NKRKAYDXW0J", "38nkrkaydxw0j"},
		{"38nkrkaydxwOj", "38nkrkaydxw0j"},
		{"38nkrkaydxwoj", "38nkrkaydxw0j"},
		{"00000000000I1", "0000000000011"},
		{"00000000000l1", "0000000000011"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char text[ID_SIZE];
		int64_t id;

		assert_true(id_parse(rows[i].from, &id));
		id_format(id, text);
		assert_string_equal(text, rows[i].want);
	}
}

static void what_is_no_id_is_refused(void **state)
{
	static const char *const rows[] = {
		"",
		"0",
		"000000000001",
		"00000000000001",
		"0000000000000", /* null */
		"8000000000000", /* 64 bits */
		"zzzzzzzzzzzzz",
		"000000000000u",
		"000000000000-",
		"000000000000 ",
		" 000000000001",
		"00000000000\xc3\xbc",
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int64_t id = -7;

		if (id_parse(rows[i], &id))
			fail_msg("<%s> was accepted", rows[i]);
		assert_int_equal(id, -7);
	}
}

static void bytes_are_encoded_five_bits_a_character(void **state)
{
	static const struct {
		const char *from;
		size_t length;
		const char *want;
	} rows[] = {
		{"", 0, ""},
		{"\0", 1, "00"},
		{"\xff", 1, "zw"},
		{"foobar", 6, "csqpyrk1e8"},
		{"\xff\xff\xff\xff\xff", 5, "zzzzzzzz"},
		{"\0\0\0\0\1", 5, "00000001"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char out[16];

		id_encode((const unsigned char *)rows[i].from, rows[i].length, out);
		assert_string_equal(out, rows[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(an_id_bears_its_time_and_its_node),
		cmocka_unit_test(there_is_room_until_2109),
		cmocka_unit_test(ids_grow_whatever_the_clock_does),
		cmocka_unit_test(more_than_a_millisecond_holds_go_on_in_the_next),
		cmocka_unit_test(ids_are_greater_than_another_nodes),
		cmocka_unit_test(an_id_is_read_as_it_was_written),
		cmocka_unit_test(texts_are_in_the_order_of_ids),
		cmocka_unit_test(letters_that_look_alike_are_read_alike),
		cmocka_unit_test(what_is_no_id_is_refused),
		cmocka_unit_test(bytes_are_encoded_five_bits_a_character),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
