/* Moderators' API: the record of decisions. */
#include "api/handlers.h"
#include "api/inputs.h"
#include "api/shapes.h"
#include "store/decision.h"

enum { DECISIONS_LIMIT = 50, DECISIONS_LIMIT_MAX = 200 };

struct decisions_input {
	const char *site, *comment, *after, *limit;
};

static const struct input_member members[] = {
	INPUT(struct decisions_input, site,
		.what = "The site whose decisions are listed; needed by who may see several, and "
			"not all."),
	INPUT(struct decisions_input, comment, .as = INPUT_AS_ID,
		.what = "The comment whose decisions are listed."),
	INPUT(struct decisions_input, after, .as = INPUT_AS_ID,
		.what = "The `next` of the part before."),
	INPUT(struct decisions_input, limit, .as = INPUT_AS_NUMBER, .low = 1,
		.high = DECISIONS_LIMIT_MAX, .what = "How many at most; 50 unless given."),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

const struct shape decision_shape = {"Decision", &decision_table, SEE_MODERATORS};
static const struct shape_member list_members[] = {SHAPE_ITEMS(&decision_shape), SHAPE_NEXT};
static const struct shape list_shape = {"Decisions", SHAPE_MEMBERS(list_members)};
const struct contract decisions_contract = {
	.id = "list_decisions",
	.summary = "The record of decisions, oldest first",
	.description = "Nothing is ever removed from it.",
	.query = &table,
	.answers = ANSWERS({200, "A part of the record.", &list_shape}),
};

static enum err decisions_filter(struct exchange *exchange, struct decision_filter *filter)
{
	struct fault *fault = &exchange->fault;
	struct decisions_input input = {0};
	enum err err = exchange_query(exchange, &table, &input);

	if (err && err != ERR_INVALID_INPUT)
		return err;
	input_id(input.comment, "comment", fault, &filter->comment);
	input_id(input.after, "after", fault, &filter->after);
	input_number(input.limit, "limit", 1, DECISIONS_LIMIT_MAX, DECISIONS_LIMIT, fault,
		&filter->limit);
	if (fault->err)
		return fault->err;
	/* a comment's record is for those who may see the comment */
	return filter->comment ? ERR_OK
			       : identity_site(&exchange->who, input.site, fault, &filter->site);
}

/* A comment's record is for those who may see the comment. */
static enum err decisions_may(struct exchange *exchange, struct store *store, int64_t id)
{
	struct comment comment;
	enum err err = store_comment_place(store, id, &exchange->arena, &comment);

	if (err == ERR_NOT_FOUND)
		return fault_field(
			&exchange->fault, "comment", "unknown", "There is no comment of this id.");
	if (err)
		return fault_set(&exchange->fault, err, "The comment cannot be read.");
	return identity_may(&exchange->who, comment.site, &exchange->fault);
}

enum err decisions_get(struct exchange *exchange)
{
	struct decision_filter filter = {0};
	struct decision *decisions = NULL;
	struct json_writer json;
	struct store *store;
	size_t count = 0;
	bool more;
	enum err err = decisions_filter(exchange, &filter);

	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	if (filter.comment)
		err = decisions_may(exchange, store, filter.comment);
	filter.limit++;
	if (!err && store_decision_list(store, &filter, &exchange->arena, &decisions, &count))
		err = fault_set(&exchange->fault, ERR_STORE_FAILED, "The record cannot be read.");
	exchange_store_give(exchange, store);
	if (err)
		return err;
	more = count == (size_t)filter.limit;
	count -= more;
	json = answer_json(exchange, 200);
	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_put_rows(&json, "items", &decision_table, SEE_MODERATORS, decisions, count);
	json_put_id(&json, "next", more ? decisions[count - 1].id : 0);
	json_close_object(&json);
	return ERR_OK;
}
