/* Queues between threads. See include/base/queue.h. */
#include <time.h>

#include "base/queue.h"

void queue_init(size_t limit, struct queue *queue)
{
	pthread_condattr_t attributes;

	*queue = (struct queue){.limit = limit};
	pthread_mutex_init(&queue->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&queue->changed, &attributes);
	pthread_condattr_destroy(&attributes);
}

void queue_finish(struct queue *queue)
{
	pthread_cond_destroy(&queue->changed);
	pthread_mutex_destroy(&queue->lock);
}

enum err queue_push(struct queue *queue, struct queue_link *link)
{
	enum err err = ERR_OK;

	link->next = NULL;
	pthread_mutex_lock(&queue->lock);
	if (queue->closed) {
		err = ERR_STOPPING;
	} else if (queue->count == queue->limit) {
		err = ERR_BUSY;
		queue->refused++;
	} else {
		if (queue->last)
			queue->last->next = link;
		else
			queue->first = link;
		queue->last = link;
		queue->count++;
		pthread_cond_signal(&queue->changed);
	}
	pthread_mutex_unlock(&queue->lock);
	return err;
}

struct queue_link *queue_take(struct queue *queue)
{
	struct queue_link *link;

	pthread_mutex_lock(&queue->lock);
	while (!queue->first && !queue->closed)
		pthread_cond_wait(&queue->changed, &queue->lock);
	link = queue->first;
	if (link) {
		queue->first = link->next;
		if (!queue->first)
			queue->last = NULL;
		queue->count--;
	}
	pthread_mutex_unlock(&queue->lock);
	return link;
}

struct queue_link *queue_take_all(struct queue *queue, int milliseconds, bool *open)
{
	struct queue_link *links;
	struct timespec until;
	int code = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
	until.tv_sec += milliseconds / 1000 + until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&queue->lock);
	while (!queue->first && !queue->closed && code == 0)
		code = pthread_cond_timedwait(&queue->changed, &queue->lock, &until);
	links = queue->first;
	queue->first = queue->last = NULL;
	queue->count = 0;
	*open = !queue->closed;
	pthread_mutex_unlock(&queue->lock);
	return links;
}

bool queue_is_empty(struct queue *queue)
{
	bool empty;

	pthread_mutex_lock(&queue->lock);
	empty = !queue->first;
	pthread_mutex_unlock(&queue->lock);
	return empty;
}

void queue_look(struct queue *queue, struct queue_state *state)
{
	pthread_mutex_lock(&queue->lock);
	*state = (struct queue_state){
		.length = queue->count, .limit = queue->limit, .refused = queue->refused};
	pthread_mutex_unlock(&queue->lock);
}

void queue_close(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->closed = true;
	pthread_cond_broadcast(&queue->changed);
	pthread_mutex_unlock(&queue->lock);
}
