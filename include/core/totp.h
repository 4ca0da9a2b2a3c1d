/*
 * Codes that change with the time (TOTP, RFC 6238): HMAC-SHA-1, 30 seconds, 6 digits, as every
 * authenticator reckons them. Only the arithmetic; what is kept of them is second_factor.h's.
 */
#ifndef AFTERWORD_CORE_TOTP_H
#define AFTERWORD_CORE_TOTP_H

#include <stdint.h>
#include "base/arena.h"

enum { TOTP_SECRET_SIZE = 20, TOTP_DIGITS = 6, TOTP_SIZE = TOTP_DIGITS + 1 };

/* The number of the span of 30 seconds that a time (milliseconds) lies in. */
int64_t totp_step(int64_t time);

void totp_code(const unsigned char secret[TOTP_SECRET_SIZE], int64_t step, char out[TOTP_SIZE]);

/*
 * The step that the code is of: that of `time`, or the one before or behind it, since clocks
 * differ; and later than `last`, since a code works once. 0: it is of none.
 */
int64_t totp_find(
	const unsigned char secret[TOTP_SECRET_SIZE], const char *code, int64_t time, int64_t last);

/* As authenticators take it when it is typed: base32 (RFC 4648). NULL: memory. */
const char *totp_secret_text(
	const unsigned char secret[TOTP_SECRET_SIZE], struct arena *arena) MUST_CHECK;

/* otpauth://totp/Afterword:NAME@HOST?…, as authenticators read it from a picture. NULL: memory. */
const char *totp_uri(const char *secret_text, const char *name, const char *host,
	struct arena *arena) MUST_CHECK;

#endif
