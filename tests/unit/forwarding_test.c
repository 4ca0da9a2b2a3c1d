/* What proxies tell: when something is wrong with it, and that it is kept for who looks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/compiler.h"
#include "core/forwarding.h"

static void what_is_wrong_is_told_by_most_of_the_requests(void **state)
{
	static const struct {
		struct forwarded forwarded; /* direct, told, untold, untrusted */
		const char *begins;         /* NULL: nothing is wrong */
	} rows[] = {
		{{{0, 0, 0, 0}}, NULL},
		{{{1000, 0, 0, 0}}, NULL},
		{{{0, 1000, 0, 0}}, NULL},
		/* too few to tell */
		{{{0, 0, 0, 19}}, NULL},
		{{{0, 0, 19, 0}}, NULL},
		{{{0, 0, 0, 20}}, "Most requests say that a proxy has passed them on"},
		{{{0, 0, 20, 0}}, "Most requests come by a proxy of trusted_proxies without"},
		/* anybody can send a header, and a program of the same machine none */
		{{{50, 0, 0, 50}}, NULL},
		{{{49, 0, 0, 51}}, "Most requests say"},
		{{{0, 50, 50, 0}}, NULL},
		{{{0, 49, 51, 0}}, "Most requests come by"},
		{{{0, 50, 25, 25}}, NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *wrong = forwarded_wrong(&rows[i].forwarded);
		const char *begins = rows[i].begins;

		if (!wrong != !begins || (begins && strncmp(wrong, begins, strlen(begins)) != 0))
			fail_msg("row %zu: %s", i, wrong ? wrong : "nothing");
	}
}

static void what_was_kept_is_loaded_until_it_is_forgotten(void **state)
{
	static const struct forwarded kept[] = {
		{{1, 2, 3, UINT64_MAX}},
		{{0, 0, 0, 0}},
	};
	char folder[] = "/tmp/afterword-XXXXXX", database[64];
	struct forwarded loaded = {{7}};

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(database, sizeof(database), "%s/a.db", folder);
	assert_false(forwarded_load(database, &loaded));
	assert_int_equal(loaded.requests[0], 7);
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++) {
		assert_true(forwarded_keep(database, &kept[i]));
		assert_true(forwarded_load(database, &loaded));
		assert_memory_equal(&loaded, &kept[i], sizeof(loaded));
	}
	forwarded_forget(database);
	assert_false(forwarded_load(database, &loaded));
	assert_int_equal(rmdir(folder), 0);
	assert_false(forwarded_keep(database, &kept[0]));
}

static void what_is_none_of_ours_is_not_loaded(void **state)
{
	static const char *const texts[] = {"", "direct 1", "direct 1\ntold 2\nuntold 3\n",
		"direct 1\ntold x\nuntold 3\nuntrusted 4\n",
		"told 1\ndirect 2\nuntold 3\nuntrusted 4\n"};
	char folder[] = "/tmp/afterword-XXXXXX", database[64], path[80];

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(database, sizeof(database), "%s/a.db", folder);
	snprintf(path, sizeof(path), "%s.proxies", database);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct forwarded loaded;
		FILE *file = fopen(path, "we");

		if (!file || fputs(texts[i], file) < 0 || fclose(file) != 0)
			fail_msg("%s cannot be written", path);
		assert_false(forwarded_load(database, &loaded));
	}
	forwarded_forget(database);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(what_is_wrong_is_told_by_most_of_the_requests),
		cmocka_unit_test(what_was_kept_is_loaded_until_it_is_forgotten),
		cmocka_unit_test(what_is_none_of_ours_is_not_loaded),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
