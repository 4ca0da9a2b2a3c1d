/* The laws of include/core/identity.h, on a real store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "../store/scratch.h"
#include "core/token.h"

static int start(void **state)
{
	if (crypto_start() || scratch_start(state))
		return -1;
	scratch_populate();
	return 0;
}

static void a_token_is_a_secret_of_256_bits(void **state)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	unsigned char hash[CRYPTO_DIGEST_SIZE], other_hash[CRYPTO_DIGEST_SIZE];
	char token[TOKEN_SIZE], other[TOKEN_SIZE];

	token_make(token, hash);
	token_make(other, other_hash);
	assert_int_equal(strlen(token), TOKEN_SIZE - 1);
	assert_memory_equal(token, "aw_", 3);
	assert_int_equal(strspn(token + 3, digits), 52);
	assert_string_not_equal(token, other);
	assert_memory_not_equal(hash, other_hash, sizeof(hash));
}

/* Whose the token of a text is. */
static enum err identity_of_text(const char *text, struct identity *identity)
{
	struct token token;
	enum err err = token_find(
		scratch.store, text, SCRATCH_NOW, &scratch.arena, &scratch.fault, &token);

	return err ? err : identity_of_token(&token, &scratch.arena, &scratch.fault, identity);
}

/* A token like the row, and whose it is. */
static enum err identify(struct token row, const char *suffix, struct identity *identity)
{
	unsigned char hash[CRYPTO_DIGEST_SIZE];
	char token[TOKEN_SIZE + 8];

	token_make(token, hash);
	row.id = store_new_id(scratch.store, SCRATCH_NOW);
	row.hash = (struct slice){(const char *)hash, sizeof(hash)};
	assert_int_equal(store_token_insert(scratch.store, &row), ERR_OK);
	if (row.revoked_at)
		assert_int_equal(
			store_token_revoke(scratch.store, row.name, row.revoked_at), ERR_OK);
	strcat(token, suffix);
	scratch.fault = FAULT_NONE;
	return identity_of_text(token, identity);
}

static void who_bears_a_token_is_its_owner(void **state)
{
	struct identity who = {0};

	assert_int_equal(
		identify((struct token){.name = "ci", .scope = SCOPE_MODERATE}, "", &who), ERR_OK);
	assert_string_equal(who.name, "token:ci");
	assert_int_equal(identity_scope(&who), SCOPE_MODERATE);
	assert_null(who.grants[0].site);

	assert_int_equal(
		identify((struct token){.name = "one", .scope = SCOPE_READ, .site = SCRATCH_SITE},
			"", &who),
		ERR_OK);
	assert_int_equal(identity_scope(&who), SCOPE_READ);
	assert_string_equal(who.grants[0].site, SCRATCH_SITE);
}

static void who_bears_no_good_token_is_nobody(void **state)
{
	static const struct {
		const char *name;
		int64_t expires_at, revoked_at;
		const char *suffix;
		const char *detail; /* NULL: it is good */
	} rows[] = {
		{"good", SCRATCH_NOW + 1, 0, "", NULL},
		{"expires now", SCRATCH_NOW, 0, "", "expired"},
		{"expired", SCRATCH_NOW - 1, 0, "", "expired"},
		{"revoked", 0, SCRATCH_NOW - 1, "", "revoked"},
		{"revoked and expired", 1, SCRATCH_NOW - 1, "", "revoked"},
		{"longer", 0, 0, "0", "not known"},
		{"blank", 0, 0, " ", "not known"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct identity who = {.name = NULL};
		enum err err = identify((struct token){.name = rows[i].name,
						.scope = SCOPE_ADMIN,
						.expires_at = rows[i].expires_at,
						.revoked_at = rows[i].revoked_at},
			rows[i].suffix, &who);

		if (!rows[i].detail) {
			assert_int_equal(err, ERR_OK);
			continue;
		}
		assert_int_equal(err, ERR_UNAUTHENTICATED);
		assert_int_equal(identity_scope(&who), SCOPE_NONE);
		assert_null(who.name);
		assert_non_null(strstr(scratch.fault.detail, rows[i].detail));
	}
}

static void a_text_that_was_never_a_token_is_not_known(void **state)
{
	static const char *const rows[] = {"", "aw_", "x", "\xff", "aw_' OR 1=1 --"};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct identity who;

		assert_int_equal(identity_of_text(rows[i], &who), ERR_UNAUTHENTICATED);
	}
}

static void a_token_for_a_site_is_for_no_other(void **state)
{
	static const struct {
		const char *own, *asked;
		enum err want;
	} rows[] = {
		{NULL, "blog", ERR_OK},
		{NULL, NULL, ERR_OK},
		{"blog", "blog", ERR_OK},
		{"blog", "blog2", ERR_FORBIDDEN},
		{"blog", "Blog", ERR_FORBIDDEN},
		{"blog", NULL, ERR_FORBIDDEN},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct grant grant = {rows[i].own, SCOPE_ADMIN};
		const struct identity who = {.grants = &grant, .grant_count = 1};

		assert_int_equal(identity_may(&who, rows[i].asked, &scratch.fault), rows[i].want);
	}
}

static void each_site_has_a_scope_of_its_own(void **state)
{
	static const struct grant grants[] = {{"blog", SCOPE_READ}, {"news", SCOPE_MODERATE}};
	static const struct {
		enum scope needed;
		const char *asked;
		enum err want;
		const char *site;
	} rows[] = {
		{SCOPE_READ, "blog", ERR_OK, "blog"},
		{SCOPE_READ, "news", ERR_OK, "news"},
		{SCOPE_READ, "other", ERR_FORBIDDEN, NULL},
		{SCOPE_READ, NULL, ERR_INVALID_INPUT, NULL},
		{SCOPE_MODERATE, "blog", ERR_FORBIDDEN, NULL},
		{SCOPE_MODERATE, "news", ERR_OK, "news"},
		{SCOPE_MODERATE, NULL, ERR_OK, "news"}, /* the only one */
		{SCOPE_ADMIN, "news", ERR_FORBIDDEN, NULL},
		{SCOPE_ADMIN, NULL, ERR_FORBIDDEN, NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct identity who = {.name = "account:anna",
			.grants = grants,
			.grant_count = ARRAY_SIZE(grants),
			.needed = rows[i].needed};
		const char *site = NULL;

		scratch.fault = FAULT_NONE;
		assert_int_equal(
			identity_site(&who, rows[i].asked, &scratch.fault, &site), rows[i].want);
		if (rows[i].want == ERR_OK)
			assert_string_equal(site, rows[i].site);
		if (rows[i].asked)
			assert_int_equal(
				identity_may(&who, rows[i].asked, &scratch.fault), rows[i].want);
		assert_int_equal(identity_scope(&who), SCOPE_MODERATE);
	}
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_token_is_a_secret_of_256_bits),
		LAW(who_bears_a_token_is_its_owner),
		LAW(who_bears_no_good_token_is_nobody),
		LAW(a_text_that_was_never_a_token_is_not_known),
		LAW(a_token_for_a_site_is_for_no_other),
		LAW(each_site_has_a_scope_of_its_own),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
