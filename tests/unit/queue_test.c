/* The laws of include/base/queue.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/queue.h"
#include "base/time.h"

enum { ITEMS = 4, THREADS = 4, EACH = 2000 };

static struct queue_link links[ITEMS];

static void what_waits_is_taken_oldest_first(void **state)
{
	struct queue queue;

	queue_init(ITEMS, &queue);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < ITEMS; i++)
			assert_int_equal(queue_push(&queue, &links[i]), ERR_OK);
		for (int i = 0; i < ITEMS; i++)
			assert_ptr_equal(queue_take(&queue), &links[i]);
	}
	queue_finish(&queue);
}

static void all_are_taken_as_a_chain(void **state)
{
	struct queue queue;
	struct queue_link *at;
	bool open;

	queue_init(ITEMS, &queue);
	for (int i = 0; i < ITEMS; i++)
		assert_int_equal(queue_push(&queue, &links[i]), ERR_OK);
	at = queue_take_all(&queue, 0, &open);
	assert_true(open);
	for (int i = 0; i < ITEMS; i++, at = at->next)
		assert_ptr_equal(at, &links[i]);
	assert_null(at);
	assert_int_equal(queue_push(&queue, &links[1]), ERR_OK);
	assert_ptr_equal(queue_take_all(&queue, 0, &open), &links[1]);
	assert_null(links[1].next);
	queue_finish(&queue);
}

static void a_full_queue_is_busy(void **state)
{
	struct queue_state seen;
	struct queue queue;
	bool open;

	queue_init(ITEMS - 1, &queue);
	for (int i = 0; i < ITEMS - 1; i++)
		assert_int_equal(queue_push(&queue, &links[i]), ERR_OK);
	assert_int_equal(queue_push(&queue, &links[ITEMS - 1]), ERR_BUSY);
	queue_look(&queue, &seen);
	assert_int_equal(seen.length, ITEMS - 1);
	assert_int_equal(seen.limit, ITEMS - 1);
	assert_int_equal(seen.refused, 1);
	assert_ptr_equal(queue_take(&queue), &links[0]);
	assert_int_equal(queue_push(&queue, &links[ITEMS - 1]), ERR_OK);
	assert_int_equal(queue_push(&queue, &links[0]), ERR_BUSY);
	assert_non_null(queue_take_all(&queue, 0, &open));
	for (int i = 0; i < ITEMS - 1; i++)
		assert_int_equal(queue_push(&queue, &links[i]), ERR_OK);
	queue_finish(&queue);
}

static void a_closed_queue_takes_nothing_and_gives_what_it_has(void **state)
{
	struct queue queue;
	bool open;

	queue_init(ITEMS, &queue);
	assert_int_equal(queue_push(&queue, &links[0]), ERR_OK);
	assert_int_equal(queue_push(&queue, &links[1]), ERR_OK);
	queue_close(&queue);
	assert_int_equal(queue_push(&queue, &links[2]), ERR_STOPPING);
	assert_ptr_equal(queue_take(&queue), &links[0]);
	assert_ptr_equal(queue_take_all(&queue, 60000, &open), &links[1]);
	assert_false(open);
	assert_null(queue_take(&queue));
	assert_null(queue_take_all(&queue, 60000, &open));
	assert_false(open);
	queue_finish(&queue);
}

static void who_waits_for_nothing_waits_no_longer_than_said(void **state)
{
	struct queue queue;
	int64_t began = time_monotonic();
	bool open = false;

	queue_init(1, &queue);
	assert_null(queue_take_all(&queue, 30, &open));
	assert_true(open);
	assert_in_range(time_monotonic() - began, 29, 10000);
	queue_finish(&queue);
}

static void *take_one(void *context)
{
	return queue_take(context);
}

static void who_waits_is_woken(void **state)
{
	struct queue queue;
	pthread_t thread;
	void *got;

	queue_init(1, &queue);
	assert_int_equal(pthread_create(&thread, NULL, take_one, &queue), 0);
	assert_int_equal(queue_push(&queue, &links[0]), ERR_OK);
	pthread_join(thread, &got);
	assert_ptr_equal(got, &links[0]);

	assert_int_equal(pthread_create(&thread, NULL, take_one, &queue), 0);
	queue_close(&queue);
	pthread_join(thread, &got);
	assert_null(got);
	queue_finish(&queue);
}

struct parcel {
	struct queue_link link;
	int taken;
};

static struct parcel parcels[THREADS][EACH];
static struct queue shared;

static void *push_each(void *context)
{
	struct parcel *own = context;

	for (int i = 0; i < EACH; i++)
		while (queue_push(&shared, &own[i].link) == ERR_BUSY)
			sched_yield();
	return NULL;
}

static void *take_each(void *context)
{
	struct queue_link *link;

	while ((link = queue_take(&shared)))
		CONTAINER_OF(link, struct parcel, link)->taken++;
	return context;
}

static void among_threads_each_is_taken_once(void **state)
{
	pthread_t pushers[THREADS], takers[THREADS];

	queue_init(100, &shared);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_create(&takers[i], NULL, take_each, NULL), 0);
		assert_int_equal(pthread_create(&pushers[i], NULL, push_each, parcels[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(pushers[i], NULL);
	queue_close(&shared);
	for (int i = 0; i < THREADS; i++)
		pthread_join(takers[i], NULL);
	for (int i = 0; i < THREADS; i++)
		for (int k = 0; k < EACH; k++)
			assert_int_equal(parcels[i][k].taken, 1);
	queue_finish(&shared);
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(what_waits_is_taken_oldest_first),
		cmocka_unit_test(all_are_taken_as_a_chain),
		cmocka_unit_test(a_full_queue_is_busy),
		cmocka_unit_test(a_closed_queue_takes_nothing_and_gives_what_it_has),
		cmocka_unit_test(who_waits_for_nothing_waits_no_longer_than_said),
		cmocka_unit_test(who_waits_is_woken),
		cmocka_unit_test(among_threads_each_is_taken_once),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
