/* The rules of each site, in memory. See include/core/rules.h. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "core/rules.h"

struct entry {
	UT_hash_handle hh;
	struct rules *rules;
	int64_t version; /* of the site */
	char site[];
};

struct rulebook {
	struct pool *pool;
	pthread_mutex_t lock;
	struct entry *entries; /* under the lock: for each site the newest rules that were read */
};

struct rulebook *rulebook_create(struct pool *pool)
{
	struct rulebook *rulebook = calloc(1, sizeof(*rulebook));

	if (!rulebook)
		return NULL;
	rulebook->pool = pool;
	pthread_mutex_init(&rulebook->lock, NULL);
	return rulebook;
}

static void entry_drop(struct rulebook *rulebook, struct entry *entry)
{
	HASH_DEL(rulebook->entries, entry);
	rules_release(entry->rules);
	free(entry);
}

void rulebook_destroy(struct rulebook *rulebook)
{
	struct entry *entry, *next;

	if (!rulebook)
		return;
	HASH_ITER(hh, rulebook->entries, entry, next)
	entry_drop(rulebook, entry);
	pthread_mutex_destroy(&rulebook->lock);
	free(rulebook);
}

/* As far as there is memory: they can be read again. */
static void entry_keep(
	struct rulebook *rulebook, const char *site, struct rules *rules, int64_t version)
{
	struct entry *entry;

	HASH_FIND_STR(rulebook->entries, site, entry);
	if (entry && entry->version >= version)
		return;
	if (entry)
		entry_drop(rulebook, entry);
	entry = calloc(1, sizeof(*entry) + strlen(site) + 1);
	if (!entry)
		return;
	memcpy(entry->site, site, strlen(site));
	entry->rules = rules_hold(rules);
	entry->version = version;
	HASH_ADD_STR(rulebook->entries, site, entry);
	if (HASH_HAS(entry))
		return;
	rules_release(entry->rules);
	free(entry);
}

/* In one moment, so that the version is that of the rules. */
static enum err read_both(
	struct store *store, const char *id, struct rules **rules, int64_t *version)
{
	struct arena arena;
	struct site site;
	enum err err = store_begin_read(store);

	if (err)
		return err;
	arena_init(16 * 1024, &arena);
	err = store_site_find(store, id, &arena, &site);
	if (!err)
		err = rules_read(store, id, rules);
	if (!err)
		*version = site.version;
	arena_finish(&arena);
	store_end_read(store);
	return err;
}

enum err rulebook_take(struct rulebook *rulebook, const struct site *site, struct fault *fault,
	struct rules **rules, int64_t *version)
{
	struct entry *entry;
	struct store *store;
	enum err err;

	pthread_mutex_lock(&rulebook->lock);
	HASH_FIND_STR(rulebook->entries, site->id, entry);
	if (entry && entry->version >= site->version) {
		*rules = rules_hold(entry->rules);
		*version = entry->version;
	} else {
		entry = NULL;
	}
	pthread_mutex_unlock(&rulebook->lock);
	if (entry)
		return ERR_OK;
	err = pool_take(rulebook->pool, fault, &store);
	if (!err) {
		err = read_both(store, site->id, rules, version);
		pool_give(rulebook->pool, store);
	}
	if (err)
		return fault_set(fault, err, "The site's rules cannot be read.");
	pthread_mutex_lock(&rulebook->lock);
	entry_keep(rulebook, site->id, *rules, *version);
	pthread_mutex_unlock(&rulebook->lock);
	return ERR_OK;
}
