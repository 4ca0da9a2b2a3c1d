/* The laws of include/core/second_factor.h, on a real store. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "../store/scratch.h"
#include "core/second_factor.h"
#include "fixed_keys.h"
#include "store/second_factor.h"

static struct account anna;
static const struct identity who = {.name = "account:anna"};

static enum err find(void)
{
	return store_account_by_name(scratch.store, "anna", &scratch.arena, &anna);
}

static int start(void **state)
{
	const struct account account = {
		.id = 7, .name = "anna", .password = "$argon2id$", .created_at = SCRATCH_NOW};

	if (fixed_keys_start(state) || scratch_start(state) ||
		store_account_insert(scratch.store, &account))
		return -1;
	return find() != ERR_OK;
}

static int stop(void **state)
{
	return scratch_stop(state) || fixed_keys_stop(state);
}

static struct changing by(int64_t now)
{
	scratch.fault = FAULT_NONE;
	return (struct changing){.store = scratch.store,
		.who = &who,
		.now = now,
		.arena = &scratch.arena,
		.fault = &scratch.fault};
}

/* The code that an authenticator shows. */
static const char *code_at(const unsigned char secret[TOTP_SECRET_SIZE], int64_t time)
{
	static char code[TOTP_SIZE];

	totp_code(secret, totp_step(time), code);
	return code;
}

static unsigned char secret[TOTP_SECRET_SIZE];
static char codes[RECOVERY_CODES][RECOVERY_SIZE];

static enum err begin(void)
{
	const struct changing changing = by(SCRATCH_NOW);

	return second_factor_begin(&changing, fixed_keys[0], &anna, secret);
}

static enum err confirm(const char *code)
{
	const struct changing changing = by(SCRATCH_NOW);
	enum err err = second_factor_confirm(&changing, fixed_keys[0], &anna, code, codes);

	return err ? err : find();
}

static enum err use(int key, int64_t account, const char *code, int64_t now)
{
	const struct changing changing = by(now);

	return second_factor_use(&changing, fixed_keys[key], account, code);
}

static void turn_on(void)
{
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(confirm(code_at(secret, SCRATCH_NOW)), ERR_OK);
	assert_int_equal(anna.second_factor_at, SCRATCH_NOW);
}

static void it_is_in_force_when_a_code_was_shown(void **state)
{
	assert_int_equal(confirm("123456"), ERR_CONFLICT);
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(find(), ERR_OK);
	assert_int_equal(anna.second_factor_at, 0);
	assert_int_equal(confirm(code_at(secret, 0)), ERR_INVALID_INPUT);
	assert_non_null(fault_find(&scratch.fault, "code"));
	assert_int_equal(confirm(code_at(secret, SCRATCH_NOW)), ERR_OK);
	assert_int_equal(confirm(code_at(secret, SCRATCH_NOW)), ERR_CONFLICT);
	assert_int_equal(begin(), ERR_CONFLICT);
}

static void beginning_again_takes_another_secret(void **state)
{
	unsigned char first[TOTP_SECRET_SIZE];

	assert_int_equal(begin(), ERR_OK);
	memcpy(first, secret, sizeof(first));
	assert_int_equal(begin(), ERR_OK);
	assert_memory_not_equal(first, secret, sizeof(first));
	assert_int_equal(confirm(code_at(first, SCRATCH_NOW)), ERR_INVALID_INPUT);
	assert_int_equal(confirm(code_at(secret, SCRATCH_NOW)), ERR_OK);
}

static void a_code_works_once(void **state)
{
	int64_t later = SCRATCH_NOW + 60000;

	turn_on();
	assert_int_equal(use(0, 7, code_at(secret, SCRATCH_NOW), SCRATCH_NOW), ERR_SECOND_FACTOR);
	assert_int_equal(use(0, 7, code_at(secret, later), later), ERR_OK);
	assert_int_equal(use(0, 7, code_at(secret, later), later), ERR_SECOND_FACTOR);
	assert_int_equal(use(0, 7, code_at(secret, later - 30000), later), ERR_SECOND_FACTOR);
}

static void a_recovery_code_works_once_however_it_is_written(void **state)
{
	char written[2 * RECOVERY_SIZE] = " ", *at = written + 1;

	turn_on();
	for (int i = 0; i < RECOVERY_CODES; i++) {
		assert_int_equal(strlen(codes[i]), RECOVERY_SIZE - 1);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(codes[i], codes[k]);
	}
	for (const char *from = codes[0]; *from; from++)
		if (*from != '-')
			*at++ = (char)toupper((unsigned char)*from);
	*at++ = ' ';
	*at = '\0';
	assert_int_equal(use(0, 8, codes[0], SCRATCH_NOW), ERR_SECOND_FACTOR);
	assert_int_equal(use(0, 7, written, SCRATCH_NOW), ERR_OK);
	assert_int_equal(use(0, 7, codes[0], SCRATCH_NOW), ERR_SECOND_FACTOR);
	assert_int_equal(use(0, 7, codes[9], SCRATCH_NOW), ERR_OK);
	assert_int_equal(scratch_sql("SELECT count(*) FROM recovery_code"), 8);
}

static void what_is_no_code_is_refused(void **state)
{
	char longest[4096];

	turn_on();
	memset(longest, '1', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(use(0, 7, longest, SCRATCH_NOW), ERR_SECOND_FACTOR);
	assert_int_equal(use(0, 7, "", SCRATCH_NOW), ERR_SECOND_FACTOR);
	assert_int_equal(use(0, 7, "0000-0000-0000-0000", SCRATCH_NOW), ERR_SECOND_FACTOR);
	assert_int_equal(use(0, 7, "anna", SCRATCH_NOW), ERR_SECOND_FACTOR);
}

static void under_another_key_neither_kind_is_good(void **state)
{
	int64_t later = SCRATCH_NOW + 60000;

	turn_on();
	assert_int_equal(use(1, 7, code_at(secret, later), later), ERR_KEY_FILE);
	assert_int_equal(use(1, 7, codes[0], later), ERR_SECOND_FACTOR);
	assert_int_equal(use(0, 7, codes[0], later), ERR_OK);
}

static void what_is_kept_holds_neither_secret_nor_codes(void **state)
{
	struct second_factor factor;

	turn_on();
	assert_int_equal(
		store_second_factor_find(scratch.store, 7, &scratch.arena, &factor), ERR_OK);
	assert_null(memmem(factor.secret.at, factor.secret.length, secret, 4));
	assert_int_equal(
		scratch_sql("SELECT length(hash) FROM recovery_code LIMIT 1"), CRYPTO_DIGEST_SIZE);
	/* moved to another account, a sealed secret is good for nothing */
	assert_int_equal(scratch_sql("INSERT INTO account (id, name, password, created_at) VALUES "
				     "(8, 'bert', 'x', 1)"),
		0);
	assert_int_equal(scratch_sql("UPDATE second_factor SET account = 8"), 0);
	assert_int_equal(
		use(0, 8, code_at(secret, SCRATCH_NOW + 60000), SCRATCH_NOW + 60000), ERR_KEY_FILE);
}

static void it_comes_and_goes_on_record(void **state)
{
	struct changing changing;

	turn_on();
	changing = by(SCRATCH_NOW);
	assert_int_equal(second_factor_off(&changing, &anna), ERR_OK);
	assert_int_equal(find(), ERR_OK);
	assert_int_equal(anna.second_factor_at, 0);
	assert_int_equal(scratch_sql("SELECT count(*) FROM recovery_code"), 0);
	assert_int_equal(second_factor_off(&changing, &anna), ERR_OK);
	assert_int_equal(scratch_sql("SELECT count(*) FROM change WHERE action = "
				     "'second-factor-on'"),
		1);
	assert_int_equal(scratch_sql("SELECT count(*) FROM change WHERE action = "
				     "'second-factor-off'"),
		1);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(it_is_in_force_when_a_code_was_shown),
		LAW(beginning_again_takes_another_secret),
		LAW(a_code_works_once),
		LAW(a_recovery_code_works_once_however_it_is_written),
		LAW(what_is_no_code_is_refused),
		LAW(under_another_key_neither_kind_is_good),
		LAW(what_is_kept_holds_neither_secret_nor_codes),
		LAW(it_comes_and_goes_on_record),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
