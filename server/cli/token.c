/* afterword token: programs' keys to the API. */
#include <stdio.h>

#include "cli/command.h"
#include "core/token.h"

static enum err token_insert(const struct changing *by, const void *token)
{
	struct token stored = *(const struct token *)token;

	return token_add(by, &stored);
}

static enum err token_add_command(struct command_line *line)
{
	struct token_input input = {0};
	const struct command_option options[] = {
		{"name", &input.name, NULL, NULL},
		{"scope", &input.scope, NULL, NULL},
		{"site", &input.site, NULL, NULL},
		{"expires", &input.expires, NULL, NULL},
	};
	unsigned char hash[CRYPTO_DIGEST_SIZE];
	struct token token = {0};
	char text[TOKEN_SIZE];
	enum err err = command_read(line, options, ARRAY_SIZE(options), NULL, 0);

	if (!err)
		err = token_init(&input, clock_now(&line->clock), line->fault, &token);
	if (err)
		return err;
	token_make(text, hash);
	token.hash = (struct slice){(const char *)hash, sizeof(hash)};
	err = command_change(line, token_insert, &token);
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
	char created[TIME_SIZE], expires[TIME_SIZE], revoked[TIME_SIZE], used[TIME_SIZE];

	if (out->json) {
		json_open_object(out->json, NULL);
		json_put_fields(out->json, &token_table, SEE_MODERATORS, token);
		json_close_object(out->json);
		return;
	}
	text_add_format(&out->text, "%s\t%s\t%s\tcreated %s\texpires %s\trevoked %s\tused %s\n",
		token->name, scope_names[token->scope], token->site ? token->site : "all sites",
		time_or_dash(token->created_at, created), time_or_dash(token->expires_at, expires),
		time_or_dash(token->revoked_at, revoked), time_or_dash(token->used_at, used));
}

static enum err tokens_put(
	struct command_line *line, struct store *store, struct command_output *out)
{
	struct token *tokens;
	size_t count;
	enum err err = store_token_list(store, NULL, 0, INT64_MAX, line->arena, &tokens, &count);

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

static enum err token_end(const struct changing *by, const void *name)
{
	return token_revoke(by, name);
}

static enum err token_revoke_command(struct command_line *line)
{
	const char *name;
	enum err err = command_read(line, NULL, 0, &name, 1);

	return err ? err : command_change(line, token_end, name);
}

enum err command_token(struct command_line *line)
{
	static const struct command_verb verbs[] = {
		{"add", token_add_command},
		{"list", token_list},
		{"revoke", token_revoke_command},
	};

	return command_verbs(line, "token", verbs, ARRAY_SIZE(verbs));
}
