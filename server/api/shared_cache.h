/*
 * What shared caches, such as those of a CDN, are told of an answer that is the same for all
 * readers (RFC 9111): for how long they may give it without asking, and by which keys it is purged.
 */
#ifndef AFTERWORD_SERVER_API_SHARED_CACHE_H
#define AFTERWORD_SERVER_API_SHARED_CACHE_H

#include "http/exchange.h"

/* What is purged by one key. A NULL is none of them. */
struct shared_cache_of {
	const char *site; /* all that shows something of it */
	const char *page; /* canonical URL: all that shows its comments */
	const char *list; /* those that show something of many pages: "feed-ID", "counts" */
};

/*
 * Where the setting cache_seconds allows it. `max_age` is for how many seconds readers' own caches
 * may keep the answer. Where it is not allowed, or there is no memory, nothing is told.
 */
void shared_cache_allow(struct exchange *exchange, int max_age, const struct shared_cache_of *of);

#endif
