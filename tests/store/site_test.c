/* The laws of include/store/site.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "scratch.h"

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_add_site("news", "https://news.example", SITE_POLICY_PUBLISH);
	scratch_add_site("blog", "https://blog.example", SITE_POLICY_HOLD);
	return 0;
}

static void check_site(const struct site *site, const char *id, enum site_policy policy)
{
	assert_string_equal(site->id, id);
	assert_int_equal(site->policy, policy);
	assert_int_equal(site->salt.length, SITE_SALT_SIZE);
	assert_memory_equal(site->salt.at, "0123456789abcdef", SITE_SALT_SIZE);
	assert_int_equal(site->created_at, SCRATCH_NOW);
}

static void a_site_is_found_by_its_id(void **state)
{
	struct site site = {0};

	assert_int_equal(store_site_find(scratch.store, "news", &scratch.arena, &site), ERR_OK);
	check_site(&site, "news", SITE_POLICY_PUBLISH);
	assert_int_equal(
		store_site_find(scratch.store, "News", &scratch.arena, &site), ERR_NOT_FOUND);
	assert_int_equal(store_site_find(scratch.store, "", &scratch.arena, &site), ERR_NOT_FOUND);
}

static void a_site_is_found_by_each_of_its_origins(void **state)
{
	static const char *const origins[] = {"https://blog.example", "http://localhost:1313"};
	struct site site = {0};

	assert_int_equal(store_site_origin_insert(scratch.store, "blog", origins[1]), ERR_OK);
	for (size_t i = 0; i < ARRAY_SIZE(origins); i++) {
		assert_int_equal(
			store_site_by_origin(scratch.store, origins[i], &scratch.arena, &site),
			ERR_OK);
		check_site(&site, "blog", SITE_POLICY_HOLD);
	}
	assert_int_equal(store_site_by_origin(
				 scratch.store, "https://blog.example:8443", &scratch.arena, &site),
		ERR_NOT_FOUND);
}

static void sites_and_origins_are_listed_in_order(void **state)
{
	struct site_origin *origins;
	struct site *sites;
	size_t count;

	assert_int_equal(store_site_list(scratch.store, &scratch.arena, &sites, &count), ERR_OK);
	assert_int_equal(count, 2);
	check_site(&sites[0], "blog", SITE_POLICY_HOLD);
	check_site(&sites[1], "news", SITE_POLICY_PUBLISH);
	assert_int_equal(
		store_site_origin_insert(scratch.store, "blog", "http://a.example"), ERR_OK);
	assert_int_equal(
		store_site_origin_list(scratch.store, "blog", &scratch.arena, &origins, &count),
		ERR_OK);
	assert_int_equal(count, 2);
	assert_string_equal(origins[0].origin, "http://a.example");
	assert_string_equal(origins[1].origin, "https://blog.example");
	assert_int_equal(
		store_site_origin_list(scratch.store, "nobody", &scratch.arena, &origins, &count),
		ERR_OK);
	assert_int_equal(count, 0);
}

static void an_id_or_an_origin_is_taken_once(void **state)
{
	const struct site site = {.id = "blog", .salt = {"0123456789abcdef", 16}};

	assert_int_equal(store_site_insert(scratch.store, &site), ERR_CONFLICT);
	assert_int_equal(store_site_origin_insert(scratch.store, "news", "https://blog.example"),
		ERR_CONFLICT);
	assert_int_equal(store_site_origin_insert(scratch.store, "nobody", "https://x.example"),
		ERR_CONFLICT);
}

/* Those of the policy, and those of the threads. */
static void check_numbers(const struct site *site, int64_t more, int64_t more_of_threads)
{
	for (size_t i = 0; i < SITE_NUMBER__MAX; i++) {
		int64_t value;

		memcpy(&value, (const char *)site + site_numbers[i].offset, sizeof(value));
		assert_int_equal(value, site_numbers[i].standard +
						(i < SITE_NUMBER__POLICY ? more : more_of_threads));
	}
}

/* The standard ones, or each the one behind. */
static void check_choices(const struct site *site, int more)
{
	for (size_t i = 0; i < SITE_CHOICE__MAX; i++) {
		const struct site_choice *choice = &site_choices[i];
		int standard = field_name_index(choice->names, choice->standard), value;

		memcpy(&value, (const char *)site + choice->offset, sizeof(value));
		assert_int_equal(value, standard + more);
	}
}

static void the_policy_and_each_number_can_be_changed(void **state)
{
	struct site site = {0}, changed = {0};

	assert_int_equal(store_site_find(scratch.store, "blog", &scratch.arena, &site), ERR_OK);
	check_numbers(&site, 0, 0);
	for (size_t i = 0; i < SITE_NUMBER__MAX; i++) {
		int64_t value = site_numbers[i].standard + 7;

		memcpy((char *)&site + site_numbers[i].offset, &value, sizeof(value));
	}
	site.policy = SITE_POLICY_TRUST;
	assert_int_equal(store_site_set(scratch.store, &site), ERR_OK);
	assert_int_equal(store_site_find(scratch.store, "blog", &scratch.arena, &changed), ERR_OK);
	check_site(&changed, "blog", SITE_POLICY_TRUST);
	check_numbers(&changed, 7, 0);
	assert_true(changed.version > site.version);
	assert_int_equal(store_site_find(scratch.store, "news", &scratch.arena, &changed), ERR_OK);
	check_numbers(&changed, 0, 0);
	site.id = "nobody";
	assert_int_equal(store_site_set(scratch.store, &site), ERR_NOT_FOUND);
}

/* Its own numbers and choices, and nothing by which comments are checked. */
static void how_threads_are_shown_is_changed_by_itself(void **state)
{
	struct site site = {0}, changed = {0};

	assert_int_equal(store_site_find(scratch.store, "blog", &scratch.arena, &site), ERR_OK);
	check_choices(&site, 0);
	for (size_t i = 0; i < SITE_NUMBER__MAX; i++) {
		int64_t value = site_numbers[i].standard + 7;

		memcpy((char *)&site + site_numbers[i].offset, &value, sizeof(value));
	}
	site.thread_sort = THREAD_SORT_NEWEST;
	site.likes = SITE_LIKES_ON;
	site.policy = SITE_POLICY_PUBLISH;
	assert_int_equal(store_site_set_thread(scratch.store, &site), ERR_OK);
	assert_int_equal(store_site_find(scratch.store, "blog", &scratch.arena, &changed), ERR_OK);
	check_site(&changed, "blog", SITE_POLICY_HOLD);
	check_numbers(&changed, 0, 7);
	check_choices(&changed, 1);
	assert_int_equal(changed.version, site.version);
	site.id = "nobody";
	assert_int_equal(store_site_set_thread(scratch.store, &site), ERR_NOT_FOUND);
}

/* A site from before the numbers has what a new one begins with. */
static void the_migration_knows_the_standard_numbers(void **state)
{
	struct site site = {0};

	scratch_sql("INSERT INTO site (id, salt, created_at) VALUES ('old', x'00', 1)");
	assert_int_equal(store_site_find(scratch.store, "old", &scratch.arena, &site), ERR_OK);
	check_numbers(&site, 0, 0);
	check_choices(&site, 0);
}

static void what_waits_is_counted_by_site(void **state)
{
	struct site_pending *sites;
	size_t count;

	assert_int_equal(
		store_site_count_add(scratch.store, "news", COMMENT_STATE_PENDING, 3), ERR_OK);
	assert_int_equal(
		store_site_count_add(scratch.store, "blog", COMMENT_STATE_SPAM, 9), ERR_OK);
	assert_int_equal(
		store_site_pending_list(scratch.store, 10, &scratch.arena, &sites, &count), ERR_OK);
	assert_true(count >= 2);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(sites[i].count, strcmp(sites[i].site, "news") == 0 ? 3 : 0);
		assert_true(i == 0 || strcmp(sites[i - 1].site, sites[i].site) < 0);
	}
	assert_int_equal(
		store_site_pending_list(scratch.store, 1, &scratch.arena, &sites, &count), ERR_OK);
	assert_int_equal(count, 1);
	assert_string_equal(sites[0].site, "blog");
}

static void a_site_goes_when_nothing_hangs_on_it(void **state)
{
	struct site site;
	int64_t pages = -1;

	assert_int_equal(store_site_delete(scratch.store, "blog"), ERR_CONFLICT);
	assert_int_equal(store_site_origin_delete_all(scratch.store, "blog"), ERR_OK);
	scratch_add_page("news", "https://news.example/");
	assert_int_equal(store_site_pages(scratch.store, "news", &pages), ERR_OK);
	assert_int_equal(pages, 1);
	assert_int_equal(store_site_pages(scratch.store, "blog", &pages), ERR_OK);
	assert_int_equal(pages, 0);
	assert_int_equal(store_site_delete(scratch.store, "blog"), ERR_OK);
	assert_int_equal(
		store_site_find(scratch.store, "blog", &scratch.arena, &site), ERR_NOT_FOUND);
	assert_int_equal(store_site_delete(scratch.store, "blog"), ERR_NOT_FOUND);
	assert_int_equal(store_site_delete(scratch.store, "news"), ERR_CONFLICT);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_site_is_found_by_its_id),
		LAW(a_site_is_found_by_each_of_its_origins),
		LAW(sites_and_origins_are_listed_in_order),
		LAW(an_id_or_an_origin_is_taken_once),
		LAW(the_policy_and_each_number_can_be_changed),
		LAW(how_threads_are_shown_is_changed_by_itself),
		LAW(the_migration_knows_the_standard_numbers),
		LAW(what_waits_is_counted_by_site),
		LAW(a_site_goes_when_nothing_hangs_on_it),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
