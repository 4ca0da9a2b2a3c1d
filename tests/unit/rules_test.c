/* The laws of include/core/rules.h, words.h and pattern.h: what a rule may be, and what it matches.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "core/pattern.h"
#include "core/rules.h"
#include "core/words.h"

static struct arena arena;
static struct fault fault;

static int start(void **state)
{
	arena_init(64 * 1024 * 1024, &arena);
	fault = FAULT_NONE;
	return 0;
}

static int stop(void **state)
{
	arena_finish(&arena);
	return 0;
}

static void words_are_whole_and_folded(void **state)
{
	static const struct {
		const char *text, *folded;
	} rows[] = {
		{"", ""},
		{" ... ", ""},
		{"Well said", " well said "},
		{"STRASSE, Straße; ﬁn", " strasse strasse fin "},
		{"don't\tgo-go 4u", " don t go go 4u "},
		{"ca\xc2\xadsi\xe2\x80\x8bno", " casino "},
		{"賭場 online", " 賭 場 online "},
		{"Ünïted e\xcc\x81", " ünïted é "},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(words_fold(rows[i].text, &arena), rows[i].folded);
}

/* Sixteen kilobytes of marks would take a second to fold. */
static void marks_without_end_are_cut_before_folding(void **state)
{
	char text[2 + 2 * 8000 + 1] = "a";
	const char *folded;

	for (size_t i = 0; i < 8000; i++)
		memcpy(text + 1 + 2 * i, "\xcc\x81", 3);
	folded = words_fold(text, &arena);
	assert_true(strlen(folded) < 32);
}

static void a_pattern_is_bounded_and_says_what_is_wrong(void **state)
{
	static const struct {
		const char *text, *code;
	} rows[] = {
		{"(", "not_a_pattern"},
		{"[a-", "not_a_pattern"},
		{"\\C", "not_a_pattern"},
		{"(?=ab\\K)a", "not_a_pattern"}, /* it would end before it begins */
		{"((((((((((((((((((((((x))))))))))))))))))))))", "not_a_pattern"},
		{"x*", "matches_all"},
		{"|x", "matches_all"},
		{"^", "matches_all"},
	};
	char long_one[PATTERN_LENGTH_MAX + 2];
	struct pattern *pattern;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		fault = FAULT_NONE;
		assert_int_equal(
			pattern_create(rows[i].text, "value", &fault, &pattern), ERR_INVALID_INPUT);
		assert_string_equal(fault_find(&fault, "value")->code, rows[i].code);
	}
	memset(long_one, 'x', sizeof(long_one) - 1);
	long_one[sizeof(long_one) - 1] = '\0';
	fault = FAULT_NONE;
	assert_int_equal(pattern_create(long_one, "value", &fault, &pattern), ERR_INVALID_INPUT);
	assert_string_equal(fault_find(&fault, "value")->code, "too_long");
}

static enum pattern_result match(const char *text, const char *in, const char **what)
{
	struct slice found = {"", 0};
	struct pattern *pattern;
	enum pattern_result result;

	assert_int_equal(pattern_create(text, "value", &fault, &pattern), ERR_OK);
	result = pattern_match(pattern, (struct slice){in, strlen(in)}, &found);
	pattern_destroy(pattern);
	*what = arena_copy(&arena, found.at, found.length);
	return result;
}

static void a_pattern_matches_in_any_case_or_gives_up(void **state)
{
	char many[4096];
	const char *what;

	assert_int_equal(match("caf[eé]", "Im CAFÉ", &what), PATTERN_MATCH);
	assert_string_equal(what, "CAFÉ");
	assert_int_equal(match("(?-i)caf", "CAF", &what), PATTERN_NONE);
	memset(many, 'a', sizeof(many) - 1);
	many[sizeof(many) - 1] = '\0';
	assert_int_equal(match("(a+)+[bc]$", many, &what), PATTERN_TOO_SLOW);
	/* a long text alone is no reason to give up */
	assert_int_equal(match("b.*c", many, &what), PATTERN_NONE);
}

static struct rule rule_of(const char *kind, const char *value)
{
	const struct rule_input input = {.kind = kind, .value = value, .action = "reject"};
	struct rule rule = {0};

	fault = FAULT_NONE;
	if (rule_change(&input, &arena, &fault, &rule))
		fail_msg("%s %s: %s", kind, value, fault.fields[0].detail);
	rule.id = 7;
	return rule;
}

static void a_value_is_kept_in_its_normal_form(void **state)
{
	static const struct {
		const char *kind, *value, *kept;
	} rows[] = {
		{"words", "\nCasino\n\n best price \n", "Casino\n best price "},
		{"pattern", "a+b", "a+b"},
		{"name", "  Anna ", "Anna"},
		{"host", " *.Bücher.example ", "xn--bcher-kva.example"},
		{"host", "[2001:DB8::1]", "[2001:db8::1]"},
		{"author", "0123abcd", "0123abcd"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(rule_of(rows[i].kind, rows[i].value).value, rows[i].kept);
}

static void what_is_wrong_with_a_rule_is_told_whole(void **state)
{
	static const struct {
		const char *kind, *value, *code;
	} rows[] = {
		{"words", "", "required"},
		{"words", "good\n!!!", "no_word"},
		{"words", " \n ", "required"},
		{"pattern", "(", "not_a_pattern"},
		{"name", " ", "required"},
		{"host", "https://example.org", "not_a_host"},
		{"host", "*.", "not_a_host"},
		{"author", "0123", "not_a_tag"},
		{"network", "0123abci", "not_a_tag"},
	};
	const struct rule_input nothing = {.state = "maybe"};
	struct rule rule = {.state = RULE_STATE_OFF};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct rule_input input = {
			.kind = rows[i].kind, .value = rows[i].value, .action = "hold"};

		fault = FAULT_NONE;
		assert_int_equal(rule_change(&input, &arena, &fault, &rule), ERR_INVALID_INPUT);
		assert_string_equal(fault_find(&fault, "value")->code, rows[i].code);
	}
	fault = FAULT_NONE;
	assert_int_equal(rule_change(&nothing, &arena, &fault, &rule), ERR_INVALID_INPUT);
	assert_int_equal(fault.count, 4);
	assert_string_equal(fault_find(&fault, "kind")->code, "required");
	assert_string_equal(fault_find(&fault, "action")->code, "required");
	assert_string_equal(fault_find(&fault, "value")->code, "required");
	assert_string_equal(fault_find(&fault, "state")->code, "unknown_value");
	assert_int_equal(rule.state, RULE_STATE_OFF);
}

static void a_change_keeps_what_is_not_said(void **state)
{
	struct rule rule = rule_of("words", "casino");
	const struct rule_input off = {.state = "off"};
	const struct rule_input pattern = {.kind = "pattern", .value = "a+b", .note = "Why."};
	const struct rule_input wrong = {.kind = "host"};

	assert_int_equal(rule_change(&off, &arena, &fault, &rule), ERR_OK);
	assert_int_equal(rule.state, RULE_STATE_OFF);
	assert_string_equal(rule.value, "casino");
	assert_int_equal(rule.action, RULE_ACTION_REJECT);
	assert_int_equal(rule_change(&pattern, &arena, &fault, &rule), ERR_OK);
	assert_int_equal(rule.kind, RULE_KIND_PATTERN);
	assert_string_equal(rule.note, "Why.");
	/* the value must fit the kind */
	assert_int_equal(rule_change(&wrong, &arena, &fault, &rule), ERR_INVALID_INPUT);
	assert_int_equal(rule.kind, RULE_KIND_PATTERN);
}

static void a_rule_matches_what_its_kind_looks_at(void **state)
{
	static const struct {
		const char *kind, *value, *what; /* NULL: it does not match */
	} rows[] = {
		{"words", "CASINO", "casino"},
		{"words", "asino", NULL},
		{"words", "nothing\nbest price", "best price"},
		{"words", "price best", NULL},
		{"words", "anna casino", NULL}, /* of two fields */
		{"words", "Anna", "anna"},
		{"words", "anna example", "anna example"},
		{"pattern", "best\\s+price", "Best\nprice"},
		{"pattern", "^anna$", "Anna"},
		{"pattern", "prize", NULL},
		{"name", "ANNA", "Anna"},
		{"name", "Ann", NULL},
		{"host", "example", "anna.example"},
		{"host", "anna.example", "anna.example"},
		{"host", "nna.example", NULL},
		{"host", "shop.test", "www.shop.test"},
		{"host", "www.shop", NULL},
		{"author", "abcdefgh", "abcdefgh"},
		{"author", "abcdefgg", NULL},
		{"network", "abcdefgh", NULL},
	};
	const struct rules_text text = {
		.name = "Anna",
		.website = "https://anna.example/",
		.body = "Casino! Best\nprice at https://www.shop.test/now",
		.author = "abcdefgh",
		.links = &(struct links){.count = 1, .hosts = (const char *[]){"www.shop.test"}},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rule rule = rule_of(rows[i].kind, rows[i].value);
		struct rule_match *matches;
		struct rules *rules;
		size_t count;

		assert_int_equal(rules_create(&rule, 1, &rules), ERR_OK);
		assert_int_equal(rules_match(rules, &text, &arena, &matches, &count), ERR_OK);
		if (count != (rows[i].what ? 1 : 0))
			fail_msg("%s %s", rows[i].kind, rows[i].value);
		if (count) {
			assert_int_equal(matches[0].rule, 7);
			assert_int_equal(matches[0].action, RULE_ACTION_REJECT);
			assert_int_equal(matches[0].what.length, strlen(rows[i].what));
			assert_memory_equal(matches[0].what.at, rows[i].what, strlen(rows[i].what));
		}
		rules_release(rules);
	}
}

static void rules_that_are_off_do_not_match(void **state)
{
	struct rule rows[] = {rule_of("words", "casino"), rule_of("name", "anna")};
	const struct rules_text text = {
		.name = "Anna", .body = "casino", .links = &(struct links){0}};
	struct rule_match *matches;
	struct rules *rules;
	size_t count;

	rows[0].state = RULE_STATE_OFF;
	rows[1].id = 8;
	assert_int_equal(rules_create(rows, 2, &rules), ERR_OK);
	assert_int_equal(rules_match(rules, &text, &arena, &matches, &count), ERR_OK);
	assert_int_equal(count, 1);
	assert_int_equal(matches[0].rule, 8);
	rules_release(rules);
}

/* Patterns that are slow together are not tried without end. */
static void slow_patterns_are_told_and_tried_no_more(void **state)
{
	char many[4096];
	struct rule rows[10];
	const struct rules_text text = {.name = "Anna", .body = many, .links = &(struct links){0}};
	struct rule_match *matches;
	struct rules *rules;
	size_t count;

	memset(many, 'a', sizeof(many) - 1);
	many[sizeof(many) - 1] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		rows[i] = rule_of("pattern", "(a+)+[bc]$");
	assert_int_equal(rules_create(rows, ARRAY_SIZE(rows), &rules), ERR_OK);
	assert_int_equal(rules_match(rules, &text, &arena, &matches, &count), ERR_OK);
	assert_int_equal(count, 3);
	for (size_t i = 0; i < count; i++)
		assert_true(matches[i].too_slow);
	rules_release(rules);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(words_are_whole_and_folded),
		LAW(marks_without_end_are_cut_before_folding),
		LAW(a_pattern_is_bounded_and_says_what_is_wrong),
		LAW(a_pattern_matches_in_any_case_or_gives_up),
		LAW(a_value_is_kept_in_its_normal_form),
		LAW(what_is_wrong_with_a_rule_is_told_whole),
		LAW(a_change_keeps_what_is_not_said),
		LAW(a_rule_matches_what_its_kind_looks_at),
		LAW(rules_that_are_off_do_not_match),
		LAW(slow_patterns_are_told_and_tried_no_more),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
