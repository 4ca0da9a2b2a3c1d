/* The laws of include/core/sha1.h: the examples of RFC 3174 and RFC 2202, and every length. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "core/sha1.h"

#define SLICE(text) {text, sizeof(text) - 1}

static void check_hex(const unsigned char digest[SHA1_SIZE], const char *want)
{
	char hex[2 * SHA1_SIZE + 1];

	for (int i = 0; i < SHA1_SIZE; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	assert_string_equal(hex, want);
}

/* RFC 3174, section 7.3, TEST1 to TEST4 */
static void the_digest_is_sha_1(void **state)
{
	static const struct {
		struct slice piece;
		int times;
		const char *want;
	} rows[] = {
		{SLICE("abc"), 1, "a9993e364706816aba3e25717850c26c9cd0d89d"},
		{SLICE("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), 1,
			"84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
		{SLICE("a"), 1000000, "34aa973cd4c4daa4f61eeb2bdbad27316534016f"},
		{SLICE("0123456701234567012345670123456701234567012345670123456701234567"), 10,
			"dea356a2cddd90c7a7ecedc5ebb563934f460452"},
		{SLICE(""), 0, "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
	};
	static char message[1000000];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t length = rows[i].piece.length;
		unsigned char digest[SHA1_SIZE];

		for (int k = 0; k < rows[i].times; k++)
			memcpy(message + (size_t)k * length, rows[i].piece.at, length);
		sha1((struct slice){message, (size_t)rows[i].times * length}, digest);
		check_hex(digest, rows[i].want);
	}
}

/* Where the padding takes one block and where it takes two; the want is of another implementation.
 */
static void every_length_is_padded(void **state)
{
	unsigned char all[SHA1_SIZE] = {0}, digest[SHA1_SIZE];
	char message[200];

	memset(message, 'x', sizeof(message));
	for (size_t length = 0; length < sizeof(message); length++) {
		sha1((struct slice){message, length}, digest);
		for (int i = 0; i < SHA1_SIZE; i++)
			all[i] ^= digest[i];
	}
	check_hex(all, "3537180328dc52a4bb13d7ebe6bbcddaaadbcd04");
}

/* RFC 2202, section 3 */
static void the_code_is_hmac_sha_1(void **state)
{
	static const struct {
		char byte;
		int times;
		struct slice key; /* where it is no byte many times */
		const char *data;
		size_t length; /* 0: of the text */
		const char *want;
	} rows[] = {
		{0x0b, 20, {0}, "Hi There", 0, "b617318655057264e28bc0b6fb378c8ef146be00"},
		{0, 0, SLICE("Jefe"), "what do ya want for nothing?", 0,
			"effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
		{(char)0xaa, 20, {0}, "\xdd", 50, "125d7342b9ac11cd91a39af48aa17b4f63f175d3"},
		{0, 0,
			SLICE("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"
			      "\x11\x12\x13\x14\x15\x16\x17\x18\x19"),
			"\xcd", 50, "4c9007f4026250c6bc8414f9bf50c86c2d7235da"},
		{0x0c, 20, {0}, "Test With Truncation", 0,
			"4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"},
		{(char)0xaa, 80, {0}, "Test Using Larger Than Block-Size Key - Hash Key First", 0,
			"aa4ae5e15272d00e95705637ce8a3b55ed402112"},
		{(char)0xaa, 80, {0},
			"Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data",
			0, "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char bytes[80], data[80];
		struct slice key = rows[i].key, message = {rows[i].data, strlen(rows[i].data)};
		unsigned char code[SHA1_SIZE];

		memset(bytes, rows[i].byte, sizeof(bytes));
		if (rows[i].times)
			key = (struct slice){bytes, (size_t)rows[i].times};
		memset(data, rows[i].data[0], sizeof(data));
		if (rows[i].length)
			message = (struct slice){data, rows[i].length};
		hmac_sha1(key, message, code);
		check_hex(code, rows[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(the_digest_is_sha_1),
		cmocka_unit_test(every_length_is_padded),
		cmocka_unit_test(the_code_is_hmac_sha_1),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
