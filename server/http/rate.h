/*
 * Rates: how often one network address may ask, as token buckets in a table of fixed size. What
 * is not in it is as good as new; the bucket used longest ago makes room.
 */
#ifndef AFTERWORD_SERVER_HTTP_RATE_H
#define AFTERWORD_SERVER_HTTP_RATE_H

#include "base/err.h"
#include "http/client.h"
#include "http/route.h"

struct rates;

struct rates *rates_create(void) MUST_CHECK; /* NULL: memory */
void rates_destroy(struct rates *rates);

/* Seconds after which to come again; 0: go on. */
int rates_take(struct rates *rates, enum route_rate rate, const struct client_prefix *prefix,
	int64_t now_monotonic);

#endif
