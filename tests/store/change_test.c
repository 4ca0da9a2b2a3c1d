/* The laws of include/store/change.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "scratch.h"
#include "store/change.h"

static void add(int64_t id, enum change_action action, const char *site, const char *scope)
{
	const struct change change = {
		.id = id,
		.by = "account:anna",
		.action = action,
		.subject = "account:bert",
		.site = site,
		.scope = scope,
		.at = SCRATCH_NOW,
	};

	assert_int_equal(store_change_insert(scratch.store, &change), ERR_OK);
}

static size_t read(struct change_filter filter, struct change **changes)
{
	size_t count;

	assert_int_equal(
		store_change_list(scratch.store, &filter, &scratch.arena, changes, &count), ERR_OK);
	return count;
}

static size_t list(const char *site, int64_t after, int64_t limit, struct change **changes)
{
	return read(
		(struct change_filter){
			.site = site, .after = after, .before = INT64_MAX, .limit = limit},
		changes);
}

static size_t list_last(const char *site, int64_t before, int64_t limit, struct change **changes)
{
	return read(
		(struct change_filter){
			.site = site, .before = before, .last = true, .limit = limit},
		changes);
}

static void a_change_comes_back_as_it_was_written(void **state)
{
	struct change *changes;

	add(7, CHANGE_ROLE, "blog", "moderator");
	add(8, CHANGE_PASSWORD, NULL, NULL);
	assert_int_equal(list(NULL, 0, 9, &changes), 2);
	assert_int_equal(changes[0].id, 7);
	assert_string_equal(changes[0].by, "account:anna");
	assert_int_equal(changes[0].action, CHANGE_ROLE);
	assert_string_equal(changes[0].subject, "account:bert");
	assert_string_equal(changes[0].site, "blog");
	assert_string_equal(changes[0].scope, "moderator");
	assert_int_equal(changes[0].at, SCRATCH_NOW);
	assert_int_equal(changes[1].action, CHANGE_PASSWORD);
	assert_null(changes[1].site);
	assert_null(changes[1].scope);
}

static void they_are_listed_in_parts_and_by_site(void **state)
{
	struct change *changes;

	for (int64_t id = 1; id <= 6; id++)
		add(id, CHANGE_ROLE, id % 2 ? "blog" : NULL, "viewer");
	assert_int_equal(list(NULL, 2, 3, &changes), 3);
	assert_int_equal(changes[0].id, 3);
	assert_int_equal(changes[2].id, 5);
	assert_int_equal(list("blog", 1, 9, &changes), 2);
	assert_int_equal(changes[0].id, 3);
	assert_int_equal(changes[1].id, 5);
	assert_int_equal(list("news", 0, 9, &changes), 0);
	assert_int_equal(list_last(NULL, INT64_MAX, 2, &changes), 2);
	assert_int_equal(changes[0].id, 5);
	assert_int_equal(changes[1].id, 6);
	assert_int_equal(list_last("blog", 5, 9, &changes), 2);
	assert_int_equal(changes[0].id, 1);
	assert_int_equal(changes[1].id, 3);
}

static void every_action_has_its_name(void **state)
{
	struct change *changes;

	for (int action = 0; action < CHANGE__MAX; action++)
		add(action + 1, (enum change_action)action, NULL, NULL);
	assert_null(change_action_names[CHANGE__MAX]);
	assert_int_equal(list(NULL, 0, 99, &changes), CHANGE__MAX);
	for (int action = 0; action < CHANGE__MAX; action++)
		assert_int_equal(changes[action].action, action);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, scratch_start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_change_comes_back_as_it_was_written),
		LAW(they_are_listed_in_parts_and_by_site),
		LAW(every_action_has_its_name),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
