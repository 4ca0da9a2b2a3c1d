/* The laws of include/store/decision.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "scratch.h"
#include "store/decision.h"

static int64_t comments[2], foreign;

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_populate();
	scratch_add_site("news", "https://news.example", SITE_POLICY_HOLD);
	for (int i = 0; i < 2; i++)
		comments[i] = scratch_add_comment(&(struct scratch_comment){.parent = 0});
	foreign = scratch_add_comment(&(struct scratch_comment){
		.site = "news",
		.page = scratch_add_page("news", "https://news.example/"),
		.author = scratch_add_author("news", "author"),
	});
	return 0;
}

static int64_t add(const char *site, int64_t comment)
{
	const struct decision decision = {
		.id = store_new_id(scratch.store, SCRATCH_NOW),
		.site = site,
		.comment = comment,
		.revision = 3,
		.from = COMMENT_STATE_SPAM,
		.to = COMMENT_STATE_REJECTED,
		.by = "token:ci",
		.reason = "other",
		.note = NULL,
		.at = SCRATCH_NOW,
	};

	assert_int_equal(store_decision_insert(scratch.store, &decision), ERR_OK);
	return decision.id;
}

static size_t list(const struct decision_filter *filter, struct decision **decisions)
{
	size_t count;

	assert_int_equal(
		store_decision_list(scratch.store, filter, &scratch.arena, decisions, &count),
		ERR_OK);
	return count;
}

static void a_decision_is_read_as_it_was_written(void **state)
{
	int64_t id = add(SCRATCH_SITE, comments[0]);
	struct decision last = {0};

	assert_int_equal(
		store_decision_last(scratch.store, comments[0], &scratch.arena, &last), ERR_OK);
	assert_int_equal(last.id, id);
	assert_string_equal(last.site, SCRATCH_SITE);
	assert_int_equal(last.comment, comments[0]);
	assert_int_equal(last.revision, 3);
	assert_int_equal(last.from, COMMENT_STATE_SPAM);
	assert_int_equal(last.to, COMMENT_STATE_REJECTED);
	assert_string_equal(last.by, "token:ci");
	assert_string_equal(last.reason, "other");
	assert_null(last.note);
	assert_int_equal(last.at, SCRATCH_NOW);
}

static void the_last_is_the_newest_of_the_comment(void **state)
{
	int64_t id;
	struct decision last = {0};

	assert_int_equal(store_decision_last(scratch.store, comments[0], &scratch.arena, &last),
		ERR_NOT_FOUND);
	add(SCRATCH_SITE, comments[0]);
	id = add(SCRATCH_SITE, comments[0]);
	add(SCRATCH_SITE, comments[1]);
	assert_int_equal(
		store_decision_last(scratch.store, comments[0], &scratch.arena, &last), ERR_OK);
	assert_int_equal(last.id, id);
}

static void a_list_is_narrowed_and_oldest_first(void **state)
{
	const int64_t ids[] = {add(SCRATCH_SITE, comments[0]), add("news", foreign),
		add(SCRATCH_SITE, comments[1]), add(SCRATCH_SITE, comments[0])};
	const struct {
		struct decision_filter filter;
		size_t count;
		size_t want[4];
	} rows[] = {
		{{NULL, 0, 0, 10}, 4, {0, 1, 2, 3}},
		{{NULL, 0, 0, 2}, 2, {0, 1}},
		{{NULL, 0, ids[1], 10}, 2, {2, 3}},
		{{NULL, 0, ids[3], 10}, 0, {0}},
		{{SCRATCH_SITE, 0, 0, 10}, 3, {0, 2, 3}},
		{{SCRATCH_SITE, 0, ids[0], 1}, 1, {2}},
		{{"news", 0, 0, 10}, 1, {1}},
		{{"nobody", 0, 0, 10}, 0, {0}},
		{{NULL, comments[0], 0, 10}, 2, {0, 3}},
		{{SCRATCH_SITE, comments[0], ids[0], 10}, 1, {3}},
		{{NULL, comments[1], 0, 10}, 1, {2}},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct decision *decisions;
		size_t count = list(&rows[i].filter, &decisions);

		assert_int_equal(count, rows[i].count);
		for (size_t k = 0; k < count; k++)
			assert_int_equal(decisions[k].id, ids[rows[i].want[k]]);
	}
}

static void a_decision_is_about_a_comment_that_is_there(void **state)
{
	const struct decision decision = {
		.id = 7, .site = SCRATCH_SITE, .comment = foreign + 1000, .by = "x"};

	assert_int_equal(store_decision_insert(scratch.store, &decision), ERR_CONFLICT);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_decision_is_read_as_it_was_written),
		LAW(the_last_is_the_newest_of_the_comment),
		LAW(a_list_is_narrowed_and_oldest_first),
		LAW(a_decision_is_about_a_comment_that_is_there),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
