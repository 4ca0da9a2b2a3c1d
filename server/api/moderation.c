/* Moderators' API: one comment, and a decision on it. */
#include "api/events.h"
#include "api/handlers.h"
#include "api/inputs.h"
#include "api/item.h"
#include "api/page_events.h"
#include "api/shapes.h"
#include "core/moderation.h"

static const struct shape_member current = {"current", "The item as it is now.", .of = &item_shape};
const struct contract moderation_get_contract = {
	.id = "read_item",
	.summary = "One comment as moderators see it",
	.answers = ANSWERS(
		{200, "The item. Its ETag is its revision.", &item_shape, .headers = HEADER_ETAG}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};
const struct contract moderation_patch_contract = {
	.id = "decide",
	.summary = "A decision on a comment",
	.description =
		"If-Match names the revision that was read, `from` the state: when either "
		"has moved on, nothing is decided, and the answer is the current item. A `state`, "
		"a `body` or both are given; an edit has no undo.",
	.body = &decision_input_table,
	.headers = HEADER_IF_MATCH,
	.answers = ANSWERS({200, "Decided: the item as it is now.", &item_shape,
		.headers = HEADER_ETAG | HEADER_LINK}),
	.problems = PROBLEMS({ERR_NOT_FOUND}, {ERR_CONFLICT, &current},
		{ERR_STALE_REVISION, &current}, {ERR_PRECONDITION_REQUIRED}),
};

static enum err item_answer(struct exchange *exchange, const struct item *item)
{
	struct json_writer json;
	enum err err = answer_revision(exchange, item->comment.revision);

	if (err)
		return err;
	json = answer_json(exchange, 200);
	answer_header(exchange, "Cache-Control", "no-store");
	item_put(&json, NULL, item);
	return ERR_OK;
}

enum err moderation_get(struct exchange *exchange)
{
	struct item item = {0};
	struct store *store;
	int64_t id = 0;
	enum err err = item_id(exchange, &id);

	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	err = item_read(exchange, store, id, &item);
	if (!err)
		err = identity_may(&exchange->who, item.comment.site, &exchange->fault);
	exchange_store_give(exchange, store);
	return err ? err : item_answer(exchange, &item);
}

/* A decision being made: what was asked for, and how the item stands afterwards. */
struct deciding {
	struct verdict verdict;
	struct item item;     /* id 0: it is not to be shown */
	struct comment place; /* how it stands */
	int64_t seen;         /* before: the revision that readers saw; 0: none */
	int64_t batch;        /* by which it is undone */
};

static enum err deciding_write(struct exchange *exchange, struct store *store)
{
	struct deciding *deciding = exchange->state;
	struct comment *place = &deciding->place;
	struct item *item = &deciding->item;
	enum err err, read;

	*item = (struct item){0};
	*place = (struct comment){0};
	err = moderation_check(
		store, &deciding->verdict, &exchange->arena, &exchange->fault, place);
	deciding->seen = comment_seen(place);
	if (!err)
		err = moderation_apply(store, &deciding->verdict, exchange->now, &exchange->arena,
			&exchange->fault, place, &deciding->batch);
	if (!place->id)
		return err;
	read = item_read(exchange, store, place->id, item);
	if (!read && !err)
		read = exchange_page_changed(exchange, store, place->page);
	return read ? read : err;
}

static void deciding_announce(const struct exchange *exchange)
{
	const struct deciding *deciding = exchange->state;

	event_decided(exchange->service->hub, &deciding->item.comment, exchange->who.name,
		deciding->batch);
	event_shown(exchange, &deciding->place, deciding->seen);
}

static enum err deciding_finish(struct exchange *exchange)
{
	const struct deciding *deciding = exchange->state;
	char id[ID_SIZE];
	const char *undo;

	/* a text is changed back by editing it again */
	if (deciding->verdict.body)
		return item_answer(exchange, &deciding->item);
	id_format(deciding->batch, id);
	undo = arena_format(
		&exchange->arena, "</api/v1/moderation/decisions/%s/undo>; rel=\"undo\"", id);
	if (!undo)
		return fault_set(&exchange->fault, ERR_MEMORY, "There is no memory.");
	answer_header(exchange, "Link", undo);
	return item_answer(exchange, &deciding->item);
}

enum err moderation_patch(struct exchange *exchange)
{
	struct deciding *deciding = exchange_alloc(exchange, sizeof(*deciding));
	struct decision_input input = {0};
	enum err err, read;

	if (!deciding)
		return ERR_MEMORY;
	exchange->state = deciding;
	err = item_id(exchange, &deciding->verdict.comment);
	if (!err)
		err = revision_needed(exchange, &deciding->verdict.revision);
	if (err)
		return err;
	read = exchange_input(exchange, &decision_input_table, &input);
	if (read && read != ERR_INVALID_INPUT)
		return read;
	err = verdict_init(&input, &exchange->arena, &exchange->fault, &deciding->verdict);
	if (err || read)
		return err ? err : read;
	deciding->verdict.by = exchange->who;
	exchange_write(exchange, NULL, deciding_write, deciding_finish);
	exchange_tell(exchange, deciding_announce);
	return ERR_OK;
}

static void problem_current(struct exchange *exchange, struct json_writer *json)
{
	const struct deciding *deciding = exchange->state;

	item_put(json, "current", &deciding->item);
}

enum err moderation_fail(struct exchange *exchange)
{
	const struct deciding *deciding = exchange->state;

	answer_problem(exchange, deciding && deciding->item.comment.id ? problem_current : NULL);
	return ERR_OK;
}
