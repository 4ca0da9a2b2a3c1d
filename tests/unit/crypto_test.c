/* The laws of include/core/crypto.h: the primitives are those that the RFCs describe. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "core/crypto.h"

static int start(void **state)
{
	return crypto_start() != ERR_OK;
}

#define SLICE(text) ((struct slice){text, sizeof(text) - 1})

/* RFC 7693, appendix A, without key, salt or purpose. */
static void the_digest_is_blake2b(void **state)
{
	static const unsigned char want[] = {0xba, 0x80, 0xa5, 0x3f, 0x98, 0x1c, 0x4d, 0x0d, 0x6a,
		0x27, 0x97, 0xb6, 0x9f, 0x12, 0xf6, 0xe9, 0x4c, 0x21, 0x2f, 0x14, 0x68, 0x5a, 0xc4,
		0xb7, 0x4b, 0x12, 0xbb, 0x6f, 0xdb, 0xff, 0xa2, 0xd1, 0x7d, 0x87, 0xc5, 0x39, 0x2a,
		0xab, 0x79, 0x2d, 0xc2, 0x52, 0xd5, 0xde, 0x45, 0x33, 0xcc, 0x95, 0x18, 0xd3, 0x8a,
		0xa8, 0xdb, 0xf1, 0x92, 0x5a, 0xb9, 0x23, 0x86, 0xed, 0xd4, 0x00, 0x99, 0x23};
	unsigned char out[64];

	crypto_digest(NULL, NULL, "", SLICE("abc"), out, sizeof(out));
	assert_memory_equal(out, want, sizeof(want));
}

static void what_is_sealed_is_opened_by_key_and_context_alone(void **state)
{
	static const unsigned char keys[2][CRYPTO_KEY_SIZE] = {{1}, {2}};
	unsigned char sealed[7 + CRYPTO_SEAL_SIZE], again[sizeof(sealed)], out[7] = "";
	struct slice whole = {(const char *)sealed, sizeof(sealed)};

	crypto_seal(keys[0], SLICE("anna"), SLICE("message"), sealed);
	crypto_seal(keys[0], SLICE("anna"), SLICE("message"), again);
	assert_memory_not_equal(sealed, again, sizeof(sealed));
	assert_true(crypto_unseal(keys[0], SLICE("anna"), whole, out));
	assert_memory_equal(out, "message", sizeof(out));
	assert_false(crypto_unseal(keys[1], SLICE("anna"), whole, out));
	assert_false(crypto_unseal(keys[0], SLICE("bert"), whole, out));
	for (size_t i = 0; i < sizeof(sealed); i++) {
		sealed[i] ^= 1;
		assert_false(crypto_unseal(keys[0], SLICE("anna"), whole, out));
		sealed[i] ^= 1;
	}
	for (whole.length = 0; whole.length < sizeof(sealed); whole.length++)
		assert_false(crypto_unseal(keys[0], SLICE("anna"), whole, out));
}

static void key_salt_and_purpose_each_make_another_digest(void **state)
{
	static const unsigned char keys[2][CRYPTO_KEY_SIZE] = {
		{1}, {[0] = 1, [CRYPTO_KEY_SIZE - 1] = 1}};
	static const unsigned char salts[2][CRYPTO_SALT_SIZE] = {
		{1}, {[0] = 1, [CRYPTO_SALT_SIZE - 1] = 1}};
	const struct {
		const unsigned char *key, *salt;
		const char *purpose;
		struct slice message;
	} rows[] = {
		{NULL, NULL, "", SLICE("m")},
		{keys[0], NULL, "", SLICE("m")},
		{keys[1], NULL, "", SLICE("m")},
		{NULL, salts[0], "", SLICE("m")},
		{NULL, salts[1], "", SLICE("m")},
		{NULL, NULL, "a", SLICE("m")},
		{NULL, NULL, "sixteen letters!", SLICE("m")},
		{NULL, NULL, "", SLICE("n")},
		{NULL, NULL, "", SLICE("")},
		{keys[0], salts[0], "a", SLICE("m")},
	};
	unsigned char outs[ARRAY_SIZE(rows)][CRYPTO_DIGEST_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		crypto_digest(rows[i].key, rows[i].salt, rows[i].purpose, rows[i].message, outs[i],
			CRYPTO_DIGEST_SIZE);
		for (size_t k = 0; k < i; k++)
			assert_memory_not_equal(outs[i], outs[k], CRYPTO_DIGEST_SIZE);
	}
}

/* Vector of the reference implementation: key 00 … 0f, message 00 … 0e. */
static void the_short_hash_is_siphash(void **state)
{
	static const unsigned char want[] = {0xe5, 0x45, 0xbe, 0x49, 0x61, 0xca, 0x29, 0xa1};
	unsigned char key[CRYPTO_SHORT_KEY_SIZE];
	uint64_t got;

	for (unsigned char i = 0; i < sizeof(key); i++)
		key[i] = i;
	got = crypto_short(key, (struct slice){(const char *)key, 15});
	assert_memory_equal(&got, want, sizeof(want));
}

static void stretching_depends_on_all_that_it_is_given(void **state)
{
	static const unsigned char salts[2][CRYPTO_SALT_SIZE] = {{1}, {2}};
	const struct {
		struct slice secret;
		int salt;
		unsigned passes;
		size_t memory;
	} rows[] = {
		{SLICE("secret"), 0, 1, 8192},
		{SLICE("Secret"), 0, 1, 8192},
		{SLICE("secret"), 1, 1, 8192},
		{SLICE("secret"), 0, 2, 8192},
		{SLICE("secret"), 0, 1, 16384},
	};
	unsigned char outs[ARRAY_SIZE(rows)][CRYPTO_DIGEST_SIZE], again[CRYPTO_DIGEST_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(crypto_stretch(rows[i].secret, salts[rows[i].salt], rows[i].passes,
					 rows[i].memory, outs[i]),
			ERR_OK);
		assert_int_equal(crypto_stretch(rows[i].secret, salts[rows[i].salt], rows[i].passes,
					 rows[i].memory, again),
			ERR_OK);
		assert_memory_equal(outs[i], again, CRYPTO_DIGEST_SIZE);
		for (size_t k = 0; k < i; k++)
			assert_memory_not_equal(outs[i], outs[k], CRYPTO_DIGEST_SIZE);
	}
}

static void equal_is_equal_in_every_byte(void **state)
{
	unsigned char a[32] = {0}, b[32] = {0};

	assert_true(crypto_equal(a, b, sizeof(a)));
	for (size_t i = 0; i < sizeof(b); i++) {
		b[i] = 1;
		assert_false(crypto_equal(a, b, sizeof(a)));
		assert_true(crypto_equal(a, b, i));
		b[i] = 0;
	}
}

static void wiped_is_zero(void **state)
{
	unsigned char bytes[16], zeros[16] = {0};

	memset(bytes, 7, sizeof(bytes));
	crypto_wipe(bytes, sizeof(bytes));
	assert_memory_equal(bytes, zeros, sizeof(zeros));
}

static void random_bytes_are_not_given_twice(void **state)
{
	unsigned char a[32] = {0}, b[32] = {0};

	crypto_random(a, sizeof(a));
	crypto_random(b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
}

static void secrets_may_be_nothing(void **state)
{
	char *secret = crypto_secret_alloc(100);

	assert_non_null(secret);
	memset(secret, 7, 100);
	crypto_secret_free(secret);
	crypto_secret_free(NULL);
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(the_digest_is_blake2b),
		cmocka_unit_test(key_salt_and_purpose_each_make_another_digest),
		cmocka_unit_test(what_is_sealed_is_opened_by_key_and_context_alone),
		cmocka_unit_test(the_short_hash_is_siphash),
		cmocka_unit_test(stretching_depends_on_all_that_it_is_given),
		cmocka_unit_test(equal_is_equal_in_every_byte),
		cmocka_unit_test(wiped_is_zero),
		cmocka_unit_test(random_bytes_are_not_given_twice),
		cmocka_unit_test(secrets_may_be_nothing),
	};

	return cmocka_run_group_tests(laws, start, NULL);
}
