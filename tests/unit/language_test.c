/* The laws of include/base/language.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/language.h"
#include "words.h"

static void the_best_that_is_spoken_is_chosen(void **state)
{
	static const struct {
		const char *list, *tag; /* NULL: none */
	} rows[] = {
		{"de", "de"},
		{"DE", "de"},
		{"de-AT", "de"},
		{"pt-BR", "pt"},
		{"zh-TW", "zh"},
		{"zh-Hant-TW", "zh"},
		{"de-Latn-x-private", "de"},
		{"xx, de", "de"},
		{"xx-YY,de-AT,en", "de"},
		{"en;q=0.8, de;q=0.9", "de"},
		{"en;q=0.8,de;q=0.800", "en"},
		{"fr;q=0.5, de ; q=0.7 ,en;q=0.6", "de"},
		{"de;Q=0.1", "de"},
		{"de;q=0, fr", "fr"},
		{"de;q=0", NULL},
		{"de;q=0.000,*;q=0.1", "en"},
		{"*", "en"},
		{"xx,*;q=0.1", "en"},
		{"de;q=1.000", "de"},
		{"de;q=1.001", NULL},
		{"de;q=2", NULL},
		{"de;q=", NULL},
		{"de;q=0.1234", NULL},
		{"de;q=a, fr;q=0.1", "fr"},
		{"de;level=1", NULL},
		{",,  ,de", "de"},
		{"d", NULL},
		{"den", NULL},
		{"-", NULL},
		{"-de", NULL},
		{"de-", "de"},
		{";q=1", NULL},
		{"xx", NULL},
		{"", NULL},
		{NULL, NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct language *found = language_wanted(rows[i].list);

		if (!found != !rows[i].tag || (found && strcmp(found->tag, rows[i].tag) != 0))
			fail_msg("%s: %s", rows[i].list, found ? found->tag : "none");
	}
}

static void english_stands_first_and_each_says_all(void **state)
{
	assert_string_equal(languages[0].tag, "en");
	for (const struct language *language = languages; language->tag; language++) {
		assert_ptr_equal(language_wanted(language->tag), language);
		for (size_t i = 0; i < word_name_count; i++)
			assert_true(language->words[word_names[i].word] ||
				    language->words[word_names[i].word + PLURAL_OTHER]);
	}
}

static void a_word_is_found_by_its_whole_name(void **state)
{
	for (size_t i = 0; i < word_name_count; i++)
		assert_int_equal(word_find(word_names[i].name, strlen(word_names[i].name)),
			word_names[i].word);
	assert_int_equal(word_find("form.title}}", 10), WORD_FORM_TITLE);
	assert_int_equal(word_find("form.titl", 9), -1);
	assert_int_equal(word_find("form.titles", 11), -1);
	assert_int_equal(word_find("", 0), -1);
}

static void a_mistake_is_said_by_code_and_field(void **state)
{
	const struct language *german = language_wanted("de");
	struct fault fault = FAULT_NONE;

	fault_field(&fault, "name", "required", "In English.");
	fault_field(&fault, "page", "required", "In English.");
	fault_field(&fault, "page2", "nobody_knows", "In English.");
	assert_ptr_equal(language_mistake(german, &fault.fields[0]),
		word(german, WORD_MISTAKE_REQUIRED_NAME));
	assert_ptr_equal(
		language_mistake(german, &fault.fields[1]), word(german, WORD_MISTAKE_REQUIRED));
	assert_null(language_mistake(german, &fault.fields[2]));
	assert_string_equal(language_mistake(languages, &fault.fields[0]), "In English.");
	memset(fault.fields[1].name, 'x', sizeof(fault.fields[1].name) - 1);
	assert_ptr_equal(
		language_mistake(german, &fault.fields[1]), word(german, WORD_MISTAKE_REQUIRED));
}

static void a_problem_is_said_by_its_error(void **state)
{
	struct fault fault = FAULT_NONE;

	fault_set(&fault, ERR_PAGE_CLOSED, "In English.");
	assert_ptr_equal(language_problem(language_wanted("de"), &fault),
		word(language_wanted("de"), WORD_PROBLEM_PAGE_CLOSED));
	assert_string_equal(language_problem(languages, &fault), "In English.");
	fault_set(&fault, ERR_UNAUTHENTICATED, "In English.");
	assert_null(language_problem(language_wanted("de"), &fault));
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(the_best_that_is_spoken_is_chosen),
		cmocka_unit_test(english_stands_first_and_each_says_all),
		cmocka_unit_test(a_word_is_found_by_its_whole_name),
		cmocka_unit_test(a_mistake_is_said_by_code_and_field),
		cmocka_unit_test(a_problem_is_said_by_its_error),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
