/* What has come in and gone out, as the doors have counted it since the start. */
#ifndef AFTERWORD_HTTP_TRAFFIC_H
#define AFTERWORD_HTTP_TRAFFIC_H

#include "base/meter.h"
#include "core/forwarding.h"
#include "http/route.h"

/* Kinds of requests, by what answering takes. */
enum traffic_kind {
	TRAFFIC_CACHED,   /* may be ready in the cache */
	TRAFFIC_READ,     /* readers' others that change nothing */
	TRAFFIC_WRITE,    /* readers' that change something */
	TRAFFIC_MODERATE, /* all of moderators' */
	TRAFFIC_NONE,     /* no route was found */
	TRAFFIC__MAX
};

extern const char *const traffic_kind_names[TRAFFIC__MAX];

enum status_class { STATUS_2XX, STATUS_3XX, STATUS_4XX, STATUS_5XX, STATUS__MAX };

extern const char *const status_class_names[STATUS__MAX];

/* At one moment, or since the start. */
struct traffic {
	uint64_t in_flight, connections, connections_limit;
	uint64_t moderators, readers; /* who listens */
	int64_t certificate_until;    /* when its time is over; 0: there is none */
	struct forwarded forwarded;
	uint64_t cache_hits, cache_misses, cache_bytes, cache_entries;
};

void exchange_traffic(const struct exchange *exchange, struct traffic *traffic);

/* Answers of a route (NULL: where none was found) with a status of a class. */
uint64_t exchange_answers(
	const struct exchange *exchange, const struct route *route, enum status_class status);

/* Adds how long answers of a kind took, in microseconds, on scale_time. */
void exchange_latency(
	const struct exchange *exchange, enum traffic_kind kind, struct histogram *histogram);

#endif
