/* The laws of include/core/attempts.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/time.h"
#include "core/attempts.h"
#include "core/crypto.h"

static const int64_t now = 1000 * TIME_HOUR;
static struct attempts *attempts;

static int start(void **state)
{
	return crypto_start() || !(attempts = attempts_create());
}

static int stop(void **state)
{
	attempts_destroy(attempts);
	return 0;
}

static int take(const char *name, const char *device, int64_t at)
{
	uint64_t attempt;

	return attempts_take(attempts, ATTEMPT_SIGN_IN, name, device, at, &attempt);
}

static void hammer(const char *name, const char *device)
{
	for (int i = 0; i < 1000; i++)
		(void)take(name, device, now);
	assert_true(take(name, device, now) > 0);
}

static void strangers_share_what_is_allowed(void **state)
{
	for (int i = 0; i < 10; i++)
		assert_int_equal(take("anna", NULL, now), 0);
	assert_int_equal(take("anna", NULL, now), 180);
	assert_int_equal(take("bert", NULL, now), 0);
}

static void strangers_do_not_stop_a_known_device_nor_one_device_another(void **state)
{
	hammer("anna", NULL);
	hammer("anna", "first");
	assert_int_equal(take("anna", "second", now), 0);
	assert_true(take("anna", "first", now) > 0);
	assert_int_equal(take("bert", "first", now), 0);
}

static void guessing_goes_on_slowly(void **state)
{
	int count = 0;

	hammer("anna", NULL);
	for (int64_t at = now; at < now + TIME_DAY; at += TIME_SECOND)
		count += take("anna", NULL, at) == 0;
	assert_in_range(count, 479, 480);
}

static void what_was_no_failure_is_not_counted(void **state)
{
	for (int i = 0; i < 100; i++) {
		uint64_t attempt;

		assert_int_equal(
			attempts_take(attempts, ATTEMPT_SIGN_IN, "anna", NULL, now, &attempt), 0);
		attempts_give(attempts, ATTEMPT_SIGN_IN, attempt);
	}
	assert_int_equal(take("anna", NULL, now), 0);
}

static void a_link_is_tried_a_handful_of_times_an_hour(void **state)
{
	uint64_t attempt;
	int count = 0;

	hammer("link", NULL); /* to sign in is another matter */
	for (int64_t at = now; at < now + TIME_HOUR; at += TIME_SECOND)
		count += attempts_take(attempts, ATTEMPT_ERASE, "link", NULL, at, &attempt) == 0;
	assert_in_range(count, 9, 10);
}

/* Names that are made up take no memory, and push out none that was tried more often. */
static void made_up_names_do_not_clear_a_name(void **state)
{
	hammer("anna", NULL);
	for (int i = 0; i < 20000; i++) {
		char name[16];

		snprintf(name, sizeof(name), "n%d", i);
		assert_int_equal(take(name, NULL, now), 0);
	}
	assert_true(take("anna", NULL, now) > 0);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(strangers_share_what_is_allowed),
		LAW(strangers_do_not_stop_a_known_device_nor_one_device_another),
		LAW(guessing_goes_on_slowly),
		LAW(what_was_no_failure_is_not_counted),
		LAW(a_link_is_tried_a_handful_of_times_an_hour),
		LAW(made_up_names_do_not_clear_a_name),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
