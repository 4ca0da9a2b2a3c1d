/* Numbers, ids, times and revisions as they come in queries, paths and headers. */
#ifndef AFTERWORD_SERVER_API_INPUTS_H
#define AFTERWORD_SERVER_API_INPUTS_H

#include "base/id.h"
#include "http/exchange.h"

/* A number of [low, high], or `standard` when there is none. A mistake is added at `field`. */
void input_number(const char *from, const char *field, int64_t low, int64_t high, int64_t standard,
	struct fault *fault, int64_t *number);

/* An id, or 0 when there is none. A mistake is added at `field`. */
void input_id(const char *from, const char *field, struct fault *fault, int64_t *id);

/* The id in the path. NOT_FOUND: it is none, and the fault is not set (fault_read). */
enum err path_id(const struct exchange *exchange, int64_t *id) MUST_CHECK;

/* If-Match: the revision that was read, in quotes; where there is none it is left alone. */
enum err revision_read(struct exchange *exchange, int64_t *revision) MUST_CHECK;

/* The same where there must be one: PRECONDITION_REQUIRED. */
enum err revision_needed(struct exchange *exchange, int64_t *revision) MUST_CHECK;

/* The answer's ETag: what If-Match names the next time. */
enum err answer_revision(struct exchange *exchange, int64_t revision) MUST_CHECK;

/* What the query of a route that speaks may name; the door has read it (http/steps.c). */
#define LANGUAGE_WHAT                                                                              \
	"The languages that the reader wants, as Accept-Language has them, which counts where "    \
	"none of these is known."
extern const struct input_table language_table;

/* A time as RFC 3339 has it, in UTC; absent: it is left alone. */
void input_time(const char *from, const char *field, struct fault *fault, int64_t *time);

#endif
