/* Accounts: people who moderate, and what they may do on which site. */
#ifndef AFTERWORD_STORE_ACCOUNT_H
#define AFTERWORD_STORE_ACCOUNT_H

#include "store/store.h"
#include "store/token.h"

struct account {
	int64_t id;
	const char *name;     /* letters, digits, dashes, dots, underscores; small */
	const char *password; /* as crypto_password gives it */
	int64_t created_at;
	int64_t disabled_at;      /* 0: it is not */
	int64_t second_factor_at; /* since when it has one; 0: it has none */
};

extern const char *const role_names[]; /* of each enum scope; NULL-terminated */

struct role {
	const char *site; /* NULL: all */
	int scope;        /* enum scope */
};

extern const struct field_table role_table; /* what lists show */

enum err store_account_by_name(struct store *store, const char *name, struct arena *arena,
	struct account *account) MUST_CHECK;
/*
 * Those whose names come after one, in the order of names, at most `limit`. With `site` those that
 * have a role on it, else all.
 */
enum err store_account_list(struct store *store, const char *site, const char *after, int64_t limit,
	struct arena *arena, struct account **accounts, size_t *count) MUST_CHECK;
/* Whether there is any. */
enum err store_account_exists(struct store *store, bool *exists) MUST_CHECK;
/* How many accounts beside this one administer all sites and are not disabled. */
enum err store_account_other_admins(struct store *store, int64_t id, int64_t *count) MUST_CHECK;
/* CONFLICT: the name is taken. */
enum err store_account_insert(struct store *store, const struct account *account) MUST_CHECK;
enum err store_account_set_password(
	struct store *store, int64_t id, const char *password) MUST_CHECK;
/* `at`: when it was disabled; 0: it is not. */
enum err store_account_set_disabled(struct store *store, int64_t id, int64_t at) MUST_CHECK;

enum err store_role_list(struct store *store, int64_t account, struct arena *arena,
	struct role **roles, size_t *count) MUST_CHECK;
/* In place of the one that the account had there; SCOPE_NONE: none any more. */
enum err store_role_set(
	struct store *store, int64_t account, const char *site, enum scope scope) MUST_CHECK;

#endif
