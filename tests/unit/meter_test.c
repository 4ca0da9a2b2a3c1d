/* The laws of include/base/meter.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/meter.h"

static const struct scale *const scales[] = {&scale_time, &scale_size};

static void scales_ascend_and_fit(void **state)
{
	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++) {
		assert_in_range(scales[i]->count, 1, SCALE_MAX);
		for (size_t k = 1; k < scales[i]->count; k++)
			assert_true(scales[i]->upto[k] > scales[i]->upto[k - 1]);
	}
}

static void a_number_is_in_the_first_range_that_holds_it(void **state)
{
	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++) {
		const struct scale *scale = scales[i];
		struct histogram histogram = {0};
		uint64_t sum = 0;

		for (size_t k = 0; k < scale->count; k++) {
			histogram_add(&histogram, scale, scale->upto[k]);
			histogram_add(&histogram, scale, scale->upto[k] + 1);
			sum += 2 * scale->upto[k] + 1;
		}
		/* one that is just the end, and one that is just above the end before */
		assert_int_equal(meter_read(&histogram.counts[0]), 1);
		for (size_t k = 1; k < scale->count; k++)
			assert_int_equal(meter_read(&histogram.counts[k]), 2);
		assert_int_equal(meter_read(&histogram.counts[scale->count]), 1);
		assert_int_equal(meter_read(&histogram.sum), sum);
	}
}

static void what_is_beyond_all_ranges_is_in_the_last(void **state)
{
	struct histogram histogram = {0};

	histogram_add(&histogram, &scale_size, UINT64_MAX / 2);
	histogram_add(&histogram, &scale_size, 0);
	assert_int_equal(meter_read(&histogram.counts[scale_size.count]), 1);
	assert_int_equal(meter_read(&histogram.counts[0]), 1);
}

static void sums_add_up(void **state)
{
	struct histogram one = {0}, other = {0}, all = {0};

	histogram_add(&one, &scale_time, 50);
	histogram_add(&other, &scale_time, 60);
	histogram_add(&other, &scale_time, 700);
	histogram_sum(&all, &one);
	histogram_sum(&all, &other);
	assert_int_equal(meter_read(&all.counts[0]), 2);
	assert_int_equal(meter_read(&all.counts[3]), 1);
	assert_int_equal(meter_read(&all.sum), 810);
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(scales_ascend_and_fit),
		cmocka_unit_test(a_number_is_in_the_first_range_that_holds_it),
		cmocka_unit_test(what_is_beyond_all_ranges_is_in_the_last),
		cmocka_unit_test(sums_add_up),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
