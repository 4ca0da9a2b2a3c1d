/* The laws of include/core/account.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "core/account.h"

static struct arena arena;
static struct fault fault;

static int start(void **state)
{
	arena_init(64 * 1024, &arena);
	return crypto_start();
}

static int stop(void **state)
{
	arena_finish(&arena);
	return 0;
}

static void a_name_is_small_letters_and_a_few_signs(void **state)
{
	static const struct {
		const char *from, *want; /* NULL: it is refused */
	} rows[] = {
		{"anna", "anna"},
		{"Anna.B-2_x", "anna.b-2_x"},
		{"a", "a"},
		{NULL, NULL},
		{"", NULL},
		{" anna", NULL},
		{"anna b", NULL},
		{"anna@example.org", NULL},
		{"\xc3\xa4nna", NULL},
		{"anna\n", NULL},
	};
	char longest[ACCOUNT_NAME_MAX + 2];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *name = NULL;
		enum err err;

		fault = FAULT_NONE;
		err = account_name(rows[i].from, &arena, &fault, &name);
		assert_int_equal(err, rows[i].want ? ERR_OK : ERR_INVALID_INPUT);
		if (rows[i].want)
			assert_string_equal(name, rows[i].want);
		else
			assert_non_null(fault_find(&fault, "name"));
	}
	memset(longest, 'x', sizeof(longest));
	longest[ACCOUNT_NAME_MAX + 1] = '\0';
	assert_int_equal(
		account_name(longest, &arena, &fault, &(const char *){0}), ERR_INVALID_INPUT);
	longest[ACCOUNT_NAME_MAX] = '\0';
	assert_int_equal(account_name(longest, &arena, &fault, &(const char *){0}), ERR_OK);
}

static void a_password_has_its_length(void **state)
{
	char password[PASSWORD_MAX + 2];

	memset(password, 'x', sizeof(password));
	password[PASSWORD_MAX + 1] = '\0';
	assert_int_equal(account_password(password, "password", &fault), ERR_INVALID_INPUT);
	password[PASSWORD_MAX] = '\0';
	assert_int_equal(account_password(password, "password", &fault), ERR_OK);
	password[PASSWORD_MIN] = '\0';
	assert_int_equal(account_password(password, "password", &fault), ERR_OK);
	password[PASSWORD_MIN - 1] = '\0';
	assert_int_equal(account_password(password, "password", &fault), ERR_INVALID_INPUT);
	assert_int_equal(account_password("", "password", &fault), ERR_INVALID_INPUT);
	assert_int_equal(account_password(NULL, "password", &fault), ERR_INVALID_INPUT);
}

static void only_the_right_password_of_an_account_that_may_fits(void **state)
{
	char hash[CRYPTO_PASSWORD_SIZE], again[CRYPTO_PASSWORD_SIZE];
	struct account account = {.name = "anna", .password = hash};

	assert_int_equal(crypto_password("correct horse", hash), ERR_OK);
	assert_int_equal(crypto_password("correct horse", again), ERR_OK);
	assert_string_not_equal(hash, again);
	assert_int_equal(account_verify(&account, "correct horse", &fault), ERR_OK);
	assert_int_equal(account_verify(&account, "Correct horse", &fault), ERR_UNAUTHENTICATED);
	assert_int_equal(account_verify(&account, "", &fault), ERR_UNAUTHENTICATED);
	assert_int_equal(account_verify(NULL, "correct horse", &fault), ERR_UNAUTHENTICATED);
	account.disabled_at = 1;
	assert_int_equal(account_verify(&account, "correct horse", &fault), ERR_UNAUTHENTICATED);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_name_is_small_letters_and_a_few_signs),
		LAW(a_password_has_its_length),
		LAW(only_the_right_password_of_an_account_that_may_fits),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
