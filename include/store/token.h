/* Tokens: programs' keys to the API. Only a hash of each is kept. */
#ifndef AFTERWORD_STORE_TOKEN_H
#define AFTERWORD_STORE_TOKEN_H

#include "base/field.h"
#include "base/text.h"
#include "store/store.h"

/* Each scope includes those before it. */
enum scope { SCOPE_NONE, SCOPE_READ, SCOPE_MODERATE, SCOPE_ADMIN, SCOPE__MAX };

extern const char *const scope_names[]; /* NULL-terminated; "none" is no token's */

struct token {
	int64_t id;
	const char *name;
	struct slice hash;
	int scope;        /* enum scope */
	const char *site; /* NULL: all */
	int64_t created_at;
	int64_t expires_at; /* 0: never */
	int64_t revoked_at; /* 0: it is not */
	int64_t used_at;    /* about when it was last used; 0: never */
};

extern const struct field_table token_table; /* what lists show */

enum err store_token_by_hash(struct store *store, struct slice hash, struct arena *arena,
	struct token *token) MUST_CHECK;
enum err store_token_by_name(
	struct store *store, const char *name, struct arena *arena, struct token *token) MUST_CHECK;
/* Those after the id, oldest first, at most `limit`; `site` NULL: of all, and for all. */
enum err store_token_list(struct store *store, const char *site, int64_t after, int64_t limit,
	struct arena *arena, struct token **tokens, size_t *count) MUST_CHECK;
/* CONFLICT: the name is taken. */
enum err store_token_insert(struct store *store, const struct token *token) MUST_CHECK;
/* NOT_FOUND: no such token, or revoked already. */
enum err store_token_revoke(struct store *store, const char *name, int64_t now) MUST_CHECK;
enum err store_token_set_used(struct store *store, int64_t id, int64_t now) MUST_CHECK;

#endif
