/* The laws of server/http/cache.h, with responses that tell when they are let go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "core/crypto.h"
#include "base/time.h"
#include "http/cache.h"

enum { ROOM = 10 * 1024, COST = 1024 }; /* COST: of an entry beside its body */

static struct cache *cache;
static int alive; /* responses that were not let go */

struct asker {
	struct cache_waiter waiter;
	int suspended, resumed;
};

static void on_suspend(struct cache_waiter *waiter)
{
	((struct asker *)waiter)->suspended++;
}

static void on_resume(struct cache_waiter *waiter)
{
	((struct asker *)waiter)->resumed++;
}

static int start_with(size_t room)
{
	alive = 0;
	if (crypto_start())
		return -1;
	cache = cache_create(room);
	return !cache;
}

static int start(void **state)
{
	return start_with(ROOM);
}

static int stop(void **state)
{
	cache_destroy(cache);
	return alive != 0;
}

static void let_go(void *body)
{
	(void)body;
	alive--;
}

static struct MHD_Response *response(void)
{
	static char body[] = "x";

	alive++;
	return MHD_create_response_from_buffer_with_free_callback(1, body, let_go);
}

static struct slice key_of(const char *key)
{
	return (struct slice){key, strlen(key)};
}

static enum cache_turn ask(struct asker *asker, const char *key, uint64_t page)
{
	*asker = (struct asker){.waiter = {.suspend = on_suspend, .resume = on_resume}};
	return cache_begin(cache, key_of(key), page, &asker->waiter);
}

static int64_t good_until; /* of what is published */

static void publish(struct asker *asker, size_t size)
{
	static const struct cache_mark mark = {"\"etag\"", 1000};

	cache_publish(cache, asker->waiter.entry, response(), response(), &mark, size, good_until);
}

static void give_back(struct asker *asker)
{
	cache_release(cache, asker->waiter.entry);
}

/* An entry made and given back. */
static void add(const char *key, uint64_t page, size_t size)
{
	struct asker asker;

	assert_int_equal(ask(&asker, key, page), CACHE_TURN_MAKE);
	publish(&asker, size);
	give_back(&asker);
}

static bool has(const char *key)
{
	struct cache_entry *entry = cache_find(cache, key_of(key));

	if (entry)
		cache_release(cache, entry);
	return entry != NULL;
}

static void what_was_made_is_found(void **state)
{
	struct asker maker, other;
	struct cache_state seen;

	assert_false(has("a"));
	assert_int_equal(ask(&maker, "a", 1), CACHE_TURN_MAKE);
	publish(&maker, 1);
	assert_int_equal(ask(&other, "a", 1), CACHE_TURN_QUEUE);
	assert_ptr_equal(other.waiter.entry, maker.waiter.entry);
	assert_non_null(cache_response(other.waiter.entry));
	assert_non_null(cache_not_modified(other.waiter.entry));
	assert_string_equal(cache_mark(other.waiter.entry)->etag, "\"etag\"");
	assert_int_equal(cache_mark(other.waiter.entry)->modified, 1000);
	assert_false(has("b"));
	assert_int_equal(other.suspended, 0);
	give_back(&maker);
	give_back(&other);
	assert_true(has("a"));
	cache_look(cache, &seen);
	assert_int_equal(seen.misses, 1);
	assert_int_equal(seen.hits, 2);
	assert_int_equal(seen.entries, 1);
	assert_int_equal(seen.bytes, COST + 1);
}

static void a_key_may_hold_nul_characters(void **state)
{
	struct asker asker;
	struct cache_entry *entry;

	add("a", 1, 1);
	assert_null(cache_find(cache, (struct slice){"a\0g", 3}));
	asker = (struct asker){.waiter = {.suspend = on_suspend, .resume = on_resume}};
	assert_int_equal(
		cache_begin(cache, (struct slice){"a\0g", 3}, 1, &asker.waiter), CACHE_TURN_MAKE);
	publish(&asker, 1);
	give_back(&asker);
	assert_null(cache_find(cache, (struct slice){"a\0i", 3}));
	entry = cache_find(cache, (struct slice){"a\0g", 3});
	assert_non_null(entry);
	cache_release(cache, entry);
}

static void what_many_ask_for_is_made_once(void **state)
{
	struct asker maker, others[3];

	assert_int_equal(ask(&maker, "a", 1), CACHE_TURN_MAKE);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		assert_int_equal(ask(&others[i], "a", 1), CACHE_TURN_WAIT);
		assert_int_equal(others[i].suspended, 1);
		assert_int_equal(others[i].resumed, 0);
	}
	/* it is not there yet */
	assert_false(has("a"));
	publish(&maker, 1);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		assert_int_equal(others[i].resumed, 1);
		assert_ptr_equal(others[i].waiter.entry, maker.waiter.entry);
		give_back(&others[i]);
	}
	give_back(&maker);
	assert_int_equal(alive, 2);
}

static void what_cannot_be_made_is_tried_again_by_who_waits(void **state)
{
	struct asker maker, other;

	assert_int_equal(ask(&maker, "a", 1), CACHE_TURN_MAKE);
	assert_int_equal(ask(&other, "a", 1), CACHE_TURN_WAIT);
	cache_publish(cache, maker.waiter.entry, NULL, NULL, NULL, 0, 0);
	assert_int_equal(other.resumed, 1);
	assert_null(other.waiter.entry);
	give_back(&maker);
	assert_int_equal(ask(&other, "a", 1), CACHE_TURN_MAKE);
	publish(&other, 1);
	give_back(&other);
	assert_true(has("a"));
}

static void a_page_is_forgotten_with_all_its_entries(void **state)
{
	add("a", 1, 1);
	add("b", 1, 1);
	add("c", 2, 1);
	cache_forget_page(cache, 1);
	assert_false(has("a"));
	assert_false(has("b"));
	assert_true(has("c"));
	assert_int_equal(alive, 2);
	cache_forget_page(cache, 1);
	cache_forget_page(cache, 3);
	cache_forget_all(cache);
	assert_false(has("c"));
	assert_int_equal(alive, 0);
	add("a", 1, 1);
	assert_true(has("a"));
}

static void who_holds_an_entry_keeps_it(void **state)
{
	struct asker asker;

	assert_int_equal(ask(&asker, "a", 1), CACHE_TURN_MAKE);
	publish(&asker, 1);
	cache_forget_page(cache, 1);
	assert_false(has("a"));
	assert_int_equal(alive, 2);
	assert_non_null(cache_response(asker.waiter.entry));
	give_back(&asker);
	assert_int_equal(alive, 0);
}

/* A change that comes while an entry is made: who asked before it gets it, nobody after. */
static void what_is_outdated_while_it_is_made_is_not_kept(void **state)
{
	struct asker maker, waiting, later;

	assert_int_equal(ask(&maker, "a", 1), CACHE_TURN_MAKE);
	assert_int_equal(ask(&waiting, "a", 1), CACHE_TURN_WAIT);
	cache_forget_page(cache, 1);
	assert_int_equal(ask(&later, "a", 1), CACHE_TURN_MAKE);
	assert_ptr_not_equal(later.waiter.entry, maker.waiter.entry);
	publish(&maker, 1);
	assert_int_equal(waiting.resumed, 1);
	assert_ptr_equal(waiting.waiter.entry, maker.waiter.entry);
	give_back(&maker);
	give_back(&waiting);
	assert_false(has("a"));
	assert_int_equal(alive, 0);
	publish(&later, 1);
	give_back(&later);
	assert_true(has("a"));
}

static void what_was_used_longest_ago_makes_room(void **state)
{
	enum { SIZE = ROOM / 4 - COST };

	add("a", 1, SIZE);
	add("b", 2, SIZE);
	add("c", 3, SIZE);
	add("d", 4, SIZE);
	assert_true(has("a"));
	add("e", 5, SIZE);
	assert_false(has("b"));
	assert_true(has("a"));
	assert_true(has("c"));
	add("f", 6, SIZE);
	assert_false(has("d"));
	assert_int_equal(alive, 8);
}

static void what_is_larger_than_all_the_room_is_not_kept(void **state)
{
	add("a", 1, 1);
	add("b", 2, ROOM);
	assert_false(has("b"));
	assert_int_equal(alive, has("a") ? 2 : 0);
	add("c", 3, ROOM - COST);
	assert_true(has("c"));
}

static int start_without_room(void **state)
{
	return start_with(0);
}

static void without_room_each_is_made_for_who_asked(void **state)
{
	struct asker maker, waiting;

	assert_int_equal(ask(&maker, "a", 1), CACHE_TURN_MAKE);
	assert_int_equal(ask(&waiting, "a", 1), CACHE_TURN_WAIT);
	publish(&maker, 1);
	assert_non_null(cache_response(waiting.waiter.entry));
	give_back(&maker);
	give_back(&waiting);
	assert_false(has("a"));
	assert_int_equal(alive, 0);
}

/* An answer may be good for a while only. */
static void what_is_over_is_made_anew(void **state)
{
	struct asker first, second, third;

	good_until = time_monotonic() + TIME_HOUR;
	assert_int_equal(ask(&first, "a", 1), CACHE_TURN_MAKE);
	publish(&first, 1);
	assert_int_equal(ask(&second, "a", 1), CACHE_TURN_QUEUE);
	give_back(&first);
	give_back(&second);
	good_until = time_monotonic();
	assert_int_equal(ask(&first, "b", 1), CACHE_TURN_MAKE);
	publish(&first, 1);
	good_until = 0;
	assert_null(cache_find(cache, key_of("b")));
	assert_int_equal(ask(&third, "b", 1), CACHE_TURN_MAKE);
	publish(&third, 1);
	give_back(&first);
	give_back(&third);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(what_was_made_is_found),
		LAW(a_key_may_hold_nul_characters),
		LAW(what_many_ask_for_is_made_once),
		LAW(what_cannot_be_made_is_tried_again_by_who_waits),
		LAW(a_page_is_forgotten_with_all_its_entries),
		LAW(who_holds_an_entry_keeps_it),
		LAW(what_is_outdated_while_it_is_made_is_not_kept),
		LAW(what_was_used_longest_ago_makes_room),
		LAW(what_is_larger_than_all_the_room_is_not_kept),
		LAW(what_is_over_is_made_anew),
		cmocka_unit_test_setup_teardown(
			without_room_each_is_made_for_who_asked, start_without_room, stop),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
