/* Admins' API: tokens. */
#include "api/handlers.h"
#include "api/people.h"
#include "api/site_list.h"
#include "core/token.h"

static const struct shape token_shape = {"Token", &token_table, SEE_MODERATORS};
static const struct shape_member list_members[] = {SHAPE_ITEMS(&token_shape), SHAPE_NEXT};
static const struct shape list_shape = {"Tokens", SHAPE_MEMBERS(list_members)};
static const struct shape_member made_members[] = {
	{"token", "What the program sends; shown once.", FIELD_TEXT},
};
static const struct shape made_shape = {
	"TokenMade", &token_table, SEE_MODERATORS, SHAPE_MEMBERS(made_members)};
const struct contract tokens_get_contract = {
	.id = "list_tokens",
	.summary = "The tokens, oldest first",
	.query = &site_list_by_id_table,
	.answers = ANSWERS({200, "A part of the list.", &list_shape}),
};
const struct contract tokens_post_contract = {
	.id = "add_token",
	.summary = "Makes a token",
	.body = &token_input_table,
	.answers = ANSWERS({201, "The token.", &made_shape}),
};
const struct contract tokens_delete_contract = {
	.id = "revoke_token",
	.summary = "Revokes a token",
	.description = "It stays in the list.",
	.answers = ANSWERS({204, "It opens nothing any more."}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

enum err tokens_get(struct exchange *exchange)
{
	struct site_list list = {0};
	struct token *tokens;
	struct store *store;
	size_t count;
	enum err err = site_list_by_id(exchange, &list);

	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	err = store_token_list(
		store, list.site, list.id, list.limit + 1, &exchange->arena, &tokens, &count);
	exchange_store_give(exchange, store);
	if (err)
		return fault_set(&exchange->fault, err, "The tokens cannot be read.");
	return site_list_answer(exchange, &list, &token_table, tokens, count);
}

/* A token that is made, shown once. */
struct token_making {
	struct token token;
	char text[TOKEN_SIZE];
	unsigned char hash[CRYPTO_DIGEST_SIZE];
};

static enum err add_write(struct exchange *exchange, struct store *store)
{
	struct token_making *making = exchange->state;
	const struct changing by = changing_of(exchange, store);

	return token_add(&by, &making->token);
}

static enum err add_finish(struct exchange *exchange)
{
	const struct token_making *making = exchange->state;
	struct json_writer json = answer_json(exchange, 201);

	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_put_text(&json, "token", making->text);
	json_put_fields(&json, &token_table, SEE_MODERATORS, &making->token);
	json_close_object(&json);
	return ERR_OK;
}

enum err tokens_post(struct exchange *exchange)
{
	struct token_making *making = exchange_alloc(exchange, sizeof(*making));
	struct token_input input = {0};
	enum err err = making ? exchange_input(exchange, &token_input_table, &input) : ERR_MEMORY;

	if (!err)
		err = token_init(&input, exchange->now, &exchange->fault, &making->token);
	if (err)
		return err;
	token_make(making->text, making->hash);
	making->token.hash = (struct slice){(const char *)making->hash, sizeof(making->hash)};
	exchange->state = making;
	exchange_write(exchange, NULL, add_write, add_finish);
	return ERR_OK;
}

static enum err revoke_write(struct exchange *exchange, struct store *store)
{
	const struct changing by = changing_of(exchange, store);

	return token_revoke(&by, exchange->params[0]);
}

enum err tokens_delete(struct exchange *exchange)
{
	exchange_write(exchange, NULL, revoke_write, answer_nothing);
	return ERR_OK;
}
