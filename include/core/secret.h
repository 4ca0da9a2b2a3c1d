/*
 * Secrets that programs and browsers hold: 256 random bits as text. Of each only a hash is kept, so
 * that whoever reads the database can use none.
 */
#ifndef AFTERWORD_CORE_SECRET_H
#define AFTERWORD_CORE_SECRET_H

#include "core/crypto.h"

enum { SECRET_SIZE = 52 + 1 }; /* base32, and a NUL */

void secret_make(char out[SECRET_SIZE]);

/* What is kept of a text; `purpose` separates uses (crypto_digest). */
void secret_hash(const char *purpose, const char *text, unsigned char hash[CRYPTO_DIGEST_SIZE]);

#endif
