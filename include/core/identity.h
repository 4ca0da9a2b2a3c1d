/*
 * Who asks: programs with tokens, and people with sessions (session.h). What they may do is held
 * per site. A token is 256 random bits; only its hash is kept.
 */
#ifndef AFTERWORD_CORE_IDENTITY_H
#define AFTERWORD_CORE_IDENTITY_H

#include "core/crypto.h"
#include "store/token.h"

enum { TOKEN_SIZE = 3 + 52 + 1 }; /* aw_ and 52 characters of base32 */

struct grant {
	const char *site; /* NULL: all */
	int scope;        /* enum scope */
};

struct identity {
	const char *name;           /* token:NAME or account:NAME, as the record has it */
	const struct grant *grants; /* none: nobody in particular */
	size_t grant_count;
	enum scope needed; /* for what is asked; grants of less do not count */
};

/* A new token, and the hash to be kept of it. */
void token_make(char out[TOKEN_SIZE], unsigned char hash[CRYPTO_DIGEST_SIZE]);

/* UNAUTHENTICATED: unknown, expired or revoked; the fault says which only for known ones. */
enum err identity_of_token(struct store *store, const char *token, int64_t now, struct arena *arena,
	struct fault *fault, struct identity *identity) MUST_CHECK;

/* The greatest of its grants. */
enum scope identity_scope(const struct identity *identity);

/* FORBIDDEN when it may not do on the site what is asked for. */
enum err identity_may(
	const struct identity *identity, const char *site, struct fault *fault) MUST_CHECK;

/*
 * The site that a list is of: the one asked for, or the only one that it may see; NULL: all.
 * FORBIDDEN: that is not theirs. INVALID_INPUT, at the field `site`: one of several must be named.
 */
enum err identity_site(const struct identity *identity, const char *asked, struct fault *fault,
	const char **site) MUST_CHECK;

#endif
