/*
 * What came in and what was decided, by day (UTC). Counted as comments and decisions are stored,
 * and written once in a transaction, whatever the number of these.
 */
#ifndef AFTERWORD_STORE_DAY_H
#define AFTERWORD_STORE_DAY_H

#include "store/comment.h"

enum day_what {
	DAY_PENDING, /* decisions, by the state that the comment came into: as enum comment_state */
	DAY_APPROVED,
	DAY_REJECTED,
	DAY_SPAM,
	DAY_DELETED,
	DAY_EDITED, /* a text alone */
	DAY_CAME,   /* comments */
	DAY__MAX
};

extern const char *const day_what_names[]; /* NULL-terminated */

struct day_count {
	int64_t day;    /* since 1970 */
	int what;       /* enum day_what */
	const char *by; /* who decided, as the record has it; "" for what came */
	int64_t count;
};

int64_t day_of(int64_t time);

/* From a day on, in its order; `site` may be NULL: all. */
enum err store_day_list(struct store *store, const char *site, int64_t since, struct arena *arena,
	struct day_count **counts, size_t *count) MUST_CHECK;

#endif
