/* Admins' API: the record of changes of accounts, roles and tokens, and merges of pages. */
#include "api/handlers.h"
#include "api/inputs.h"
#include "api/part.h"
#include "store/change.h"

struct changes_input {
	const char *site;
	struct part_input part;
};

static const struct input_member members[] = {
	INPUT(struct changes_input, site,
		.what = "The site whose list it is; needed by who may see several, and not all."),
	PART_INPUTS(struct changes_input, part),
};
static const struct input_table query = {members, ARRAY_SIZE(members)};

static const struct shape change_shape = {"Change", &change_table, SEE_MODERATORS};
static const struct shape_member list_members[] = {
	SHAPE_ITEMS(&change_shape), SHAPE_NEXT, SHAPE_PREVIOUS};
static const struct shape list_shape = {"Changes", SHAPE_MEMBERS(list_members)};
const struct contract changes_contract = {
	.id = "list_changes",
	.summary = "The record of changes of accounts, roles and tokens, and of merges of pages, "
		   "oldest first",
	.description = "Nothing is ever removed from it.",
	.query = &query,
	.answers = ANSWERS({200, "A part of the record.", &list_shape}),
};

static enum err changes_filter(
	struct exchange *exchange, struct part *part, struct change_filter *filter)
{
	struct fault *fault = &exchange->fault;
	struct changes_input input = {0};
	enum err err = exchange_query(exchange, &query, &input);

	if (err && err != ERR_INVALID_INPUT)
		return err;
	part_read(&input.part, fault, part);
	filter->after = part->after;
	filter->before = part->before;
	filter->last = part->last;
	filter->limit = part->limit;
	return fault->err ? fault->err
			  : identity_site(&exchange->who, input.site, fault, &filter->site);
}

enum err changes_get(struct exchange *exchange)
{
	struct change_filter filter = {0};
	struct part part = {0};
	struct change *changes;
	struct store *store;
	size_t count;
	enum err err = changes_filter(exchange, &part, &filter);

	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	err = store_change_list(store, &filter, &exchange->arena, &changes, &count);
	exchange_store_give(exchange, store);
	if (err)
		return fault_set(&exchange->fault, err, "The record cannot be read.");
	return part_answer(exchange, &part, &change_table, changes, count);
}
