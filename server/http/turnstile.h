/*
 * The turnstile of a worker: what it has answered. Only that worker's thread counts with it. Rows
 * are those of the table of routes that the worker answers by.
 */
#ifndef AFTERWORD_SERVER_HTTP_TURNSTILE_H
#define AFTERWORD_SERVER_HTTP_TURNSTILE_H

#include "core/forwarding.h"
#include "http/route.h"
#include "http/traffic.h"

struct turnstile;

/* NULL: memory. */
struct turnstile *turnstile_create(const struct route *routes) MUST_CHECK;
void turnstile_destroy(struct turnstile *turnstile);

/* An answer. `route` is in the table, or NULL: none was found. */
void turnstile_add(
	struct turnstile *turnstile, const struct route *route, unsigned status, int64_t took);

/* How a request has come. */
void turnstile_came(struct turnstile *turnstile, enum forwarding how);

/* Adds how many have come how. */
void turnstile_forwarded(const struct turnstile *turnstile, struct forwarded *forwarded);

/* What it has counted of a route, which may be a row of another table (NULL: of none). */
uint64_t turnstile_answers(
	const struct turnstile *turnstile, const struct route *route, enum status_class status);

/* Adds how long answers of a kind took. */
void turnstile_latency(
	const struct turnstile *turnstile, enum traffic_kind kind, struct histogram *histogram);

#endif
