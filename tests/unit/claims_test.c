/* The laws of include/core/claims.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "core/claims.h"

enum { NOW = 1000000 };

static struct claims *claims;
static struct claim stands, ended, found;

static int start(void **state)
{
	claims = claims_create();
	return !claims;
}

static int stop(void **state)
{
	claims_destroy(claims);
	return 0;
}

static void take(int64_t comment, const char *by, int64_t now)
{
	assert_int_equal(claims_take(claims, comment, "example", by, now, &stands, &ended), ERR_OK);
}

static void check(const struct claim *claim, int64_t comment, const char *by, int64_t until)
{
	assert_int_equal(claim->comment, comment);
	assert_string_equal(claim->site, "example");
	assert_string_equal(claim->by, by);
	assert_int_equal(claim->until, until);
}

static void who_reads_a_comment_is_known(void **state)
{
	assert_false(claims_find(claims, 1, NOW, &found));
	take(1, "account:anna", NOW);
	check(&stands, 1, "account:anna", NOW + CLAIM_SPAN);
	assert_int_equal(ended.comment, 0);
	assert_true(claims_find(claims, 1, NOW, &found));
	check(&found, 1, "account:anna", NOW + CLAIM_SPAN);
	assert_false(claims_find(claims, 2, NOW, &found));
}

static void a_claim_ends_by_itself_unless_it_is_renewed(void **state)
{
	take(1, "account:anna", NOW);
	assert_true(claims_find(claims, 1, NOW + CLAIM_SPAN - 1, &found));
	assert_false(claims_find(claims, 1, NOW + CLAIM_SPAN, &found));
	take(1, "account:anna", NOW + CLAIM_SPAN - 1);
	assert_int_equal(ended.comment, 0);
	assert_true(claims_find(claims, 1, NOW + CLAIM_SPAN, &found));
	/* what is over hinders nobody */
	take(1, "account:ben", NOW + 3 * CLAIM_SPAN);
	check(&stands, 1, "account:ben", NOW + 4 * CLAIM_SPAN);
}

static void who_came_first_stands(void **state)
{
	take(1, "account:anna", NOW);
	take(1, "account:ben", NOW + 1);
	check(&stands, 1, "account:anna", NOW + CLAIM_SPAN);
	assert_false(claims_drop(claims, 1, "account:ben", NOW + 1, &ended));
	assert_true(claims_drop(claims, 1, "account:anna", NOW + 1, &ended));
	check(&ended, 1, "account:anna", NOW + CLAIM_SPAN);
	take(1, "account:ben", NOW + 2);
	check(&stands, 1, "account:ben", NOW + 2 + CLAIM_SPAN);
}

static void somebody_reads_one_at_a_time(void **state)
{
	take(1, "account:anna", NOW);
	take(2, "account:anna", NOW + 1);
	check(&ended, 1, "account:anna", NOW + CLAIM_SPAN);
	check(&stands, 2, "account:anna", NOW + 1 + CLAIM_SPAN);
	assert_false(claims_find(claims, 1, NOW + 1, &found));
	/* also when another reads that one */
	take(3, "account:ben", NOW + 2);
	take(3, "account:anna", NOW + 3);
	check(&ended, 2, "account:anna", NOW + 1 + CLAIM_SPAN);
	check(&stands, 3, "account:ben", NOW + 2 + CLAIM_SPAN);
}

static void there_are_only_so_many(void **state)
{
	char by[32];

	for (int i = 0; i < CLAIMS_MAX; i++) {
		snprintf(by, sizeof(by), "token:%d", i);
		take(i + 1, by, NOW);
	}
	assert_int_equal(
		claims_take(claims, CLAIMS_MAX + 1, "example", "token:more", NOW, &stands, &ended),
		ERR_BUSY);
	/* who has one may go on */
	take(CLAIMS_MAX + 1, "token:7", NOW);
	check(&ended, 8, "token:7", NOW + CLAIM_SPAN);
	take(CLAIMS_MAX + 2, "token:more", NOW + CLAIM_SPAN);
}

static void names_have_a_limit(void **state)
{
	char longest[CLAIM_TEXT_SIZE], more[CLAIM_TEXT_SIZE + 1];

	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	memset(more, 'a', sizeof(more) - 1);
	more[sizeof(more) - 1] = '\0';
	take(1, longest, NOW);
	assert_int_equal(
		claims_take(claims, 2, "example", more, NOW, &stands, &ended), ERR_INVALID_INPUT);
	assert_int_equal(
		claims_take(claims, 2, more, "token:a", NOW, &stands, &ended), ERR_INVALID_INPUT);
	assert_false(claims_find(claims, 2, NOW, &found));
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(who_reads_a_comment_is_known),
		LAW(a_claim_ends_by_itself_unless_it_is_renewed),
		LAW(who_came_first_stands),
		LAW(somebody_reads_one_at_a_time),
		LAW(there_are_only_so_many),
		LAW(names_have_a_limit),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
