/*
 * Times are integers: milliseconds since 1970-01-01 UTC. In JSON and on the command line they
 * are RFC 3339 with milliseconds and Z. Nobody but the clock asks the system for the time; it
 * is passed in.
 */
#ifndef AFTERWORD_BASE_TIME_H
#define AFTERWORD_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

enum {
	TIME_SIZE = 25,      /* 2026-11-24T09:30:00.000Z and a NUL */
	TIME_HTTP_SIZE = 30, /* and so for time_format_http */
	TIME_NAME_SIZE = 17, /* 20261124T093000Z and a NUL */
};

#define TIME_SECOND ((int64_t)1000)
#define TIME_MINUTE (60 * TIME_SECOND)
#define TIME_HOUR   (60 * TIME_MINUTE)
#define TIME_DAY    (24 * TIME_HOUR)

struct clock {
	int64_t fixed; /* 0: the system's time; else the time at which it stands still */
};

int64_t clock_now(const struct clock *clock);

/* Milliseconds that only ever grow, for deadlines. No relation to the clock. */
int64_t time_monotonic(void);

/* The same in microseconds, for how long things take. */
int64_t time_microseconds(void);

void time_format(int64_t time, char out[TIME_SIZE]);

/* For names of files. */
void time_format_name(int64_t time, char out[TIME_NAME_SIZE]);

/* Reads that; false when it does not begin so. */
bool time_parse_name(const char *from, int64_t *time);

/* Reads YYYY-MM-DDTHH:MM:SS[.mmm]Z; false when it is something else. */
bool time_parse(const char *from, int64_t *time);

/* As in headers of HTTP: Tue, 24 Nov 2026 09:30:00 GMT (RFC 9110, section 5.6.7). */
void time_format_http(int64_t time, char out[TIME_HTTP_SIZE]);

/* Reads that, or one of the two forms of old; false when it is something else. */
bool time_parse_http(const char *from, int64_t *time);

/* Reads a span of time, a number and its unit: 90s, 15m, 24h, 30d. At most ten years. */
bool time_parse_span(const char *from, int64_t *span);

#endif
