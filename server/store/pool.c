/* Stores for reading. See include/store/pool.h. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "store/pool.h"

enum { POOL_IDLE = 64 }; /* more than threads that read */

struct pool {
	char *path;
	struct sealer sealer;
	pthread_mutex_t lock;
	/* Under the lock: idle[0 … count-1] are open and used by nobody. */
	struct store *idle[POOL_IDLE];
	size_t count;
};

enum err pool_create(const char *path, struct pool **out)
{
	struct pool *pool = calloc(1, sizeof(*pool));

	if (!pool)
		return ERR_MEMORY;
	pool->path = strdup(path);
	if (!pool->path) {
		free(pool);
		return ERR_MEMORY;
	}
	pthread_mutex_init(&pool->lock, NULL);
	*out = pool;
	return ERR_OK;
}

void pool_set_sealer(struct pool *pool, const struct sealer *sealer)
{
	pool->sealer = *sealer;
}

void pool_destroy(struct pool *pool)
{
	if (!pool)
		return;
	for (size_t i = 0; i < pool->count; i++)
		store_close(pool->idle[i]);
	pthread_mutex_destroy(&pool->lock);
	free(pool->path);
	free(pool);
}

enum err pool_take(struct pool *pool, struct fault *fault, struct store **store)
{
	struct store *found = NULL;
	enum err err = ERR_OK;

	pthread_mutex_lock(&pool->lock);
	if (pool->count)
		found = pool->idle[--pool->count];
	pthread_mutex_unlock(&pool->lock);
	if (!found) {
		err = store_open(pool->path, STORE_MODE_READ, 0, fault, &found);
		if (!err)
			store_set_sealer(found, &pool->sealer);
	}
	if (!err)
		*store = found;
	return err;
}

void pool_give(struct pool *pool, struct store *store)
{
	pthread_mutex_lock(&pool->lock);
	if (pool->count < POOL_IDLE) {
		pool->idle[pool->count++] = store;
		store = NULL;
	}
	pthread_mutex_unlock(&pool->lock);
	store_close(store);
}
