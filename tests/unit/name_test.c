/* The laws of name_key of include/core/name.h: which names are the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "core/name.h"

static struct arena arena;

static int start(void **state)
{
	arena_init(1024 * 1024, &arena);
	return 0;
}

static int stop(void **state)
{
	arena_finish(&arena);
	return 0;
}

static const char *key_of(const char *name)
{
	const char *key = NULL;

	assert_int_equal(name_key(name, &arena, &key), ERR_OK);
	return key;
}

static void what_nobody_tells_apart_is_the_same(void **state)
{
	static const char *const same[][2] = {
		{"The Editors", "the editors"},
		{"The Editors", "THE EDITORS"},
		{"The Editors", "The  Editors"},
		{"The Editors", "TheEditors"},
		{"The Editors", "The_Editors."},
		{"The Editors", "\xe2\x98\x85 The Editors \xe2\x9c\x93"}, /* between symbols */
		{"The Editors", "Th\xc3\xa9 Edit\xc3\xb6rs"},             /* accents */
		{"The Editors", "The\xcc\x81 Editors"},
		{"The Editors", "\xef\xbc\xb4\xef\xbd\x88\xef\xbd\x85 Editors"}, /* full width */
		{"The Editors", "The Ed1tors"},
		{"The Editors", "The EdItors"},
		{"The Editors", "The Edlt0rs"},
		{"The Editors", "The E\xd4\x81it\xd0\xbers"},        /* Cyrillic d, o */
		{"The Editors", "\xce\xa4h\xd0\xb5 Edit\xce\xbfrs"}, /* Greek T, o; Cyrillic e */
		{"Paul", "Pau\xd3\x8f"},                             /* Cyrillic palochka */
		{"NHK", "\xce\x9d\xce\x97\xce\x9a"},                 /* Greek */
		{"Stra\xc3\x9f"
		 "e",
			"STRASSE"},
		{"\xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0", "\xd0\xb0\xd0\xbd\xd0\xbd\xd0\xb0"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(same); i++)
		if (strcmp(key_of(same[i][0]), key_of(same[i][1])) != 0)
			fail_msg("%s is not %s: %s, %s", same[i][0], same[i][1], key_of(same[i][0]),
				key_of(same[i][1]));
}

static void names_that_differ_stay_so(void **state)
{
	static const char *const names[] = {"The Editors", "An Editor", "Editors", "The Editor",
		"Anna", "Anne", "\xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0", "\xe5\xb1\xb1\xe7\x94\xb0",
		"\xe5\xb1\xb1\xe6\x9c\xac", "R2D2", "R2D3"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		assert_int_not_equal(strlen(key_of(names[i])), 0);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(key_of(names[i]), key_of(names[k]));
	}
}

static void what_has_no_letter_and_no_digit_has_no_key(void **state)
{
	static const char *const names[] = {"", "!", "\xe2\x98\x85", "-- --"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		assert_string_equal(key_of(names[i]), "");
}

static void a_full_arena_is_no_memory(void **state)
{
	for (size_t room = 0; room < 2048; room += 64) {
		const char *key;
		struct arena full;
		enum err err;

		arena_init(room, &full);
		err = name_key("The Editors", &full, &key);
		assert_true(err == ERR_OK || err == ERR_MEMORY);
		arena_finish(&full);
	}
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(what_nobody_tells_apart_is_the_same),
		LAW(names_that_differ_stay_so),
		LAW(what_has_no_letter_and_no_digit_has_no_key),
		LAW(a_full_arena_is_no_memory),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
