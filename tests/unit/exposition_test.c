/* The laws of server/api/exposition.h: Prometheus's text format 0.0.4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "api/exposition.h"

static struct text out;

static int start(void **state)
{
	text_init(64 * 1024, &out);
	return 0;
}

static int stop(void **state)
{
	text_finish(&out);
	return 0;
}

static const char *const labels[] = {"site", "kind", NULL};
static const struct metric gauge = {"afterword_x", METRIC_GAUGE, NULL, "How many x there are."};
static const struct metric counter = {
	"afterword_y_total", METRIC_COUNTER, labels, "How often y was."};
static const struct metric histogram = {
	"afterword_z_seconds", METRIC_HISTOGRAM, NULL, "How long z took."};

static void a_metric_begins_with_help_and_type(void **state)
{
	exposition_begin(&out, &gauge);
	exposition_add(&out, &gauge, NULL, 1.5);
	assert_string_equal(out.at, "# HELP afterword_x How many x there are.\n"
				    "# TYPE afterword_x gauge\n"
				    "afterword_x 1.5\n");
}

static void bytes_and_times_are_told_to_the_last_digit(void **state)
{
	exposition_add(&out, &gauge, NULL, 1099511627776.0);
	exposition_add(&out, &gauge, NULL, 1795512600.125);
	exposition_add(&out, &gauge, NULL, 0);
	assert_string_equal(
		out.at, "afterword_x 1099511627776\nafterword_x 1795512600.125\nafterword_x 0\n");
}

static void labels_cannot_be_broken_out_of(void **state)
{
	const char *const values[] = {"a\"b\\c\nd", "plain"};

	exposition_add(&out, &counter, values, 7);
	assert_string_equal(
		out.at, "afterword_y_total{site=\"a\\\"b\\\\c\\nd\",kind=\"plain\"} 7\n");
}

static void the_ranges_of_a_histogram_include_those_before(void **state)
{
	struct histogram took = {0};

	histogram_add(&took, &scale_time, 90);
	histogram_add(&took, &scale_time, 200);
	histogram_add(&took, &scale_time, 20000000);
	exposition_add_histogram(&out, &histogram, NULL, &took, &scale_time);
	assert_non_null(strstr(out.at, "afterword_z_seconds_bucket{le=\"0.0001\"} 1\n"
				       "afterword_z_seconds_bucket{le=\"0.00025\"} 2\n"));
	assert_non_null(strstr(out.at, "afterword_z_seconds_bucket{le=\"10\"} 2\n"
				       "afterword_z_seconds_bucket{le=\"+Inf\"} 3\n"
				       "afterword_z_seconds_sum 20.00029\n"
				       "afterword_z_seconds_count 3\n"));
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_metric_begins_with_help_and_type),
		LAW(bytes_and_times_are_told_to_the_last_digit),
		LAW(labels_cannot_be_broken_out_of),
		LAW(the_ranges_of_a_histogram_include_those_before),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
