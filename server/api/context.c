/* Moderators' API: what helps to judge a comment. */
#include "api/handlers.h"
#include "api/item.h"
#include "store/decision.h"
#include "store/revision.h"

enum { DECISIONS_MAX = 200 };

/* A comment's surroundings. */
struct context {
	struct item item, parent; /* parent: id 0: there is none */
	struct revision *revisions;
	size_t revision_count;
	struct decision_list record;
};

static enum err context_read(
	struct exchange *exchange, struct store *store, int64_t id, struct context *context)
{
	const struct decision_filter filter = {.comment = id, .limit = DECISIONS_MAX};
	enum err err = item_read(exchange, store, id, &context->item);

	if (!err)
		err = identity_may(&exchange->who, context->item.comment.site, &exchange->fault);
	if (!err && context->item.comment.parent)
		err = item_read(exchange, store, context->item.comment.parent, &context->parent);
	if (err)
		return err;
	err = store_revision_list(
		store, id, &exchange->arena, &context->revisions, &context->revision_count);
	if (!err)
		err = store_decision_list(store, &filter, &exchange->arena, &context->record);
	return err ? fault_set(&exchange->fault, err, "The comment cannot be read.") : ERR_OK;
}

enum err context_get(struct exchange *exchange)
{
	struct context context = {0};
	struct json_writer json;
	struct store *store;
	int64_t id = 0;
	enum err err = item_id(exchange, &id);

	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	err = context_read(exchange, store, id, &context);
	exchange_store_give(exchange, store);
	if (err)
		return err;
	json = answer_json(exchange, 200);
	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	if (context.parent.comment.id)
		item_put(&json, "parent", &context.parent);
	else
		json_put_text(&json, "parent", NULL);
	json_put_rows(&json, "revisions", &revision_table, SEE_MODERATORS, context.revisions,
		context.revision_count);
	json_put_rows(&json, "decisions", &decision_table, SEE_MODERATORS, context.record.decisions,
		context.record.count);
	json_close_object(&json);
	return ERR_OK;
}
