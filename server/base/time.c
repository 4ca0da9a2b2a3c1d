/* The clock, and times as text. See include/base/time.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/time.h"

int64_t clock_now(const struct clock *clock)
{
	struct timespec now;

	if (clock->fixed)
		return clock->fixed;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * TIME_SECOND + now.tv_nsec / 1000000;
}

int64_t time_monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * TIME_SECOND + now.tv_nsec / 1000000;
}

int64_t time_microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void time_format(int64_t time, char out[TIME_SIZE])
{
	time_t seconds = (time_t)(time / TIME_SECOND);
	struct tm tm;
	size_t length;

	gmtime_r(&seconds, &tm);
	length = strftime(out, TIME_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out + length, TIME_SIZE - length, ".%03dZ", (int)(time % TIME_SECOND));
}

bool time_parse(const char *from, int64_t *time)
{
	struct tm tm = {0};
	const char *rest = strptime(from, "%Y-%m-%dT%H:%M:%S", &tm);
	int milliseconds = 0;
	char again[TIME_SIZE];
	int64_t result;

	if (!rest)
		return false;
	if (*rest == '.') {
		for (int i = 0; i < 3; i++) {
			rest++;
			if (*rest < '0' || *rest > '9')
				return false;
			milliseconds = milliseconds * 10 + (*rest - '0');
		}
		rest++;
	}
	if (rest[0] != 'Z' || rest[1] != '\0')
		return false;
	result = (int64_t)timegm(&tm) * TIME_SECOND + milliseconds;
	if (result <= 0)
		return false;
	/* strptime takes blanks, short numbers and the 31st of November */
	time_format(result, again);
	if (strncmp(from, again, strlen("YYYY-MM-DDTHH:MM:SS")) != 0)
		return false;
	*time = result;
	return true;
}

void time_format_http(int64_t time, char out[TIME_HTTP_SIZE])
{
	time_t seconds = (time_t)(time / TIME_SECOND);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(out, TIME_HTTP_SIZE, "%a, %d %b %Y %H:%M:%S GMT", &tm);
}

bool time_parse_http(const char *from, int64_t *time)
{
	static const char *const formats[] = {
		"%a, %d %b %Y %H:%M:%S GMT",
		"%A, %d-%b-%y %H:%M:%S GMT",
		"%a %b %e %H:%M:%S %Y",
	};

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct tm tm = {0};
		const char *rest = strptime(from, formats[i], &tm);

		if (!rest || *rest)
			continue;
		*time = (int64_t)timegm(&tm) * TIME_SECOND;
		return true;
	}
	return false;
}

bool time_parse_span(const char *from, int64_t *span)
{
	static const struct {
		char letter;
		int64_t length;
	} units[] = {{'s', TIME_SECOND}, {'m', TIME_MINUTE}, {'h', TIME_HOUR}, {'d', TIME_DAY}};
	char *unit;
	long count;

	if (*from < '0' || *from > '9')
		return false;
	count = strtol(from, &unit, 10);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (unit[0] != units[i].letter || unit[1] != '\0')
			continue;
		if (count < 1 || count > 3650 * TIME_DAY / units[i].length)
			return false;
		*span = count * units[i].length;
		return true;
	}
	return false;
}

/* 2026-11-24T09:30:00.000Z without what stands between its digits, to the second. */
void time_format_name(int64_t time, char out[TIME_NAME_SIZE])
{
	char whole[TIME_SIZE];
	size_t length = 0;

	time_format(time, whole);
	for (const char *at = whole; *at != '.'; at++)
		if (*at != '-' && *at != ':')
			out[length++] = *at;
	out[length++] = 'Z';
	out[length] = '\0';
}

bool time_parse_name(const char *from, int64_t *time)
{
	static const char shape[] = "####-##-##T##:##:##Z";
	char whole[sizeof(shape)];

	for (size_t i = 0; i < sizeof(shape) - 1; i++) {
		bool between = shape[i] == '-' || shape[i] == ':';

		if (!between && !*from)
			return false;
		whole[i] = between ? shape[i] : *from++;
	}
	whole[sizeof(shape) - 1] = '\0';
	return time_parse(whole, time);
}
