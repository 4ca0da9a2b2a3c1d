/*
 * SHA-1 (RFC 3174) and HMAC-SHA-1 (RFC 2104), for TOTP alone, which authenticators compute with
 * nothing else (docs/decisions/0006-sha-1-for-totp.md). For everything else there is crypto.h.
 */
#ifndef AFTERWORD_CORE_SHA1_H
#define AFTERWORD_CORE_SHA1_H

#include "base/text.h"

enum { SHA1_SIZE = 20 };

void sha1(struct slice message, unsigned char out[SHA1_SIZE]);
void hmac_sha1(struct slice key, struct slice message, unsigned char out[SHA1_SIZE]);

#endif
