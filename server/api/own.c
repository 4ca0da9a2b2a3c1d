/* One's own account: what it is, and its password. */
#include "api/handlers.h"
#include "api/people.h"
#include "api/shapes.h"
#include "store/second_factor.h"

struct password_input {
	const char *password, *new_password;
};

static const struct input_member members[] = {
	INPUT(struct password_input, password, .needed = true, .as = INPUT_AS_PASSWORD,
		.what = "Your present one."),
	INPUT(struct password_input, new_password, .needed = true, .as = INPUT_AS_PASSWORD,
		.high = PASSWORD_MAX, .what = "The one from now on, of at least 12 bytes."),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

const struct contract own_get_contract = {
	.id = "read_own_account",
	.summary = "Your own account",
	.answers = ANSWERS({200, "The account that is signed in.", &own_account_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};
const struct contract own_password_contract = {
	.id = "change_own_password",
	.summary = "Changes your password",
	.description = "All your other sessions end.",
	.body = &table,
	.answers = ANSWERS({204, "It is changed."}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

/* A password that is to be changed. */
struct password_change {
	struct person person;
	const char *typed;
	char hash[CRYPTO_PASSWORD_SIZE];
};

struct own {
	struct account account;
	struct role *roles;
	size_t count;
	int64_t recovery_codes;
};

static enum err own_read(struct exchange *exchange, struct store *store, struct own *own)
{
	struct arena *arena = &exchange->arena;
	enum err err =
		store_account_by_name(store, exchange->session.account_name, arena, &own->account);

	if (!err)
		err = store_role_list(store, own->account.id, arena, &own->roles, &own->count);
	if (!err)
		err = store_recovery_code_count(store, own->account.id, &own->recovery_codes);
	return err ? fault_set(&exchange->fault, err, "The account cannot be read.") : ERR_OK;
}

enum err own_get(struct exchange *exchange)
{
	struct own own = {0};
	struct json_writer json;
	struct store *store;
	enum err err = person_signed_in(exchange);

	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	err = own_read(exchange, store, &own);
	exchange_store_give(exchange, store);
	if (err)
		return err;
	json = answer_json(exchange, 200);
	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	account_put(&json, &own.account, own.roles, own.count);
	json_put_integer(&json, "recovery_codes", own.recovery_codes);
	json_close_object(&json);
	return ERR_OK;
}

static enum err password_hash(struct exchange *exchange)
{
	struct password_change *change = exchange->state;
	enum err err = person_prove(exchange);

	if (!err && crypto_password(change->typed, change->hash))
		err = fault_set(&exchange->fault, ERR_MEMORY, "There is no memory for a password.");
	return err;
}

static enum err password_write(struct exchange *exchange, struct store *store)
{
	struct password_change *change = exchange->state;
	const struct changing by = changing_of(exchange, store);
	enum err err =
		account_again(store, &exchange->arena, &exchange->fault, &change->person.account);

	return err ? err : account_set_password(&by, &change->person.account, change->hash);
}

static enum err password_finish(struct exchange *exchange)
{
	person_succeeded(exchange);
	return answer_nothing(exchange);
}

enum err own_password_post(struct exchange *exchange)
{
	struct password_change *change = exchange_alloc(exchange, sizeof(*change));
	struct password_input input = {0};
	enum err err = change ? person_signed_in(exchange) : ERR_MEMORY;

	if (!err)
		err = exchange_input(exchange, &table, &input);
	if (err)
		return err;
	if (!input.password || !*input.password)
		fault_field(
			&exchange->fault, "password", "required", "Give your present password.");
	(void)!account_password(input.new_password, "new_password", &exchange->fault);
	if (exchange->fault.err)
		return exchange->fault.err;
	change->typed = input.new_password;
	change->person.password = input.password;
	err = person_own(exchange, &change->person);
	if (!err)
		exchange_write(exchange, password_hash, password_write, password_finish);
	return err;
}
