/* The laws of include/base/arena.h. */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"

static void nothing_is_taken_before_it_is_asked_for(void **state)
{
	struct arena arena;

	arena_init(100, &arena);
	assert_null(arena.last);
	assert_int_equal(arena.limit, 100);
	arena_finish(&arena);
}

static void memory_is_zeroed_aligned_and_apart(void **state)
{
	static const size_t sizes[] = {1, 3, 16, 17, 100, 8192, 20000, 1};
	struct arena arena;
	char *pieces[ARRAY_SIZE(sizes)];

	arena_init(100 * 1024, &arena);
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		pieces[i] = arena_alloc(&arena, sizes[i]);
		assert_non_null(pieces[i]);
		assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
		for (size_t k = 0; k < sizes[i]; k++)
			assert_int_equal(pieces[i][k], 0);
		memset(pieces[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		for (size_t k = 0; k < sizes[i]; k++)
			assert_int_equal(pieces[i][k], i + 1);
	arena_finish(&arena);
}

static void the_limit_holds(void **state)
{
	static const size_t limits[] = {0, 16, 100, 8192, 8193, 100000};

	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		struct arena arena;
		size_t got = 0;

		arena_init(limits[i], &arena);
		while (arena_alloc(&arena, 16))
			got += 16;
		assert_in_range(got + 16, limits[i] - limits[i] % 16, limits[i] + 16);
		assert_null(arena_alloc(&arena, 16));
		arena_finish(&arena);
	}
}

static void a_size_beyond_all_memory_is_refused(void **state)
{
	struct arena arena;

	arena_init(SIZE_MAX, &arena);
	assert_null(arena_alloc(&arena, SIZE_MAX));
	assert_null(arena_alloc(&arena, SIZE_MAX - 15));
	assert_non_null(arena_alloc(&arena, 1));
	arena_finish(&arena);
}

static void after_a_refusal_what_fits_still_fits(void **state)
{
	struct arena arena;

	arena_init(1000, &arena);
	assert_null(arena_alloc(&arena, 1001));
	assert_non_null(arena_alloc(&arena, 100));
	arena_finish(&arena);
}

static void a_copy_ends_in_nul(void **state)
{
	struct arena arena;
	char *copy;

	arena_init(1000, &arena);
	copy = arena_copy(&arena, "abc\0def", 5);
	assert_memory_equal(copy, "abc\0d", 6);
	assert_string_equal(arena_copy(&arena, NULL, 0), "");
	assert_null(arena_copy(&arena, "x", 1000));
	arena_finish(&arena);
}

static void a_format_is_as_long_as_it_must_be(void **state)
{
	struct arena arena;

	arena_init(40000, &arena);
	assert_string_equal(arena_format(&arena, "%s-%d", "a", 7), "a-7");
	assert_string_equal(arena_format(&arena, "%s", ""), "");
	assert_int_equal(strlen(arena_format(&arena, "%20000d", 1)), 20000);
	assert_null(arena_format(&arena, "%30000d", 1));
	arena_finish(&arena);
}

static void a_finished_arena_may_be_finished_again(void **state)
{
	struct arena arena;

	arena_init(1000, &arena);
	assert_non_null(arena_alloc(&arena, 10));
	arena_finish(&arena);
	arena_finish(&arena);
	assert_null(arena.last);
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(nothing_is_taken_before_it_is_asked_for),
		cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
		cmocka_unit_test(the_limit_holds),
		cmocka_unit_test(a_size_beyond_all_memory_is_refused),
		cmocka_unit_test(after_a_refusal_what_fits_still_fits),
		cmocka_unit_test(a_copy_ends_in_nul),
		cmocka_unit_test(a_format_is_as_long_as_it_must_be),
		cmocka_unit_test(a_finished_arena_may_be_finished_again),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
