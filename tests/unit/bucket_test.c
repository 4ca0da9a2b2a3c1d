/* The laws of include/base/bucket.h that the rates (rate_test.c) do not show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/bucket.h"

static const struct bucket_size size = {.burst = 3, .period = 1000};
static struct buckets *buckets;

static int start(void **state)
{
	return !(buckets = buckets_create());
}

static int stop(void **state)
{
	buckets_destroy(buckets);
	return 0;
}

static int taken(uint64_t key, int64_t now)
{
	int count = 0;

	while (count < 10 && buckets_take(buckets, key, &size, now) == 0)
		count++;
	return count;
}

static void what_is_given_back_can_be_taken_again(void **state)
{
	assert_int_equal(taken(7, 5000), 3);
	buckets_give(buckets, 7, &size);
	assert_int_equal(taken(7, 5000), 1);
}

static void more_than_a_burst_is_never_there(void **state)
{
	assert_int_equal(buckets_take(buckets, 7, &size, 5000), 0);
	for (int i = 0; i < 5; i++)
		buckets_give(buckets, 7, &size);
	assert_int_equal(taken(7, 5000), 3);
}

static void keys_of_one_set_have_buckets_of_their_own(void **state)
{
	assert_int_equal(taken(7, 5000), 3);
	assert_int_equal(taken(7 + 1024, 5000), 3);
	assert_int_equal(taken(7, 5000), 0);
}

/* What was pushed out meanwhile is as good as new; nobody else has to go for it. */
static void what_is_given_back_pushes_nobody_out(void **state)
{
	for (uint64_t i = 0; i < 8; i++)
		assert_int_equal(taken(7 + i * 1024, 5000), 3);
	for (uint64_t i = 8; i < 100; i++)
		buckets_give(buckets, 7 + i * 1024, &size);
	for (uint64_t i = 0; i < 8; i++)
		assert_int_equal(taken(7 + i * 1024, 5000), 0);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(what_is_given_back_can_be_taken_again),
		LAW(more_than_a_burst_is_never_there),
		LAW(keys_of_one_set_have_buckets_of_their_own),
		LAW(what_is_given_back_pushes_nobody_out),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
