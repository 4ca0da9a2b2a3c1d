/* The first admin, made by the link that the server has printed (core/first_link.h). */
#include "api/handlers.h"
#include "api/people.h"
#include "core/first_link.h"

struct first_input {
	const char *code, *name, *password;
};

static const struct input_member members[] = {
	INPUT(struct first_input, code, .needed = true, .what = "Of the link."),
	INPUT(struct first_input, name, .needed = true, .high = ACCOUNT_NAME_MAX,
		.what = "Letters, digits, dashes, dots or underscores; large letters become "
			"small."),
	INPUT(struct first_input, password, .needed = true, .as = INPUT_AS_PASSWORD,
		.high = PASSWORD_MAX, .what = "Of at least 12 bytes."),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

static const struct shape_member shape_members[] = {
	{"name", "The account's, for signing in.", FIELD_TEXT},
};
static const struct shape shape = {"FirstAccount", SHAPE_MEMBERS(shape_members)};
const struct contract first_contract = {
	.id = "make_first_account",
	.summary = "Makes the first admin",
	.description = "With the link that the server prints when it starts and there is no "
		       "account: good once, for an hour, and until there is an account.",
	.body = &table,
	.answers = ANSWERS({201, "The account, which administers all sites.", &shape}),
	.problems = PROBLEMS({ERR_FORBIDDEN}),
};

struct first {
	const char *name, *password;
	char hash[CRYPTO_PASSWORD_SIZE];
};

static enum err first_hash(struct exchange *exchange)
{
	struct first *first = exchange->state;

	return crypto_password(first->password, first->hash);
}

static enum err first_write(struct exchange *exchange, struct store *store)
{
	const struct first *first = exchange->state;
	const struct changing by = changing_of(exchange, store);

	return first_link_add(&by, first->name, first->hash);
}

static enum err first_finish(struct exchange *exchange)
{
	const struct first *first = exchange->state;
	struct json_writer json = answer_json(exchange, 201);

	json_open_object(&json, NULL);
	json_put_text(&json, "name", first->name);
	json_close_object(&json);
	return ERR_OK;
}

enum err first_post(struct exchange *exchange)
{
	struct first *first = exchange_alloc(exchange, sizeof(*first));
	struct fault *fault = &exchange->fault;
	struct first_input input = {0};
	enum err err;

	if (!first)
		return ERR_MEMORY;
	err = exchange_input(exchange, &table, &input);
	if (err)
		return err;
	if (!input.code)
		fault_field(fault, "code", "required", "Give the code of the link.");
	if (account_name(input.name, &exchange->arena, fault, &first->name) == ERR_MEMORY)
		return ERR_MEMORY;
	(void)!account_password(input.password, "password", fault);
	if (fault->err)
		return fault->err;
	err = first_link_check(&exchange->service->first_link, input.code, exchange->now, fault);
	if (err)
		return err;
	first->password = input.password;
	exchange->state = first;
	exchange_write(exchange, first_hash, first_write, first_finish);
	return ERR_OK;
}
