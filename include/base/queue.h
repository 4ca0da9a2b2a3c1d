/*
 * A bounded queue between threads. Links are members of what is queued; the queue owns nothing.
 */
#ifndef AFTERWORD_BASE_QUEUE_H
#define AFTERWORD_BASE_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

struct queue_link {
	struct queue_link *next;
};

struct queue {
	pthread_mutex_t lock;
	/*
	 * Under the lock:
	 * 1. first … last is the chain of what waits, oldest first; both NULL when nothing does.
	 * 2. count is its length, at most limit.
	 * 3. once closed, nothing is added.
	 */
	pthread_cond_t changed;
	struct queue_link *first, *last;
	size_t count, limit;
	uint64_t refused; /* because it was full */
	bool closed;
};

/* As it is at one moment, and how many it has refused since the start. */
struct queue_state {
	uint64_t length, limit, refused;
};

void queue_init(size_t limit, struct queue *queue);
void queue_finish(struct queue *queue);

/* BUSY: full. STOPPING: closed. */
enum err queue_push(struct queue *queue, struct queue_link *link) MUST_CHECK;

/* Waits for the oldest. NULL: closed and empty. */
struct queue_link *queue_take(struct queue *queue) MUST_CHECK;

/*
 * Waits at most `milliseconds` for anything and takes all of it, as a chain; NULL when nothing
 * came. `open` tells whether more may come.
 */
struct queue_link *queue_take_all(struct queue *queue, int milliseconds, bool *open) MUST_CHECK;

/* Whether nothing waits, at this moment. */
bool queue_is_empty(struct queue *queue);

void queue_look(struct queue *queue, struct queue_state *state);

void queue_close(struct queue *queue);

#endif
