/* See rate.h. */
#include "base/bucket.h"
#include "http/rate.h"

static const struct bucket_size limits[RATE__MAX] = {
	[RATE_READ] = {400, 10},
	[RATE_WRITE] = {20, 6000},
	[RATE_PREVIEW] = {60, 500},
	[RATE_MODERATE] = {200, 20},
	[RATE_SIGN_IN] = {10, 30000},
};

int rates_take(struct buckets *rates, enum route_rate rate, const struct client_prefix *prefix,
	int64_t now)
{
	uint64_t key = prefix->hash ^ (uint64_t)rate << 56;

	return (int)((buckets_take(rates, key, &limits[rate], now) + 999) / 1000);
}
