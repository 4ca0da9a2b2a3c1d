/* Signing in and out, and who is signed in. */
#include <string.h>
#include <strings.h>

#include "api/handlers.h"
#include "api/people.h"
#include "api/shapes.h"
#include "core/browser.h"
#include "core/device.h"
#include "core/second_factor.h"
#include "http/cookie.h"
#include "store/site.h"

struct sign_in_input {
	const char *name, *password, *code;
};

static const struct input_member members[] = {
	INPUT(struct sign_in_input, name, .high = ACCOUNT_NAME_MAX,
		.what = "The account's; none where a proxy vouches."),
	INPUT(struct sign_in_input, password, .as = INPUT_AS_PASSWORD, .high = PASSWORD_MAX,
		.what = "The account's; none where a proxy vouches."),
	INPUT(struct sign_in_input, code,
		.what = "Of the second factor, where there is one: six digits, or a recovery "
			"code."),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

static const struct shape_member session_members[] = {
	{"account", "The account's name.", FIELD_TEXT},
	{"roles", "What it may do, and where.", .of = &role_shape, .list = true},
	{"sites", "The sites that it may see, by their ids.", FIELD_TEXT, .list = true},
	{"csrf", "To be sent as X-CSRF-Token with everything that changes something.", FIELD_TEXT},
};
static const struct shape shape = {"Session", SHAPE_MEMBERS(session_members)};
const struct contract session_post_contract = {
	.id = "sign_in",
	.summary = "Signs in",
	.description = "Wrong names and passwords are answered alike. Who has a second factor "
		       "sends a `code`, too. Where a trusted proxy vouches, `{}` signs in. The "
		       "session is the cookie, which no script can read; a second cookie tells "
		       "that the account was here before, and opens nothing.",
	.body = &table,
	.answers = ANSWERS({200, "Signed in.", &shape, .headers = HEADER_SET_COOKIE}),
	.problems = PROBLEMS(
		{ERR_UNAUTHENTICATED}, {ERR_SECOND_FACTOR}, {ERR_FORBIDDEN}, {ERR_KEY_FILE}),
};
static const char *const way_names[] = {"password", "header", NULL};
static const struct shape_member way = {"sign_in",
	"How to sign in: with a password, or as a trusted proxy's header says.", FIELD_NAMED,
	.names = way_names};
const struct contract session_get_contract = {
	.id = "read_session",
	.summary = "Who is signed in",
	.answers = ANSWERS({200, "The session by which this was asked.", &shape}),
	.problems = PROBLEMS({ERR_UNAUTHENTICATED, &way}, {ERR_NOT_FOUND}),
};
const struct contract session_delete_contract = {
	.id = "sign_out",
	.summary = "Signs out",
	.answers = ANSWERS({204, "The session is over.", .headers = HEADER_SET_COOKIE}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

/* Somebody who signs in, and the session that begins. */
struct sign_in {
	struct person person;
	const char *before; /* the session that the browser had, and that ends; may be NULL */
	char text[SESSION_SIZE];
};

static enum err session_put_sites(
	struct exchange *exchange, const struct identity *who, struct json_writer *json)
{
	struct site *sites;
	struct store *store;
	size_t count;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	err = store_site_list(store, &exchange->arena, &sites, &count);
	exchange_store_give(exchange, store);
	if (err)
		return fault_set(&exchange->fault, err, "The sites cannot be read.");
	json_open_array(json, "sites");
	for (size_t i = 0; i < count; i++)
		if (identity_has(who, sites[i].id))
			json_put_text(json, NULL, sites[i].id);
	json_close_array(json);
	return ERR_OK;
}

static enum err session_answer(
	struct exchange *exchange, const char *text, const struct identity *who)
{
	struct json_writer json = answer_json(exchange, 200);
	char csrf[CSRF_SIZE];
	enum err err;

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
	err = session_put_sites(exchange, who, &json);
	json_put_text(&json, "csrf", csrf);
	json_close_object(&json);
	return err;
}

static enum err sign_in_verify(struct exchange *exchange)
{
	const struct person *person = exchange->state;

	return account_verify(
		person->account.id ? &person->account : NULL, person->password, &exchange->fault);
}

/* The account as it is in this very transaction: who changes a password ends all sessions. */
static enum err sign_in_write(struct exchange *exchange, struct store *store)
{
	struct sign_in *sign_in = exchange->state;
	struct account *account = &sign_in->person.account;
	const char *agent = exchange_header(exchange, "User-Agent");
	const struct changing by = changing_of(exchange, store);
	struct session session = {.created_at = exchange->now, .seen_at = exchange->now};
	enum err err = account_again(store, &exchange->arena, &exchange->fault, account);

	session.account = account->id;
	session.account_name = account->name;
	session.browser = browser_name(agent);
	session.system = browser_system(agent);
	if (!err)
		err = identity_of_session(
			store, &session, &exchange->arena, &exchange->fault, &exchange->who);
	if (!err && account->second_factor_at && !sign_in->person.code)
		err = fault_set(&exchange->fault, ERR_SECOND_FACTOR,
			"Give a code of the second factor, too.");
	else if (!err && account->second_factor_at)
		err = second_factor_use(
			&by, exchange->service->keys, account->id, sign_in->person.code);
	return err ? err
		   : session_begin(
			     store, sign_in->before, &exchange->fault, &session, sign_in->text);
}

static enum err sign_in_finish(struct exchange *exchange)
{
	const struct sign_in *sign_in = exchange->state;
	char device[DEVICE_SIZE];
	enum err err = answer_cookie(exchange, COOKIE_SESSION, sign_in->text);

	person_succeeded(exchange);
	device_make(exchange->service->keys, sign_in->person.account.name, device);
	if (!err)
		err = answer_cookie(exchange, COOKIE_DEVICE, device);
	return err ? err : session_answer(exchange, sign_in->text, &exchange->who);
}

/* By name and password. */
static enum err sign_in_typed(
	struct exchange *exchange, const struct sign_in_input *input, const char **name)
{
	const char *vouched = exchange_vouched(exchange);

	if (account_name(input->name, &exchange->arena, &exchange->fault, name) == ERR_MEMORY)
		return ERR_MEMORY;
	/* of any length that can be one: what is wrong with it is nobody's business */
	if (!input->password || !*input->password || strlen(input->password) > PASSWORD_MAX)
		fault_field(&exchange->fault, "password", "required", "Give the password.");
	if (!exchange->fault.err && vouched && strcasecmp(vouched, *name) != 0)
		return fault_set(&exchange->fault, ERR_FORBIDDEN,
			"The proxy says that you are somebody else.");
	return exchange->fault.err;
}

static enum err sign_in_unknown(struct exchange *exchange)
{
	return fault_set(&exchange->fault, ERR_UNAUTHENTICATED,
		"There is no account of the name that the proxy gives.");
}

/* By what a trusted proxy says. */
static enum err sign_in_vouched(struct exchange *exchange, const char **name)
{
	struct fault unknown = FAULT_NONE;
	enum err err = account_name(exchange_vouched(exchange), &exchange->arena, &unknown, name);

	return err == ERR_INVALID_INPUT ? sign_in_unknown(exchange) : err;
}

/* From where it is tried; NULL: a stranger tries it. */
static const char *sign_in_device(struct exchange *exchange, const char *name, bool typed)
{
	const char *device = exchange_cookie(exchange, COOKIE_DEVICE);

	if (!typed)
		return "proxy"; /* strangers to the proxy do not stop those whom it names */
	return device_is_known(exchange->service->keys, name, device) ? device : NULL;
}

enum err session_post(struct exchange *exchange)
{
	struct sign_in *sign_in = exchange_alloc(exchange, sizeof(*sign_in));
	struct sign_in_input input = {0};
	const char *name = NULL;
	bool typed;
	enum err err;

	if (!sign_in)
		return ERR_MEMORY;
	err = exchange_input(exchange, &table, &input);
	if (err)
		return err;
	typed = input.name || input.password || !exchange_vouched(exchange);
	err = typed ? sign_in_typed(exchange, &input, &name) : sign_in_vouched(exchange, &name);
	if (!err)
		err = person_attempt(
			exchange, name, sign_in_device(exchange, name, typed), &sign_in->person);
	if (!err)
		err = person_read(exchange, name, &sign_in->person);
	if (!err && !typed && !sign_in->person.account.id)
		err = sign_in_unknown(exchange);
	if (err)
		return err;
	sign_in->person.password = input.password;
	sign_in->person.code = input.code;
	sign_in->before = exchange_cookie(exchange, COOKIE_SESSION);
	exchange_write(exchange, typed ? sign_in_verify : NULL, sign_in_write, sign_in_finish);
	return ERR_OK;
}

enum err session_get(struct exchange *exchange)
{
	enum err err = person_signed_in(exchange);

	return err ? err : session_answer(exchange, exchange->who_text, &exchange->who);
}

/* How the desk lets people in. */
static void session_put_way(struct exchange *exchange, struct json_writer *json)
{
	json_put_text(json, "sign_in", way_names[exchange_vouched(exchange) != NULL]);
}

enum err session_get_fail(struct exchange *exchange)
{
	answer_problem(exchange, session_put_way);
	return ERR_OK;
}

static enum err sign_out_write(struct exchange *exchange, struct store *store)
{
	enum err err = store_session_delete(store, exchange->session.id, exchange->session.account);

	/* it may have ended meanwhile */
	return err && err != ERR_NOT_FOUND
		       ? fault_set(&exchange->fault, err, "The session cannot be ended.")
		       : ERR_OK;
}

static enum err sign_out_finish(struct exchange *exchange)
{
	exchange->answer.status = 204;
	answer_header(exchange, "Cache-Control", "no-store");
	return answer_cookie(exchange, COOKIE_SESSION, "");
}

enum err session_delete(struct exchange *exchange)
{
	enum err err = person_signed_in(exchange);

	if (!err)
		exchange_write(exchange, NULL, sign_out_write, sign_out_finish);
	return err;
}
