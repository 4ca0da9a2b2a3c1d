/* Moderators' API: what helps to judge a comment. */
#include <stdlib.h>

#include "api/handlers.h"
#include "api/item.h"
#include "api/shapes.h"
#include "core/report.h"
#include "store/decision.h"
#include "store/revision.h"

enum { DECISIONS_MAX = 200, SIBLINGS_MAX = 10, AUTHORS_MAX = 10 };

struct items {
	struct item *items;
	size_t count;
};

static const struct shape revision_shape = {"Revision", &revision_table, SEE_MODERATORS};
static const struct shape_member members[] = {
	{"parent", "The comment that it answers.", .of = &item_shape, .null = true},
	{"siblings", "Other answers to the same comment, up to 10.", .of = &item_shape,
		.list = true},
	{"author_comments",
		"Other comments of the author that were decided on, the newest first, up to 10.",
		.of = &item_shape, .list = true},
	{"revisions", "Its texts, oldest first.", .of = &revision_shape, .list = true},
	{"reports", "What readers said about it, the newest first, up to 100.", .of = &report_shape,
		.list = true},
	{"decisions", "Its record, oldest first, up to 200.", .of = &decision_shape, .list = true},
};
static const struct shape shape = {"Context", SHAPE_MEMBERS(members)};
const struct contract context_contract = {
	.id = "read_context",
	.summary = "What helps to judge a comment",
	.answers = ANSWERS({200, "What stands around it.", &shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

/* A comment's surroundings. */
struct context {
	struct item item, parent; /* parent: id 0: there is none */
	struct items siblings;    /* other answers to the parent */
	struct items authors;     /* other comments of the author, decided on */
	struct revision *revisions;
	size_t revision_count;
	struct report *reports;
	size_t report_count;
	struct decision_list record;
};

static enum err items_complete(struct exchange *exchange, struct store *store,
	const struct comment *comments, size_t count, struct items *items)
{
	enum err err = ERR_OK;

	items->items = exchange_alloc(exchange, count * sizeof(*items->items) + 1);
	if (!items->items)
		return ERR_MEMORY;
	items->count = count;
	for (size_t i = 0; !err && i < count; i++) {
		items->items[i].comment = comments[i];
		err = item_complete(exchange, store, &items->items[i]);
	}
	return err;
}

static enum err siblings_read(
	struct exchange *exchange, struct store *store, struct context *context)
{
	struct comment *comments;
	size_t count;
	enum err err;

	if (!context->item.comment.parent)
		return ERR_OK;
	err = store_siblings(
		store, &context->item.comment, SIBLINGS_MAX, &exchange->arena, &comments, &count);
	return err ? err : items_complete(exchange, store, comments, count, &context->siblings);
}

static int comments_compare(const void *left, const void *right)
{
	const struct comment *a = left, *b = right;

	return (a->id < b->id) - (a->id > b->id);
}

/* The newest of each state, and of these the newest. What waits is not found by its author. */
static enum err authors_read(
	struct exchange *exchange, struct store *store, struct context *context)
{
	struct comment all[COMMENT_STATE__MAX * (AUTHORS_MAX + 1)];
	const struct comment *own = &context->item.comment;
	struct queue_filter filter = {.site = own->site, .last = true, .limit = AUTHORS_MAX + 1};
	size_t count = 0;
	struct comment place;
	enum err err = store_comment_place(store, own->id, &exchange->arena, &place);

	if (err)
		return err;
	filter.author = place.author;

	for (int state = 0; !err && state < COMMENT_STATE__MAX; state++) {
		struct comment *comments;
		size_t found;

		if (state == COMMENT_STATE_PENDING)
			continue;
		filter.state = (enum comment_state)state;
		err = store_queue(store, &filter, &exchange->arena, &comments, &found);
		for (size_t i = 0; !err && i < found; i++)
			if (comments[i].id != own->id)
				all[count++] = comments[i];
	}
	if (err)
		return err;
	qsort(all, count, sizeof(*all), comments_compare);
	return items_complete(
		exchange, store, all, count > AUTHORS_MAX ? AUTHORS_MAX : count, &context->authors);
}

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
	err = siblings_read(exchange, store, context);
	if (!err)
		err = authors_read(exchange, store, context);
	if (!err)
		err = store_revision_list(
			store, id, &exchange->arena, &context->revisions, &context->revision_count);
	if (!err)
		err = store_report_list(store, id, false, REPORTS_MAX, &exchange->arena,
			&context->reports, &context->report_count);
	if (!err)
		err = store_decision_list(store, &filter, &exchange->arena, &context->record);
	return err ? fault_set(&exchange->fault, err, "The comment cannot be read.") : ERR_OK;
}

static void items_put(struct json_writer *json, const char *name, const struct items *items)
{
	json_open_array(json, name);
	for (size_t i = 0; i < items->count; i++)
		item_put(json, NULL, &items->items[i]);
	json_close_array(json);
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
	items_put(&json, "siblings", &context.siblings);
	items_put(&json, "author_comments", &context.authors);
	json_put_rows(&json, "revisions", &revision_table, SEE_MODERATORS, context.revisions,
		context.revision_count);
	json_put_rows(&json, "reports", &report_table, SEE_MODERATORS, context.reports,
		context.report_count);
	json_put_rows(&json, "decisions", &decision_table, SEE_MODERATORS, context.record.decisions,
		context.record.count);
	json_close_object(&json);
	return ERR_OK;
}
