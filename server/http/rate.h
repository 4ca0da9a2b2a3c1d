/* Rates: how often one network address may ask. */
#ifndef AFTERWORD_SERVER_HTTP_RATE_H
#define AFTERWORD_SERVER_HTTP_RATE_H

#include "base/bucket.h"
#include "http/client.h"
#include "http/route.h"

/* Seconds after which to come again; 0: go on. */
int rates_take(struct buckets *rates, enum route_rate rate, const struct client_prefix *prefix,
	int64_t now_monotonic);

#endif
