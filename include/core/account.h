/* Accounts: people who sign in with a name and a password, and what they may do on which site. */
#ifndef AFTERWORD_CORE_ACCOUNT_H
#define AFTERWORD_CORE_ACCOUNT_H

#include "base/arena.h"
#include "base/input.h"
#include "base/json.h"
#include "core/change.h"
#include "core/crypto.h"
#include "store/account.h"

enum { ACCOUNT_NAME_MAX = 64, ACCOUNT_ROLES_MAX = 64, PASSWORD_MIN = 12, PASSWORD_MAX = 1024 };

enum account_state {
	ACCOUNT_STATE_ACTIVE,
	ACCOUNT_STATE_DISABLED, /* nobody signs in */
	ACCOUNT_STATE__MAX
};

/* NULL-terminated */
extern const char *const account_state_names[];
extern const char *const account_factor_names[]; /* of a second factor: off, on */

/*
 * The name in small letters, in the arena. INVALID_INPUT at the field `name`: it must be 1 to
 * ACCOUNT_NAME_MAX letters, digits, dashes, dots or underscores.
 */
enum err account_name(
	const char *from, struct arena *arena, struct fault *fault, const char **name) MUST_CHECK;

/* INVALID_INPUT at the field: PASSWORD_MIN to PASSWORD_MAX bytes. */
enum err account_password(const char *password, const char *field, struct fault *fault) MUST_CHECK;

/*
 * Whether name and password are an account's that may sign in. Looks like it for as long when there
 * is no such account: `account` NULL. UNAUTHENTICATED.
 */
enum err account_verify(
	const struct account *account, const char *password, struct fault *fault) MUST_CHECK;

/*
 * In the writer's transaction: reads the account again. UNAUTHENTICATED: it was disabled, or its
 * password was changed, since it was read.
 */
enum err account_again(struct store *store, struct arena *arena, struct fault *fault,
	struct account *account) MUST_CHECK;

/* A role as typed; no site: all. */
struct role_input {
	const char *site, *role;
};

/* What is asked for, as typed. */
struct account_input {
	const char *name, *password;
	struct input_list roles; /* of struct role_input */
	const char *state, *second_factor;
};

extern const struct input_table account_add_table; /* name, password and roles */
extern const struct input_table account_set_table; /* all but the name */

struct account_change {
	const char *name;
	const char *password; /* as crypto_password gives it; NULL: it stays */
	struct role *roles;   /* each in place of the one there; SCOPE_NONE: none any more */
	size_t role_count;
	int state; /* enum account_state; -1: it stays */
	bool second_factor_off;
};

/* All but the password. INVALID_INPUT with every mistake. `one`: a role's are called role and site.
 */
enum err account_change_init(const struct account_input *input, bool one, struct arena *arena,
	struct fault *fault, struct account_change *change) MUST_CHECK;

/* The same for a new account: it needs a role. */
enum err account_add_init(const struct account_input *input, bool one, struct arena *arena,
	struct fault *fault, struct account_change *change) MUST_CHECK;

/*
 * FORBIDDEN: a site is not theirs. INVALID_INPUT at `name`: it is taken; at a site: there is none.
 */
enum err account_add(const struct changing *by, const struct account_change *change) MUST_CHECK;

/*
 * Whoever may do less, or has a new password, signs in again. NOT_FOUND. FORBIDDEN: a site is not
 * theirs; for all but roles, one that the account has a role on. CONFLICT: nobody would be left who
 * administers all sites.
 */
enum err account_set(const struct changing *by, const struct account_change *change) MUST_CHECK;

/* One's own: ends one's other sessions. `password` as crypto_password gives it. */
enum err account_set_password(
	const struct changing *by, const struct account *account, const char *password) MUST_CHECK;

/* Name, state, second factor and roles, as members of an open object. */
void account_put(struct json_writer *json, const struct account *account, const struct role *roles,
	size_t count);

#endif
