/* See include/base/bucket.h. */
#include <pthread.h>
#include <stdlib.h>

#include "base/bucket.h"

enum { SETS = 1024, WAYS = 8 };

struct bucket {
	uint64_t key;
	int64_t full_at; /* when it will be full again; 0: never used */
};

struct buckets {
	pthread_mutex_t lock;
	/* Under the lock: a key has at most one bucket, in its set. */
	struct bucket sets[SETS][WAYS];
};

struct buckets *buckets_create(void)
{
	struct buckets *buckets = calloc(1, sizeof(*buckets));

	if (buckets)
		pthread_mutex_init(&buckets->lock, NULL);
	return buckets;
}

void buckets_destroy(struct buckets *buckets)
{
	if (!buckets)
		return;
	pthread_mutex_destroy(&buckets->lock);
	free(buckets);
}

/* NULL: the key has none. */
static struct bucket *bucket_find(struct buckets *buckets, uint64_t key)
{
	struct bucket *set = buckets->sets[key % SETS];

	for (size_t i = 0; i < WAYS; i++)
		if (set[i].key == key)
			return &set[i];
	return NULL;
}

/* A new one for the key, in place of the one of its set that is soonest full. */
static struct bucket *bucket_begin(struct buckets *buckets, uint64_t key)
{
	struct bucket *set = buckets->sets[key % SETS];
	struct bucket *oldest = set;

	for (size_t i = 1; i < WAYS; i++)
		if (set[i].full_at < oldest->full_at)
			oldest = &set[i];
	*oldest = (struct bucket){.key = key};
	return oldest;
}

int64_t buckets_take(
	struct buckets *buckets, uint64_t key, const struct bucket_size *size, int64_t now)
{
	int64_t end = now + size->burst * size->period, wait = 0;
	struct bucket *bucket;

	pthread_mutex_lock(&buckets->lock);
	bucket = bucket_find(buckets, key);
	if (!bucket)
		bucket = bucket_begin(buckets, key);
	if (bucket->full_at < now)
		bucket->full_at = now;
	if (bucket->full_at + size->period > end)
		wait = bucket->full_at + size->period - end;
	else
		bucket->full_at += size->period;
	pthread_mutex_unlock(&buckets->lock);
	return wait;
}

void buckets_give(struct buckets *buckets, uint64_t key, const struct bucket_size *size)
{
	struct bucket *bucket;

	pthread_mutex_lock(&buckets->lock);
	bucket = bucket_find(buckets, key);
	if (bucket)
		bucket->full_at -= size->period;
	pthread_mutex_unlock(&buckets->lock);
}
