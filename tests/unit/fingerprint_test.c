/* The laws of include/core/fingerprint.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "core/fingerprint.h"
#include "fixed_keys.h"

static const struct site blog = {.id = "blog", .salt = {"0123456789abcdef", SITE_SALT_SIZE}};

static struct fingerprint make(const struct keys *key, enum fingerprint_cost cost,
	const struct site *site, const char *address)
{
	struct fingerprint fingerprint = {{0}};

	assert_int_equal(fingerprint_make(key, cost, site, address, &fingerprint), ERR_OK);
	assert_int_equal(strlen(fingerprint.tag), FINGERPRINT_TAG_SIZE - 1);
	return fingerprint;
}

static void every_cost_has_its_work(void **state)
{
	for (int cost = 0; cost < FINGERPRINT_COST__MAX; cost++) {
		struct fingerprint one =
			make(fixed_keys[0], (enum fingerprint_cost)cost, &blog, "anna@example.org");
		struct fingerprint again =
			make(fixed_keys[0], (enum fingerprint_cost)cost, &blog, "anna@example.org");

		assert_memory_equal(one.bytes, again.bytes, sizeof(one.bytes));
		assert_string_equal(one.tag, again.tag);
	}
}

/* Authors keep their history only as long as this stays as it is. */
static void a_keyed_fingerprint_is_the_same_for_ever(void **state)
{
	static const unsigned char want[CRYPTO_DIGEST_SIZE] = {0xc8, 0xfa, 0xa2, 0x31, 0x14, 0x93,
		0x54, 0x45, 0x42, 0xc6, 0x42, 0xce, 0x66, 0x6d, 0x23, 0xf0, 0x95, 0xdc, 0x49, 0xf1,
		0x5a, 0x9c, 0x9c, 0xc1, 0xc8, 0xc4, 0xc0, 0xca, 0x61, 0x32, 0xa5, 0x9f};
	struct fingerprint got =
		make(fixed_keys[0], FINGERPRINT_COST_KEYED, &blog, "anna@example.org");

	assert_memory_equal(got.bytes, want, sizeof(want));
	assert_string_equal(got.tag, "yx205yg6");
}

static void whatever_differs_makes_another_author(void **state)
{
	static const struct site news = {.id = "news", .salt = {"0123456789abcdef", 16}};
	static const struct site salted = {.id = "blog", .salt = {"fedcba9876543210", 16}};
	const struct {
		const struct keys *key;
		enum fingerprint_cost cost;
		const struct site *site;
		const char *address;
	} rows[] = {
		{fixed_keys[0], FINGERPRINT_COST_KEYED, &blog, "anna@example.org"},
		{fixed_keys[1], FINGERPRINT_COST_KEYED, &blog, "anna@example.org"},
		{fixed_keys[0], FINGERPRINT_COST_STANDARD, &blog, "anna@example.org"},
		{fixed_keys[0], FINGERPRINT_COST_STRONG, &blog, "anna@example.org"},
		{fixed_keys[0], FINGERPRINT_COST_KEYED, &news, "anna@example.org"},
		{fixed_keys[0], FINGERPRINT_COST_STANDARD, &salted, "anna@example.org"},
		{fixed_keys[0], FINGERPRINT_COST_KEYED, &blog, "anne@example.org"},
		{fixed_keys[0], FINGERPRINT_COST_KEYED, &blog, ""},
	};
	struct fingerprint prints[ARRAY_SIZE(rows)];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		prints[i] = make(rows[i].key, rows[i].cost, rows[i].site, rows[i].address);
		for (size_t k = 0; k < i; k++) {
			assert_memory_not_equal(
				prints[i].bytes, prints[k].bytes, sizeof(prints[i].bytes));
			assert_string_not_equal(prints[i].tag, prints[k].tag);
		}
	}
}

/* With one stretching for all of them. */
static void every_key_that_lives_knows_the_address(void **state)
{
	for (int cost = 0; cost < FINGERPRINT_COST__MAX; cost++) {
		struct fingerprint old =
			make(fixed_keys[0], (enum fingerprint_cost)cost, &blog, "anna@example.org");
		struct fingerprint new =
			make(fixed_several, (enum fingerprint_cost)cost, &blog, "anna@example.org");
		struct fingerprint other =
			make(fixed_several, (enum fingerprint_cost)cost, &blog, "anne@example.org");
		const struct slice known = {(const char *)old.bytes, sizeof(old.bytes)};

		assert_int_equal(old.old_count, 0);
		assert_int_equal(new.old_count, 1);
		assert_memory_equal(new.old[0], old.bytes, sizeof(old.bytes));
		assert_memory_not_equal(new.bytes, old.bytes, sizeof(old.bytes));
		assert_true(fingerprint_is(&old, known));
		assert_true(fingerprint_is(&new, known));
		assert_false(fingerprint_is(&other, known));
		assert_false(fingerprint_is(&new, (struct slice){known.at, known.length - 1}));
	}
}

static void an_avatar_is_an_authors_on_one_site_under_one_key(void **state)
{
	static const int64_t anna = 1234567, anne = 1234568;
	const struct {
		struct keys *keys;
		const char *site;
		int64_t author;
	} rows[] = {
		{fixed_keys[0], "blog", anna},
		{fixed_keys[1], "blog", anna},
		{fixed_keys[0], "news", anna},
		{fixed_keys[0], "blog", anne},
	};
	char avatars[ARRAY_SIZE(rows)][FINGERPRINT_AVATAR_SIZE], again[FINGERPRINT_AVATAR_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		fingerprint_avatar(rows[i].keys, rows[i].site, rows[i].author, avatars[i]);
		assert_int_equal(strspn(avatars[i], "0123456789abcdef"), 16);
		assert_int_equal(strlen(avatars[i]), 16);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(avatars[i], avatars[k]);
	}
	fingerprint_avatar(fixed_keys[0], "blog", anna, again);
	assert_string_equal(again, avatars[0]);
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(every_cost_has_its_work),
		cmocka_unit_test(a_keyed_fingerprint_is_the_same_for_ever),
		cmocka_unit_test(an_avatar_is_an_authors_on_one_site_under_one_key),
		cmocka_unit_test(every_key_that_lives_knows_the_address),
		cmocka_unit_test(whatever_differs_makes_another_author),
	};

	return cmocka_run_group_tests(laws, fixed_keys_start, fixed_keys_stop);
}
