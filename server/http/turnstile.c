/* see turnstile.h. */
#include <stdlib.h>
#include <string.h>

#include "http/turnstile.h"

struct turnstile_row {
	enum traffic_kind kind;
	struct meter answers[STATUS__MAX];
};

struct turnstile {
	const struct route *routes;
	size_t count;
	struct histogram latency[TRAFFIC__MAX];
	struct meter came[FORWARDING__MAX];
	struct turnstile_row rows[]; /* of the routes; the last, of none */
};

const char *const traffic_kind_names[TRAFFIC__MAX] = {
	[TRAFFIC_CACHED] = "cached",
	[TRAFFIC_READ] = "read",
	[TRAFFIC_WRITE] = "write",
	[TRAFFIC_MODERATE] = "moderate",
	[TRAFFIC_NONE] = "none",
};

const char *const status_class_names[STATUS__MAX] = {
	[STATUS_2XX] = "2xx",
	[STATUS_3XX] = "3xx",
	[STATUS_4XX] = "4xx",
	[STATUS_5XX] = "5xx",
};

static enum traffic_kind route_kind(const struct route *route)
{
	if (route->page)
		return TRAFFIC_CACHED;
	if (route_is_inside(route))
		return TRAFFIC_MODERATE;
	return strcmp(route->method, "GET") == 0 ? TRAFFIC_READ : TRAFFIC_WRITE;
}

struct turnstile *turnstile_create(const struct route *routes)
{
	size_t count = 0;
	struct turnstile *turnstile;

	while (routes[count].method)
		count++;
	turnstile = calloc(1, sizeof(*turnstile) + (count + 1) * sizeof(turnstile->rows[0]));
	if (!turnstile)
		return NULL;
	turnstile->routes = routes;
	turnstile->count = count;
	for (size_t i = 0; i < count; i++)
		turnstile->rows[i].kind = route_kind(&routes[i]);
	turnstile->rows[count].kind = TRAFFIC_NONE;
	return turnstile;
}

void turnstile_destroy(struct turnstile *turnstile)
{
	free(turnstile);
}

/* The server sends none below 200, and what is none of ours would be our fault. */
static enum status_class status_class(unsigned status)
{
	unsigned hundreds = status / 100;

	return hundreds >= 2 && hundreds < 5 ? (enum status_class)(hundreds - 2) : STATUS_5XX;
}

void turnstile_add(
	struct turnstile *turnstile, const struct route *route, unsigned status, int64_t took)
{
	size_t place = route ? (size_t)(route - turnstile->routes) : turnstile->count;
	struct turnstile_row *row = &turnstile->rows[place];

	meter_add(&row->answers[status_class(status)], 1);
	histogram_add(&turnstile->latency[row->kind], &scale_time, (uint64_t)took);
}

void turnstile_came(struct turnstile *turnstile, enum forwarding how)
{
	meter_add(&turnstile->came[how], 1);
}

void turnstile_forwarded(const struct turnstile *turnstile, struct forwarded *forwarded)
{
	for (int how = 0; how < FORWARDING__MAX; how++)
		forwarded->requests[how] += meter_read(&turnstile->came[how]);
}

uint64_t turnstile_answers(
	const struct turnstile *turnstile, const struct route *route, enum status_class status)
{
	size_t i = route ? 0 : turnstile->count;

	/* of a route there is one contract, in whichever table it stands */
	while (i < turnstile->count && turnstile->routes[i].contract != route->contract)
		i++;
	return i < turnstile->count || !route ? meter_read(&turnstile->rows[i].answers[status]) : 0;
}

void turnstile_latency(
	const struct turnstile *turnstile, enum traffic_kind kind, struct histogram *histogram)
{
	histogram_sum(histogram, &turnstile->latency[kind]);
}
