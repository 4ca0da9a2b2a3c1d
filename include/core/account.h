/* Accounts: people who sign in with a name and a password. */
#ifndef AFTERWORD_CORE_ACCOUNT_H
#define AFTERWORD_CORE_ACCOUNT_H

#include "base/arena.h"
#include "core/crypto.h"
#include "store/account.h"

enum { ACCOUNT_NAME_MAX = 64, PASSWORD_MIN = 12, PASSWORD_MAX = 1024 };

/*
 * The name in small letters, in the arena. INVALID_INPUT at the field `name`: it must be 1 to
 * ACCOUNT_NAME_MAX letters, digits, dashes, dots or underscores.
 */
enum err account_name(
	const char *from, struct arena *arena, struct fault *fault, const char **name) MUST_CHECK;

/* INVALID_INPUT at the field `password`: PASSWORD_MIN to PASSWORD_MAX bytes. */
enum err account_password(const char *password, struct fault *fault) MUST_CHECK;

/*
 * Whether name and password are an account's that may sign in. Looks like it for as long when there
 * is no such account: `account` NULL. UNAUTHENTICATED.
 */
enum err account_verify(
	const struct account *account, const char *password, struct fault *fault) MUST_CHECK;

#endif
