/* The laws of include/store/rule.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "scratch.h"
#include "store/rule.h"

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_populate();
	scratch_add_site("news", "https://news.example", SITE_POLICY_HOLD);
	return 0;
}

static struct rule add_rule(const char *site, enum rule_kind kind, const char *value)
{
	const struct rule rule = {
		.id = store_new_id(scratch.store, SCRATCH_NOW),
		.site = site,
		.kind = kind,
		.value = value,
		.action = RULE_ACTION_SPAM,
		.by = "token:test",
		.created_at = SCRATCH_NOW,
		.changed_at = SCRATCH_NOW,
	};

	assert_int_equal(store_rule_insert(scratch.store, &rule), ERR_OK);
	return rule;
}

static int64_t version(const char *site)
{
	struct site found = {0};

	assert_int_equal(store_site_find(scratch.store, site, &scratch.arena, &found), ERR_OK);
	return found.version;
}

static void rules_are_listed_by_site_in_the_order_of_their_making(void **state)
{
	struct rule first = add_rule("news", RULE_KIND_WORDS, "casino");
	struct rule other = add_rule(SCRATCH_SITE, RULE_KIND_NAME, "Anna");
	struct rule second = add_rule("news", RULE_KIND_WORDS, "casino"), *rules;
	int64_t words;
	size_t count;

	assert_int_equal(
		store_rule_list(scratch.store, "news", &scratch.arena, &rules, &count), ERR_OK);
	assert_int_equal(count, 2);
	assert_int_equal(rules[0].id, first.id);
	assert_int_equal(rules[1].id, second.id);
	assert_string_equal(rules[0].value, "casino");
	assert_int_equal(rules[0].kind, RULE_KIND_WORDS);
	assert_int_equal(rules[0].action, RULE_ACTION_SPAM);
	assert_int_equal(rules[0].state, RULE_STATE_ON);
	assert_null(rules[0].note);
	assert_string_equal(rules[0].by, "token:test");
	assert_int_equal(store_rule_count(scratch.store, "news", RULE_KIND_WORDS, &words), ERR_OK);
	assert_int_equal(words, 2);
	assert_int_equal(store_rule_count(scratch.store, "news", RULE_KIND_NAME, &words), ERR_OK);
	assert_int_equal(words, 0);
	assert_true(store_new_id(scratch.store, SCRATCH_NOW) > other.id);
}

static void each_change_of_rules_raises_the_sites_version(void **state)
{
	int64_t before = version("news"), other = version(SCRATCH_SITE);
	struct rule rule = add_rule("news", RULE_KIND_HOST, "a.example"), found;

	assert_true(version("news") > before);
	before = version("news");
	rule.value = "b.example";
	rule.state = RULE_STATE_OFF;
	rule.note = "Why.";
	rule.by = "account:anna";
	rule.changed_at = SCRATCH_NOW + 1;
	assert_int_equal(store_rule_set(scratch.store, &rule), ERR_OK);
	assert_true(version("news") > before);
	before = version("news");
	assert_int_equal(store_rule_find(scratch.store, rule.id, &scratch.arena, &found), ERR_OK);
	assert_string_equal(found.value, "b.example");
	assert_int_equal(found.state, RULE_STATE_OFF);
	assert_string_equal(found.note, "Why.");
	assert_string_equal(found.by, "account:anna");
	assert_int_equal(found.created_at, SCRATCH_NOW);
	assert_int_equal(found.changed_at, SCRATCH_NOW + 1);
	assert_int_equal(store_rule_delete(scratch.store, &rule), ERR_OK);
	assert_true(version("news") > before);
	assert_int_equal(store_rule_delete(scratch.store, &rule), ERR_NOT_FOUND);
	assert_int_equal(store_rule_set(scratch.store, &rule), ERR_NOT_FOUND);
	assert_int_equal(
		store_rule_find(scratch.store, rule.id, &scratch.arena, &found), ERR_NOT_FOUND);
	assert_int_equal(version(SCRATCH_SITE), other);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(rules_are_listed_by_site_in_the_order_of_their_making),
		LAW(each_change_of_rules_raises_the_sites_version),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
