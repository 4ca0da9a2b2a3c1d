/* The laws of include/core/link.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "core/link.h"
#include "fixed_keys.h"

static const int64_t comment = 0x3456789abcdef012;

/* Links stand in authors' mail boxes and bookmarks. */
static void a_link_is_the_same_for_ever(void **state)
{
	char link[LINK_SIZE];
	int64_t id = 0;

	link_make(fixed_keys[0], comment, link);
	assert_string_equal(link, "38nkrkaydxw0j0b2caj0rfqevxyqmmztndwvdvr");
	assert_true(link_read(fixed_keys[0], link, &id));
	assert_int_equal(id, comment);
}

static void every_character_counts(void **state)
{
	char link[LINK_SIZE];

	link_make(fixed_keys[0], comment, link);
	for (size_t i = 0; i < LINK_SIZE - 1; i++) {
		char was = link[i];
		int64_t id = -7;

		for (const char *c = "0z-Z"; *c; c++) {
			link[i] = *c;
			if (*c != was && link_read(fixed_keys[0], link, &id))
				fail_msg("%c at %zu is accepted", *c, i);
		}
		assert_int_equal(id, -7);
		link[i] = was;
	}
}

static void what_is_no_link_is_refused(void **state)
{
	char link[LINK_SIZE], longer[LINK_SIZE + 1];
	int64_t id = -7;

	link_make(fixed_keys[0], comment, link);
	snprintf(longer, sizeof(longer), "%s0", link);
	assert_false(link_read(fixed_keys[0], longer, &id));
	link[LINK_SIZE - 2] = '\0';
	assert_false(link_read(fixed_keys[0], link, &id));
	assert_false(link_read(fixed_keys[0], "", &id));
	assert_false(link_read(fixed_keys[0], "000000000000000000000000000000000000000", &id));
	assert_int_equal(id, -7);
}

static void another_key_or_comment_makes_another_code(void **state)
{
	char link[LINK_SIZE], other[LINK_SIZE];
	int64_t id = -7;

	link_make(fixed_keys[0], comment, link);
	link_make(fixed_keys[1], comment, other);
	assert_memory_equal(link, other, ID_LENGTH);
	assert_string_not_equal(link + ID_LENGTH, other + ID_LENGTH);
	assert_false(link_read(fixed_keys[0], other, &id));
	link_make(fixed_keys[0], comment + 1, other);
	assert_string_not_equal(link + ID_LENGTH, other + ID_LENGTH);
}

static void a_link_outlives_a_new_key(void **state)
{
	char old[LINK_SIZE], new[LINK_SIZE];
	int64_t id = 0;

	link_make(fixed_keys[0], comment, old);
	link_make(fixed_several, comment, new);
	assert_string_not_equal(new, old);
	assert_true(link_read(fixed_several, old, &id));
	assert_true(link_read(fixed_several, new, &id));
	assert_int_equal(id, comment);
	assert_false(link_read(fixed_keys[0], new, &id));
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(a_link_is_the_same_for_ever),
		cmocka_unit_test(a_link_outlives_a_new_key),
		cmocka_unit_test(every_character_counts),
		cmocka_unit_test(what_is_no_link_is_refused),
		cmocka_unit_test(another_key_or_comment_makes_another_code),
	};

	return cmocka_run_group_tests(laws, fixed_keys_start, fixed_keys_stop);
}
