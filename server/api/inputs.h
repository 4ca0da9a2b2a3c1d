/* Numbers, ids and times as they come in queries and paths. */
#ifndef AFTERWORD_SERVER_API_INPUTS_H
#define AFTERWORD_SERVER_API_INPUTS_H

#include "base/err.h"
#include "base/id.h"

/* A number of [low, high], or `standard` when there is none. A mistake is added at `field`. */
void input_number(const char *from, const char *field, int64_t low, int64_t high, int64_t standard,
	struct fault *fault, int64_t *number);

/* An id, or 0 when there is none. A mistake is added at `field`. */
void input_id(const char *from, const char *field, struct fault *fault, int64_t *id);

/* A time as RFC 3339 has it, in UTC; absent: it is left alone. */
void input_time(const char *from, const char *field, struct fault *fault, int64_t *time);

#endif
