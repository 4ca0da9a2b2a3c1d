/* Tokens: programs' keys to the API. A token is aw_ and a secret; only its hash is kept. */
#ifndef AFTERWORD_CORE_TOKEN_H
#define AFTERWORD_CORE_TOKEN_H

#include "base/input.h"
#include "core/change.h"
#include "core/secret.h"
#include "core/service.h"
#include "store/token.h"

enum { TOKEN_SIZE = 3 + SECRET_SIZE, TOKEN_NAME_MAX = 64 };

/* A new token, and the hash to be kept of it. */
void token_make(char out[TOKEN_SIZE], unsigned char hash[CRYPTO_DIGEST_SIZE]);

/* UNAUTHENTICATED: unknown, expired or revoked; the fault says which only for known ones. */
enum err token_find(struct store *store, const char *text, int64_t now, struct arena *arena,
	struct fault *fault, struct token *token) MUST_CHECK;

/* Whose it is, with all that it may do. */
enum err identity_of_token(const struct token *token, struct arena *arena, struct fault *fault,
	struct identity *identity) MUST_CHECK;

/* Notes that it is used, sometime soon and to the hour. */
void token_touch(const struct service *service, const struct token *token, int64_t now);

/* What is asked for, as typed. */
struct token_input {
	const char *name, *scope, *site, *expires;
};

extern const struct input_table token_input_table;

/* Sets all but id and hash. INVALID_INPUT with every mistake. */
enum err token_init(const struct token_input *input, int64_t now, struct fault *fault,
	struct token *token) MUST_CHECK;

/*
 * Sets the id, stores it and records it. FORBIDDEN: that site is not theirs. INVALID_INPUT at
 * `site` or `name`: there is none, or it is taken.
 */
enum err token_add(const struct changing *by, struct token *token) MUST_CHECK;

/* FORBIDDEN. NOT_FOUND: no such token, or revoked already. */
enum err token_revoke(const struct changing *by, const char *name) MUST_CHECK;

#endif
