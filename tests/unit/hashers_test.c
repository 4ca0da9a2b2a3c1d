/* The laws of include/core/hashers.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <cmocka.h>

#include "core/hashers.h"

enum { THREADS = 3, LIMIT = 5 };

struct work {
	struct hasher_job job;
	sem_t *wait; /* run waits for it */
	int ran;
};

static struct hashers *hashers;
static sem_t entered, gate;

static void work_run(struct hasher_job *job)
{
	struct work *work = CONTAINER_OF(job, struct work, job);

	sem_post(&entered);
	if (work->wait)
		sem_wait(work->wait);
	work->ran++;
}

static int start(void **state)
{
	sem_init(&entered, 0, 0);
	sem_init(&gate, 0, 0);
	return hashers_create(THREADS, LIMIT, &hashers) != ERR_OK;
}

static int stop(void **state)
{
	hashers_destroy(hashers);
	return 0;
}

static enum err submit(struct work *work)
{
	work->job.run = work_run;
	return hashers_submit(hashers, &work->job);
}

/* Each thread inside a job, which the gate ends. */
static void hold(struct work *work)
{
	for (int i = 0; i < THREADS; i++) {
		work[i].wait = &gate;
		assert_int_equal(submit(&work[i]), ERR_OK);
	}
	for (int i = 0; i < THREADS; i++)
		sem_wait(&entered);
}

static void as_many_run_at_once_as_there_are_threads(void **state)
{
	struct work work[THREADS] = {{.ran = 0}}, next = {.ran = 0};

	hold(work);
	assert_int_equal(submit(&next), ERR_OK);
	assert_int_equal(sem_trywait(&entered), -1);
	sem_post(&gate);
	sem_wait(&entered);
	for (int i = 1; i < THREADS; i++)
		sem_post(&gate);
	hashers_stop(hashers);
	assert_int_equal(next.ran, 1);
}

static void too_many_are_told_at_once(void **state)
{
	struct work work[THREADS] = {{.ran = 0}}, waiting[LIMIT] = {{.ran = 0}}, late = {.ran = 0};

	hold(work);
	for (int i = 0; i < LIMIT; i++)
		assert_int_equal(submit(&waiting[i]), ERR_OK);
	assert_int_equal(submit(&late), ERR_BUSY);
	for (int i = 0; i < THREADS; i++)
		sem_post(&gate);
	hashers_stop(hashers);
	for (int i = 0; i < LIMIT; i++)
		assert_int_equal(waiting[i].ran, 1);
	assert_int_equal(late.ran, 0);
}

static void what_waits_is_finished_and_what_comes_later_is_told(void **state)
{
	struct work work[LIMIT] = {{.ran = 0}}, late = {.ran = 0};

	for (int i = 0; i < LIMIT; i++)
		assert_int_equal(submit(&work[i]), ERR_OK);
	hashers_stop(hashers);
	for (int i = 0; i < LIMIT; i++)
		assert_int_equal(work[i].ran, 1);
	assert_int_equal(submit(&late), ERR_STOPPING);
	hashers_stop(hashers);
	hashers_stop(NULL);
	hashers_destroy(NULL);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(as_many_run_at_once_as_there_are_threads),
		LAW(too_many_are_told_at_once),
		LAW(what_waits_is_finished_and_what_comes_later_is_told),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
