/* The laws of include/core/check.h: what the checks find, and what findings make of a comment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/time.h"
#include "core/checks/checks.h"

static struct site site;
static struct arena arena;
static struct findings findings;
static struct rules *rules; /* none */
static struct recent *recent;
static struct check_form form;
static enum name_claim claim;

static int start(void **state)
{
	site = (struct site){.id = "blog", .policy = SITE_POLICY_PUBLISH};
	site_standard_init(&site);
	arena_init(1024 * 1024, &arena);
	findings.count = 0;
	form = (struct check_form){0};
	claim = NAME_CLAIM_FREE;
	recent = recent_create();
	return !recent || rules_create(NULL, 0, &rules);
}

static int stop(void **state)
{
	recent_destroy(recent);
	rules_release(rules);
	arena_finish(&arena);
	return 0;
}

static void find(const char *check, enum check_action action, int64_t score)
{
	struct checking checking = {check, NULL, NULL, &arena, &findings};

	assert_int_equal(found(&checking, action, score, "It is %s.", check), ERR_OK);
}

static void the_strongest_action_holds_whatever_the_order(void **state)
{
	static const struct {
		enum check_action actions[3];
		enum comment_state state;
		int by; /* -1: no finding */
	} rows[] = {
		{{CHECK_ACTION_NONE}, COMMENT_STATE_APPROVED, -1},
		{{CHECK_ACTION_NONE, CHECK_ACTION_WAIT}, COMMENT_STATE_PENDING, 1},
		{{CHECK_ACTION_TRUST, CHECK_ACTION_WAIT}, COMMENT_STATE_APPROVED, 0},
		{{CHECK_ACTION_TRUST, CHECK_ACTION_HOLD}, COMMENT_STATE_PENDING, 1},
		{{CHECK_ACTION_SPAM, CHECK_ACTION_TRUST, CHECK_ACTION_HOLD}, COMMENT_STATE_SPAM, 0},
		{{CHECK_ACTION_SPAM, CHECK_ACTION_REJECT, CHECK_ACTION_TRUST},
			COMMENT_STATE_REJECTED, 1},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct judgement judgement;

		findings.count = 0;
		for (size_t k = 0; k < ARRAY_SIZE(rows[i].actions); k++)
			find("one", rows[i].actions[k], 0);
		judgement = checks_judge(&site, &findings);
		assert_int_equal(judgement.state, rows[i].state);
		assert_ptr_equal(judgement.by, rows[i].by < 0 ? NULL : &findings.at[rows[i].by]);
	}
}

static void scores_add_up_to_a_hold_and_to_spam(void **state)
{
	static const struct {
		int64_t first, second;
		enum comment_state state;
	} rows[] = {
		{10, 9, COMMENT_STATE_APPROVED},
		{10, 10, COMMENT_STATE_PENDING},
		{50, 49, COMMENT_STATE_PENDING},
		{50, 50, COMMENT_STATE_SPAM},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		findings.count = 0;
		find("one", CHECK_ACTION_NONE, rows[i].first);
		find("two", CHECK_ACTION_NONE, rows[i].second);
		assert_int_equal(checks_judge(&site, &findings).state, rows[i].state);
		/* trust is stronger than any score */
		find("trust", CHECK_ACTION_TRUST, 0);
		assert_int_equal(checks_judge(&site, &findings).state, COMMENT_STATE_APPROVED);
	}
}

static void the_scores_that_count_are_the_sites(void **state)
{
	site.hold_score = 5;
	site.spam_score = 7;
	find("one", CHECK_ACTION_NONE, 5);
	assert_int_equal(checks_judge(&site, &findings).state, COMMENT_STATE_PENDING);
	find("two", CHECK_ACTION_NONE, 2);
	assert_int_equal(checks_judge(&site, &findings).state, COMMENT_STATE_SPAM);
}

static void more_findings_than_are_kept_do_not_hide_a_stronger_one(void **state)
{
	for (int i = 0; i < FINDINGS_MAX + 5; i++)
		find("hold", CHECK_ACTION_HOLD, 1);
	assert_int_equal(findings.count, FINDINGS_MAX);
	find("reject", CHECK_ACTION_REJECT, 1);
	find("hold", CHECK_ACTION_HOLD, 1);
	assert_int_equal(findings.count, FINDINGS_MAX);
	assert_int_equal(checks_judge(&site, &findings).state, COMMENT_STATE_REJECTED);
}

static size_t check(enum check_when when, const char *body, const struct author *author)
{
	const struct check_subject subject = {.site = &site,
		.name = "Anna",
		.body = body,
		.author_tag = "abcdefgh",
		.form = form,
		.rules = rules,
		.recent = recent,
		.author = author,
		.claim = claim};

	findings.count = 0;
	assert_int_equal(checks_run(when, &subject, &arena, &findings), ERR_OK);
	return findings.count;
}

static void links_are_counted_as_they_would_be_shown(void **state)
{
	static const struct {
		const char *body;
		int links;
	} rows[] = {
		{"no link", 0},
		{"https://a.example", 1},
		{"[one](https://a.example) <https://b.example> https://c.example", 3},
		{"`https://a.example` ftp://b.example //c.example www.d.example", 0},
		{"[one](https:\\/\\/a.example) ~~<https://b.example>~~ ~~https://c.example~~", 3},
		{"<a href=\"x\"> <a  <A HREF='https://a.example'>", 1},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		site.links = rows[i].links;
		assert_int_equal(check(CHECK_WHEN_TEXT, rows[i].body, NULL), 0);
		site.links = rows[i].links - 1;
		if (!rows[i].links)
			continue;
		assert_int_equal(check(CHECK_WHEN_TEXT, rows[i].body, NULL), 1);
		assert_string_equal(findings.at[0].reason.check, "links");
		assert_true(findings.at[0].reason.score >= site.hold_score);
	}
}

static void an_authors_standing_and_history_tell(void **state)
{
	static const struct {
		struct author author;
		enum comment_state state;
		const char *check; /* NULL: nothing is found */
	} rows[] = {
		{{.standing = AUTHOR_STANDING_NORMAL}, COMMENT_STATE_APPROVED, NULL},
		{{.standing = AUTHOR_STANDING_TRUSTED, .spam = 9}, COMMENT_STATE_APPROVED,
			"author"},
		{{.standing = AUTHOR_STANDING_BANNED, .approved = 9}, COMMENT_STATE_REJECTED,
			"author"},
		{{.approved = 2, .rejected = 1, .spam = 1}, COMMENT_STATE_APPROVED, NULL},
		{{.approved = 1, .rejected = 1, .spam = 1}, COMMENT_STATE_PENDING, "author"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t count = check(CHECK_WHEN_STORE, "x", &rows[i].author);

		assert_int_equal(count, rows[i].check ? 1 : 0);
		if (count)
			assert_string_equal(findings.at[0].reason.check, rows[i].check);
		assert_int_equal(checks_judge(&site, &findings).state, rows[i].state);
	}
}

static void a_policy_holds_who_is_not_trusted(void **state)
{
	static const struct {
		enum site_policy policy;
		struct author author;
		enum comment_state state;
	} rows[] = {
		{SITE_POLICY_HOLD, {.approved = 99}, COMMENT_STATE_PENDING},
		{SITE_POLICY_HOLD, {.standing = AUTHOR_STANDING_TRUSTED}, COMMENT_STATE_APPROVED},
		{SITE_POLICY_HOLD, {.standing = AUTHOR_STANDING_BANNED}, COMMENT_STATE_REJECTED},
		{SITE_POLICY_TRUST, {.approved = 1}, COMMENT_STATE_PENDING},
		{SITE_POLICY_TRUST, {.approved = 2}, COMMENT_STATE_APPROVED},
		{SITE_POLICY_PUBLISH, {.approved = 0}, COMMENT_STATE_APPROVED},
	};

	site.trust_after = 2;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		site.policy = rows[i].policy;
		check(CHECK_WHEN_STORE, "x", &rows[i].author);
		assert_int_equal(checks_judge(&site, &findings).state, rows[i].state);
	}
}

/* More than trust, less than a ban. */
static void a_name_that_is_anothers_holds(void **state)
{
	static const struct {
		enum name_claim claim;
		enum author_standing standing;
		enum comment_state state;
	} rows[] = {
		{NAME_CLAIM_FREE, AUTHOR_STANDING_NORMAL, COMMENT_STATE_APPROVED},
		{NAME_CLAIM_OWN, AUTHOR_STANDING_NORMAL, COMMENT_STATE_APPROVED},
		{NAME_CLAIM_FOREIGN, AUTHOR_STANDING_NORMAL, COMMENT_STATE_PENDING},
		{NAME_CLAIM_FOREIGN, AUTHOR_STANDING_TRUSTED, COMMENT_STATE_PENDING},
		{NAME_CLAIM_FOREIGN, AUTHOR_STANDING_BANNED, COMMENT_STATE_REJECTED},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct author author = {.standing = rows[i].standing};

		claim = rows[i].claim;
		check(CHECK_WHEN_STORE, "x", &author);
		assert_int_equal(checks_judge(&site, &findings).state, rows[i].state);
	}
}

static void a_form_tells_who_filled_it_in(void **state)
{
	static const struct {
		struct check_form form;
		enum comment_state state;
		int64_t score;
	} rows[] = {
		{{false, FORM_TOKEN_NONE, 0}, COMMENT_STATE_APPROVED, 0},
		{{true, FORM_TOKEN_NONE, 0}, COMMENT_STATE_SPAM, 100},
		{{true, FORM_TOKEN_GOOD, TIME_MINUTE}, COMMENT_STATE_SPAM, 100},
		{{false, FORM_TOKEN_MISSING, 0}, COMMENT_STATE_PENDING, 30},
		{{false, FORM_TOKEN_FOREIGN, 0}, COMMENT_STATE_PENDING, 50},
		{{false, FORM_TOKEN_GOOD, 3 * TIME_SECOND - 1}, COMMENT_STATE_PENDING, 50},
		{{false, FORM_TOKEN_GOOD, 3 * TIME_SECOND}, COMMENT_STATE_APPROVED, 0},
		{{false, FORM_TOKEN_GOOD, 168 * TIME_HOUR}, COMMENT_STATE_APPROVED, 0},
		{{false, FORM_TOKEN_GOOD, 168 * TIME_HOUR + 1}, COMMENT_STATE_PENDING, 20},
		{{false, FORM_TOKEN_GOOD, -1}, COMMENT_STATE_PENDING, 50},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		form = rows[i].form;
		assert_int_equal(check(CHECK_WHEN_TEXT, "x", NULL), rows[i].score ? 1 : 0);
		if (rows[i].score)
			assert_int_equal(findings.at[0].reason.score, rows[i].score);
		assert_int_equal(checks_judge(&site, &findings).state, rows[i].state);
	}
}

static void a_text_is_known_by_its_site(void **state)
{
	assert_int_equal(recent_find(recent, "blog", "A text."), 0);
	recent_add(recent, "blog", "A text.", 7);
	recent_add(recent, "news", "A text.", 8);
	recent_add(recent, "blog", "A text", 9);
	assert_int_equal(recent_find(recent, "blog", "A text."), 7);
	assert_int_equal(recent_find(recent, "news", "A text."), 8);
	recent_add(recent, "blog", "A text.", 10);
	assert_int_equal(recent_find(recent, "blog", "A text."), 10);
}

/* Old ones make room; the newest of many is known. */
static void of_many_texts_the_newest_are_known(void **state)
{
	char text[16];
	int known = 0;

	for (int i = 1; i <= 20000; i++) {
		snprintf(text, sizeof(text), "%d", i);
		recent_add(recent, "blog", text, i);
	}
	for (int i = 1; i <= 20000; i++) {
		snprintf(text, sizeof(text), "%d", i);
		known += recent_find(recent, "blog", text) == i;
	}
	assert_int_equal(recent_find(recent, "blog", "20000"), 20000);
	assert_in_range(known, 7000, 8192);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(the_strongest_action_holds_whatever_the_order),
		LAW(scores_add_up_to_a_hold_and_to_spam),
		LAW(the_scores_that_count_are_the_sites),
		LAW(more_findings_than_are_kept_do_not_hide_a_stronger_one),
		LAW(links_are_counted_as_they_would_be_shown),
		LAW(an_authors_standing_and_history_tell),
		LAW(a_policy_holds_who_is_not_trusted),
		LAW(a_name_that_is_anothers_holds),
		LAW(a_form_tells_who_filled_it_in),
		LAW(a_text_is_known_by_its_site),
		LAW(of_many_texts_the_newest_are_known),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
