/*
 * The writer: the one thread that writes. It takes all jobs that wait, runs them in one
 * transaction, commits once with a sync, and hands each back. So the price of a sync is shared by
 * all who wait for it, and every job's `done` comes after it.
 *
 * A job that fails changes nothing and holds up nobody. One that fails before its first change,
 * as every refusal should, costs nothing more. After one that fails halfway the transaction is
 * taken back, and each job of it is run again in a transaction of its own.
 */
#ifndef AFTERWORD_STORE_WRITER_H
#define AFTERWORD_STORE_WRITER_H

#include "base/pulse.h"
#include "base/meter.h"
#include "base/queue.h"
#include "store/store.h"

struct writer;

/* A member of what is to be written. Whoever submits it keeps it until done is called. */
struct writer_job {
	struct queue_link link;
	/* On the writer's thread, inside the transaction. It may be called twice: then what the
	 * first call has changed was taken back, and it begins anew. */
	enum err (*run)(struct store *store, struct writer_job *job);
	/* On the writer's thread, after the commit or the failure. Must not wait. */
	void (*done)(struct writer_job *job);
	enum err err; /* of run, or of the transaction: valid in done */
};

struct writer_events {
	/* Another program has written; called before any done of the same batch. */
	void (*foreign_change)(void *context);
	/* The database was moved, removed or replaced: nothing is written until it is back. */
	void (*moved)(void *context, bool in_place);
	void *context;
};

/* Takes the store over. At most `limit` jobs wait. */
enum err writer_create(struct store *store, size_t limit, const struct writer_events *events,
	struct writer **writer) MUST_CHECK;

/* BUSY: too many wait. STOPPING: it is being destroyed. done is then not called. */
enum err writer_submit(struct writer *writer, struct writer_job *job) MUST_CHECK;

/* Whether nothing waits for it, at this moment. */
bool writer_is_idle(struct writer *writer);

const struct pulse *writer_pulse(const struct writer *writer);
/* What it has done since the start, and what waits. */
struct writer_state {
	struct queue_state queue;
	struct histogram batches; /* jobs that were committed in one go, on scale_size */
	struct histogram commits; /* how long a commit took, in microseconds, on scale_time */
	uint64_t failed;          /* transactions that were not committed */
};

void writer_look(struct writer *writer, struct writer_state *state);

/* Finishes what waits; who submits from now on is told STOPPING. */
void writer_stop(struct writer *writer);

/* Stops if need be, empties the log into the database and closes it. */
void writer_destroy(struct writer *writer);

#endif
