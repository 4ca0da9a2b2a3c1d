/*
 * Sites by origin, kept in memory: they are few, asked for with every comment, and changed only
 * by the command line. What another program changes is noticed as soon as the writer does
 * (sites_forget), a quarter of a second at most; an origin that is not known is always looked
 * up. The policy may be as old as that, so the writer reads it again.
 */
#ifndef AFTERWORD_CORE_SITES_H
#define AFTERWORD_CORE_SITES_H

#include "store/pool.h"
#include "store/site.h"

struct sites;

/* Looks up through the pool, which must outlive it. NULL: memory. */
struct sites *sites_create(struct pool *pool) MUST_CHECK;
void sites_destroy(struct sites *sites);

/* The site whose pages have the origin, in the arena. NOT_FOUND; else the fault is filled. */
enum err sites_find(struct sites *sites, const char *origin, struct arena *arena,
	struct fault *fault, struct site *site) MUST_CHECK;

/* The database was changed by another program. */
void sites_forget(struct sites *sites);

#endif
