/* Admins' API: the record of changes of accounts, roles and tokens, and merges of pages. */
#include "api/handlers.h"
#include "api/site_list.h"
#include "store/change.h"

static const struct shape change_shape = {"Change", &change_table, SEE_MODERATORS};
static const struct shape_member list_members[] = {SHAPE_ITEMS(&change_shape), SHAPE_NEXT};
static const struct shape list_shape = {"Changes", SHAPE_MEMBERS(list_members)};
const struct contract changes_contract = {
	.id = "list_changes",
	.summary = "The record of changes of accounts, roles and tokens, and of merges of pages, "
		   "oldest first",
	.description = "Nothing is ever removed from it.",
	.query = &site_list_by_id_table,
	.answers = ANSWERS({200, "A part of the record.", &list_shape}),
};

enum err changes_get(struct exchange *exchange)
{
	struct site_list list = {0};
	struct change *changes;
	struct store *store;
	size_t count;
	enum err err = site_list_by_id(exchange, &list);

	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	err = store_change_list(
		store, list.site, list.id, list.limit + 1, &exchange->arena, &changes, &count);
	exchange_store_give(exchange, store);
	if (err)
		return fault_set(&exchange->fault, err, "The record cannot be read.");
	return site_list_answer(exchange, &list, &change_table, changes, count);
}
