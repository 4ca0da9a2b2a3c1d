/* The writer. See include/store/writer.h. */
#include <stdlib.h>

#include "base/time.h"
#include "store/writer.h"

enum { IDLE_MILLISECONDS = 250 }; /* how soon another program's change is noticed */

struct writer {
	struct queue queue;
	struct store *store;
	struct writer_events events;
	pthread_t thread;
	struct pulse pulse;
	bool running;
	bool away; /* the database was moved, removed or replaced */
	/* counted by the thread */
	struct histogram batches, commits;
	struct meter failed;
};

static struct writer_job *job_of(struct queue_link *link)
{
	return link ? CONTAINER_OF(link, struct writer_job, link) : NULL;
}

/* False: it failed halfway, so that something is to be taken back. */
static bool writer_run(struct store *store, struct writer_job *job)
{
	int64_t changes = store_changes(store);

	job->err = job->run(store, job);
	return !job->err || store_changes(store) == changes;
}

/* Commits so many jobs. */
static enum err writer_commit(struct writer *writer, uint64_t jobs)
{
	int64_t begun = time_microseconds();
	enum err err = store_commit(writer->store);

	if (err)
		return err;
	histogram_add(&writer->commits, &scale_time, (uint64_t)(time_microseconds() - begun));
	histogram_add(&writer->batches, &scale_size, jobs);
	return ERR_OK;
}

/*
 * The jobs up to `end` in one transaction. False: one of them failed halfway, and nothing of
 * any of them is left.
 */
static bool writer_transaction(
	struct writer *writer, struct queue_link *links, const struct queue_link *end)
{
	struct store *store = writer->store;
	uint64_t jobs = 0;
	enum err err = store_begin(store);

	for (struct queue_link *at = links; !err && at != end; at = at->next, jobs++)
		if (!writer_run(store, job_of(at))) {
			store_rollback(store);
			meter_add(&writer->failed, 1);
			return false;
		}
	if (!err)
		err = writer_commit(writer, jobs);
	if (err)
		meter_add(&writer->failed, 1);
	for (struct queue_link *at = links; err && at != end; at = at->next)
		job_of(at)->err = err;
	return true;
}

static void writer_batch(struct writer *writer, struct queue_link *links)
{
	if (!writer_transaction(writer, links, NULL))
		for (struct queue_link *at = links; at; at = at->next)
			(void)writer_transaction(writer, at, at->next);
	while (links) {
		struct writer_job *job = job_of(links);

		/* done may free the job */
		links = links->next;
		job->done(job);
	}
	store_after(writer->store);
}

/*
 * What is in the log is copied at once into the file that is open: whoever has moved the database
 * has all of it then, and who puts another in its place does not find the log of this one.
 */
static void writer_look_around(struct writer *writer)
{
	bool away = !store_in_place(writer->store);

	if (away == writer->away)
		return;
	writer->away = away;
	if (away)
		(void)!store_checkpoint(writer->store);
	writer->events.moved(writer->events.context, !away);
}

static void *writer_loop(void *context)
{
	struct writer *writer = context;
	bool open = true;

	(void)store_changed_elsewhere(writer->store); /* the first call is always true */
	while (open) {
		struct queue_link *links = queue_take_all(&writer->queue, IDLE_MILLISECONDS, &open);

		pulse_beat(&writer->pulse);
		writer_look_around(writer);
		if (store_changed_elsewhere(writer->store))
			writer->events.foreign_change(writer->events.context);
		if (links)
			writer_batch(writer, links);
		pulse_beat(&writer->pulse);
	}
	return NULL;
}

enum err writer_create(
	struct store *store, size_t limit, const struct writer_events *events, struct writer **out)
{
	struct writer *writer = calloc(1, sizeof(*writer));

	if (!writer)
		return ERR_MEMORY;
	writer->store = store;
	writer->events = *events;
	queue_init(limit, &writer->queue);
	if (pthread_create(&writer->thread, NULL, writer_loop, writer) != 0) {
		queue_finish(&writer->queue);
		free(writer);
		return ERR_MEMORY;
	}
	writer->running = true;
	*out = writer;
	return ERR_OK;
}

enum err writer_submit(struct writer *writer, struct writer_job *job)
{
	return queue_push(&writer->queue, &job->link);
}

bool writer_is_idle(struct writer *writer)
{
	return queue_is_empty(&writer->queue);
}

const struct pulse *writer_pulse(const struct writer *writer)
{
	return &writer->pulse;
}

void writer_look(struct writer *writer, struct writer_state *state)
{
	*state = (struct writer_state){.failed = meter_read(&writer->failed)};
	queue_look(&writer->queue, &state->queue);
	histogram_sum(&state->batches, &writer->batches);
	histogram_sum(&state->commits, &writer->commits);
}

void writer_stop(struct writer *writer)
{
	if (!writer || !writer->running)
		return;
	queue_close(&writer->queue);
	pthread_join(writer->thread, NULL);
	writer->running = false;
}

void writer_destroy(struct writer *writer)
{
	if (!writer)
		return;
	writer_stop(writer);
	queue_finish(&writer->queue);
	/* what cannot be copied now stays in the log and is copied at the next start */
	(void)!store_checkpoint(writer->store);
	store_close(writer->store);
	free(writer);
}
