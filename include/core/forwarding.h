/*
 * Forwarding: whether proxies tell from where requests come (X-Forwarded-For; Forwarded, RFC 7239),
 * as it was with the requests of a running server; and whether the setting trusted_proxies fits
 * that. What a server has counted it keeps in a small file beside the database, DATABASE.proxies,
 * while it runs, for `afterword check`; there is no address in it.
 */
#ifndef AFTERWORD_CORE_FORWARDING_H
#define AFTERWORD_CORE_FORWARDING_H

#include <stdbool.h>
#include <stdint.h>
#include "base/compiler.h"

/* How a request has come. */
enum forwarding {
	FORWARDING_DIRECT,    /* by itself, as far as it says */
	FORWARDING_TOLD,      /* by a trusted proxy, which says for whom */
	FORWARDING_UNTOLD,    /* by a trusted proxy, which does not */
	FORWARDING_UNTRUSTED, /* it says that it was passed on, but not by a trusted proxy */
	FORWARDING__MAX
};

extern const char *const forwarding_names[FORWARDING__MAX];

struct forwarded {
	uint64_t requests[FORWARDING__MAX]; /* since the server was started */
};

uint64_t forwarded_all(const struct forwarded *forwarded);

/* What is wrong, and what to do; NULL: nothing, as far as so many requests tell. */
const char *forwarded_wrong(const struct forwarded *forwarded) MUST_CHECK;

/* False: errno tells why not. */
bool forwarded_keep(const char *database, const struct forwarded *forwarded) MUST_CHECK;

/* The server ends. */
void forwarded_forget(const char *database);

/* False: no server has kept any. */
bool forwarded_load(const char *database, struct forwarded *forwarded) MUST_CHECK;

#endif
