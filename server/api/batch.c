/* Moderators' API: decisions in one go, and undoing them. */
#include <stdio.h>

#include "api/events.h"
#include "api/filter.h"
#include "api/handlers.h"
#include "api/inputs.h"
#include "api/page_events.h"
#include "core/batch.h"
#include "store/page.h"

/* As sent: comments by name, or all that a list has. */
struct batch_body {
	struct batch_input batch;
	struct filter_input *filter;
	bool dry_run;
};

static const struct input_member members[] = {
	INPUT_IN(struct batch_body, batch.decision, state, .needed = true, DECISION_STATE),
	INPUT_IN(struct batch_body, batch.decision, from, DECISION_FROM),
	INPUT_IN(struct batch_body, batch.decision, reason, DECISION_REASON),
	INPUT_IN(struct batch_body, batch.decision, note, DECISION_NOTE),
	INPUT_IN(struct batch_body, batch, mode, .names = batch_mode_names,
		.what = "Whether each is decided that can be, or nothing unless all can be; each "
			"unless given."),
	{.name = "items",
		.offset = offsetof(struct batch_body, batch.items),
		.type = INPUT_TYPE_LIST,
		.of = &batch_item_object,
		.what = "The comments, each as it was read."},
	INPUT_OBJECT(struct batch_body, filter, &filter_input_object,
		.what = "In place of items: all that such a list has, up to 1,000; `until` says "
			"up to when it was seen."),
	INPUT_FLAG(struct batch_body, dry_run,
		.what = "With a filter: what would be decided is told, and nothing is."),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

/* A batch on its way. */
struct deciding {
	struct batch batch;
	int64_t undoes;       /* a batch; 0: it is a new one */
	struct filter filter; /* of a batch on a list */
	int64_t seen_at;      /* the time up to which the list was seen; 0: it is on no list */
	int64_t next;         /* the list goes on behind this id; 0: it does not */
};

static const struct shape_member result_members[] = {
	{"id", "The comment.", FIELD_ID},
	{"status", "What a single decision would have been answered.", FIELD_INTEGER},
	{"problem", "Why it was refused: the last part of a problem's `type`.", FIELD_TEXT,
		.null = true},
	{"detail", "Why it was refused, for people.", FIELD_TEXT, .null = true},
	{"state", "How the comment stands now; null where it may not be seen.", FIELD_NAMED,
		.names = comment_state_names, .null = true},
	{"revision", "Its revision; absent where it may not be seen.", FIELD_INTEGER,
		.optional = true},
};
static const struct shape result_shape = {"Result", SHAPE_MEMBERS(result_members)};
#define ITEMS {"items", "A result for each, in the same order.", .of = &result_shape, .list = true}
static const struct shape_member items = ITEMS;
static const struct shape_member shape_members[] = {
	{"undo", "What takes it all back; null: nothing was decided.", FIELD_ID, .null = true},
	{"decided", "How many were.", FIELD_INTEGER},
	{"next", "Of a filter: the `after` with which the list goes on; null: it does not.",
		FIELD_ID, .null = true},
	ITEMS,
};
static const struct shape shape = {"Batch", SHAPE_MEMBERS(shape_members)};
const struct contract batch_contract = {
	.id = "decide_batch",
	.summary = "One decision on up to 1,000 comments, in one go",
	.body = &table,
	.answers = ANSWERS({200, "What became of each.", &shape}),
	.problems = PROBLEMS({ERR_CONFLICT, &items}),
};
const struct contract batch_undo_contract = {
	.id = "undo",
	.summary = "Takes back what was decided in one go",
	.description = "Each comment comes back into the state it was in, unless another decision "
		       "was made since. Within 30 days; the undoing can be undone, too.",
	.answers = ANSWERS({200, "What became of each.", &shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}, {ERR_CONFLICT}),
};

static void items_put(struct json_writer *json, const struct batch *batch)
{
	json_open_array(json, "items");
	for (size_t i = 0; i < batch->count; i++) {
		const struct batch_item *item = &batch->items[i];
		const struct err_info *info = err_info(item->refusal.err);
		bool known = item->place.id != 0;

		json_open_object(json, NULL);
		json_put_id(json, "id", item->verdict.comment);
		json_put_integer(json, "status", item->refusal.err ? info->http : 200);
		json_put_text(json, "problem", item->refusal.err ? info->slug : NULL);
		json_put_text(json, "detail", item->refusal.detail);
		json_put_text(json, "state", known ? comment_state_names[item->place.state] : NULL);
		if (known)
			json_put_integer(json, "revision", item->place.revision);
		json_close_object(json);
	}
	json_close_array(json);
}

/* The pages on which something that readers see may have changed. */
static enum err pages_changed(
	struct exchange *exchange, struct store *store, const struct batch *batch)
{
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < batch->count; i++) {
		const struct batch_item *item = &batch->items[i];

		if (!item->refusal.err)
			err = exchange_page_changed(exchange, store, item->place.page);
	}
	return err;
}

/* The items: what the list has, at most BATCH_MAX of it. */
static enum err list_take(struct exchange *exchange, struct store *store, struct deciding *deciding)
{
	struct arena *arena = &exchange->arena;
	struct fault *fault = &exchange->fault;
	struct filter_list list;
	bool more;
	enum err err;

	deciding->filter.queue.limit = BATCH_MAX + 1;
	err = filter_list(store, arena, fault, &deciding->filter, &list);
	if (err)
		return err;
	more = list.count > BATCH_MAX;
	list.count -= more;
	deciding->next = more ? list.comments[list.count - 1].id : list.edge;
	return batch_take(
		list.comments, list.count, deciding->seen_at, arena, fault, &deciding->batch);
}

static enum err batch_write(struct exchange *exchange, struct store *store)
{
	struct deciding *deciding = exchange->state;
	struct batch *batch = &deciding->batch;
	enum err err = ERR_OK;

	if (deciding->seen_at)
		err = list_take(exchange, store, deciding);
	if (err)
		return err;
	if (deciding->undoes)
		err = batch_undo(store, deciding->undoes, exchange->now, &exchange->arena,
			&exchange->fault, batch);
	else
		err = batch_decide(store, exchange->now, &exchange->arena, &exchange->fault, batch);
	if (err)
		return err;
	err = pages_changed(exchange, store, batch);
	return err ? fault_set(&exchange->fault, err, "The pages cannot be read.") : ERR_OK;
}

static bool item_shows(const struct batch_item *item)
{
	return !item->refusal.err && comment_seen(&item->place) != item->seen;
}

/* What readers see of it. */
static void batch_show(const struct exchange *exchange, const struct batch *batch)
{
	size_t count = 0;

	for (size_t i = 0; i < batch->count; i++)
		count += item_shows(&batch->items[i]);
	for (size_t i = 0; i < batch->count; i++) {
		const struct batch_item *item = &batch->items[i];

		if (!item_shows(item))
			continue;
		if (count > PAGE_EVENTS_EACH)
			event_page_renewed(exchange, item->place.page);
		else
			event_shown(exchange, &item->place, item->seen);
	}
}

static void batch_announce(const struct exchange *exchange)
{
	const struct batch *batch = &((const struct deciding *)exchange->state)->batch;

	for (size_t i = 0; i < batch->count; i++)
		if (!batch->items[i].refusal.err)
			event_decided(exchange->service->hub, &batch->items[i].place,
				batch->by.name, batch->id);
	batch_show(exchange, batch);
}

static enum err batch_finish(struct exchange *exchange)
{
	const struct deciding *deciding = exchange->state;
	const struct batch *batch = &deciding->batch;
	struct json_writer json = answer_json(exchange, 200);

	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_put_id(&json, "undo", batch->id);
	json_put_integer(&json, "decided", (int64_t)batch->decided);
	json_put_id(&json, "next", deciding->next);
	items_put(&json, batch);
	json_close_object(&json);
	return ERR_OK;
}

static struct deciding *deciding_create(struct exchange *exchange)
{
	struct deciding *deciding = exchange_alloc(exchange, sizeof(*deciding));

	if (deciding)
		deciding->batch.by = exchange->who;
	return deciding;
}

/* A mistake in the filter is one of `filter.…`. */
static enum err list_read(
	struct exchange *exchange, const struct batch_body *body, struct deciding *deciding)
{
	struct fault why = FAULT_NONE, *fault = &exchange->fault;
	const struct part_input *part = &body->filter->part;
	enum err err = filter_read(
		body->filter, &exchange->who, &exchange->arena, &why, &deciding->filter);

	if (!part->until)
		fault_field(&why, "until", "required",
			"Say up to when the list was seen, so that what came later is left alone.");
	else
		input_time(part->until, "until", &why, &deciding->seen_at);
	if (deciding->seen_at > exchange->now)
		fault_field(&why, "until", "in_the_future", "It must not be later than now.");
	for (size_t i = 0; i < why.count; i++) {
		char name[sizeof(why.fields[i].name) + sizeof("filter.")];

		snprintf(name, sizeof(name), "filter.%s", why.fields[i].name);
		fault_field(fault, name, why.fields[i].code, "%s", why.fields[i].detail);
	}
	return err && !why.count ? fault_set(fault, err, "%s", why.detail) : fault->err;
}

static enum err batch_read(
	struct exchange *exchange, const struct batch_body *body, struct deciding *deciding)
{
	struct fault *fault = &exchange->fault;
	enum err err = batch_init(&body->batch, &exchange->arena, fault, &deciding->batch);

	if (err && err != ERR_INVALID_INPUT)
		return err;
	if (!body->filter) {
		if (body->dry_run)
			fault_field(fault, "dry_run", "needs_filter",
				"Only what a filter finds is tried; leave it out.");
		return batch_name(&body->batch, &exchange->arena, fault, &deciding->batch);
	}
	if (body->batch.items.at)
		fault_field(fault, "filter", "conflict", "Give items or a filter, not both.");
	if (body->batch.decision.from)
		fault_field(fault, "from", "conflict", "A list is of one state: filter.state.");
	return list_read(exchange, body, deciding);
}

/* Says what would be decided. */
static enum err batch_dry_run(struct exchange *exchange, struct deciding *deciding)
{
	struct store *store;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	err = list_take(exchange, store, deciding);
	if (!err)
		err = batch_try(store, &exchange->arena, &exchange->fault, &deciding->batch);
	exchange_store_give(exchange, store);
	return err ? err : batch_finish(exchange);
}

enum err batch_post(struct exchange *exchange)
{
	struct deciding *deciding = deciding_create(exchange);
	struct batch_body body = {0};
	enum err err, read;

	if (!deciding)
		return ERR_MEMORY;
	read = exchange_input(exchange, &table, &body);
	if (read && read != ERR_INVALID_INPUT)
		return read;
	err = batch_read(exchange, &body, deciding);
	if (err || read)
		return err ? err : read;
	exchange->state = deciding;
	if (body.dry_run)
		return batch_dry_run(exchange, deciding);
	exchange_write(exchange, NULL, batch_write, batch_finish);
	exchange_tell(exchange, batch_announce);
	return ERR_OK;
}

enum err batch_undo_post(struct exchange *exchange)
{
	struct deciding *deciding = deciding_create(exchange);

	if (!deciding)
		return ERR_MEMORY;
	if (!id_parse(exchange->params[0], &deciding->undoes))
		return fault_set(
			&exchange->fault, ERR_NOT_FOUND, "There are no decisions of this id.");
	exchange->state = deciding;
	exchange_write(exchange, NULL, batch_write, batch_finish);
	exchange_tell(exchange, batch_announce);
	return ERR_OK;
}

static void problem_items(struct exchange *exchange, struct json_writer *json)
{
	items_put(json, &((const struct deciding *)exchange->state)->batch);
}

enum err batch_fail(struct exchange *exchange)
{
	answer_problem(exchange, exchange->state ? problem_items : NULL);
	return ERR_OK;
}
