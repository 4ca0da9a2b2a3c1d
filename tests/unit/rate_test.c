/* The laws of server/http/rate.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/time.h"
#include "http/rate.h"

enum { MOST = 100000 };

static const int64_t now = 1000 * TIME_HOUR;

/* A client of a number; those of equal numbers modulo 1024 share a set of the table. */
static struct client_prefix client_of(uint32_t number)
{
	struct client_prefix prefix = {.hash = number};

	memcpy(prefix.bytes + 4, &number, sizeof(number));
	return prefix;
}

/* How many may be asked at once until it says to wait. */
static int burst_of(
	struct buckets *rates, enum route_rate rate, const struct client_prefix *client, int64_t at)
{
	int count = 0;

	while (count < MOST && rates_take(rates, rate, client, at) == 0)
		count++;
	return count;
}

static void every_rate_has_its_limit(void **state)
{
	for (int rate = RATE_FREE + 1; rate < RATE__MAX; rate++) {
		struct buckets *rates = buckets_create();
		struct client_prefix client = client_of(1);

		assert_in_range(burst_of(rates, (enum route_rate)rate, &client, now), 1, MOST - 1);
		buckets_destroy(rates);
	}
	buckets_destroy(NULL);
}

static void a_write_is_dearer_than_a_preview_and_that_than_a_read(void **state)
{
	struct buckets *rates = buckets_create();
	struct client_prefix client = client_of(1);
	int writes = burst_of(rates, RATE_WRITE, &client, now);
	int previews = burst_of(rates, RATE_PREVIEW, &client, now);
	int reads = burst_of(rates, RATE_READ, &client, now);

	assert_true(writes < previews && previews < reads);
	buckets_destroy(rates);
}

/* Who comes again when told so is served, and not before. */
static void the_wait_is_as_long_as_it_must_be(void **state)
{
	for (int rate = RATE_FREE + 1; rate < RATE__MAX; rate++) {
		struct buckets *rates = buckets_create();
		struct client_prefix client = client_of(1);
		int wait;

		burst_of(rates, (enum route_rate)rate, &client, now);
		wait = rates_take(rates, (enum route_rate)rate, &client, now);
		assert_in_range(wait, 1, 60);
		if (wait > 1)
			assert_true(rates_take(rates, (enum route_rate)rate, &client,
					    now + (wait - 1) * TIME_SECOND) > 0);
		assert_int_equal(
			rates_take(rates, (enum route_rate)rate, &client, now + wait * TIME_SECOND),
			0);
		buckets_destroy(rates);
	}
}

static void a_refusal_costs_nothing(void **state)
{
	struct buckets *rates = buckets_create();
	struct client_prefix client = client_of(1);
	int wait;

	burst_of(rates, RATE_WRITE, &client, now);
	wait = rates_take(rates, RATE_WRITE, &client, now);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(rates_take(rates, RATE_WRITE, &client, now), wait);
	buckets_destroy(rates);
}

static void after_a_while_all_is_as_new(void **state)
{
	struct buckets *rates = buckets_create();
	struct client_prefix client = client_of(1);
	int burst = burst_of(rates, RATE_WRITE, &client, now);

	assert_in_range(burst_of(rates, RATE_WRITE, &client, now + TIME_MINUTE), 1, burst - 1);
	assert_int_equal(burst_of(rates, RATE_WRITE, &client, now + TIME_DAY), burst);
	buckets_destroy(rates);
}

/* In the long run no more than what comes back. */
static void a_steady_client_gets_what_comes_back(void **state)
{
	struct buckets *rates = buckets_create();
	struct client_prefix client = client_of(1);
	int taken = 0;

	burst_of(rates, RATE_WRITE, &client, now);
	for (int64_t at = now; at < now + TIME_HOUR; at += TIME_SECOND)
		taken += rates_take(rates, RATE_WRITE, &client, at) == 0;
	assert_in_range(taken, 599, 600);
	buckets_destroy(rates);
}

static void clients_and_rates_do_not_touch_each_other(void **state)
{
	struct buckets *rates = buckets_create();
	struct client_prefix first = client_of(1), second = client_of(2);
	struct client_prefix local = {.none = true};
	int burst = burst_of(rates, RATE_WRITE, &first, now);

	assert_int_equal(burst_of(rates, RATE_WRITE, &second, now), burst);
	assert_int_equal(burst_of(rates, RATE_WRITE, &local, now), burst);
	assert_int_equal(rates_take(rates, RATE_READ, &first, now), 0);
	assert_true(rates_take(rates, RATE_WRITE, &first, now) > 0);
	buckets_destroy(rates);
}

/* A set holds eight; who is let go is the one that is soonest as good as new. */
static void who_used_the_most_is_remembered_longest(void **state)
{
	struct buckets *rates = buckets_create();
	struct client_prefix greedy = client_of(1);

	burst_of(rates, RATE_WRITE, &greedy, now);
	for (uint32_t i = 1; i < 100; i++) {
		struct client_prefix other = client_of(1 + i * 1024);

		assert_int_equal(rates_take(rates, RATE_WRITE, &other, now), 0);
	}
	assert_true(rates_take(rates, RATE_WRITE, &greedy, now) > 0);
	buckets_destroy(rates);
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(every_rate_has_its_limit),
		cmocka_unit_test(a_write_is_dearer_than_a_preview_and_that_than_a_read),
		cmocka_unit_test(the_wait_is_as_long_as_it_must_be),
		cmocka_unit_test(a_refusal_costs_nothing),
		cmocka_unit_test(after_a_while_all_is_as_new),
		cmocka_unit_test(a_steady_client_gets_what_comes_back),
		cmocka_unit_test(clients_and_rates_do_not_touch_each_other),
		cmocka_unit_test(who_used_the_most_is_remembered_longest),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
