/* The laws of include/store/report.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "scratch.h"
#include "store/report.h"

static int64_t comment;

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_populate();
	comment = scratch_add_comment(&(struct scratch_comment){.state = COMMENT_STATE_APPROVED});
	return 0;
}

static int64_t last_id;

static enum err add(int64_t on, const char *reporter)
{
	const struct report report = {
		.id = last_id = store_new_id(scratch.store, SCRATCH_NOW),
		.comment = on,
		.revision = 1,
		.reason = "abuse",
		.note = "Rude.",
		.reporter = {reporter, reporter ? strlen(reporter) : 0},
		.created_at = SCRATCH_NOW,
	};

	return store_report_insert(scratch.store, &report);
}

static int64_t open_on(int64_t id)
{
	struct comment place = {0};

	assert_int_equal(store_comment_place(scratch.store, id, &scratch.arena, &place), ERR_OK);
	return place.open_reports;
}

static size_t list(bool open, struct report **reports)
{
	size_t count;

	assert_int_equal(store_report_list(
				 scratch.store, comment, open, 10, &scratch.arena, reports, &count),
		ERR_OK);
	return count;
}

static void a_report_is_open_and_counted(void **state)
{
	struct report *reports;

	assert_int_equal(open_on(comment), 0);
	assert_int_equal(add(comment, "one"), ERR_OK);
	assert_int_equal(add(comment, "two"), ERR_OK);
	assert_int_equal(open_on(comment), 2);
	assert_int_equal(list(true, &reports), 2);
	assert_int_equal(reports[0].id, last_id);
	assert_string_equal(reports[0].reason, "abuse");
	assert_string_equal(reports[0].note, "Rude.");
	assert_int_equal(reports[0].revision, 1);
	assert_int_equal(reports[0].created_at, SCRATCH_NOW);
	assert_null(reports[0].closed_by);
}

static void a_reporter_counts_once_on_a_comment(void **state)
{
	int64_t other =
		scratch_add_comment(&(struct scratch_comment){.state = COMMENT_STATE_APPROVED});

	assert_int_equal(add(comment, "one"), ERR_OK);
	assert_int_equal(add(comment, "one"), ERR_CONFLICT);
	assert_int_equal(add(other, "one"), ERR_OK);
	assert_int_equal(open_on(comment), 1);
	assert_int_equal(open_on(other), 1);
}

static void nobody_in_particular_counts_each_time(void **state)
{
	assert_int_equal(add(comment, NULL), ERR_OK);
	assert_int_equal(add(comment, NULL), ERR_OK);
	assert_int_equal(open_on(comment), 2);
}

static void they_are_closed_up_to_one_and_kept(void **state)
{
	struct report *reports;
	int64_t first;

	assert_int_equal(add(comment, "one"), ERR_OK);
	first = last_id;
	assert_int_equal(add(comment, "two"), ERR_OK);
	assert_int_equal(store_report_close(scratch.store, comment, first, "account:a", 7), ERR_OK);
	assert_int_equal(open_on(comment), 1);
	assert_int_equal(list(true, &reports), 1);
	assert_int_equal(reports[0].id, last_id);
	assert_int_equal(
		store_report_close(scratch.store, comment, INT64_MAX, "account:b", 8), ERR_OK);
	assert_int_equal(open_on(comment), 0);
	assert_int_equal(list(true, &reports), 0);
	assert_int_equal(list(false, &reports), 2);
	assert_string_equal(reports[1].closed_by, "account:a");
	assert_int_equal(reports[1].closed_at, 7);
	assert_string_equal(reports[0].closed_by, "account:b");
}

static void reported_comments_are_listed_and_counted(void **state)
{
	struct queue_filter filter = {
		.state = COMMENT_STATE_APPROVED, .reported = true, .limit = 10};
	struct comment *comments;
	size_t found;
	int64_t count;

	assert_int_equal(add(comment, "one"), ERR_OK);
	scratch_add_comment(&(struct scratch_comment){.state = COMMENT_STATE_APPROVED});
	assert_int_equal(
		store_queue(scratch.store, &filter, &scratch.arena, &comments, &found), ERR_OK);
	assert_int_equal(found, 1);
	assert_int_equal(comments[0].id, comment);
	assert_int_equal(comments[0].open_reports, 1);
	filter.site = "elsewhere";
	assert_int_equal(
		store_queue(scratch.store, &filter, &scratch.arena, &comments, &found), ERR_OK);
	assert_int_equal(found, 0);
	assert_int_equal(store_reported_count(scratch.store, NULL, 10, &count), ERR_OK);
	assert_int_equal(count, 1);
	assert_int_equal(store_reported_count(scratch.store, SCRATCH_SITE, 10, &count), ERR_OK);
	assert_int_equal(count, 1);
	assert_int_equal(store_reported_count(scratch.store, "elsewhere", 10, &count), ERR_OK);
	assert_int_equal(count, 0);
	assert_int_equal(store_reported_count(scratch.store, NULL, 0, &count), ERR_OK);
	assert_int_equal(count, 0);
}

static void reporters_are_forgotten(void **state)
{
	assert_int_equal(add(comment, "one"), ERR_OK);
	assert_int_equal(store_report_purge(scratch.store, SCRATCH_NOW), ERR_OK);
	assert_int_equal(add(comment, "one"), ERR_CONFLICT);
	assert_int_equal(store_report_purge(scratch.store, SCRATCH_NOW + 1), ERR_OK);
	assert_int_equal(add(comment, "one"), ERR_OK);
	assert_int_equal(open_on(comment), 2);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_report_is_open_and_counted),
		LAW(a_reporter_counts_once_on_a_comment),
		LAW(nobody_in_particular_counts_each_time),
		LAW(they_are_closed_up_to_one_and_kept),
		LAW(reported_comments_are_listed_and_counted),
		LAW(reporters_are_forgotten),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
