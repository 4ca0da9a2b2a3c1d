/* The laws of include/core/totp.h: the examples of RFC 6238, and which codes are taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/time.h"
#include "core/totp.h"

/* RFC 6238, appendix B: of its eight digits the last six. */
static const unsigned char secret[] = "12345678901234567890";
static const struct {
	int64_t seconds;
	const char *code;
} examples[] = {
	{59, "287082"},
	{1111111109, "081804"},
	{1111111111, "050471"},
	{1234567890, "005924"},
	{2000000000, "279037"},
	{20000000000, "353130"},
};

static void codes_are_those_of_the_rfc(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(examples); i++) {
		int64_t time = examples[i].seconds * TIME_SECOND;
		char code[TOTP_SIZE];

		totp_code(secret, totp_step(time), code);
		assert_string_equal(code, examples[i].code);
		assert_int_equal(totp_find(secret, code, time, 0), totp_step(time));
	}
}

static void a_clock_may_be_a_step_off(void **state)
{
	int64_t step = 41152263, time = step * 30 * TIME_SECOND;

	for (int off = -3; off <= 3; off++) {
		char code[TOTP_SIZE];
		int64_t want = off >= -1 && off <= 1 ? step + off : 0;

		totp_code(secret, step + off, code);
		assert_int_equal(totp_find(secret, code, time, 0), want);
		assert_int_equal(totp_find(secret, code, time + 30 * TIME_SECOND - 1, 0), want);
	}
}

static void a_code_works_once_and_none_before_it_afterwards(void **state)
{
	int64_t step = 41152263, time = step * 30 * TIME_SECOND;
	char code[TOTP_SIZE];

	for (int64_t last = step - 2; last <= step + 2; last++)
		for (int64_t of = step - 1; of <= step + 1; of++) {
			totp_code(secret, of, code);
			assert_int_equal(totp_find(secret, code, time, last), of > last ? of : 0);
		}
}

static void what_is_no_code_is_of_no_step(void **state)
{
	static const char *const rows[] = {"", "28708", "2870822", "287083", "28708a", "      "};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(totp_find(secret, rows[i], 59 * TIME_SECOND, 0), 0);
}

static void authenticators_can_read_the_secret(void **state)
{
	struct arena arena;
	const char *text;

	arena_init(4096, &arena);
	text = totp_secret_text(secret, &arena);
	assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	assert_string_equal(totp_uri(text, "anna.b", "comments.example:8080", &arena),
		"otpauth://totp/Afterword:anna.b%40comments.example%3A8080"
		"?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Afterword&algorithm=SHA1"
		"&digits=6&period=30");
	arena_finish(&arena);
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(codes_are_those_of_the_rfc),
		cmocka_unit_test(a_clock_may_be_a_step_off),
		cmocka_unit_test(a_code_works_once_and_none_before_it_afterwards),
		cmocka_unit_test(what_is_no_code_is_of_no_step),
		cmocka_unit_test(authenticators_can_read_the_secret),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
