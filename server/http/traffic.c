/* See include/http/traffic.h. */
#include "http/gallery.h"
#include "http/request.h"
#include "http/stream.h"
#include "http/tls.h"
#include "http/turnstile.h"

static const struct door *door_of(const struct exchange *exchange)
{
	return CONTAINER_OF(exchange, const struct request, exchange)->door;
}

void exchange_traffic(const struct exchange *exchange, struct traffic *traffic)
{
	const struct door *door = door_of(exchange);
	struct cache_state cache;

	cache_look(door->cache, &cache);
	*traffic = (struct traffic){
		.in_flight = (uint64_t)atomic_load(&door->in_flight),
		.connections = connections_count(door->connections),
		.connections_limit = door->connections_limit,
		.moderators = streams_count(door->streams),
		.readers = streams_count(gallery_streams(door->gallery)),
		.certificate_until = door->tls ? tls_until(door->tls) : 0,
		.cache_hits = cache.hits,
		.cache_misses = cache.misses,
		.cache_bytes = cache.bytes,
		.cache_entries = cache.entries,
	};
	door_forwarded(door, &traffic->forwarded);
}

uint64_t exchange_answers(
	const struct exchange *exchange, const struct route *route, enum status_class status)
{
	const struct door *door = door_of(exchange);
	uint64_t sum = 0;

	for (size_t i = 0; i < door->turnstile_count; i++)
		sum += turnstile_answers(door->turnstiles[i], route, status);
	return sum;
}

void exchange_latency(
	const struct exchange *exchange, enum traffic_kind kind, struct histogram *histogram)
{
	const struct door *door = door_of(exchange);

	for (size_t i = 0; i < door->turnstile_count; i++)
		turnstile_latency(door->turnstiles[i], kind, histogram);
}
