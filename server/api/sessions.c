/* Where somebody is signed in: the list of their sessions, and ending them. */
#include "api/handlers.h"
#include "api/inputs.h"
#include "api/people.h"
#include "http/cookie.h"

static const struct shape_member session_members[] = {
	{"current", "Whether it is the one by which this is asked.", FIELD_FLAG},
};
static const struct shape session_shape = {
	"OwnSession", &session_table, SEE_MODERATORS, SHAPE_MEMBERS(session_members)};
static const struct shape_member list_members[] = {SHAPE_ITEMS(&session_shape)};
static const struct shape list_shape = {"OwnSessions", SHAPE_MEMBERS(list_members)};
const struct contract sessions_get_contract = {
	.id = "list_sessions",
	.summary = "Where you are signed in, oldest first",
	.answers = ANSWERS({200, "All sessions that are not over.", &list_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};
const struct contract sessions_delete_contract = {
	.id = "end_other_sessions",
	.summary = "Ends all your sessions but this one",
	.answers = ANSWERS({204, "They are over."}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};
const struct contract sessions_delete_one_contract = {
	.id = "end_session",
	.summary = "Ends one of your sessions",
	.description = "When it is this one, its cookie is taken away.",
	.answers = ANSWERS({204, "It is over."}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

static void session_put(
	struct exchange *exchange, struct json_writer *json, const struct session *session)
{
	json_open_object(json, NULL);
	json_put_fields(json, &session_table, SEE_MODERATORS, session);
	json_put_boolean(json, "current", session->id == exchange->session.id);
	json_close_object(json);
}

enum err sessions_get(struct exchange *exchange)
{
	struct session *sessions = NULL;
	struct json_writer json;
	struct store *store;
	size_t count = 0;
	enum err err = person_signed_in(exchange);

	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	err = session_list(exchange->service, store, exchange->session.account, exchange->now,
		&exchange->arena, &exchange->fault, &sessions, &count);
	exchange_store_give(exchange, store);
	if (err)
		return err;
	json = answer_json(exchange, 200);
	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_open_array(&json, "items");
	for (size_t i = 0; i < count; i++)
		session_put(exchange, &json, &sessions[i]);
	json_close_array(&json);
	json_close_object(&json);
	return ERR_OK;
}

static enum err end_others_write(struct exchange *exchange, struct store *store)
{
	enum err err =
		store_session_delete_others(store, exchange->session.account, exchange->session.id);

	return err ? fault_set(&exchange->fault, err, "The sessions cannot be ended.") : ERR_OK;
}

enum err sessions_delete(struct exchange *exchange)
{
	enum err err = person_signed_in(exchange);

	if (!err)
		exchange_write(exchange, NULL, end_others_write, answer_nothing);
	return err;
}

static enum err end_one_write(struct exchange *exchange, struct store *store)
{
	const int64_t *id = exchange->state;
	enum err err = store_session_delete(store, *id, exchange->session.account);

	if (err == ERR_NOT_FOUND)
		return fault_set(&exchange->fault, err, "You have no such session.");
	return err ? fault_set(&exchange->fault, err, "The session cannot be ended.") : ERR_OK;
}

static enum err end_one_finish(struct exchange *exchange)
{
	const int64_t *id = exchange->state;

	exchange->answer.status = 204;
	return *id == exchange->session.id ? answer_cookie(exchange, COOKIE_SESSION, "") : ERR_OK;
}

enum err sessions_delete_one(struct exchange *exchange)
{
	int64_t *id = exchange_alloc(exchange, sizeof(*id));
	enum err err = id ? person_signed_in(exchange) : ERR_MEMORY;

	if (err)
		return err;
	if (!id_parse(exchange->params[0], id))
		return fault_set(&exchange->fault, ERR_NOT_FOUND, "You have no such session.");
	exchange->state = id;
	exchange_write(exchange, NULL, end_one_write, end_one_finish);
	return ERR_OK;
}
