/* The laws of include/core/sites.h, on a real store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "../store/scratch.h"
#include "core/crypto.h"
#include "core/site.h"
#include "core/sites.h"

static struct pool *pool;
static struct sites *sites;

static int start(void **state)
{
	if (crypto_start() || scratch_start(state) || pool_create(scratch.path, &pool))
		return -1;
	sites = sites_create(pool);
	return !sites;
}

static int stop(void **state)
{
	sites_destroy(sites);
	sites_destroy(NULL);
	pool_destroy(pool);
	return scratch_stop(state);
}

static enum err find(const char *origin, struct site *site)
{
	*site = (struct site){.policy = -7};
	scratch.fault = FAULT_NONE;
	return sites_find(sites, origin, &scratch.arena, &scratch.fault, site);
}

static void check_found(const char *origin, const char *id, enum site_policy policy)
{
	struct site site;

	assert_int_equal(find(origin, &site), ERR_OK);
	assert_string_equal(site.id, id);
	assert_int_equal(site.policy, policy);
	assert_int_equal(site.salt.length, SITE_SALT_SIZE);
	assert_memory_equal(site.salt.at, "0123456789abcdef", SITE_SALT_SIZE);
}

static void a_site_is_found_by_its_origin(void **state)
{
	struct site site;

	scratch_add_site("blog", "https://blog.example", SITE_POLICY_HOLD);
	scratch_add_site("news", "https://news.example", SITE_POLICY_PUBLISH);
	for (int i = 0; i < 2; i++) {
		check_found("https://blog.example", "blog", SITE_POLICY_HOLD);
		check_found("https://news.example", "news", SITE_POLICY_PUBLISH);
		assert_int_equal(find("https://other.example", &site), ERR_NOT_FOUND);
		assert_int_equal(site.policy, -7);
	}
}

static void what_is_not_known_is_always_looked_up(void **state)
{
	struct site site;

	assert_int_equal(find("https://blog.example", &site), ERR_NOT_FOUND);
	scratch_add_site("blog", "https://blog.example", SITE_POLICY_HOLD);
	check_found("https://blog.example", "blog", SITE_POLICY_HOLD);
}

static void what_is_known_stays_until_it_is_forgotten(void **state)
{
	struct site site;

	scratch_add_site("blog", "https://blog.example", SITE_POLICY_HOLD);
	check_found("https://blog.example", "blog", SITE_POLICY_HOLD);
	scratch_set_policy("blog", SITE_POLICY_PUBLISH);
	check_found("https://blog.example", "blog", SITE_POLICY_HOLD);
	sites_forget(sites);
	check_found("https://blog.example", "blog", SITE_POLICY_PUBLISH);
	assert_int_equal(store_site_origin_delete_all(scratch.store, "blog"), ERR_OK);
	sites_forget(sites);
	assert_int_equal(find("https://blog.example", &site), ERR_NOT_FOUND);
}

/* What was handed out is the caller's. */
static void what_was_found_outlives_forgetting(void **state)
{
	struct site site;

	scratch_add_site("blog", "https://blog.example", SITE_POLICY_HOLD);
	assert_int_equal(find("https://blog.example", &site), ERR_OK);
	assert_int_equal(find("https://blog.example", &site), ERR_OK);
	sites_forget(sites);
	assert_string_equal(site.id, "blog");
	assert_memory_equal(site.salt.at, "0123456789abcdef", SITE_SALT_SIZE);
}

static void a_database_that_is_gone_is_told(void **state)
{
	struct pool *nowhere;
	struct sites *none;
	struct site site;

	assert_int_equal(pool_create("/nowhere/afterword.db", &nowhere), ERR_OK);
	none = sites_create(nowhere);
	assert_non_null(none);
	assert_int_equal(
		sites_find(none, "https://blog.example", &scratch.arena, &scratch.fault, &site),
		ERR_STORE_MISSING);
	assert_int_equal(scratch.fault.err, ERR_STORE_MISSING);
	assert_null(strstr(scratch.fault.detail, "/nowhere"));
	sites_destroy(none);
	pool_destroy(nowhere);
}

static void each_site_has_a_salt_of_its_own(void **state)
{
	struct site first = {.id = "first"};
	struct site second = {.id = "second", .policy = SITE_POLICY_PUBLISH};

	assert_int_equal(site_make(scratch.store, &first, SCRATCH_NOW), ERR_OK);
	assert_int_equal(site_make(scratch.store, &second, SCRATCH_NOW), ERR_OK);
	assert_int_equal(site_make(scratch.store, &first, SCRATCH_NOW), ERR_CONFLICT);
	assert_int_equal(store_site_find(scratch.store, "first", &scratch.arena, &first), ERR_OK);
	assert_int_equal(store_site_find(scratch.store, "second", &scratch.arena, &second), ERR_OK);
	assert_int_equal(first.policy, SITE_POLICY_HOLD);
	assert_int_equal(second.policy, SITE_POLICY_PUBLISH);
	assert_int_equal(first.salt.length, SITE_SALT_SIZE);
	assert_memory_not_equal(first.salt.at, second.salt.at, SITE_SALT_SIZE);
}

static void a_wrong_change_of_a_policy_is_told_whole_and_changes_nothing(void **state)
{
	struct site_change change = {.policy = "maybe"};
	struct site site = {.policy = SITE_POLICY_TRUST, .links = 7};

	scratch.fault = FAULT_NONE;
	change.numbers[SITE_NUMBER_links] = (struct input_integer){-1, true};
	change.numbers[SITE_NUMBER_trust_after] = (struct input_integer){3, true};
	change.numbers[SITE_NUMBER_form_min] = (struct input_integer){3601, true};
	assert_int_equal(site_change_apply(&change, &scratch.fault, &site), ERR_INVALID_INPUT);
	assert_int_equal(scratch.fault.count, 3);
	assert_string_equal(fault_find(&scratch.fault, "policy")->code, "unknown_value");
	assert_string_equal(fault_find(&scratch.fault, "links")->code, "out_of_range");
	assert_string_equal(fault_find(&scratch.fault, "form_min")->code, "out_of_range");
	assert_int_equal(site.policy, SITE_POLICY_TRUST);
	assert_int_equal(site.links, 7);
	assert_int_equal(site.trust_after, 0);
}

static void a_number_of_a_policy_is_read_by_its_name(void **state)
{
	static const struct {
		const char *name, *text, *code;
	} wrong[] = {{"links", "", "out_of_range"}, {"links", "x", "out_of_range"},
		{"links", "5x", "out_of_range"}, {"links", "99999999999999999999", "out_of_range"},
		{"nothing", "1", "unknown"}};
	struct site_change change = {0};
	struct site site = {.hold_score = 1};

	scratch.fault = FAULT_NONE;
	assert_int_equal(site_change_set("links", "0", &scratch.fault, &change), ERR_OK);
	assert_int_equal(site_change_set("hold_score", "50", &scratch.fault, &change), ERR_OK);
	site.links = 9;
	assert_int_equal(site_change_apply(&change, &scratch.fault, &site), ERR_OK);
	assert_int_equal(site.links, 0);
	assert_int_equal(site.hold_score, 50);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		scratch.fault = FAULT_NONE;
		assert_int_equal(
			site_change_set(wrong[i].name, wrong[i].text, &scratch.fault, &change),
			ERR_INVALID_INPUT);
		assert_string_equal(fault_find(&scratch.fault, wrong[i].name)->code, wrong[i].code);
	}
}

static enum err ensure(const char *id, const char *origin)
{
	scratch.fault = FAULT_NONE;
	return site_ensure(scratch.store, id, origin, SCRATCH_NOW, &scratch.arena, &scratch.fault);
}

static void a_site_that_is_there_is_left_alone(void **state)
{
	struct site site;

	assert_int_equal(ensure("demo", "http://127.0.0.1:8080"), ERR_OK);
	scratch_set_policy("demo", SITE_POLICY_PUBLISH);
	assert_int_equal(ensure("demo", "http://127.0.0.1:8080"), ERR_OK);
	assert_int_equal(ensure("demo", "http://127.0.0.1:9090"), ERR_OK);
	assert_int_equal(find("http://127.0.0.1:8080", &site), ERR_OK);
	assert_string_equal(site.id, "demo");
	assert_int_equal(site.policy, SITE_POLICY_PUBLISH);
	assert_int_equal(find("http://127.0.0.1:9090", &site), ERR_OK);
	assert_int_equal(scratch_sql("SELECT count(*) FROM site"), 1);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_site_is_found_by_its_origin),
		LAW(what_is_not_known_is_always_looked_up),
		LAW(what_is_known_stays_until_it_is_forgotten),
		LAW(what_was_found_outlives_forgetting),
		LAW(a_database_that_is_gone_is_told),
		LAW(a_wrong_change_of_a_policy_is_told_whole_and_changes_nothing),
		LAW(a_number_of_a_policy_is_read_by_its_name),
		LAW(each_site_has_a_salt_of_its_own),
		LAW(a_site_that_is_there_is_left_alone),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
