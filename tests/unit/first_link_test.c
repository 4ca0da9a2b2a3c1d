/* The laws of include/core/first_link.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "../store/scratch.h"
#include "base/time.h"
#include "core/first_link.h"

static int start(void **state)
{
	return crypto_start() || scratch_start(state);
}

static enum err check(const struct first_link *link, const char *code, int64_t now)
{
	scratch.fault = FAULT_NONE;
	return first_link_check(link, code, now, &scratch.fault);
}

static void a_link_is_good_for_an_hour_with_its_code_alone(void **state)
{
	struct first_link link, other;
	char code[SECRET_SIZE], other_code[SECRET_SIZE];

	first_link_make(SCRATCH_NOW, &link, code);
	first_link_make(SCRATCH_NOW, &other, other_code);
	assert_int_equal(check(&link, code, SCRATCH_NOW), ERR_OK);
	assert_int_equal(check(&link, code, SCRATCH_NOW + TIME_HOUR - 1), ERR_OK);
	assert_int_equal(check(&link, code, SCRATCH_NOW + TIME_HOUR), ERR_FORBIDDEN);
	assert_int_equal(check(&link, other_code, SCRATCH_NOW), ERR_FORBIDDEN);
	assert_int_equal(check(&link, "", SCRATCH_NOW), ERR_FORBIDDEN);
	code[0] ^= 1;
	assert_int_equal(check(&link, code, SCRATCH_NOW), ERR_FORBIDDEN);
}

static void where_there_is_none_no_code_is_good(void **state)
{
	const struct first_link none = {.until = 0};

	assert_int_equal(check(&none, "", 0), ERR_FORBIDDEN);
	assert_int_equal(check(&none, "x", -1), ERR_FORBIDDEN);
}

static enum err add(const char *name)
{
	const struct identity nobody = {.name = NULL};
	const struct changing by = {.store = scratch.store,
		.who = &nobody,
		.now = SCRATCH_NOW,
		.arena = &scratch.arena,
		.fault = &scratch.fault};

	scratch.fault = FAULT_NONE;
	return first_link_add(&by, name, "$argon2id$");
}

static void it_makes_the_first_account_and_no_other(void **state)
{
	assert_int_equal(add("anna"), ERR_OK);
	assert_int_equal(scratch_sql("SELECT count(*) FROM role WHERE site IS NULL AND role = "
				     "'admin'"),
		1);
	assert_int_equal(
		scratch_sql("SELECT count(*) FROM change WHERE made_by = 'first-link'"), 2);
	assert_int_equal(add("bert"), ERR_FORBIDDEN);
	assert_int_equal(scratch_sql("SELECT count(*) FROM account"), 1);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_link_is_good_for_an_hour_with_its_code_alone),
		LAW(where_there_is_none_no_code_is_good),
		LAW(it_makes_the_first_account_and_no_other),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
