/* See include/store/token.h. */
#include "store/private.h"
#include "store/token.h"

const char *const scope_names[] = {"none", "read", "moderate", "admin", NULL};

static const struct field token_fields[] = {
	FIELD(struct token, id, FIELD_ID, SEE_NOBODY),
	FIELD(struct token, name, FIELD_TEXT, SEE_MODERATORS,
		.what = "What it is called in the record; no other was ever called so."),
	FIELD(struct token, hash, FIELD_BYTES, SEE_NOBODY),
	FIELD_WITH_NAMES(struct token, "scope", scope, scope_names, SEE_MODERATORS,
		.what = "What it may do."),
	FIELD(struct token, site, FIELD_TEXT, SEE_MODERATORS,
		.what = "Where it may do that; null: on all sites.", .null = SEE_MODERATORS),
	FIELD(struct token, created_at, FIELD_TIME, SEE_MODERATORS, .what = "When it was made."),
	FIELD(struct token, expires_at, FIELD_TIME, SEE_MODERATORS,
		.what = "When it ends; null: never.", .null = SEE_MODERATORS),
	FIELD(struct token, revoked_at, FIELD_TIME, SEE_MODERATORS,
		.what = "When it was revoked; null: it was not.", .null = SEE_MODERATORS),
	FIELD(struct token, used_at, FIELD_TIME, SEE_MODERATORS,
		.what = "When it was last used, to the hour; null: never.", .null = SEE_MODERATORS),
};
const struct field_table token_table = TABLE_OF(struct token, token_fields);

enum err store_token_by_hash(
	struct store *store, struct slice hash, struct arena *arena, struct token *token)
{
	return db_one(store->db, QUERY_TOKEN_BY_HASH, DB_ARGS(db_bytes(hash.at, hash.length)),
		&token_table, arena, token);
}

enum err store_token_by_name(
	struct store *store, const char *name, struct arena *arena, struct token *token)
{
	return db_one(
		store->db, QUERY_TOKEN_BY_NAME, DB_ARGS(db_text(name)), &token_table, arena, token);
}

enum err store_token_list(struct store *store, const char *site, int64_t after, int64_t limit,
	struct arena *arena, struct token **tokens, size_t *count)
{
	const struct db_value args[] = {db_integer(after), db_integer(limit), db_text(site)};

	return site ? db_all(store->db, QUERY_TOKEN_SITE_AFTER, args, 3, &token_table, arena,
			      tokens, count)
		    : db_all(store->db, QUERY_TOKEN_AFTER, args, 2, &token_table, arena, tokens,
			      count);
}

enum err store_token_insert(struct store *store, const struct token *token)
{
	return db_run(store->db, QUERY_TOKEN_INSERT,
		DB_ARGS(db_integer(token->id), db_text(token->name),
			db_bytes(token->hash.at, token->hash.length),
			db_text(scope_names[token->scope]), db_text(token->site),
			db_integer(token->created_at), db_integer_or_null(token->expires_at)),
		NULL);
}

enum err store_token_revoke(struct store *store, const char *name, int64_t now)
{
	return store_change(store, QUERY_TOKEN_REVOKE, DB_ARGS(db_text(name), db_integer(now)));
}

enum err store_token_set_used(struct store *store, int64_t id, int64_t now)
{
	return db_run(
		store->db, QUERY_TOKEN_SET_USED, DB_ARGS(db_integer(id), db_integer(now)), NULL);
}
