/* Signing in and out, and who is signed in. */
#include <string.h>

#include "api/handlers.h"
#include "core/account.h"

struct sign_in_input {
	const char *name, *password;
};

static const struct input_member members[] = {
	INPUT(struct sign_in_input, name, .needed = true, .high = ACCOUNT_NAME_MAX,
		.what = "The account's."),
	INPUT(struct sign_in_input, password, .needed = true, .as = INPUT_AS_PASSWORD,
		.high = PASSWORD_MAX, .what = "The account's."),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

static const struct shape_member role_members[] = {
	{"site", "Where it is held; null: on all sites.", FIELD_TEXT, .null = true},
	{"role", "What may be done there.", FIELD_NAMED, .names = role_names},
};
static const struct shape role_shape = {"Role", SHAPE_MEMBERS(role_members)};
static const struct shape_member session_members[] = {
	{"account", "The account's name.", FIELD_TEXT},
	{"roles", "What it may do, and where.", .of = &role_shape, .list = true},
	{"csrf", "To be sent as X-CSRF-Token with everything that changes something.", FIELD_TEXT},
};
static const struct shape shape = {"Session", SHAPE_MEMBERS(session_members)};
const struct contract session_post_contract = {
	.id = "sign_in",
	.summary = "Signs in",
	.description = "Wrong names and passwords are answered alike. The session is the cookie, "
		       "which no script can read.",
	.body = &table,
	.answers = ANSWERS({200, "Signed in.", &shape, .headers = HEADER_SET_COOKIE}),
	.problems = PROBLEMS({ERR_UNAUTHENTICATED}),
};
const struct contract session_get_contract = {
	.id = "read_session",
	.summary = "Who is signed in",
	.answers = ANSWERS({200, "The session by which this was asked.", &shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};
const struct contract session_delete_contract = {
	.id = "sign_out",
	.summary = "Signs out",
	.answers = ANSWERS({204, "The session is over.", .headers = HEADER_SET_COOKIE}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

/* Somebody who signs in, and the session that begins. */
struct sign_in {
	const char *password;
	struct account account; /* id 0: there is none of this name */
	char text[SESSION_SIZE];
	unsigned char hash[CRYPTO_DIGEST_SIZE];
};

static enum err session_answer(
	struct exchange *exchange, const char *text, const struct identity *who)
{
	struct json_writer json = answer_json(exchange, 200);
	char csrf[CSRF_SIZE];

	session_csrf(text, csrf);
	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_put_text(&json, "account", who->name + strlen("account:"));
	json_open_array(&json, "roles");
	for (size_t i = 0; i < who->grant_count; i++) {
		json_open_object(&json, NULL);
		json_put_text(&json, "site", who->grants[i].site);
		json_put_text(&json, "role", role_names[who->grants[i].scope]);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_put_text(&json, "csrf", csrf);
	json_close_object(&json);
	return ERR_OK;
}

static enum err sign_in_verify(struct exchange *exchange)
{
	struct sign_in *sign_in = exchange->state;

	return account_verify(sign_in->account.id ? &sign_in->account : NULL, sign_in->password,
		&exchange->fault);
}

static enum err sign_in_write(struct exchange *exchange, struct store *store)
{
	struct sign_in *sign_in = exchange->state;
	const struct session session = {
		.id = store_new_id(store, exchange->now),
		.account = sign_in->account.id,
		.account_name = sign_in->account.name,
		.created_at = exchange->now,
		.seen_at = exchange->now,
	};
	enum err err = identity_of_session(
		store, &session, &exchange->arena, &exchange->fault, &exchange->who);

	session_make(sign_in->text, sign_in->hash);
	if (!err && store_session_insert(store, &session,
			    (struct slice){(const char *)sign_in->hash, sizeof(sign_in->hash)}))
		err = fault_set(
			&exchange->fault, ERR_STORE_FAILED, "The session cannot be stored.");
	return err;
}

static enum err sign_in_finish(struct exchange *exchange)
{
	const struct sign_in *sign_in = exchange->state;
	enum err err = answer_session(exchange, sign_in->text);

	return err ? err : session_answer(exchange, sign_in->text, &exchange->who);
}

static enum err sign_in_account(
	struct exchange *exchange, const char *name, struct sign_in *sign_in)
{
	struct store *store;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	err = store_account_by_name(store, name, &exchange->arena, &sign_in->account);
	exchange_store_give(exchange, store);
	if (err && err != ERR_NOT_FOUND)
		return fault_set(&exchange->fault, err, "The account cannot be read.");
	return ERR_OK;
}

enum err session_post(struct exchange *exchange)
{
	struct sign_in *sign_in = exchange_alloc(exchange, sizeof(*sign_in));
	struct sign_in_input input = {0};
	const char *name = NULL;
	enum err err;

	if (!sign_in)
		return ERR_MEMORY;
	err = exchange_input(exchange, &table, &input);
	if (err)
		return err;
	if (account_name(input.name, &exchange->arena, &exchange->fault, &name) == ERR_MEMORY)
		return ERR_MEMORY;
	/* of any length that can be one: what is wrong with it is nobody's business */
	if (!input.password || !*input.password || strlen(input.password) > PASSWORD_MAX)
		fault_field(&exchange->fault, "password", "required", "Give the password.");
	if (exchange->fault.err)
		return exchange->fault.err;
	err = sign_in_account(exchange, name, sign_in);
	if (err)
		return err;
	sign_in->password = input.password;
	exchange->state = sign_in;
	exchange_write(exchange, sign_in_verify, sign_in_write, sign_in_finish);
	return ERR_OK;
}

enum err session_fail(struct exchange *exchange)
{
	if (exchange->fault.err == ERR_UNAUTHENTICATED)
		answer_header(exchange, "WWW-Authenticate", "Bearer realm=\"afterword\"");
	answer_problem(exchange, NULL);
	return ERR_OK;
}

enum err session_get(struct exchange *exchange)
{
	if (!exchange->session.id)
		return fault_set(&exchange->fault, ERR_NOT_FOUND, "A token has no session.");
	return session_answer(exchange, exchange->who_text, &exchange->who);
}

static enum err sign_out_write(struct exchange *exchange, struct store *store)
{
	enum err err = store_session_delete(store, exchange->session.id);

	return err ? fault_set(&exchange->fault, err, "The session cannot be ended.") : ERR_OK;
}

static enum err sign_out_finish(struct exchange *exchange)
{
	exchange->answer.status = 204;
	answer_header(exchange, "Cache-Control", "no-store");
	return answer_session(exchange, "");
}

enum err session_delete(struct exchange *exchange)
{
	if (!exchange->session.id)
		return fault_set(&exchange->fault, ERR_NOT_FOUND, "A token has no session.");
	exchange_write(exchange, NULL, sign_out_write, sign_out_finish);
	return ERR_OK;
}
