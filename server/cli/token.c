/* afterword token: programs' keys to the API. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "core/identity.h"
#include "store/site.h"

enum { NAME_LENGTH_MAX = 64 };

struct token_options {
	const char *name, *scope, *site, *expires;
};

static bool name_valid(const char *name)
{
	size_t length = name ? strlen(name) : 0;

	return length && length <= NAME_LENGTH_MAX &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
		       length;
}

static enum err token_options_check(
	struct command_line *line, const struct token_options *options, struct token *token)
{
	int64_t span = 0;

	if (!name_valid(options->name))
		fault_field(line->fault, "name", "required",
			"Name the token with up to %d letters, digits, dashes, dots or "
			"underscores: --name ci.",
			NAME_LENGTH_MAX);
	token->name = options->name;
	token->scope = options->scope ? field_name_index(scope_names, options->scope) : -1;
	if (token->scope <= SCOPE_NONE)
		fault_field(line->fault, "scope", "unknown_value",
			"Give it --scope read, moderate or admin.");
	token->site = options->site;
	if (options->expires && !time_parse_span(options->expires, &span))
		fault_field(line->fault, "expires", "not_a_span",
			"It must be a number with s, m, h or d, such as 30d.");
	if (span)
		token->expires_at = token->created_at + span;
	return line->fault->err;
}

static enum err token_insert(struct command_line *line, struct store *store, struct token *token)
{
	struct site site;
	enum err err = ERR_OK;

	if (token->site)
		err = store_site_find(store, token->site, line->arena, &site);
	if (err == ERR_NOT_FOUND)
		return fault_field(
			line->fault, "site", "unknown", "There is no site %s.", token->site);
	token->id = store_new_id(store, token->created_at);
	if (!err)
		err = store_token_insert(store, token);
	if (err == ERR_CONFLICT)
		return fault_field(line->fault, "name", "taken",
			"There is, or was, a token %s; choose another name.", token->name);
	return err ? fault_set(line->fault, err, "The token cannot be stored.") : ERR_OK;
}

static enum err token_add(struct command_line *line)
{
	struct token_options given = {0};
	const struct command_option options[] = {
		{"name", &given.name, NULL, NULL},
		{"scope", &given.scope, NULL, NULL},
		{"site", &given.site, NULL, NULL},
		{"expires", &given.expires, NULL, NULL},
	};
	unsigned char hash[CRYPTO_DIGEST_SIZE];
	struct token token = {
		.hash = {(const char *)hash, sizeof(hash)},
		.created_at = clock_now(&line->clock),
	};
	char text[TOKEN_SIZE];
	struct store *store;
	enum err err = command_read(line, options, ARRAY_SIZE(options), NULL, 0);

	if (!err)
		err = token_options_check(line, &given, &token);
	if (!err)
		err = command_store(line, &store);
	if (err)
		return err;
	token_make(text, hash);
	err = token_insert(line, store, &token);
	store_close(store);
	if (!err)
		puts(text);
	crypto_wipe(text, sizeof(text));
	return err;
}

static const char *time_or_dash(int64_t time, char out[TIME_SIZE])
{
	if (!time)
		return "-";
	time_format(time, out);
	return out;
}

static void token_put(const struct token *token, struct command_output *out)
{
	char created[TIME_SIZE], expires[TIME_SIZE], revoked[TIME_SIZE];
	const char *expires_at = time_or_dash(token->expires_at, expires);
	const char *revoked_at = time_or_dash(token->revoked_at, revoked);

	time_format(token->created_at, created);
	if (!out->json) {
		text_add_format(&out->text, "%s\t%s\t%s\tcreated %s\texpires %s\trevoked %s\n",
			token->name, scope_names[token->scope],
			token->site ? token->site : "all sites", created, expires_at, revoked_at);
		return;
	}
	json_open_object(out->json, NULL);
	json_put_text(out->json, "name", token->name);
	json_put_text(out->json, "scope", scope_names[token->scope]);
	json_put_text(out->json, "site", token->site);
	json_put_text(out->json, "created_at", created);
	json_put_text(out->json, "expires_at", token->expires_at ? expires_at : NULL);
	json_put_text(out->json, "revoked_at", token->revoked_at ? revoked_at : NULL);
	json_close_object(out->json);
}

static enum err tokens_put(
	struct command_line *line, struct store *store, struct command_output *out)
{
	struct token *tokens;
	size_t count;
	enum err err = store_token_list(store, line->arena, &tokens, &count);

	if (err)
		return fault_set(line->fault, err, "The tokens cannot be read.");
	for (size_t i = 0; i < count; i++)
		token_put(&tokens[i], out);
	return ERR_OK;
}

static enum err token_list(struct command_line *line)
{
	return command_list(line, tokens_put);
}

static enum err token_revoke(struct command_line *line)
{
	const char *name;
	struct store *store;
	enum err err = command_read(line, NULL, 0, &name, 1);

	if (!err)
		err = command_store(line, &store);
	if (err)
		return err;
	err = store_token_revoke(store, name, clock_now(&line->clock));
	store_close(store);
	if (err == ERR_NOT_FOUND)
		return fault_set(
			line->fault, err, "There is no token %s, or it is revoked already.", name);
	return err ? fault_set(line->fault, err, "The token cannot be revoked.") : ERR_OK;
}

enum err command_token(struct command_line *line)
{
	static const struct command_verb verbs[] = {
		{"add", token_add},
		{"list", token_list},
		{"revoke", token_revoke},
	};

	return command_verbs(line, "token", verbs, ARRAY_SIZE(verbs));
}
