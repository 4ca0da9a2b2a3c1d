/*
 * The page cache: ready-made responses that all workers share. An entry is found by the target
 * and representation that was asked for, and forgotten by the page it shows: whoever publishes a
 * change of a page forgets its entries after the commit and before anybody hears of it.
 *
 * An entry that is being made is in the cache already, so that many who ask for one page at
 * once make it once; and so that a change that comes in between is noticed: such an entry is
 * given to those who waited for it and then dropped.
 */
#ifndef AFTERWORD_SERVER_HTTP_CACHE_H
#define AFTERWORD_SERVER_HTTP_CACHE_H

#include <microhttpd.h>
#include <stdbool.h>
#include "base/text.h"

/* 26 characters in quotes, and a NUL. */
enum { ETAG_SIZE = 29 };

/* By what somebody knows an answer that was given before. */
struct cache_mark {
	char etag[ETAG_SIZE];
	int64_t modified; /* as its Last-Modified says; 0: it has none */
};

struct cache;
struct cache_entry;

/* A member of who asks: what it was given, and how it is made to wait. */
struct cache_waiter {
	struct cache_waiter *next;
	struct cache_entry *entry; /* held by the waiter, to be released; NULL: none */
	void (*suspend)(struct cache_waiter *waiter);
	void (*resume)(struct cache_waiter *waiter);
};

/* At most `size` bytes of bodies; 0: nothing is kept. NULL: memory. */
struct cache *cache_create(size_t size) MUST_CHECK;
void cache_destroy(struct cache *cache);

/* A finished entry, to be released; NULL: none. */
struct cache_entry *cache_find(struct cache *cache, struct slice key) MUST_CHECK;

enum cache_turn {
	CACHE_TURN_QUEUE, /* its entry is finished */
	CACHE_TURN_MAKE,  /* its entry is to be made (cache_publish) */
	CACHE_TURN_WAIT,  /* another makes it: the waiter is suspended, and the maker's */
	CACHE_TURN_FAIL,  /* there is no memory */
};

/*
 * Like cache_find, for one who will make the entry if nobody does. Who waits is resumed when the
 * entry is there, and then holds it, or when it could not be made.
 */
enum cache_turn cache_begin(struct cache *cache, struct slice key, uint64_t page_tag,
	struct cache_waiter *waiter) MUST_CHECK;

/*
 * The answer of the entry and that for who has it already, good until that time_monotonic() (0:
 * until it is forgotten). NULL, NULL, NULL: it could not be made; who waited shall try again. Takes
 * the responses over. The caller still holds the entry.
 */
void cache_publish(struct cache *cache, struct cache_entry *entry, struct MHD_Response *response,
	struct MHD_Response *not_modified, const struct cache_mark *mark, size_t size,
	int64_t until);

void cache_release(struct cache *cache, struct cache_entry *entry);

struct MHD_Response *cache_response(const struct cache_entry *entry);
struct MHD_Response *cache_not_modified(const struct cache_entry *entry);
const struct cache_mark *cache_mark(const struct cache_entry *entry);

/* What is in it, and how often what was asked for was there, or about to be. */
struct cache_state {
	uint64_t hits, misses, bytes, entries;
};

void cache_look(struct cache *cache, struct cache_state *state);

void cache_forget_page(struct cache *cache, uint64_t page_tag);
void cache_forget_all(struct cache *cache);

#endif
