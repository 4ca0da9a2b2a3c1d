/*
 * Token buckets, in a table of fixed size: how often something may be done by somebody. What is not
 * in the table is as good as new; the bucket that is soonest full makes room.
 */
#ifndef AFTERWORD_BASE_BUCKET_H
#define AFTERWORD_BASE_BUCKET_H

#include <stdint.h>
#include "base/compiler.h"

struct buckets;

/* What a bucket holds, and the milliseconds in which it gets one back. */
struct bucket_size {
	int64_t burst, period;
};

struct buckets *buckets_create(void) MUST_CHECK; /* NULL: memory */
void buckets_destroy(struct buckets *buckets);

/*
 * Takes one from the bucket of a key: a keyed hash of whose it is, since nobody shall choose with
 * whom to share one. Milliseconds after which to come again; 0: it is taken.
 */
int64_t buckets_take(struct buckets *buckets, uint64_t key, const struct bucket_size *size,
	int64_t now_monotonic);

/* Puts one back that was taken. */
void buckets_give(struct buckets *buckets, uint64_t key, const struct bucket_size *size);

#endif
