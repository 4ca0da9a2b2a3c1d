/* Who asks: programs with tokens. A token is 256 random bits; only its hash is kept. */
#ifndef AFTERWORD_CORE_IDENTITY_H
#define AFTERWORD_CORE_IDENTITY_H

#include "core/crypto.h"
#include "store/token.h"

enum { TOKEN_SIZE = 3 + 52 + 1 }; /* aw_ and 52 characters of base32 */

struct identity {
	const char *name; /* token:NAME, as the record of decisions has it */
	enum scope scope; /* SCOPE_NONE: nobody in particular */
	const char *site; /* the only one it is for; NULL: all */
};

/* A new token, and the hash to be kept of it. */
void token_make(char out[TOKEN_SIZE], unsigned char hash[CRYPTO_DIGEST_SIZE]);

/* UNAUTHENTICATED: unknown, expired or revoked; the fault says which only for known ones. */
enum err identity_of_token(struct store *store, const char *token, int64_t now, struct arena *arena,
	struct fault *fault, struct identity *identity) MUST_CHECK;

/* FORBIDDEN when it may not touch the site. */
enum err identity_may(
	const struct identity *identity, const char *site, struct fault *fault) MUST_CHECK;

#endif
