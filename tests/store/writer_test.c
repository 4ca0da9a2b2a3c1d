/* The laws of include/store/writer.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <cmocka.h>

#include "scratch.h"
#include "store/writer.h"

enum { LIMIT = 6, MANY = 200, THREADS = 4, EACH = 100 };

/* What a job does, and what came of it. */
struct work {
	struct writer_job job;
	const char *url;  /* of the page that it adds; NULL: none */
	enum err result;  /* of run */
	sem_t *wait;      /* run waits for it */
	const char *away; /* where the database is moved to meanwhile; NULL: it stays */
	bool full_disk;   /* nothing can be written from now on */
	int64_t seen;     /* by another connection, in done: pages */
	int order;        /* in which done was called, from 1 */
	int runs;
};

static struct writer *writer;
static struct store *reader;
static sem_t finished, gate, entered;
static int done_count;
static atomic_int foreign_changes;

static atomic_int moves, returns;

static void moved(void *context, bool in_place)
{
	atomic_fetch_add(in_place ? &returns : &moves, 1);
}

static void foreign_change(void *context)
{
	atomic_fetch_add((atomic_int *)context, 1);
}

static void limit_files(rlim_t size)
{
	struct rlimit limit;

	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = size;
	setrlimit(RLIMIT_FSIZE, &limit);
}

static enum err work_run(struct store *store, struct writer_job *job)
{
	struct work *work = CONTAINER_OF(job, struct work, job);
	enum err err = ERR_OK;

	work->runs++;
	if (work->wait) {
		sem_post(&entered);
		sem_wait(work->wait);
	}
	if (work->url) {
		const struct page page = {.id = store_new_id(store, SCRATCH_NOW),
			.site = SCRATCH_SITE,
			.url = work->url,
			.created_at = SCRATCH_NOW};

		err = store_page_insert(store, &page);
	}
	if (work->away)
		assert_int_equal(rename(scratch.path, work->away), 0);
	if (work->full_disk)
		limit_files(0);
	return err ? err : work->result;
}

static void work_done(struct writer_job *job)
{
	struct work *work = CONTAINER_OF(job, struct work, job);

	limit_files(RLIM_INFINITY);
	work->order = ++done_count;
	if (store_site_pages(reader, SCRATCH_SITE, &work->seen))
		work->seen = -1;
	sem_post(&finished);
}

static int start(void **state)
{
	const struct writer_events events = {foreign_change, moved, &foreign_changes};

	if (scratch_start(state))
		return -1;
	scratch_populate();
	signal(SIGXFSZ, SIG_IGN);
	sem_init(&finished, 0, 0);
	sem_init(&gate, 0, 0);
	sem_init(&entered, 0, 0);
	done_count = 0;
	foreign_changes = moves = returns = 0;
	if (store_open(scratch.path, STORE_MODE_READ, 0, &scratch.fault, &reader) ||
		writer_create(scratch.store, LIMIT, &events, &writer))
		return -1;
	scratch.store = NULL; /* the writer's by now */
	return 0;
}

static int stop(void **state)
{
	writer_destroy(writer);
	store_close(reader);
	return scratch_stop(state);
}

static void submit(struct work *work)
{
	work->job.run = work_run;
	work->job.done = work_done;
	assert_int_equal(writer_submit(writer, &work->job), ERR_OK);
}

static void await(int count)
{
	while (count--)
		sem_wait(&finished);
}

/* Holds the writer inside a job, so that what is submitted meanwhile makes one batch. */
static void hold(struct work *work)
{
	work->wait = &gate;
	submit(work);
	sem_wait(&entered);
}

/* All of them in one batch, each to its end. */
static void run_batch(struct work *batch, size_t count)
{
	struct work first = {.url = NULL};

	hold(&first);
	for (size_t i = 0; i < count; i++)
		submit(&batch[i]);
	sem_post(&gate);
	await(1 + (int)count);
}

static int64_t pages(void)
{
	int64_t count = -1;

	assert_int_equal(store_site_pages(reader, SCRATCH_SITE, &count), ERR_OK);
	return count;
}

static void done_comes_after_others_can_see_it(void **state)
{
	struct work work = {.url = "https://example.org/1"};

	submit(&work);
	await(1);
	assert_int_equal(work.job.err, ERR_OK);
	assert_int_equal(work.seen, 2);
}

static void a_batch_is_committed_once_and_handed_back_in_order(void **state)
{
	struct work first = {.url = "https://example.org/0"};
	struct work batch[] = {{.url = "https://example.org/1"}, {.url = "https://example.org/2"},
		{.url = "https://example.org/3"}};

	hold(&first);
	for (size_t i = 0; i < ARRAY_SIZE(batch); i++)
		submit(&batch[i]);
	assert_int_equal(pages(), 1);
	sem_post(&gate);
	await(1 + ARRAY_SIZE(batch));
	assert_int_equal(first.order, 1);
	assert_int_equal(first.seen, 2);
	for (size_t i = 0; i < ARRAY_SIZE(batch); i++) {
		assert_int_equal(batch[i].job.err, ERR_OK);
		assert_int_equal(batch[i].order, 2 + i);
		/* the first to be told sees what the last has written */
		assert_int_equal(batch[i].seen, 5);
	}
}

static uint64_t count_of(const struct histogram *histogram)
{
	uint64_t count = 0;

	for (size_t i = 0; i <= SCALE_MAX; i++)
		count += meter_read(&histogram->counts[i]);
	return count;
}

static void commits_and_what_was_in_them_are_counted(void **state)
{
	struct work batch[] = {{.url = "https://example.org/1"}, {.result = ERR_NOT_FOUND},
		{.url = "https://example.org/3"}};
	struct work torn[] = {{.url = "https://example.org/4", .result = ERR_PAGE_CLOSED},
		{.url = "https://example.org/5"}};
	struct writer_state seen;

	run_batch(batch, ARRAY_SIZE(batch));
	writer_look(writer, &seen);
	assert_int_equal(count_of(&seen.commits), 2); /* one held up the others */
	assert_int_equal(count_of(&seen.batches), 2);
	assert_int_equal(meter_read(&seen.batches.sum), 1 + 3);
	assert_int_equal(meter_read(&seen.batches.counts[0]), 1);
	assert_int_equal(meter_read(&seen.batches.counts[2]), 1); /* of up to four */
	assert_int_equal(seen.failed, 0);
	assert_int_equal(seen.queue.length, 0);
	assert_int_equal(seen.queue.limit, LIMIT);
	/* that of both, that of the one alone; the other is committed */
	run_batch(torn, ARRAY_SIZE(torn));
	writer_look(writer, &seen);
	assert_int_equal(seen.failed, 2);
	assert_int_equal(count_of(&seen.commits), 4);
}

static void a_failed_job_is_undone_alone(void **state)
{
	struct work batch[] = {
		{.url = "https://example.org/1"},
		{.url = "https://example.org/2", .result = ERR_PAGE_CLOSED},
		{.url = "https://example.org/1"}, /* the first one's */
		{.url = "https://example.org/2"}, /* free, since the second was undone */
		{.result = ERR_NOT_FOUND},
	};
	static const enum err want[] = {
		ERR_OK, ERR_PAGE_CLOSED, ERR_CONFLICT, ERR_OK, ERR_NOT_FOUND};

	run_batch(batch, ARRAY_SIZE(batch));
	for (size_t i = 0; i < ARRAY_SIZE(batch); i++) {
		assert_int_equal(batch[i].job.err, want[i]);
		assert_int_equal(batch[i].seen, 3);
	}
}

/* A refusal comes before the first change, and there is nothing to be taken back. */
static void a_refusal_makes_no_other_job_run_again(void **state)
{
	struct work batch[] = {{.url = "https://example.org/1"}, {.result = ERR_NOT_FOUND},
		{.url = "https://example.org/2"}};
	static const enum err want[] = {ERR_OK, ERR_NOT_FOUND, ERR_OK};

	run_batch(batch, ARRAY_SIZE(batch));
	for (size_t i = 0; i < ARRAY_SIZE(batch); i++) {
		assert_int_equal(batch[i].job.err, want[i]);
		assert_int_equal(batch[i].runs, 1);
		assert_int_equal(batch[i].seen, 3);
	}
}

/* The disk is full when the batch is to be synced: nothing of it is there, and all are told. */
static void when_the_commit_fails_every_job_hears_of_it(void **state)
{
	struct work next = {.url = "https://example.org/9"};
	struct work batch[] = {
		{.url = "https://example.org/1"},
		{.result = ERR_PAGE_CLOSED},
		{.url = "https://example.org/3", .full_disk = true},
	};

	run_batch(batch, ARRAY_SIZE(batch));
	for (size_t i = 0; i < ARRAY_SIZE(batch); i++) {
		assert_int_equal(batch[i].runs, 1);
		assert_true(
			batch[i].job.err == ERR_STORE_FAILED || batch[i].job.err == ERR_STORE_FULL);
		assert_int_equal(batch[i].seen, 1);
	}
	submit(&next);
	await(1);
	assert_int_equal(next.job.err, ERR_OK);
	assert_int_equal(pages(), 2);
}

static void a_full_queue_is_busy(void **state)
{
	struct work first = {.url = NULL}, waiting[LIMIT] = {{.url = NULL}}, late = {.url = NULL};

	hold(&first);
	for (int i = 0; i < LIMIT; i++)
		submit(&waiting[i]);
	assert_int_equal(writer_submit(writer, &late.job), ERR_BUSY);
	sem_post(&gate);
	await(1 + LIMIT);
	assert_int_equal(late.runs, 0);
	submit(&late);
	await(1);
	assert_int_equal(late.runs, 1);
}

static void what_waits_is_finished_and_what_comes_later_is_told(void **state)
{
	struct work work[] = {{.url = "https://example.org/1"}, {.url = "https://example.org/2"}};
	struct work late = {.url = "https://example.org/3"};

	for (size_t i = 0; i < ARRAY_SIZE(work); i++)
		submit(&work[i]);
	writer_stop(writer);
	assert_int_equal(done_count, ARRAY_SIZE(work));
	assert_int_equal(writer_submit(writer, &late.job), ERR_STOPPING);
	writer_stop(writer);
	assert_int_equal(late.runs, 0);
	assert_int_equal(pages(), 3);
}

static void after_the_end_the_log_is_empty(void **state)
{
	struct work work = {.url = "https://example.org/1"};
	char log[80];

	submit(&work);
	await(1);
	store_close(reader);
	reader = NULL;
	writer_destroy(writer);
	writer = NULL;
	snprintf(log, sizeof(log), "%s-wal", scratch.path);
	assert_int_equal(access(log, F_OK), -1);
	assert_int_equal(scratch_sql("SELECT count(*) FROM page"), 2);
	writer_destroy(NULL);
	writer_stop(NULL);
}

static void a_database_that_is_moved_is_not_written(void **state)
{
	struct work first = {.url = "https://example.org/1"},
		    work = {.url = "https://example.org/2"};
	struct work last = {.url = "https://example.org/3"};
	char away[80];

	submit(&first);
	await(1);
	snprintf(away, sizeof(away), "%s-away", scratch.path);
	assert_int_equal(rename(scratch.path, away), 0);
	submit(&work);
	await(1);
	assert_int_equal(work.job.err, ERR_STORE_MOVED);
	for (int i = 0; i < 500 && !moves; i++)
		usleep(10000);
	assert_int_equal(moves, 1);
	assert_int_equal(returns, 0);
	assert_int_equal(rename(away, scratch.path), 0);
	submit(&last);
	await(1);
	assert_int_equal(last.job.err, ERR_OK);
	for (int i = 0; i < 500 && !returns; i++)
		usleep(10000);
	assert_int_equal(returns, 1);
	assert_int_equal(moves, 1);
	assert_int_equal(pages(), 3);
}

static void a_database_that_is_moved_before_the_commit_has_acknowledged_nothing(void **state)
{
	char away[80];
	struct work first = {.url = "https://example.org/1"};
	struct work work = {.url = "https://example.org/2", .away = away};

	submit(&first);
	await(1);
	snprintf(away, sizeof(away), "%s-away", scratch.path);
	submit(&work);
	await(1);
	assert_int_equal(work.job.err, ERR_STORE_MOVED);
	assert_int_equal(rename(away, scratch.path), 0);
}

static void a_change_by_another_program_is_told_before_done(void **state)
{
	struct work first = {.url = NULL}, work = {.url = NULL};

	submit(&first);
	await(1);
	assert_int_equal(foreign_changes, 0);
	scratch_sql("UPDATE page SET title = 'x'");
	submit(&work);
	await(1);
	assert_int_equal(foreign_changes, 1);
	scratch_sql("UPDATE page SET title = 'y'");
	/* nobody writes: it is noticed all the same */
	for (int i = 0; i < 500 && foreign_changes < 2; i++)
		usleep(10000);
	assert_int_equal(foreign_changes, 2);
}

struct submitter {
	pthread_t thread;
	struct work works[EACH];
	char urls[EACH][64];
};

static void *submit_each(void *context)
{
	struct submitter *submitter = context;

	for (int i = 0; i < EACH; i++) {
		struct work *work = &submitter->works[i];

		snprintf(submitter->urls[i], sizeof(submitter->urls[i]),
			"https://example.org/%p/%d", context, i);
		work->url = submitter->urls[i];
		work->job.run = work_run;
		work->job.done = work_done;
		while (writer_submit(writer, &work->job) == ERR_BUSY)
			sched_yield();
	}
	return NULL;
}

static void among_threads_each_job_is_done_once(void **state)
{
	static struct submitter submitters[THREADS];
	bool told[THREADS * EACH + 1] = {false};

	for (int i = 0; i < THREADS; i++)
		assert_int_equal(
			pthread_create(&submitters[i].thread, NULL, submit_each, &submitters[i]),
			0);
	await(THREADS * EACH);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(submitters[i].thread, NULL);
		for (int k = 0; k < EACH; k++) {
			const struct work *work = &submitters[i].works[k];

			assert_int_equal(work->job.err, ERR_OK);
			assert_in_range(work->order, 1, THREADS * EACH);
			assert_false(told[work->order]);
			told[work->order] = true;
			assert_true(work->seen >= work->order);
		}
	}
	assert_int_equal(pages(), 1 + THREADS * EACH);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(done_comes_after_others_can_see_it),
		LAW(a_batch_is_committed_once_and_handed_back_in_order),
		LAW(commits_and_what_was_in_them_are_counted),
		LAW(a_failed_job_is_undone_alone),
		LAW(a_refusal_makes_no_other_job_run_again),
		LAW(when_the_commit_fails_every_job_hears_of_it),
		LAW(a_full_queue_is_busy),
		LAW(what_waits_is_finished_and_what_comes_later_is_told),
		LAW(after_the_end_the_log_is_empty),
		LAW(a_database_that_is_moved_is_not_written),
		LAW(a_database_that_is_moved_before_the_commit_has_acknowledged_nothing),
		LAW(a_change_by_another_program_is_told_before_done),
		LAW(among_threads_each_job_is_done_once),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
