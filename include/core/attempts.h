/*
 * Attempts: how often a name's password may be guessed, and whose comment one is. All who are
 * strangers to an account share one allowance; a device on which the account has signed in before
 * (device.h) has its own, so that whoever hammers a name stops other strangers and not the owner
 * (docs/decisions/0007-known-devices.md). In memory alone, of fixed size, and the same for names
 * that nobody has.
 */
#ifndef AFTERWORD_CORE_ATTEMPTS_H
#define AFTERWORD_CORE_ATTEMPTS_H

#include <stdint.h>
#include "base/compiler.h"

struct attempts;

/* What is tried. */
enum attempt {
	ATTEMPT_SIGN_IN, /* the password of an account, by its name: ten, then one in three minutes
			  */
	ATTEMPT_ERASE, /* the address of a comment's author, by its link: five, then five an hour */
	ATTEMPT__MAX
};

struct attempts *attempts_create(void) MUST_CHECK; /* NULL: memory */
void attempts_destroy(struct attempts *attempts);

/*
 * Counts one, to be given back when it was no failure. `device` tells devices and sessions of the
 * account apart; NULL: a stranger. Seconds after which to come again; 0: go on.
 */
int attempts_take(struct attempts *attempts, enum attempt what, const char *name,
	const char *device, int64_t now_monotonic, uint64_t *attempt);
void attempts_give(struct attempts *attempts, enum attempt what, uint64_t attempt);

#endif
