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
	struct grant *grant;
	const char *name;
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
	grant = arena_alloc(arena, sizeof(*grant));
	name = arena_format(arena, "token:%s", token.name);
	if (!grant || !name)
		return fault_set(fault, ERR_MEMORY, "There is no memory for the request.");
	*grant = (struct grant){token.site, token.scope};
	*identity = (struct identity){.name = name, .grants = grant, .grant_count = 1};
	return ERR_OK;
}

enum scope identity_scope(const struct identity *identity)
{
	int scope = SCOPE_NONE;

	for (size_t i = 0; i < identity->grant_count; i++)
		if (identity->grants[i].scope > scope)
			scope = identity->grants[i].scope;
	return (enum scope)scope;
}

/* Whether the grant is enough for what is asked. */
static bool grant_counts(const struct identity *identity, const struct grant *grant)
{
	return grant->scope >= (int)identity->needed;
}

enum err identity_may(const struct identity *identity, const char *site, struct fault *fault)
{
	for (size_t i = 0; i < identity->grant_count; i++) {
		const struct grant *grant = &identity->grants[i];

		if (grant_counts(identity, grant) &&
			(!grant->site || (site && strcmp(grant->site, site) == 0)))
			return ERR_OK;
	}
	return fault_set(fault, ERR_FORBIDDEN, "%s has no scope %s on this site.",
		identity->name ? identity->name : "Nobody", scope_names[identity->needed]);
}

enum err identity_site(
	const struct identity *identity, const char *asked, struct fault *fault, const char **site)
{
	const char *only = NULL;
	size_t count = 0;

	if (asked) {
		*site = asked;
		return identity_may(identity, asked, fault);
	}
	for (size_t i = 0; i < identity->grant_count; i++) {
		const struct grant *grant = &identity->grants[i];

		if (!grant_counts(identity, grant))
			continue;
		if (!grant->site) {
			*site = NULL;
			return ERR_OK;
		}
		only = grant->site;
		count++;
	}
	if (count > 1)
		return fault_field(fault, "site", "required", "Name one of your %zu sites.", count);
	*site = only;
	return only ? ERR_OK : identity_may(identity, NULL, fault);
}
