/* See include/core/hashers.h. */
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/hashers.h"

enum { HASHER_NICE = 10 };

struct hashers {
	struct queue queue;
	atomic_size_t busy;
	size_t size;  /* threads that were started */
	size_t count; /* that run */
	pthread_t threads[];
};

static void *hasher_loop(void *context)
{
	struct hashers *hashers = context;
	struct queue_link *link;

	/* behind the workers, so that readers go first; on Linux a thread's own (nice(2)) */
	(void)!nice(HASHER_NICE);
	while ((link = queue_take(&hashers->queue))) {
		struct hasher_job *job = CONTAINER_OF(link, struct hasher_job, link);

		atomic_fetch_add(&hashers->busy, 1);
		job->run(job);
		atomic_fetch_sub(&hashers->busy, 1);
	}
	return NULL;
}

enum err hashers_create(size_t threads, size_t limit, struct hashers **out)
{
	struct hashers *hashers = calloc(1, sizeof(*hashers) + threads * sizeof(pthread_t));

	if (!hashers)
		return ERR_MEMORY;
	queue_init(limit, &hashers->queue);
	while (hashers->count < threads) {
		if (pthread_create(&hashers->threads[hashers->count], NULL, hasher_loop, hashers)) {
			hashers_destroy(hashers);
			return ERR_MEMORY;
		}
		hashers->count++;
	}
	hashers->size = hashers->count;
	*out = hashers;
	return ERR_OK;
}

enum err hashers_submit(struct hashers *hashers, struct hasher_job *job)
{
	return queue_push(&hashers->queue, &job->link);
}

void hashers_look(struct hashers *hashers, struct hashers_state *state)
{
	*state = (struct hashers_state){
		.threads = hashers->size, .busy = atomic_load(&hashers->busy)};
	queue_look(&hashers->queue, &state->queue);
}

void hashers_stop(struct hashers *hashers)
{
	if (!hashers)
		return;
	queue_close(&hashers->queue);
	while (hashers->count)
		pthread_join(hashers->threads[--hashers->count], NULL);
}

void hashers_destroy(struct hashers *hashers)
{
	if (!hashers)
		return;
	hashers_stop(hashers);
	queue_finish(&hashers->queue);
	free(hashers);
}
