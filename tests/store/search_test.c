/* The laws of include/store/search.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "scratch.h"
#include "store/search.h"

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_populate();
	return 0;
}

static int index_some(void)
{
	bool more;

	assert_int_equal(store_begin(scratch.store), ERR_OK);
	assert_int_equal(store_search_some(scratch.store, &more), ERR_OK);
	assert_int_equal(store_commit(scratch.store), ERR_OK);
	return more;
}

static int64_t add(enum comment_state state)
{
	return scratch_add_comment(&(struct scratch_comment){.state = state});
}

static size_t search(const struct queue_filter *filter, const char *match, int64_t *edge)
{
	struct comment *comments;
	size_t count;

	assert_int_equal(
		store_search(scratch.store, filter, match, &scratch.arena, &comments, &count, edge),
		ERR_OK);
	for (size_t i = 1; i < count; i++)
		assert_true(comments[i - 1].id < comments[i].id);
	return count;
}

static size_t found(const char *match)
{
	const struct queue_filter filter = {.limit = 1000};
	int64_t edge;

	return search(&filter, match, &edge);
}

static void comments_come_in_part_by_part_and_once(void **state)
{
	for (int i = 0; i < 600; i++)
		add(COMMENT_STATE_PENDING);
	assert_int_equal(found("\"body\""), 0);
	assert_true(index_some());
	assert_true(index_some());
	assert_false(index_some());
	assert_int_equal(found("\"body\""), 600);
	assert_false(index_some());
	assert_int_equal(found("\"body\""), 600);
	assert_int_equal(found("\"anna\" \"body\""), 600);
	assert_int_equal(found("\"anna body\""), 0);
}

static void what_is_taken_back_is_not_in(void **state)
{
	bool more;

	add(COMMENT_STATE_PENDING);
	assert_int_equal(store_begin(scratch.store), ERR_OK);
	assert_int_equal(store_search_some(scratch.store, &more), ERR_OK);
	store_rollback(scratch.store);
	assert_int_equal(found("\"body\""), 0);
	index_some();
	assert_int_equal(found("\"body\""), 1);
}

static void what_changes_is_renewed(void **state)
{
	int64_t id = add(COMMENT_STATE_PENDING), later;

	index_some();
	later = add(COMMENT_STATE_PENDING);
	assert_int_equal(scratch_add_revision(id, 2, "Another text.", SCRATCH_NOW), ERR_OK);
	scratch_sql("UPDATE comment SET revision = 2 WHERE id = (SELECT min(id) FROM comment)");
	assert_int_equal(store_search_renew(scratch.store, id), ERR_OK);
	/* it is not in yet, and comes in by itself */
	assert_int_equal(store_search_renew(scratch.store, later), ERR_OK);
	assert_int_equal(found("\"another\""), 1);
	assert_int_equal(found("\"body\""), 0);
	index_some();
	assert_int_equal(found("\"body\""), 1);
	assert_int_equal(scratch_sql("SELECT count(*) FROM search"), 2);
	scratch_sql("INSERT INTO search(search) VALUES ('integrity-check')");
}

enum { MANY = QUEUE_WALK + 100 };

/* A word that all have, in a list of few; and in a list in which it is rare. */
static void a_walk_begins_at_the_list_and_has_an_end(void **state)
{
	struct queue_filter filter = {.state = COMMENT_STATE_PENDING, .limit = 10};
	int64_t edge;

	assert_int_equal(store_begin(scratch.store), ERR_OK);
	add(COMMENT_STATE_SPAM);
	for (int i = 0; i < MANY; i++)
		add(COMMENT_STATE_APPROVED);
	add(COMMENT_STATE_PENDING);
	add(COMMENT_STATE_SPAM);
	assert_int_equal(store_commit(scratch.store), ERR_OK);
	while (index_some())
		continue;
	for (int i = 0; i < 2; i++) {
		filter.last = i;
		filter.state = COMMENT_STATE_PENDING;
		assert_int_equal(search(&filter, "\"body\"", &edge), 1);
		filter.state = COMMENT_STATE_SPAM;
		filter.after = filter.before = 0;
		assert_int_equal(search(&filter, "\"body\"", &edge), 1);
		assert_int_not_equal(edge, 0);
		*(i ? &filter.before : &filter.after) = edge;
		assert_int_equal(search(&filter, "\"body\"", &edge), 1);
		assert_int_equal(edge, 0);
		filter.after = filter.before = 0;
	}
	filter.state = COMMENT_STATE_DELETED;
	assert_int_equal(search(&filter, "\"body\"", &edge), 0);
	assert_int_equal(edge, 0);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(comments_come_in_part_by_part_and_once),
		LAW(what_is_taken_back_is_not_in),
		LAW(what_changes_is_renewed),
		LAW(a_walk_begins_at_the_list_and_has_an_end),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
