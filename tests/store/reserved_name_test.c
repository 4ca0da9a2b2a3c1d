/* The laws of include/store/reserved_name.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "scratch.h"
#include "store/reserved_name.h"

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_populate();
	scratch_add_site("news", "https://news.example", SITE_POLICY_HOLD);
	return 0;
}

static int64_t last_id;

static enum err reserve(const char *site, const char *key, int64_t author)
{
	const struct reserved_name name = {
		.id = last_id = store_new_id(scratch.store, SCRATCH_NOW),
		.site = site,
		.name = "The Name",
		.key = key,
		.author = author,
		.by = "account:anna",
		.created_at = SCRATCH_NOW,
	};

	return store_reserved_name_insert(scratch.store, &name);
}

static enum name_claim claim_of(const char *site, const char *key, int64_t author)
{
	enum name_claim claim = NAME_CLAIM_FREE;

	assert_int_equal(store_name_claim(scratch.store, site, key, author, &claim), ERR_OK);
	return claim;
}

static void a_name_is_free_anothers_or_ones_own(void **state)
{
	int64_t other = scratch_add_author(SCRATCH_SITE, "other");

	assert_int_equal(claim_of(SCRATCH_SITE, "a", scratch.author), NAME_CLAIM_FREE);
	assert_int_equal(reserve(SCRATCH_SITE, "a", 0), ERR_OK);
	assert_int_equal(claim_of(SCRATCH_SITE, "a", scratch.author), NAME_CLAIM_FOREIGN);
	assert_int_equal(claim_of(SCRATCH_SITE, "a", 0), NAME_CLAIM_FOREIGN);
	assert_int_equal(reserve(SCRATCH_SITE, "a", scratch.author), ERR_OK);
	assert_int_equal(claim_of(SCRATCH_SITE, "a", scratch.author), NAME_CLAIM_OWN);
	assert_int_equal(claim_of(SCRATCH_SITE, "a", other), NAME_CLAIM_FOREIGN);
	assert_int_equal(reserve(SCRATCH_SITE, "a", other), ERR_OK);
	assert_int_equal(claim_of(SCRATCH_SITE, "a", scratch.author), NAME_CLAIM_OWN);
	assert_int_equal(claim_of(SCRATCH_SITE, "a", other), NAME_CLAIM_OWN);
	assert_int_equal(claim_of(SCRATCH_SITE, "a", 0), NAME_CLAIM_FOREIGN);
	assert_int_equal(claim_of("news", "a", other), NAME_CLAIM_FREE);
	assert_int_equal(claim_of(SCRATCH_SITE, "b", other), NAME_CLAIM_FREE);
}

static void a_name_is_reserved_for_somebody_once(void **state)
{
	for (int i = 0; i < 2; i++) {
		enum err want = i ? ERR_CONFLICT : ERR_OK;

		assert_int_equal(reserve(SCRATCH_SITE, "a", 0), want);
		assert_int_equal(reserve(SCRATCH_SITE, "a", scratch.author), want);
		assert_int_equal(reserve("news", "a", 0), want);
	}
	assert_int_equal(reserve("nobody", "a", 0), ERR_CONFLICT);
	assert_int_equal(reserve(SCRATCH_SITE, "b", scratch.author + 1000), ERR_CONFLICT);
}

static void names_are_listed_by_site_and_taken_away(void **state)
{
	struct reserved_name *names, name;
	size_t count;

	assert_int_equal(reserve(SCRATCH_SITE, "b", scratch.author), ERR_OK);
	assert_int_equal(reserve("news", "c", 0), ERR_OK);
	assert_int_equal(reserve(SCRATCH_SITE, "a", 0), ERR_OK);
	assert_int_equal(store_reserved_name_list(
				 scratch.store, SCRATCH_SITE, &scratch.arena, &names, &count),
		ERR_OK);
	assert_int_equal(count, 2);
	assert_string_equal(names[0].key, "a");
	assert_int_equal(names[0].author, 0);
	assert_null(names[0].author_tag);
	assert_string_equal(names[1].key, "b");
	assert_int_equal(names[1].author, scratch.author);
	assert_string_equal(names[1].author_tag, "abcdefgh");
	assert_string_equal(names[1].name, "The Name");
	assert_string_equal(names[1].by, "account:anna");
	assert_int_equal(names[1].created_at, SCRATCH_NOW);
	assert_int_equal(
		store_reserved_name_find(scratch.store, last_id, &scratch.arena, &name), ERR_OK);
	assert_string_equal(name.site, SCRATCH_SITE);
	assert_int_equal(store_reserved_name_delete(scratch.store, last_id), ERR_OK);
	assert_int_equal(store_reserved_name_delete(scratch.store, last_id), ERR_NOT_FOUND);
	assert_int_equal(store_reserved_name_find(scratch.store, last_id, &scratch.arena, &name),
		ERR_NOT_FOUND);
	assert_int_equal(claim_of(SCRATCH_SITE, "a", 0), NAME_CLAIM_FREE);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_name_is_free_anothers_or_ones_own),
		LAW(a_name_is_reserved_for_somebody_once),
		LAW(names_are_listed_by_site_and_taken_away),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
