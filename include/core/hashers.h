/*
 * The hashers: a few threads that do Argon2, at most half the processors, so that a flood of
 * comments or sign-ins cannot starve the readers. Their queue is bounded.
 */
#ifndef AFTERWORD_CORE_HASHERS_H
#define AFTERWORD_CORE_HASHERS_H

#include "base/pulse.h"
#include "base/queue.h"

struct hashers;

/* A member of what is to be hashed. Whoever submits it keeps it until run has returned. */
struct hasher_job {
	struct queue_link link;
	void (*run)(struct hasher_job *job); /* on a hasher's thread; may free the job */
};

enum err hashers_create(size_t threads, size_t limit, struct hashers **hashers) MUST_CHECK;

/* BUSY: too many wait. STOPPING: they are being destroyed. */
enum err hashers_submit(struct hashers *hashers, struct hasher_job *job) MUST_CHECK;

/* Of the n-th; NULL past the last. */
const struct pulse *hashers_pulse(const struct hashers *hashers, size_t n);
/* What waits for them, and how many of them work. */
struct hashers_state {
	struct queue_state queue;
	uint64_t threads, busy;
};

void hashers_look(struct hashers *hashers, struct hashers_state *state);

/* Finishes what waits; who submits from now on is told STOPPING. */
void hashers_stop(struct hashers *hashers);

/* Stops if need be. */
void hashers_destroy(struct hashers *hashers);

#endif
