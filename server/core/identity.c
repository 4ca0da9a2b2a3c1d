/* See include/core/identity.h. */
#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "core/identity.h"

static void token_hash(const char *token, unsigned char hash[CRYPTO_DIGEST_SIZE])
{
	crypto_digest(NULL, NULL, "token", (struct slice){token, strlen(token)}, hash,
		CRYPTO_DIGEST_SIZE);
}

void token_make(char out[TOKEN_SIZE], unsigned char hash[CRYPTO_DIGEST_SIZE])
{
	unsigned char bits[32];

	crypto_random(bits, sizeof(bits));
	snprintf(out, TOKEN_SIZE, "aw_");
	id_encode(bits, sizeof(bits), out + strlen(out));
	crypto_wipe(bits, sizeof(bits));
	token_hash(out, hash);
}

enum err identity_of_token(struct store *store, const char *text, int64_t now, struct arena *arena,
	struct fault *fault, struct identity *identity)
{
	unsigned char hash[CRYPTO_DIGEST_SIZE];
	struct token token;
	enum err err;

	token_hash(text, hash);
	err = store_token_by_hash(
		store, (struct slice){(const char *)hash, sizeof(hash)}, arena, &token);
	if (err == ERR_NOT_FOUND)
		return fault_set(fault, ERR_UNAUTHENTICATED, "The token is not known.");
	if (err)
		return fault_set(fault, err, "The token cannot be looked up.");
	if (token.revoked_at)
		return fault_set(fault, ERR_UNAUTHENTICATED, "The token was revoked.");
	if (token.expires_at && token.expires_at <= now)
		return fault_set(fault, ERR_UNAUTHENTICATED, "The token has expired.");
	identity->name = arena_format(arena, "token:%s", token.name);
	if (!identity->name)
		return fault_set(fault, ERR_MEMORY, "There is no memory for the request.");
	identity->scope = token.scope;
	identity->site = token.site;
	return ERR_OK;
}

enum err identity_may(const struct identity *identity, const char *site, struct fault *fault)
{
	if (!identity->site || (site && strcmp(identity->site, site) == 0))
		return ERR_OK;
	return fault_set(
		fault, ERR_FORBIDDEN, "The token is for the site %s only.", identity->site);
}
