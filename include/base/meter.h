/*
 * Meters: what is counted while work is done, to be looked at from elsewhere (docs/metrics.md).
 * Each has one thread that counts, or a lock under which it is counted; so counting is a load and a
 * store, without a locked instruction. Whoever looks sees each number as it was a moment ago.
 */
#ifndef AFTERWORD_BASE_METER_H
#define AFTERWORD_BASE_METER_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct meter {
	atomic_uint_least64_t count;
};

static inline void meter_add(struct meter *meter, uint64_t count)
{
	uint64_t before = atomic_load_explicit(&meter->count, memory_order_relaxed);

	atomic_store_explicit(&meter->count, before + count, memory_order_relaxed);
}

static inline uint64_t meter_read(const struct meter *meter)
{
	return atomic_load_explicit(&meter->count, memory_order_relaxed);
}

enum { SCALE_MAX = 15 };

/* Up to where the ranges of a histogram go; the last one has no end. */
struct scale {
	double unit; /* of a number, in what is told: 1e-6 for microseconds told as seconds */
	size_t count;
	uint64_t upto[SCALE_MAX];
};

extern const struct scale scale_time; /* of microseconds: from 100 of them to ten seconds */
extern const struct scale scale_size; /* of how many: from one to a thousand */

/* How often a number was in each range, and the sum of all. */
struct histogram {
	struct meter counts[SCALE_MAX + 1];
	struct meter sum;
};

void histogram_add(struct histogram *histogram, const struct scale *scale, uint64_t number);

/* Adds what another has counted: for one that nobody counts with. */
void histogram_sum(struct histogram *histogram, const struct histogram *other);

#endif
