/* Moderators' API: the record of decisions. */
#include "api/handlers.h"
#include "api/inputs.h"
#include "api/part.h"
#include "api/shapes.h"
#include "core/moderation.h"
#include "store/decision.h"

struct decisions_input {
	const char *site, *comment, *batch, *by, *from, *to, *reason;
	struct part_input part;
};

static const struct input_member members[] = {
	INPUT(struct decisions_input, site,
		.what = "The site whose decisions are listed; needed by who may see several, and "
			"not all."),
	INPUT(struct decisions_input, comment, .as = INPUT_AS_ID,
		.what = "The comment whose decisions are listed."),
	INPUT(struct decisions_input, batch, .as = INPUT_AS_ID,
		.what = "Those that were made in one go."),
	INPUT(struct decisions_input, by,
		.what = "Whose they are, as the record has it: `account:NAME`, `token:NAME`, "
			"`rule:ID`, `policy`."),
	INPUT(struct decisions_input, from, .names = comment_state_names,
		.what = "The state before."),
	INPUT(struct decisions_input, to, .names = comment_state_names, .what = "The state after."),
	INPUT(struct decisions_input, reason, .names = rejection_reasons,
		.what = "Why it was rejected."),
	PART_INPUTS(struct decisions_input, part),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

const struct shape decision_shape = {"Decision", &decision_table, SEE_MODERATORS};
static const struct shape_member list_members[] = {
	SHAPE_ITEMS(&decision_shape), SHAPE_NEXT, SHAPE_PREVIOUS};
static const struct shape list_shape = {"Decisions", SHAPE_MEMBERS(list_members)};
const struct contract decisions_contract = {
	.id = "list_decisions",
	.summary = "The record of decisions, oldest first",
	.description = "Nothing is ever removed from it.",
	.query = &table,
	.answers = ANSWERS({200, "A part of the record.", &list_shape}),
};

static enum err decisions_filter(
	struct exchange *exchange, struct part *part, struct decision_filter *filter)
{
	struct fault *fault = &exchange->fault;
	struct decisions_input input = {0};
	int ignored;
	enum err err = exchange_query(exchange, &table, &input);

	if (err && err != ERR_INVALID_INPUT)
		return err;
	*filter = (struct decision_filter){
		.by = input.by, .from = input.from, .to = input.to, .reason = input.reason};
	input_id(input.comment, "comment", fault, &filter->comment);
	input_id(input.batch, "batch", fault, &filter->batch);
	field_name_read(input.from, "from", comment_state_names, fault, &ignored);
	field_name_read(input.to, "to", comment_state_names, fault, &ignored);
	field_name_read(input.reason, "reason", rejection_reasons, fault, &ignored);
	part_read(&input.part, fault, part);
	filter->after = part->after;
	filter->before = part->before;
	filter->last = part->last;
	filter->limit = part->limit;
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
	struct decision_filter filter;
	struct decision_list list = {0};
	struct part part = {0};
	struct json_writer json;
	struct store *store;
	size_t first;
	bool more;
	enum err err = decisions_filter(exchange, &part, &filter);

	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	if (filter.comment)
		err = decisions_may(exchange, store, filter.comment);
	if (!err && store_decision_list(store, &filter, &exchange->arena, &list))
		err = fault_set(&exchange->fault, ERR_STORE_FAILED, "The record cannot be read.");
	exchange_store_give(exchange, store);
	if (err)
		return err;
	more = part_trim(&part, &list.count, &first);
	list.decisions += first;
	json = answer_json(exchange, 200);
	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_put_rows(&json, "items", &decision_table, SEE_MODERATORS, list.decisions, list.count);
	part_put(&json, &part, list.count ? list.decisions[0].id : 0,
		list.count ? list.decisions[list.count - 1].id : 0, more, list.edge);
	json_close_object(&json);
	return ERR_OK;
}
