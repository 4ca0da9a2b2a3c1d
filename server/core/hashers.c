/* See include/core/hashers.h. */
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/hashers.h"

enum { HASHER_NICE = 10 };

struct hasher {
	pthread_t thread;
	struct pulse pulse;
	struct queue *queue;
};

struct hashers {
	struct queue queue;
	size_t size;  /* threads that were started */
	size_t count; /* that run */
	struct hasher list[];
};

static void *hasher_loop(void *context)
{
	struct hasher *hasher = context;
	struct queue_link *link;

	/* behind the workers, so that readers go first; on Linux a thread's own (nice(2)) */
	(void)!nice(HASHER_NICE);
	while ((link = queue_take(hasher->queue))) {
		struct hasher_job *job = CONTAINER_OF(link, struct hasher_job, link);

		pulse_beat(&hasher->pulse);
		job->run(job);
		pulse_beat(&hasher->pulse);
	}
	return NULL;
}

enum err hashers_create(size_t threads, size_t limit, struct hashers **out)
{
	struct hashers *hashers = calloc(1, sizeof(*hashers) + threads * sizeof(struct hasher));

	if (!hashers)
		return ERR_MEMORY;
	queue_init(limit, &hashers->queue);
	while (hashers->count < threads) {
		struct hasher *hasher = &hashers->list[hashers->count];

		hasher->queue = &hashers->queue;
		if (pthread_create(&hasher->thread, NULL, hasher_loop, hasher)) {
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

const struct pulse *hashers_pulse(const struct hashers *hashers, size_t n)
{
	return n < hashers->count ? &hashers->list[n].pulse : NULL;
}

void hashers_look(struct hashers *hashers, struct hashers_state *state)
{
	*state = (struct hashers_state){.threads = hashers->size};
	for (size_t i = 0; i < hashers->size; i++)
		state->busy += pulse_works(&hashers->list[i].pulse);
	queue_look(&hashers->queue, &state->queue);
}

void hashers_stop(struct hashers *hashers)
{
	if (!hashers)
		return;
	queue_close(&hashers->queue);
	while (hashers->count)
		pthread_join(hashers->list[--hashers->count].thread, NULL);
}

void hashers_destroy(struct hashers *hashers)
{
	if (!hashers)
		return;
	hashers_stop(hashers);
	queue_finish(&hashers->queue);
	free(hashers);
}
