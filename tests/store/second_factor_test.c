/* The laws of include/store/second_factor.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "scratch.h"
#include "store/account.h"
#include "store/second_factor.h"

static const struct slice secret = {"s\0ealed", 7}, other_secret = {"other", 5};
static const struct slice hash = {"0123456789abcdef", 16}, other_hash = {"fedcba9876543210", 16};

static int64_t anna, bert;

static int64_t add_account(const char *name)
{
	const struct account account = {
		.id = store_new_id(scratch.store, SCRATCH_NOW),
		.name = name,
		.password = "$argon2id$",
		.created_at = SCRATCH_NOW,
	};

	assert_int_equal(store_account_insert(scratch.store, &account), ERR_OK);
	return account.id;
}

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	anna = add_account("anna");
	bert = add_account("bert");
	return 0;
}

static struct second_factor find(int64_t account)
{
	struct second_factor factor = {0};

	assert_int_equal(
		store_second_factor_find(scratch.store, account, &scratch.arena, &factor), ERR_OK);
	return factor;
}

static int64_t factor_at(const char *name)
{
	struct account account;

	assert_int_equal(
		store_account_by_name(scratch.store, name, &scratch.arena, &account), ERR_OK);
	return account.second_factor_at;
}

static void one_is_begun_and_then_confirmed(void **state)
{
	struct second_factor factor;

	assert_int_equal(store_second_factor_find(scratch.store, anna, &scratch.arena, &factor),
		ERR_NOT_FOUND);
	assert_int_equal(store_second_factor_confirm(scratch.store, anna, 7), ERR_NOT_FOUND);
	assert_int_equal(store_second_factor_begin(scratch.store, anna, secret), ERR_OK);
	factor = find(anna);
	assert_int_equal(factor.account, anna);
	assert_int_equal(factor.secret.length, secret.length);
	assert_memory_equal(factor.secret.at, secret.at, secret.length);
	assert_int_equal(factor.confirmed_at, 0);
	assert_int_equal(factor_at("anna"), 0);
	assert_int_equal(store_second_factor_confirm(scratch.store, anna, 7), ERR_OK);
	assert_int_equal(store_second_factor_confirm(scratch.store, anna, 8), ERR_NOT_FOUND);
	assert_int_equal(find(anna).confirmed_at, 7);
	assert_int_equal(factor_at("anna"), 7);
	assert_int_equal(factor_at("bert"), 0);
}

static void beginning_again_forgets_the_one_before(void **state)
{
	struct second_factor factor;

	assert_int_equal(store_second_factor_begin(scratch.store, anna, secret), ERR_OK);
	assert_int_equal(store_second_factor_set_step(scratch.store, anna, 9), ERR_OK);
	assert_int_equal(store_second_factor_begin(scratch.store, anna, other_secret), ERR_OK);
	factor = find(anna);
	assert_int_equal(factor.secret.length, other_secret.length);
	assert_int_equal(factor.last_step, 0);
}

static void a_step_is_used_once_and_never_goes_back(void **state)
{
	assert_int_equal(store_second_factor_begin(scratch.store, anna, secret), ERR_OK);
	assert_int_equal(store_second_factor_set_step(scratch.store, anna, 9), ERR_OK);
	assert_int_equal(store_second_factor_set_step(scratch.store, anna, 9), ERR_NOT_FOUND);
	assert_int_equal(store_second_factor_set_step(scratch.store, anna, 8), ERR_NOT_FOUND);
	assert_int_equal(store_second_factor_set_step(scratch.store, bert, 9), ERR_NOT_FOUND);
	assert_int_equal(find(anna).last_step, 9);
}

static int64_t codes(int64_t account)
{
	int64_t count = -1;

	assert_int_equal(store_recovery_code_count(scratch.store, account, &count), ERR_OK);
	return count;
}

static void a_recovery_code_is_its_accounts_and_is_used_once(void **state)
{
	assert_int_equal(store_recovery_code_insert(scratch.store, anna, hash, "key"), ERR_OK);
	assert_int_equal(
		store_recovery_code_insert(scratch.store, anna, other_hash, "key"), ERR_OK);
	assert_int_equal(codes(anna), 2);
	assert_int_equal(store_recovery_code_delete(scratch.store, bert, hash), ERR_NOT_FOUND);
	assert_int_equal(store_recovery_code_delete(scratch.store, anna, hash), ERR_OK);
	assert_int_equal(store_recovery_code_delete(scratch.store, anna, hash), ERR_NOT_FOUND);
	assert_int_equal(codes(anna), 1);
}

static void it_goes_with_its_codes_and_with_nobody_elses(void **state)
{
	struct second_factor factor;

	for (int i = 0; i < 2; i++) {
		int64_t account = i ? bert : anna;

		assert_int_equal(store_second_factor_begin(scratch.store, account, secret), ERR_OK);
		assert_int_equal(
			store_recovery_code_insert(scratch.store, account, hash, "key"), ERR_OK);
	}
	assert_int_equal(store_second_factor_delete(scratch.store, anna), ERR_OK);
	assert_int_equal(store_second_factor_find(scratch.store, anna, &scratch.arena, &factor),
		ERR_NOT_FOUND);
	assert_int_equal(codes(anna), 0);
	assert_int_equal(find(bert).account, bert);
	assert_int_equal(codes(bert), 1);
	assert_int_equal(store_second_factor_delete(scratch.store, anna), ERR_OK);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(one_is_begun_and_then_confirmed),
		LAW(beginning_again_forgets_the_one_before),
		LAW(a_step_is_used_once_and_never_goes_back),
		LAW(a_recovery_code_is_its_accounts_and_is_used_once),
		LAW(it_goes_with_its_codes_and_with_nobody_elses),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
