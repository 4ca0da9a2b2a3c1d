/*
 * One's own second factor: begun with the password, confirmed by a code, taken away or given new
 * recovery codes by either.
 */
#include <string.h>

#include "api/handlers.h"
#include "api/people.h"
#include "core/second_factor.h"

static const struct input_member members[] = {
	INPUT(struct person, password, .needed = true, .as = INPUT_AS_PASSWORD,
		.what = "Your present password."),
	INPUT(struct person, code, .needed = true, .what = "What the authenticator shows now."),
};
static const struct input_table password_table = {members, 1};
static const struct input_table code_table = {members + 1, 1};

static const struct input_member either_members[] = {
	INPUT(struct person, password, .as = INPUT_AS_PASSWORD,
		.what = "Your present password; or a code."),
	INPUT(struct person, code, .what = "What the authenticator shows now, or a recovery code."),
};
static const struct input_table either_table = {either_members, ARRAY_SIZE(either_members)};

static const struct shape_member factor_members[] = {
	{"secret", "For typing into an authenticator; shown once.", FIELD_TEXT},
	{"uri", "The same for a picture that authenticators read.", FIELD_TEXT},
};
static const struct shape factor_shape = {"SecondFactor", SHAPE_MEMBERS(factor_members)};
static const struct shape_member codes_members[] = {
	{"recovery_codes", "Each signs in once, without the authenticator; shown once.", FIELD_TEXT,
		.list = true},
};
static const struct shape codes_shape = {"RecoveryCodes", SHAPE_MEMBERS(codes_members)};
const struct contract second_factor_post_contract = {
	.id = "begin_second_factor",
	.summary = "Begins your second factor",
	.description = "It is in force when a code was confirmed.",
	.body = &password_table,
	.answers = ANSWERS({201, "What an authenticator makes codes of.", &factor_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}, {ERR_CONFLICT}),
};
const struct contract second_factor_confirm_contract = {
	.id = "confirm_second_factor",
	.summary = "Puts your second factor in force",
	.description = "All your other sessions end.",
	.body = &code_table,
	.answers = ANSWERS({200, "It is in force.", &codes_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}, {ERR_CONFLICT}, {ERR_KEY_FILE}),
};
const struct contract recovery_codes_contract = {
	.id = "renew_recovery_codes",
	.summary = "Makes your recovery codes anew",
	.description = "Those that you had are good no more.",
	.body = &either_table,
	.answers = ANSWERS({200, "The new ones.", &codes_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}, {ERR_CONFLICT}, {ERR_KEY_FILE}),
};
const struct contract second_factor_remove_contract = {
	.id = "remove_second_factor",
	.summary = "Takes your second factor away",
	.body = &either_table,
	.answers = ANSWERS({204, "It is gone."}),
	.problems = PROBLEMS({ERR_NOT_FOUND}, {ERR_CONFLICT}, {ERR_KEY_FILE}),
};

/* What comes of it, shown once. */
struct factor {
	struct person person;
	unsigned char secret[TOTP_SECRET_SIZE];
	char codes[RECOVERY_CODES][RECOVERY_SIZE];
};

/* Reads the body, and the account of who is signed in. NULL: the fault tells why. */
static struct factor *factor_read(struct exchange *exchange, const struct input_table *table)
{
	struct factor *factor = exchange_alloc(exchange, sizeof(*factor));
	struct person input = {0};
	enum err err = factor ? person_signed_in(exchange) : ERR_MEMORY;

	if (!err)
		err = exchange_input(exchange, table, &input);
	if (err)
		return NULL;
	if (!input.password && !input.code)
		fault_field(&exchange->fault, table->members[0].name, "required",
			table == &either_table ? "Give your password, or a code."
					       : "It is needed.");
	else if (input.password && input.code)
		fault_field(&exchange->fault, "code", "too_many", "One of them is enough.");
	if (exchange->fault.err || person_own(exchange, &factor->person))
		return NULL;
	factor->person.password = input.password;
	factor->person.code = input.code;
	return factor;
}

/* Only what is in force can be proved by, and only when it is as it was. */
static enum err factor_again(struct exchange *exchange, struct store *store)
{
	struct factor *factor = exchange->state;

	return account_again(store, &exchange->arena, &exchange->fault, &factor->person.account);
}

static enum err begin_write(struct exchange *exchange, struct store *store)
{
	struct factor *factor = exchange->state;
	const struct changing by = changing_of(exchange, store);
	enum err err = factor_again(exchange, store);

	return err ? err
		   : second_factor_begin(
			     &by, exchange->service->keys, &factor->person.account, factor->secret);
}

static enum err begin_finish(struct exchange *exchange)
{
	const struct factor *factor = exchange->state;
	const char *host = strstr(exchange->service->moderate_url, "://") + strlen("://");
	const char *secret = totp_secret_text(factor->secret, &exchange->arena);
	const char *uri =
		secret ? totp_uri(secret, factor->person.account.name, host, &exchange->arena)
		       : NULL;
	struct json_writer json;

	person_succeeded(exchange);
	if (!uri)
		return fault_set(&exchange->fault, ERR_MEMORY, "There is no memory.");
	json = answer_json(exchange, 201);
	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_put_text(&json, "secret", secret);
	json_put_text(&json, "uri", uri);
	json_close_object(&json);
	return ERR_OK;
}

enum err second_factor_post(struct exchange *exchange)
{
	if (!factor_read(exchange, &password_table))
		return exchange->fault.err;
	exchange_write(exchange, person_prove, begin_write, begin_finish);
	return ERR_OK;
}

static enum err confirm_write(struct exchange *exchange, struct store *store)
{
	struct factor *factor = exchange->state;
	const struct changing by = changing_of(exchange, store);
	enum err err = factor_again(exchange, store);

	return err ? err
		   : second_factor_confirm(&by, exchange->service->keys, &factor->person.account,
			     factor->person.code, factor->codes);
}

static enum err codes_finish(struct exchange *exchange)
{
	const struct factor *factor = exchange->state;
	struct json_writer json = answer_json(exchange, 200);

	person_succeeded(exchange);
	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_open_array(&json, "recovery_codes");
	for (int i = 0; i < RECOVERY_CODES; i++)
		json_put_text(&json, NULL, factor->codes[i]);
	json_close_array(&json);
	json_close_object(&json);
	return ERR_OK;
}

enum err second_factor_confirm_post(struct exchange *exchange)
{
	if (!factor_read(exchange, &code_table))
		return exchange->fault.err;
	exchange_write(exchange, NULL, confirm_write, codes_finish);
	return ERR_OK;
}

/* There is one, and the code, where that was given in place of the password, is right. */
static enum err factor_prove(struct exchange *exchange, const struct changing *by)
{
	struct factor *factor = exchange->state;
	const struct account *account = &factor->person.account;
	enum err err = factor_again(exchange, by->store);

	if (!err && !account->second_factor_at)
		err = fault_set(&exchange->fault, ERR_CONFLICT, "There is no second factor.");
	if (!err && factor->person.code)
		err = second_factor_use(
			by, exchange->service->keys, account->id, factor->person.code);
	/* they are signed in: it is a mistake in the form, and no reason to sign in again */
	if (err == ERR_SECOND_FACTOR)
		return fault_field(&exchange->fault, "code", "wrong", "The code is not right.");
	return err;
}

static enum err renew_write(struct exchange *exchange, struct store *store)
{
	struct factor *factor = exchange->state;
	const struct changing by = changing_of(exchange, store);
	enum err err = factor_prove(exchange, &by);

	return err ? err
		   : second_factor_renew(
			     &by, exchange->service->keys, &factor->person.account, factor->codes);
}

enum err recovery_codes_post(struct exchange *exchange)
{
	const struct factor *factor = factor_read(exchange, &either_table);

	if (!factor)
		return exchange->fault.err;
	exchange_write(
		exchange, factor->person.password ? person_prove : NULL, renew_write, codes_finish);
	return ERR_OK;
}

static enum err remove_write(struct exchange *exchange, struct store *store)
{
	const struct factor *factor = exchange->state;
	const struct changing by = changing_of(exchange, store);
	enum err err = factor_prove(exchange, &by);

	return err ? err : second_factor_off(&by, &factor->person.account);
}

static enum err remove_finish(struct exchange *exchange)
{
	person_succeeded(exchange);
	return answer_nothing(exchange);
}

enum err second_factor_remove_post(struct exchange *exchange)
{
	const struct factor *factor = factor_read(exchange, &either_table);

	if (!factor)
		return exchange->fault.err;
	exchange_write(exchange, factor->person.password ? person_prove : NULL, remove_write,
		remove_finish);
	return ERR_OK;
}
