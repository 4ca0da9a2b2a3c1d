/* See rate.h. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "http/rate.h"

enum { SETS = 1024, WAYS = 8 };

/* Each bucket holds `burst` requests and gets one back every `period` milliseconds. */
static const struct {
	int burst;
	int period;
} limits[RATE__MAX] = {
	[RATE_READ] = {400, 10},
	[RATE_WRITE] = {20, 6000},
	[RATE_PREVIEW] = {60, 500},
	[RATE_MODERATE] = {200, 20},
	[RATE_SIGN_IN] = {10, 30000},
};

struct bucket {
	struct client_prefix prefix;
	enum route_rate rate;
	int64_t full_at; /* when it will be full again; 0: never used */
};

struct rates {
	pthread_mutex_t lock;
	/* Under the lock: a prefix and rate has at most one bucket, in the set of its hash. */
	struct bucket buckets[SETS][WAYS];
};

struct rates *rates_create(void)
{
	struct rates *rates = calloc(1, sizeof(*rates));

	if (rates)
		pthread_mutex_init(&rates->lock, NULL);
	return rates;
}

void rates_destroy(struct rates *rates)
{
	if (!rates)
		return;
	pthread_mutex_destroy(&rates->lock);
	free(rates);
}

/* The bucket of a prefix, or the one of its set that is soonest full, for taking over. */
static struct bucket *rates_bucket(
	struct rates *rates, enum route_rate rate, const struct client_prefix *prefix)
{
	struct bucket *set = rates->buckets[(prefix->hash ^ (uint64_t)rate) % SETS];
	struct bucket *oldest = set;

	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].rate == rate && client_prefix_equal(&set[i].prefix, prefix))
			return &set[i];
		if (set[i].full_at < oldest->full_at)
			oldest = &set[i];
	}
	*oldest = (struct bucket){.prefix = *prefix, .rate = rate};
	return oldest;
}

int rates_take(
	struct rates *rates, enum route_rate rate, const struct client_prefix *prefix, int64_t now)
{
	int64_t period = limits[rate].period, span = limits[rate].burst * period, wait = 0;
	struct bucket *bucket;

	pthread_mutex_lock(&rates->lock);
	bucket = rates_bucket(rates, rate, prefix);
	if (bucket->full_at < now)
		bucket->full_at = now;
	if (bucket->full_at + period > now + span)
		wait = bucket->full_at + period - (now + span);
	else
		bucket->full_at += period;
	pthread_mutex_unlock(&rates->lock);
	return (int)((wait + 999) / 1000);
}
