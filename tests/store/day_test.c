/* The laws of include/store/day.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/time.h"
#include "scratch.h"
#include "store/day.h"
#include "store/decision.h"

static int64_t comment;

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_populate();
	comment = scratch_add_comment(&(struct scratch_comment){.parent = 0});
	return 0;
}

static void decide(const char *by, int64_t at)
{
	int64_t id = store_new_id(scratch.store, at);
	const struct decision decision = {
		.id = id,
		.batch = id,
		.site = SCRATCH_SITE,
		.comment = comment,
		.revision = 1,
		.to = COMMENT_STATE_SPAM,
		.by = by,
		.at = at,
	};

	assert_int_equal(store_decision_insert(scratch.store, &decision), ERR_OK);
}

static int64_t sum(const char *where)
{
	char sql[160];

	snprintf(sql, sizeof(sql), "SELECT coalesce(sum(count), 0) FROM day_count WHERE %s", where);
	return scratch_sql(sql);
}

static void what_came_is_counted_on_its_day(void **state)
{
	struct day_count *counts;
	size_t count;

	assert_int_equal(
		store_day_list(scratch.store, NULL, 0, &scratch.arena, &counts, &count), ERR_OK);
	assert_int_equal(count, 1);
	assert_int_equal(counts[0].day, SCRATCH_NOW / TIME_DAY);
	assert_int_equal(counts[0].what, DAY_CAME);
	assert_int_equal(counts[0].count, 1);
	assert_string_equal(counts[0].by, "");
}

/* However many people there are, and however long their names. */
static void a_transaction_counts_all_of_it(void **state)
{
	char by[128];

	assert_int_equal(store_begin(scratch.store), ERR_OK);
	for (int i = 0; i < 300; i++) {
		snprintf(by, sizeof(by), "token:%0*d", i % 3 ? 4 : 100, i % 50);
		decide(by, SCRATCH_NOW + i % 2 * TIME_DAY);
	}
	/* nothing that is not its own place is written before the commit */
	assert_int_equal(sum("what = 'spam'"), 0);
	assert_int_equal(store_commit(scratch.store), ERR_OK);
	assert_int_equal(sum("what = 'spam'"), 300);
	assert_int_equal(sum("what = 'spam' AND day = (SELECT min(day) FROM day_count)"), 150);
	assert_int_equal(sum("length(made_by) > 100"), 100);
}

static void what_is_taken_back_is_not_counted(void **state)
{
	assert_int_equal(store_begin(scratch.store), ERR_OK);
	decide("token:ci", SCRATCH_NOW);
	store_rollback(scratch.store);
	assert_int_equal(store_begin(scratch.store), ERR_OK);
	decide("token:other", SCRATCH_NOW);
	assert_int_equal(store_commit(scratch.store), ERR_OK);
	assert_int_equal(sum("what = 'spam'"), 1);
	assert_int_equal(sum("made_by = 'token:other'"), 1);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(what_came_is_counted_on_its_day),
		LAW(a_transaction_counts_all_of_it),
		LAW(what_is_taken_back_is_not_counted),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
