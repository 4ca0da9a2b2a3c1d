/* See include/core/sites.h. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "core/sites.h"

enum { SITES_MAX = 1024 }; /* origins in memory; beyond, all are forgotten */

struct known {
	UT_hash_handle hh;
	struct site site; /* its texts are in the arena */
	struct arena arena;
	const char *origin;
};

struct sites {
	struct pool *pool;
	pthread_mutex_t lock;
	/*
	 * Under the lock:
	 * 1. known has what was read since the last change that is known of.
	 * 2. changes counts those: what was read before one is not kept after it.
	 */
	struct known *known;
	unsigned long changes;
};

enum { KNOWN_ARENA = 16 * 1024 };

static enum err site_copy(const struct site *from, struct arena *arena, struct site *site)
{
	const char *id = arena_copy(arena, from->id, strlen(from->id));
	const char *salt = arena_copy(arena, from->salt.at, from->salt.length);

	if (!id || !salt)
		return ERR_MEMORY;
	*site = *from;
	site->id = id;
	site->salt.at = salt;
	return ERR_OK;
}

struct sites *sites_create(struct pool *pool)
{
	struct sites *sites = calloc(1, sizeof(*sites));

	if (!sites)
		return NULL;
	sites->pool = pool;
	pthread_mutex_init(&sites->lock, NULL);
	return sites;
}

static void sites_drop(struct sites *sites)
{
	struct known *known = sites->known;

	HASH_CLEAR(hh, sites->known);
	while (known) {
		struct known *next = known->hh.next;

		arena_finish(&known->arena);
		free(known);
		known = next;
	}
}

void sites_destroy(struct sites *sites)
{
	if (!sites)
		return;
	sites_drop(sites);
	pthread_mutex_destroy(&sites->lock);
	free(sites);
}

void sites_forget(struct sites *sites)
{
	pthread_mutex_lock(&sites->lock);
	sites_drop(sites);
	sites->changes++;
	pthread_mutex_unlock(&sites->lock);
}

static struct known *known_find(struct sites *sites, const char *origin)
{
	struct known *known;

	HASH_FIND_STR(sites->known, origin, known);
	return known;
}

/* Keeps what was read, as far as there is memory: it can be read again. */
static void known_add(struct sites *sites, const char *origin, const struct site *site)
{
	struct known *known = calloc(1, sizeof(*known));

	if (!known)
		return;
	arena_init(KNOWN_ARENA, &known->arena);
	known->origin = arena_copy(&known->arena, origin, strlen(origin));
	if (HASH_COUNT(sites->known) == SITES_MAX)
		sites_drop(sites);
	if (known->origin && site_copy(site, &known->arena, &known->site) == ERR_OK)
		HASH_ADD_KEYPTR(hh, sites->known, known->origin, strlen(known->origin), known);
	if (HASH_HAS(known))
		return;
	arena_finish(&known->arena);
	free(known);
}

static enum err sites_read(struct sites *sites, const char *origin, unsigned long changes,
	struct arena *arena, struct fault *fault, struct site *site)
{
	struct store *store;
	enum err err = pool_take(sites->pool, fault, &store);

	if (err)
		return fault_set(fault, err, "The site cannot be looked up.");
	err = store_site_by_origin(store, origin, arena, site);
	pool_give(sites->pool, store);
	if (err == ERR_NOT_FOUND)
		return err;
	if (err)
		return fault_set(fault, err, "The site cannot be looked up.");
	pthread_mutex_lock(&sites->lock);
	if (sites->changes == changes && !known_find(sites, origin))
		known_add(sites, origin, site);
	pthread_mutex_unlock(&sites->lock);
	return ERR_OK;
}

enum err sites_find(struct sites *sites, const char *origin, struct arena *arena,
	struct fault *fault, struct site *site)
{
	struct known *known;
	unsigned long changes;
	enum err err = ERR_OK;

	pthread_mutex_lock(&sites->lock);
	changes = sites->changes;
	known = known_find(sites, origin);
	if (known)
		err = site_copy(&known->site, arena, site);
	pthread_mutex_unlock(&sites->lock);
	if (err)
		return fault_set(fault, err, "There is no memory for the request.");
	return known ? ERR_OK : sites_read(sites, origin, changes, arena, fault, site);
}
