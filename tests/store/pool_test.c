/* The laws of include/store/pool.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <pthread.h>
#include <string.h>
#include <cmocka.h>

#include "scratch.h"
#include "store/pool.h"

enum { THREADS = 4, ROUNDS = 50, MANY = 70 };

static struct pool *pool;

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_populate();
	return pool_create(scratch.path, &pool) != ERR_OK;
}

static int stop(void **state)
{
	pool_destroy(pool);
	return scratch_stop(state);
}

static struct store *take(void)
{
	struct fault fault = FAULT_NONE;
	struct store *store = NULL;

	assert_int_equal(pool_take(pool, &fault, &store), ERR_OK);
	return store;
}

static void the_one_used_last_is_handed_out_first(void **state)
{
	struct store *first = take(), *second = take();

	assert_ptr_not_equal(first, second);
	pool_give(pool, first);
	pool_give(pool, second);
	assert_ptr_equal(take(), second);
	assert_ptr_equal(take(), first);
	pool_give(pool, first);
	pool_give(pool, second);
}

static void a_store_reads_what_is_committed(void **state)
{
	struct store *store = take();
	int64_t pages = 0;

	assert_int_equal(store_site_pages(store, SCRATCH_SITE, &pages), ERR_OK);
	assert_int_equal(pages, 1);
	scratch_add_page(SCRATCH_SITE, "https://example.org/other");
	assert_int_equal(store_site_pages(store, SCRATCH_SITE, &pages), ERR_OK);
	assert_int_equal(pages, 2);
	pool_give(pool, store);
}

/* More than the pool keeps: what it does not keep is closed. */
static void as_many_as_are_asked_for_are_opened(void **state)
{
	struct store *stores[MANY];

	for (int i = 0; i < MANY; i++)
		stores[i] = take();
	for (int i = 0; i < MANY; i++)
		pool_give(pool, stores[i]);
	pool_give(pool, take());
}

static void *read_often(void *context)
{
	for (int i = 0; i < ROUNDS; i++) {
		struct fault fault = FAULT_NONE;
		struct store *store;
		int64_t pages;

		if (pool_take(pool, &fault, &store) ||
			store_site_pages(store, SCRATCH_SITE, &pages))
			return context;
		pool_give(pool, store);
	}
	return NULL;
}

static void threads_share_it(void **state)
{
	pthread_t threads[THREADS];
	void *failed;

	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_often, &threads), 0);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], &failed);
		assert_null(failed);
	}
}

static void what_cannot_be_opened_is_told(void **state)
{
	struct pool *other = NULL;
	struct store *store = NULL;

	assert_int_equal(pool_create("/nowhere/afterword.db", &other), ERR_OK);
	assert_int_equal(pool_take(other, &scratch.fault, &store), ERR_STORE_MISSING);
	assert_null(store);
	pool_destroy(other);
	pool_destroy(NULL);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(the_one_used_last_is_handed_out_first),
		LAW(a_store_reads_what_is_committed),
		LAW(as_many_as_are_asked_for_are_opened),
		LAW(threads_share_it),
		LAW(what_cannot_be_opened_is_told),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
