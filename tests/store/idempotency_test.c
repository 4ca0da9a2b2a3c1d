/* The laws of include/store/idempotency.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "scratch.h"
#include "store/idempotency.h"

static enum err add(const char *key, int64_t created_at)
{
	const struct idempotency row = {
		.key = {key, strlen(key)},
		.request = {"r\0q", 3},
		.comment = 7,
		.state = COMMENT_STATE_APPROVED,
		.created_at = created_at,
	};

	return store_idempotency_insert(scratch.store, &row);
}

static enum err find(const char *key, struct idempotency *row)
{
	return store_idempotency_find(
		scratch.store, (struct slice){key, strlen(key)}, &scratch.arena, row);
}

static void an_answer_is_found_by_its_key(void **state)
{
	struct idempotency row = {0};

	assert_int_equal(add("key", 5), ERR_OK);
	assert_int_equal(find("key", &row), ERR_OK);
	assert_int_equal(row.key.length, 3);
	assert_memory_equal(row.key.at, "key", 3);
	assert_int_equal(row.request.length, 3);
	assert_memory_equal(row.request.at, "r\0q", 3);
	assert_int_equal(row.comment, 7);
	assert_int_equal(row.state, COMMENT_STATE_APPROVED);
	assert_int_equal(row.created_at, 5);
	assert_int_equal(find("KEY", &row), ERR_NOT_FOUND);
}

static void a_key_is_kept_once(void **state)
{
	assert_int_equal(add("key", 5), ERR_OK);
	assert_int_equal(add("key", 6), ERR_CONFLICT);
}

static void what_is_old_is_forgotten_and_nothing_else(void **state)
{
	struct idempotency row;

	assert_int_equal(add("older", 4), ERR_OK);
	assert_int_equal(add("as old", 5), ERR_OK);
	assert_int_equal(add("newer", 6), ERR_OK);
	assert_int_equal(store_idempotency_purge(scratch.store, 5), ERR_OK);
	assert_int_equal(find("older", &row), ERR_NOT_FOUND);
	assert_int_equal(find("as old", &row), ERR_OK);
	assert_int_equal(find("newer", &row), ERR_OK);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, scratch_start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(an_answer_is_found_by_its_key),
		LAW(a_key_is_kept_once),
		LAW(what_is_old_is_forgotten_and_nothing_else),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
