/* The laws of include/store/decision.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
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
	int64_t id = store_new_id(scratch.store, SCRATCH_NOW);
	const struct decision decision = {
		.id = id,
		.batch = id,
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

static struct decision_list list(const struct decision_filter *filter)
{
	struct decision_list found;

	assert_int_equal(
		store_decision_list(scratch.store, filter, &scratch.arena, &found), ERR_OK);
	return found;
}

static void a_decision_is_read_as_it_was_written(void **state)
{
	int64_t id = add(SCRATCH_SITE, comments[0]);
	struct decision last = {0};

	assert_int_equal(
		store_decision_newest(scratch.store, comments[0], &scratch.arena, &last), ERR_OK);
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

	assert_int_equal(store_decision_newest(scratch.store, comments[0], &scratch.arena, &last),
		ERR_NOT_FOUND);
	add(SCRATCH_SITE, comments[0]);
	id = add(SCRATCH_SITE, comments[0]);
	add(SCRATCH_SITE, comments[1]);
	assert_int_equal(
		store_decision_newest(scratch.store, comments[0], &scratch.arena, &last), ERR_OK);
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
		{{.limit = 10}, 4, {0, 1, 2, 3}},
		{{.limit = 2}, 2, {0, 1}},
		{{.limit = 2, .last = true}, 2, {2, 3}},
		{{.after = ids[1], .limit = 10}, 2, {2, 3}},
		{{.before = ids[3], .limit = 2, .last = true}, 2, {1, 2}},
		{{.after = ids[0], .before = ids[3], .limit = 10}, 2, {1, 2}},
		{{.after = ids[3], .limit = 10}, 0, {0}},
		{{.site = SCRATCH_SITE, .limit = 10}, 3, {0, 2, 3}},
		{{.site = SCRATCH_SITE, .after = ids[0], .limit = 1}, 1, {2}},
		{{.site = SCRATCH_SITE, .limit = 1, .last = true}, 1, {3}},
		{{.site = "news", .limit = 10}, 1, {1}},
		{{.site = "nobody", .limit = 10}, 0, {0}},
		{{.comment = comments[0], .limit = 10}, 2, {0, 3}},
		{{.comment = comments[0], .limit = 1, .last = true}, 1, {3}},
		{{.site = SCRATCH_SITE, .comment = comments[0], .after = ids[0], .limit = 10}, 1,
			{3}},
		{{.site = "news", .comment = comments[0], .limit = 10}, 0, {0}},
		{{.comment = comments[1], .limit = 10}, 1, {2}},
		{{.batch = ids[2], .limit = 10}, 1, {2}},
		{{.batch = ids[2], .comment = comments[0], .limit = 10}, 0, {0}},
		{{.batch = ids[2], .limit = 10, .last = true}, 1, {2}},
		{{.by = "token:ci", .limit = 10}, 4, {0, 1, 2, 3}},
		{{.by = "token:ci", .site = "news", .limit = 10, .last = true}, 1, {1}},
		{{.by = "token:other", .limit = 10}, 0, {0}},
		{{.from = "spam", .to = "rejected", .reason = "other", .limit = 10}, 4,
			{0, 1, 2, 3}},
		{{.from = "pending", .limit = 10}, 0, {0}},
		{{.to = "spam", .limit = 10, .last = true}, 0, {0}},
		{{.reason = "abuse", .limit = 10}, 0, {0}},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct decision_list found = list(&rows[i].filter);

		assert_int_equal(found.count, rows[i].count);
		assert_int_equal(found.edge, 0);
		for (size_t k = 0; k < found.count; k++)
			assert_int_equal(found.decisions[k].id, ids[rows[i].want[k]]);
	}
}

enum { MANY = 2 * DECISION_WALK + 100 };

/* So many decisions with the ids 1, 2, …; one in the middle is a rejection. */
static void add_many(void)
{
	char sql[512];

	snprintf(sql, sizeof(sql),
		"INSERT INTO decision (id, batch, site, comment, revision, from_state, to_state, "
		"made_by, at) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
		"WHERE i < %d) SELECT i, i, 'blog', (SELECT min(id) FROM comment), 1, 'pending', "
		"iif(i = %d, 'rejected', 'approved'), 'policy', 1 FROM n",
		MANY, DECISION_WALK + 50);
	scratch_sql(sql);
}

/* However many there are to look at, a part has an end, and the next begins there. */
static void what_is_rare_is_found_part_by_part(void **state)
{
	static const struct decision_filter along[] = {
		{.to = "rejected", .limit = 10},
		{.to = "rejected", .site = SCRATCH_SITE, .limit = 10},
		{.to = "rejected", .by = "policy", .limit = 10},
	};

	add_many();
	for (size_t i = 0; i < 2 * ARRAY_SIZE(along); i++) {
		struct decision_filter filter = along[i / 2];
		size_t parts = 0, seen = 0;

		filter.last = i % 2;
		for (struct decision_list part = {.edge = 1}; part.edge; parts++) {
			part = list(&filter);
			seen += part.count;
			if (parts < 2)
				assert_int_equal(part.edge,
					filter.last ? MANY + 1 - (int)(parts + 1) * DECISION_WALK
						    : (int)(parts + 1) * DECISION_WALK);
			*(filter.last ? &filter.before : &filter.after) = part.edge;
		}
		assert_int_equal(parts, 3);
		assert_int_equal(seen, 1);
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
		LAW(what_is_rare_is_found_part_by_part),
		LAW(a_decision_is_about_a_comment_that_is_there),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
