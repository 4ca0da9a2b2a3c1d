/*
 * Second factors: a code that changes with the time (totp.h), and recovery codes for whoever has
 * lost what shows it. The secret is kept sealed with a key of the key file, and bound to the
 * account; of recovery codes a keyed hash is kept. A code works once.
 */
#ifndef AFTERWORD_CORE_SECOND_FACTOR_H
#define AFTERWORD_CORE_SECOND_FACTOR_H

#include "core/change.h"
#include "core/keys.h"
#include "core/totp.h"
#include "store/account.h"

enum { RECOVERY_CODES = 10, RECOVERY_SIZE = 4 * 4 + 3 + 1, CODE_MAX = 64 };

/* Begins one, in place of one that was begun. CONFLICT: there is one in force. */
enum err second_factor_begin(const struct changing *by, const struct keys *keys,
	const struct account *account, unsigned char secret[TOTP_SECRET_SIZE]) MUST_CHECK;

/*
 * Puts it in force, with recovery codes, and ends the account's other sessions. CONFLICT: none was
 * begun. INVALID_INPUT at `code`: it is not right.
 */
enum err second_factor_confirm(const struct changing *by, const struct keys *keys,
	const struct account *account, const char *code,
	char codes[RECOVERY_CODES][RECOVERY_SIZE]) MUST_CHECK;

/*
 * Uses a code up, of either kind, written in any case, with blanks and dashes. SECOND_FACTOR: it is
 * not right, or was used. KEY_FILE: the secret was sealed with another key.
 */
enum err second_factor_use(const struct changing *by, const struct keys *keys, int64_t account,
	const char *code) MUST_CHECK;

/* Recovery codes anew: those that were made before are good no more. */
enum err second_factor_renew(const struct changing *by, const struct keys *keys,
	const struct account *account, char codes[RECOVERY_CODES][RECOVERY_SIZE]) MUST_CHECK;

/*
 * Seals all secrets with the newest key, where it may `write`. `lost`: how many were sealed with
 * none of the keys.
 */
enum err second_factor_move(struct store *store, const struct keys *keys, bool write,
	struct arena *arena, int64_t *lost) MUST_CHECK;

/* Takes it away; nothing happens where there is none. */
enum err second_factor_off(const struct changing *by, const struct account *account) MUST_CHECK;

#endif
