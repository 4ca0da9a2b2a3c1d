/* See cache.h. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "base/hash.h"
#include "base/time.h"
#include "core/crypto.h"
#include "http/cache.h"

enum { ENTRY_COST = 1024 }; /* what an entry takes beside its body, about */

struct page {
	uint64_t tag;
	struct cache_entry *entries; /* by page_prev, page_next */
	UT_hash_handle hh;
};

struct cache_entry {
	UT_hash_handle hh;
	struct page *page;
	struct cache_entry *page_prev, *page_next;
	struct cache_entry *prev, *next; /* by use, the latest first; only when ready */
	struct MHD_Response *response, *not_modified;
	struct cache_waiter *waiters;
	size_t size;
	int64_t until;  /* time_monotonic() at which it is forgotten; 0: not by time */
	int references; /* of those who hold it, and one of the table */
	bool ready;
	bool stale; /* out of the table: nobody finds it any more */
	struct cache_mark mark;
	size_t key_length;
	char key[];
};

struct cache {
	pthread_mutex_t lock;
	/*
	 * Under the lock:
	 * 1. an entry is in entries and in its page's list, or it is stale; never both.
	 * 2. a ready entry that is not stale is in used, and its size in total.
	 * 3. total <= limit.
	 * 4. a page is in pages as long as its list is not empty.
	 * The response of a ready entry never changes, so holders read it without the lock.
	 */
	struct cache_entry *entries;
	struct page *pages;
	struct cache_entry *used;
	size_t total, limit;
	uint64_t hits, misses;
	unsigned char secret[CRYPTO_SHORT_KEY_SIZE];
};

struct cache *cache_create(size_t size)
{
	struct cache *cache = calloc(1, sizeof(*cache));

	if (!cache)
		return NULL;
	pthread_mutex_init(&cache->lock, NULL);
	cache->limit = size;
	crypto_random(cache->secret, sizeof(cache->secret));
	return cache;
}

static void entry_drop(struct cache_entry *entry)
{
	if (--entry->references)
		return;
	if (entry->response)
		MHD_destroy_response(entry->response);
	if (entry->not_modified)
		MHD_destroy_response(entry->not_modified);
	free(entry);
}

/* Its last entry is gone, or there was none. */
static void page_drop(struct cache *cache, struct page *page)
{
	if (page->entries)
		return;
	HASH_DEL(cache->pages, page);
	free(page);
}

/* Out of the table; who holds it keeps it. */
static void entry_forget(struct cache *cache, struct cache_entry *entry)
{
	struct page *page = entry->page;

	HASH_DEL(cache->entries, entry);
	DL_DELETE2(page->entries, entry, page_prev, page_next);
	page_drop(cache, page);
	if (entry->ready) {
		DL_DELETE(cache->used, entry);
		cache->total -= entry->size;
	}
	entry->page = NULL;
	entry->stale = true;
	entry_drop(entry);
}

static void cache_forget_all_locked(struct cache *cache)
{
	struct cache_entry *entry, *next;

	HASH_ITER(hh, cache->entries, entry, next)
	entry_forget(cache, entry);
}

void cache_destroy(struct cache *cache)
{
	if (!cache)
		return;
	cache_forget_all_locked(cache);
	pthread_mutex_destroy(&cache->lock);
	free(cache);
}

static struct cache_entry *entry_find(struct cache *cache, struct slice key, unsigned hash)
{
	struct cache_entry *entry;

	HASH_FIND_BYHASHVALUE(hh, cache->entries, key.at, key.length, hash, entry);
	if (!entry || !entry->until || time_monotonic() < entry->until)
		return entry;
	entry_forget(cache, entry);
	return NULL;
}

static void entry_use(struct cache *cache, struct cache_entry *entry)
{
	entry->references++;
	cache->hits++;
	if (cache->used != entry) {
		DL_DELETE(cache->used, entry);
		DL_PREPEND(cache->used, entry);
	}
}

struct cache_entry *cache_find(struct cache *cache, struct slice key)
{
	unsigned hash = (unsigned)crypto_short(cache->secret, key);
	struct cache_entry *entry;

	pthread_mutex_lock(&cache->lock);
	entry = entry_find(cache, key, hash);
	if (entry && entry->ready)
		entry_use(cache, entry);
	else
		entry = NULL;
	pthread_mutex_unlock(&cache->lock);
	return entry;
}

static struct page *page_find(struct cache *cache, uint64_t tag)
{
	struct page *page;

	HASH_FIND(hh, cache->pages, &tag, sizeof(tag), page);
	if (page)
		return page;
	page = calloc(1, sizeof(*page));
	if (!page)
		return NULL;
	page->tag = tag;
	HASH_ADD(hh, cache->pages, tag, sizeof(page->tag), page);
	if (HASH_HAS(page))
		return page;
	free(page);
	return NULL;
}

/* A new entry in the table, held by the table and by who makes it. */
static struct cache_entry *entry_create(
	struct cache *cache, struct slice key, unsigned hash, uint64_t page_tag)
{
	struct cache_entry *entry = calloc(1, sizeof(*entry) + key.length);
	struct page *page = entry ? page_find(cache, page_tag) : NULL;

	if (!page) {
		free(entry);
		return NULL;
	}
	memcpy(entry->key, key.at, key.length);
	entry->key_length = key.length;
	entry->page = page;
	entry->references = 2;
	HASH_ADD_KEYPTR_BYHASHVALUE(hh, cache->entries, entry->key, entry->key_length, hash, entry);
	if (!HASH_HAS(entry)) {
		page_drop(cache, page);
		free(entry);
		return NULL;
	}
	DL_APPEND2(page->entries, entry, page_prev, page_next);
	return entry;
}

enum cache_turn cache_begin(
	struct cache *cache, struct slice key, uint64_t page_tag, struct cache_waiter *waiter)
{
	unsigned hash = (unsigned)crypto_short(cache->secret, key);
	struct cache_entry *entry;
	enum cache_turn turn;

	pthread_mutex_lock(&cache->lock);
	entry = entry_find(cache, key, hash);
	if (!entry) {
		entry = entry_create(cache, key, hash, page_tag);
		turn = entry ? CACHE_TURN_MAKE : CACHE_TURN_FAIL;
		waiter->entry = entry;
		cache->misses++;
	} else if (entry->ready) {
		entry_use(cache, entry);
		turn = CACHE_TURN_QUEUE;
		waiter->entry = entry;
	} else {
		/* from the unlock on it is not ours to touch */
		cache->hits++;
		waiter->suspend(waiter);
		LL_PREPEND(entry->waiters, waiter);
		turn = CACHE_TURN_WAIT;
	}
	pthread_mutex_unlock(&cache->lock);
	return turn;
}

/* Makes room by letting go of what was used longest ago. */
static void cache_trim(struct cache *cache)
{
	while (cache->used && cache->total > cache->limit)
		entry_forget(cache, cache->used->prev);
}

void cache_publish(struct cache *cache, struct cache_entry *entry, struct MHD_Response *response,
	struct MHD_Response *not_modified, const struct cache_mark *mark, size_t size,
	int64_t until)
{
	struct cache_waiter *waiters;

	pthread_mutex_lock(&cache->lock);
	waiters = entry->waiters;
	entry->waiters = NULL;
	if (response) {
		entry->response = response;
		entry->not_modified = not_modified;
		entry->size = size + ENTRY_COST;
		entry->until = until;
		entry->mark = *mark;
		entry->ready = true;
		for (struct cache_waiter *at = waiters; at; at = at->next) {
			at->entry = entry;
			entry->references++;
		}
	}
	if (!entry->stale && response) {
		DL_PREPEND(cache->used, entry);
		cache->total += entry->size;
		cache_trim(cache);
	} else if (!entry->stale) {
		entry_forget(cache, entry);
	}
	pthread_mutex_unlock(&cache->lock);
	while (waiters) {
		struct cache_waiter *waiter = waiters;

		waiters = waiters->next;
		waiter->resume(waiter);
	}
}

void cache_release(struct cache *cache, struct cache_entry *entry)
{
	pthread_mutex_lock(&cache->lock);
	entry_drop(entry);
	pthread_mutex_unlock(&cache->lock);
}

struct MHD_Response *cache_response(const struct cache_entry *entry)
{
	return entry->response;
}

struct MHD_Response *cache_not_modified(const struct cache_entry *entry)
{
	return entry->not_modified;
}

const struct cache_mark *cache_mark(const struct cache_entry *entry)
{
	return &entry->mark;
}

void cache_look(struct cache *cache, struct cache_state *state)
{
	pthread_mutex_lock(&cache->lock);
	*state = (struct cache_state){
		.hits = cache->hits,
		.misses = cache->misses,
		.bytes = cache->total,
		.entries = HASH_COUNT(cache->entries),
	};
	pthread_mutex_unlock(&cache->lock);
}

void cache_forget_page(struct cache *cache, uint64_t page_tag)
{
	struct page *page;

	pthread_mutex_lock(&cache->lock);
	HASH_FIND(hh, cache->pages, &page_tag, sizeof(page_tag), page);
	if (page) {
		struct cache_entry *entry, *next;

		/* forgetting the last entry frees the page */
		DL_FOREACH_SAFE2(page->entries, entry, next, page_next)
		entry_forget(cache, entry);
	}
	pthread_mutex_unlock(&cache->lock);
}

void cache_forget_all(struct cache *cache)
{
	pthread_mutex_lock(&cache->lock);
	cache_forget_all_locked(cache);
	pthread_mutex_unlock(&cache->lock);
}
