/* See include/core/token.h. */
#include <stdio.h>
#include <string.h>

#include "base/field.h"
#include "core/token.h"
#include "core/touch.h"

#define TOUCH_SPAN TIME_HOUR /* more often, it is not noted that a token is used */

static const char prefix[] = "aw_";

static const char name_characters[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

static const struct input_member members[] = {
	INPUT(struct token_input, name, .needed = true, .high = TOKEN_NAME_MAX,
		.what = "Letters, digits, dashes, dots or underscores; none that was given "
			"before."),
	INPUT(struct token_input, scope, .needed = true, .names = scope_names + SCOPE_READ,
		.what = "What it may do."),
	INPUT(struct token_input, site, .what = "Where it may do that; absent: on all sites."),
	INPUT(struct token_input, expires,
		.what = "After how long it ends, such as `30d`; absent: never."),
};
const struct input_table token_input_table = {members, ARRAY_SIZE(members)};

void token_make(char out[TOKEN_SIZE], unsigned char hash[CRYPTO_DIGEST_SIZE])
{
	memcpy(out, prefix, sizeof(prefix));
	secret_make(out + strlen(prefix));
	secret_hash("token", out, hash);
}

enum err token_find(struct store *store, const char *text, int64_t now, struct arena *arena,
	struct fault *fault, struct token *token)
{
	unsigned char hash[CRYPTO_DIGEST_SIZE];
	struct token found;
	enum err err;

	secret_hash("token", text, hash);
	err = store_token_by_hash(
		store, (struct slice){(const char *)hash, sizeof(hash)}, arena, &found);
	if (err == ERR_NOT_FOUND)
		return fault_set(fault, ERR_UNAUTHENTICATED, "The token is not known.");
	if (err)
		return fault_set(fault, err, "The token cannot be looked up.");
	if (found.revoked_at)
		return fault_set(fault, ERR_UNAUTHENTICATED, "The token was revoked.");
	if (found.expires_at && found.expires_at <= now)
		return fault_set(fault, ERR_UNAUTHENTICATED, "The token has expired.");
	*token = found;
	return ERR_OK;
}

enum err identity_of_token(const struct token *token, struct arena *arena, struct fault *fault,
	struct identity *identity)
{
	struct grant *grant = arena_alloc(arena, sizeof(*grant));
	const char *name = arena_format(arena, "token:%s", token->name);

	if (!grant || !name)
		return fault_set(fault, ERR_MEMORY, "There is no memory for the request.");
	*grant = (struct grant){token->site, token->scope};
	*identity = (struct identity){.name = name, .grants = grant, .grant_count = 1};
	return ERR_OK;
}

void token_touch(const struct service *service, const struct token *token, int64_t now)
{
	if (token->used_at + TOUCH_SPAN <= now)
		touch(service, store_token_set_used, token->id, now);
}

static bool name_valid(const char *name)
{
	size_t length = name ? strlen(name) : 0;

	return length && length <= TOKEN_NAME_MAX && strspn(name, name_characters) == length;
}

enum err token_init(
	const struct token_input *input, int64_t now, struct fault *fault, struct token *token)
{
	int scope = input->scope ? field_name_index(scope_names, input->scope) : -1;
	int64_t span = 0;

	if (!name_valid(input->name))
		fault_field(fault, "name", "required",
			"It must be 1 to %d letters, digits, dashes, dots or underscores.",
			TOKEN_NAME_MAX);
	if (scope <= SCOPE_NONE)
		fault_field(fault, "scope", "unknown_value", "It must be read, moderate or admin.");
	if (input->expires && !time_parse_span(input->expires, &span))
		fault_field(fault, "expires", "not_a_span",
			"It must be a number with s, m, h or d, such as 30d.");
	if (fault->err)
		return fault->err;
	*token = (struct token){
		.name = input->name,
		.scope = scope,
		.site = input->site,
		.created_at = now,
		.expires_at = span ? now + span : 0,
	};
	return ERR_OK;
}

enum err token_add(const struct changing *by, struct token *token)
{
	enum err err = change_site(by, token->site, "site");

	if (err)
		return err;
	token->id = store_new_id(by->store, by->now);
	err = store_token_insert(by->store, token);
	if (err == ERR_CONFLICT)
		return fault_field(by->fault, "name", "taken",
			"There is, or was, a token %s; choose another name.", token->name);
	if (!err)
		err = change_record(by, CHANGE_ADDED, "token", token->name, token->site,
			scope_names[token->scope]);
	return err ? fault_set(by->fault, err, "The token cannot be stored.") : ERR_OK;
}

enum err token_revoke(const struct changing *by, const char *name)
{
	struct token token;
	enum err err = store_token_by_name(by->store, name, by->arena, &token);

	if (!err && identity_may(by->who, token.site, by->fault))
		return by->fault->err;
	if (!err)
		err = store_token_revoke(by->store, name, by->now);
	if (err == ERR_NOT_FOUND)
		return fault_set(by->fault, err,
			"There is no token %.100s, or it is revoked already.", name);
	if (!err)
		err = change_record(by, CHANGE_REVOKED, "token", name, token.site, NULL);
	return err ? fault_set(by->fault, err, "The token cannot be revoked.") : ERR_OK;
}
