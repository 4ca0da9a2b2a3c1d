/* The laws of include/base/hex.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/compiler.h"
#include "base/hex.h"

static void each_byte_is_two_digits_and_comes_back(void **state)
{
	unsigned char bytes[256], back[256];
	char text[2 * sizeof(bytes) + 1];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)i;
	hex_write(bytes, sizeof(bytes), text);
	assert_int_equal(strlen(text), 2 * sizeof(bytes));
	assert_memory_equal(text, "000102", 6);
	assert_string_equal(text + 2 * 0xfd, "fdfeff");
	assert_true(hex_read(text, sizeof(back), back));
	assert_memory_equal(back, bytes, sizeof(bytes));
}

static void digits_may_be_large_and_nothing_else_is_one(void **state)
{
	static const char *const others[] = {"0g", "g0", " 1", "1 ", "+1", "-1", "0x", "", "1",
		"\x10\x10", "@0", "`0", "/0", ":0", "G0"};
	unsigned char byte = 0;

	assert_true(hex_read("aF", 1, &byte));
	assert_int_equal(byte, 0xaf);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		assert_false(hex_read(others[i], 1, &byte));
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(each_byte_is_two_digits_and_comes_back),
		cmocka_unit_test(digits_may_be_large_and_nothing_else_is_one),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
