/* The laws of include/core/address.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "core/address.h"

/* 60 octets in UTF-8, fewer as an A-label */
#define LABEL "例例例例例例例例例例例例例例例例例例例例"

static struct arena arena;
static struct fault fault;

static int start(void **state)
{
	arena_init(64 * 1024, &arena);
	fault = FAULT_NONE;
	return 0;
}

static int stop(void **state)
{
	arena_finish(&arena);
	return 0;
}

/* NULL: refused. */
static const char *normal_of(const char *from)
{
	const char *address = NULL;

	fault = FAULT_NONE;
	return address_normalise(from, "email", &arena, &fault, &address) == ERR_OK ? address
										    : NULL;
}

static const char *code_of(const char *from)
{
	if (normal_of(from))
		fail_msg("<%s> was accepted", from);
	assert_int_equal(fault.err, ERR_INVALID_INPUT);
	assert_int_equal(fault.count, 1);
	assert_string_equal(fault.fields[0].name, "email");
	return fault.fields[0].code;
}

static void one_author_has_one_normal_form(void **state)
{
	static const struct {
		const char *from;
		const char *want;
	} rows[] = {
		{"a@example.org", "a@example.org"},
		{"A@Example.ORG", "a@example.org"},
		{" \ta@example.org\r\n", "a@example.org"},
		{"\xc2\xa0"
		 "a@example.org",
			"a@example.org"},
		{"A@Bücher.example", "a@xn--bcher-kva.example"},
		{"a@xn--bcher-kva.example", "a@xn--bcher-kva.example"},
		{"a@XN--BCHER-KVA.EXAMPLE", "a@xn--bcher-kva.example"},
		{"a@bu\xcc\x88"
		 "cher.example",
			"a@xn--bcher-kva.example"},
		{"JOSE\xcc\x81@example.org", "jos\xc3\xa9@example.org"},
		{"jos\xc3\xa9@example.org", "jos\xc3\xa9@example.org"},
		{"STRASSE@example.org", "strasse@example.org"},
		{"Straße@example.org", "strasse@example.org"},
		{"ΣΊΣΥΦΟΣ@example.org", "σίσυφοσ@example.org"},
		{"σίσυφος@example.org", "σίσυφοσ@example.org"},
		{"用户@例え。テスト", "用户@xn--r8jz45g.xn--zckzah"},
		{"first.last+tag@sub.example.org", "first.last+tag@sub.example.org"},
		{"!#$%&'*+-/=?^_`{|}~@example.org", "!#$%&'*+-/=?^_`{|}~@example.org"},
		{"1@1.example", "1@1.example"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *got = normal_of(rows[i].from);

		if (!got)
			fail_msg("<%s> was refused", rows[i].from);
		assert_string_equal(got, rows[i].want);
		assert_string_equal(normal_of(got), got);
	}
}

/* Folding case is not folding everything: what looks alike may be another mailbox. */
static void compatibility_forms_stay_apart(void **state)
{
	assert_string_equal(normal_of("\xc2\xb2@example.org"), "\xc2\xb2@example.org");
	assert_string_equal(normal_of("ａ@example.org"), "ａ@example.org");
}

static void what_is_no_address_is_refused(void **state)
{
	static const struct {
		const char *from;
		const char *code;
	} rows[] = {
		{NULL, "required"},
		{"", "required"},
		{" \r\n", "required"},
		{"mailbox", "not_an_address"},
		{"@example.org", "not_an_address"},
		{"mailbox@", "not_an_address"},
		{"@", "not_an_address"},
		{"mailbox@host", "not_an_address"},
		{"mail@box@example.org", "not_an_address"},
		{"mail box@example.org", "not_an_address"},
		{"mailbox@exam ple.org", "not_an_address"},
		{"mailbox @example.org", "not_an_address"},
		{".mailbox@example.org", "not_an_address"},
		{"mailbox.@example.org", "not_an_address"},
		{"mail..box@example.org", "not_an_address"},
		{"\"mailbox\"@example.org", "not_an_address"},
		{"\"mail box\"@example.org", "not_an_address"},
		{"mailbox(comment)@example.org", "not_an_address"},
		{"Name <mailbox@example.org>", "not_an_address"},
		{"mailbox@example.org, b@example.org", "not_an_address"},
		{"mailbox;@example.org", "not_an_address"},
		{"mailbox\xcd\xbe@example.org", "not_an_address"}, /* U+037E is ; in NFC */
		{"mail\nbox@example.org", "not_an_address"},
		{"mailbox@example.org\nBcc: b@example.org", "not_an_address"},
		{"mailbox\r\n@example.org", "not_an_address"},
		{"mail\xc2\x85"
		 "box@example.org",
			"not_an_address"},
		{"mail\xe2\x80\x8b"
		 "box@example.org",
			"not_an_address"}, /* zero width space */
		{"mail\xe2\x80\xae"
		 "box@example.org",
			"not_an_address"}, /* RLO */
		{"mail\xc2\xa0"
		 "box@example.org",
			"not_an_address"},
		{"mail\xe2\x80\xa8"
		 "box@example.org",
			"not_an_address"}, /* line separator */
		{"mail\xe3\x85\xa4"
		 "box@example.org",
			"not_an_address"}, /* Hangul filler */
		{"mailbox@.example.org", "not_an_address"},
		{"mailbox@example.org.", "not_an_address"},
		{"mailbox@example..org", "not_an_address"},
		{"mailbox@-example.org", "not_an_address"},
		{"mailbox@exam_ple.org", "not_an_address"},
		{"mailbox@192.0.2.1", "not_an_address"},
		{"mailbox@[192.0.2.1]", "not_an_address"},
		{"mailbox@[IPv6:2001:db8::1]", "not_an_address"},
		{"mailbox@xn--a.example", "not_an_address"},
		{"mailbox@example.org:25", "not_an_address"},
		{"mailbox@example.org/path", "not_an_address"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *code = code_of(rows[i].from);

		if (strcmp(code, rows[i].code) != 0)
			fail_msg("<%s> gave %s", rows[i].from, code);
	}
}

static void the_lengths_of_rfc_5321_hold(void **state)
{
	char a[254 + 1];

	memset(a, 'a', sizeof(a) - 1);
	a[sizeof(a) - 1] = '\0';
	assert_non_null(normal_of(arena_format(&arena, "%.64s@a.example", a)));
	assert_string_equal(code_of(arena_format(&arena, "%.65s@a.example", a)), "too_long");
	/* 64 + 1 + 3 * 63 = 254 */
	assert_non_null(normal_of(arena_format(&arena, "%.64s@%.63s.%.63s.%.61s", a, a, a, a)));
	assert_string_equal(
		code_of(arena_format(&arena, "%.64s@%.63s.%.63s.%.62s", a, a, a, a)), "too_long");
	/* octets are counted as they are written, though A-labels may be shorter */
	assert_null(normal_of(arena_format(
		&arena, "a@%s.%s.%s.%s.%s.example", LABEL, LABEL, LABEL, LABEL, LABEL)));
	assert_string_equal(fault.fields[0].code, "too_long");
	assert_non_null(normal_of("a@" LABEL ".example"));
	/* folding makes it longer: U+0149 becomes two code points, three bytes */
	memset(a, 0, sizeof(a));
	for (size_t i = 0; i < 32; i++)
		memcpy(a + 2 * i, "\xc5\x89", 2);
	assert_string_equal(code_of(arena_format(&arena, "%s@a.example", a)), "too_long");
}

/* Promise 1: what stands in a fault is logged, shown, kept. */
static void a_fault_tells_nothing_of_the_address(void **state)
{
	static const char *const refused[] = {"zaphod", "zaphod@", "zaphod@zaphod",
		"zaphod@@x.zaphod", "zaphod@zaphod..zaphod", ".zaphod@zaphod.zaphod",
		"zaphod @zaphod.zaphod", "zaphod@zaphod_.zaphod",
		"zaphodzaphodzaphodzaphodzaphodzaphodzaphodzaphodzaphodzaphodzaphod@zaphod.x"};

	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		code_of(refused[i]);
		assert_null(strstr(fault.detail, "zaphod"));
		assert_null(strstr(fault.fields[0].detail, "zaphod"));
		assert_true(strlen(fault.fields[0].detail) > 10);
	}
}

static void a_failure_leaves_the_result_untouched(void **state)
{
	const char *address = "untouched";

	assert_int_equal(
		address_normalise("x", "email", &arena, &fault, &address), ERR_INVALID_INPUT);
	assert_string_equal(address, "untouched");
}

static void a_full_arena_is_no_memory(void **state)
{
	enum err err = ERR_MEMORY;

	for (size_t room = 0; err; room += 16) {
		const char *address = NULL;
		struct arena full;

		arena_init(room, &full);
		fault = FAULT_NONE;
		err = address_normalise("a@a.example", "email", &full, &fault, &address);
		assert_int_equal(err, fault.err);
		assert_int_equal(fault.count, 0);
		if (err)
			assert_int_equal(err, ERR_MEMORY);
		else
			assert_in_range(room, 1, 256);
		arena_finish(&full);
	}
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(one_author_has_one_normal_form),
		LAW(compatibility_forms_stay_apart),
		LAW(what_is_no_address_is_refused),
		LAW(the_lengths_of_rfc_5321_hold),
		LAW(a_fault_tells_nothing_of_the_address),
		LAW(a_failure_leaves_the_result_untouched),
		LAW(a_full_arena_is_no_memory),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
