/* Admins' API: accounts, their roles, and helping those who have lost a password or a telephone. */
#include "api/handlers.h"
#include "api/people.h"
#include "api/shapes.h"
#include "api/site_list.h"

const struct shape role_shape = {"Role", &role_table, SEE_MODERATORS};
static const struct shape_member account_members[] = {
	{"name", "What they sign in with; also its id.", FIELD_TEXT},
	{"created_at", "When it was made.", FIELD_TIME},
	{"state", "Nobody signs in to one that is disabled.", FIELD_NAMED,
		.names = account_state_names},
	{"second_factor", "Whether a code is asked for besides the password.", FIELD_NAMED,
		.names = account_factor_names},
	{"roles", "What may be done, and where; to admins of sites, those of their sites.",
		.of = &role_shape, .list = true},
	{"recovery_codes", "How many of them are left.", FIELD_INTEGER},
};
/* the last is nobody's business but the owner's */
const struct shape own_account_shape = {"OwnAccount", SHAPE_MEMBERS(account_members)};
static const struct shape account_shape = {
	"Account", .members = account_members, .count = ARRAY_SIZE(account_members) - 1};
static const struct shape_member list_members[] = {
	SHAPE_ITEMS(&account_shape),
	{"next", "The `after` of the part that follows; null: this is the last one.", FIELD_TEXT,
		.null = true},
};
static const struct shape list_shape = {"Accounts", SHAPE_MEMBERS(list_members)};
const struct contract accounts_get_contract = {
	.id = "list_accounts",
	.summary = "The accounts, by name",
	.query = &site_list_by_name_table,
	.answers = ANSWERS({200, "A part of the list.", &list_shape}),
};
const struct contract accounts_post_contract = {
	.id = "add_account",
	.summary = "Makes an account",
	.body = &account_add_table,
	.answers = ANSWERS({201, "The account.", &account_shape}),
};
const struct contract accounts_get_one_contract = {
	.id = "read_account",
	.summary = "One account",
	.answers = ANSWERS({200, "The account.", &account_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};
const struct contract accounts_patch_contract = {
	.id = "change_account",
	.summary = "Changes what is named of an account",
	.description = "Its sessions end. One's own password and second factor are changed at "
		       "`/api/v1/account`. The last who administers all sites stays one.",
	.body = &account_set_table,
	.answers = ANSWERS({200, "The account as it is now.", &account_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}, {ERR_CONFLICT}),
};

/* An account, with those of its roles that the one who asks may know. */
struct account_seen {
	struct account account;
	struct role *roles;
	size_t count;
};

/* An account that is made or changed. */
struct account_job {
	struct account_change change;
	const char *typed; /* password; NULL: it stays */
	char hash[CRYPTO_PASSWORD_SIZE];
	struct account_seen seen; /* afterwards */
};

static enum err roles_read(
	struct exchange *exchange, struct store *store, struct account_seen *seen)
{
	size_t count = 0;
	enum err err = store_role_list(
		store, seen->account.id, &exchange->arena, &seen->roles, &seen->count);

	if (err)
		return fault_set(&exchange->fault, err, "The roles cannot be read.");
	for (size_t i = 0; i < seen->count; i++)
		if (identity_has(&exchange->who, seen->roles[i].site))
			seen->roles[count++] = seen->roles[i];
	seen->count = count;
	return ERR_OK;
}

static enum err account_read(
	struct exchange *exchange, struct store *store, const char *name, struct account_seen *seen)
{
	enum err err = store_account_by_name(store, name, &exchange->arena, &seen->account);

	if (err == ERR_NOT_FOUND)
		return fault_set(&exchange->fault, err, "There is no account of this name.");
	if (err)
		return fault_set(&exchange->fault, err, "The account cannot be read.");
	return roles_read(exchange, store, seen);
}

static void seen_put(struct json_writer *json, const struct account_seen *seen)
{
	json_open_object(json, NULL);
	account_put(json, &seen->account, seen->roles, seen->count);
	json_close_object(json);
}

/* `accounts`, read for one more than `limit`. */
static enum err accounts_answer(struct exchange *exchange, struct store *store,
	const struct account *accounts, size_t count, size_t limit)
{
	struct json_writer json = answer_json(exchange, 200);
	const char *next = count > limit ? accounts[limit - 1].name : NULL;

	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_open_array(&json, "items");
	for (size_t i = 0; i < count && i < limit; i++) {
		struct account_seen seen = {.account = accounts[i]};
		enum err err = roles_read(exchange, store, &seen);

		if (err)
			return err;
		seen_put(&json, &seen);
	}
	json_close_array(&json);
	json_put_text(&json, "next", next);
	json_close_object(&json);
	return ERR_OK;
}

enum err accounts_get(struct exchange *exchange)
{
	struct site_list list = {0};
	struct account *accounts;
	struct store *store;
	size_t count;
	enum err err = site_list_by_name(exchange, &list);

	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	if (store_account_list(store, list.site, list.name, list.limit + 1, &exchange->arena,
		    &accounts, &count))
		err = fault_set(&exchange->fault, ERR_STORE_FAILED, "The accounts cannot be read.");
	else
		err = accounts_answer(exchange, store, accounts, count, (size_t)list.limit);
	exchange_store_give(exchange, store);
	return err;
}

static enum err account_answer(
	struct exchange *exchange, int status, const struct account_seen *seen)
{
	struct json_writer json = answer_json(exchange, status);

	answer_header(exchange, "Cache-Control", "no-store");
	seen_put(&json, seen);
	return ERR_OK;
}

enum err accounts_get_one(struct exchange *exchange)
{
	struct account_seen seen = {.count = 0};
	struct store *store;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	err = account_read(exchange, store, exchange->params[0], &seen);
	exchange_store_give(exchange, store);
	/* who has no role on a site of theirs is none of their business */
	if (!err && !seen.count)
		err = identity_may(&exchange->who, NULL, &exchange->fault);
	return err ? err : account_answer(exchange, 200, &seen);
}

static enum err job_hash(struct exchange *exchange)
{
	struct account_job *job = exchange->state;
	enum err err = crypto_password(job->typed, job->hash);

	job->change.password = job->hash;
	return err;
}

/* `write` is account_add or account_set. */
static enum err job_write(struct exchange *exchange, struct store *store,
	enum err (*write)(const struct changing *by, const struct account_change *change))
{
	struct account_job *job = exchange->state;
	const struct changing by = changing_of(exchange, store);
	enum err err = write(&by, &job->change);

	return err ? err : account_read(exchange, store, job->change.name, &job->seen);
}

static enum err add_write(struct exchange *exchange, struct store *store)
{
	return job_write(exchange, store, account_add);
}

static enum err add_finish(struct exchange *exchange)
{
	const struct account_job *job = exchange->state;

	return account_answer(exchange, 201, &job->seen);
}

static enum err set_write(struct exchange *exchange, struct store *store)
{
	return job_write(exchange, store, account_set);
}

static enum err set_finish(struct exchange *exchange)
{
	const struct account_job *job = exchange->state;

	return account_answer(exchange, 200, &job->seen);
}

enum err accounts_post(struct exchange *exchange)
{
	struct account_job *job = exchange_alloc(exchange, sizeof(*job));
	struct account_input input = {0};
	enum err err = job ? exchange_input(exchange, &account_add_table, &input) : ERR_MEMORY;

	if (!err)
		err = account_add_init(
			&input, false, &exchange->arena, &exchange->fault, &job->change);
	if (err && err != ERR_INVALID_INPUT)
		return err;
	(void)!account_password(input.password, "password", &exchange->fault);
	if (exchange->fault.err)
		return exchange->fault.err;
	job->typed = input.password;
	exchange->state = job;
	exchange_write(exchange, job_hash, add_write, add_finish);
	return ERR_OK;
}

enum err accounts_patch(struct exchange *exchange)
{
	struct account_job *job = exchange_alloc(exchange, sizeof(*job));
	struct account_input input = {0};
	enum err err = job ? exchange_input(exchange, &account_set_table, &input) : ERR_MEMORY;

	if (err)
		return err;
	input.name = exchange->params[0];
	err = account_change_init(&input, false, &exchange->arena, &exchange->fault, &job->change);
	if (err && err != ERR_INVALID_INPUT)
		return err;
	if (input.password)
		(void)!account_password(input.password, "password", &exchange->fault);
	else if (!err && !input.roles.count && !input.state && !input.second_factor)
		fault_set(&exchange->fault, ERR_INVALID_INPUT,
			"Say what to change: roles, password, state or second_factor.");
	if (exchange->fault.err)
		return exchange->fault.err;
	job->typed = input.password;
	exchange->state = job;
	exchange_write(exchange, input.password ? job_hash : NULL, set_write, set_finish);
	return ERR_OK;
}
