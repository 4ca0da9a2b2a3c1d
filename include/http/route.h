/*
 * Routes: a row for each method and path. The row drives admission, the same for every route
 * and in this order: size, rate, origin, who, CSRF, role; handlers decide nothing of that again.
 * Rows and contracts are what /openapi.json is made from.
 */
#ifndef AFTERWORD_HTTP_ROUTE_H
#define AFTERWORD_HTTP_ROUTE_H

#include "http/contract.h"
#include "http/exchange.h"

enum route_rate {
	RATE_FREE,
	RATE_READ,
	RATE_WRITE,
	RATE_PREVIEW,
	RATE_MODERATE,
	RATE_SIGN_IN,
	RATE__MAX
};

enum route_cors {
	CORS_NONE,   /* no other origin reads it */
	CORS_PUBLIC, /* everybody may read it: no credentials, the same for all */
	CORS_SITES,  /* the origins of sites, and this server's own, may send to it */
};

struct route {
	const char *method; /* GET serves HEAD too */
	const char *path;   /* with {name} for a segment */
	unsigned types;     /* of enum exchange_type: bodies it takes; 0: none */
	enum route_rate rate;
	enum route_cors cors;
	enum scope scope;   /* SCOPE_NONE: no token is asked for */
	exchange_step page; /* cached answers: sets page_tag before anything is read */
	exchange_step run;
	exchange_step fail; /* how a fault is shown; NULL: problem+json */
	const struct contract *contract;
	bool speaks;  /* its answers are in the reader's language, not in English alone */
	bool unasked; /* pages ask by themselves: it keeps no session awake */
	bool inside;  /* moderators' though it asks for no token (route_is_inside) */
	bool watched; /* asks for a watcher's secret (core/watcher.h) */
};

/* Whether it is served where moderators are, and not where there are readers alone. */
static inline bool route_is_inside(const struct route *route)
{
	return route->inside || route->scope != SCOPE_NONE;
}

enum route_match { ROUTE_FOUND, ROUTE_NO_PATH, ROUTE_NO_METHOD, ROUTE_NO_MEMORY };

/*
 * Finds the row for a method and a path (without query). Segments that {…} match go into params,
 * in the arena. ROUTE_NO_METHOD: `allow` gets the methods that the path has, for the header.
 */
enum route_match route_find(const struct route *routes, const char *method, struct slice path,
	struct arena *arena, const struct route **route, const char *params[EXCHANGE_PARAMS],
	char allow[64]);

#endif
