/* The laws of include/base/time.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "base/compiler.h"
#include "base/time.h"

static void a_time_is_read_as_it_was_written(void **state)
{
	static const struct {
		int64_t time;
		const char *text;
	} rows[] = {
		{1, "1970-01-01T00:00:00.001Z"},
		{TIME_DAY, "1970-01-02T00:00:00.000Z"},
		{951782400000, "2000-02-29T00:00:00.000Z"},
		{1795512645678, "2026-11-24T09:30:45.678Z"},
		{4102444799999, "2099-12-31T23:59:59.999Z"},
		{253402300799999, "9999-12-31T23:59:59.999Z"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char text[TIME_SIZE];
		int64_t time = 0;

		time_format(rows[i].time, text);
		assert_string_equal(text, rows[i].text);
		assert_true(time_parse(text, &time));
		assert_int_equal(time, rows[i].time);
	}
}

static void a_time_may_be_without_milliseconds(void **state)
{
	int64_t time;

	assert_true(time_parse("2026-11-24T09:30:45Z", &time));
	assert_int_equal(time, 1795512645000);
}

static void what_is_no_time_is_refused(void **state)
{
	static const char *const rows[] = {
		"",
		"system",
		"now",
		"1795512645",
		"2026-11-24",
		"2026-11-24T09:30Z",
		"2026-11-24 09:30:45Z",
		"2026-11-24T09:30:45",
		"2026-11-24t09:30:45z",
		"2026-11-24T09:30:45+00:00",
		"2026-11-24T09:30:45Z ",
		" 2026-11-24T09:30:45Z",
		"2026-11-24T09:30:45.Z",
		"2026-11-24T09:30:45.6Z",
		"2026-11-24T09:30:45.67Z",
		"2026-11-24T09:30:45.6789Z",
		"2026-11-24T09:30:45.67xZ",
		"2026-11-24T09:30:60Z",
		"2026-11-24T24:00:00Z",
		"2026-11-24T09:60:00Z",
		"2026-13-01T00:00:00Z",
		"2026-00-01T00:00:00Z",
		"2026-02-29T00:00:00Z",
		"2026-11-31T00:00:00Z",
		"2026-11-00T00:00:00Z",
		"2026-1-1T1:1:1Z",
		"26-11-24T09:30:45Z",
		"-2026-11-24T09:30:45Z",
		"1970-01-01T00:00:00Z", /* zero is no time */
		"1969-12-31T23:59:59Z",
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int64_t time = -7;

		if (time_parse(rows[i], &time))
			fail_msg("<%s> was accepted", rows[i]);
		assert_int_equal(time, -7);
	}
}

static void a_span_has_a_unit(void **state)
{
	static const struct {
		const char *from;
		int64_t want; /* 0: refused */
	} rows[] = {
		{"1s", TIME_SECOND},
		{"90s", 90 * TIME_SECOND},
		{"15m", 15 * TIME_MINUTE},
		{"24h", TIME_DAY},
		{"30d", 30 * TIME_DAY},
		{"3650d", 3650 * TIME_DAY},
		{"315360000s", 3650 * TIME_DAY},
		{"3651d", 0},
		{"315360001s", 0},
		{"99999999999999999999s", 0},
		{"0s", 0},
		{"", 0},
		{"s", 0},
		{"30", 0},
		{"30w", 0},
		{"30D", 0},
		{"30 d", 0},
		{" 30d", 0},
		{"30d ", 0},
		{"30dd", 0},
		{"+30d", 0},
		{"-30d", 0},
		{"1.5h", 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int64_t span = 0;
		bool read = time_parse_span(rows[i].from, &span);

		if (read != (rows[i].want != 0) || span != rows[i].want)
			fail_msg("<%s> gave %lld", rows[i].from, (long long)span);
	}
}

static void a_time_of_http_is_read_in_each_of_its_forms(void **state)
{
	static const struct {
		const char *from;
		int64_t want; /* -1: it is none */
	} rows[] = {
		{"Sun, 06 Nov 1994 08:49:37 GMT", 784111777 * TIME_SECOND},
		{"Sunday, 06-Nov-94 08:49:37 GMT", 784111777 * TIME_SECOND},
		{"Sun Nov  6 08:49:37 1994", 784111777 * TIME_SECOND},
		{"Thu, 01 Jan 1970 00:00:00 GMT", 0},
		{"Sun, 06 Nov 1994 08:49:37 UTC", -1},
		{"Sun, 06 Nov 1994 08:49:37 GMT, x", -1},
		{"Sun, 06 Nov 1994", -1},
		{"784111777", -1},
		{"", -1},
	};
	char text[TIME_HTTP_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int64_t time = -1;

		assert_int_equal(time_parse_http(rows[i].from, &time), rows[i].want >= 0);
		assert_int_equal(time, rows[i].want);
	}
	time_format_http(784111777 * TIME_SECOND + 999, text);
	assert_string_equal(text, rows[0].from);
}

static void a_fixed_clock_stands_still(void **state)
{
	const struct clock clock = {1795512645678};

	assert_int_equal(clock_now(&clock), 1795512645678);
	assert_int_equal(clock_now(&clock), 1795512645678);
}

static void the_systems_clock_is_the_systems(void **state)
{
	const struct clock clock = {0};
	int64_t before = (int64_t)time(NULL) * TIME_SECOND;
	int64_t now = clock_now(&clock);

	assert_in_range(now, before - TIME_SECOND, before + 10 * TIME_SECOND);
}

static void the_monotonic_time_never_goes_back(void **state)
{
	int64_t last = time_monotonic();

	for (int i = 0; i < 1000; i++) {
		int64_t now = time_monotonic();

		assert_true(now >= last);
		last = now;
	}
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(a_time_is_read_as_it_was_written),
		cmocka_unit_test(a_time_may_be_without_milliseconds),
		cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(a_span_has_a_unit),
		cmocka_unit_test(a_time_of_http_is_read_in_each_of_its_forms),
		cmocka_unit_test(a_fixed_clock_stands_still),
		cmocka_unit_test(the_systems_clock_is_the_systems),
		cmocka_unit_test(the_monotonic_time_never_goes_back),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
