/* The laws of include/store/token.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "scratch.h"
#include "store/token.h"

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_populate();
	return 0;
}

static enum err add(int64_t id, const char *name, const char *hash, int scope, const char *site,
	int64_t expires_at)
{
	const struct token token = {
		.id = id,
		.name = name,
		.hash = {hash, 4},
		.scope = scope,
		.site = site,
		.created_at = SCRATCH_NOW,
		.expires_at = expires_at,
	};

	return store_token_insert(scratch.store, &token);
}

static void a_token_is_found_by_its_hash_with_all_it_has(void **state)
{
	struct token token = {0};

	assert_int_equal(add(7, "ci", "h\0\xff'", SCOPE_MODERATE, SCRATCH_SITE, 99), ERR_OK);
	assert_int_equal(add(8, "all", "hash", SCOPE_ADMIN, NULL, 0), ERR_OK);
	assert_int_equal(store_token_by_hash(scratch.store, (struct slice){"h\0\xff'", 4},
				 &scratch.arena, &token),
		ERR_OK);
	assert_int_equal(token.id, 7);
	assert_string_equal(token.name, "ci");
	assert_int_equal(token.hash.length, 4);
	assert_int_equal(token.scope, SCOPE_MODERATE);
	assert_string_equal(token.site, SCRATCH_SITE);
	assert_int_equal(token.created_at, SCRATCH_NOW);
	assert_int_equal(token.expires_at, 99);
	assert_int_equal(token.revoked_at, 0);
	assert_int_equal(store_token_by_hash(
				 scratch.store, (struct slice){"hash", 4}, &scratch.arena, &token),
		ERR_OK);
	assert_null(token.site);
	assert_int_equal(token.expires_at, 0);
	assert_int_equal(
		store_token_by_hash(scratch.store, (struct slice){"h", 1}, &scratch.arena, &token),
		ERR_NOT_FOUND);
}

static void a_name_and_a_hash_are_taken_once(void **state)
{
	assert_int_equal(add(7, "ci", "hash", SCOPE_READ, NULL, 0), ERR_OK);
	assert_int_equal(add(8, "ci", "HASH", SCOPE_READ, NULL, 0), ERR_CONFLICT);
	assert_int_equal(add(8, "cd", "hash", SCOPE_READ, NULL, 0), ERR_CONFLICT);
	assert_int_equal(add(8, "cd", "HASH", SCOPE_READ, "nobody", 0), ERR_CONFLICT);
	assert_int_equal(add(8, "cd", "HASH", SCOPE_NONE, NULL, 0), ERR_CONFLICT);
	assert_int_equal(add(8, "cd", "HASH", SCOPE_READ, NULL, 0), ERR_OK);
}

static void tokens_are_listed_oldest_first(void **state)
{
	struct token *tokens;
	size_t count;

	assert_int_equal(add(9, "b", "2222", SCOPE_READ, NULL, 0), ERR_OK);
	assert_int_equal(add(7, "c", "1111", SCOPE_READ, NULL, 0), ERR_OK);
	assert_int_equal(add(8, "a", "3333", SCOPE_READ, NULL, 0), ERR_OK);
	assert_int_equal(
		store_token_list(scratch.store, NULL, 0, 9, &scratch.arena, &tokens, &count),
		ERR_OK);
	assert_int_equal(count, 3);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(tokens[i].id, 7 + i);
}

static void those_of_a_site_are_listed_alone_and_lists_come_in_parts(void **state)
{
	struct token *tokens;
	size_t count;

	assert_int_equal(add(7, "a", "1111", SCOPE_READ, SCRATCH_SITE, 0), ERR_OK);
	assert_int_equal(add(8, "b", "2222", SCOPE_READ, NULL, 0), ERR_OK);
	assert_int_equal(add(9, "c", "3333", SCOPE_READ, SCRATCH_SITE, 0), ERR_OK);
	assert_int_equal(store_token_list(scratch.store, SCRATCH_SITE, 7, 9, &scratch.arena,
				 &tokens, &count),
		ERR_OK);
	assert_int_equal(count, 1);
	assert_string_equal(tokens[0].name, "c");
	assert_int_equal(
		store_token_list(scratch.store, NULL, 7, 1, &scratch.arena, &tokens, &count),
		ERR_OK);
	assert_int_equal(count, 1);
	assert_string_equal(tokens[0].name, "b");
}

static void a_token_is_used_later_and_never_earlier(void **state)
{
	struct token token = {0};

	assert_int_equal(add(7, "ci", "hash", SCOPE_READ, NULL, 0), ERR_OK);
	assert_int_equal(
		store_token_by_name(scratch.store, "cd", &scratch.arena, &token), ERR_NOT_FOUND);
	assert_int_equal(store_token_by_name(scratch.store, "ci", &scratch.arena, &token), ERR_OK);
	assert_int_equal(token.used_at, 0);
	assert_int_equal(store_token_set_used(scratch.store, 7, 5), ERR_OK);
	assert_int_equal(store_token_set_used(scratch.store, 7, 4), ERR_OK);
	assert_int_equal(store_token_by_name(scratch.store, "ci", &scratch.arena, &token), ERR_OK);
	assert_int_equal(token.used_at, 5);
}

static void a_token_is_revoked_once(void **state)
{
	struct token token = {0};

	assert_int_equal(add(7, "ci", "hash", SCOPE_READ, NULL, 0), ERR_OK);
	assert_int_equal(store_token_revoke(scratch.store, "cd", 1), ERR_NOT_FOUND);
	assert_int_equal(store_token_revoke(scratch.store, "ci", 1), ERR_OK);
	assert_int_equal(store_token_revoke(scratch.store, "ci", 2), ERR_NOT_FOUND);
	assert_int_equal(store_token_by_hash(
				 scratch.store, (struct slice){"hash", 4}, &scratch.arena, &token),
		ERR_OK);
	assert_int_equal(token.revoked_at, 1);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_token_is_found_by_its_hash_with_all_it_has),
		LAW(a_name_and_a_hash_are_taken_once),
		LAW(tokens_are_listed_oldest_first),
		LAW(those_of_a_site_are_listed_alone_and_lists_come_in_parts),
		LAW(a_token_is_used_later_and_never_earlier),
		LAW(a_token_is_revoked_once),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
