/* See include/core/batch.h. */
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "core/batch.h"
#include "store/decision.h"

const char *const batch_mode_names[] = {"each", "all", NULL};

static const struct input_member item_members[] = {
	INPUT(struct batch_item_input, id, .needed = true, .as = INPUT_AS_ID, .what = "A comment."),
	INPUT_NUMBER(struct batch_item_input, revision, .needed = true,
		.what = "The revision that was read."),
};
const struct input_object batch_item_object = {
	{item_members, ARRAY_SIZE(item_members)}, sizeof(struct batch_item_input), BATCH_MAX};

static enum err no_memory(struct fault *fault)
{
	return fault_set(fault, ERR_MEMORY, "There is no memory for the request.");
}

/* A mistake in an item is one of the items: a thousand names of fields help nobody. */
static void item_init(const struct batch_item_input *input, size_t number, struct fault *fault,
	struct verdict *verdict)
{
	if (!input->id || !id_parse(input->id, &verdict->comment))
		fault_field(fault, "items", "not_an_id",
			"Item %zu needs an id of %d characters, as lists give it.", number,
			ID_LENGTH);
	if (!input->revision)
		fault_field(fault, "items", "required",
			"Item %zu needs the revision that was read.", number);
	verdict->revision = input->revision;
}

static int ids_compare(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* A comment is decided on once. */
static enum err items_distinct(const struct batch *batch, struct arena *arena, struct fault *fault)
{
	int64_t *ids = arena_alloc(arena, batch->count * sizeof(*ids) + 1);

	if (!ids)
		return no_memory(fault);
	for (size_t i = 0; i < batch->count; i++)
		ids[i] = batch->items[i].verdict.comment;
	qsort(ids, batch->count, sizeof(*ids), ids_compare);
	for (size_t i = 1; i < batch->count; i++)
		if (ids[i] && ids[i] == ids[i - 1])
			return fault_field(
				fault, "items", "doubled", "A comment may be named once.");
	return ERR_OK;
}

static enum err items_alloc(
	size_t count, struct arena *arena, struct fault *fault, struct batch *batch)
{
	batch->count = count;
	batch->items = arena_alloc(arena, count * sizeof(*batch->items) + 1);
	if (!batch->items)
		return no_memory(fault);
	for (size_t i = 0; i < count; i++)
		batch->items[i].verdict = batch->verdict;
	return ERR_OK;
}

enum err batch_init(const struct batch_input *input, struct arena *arena, struct fault *fault,
	struct batch *batch)
{
	int mode = BATCH_MODE_EACH;
	enum err err;

	batch->verdict = (struct verdict){.by = batch->by};
	err = verdict_init(&input->decision, arena, fault, &batch->verdict);
	if (err == ERR_MEMORY)
		return err;
	field_name_read(input->mode, "mode", batch_mode_names, fault, &mode);
	batch->mode = (enum batch_mode)mode;
	return fault->err;
}

enum err batch_name(const struct batch_input *input, struct arena *arena, struct fault *fault,
	struct batch *batch)
{
	const struct batch_item_input *items = input->items.at;
	enum err err;

	if (!input->items.count)
		return fault_field(fault, "items", "required",
			"Name the comments: [{\"id\": \"…\", \"revision\": 1}].");
	err = items_alloc(input->items.count, arena, fault, batch);
	if (err)
		return err;
	for (size_t i = 0; i < batch->count; i++)
		item_init(&items[i], i, fault, &batch->items[i].verdict);
	err = items_distinct(batch, arena, fault);
	return err ? err : fault->err;
}

enum err batch_take(const struct comment *comments, size_t count, int64_t seen_at,
	struct arena *arena, struct fault *fault, struct batch *batch)
{
	enum err err = items_alloc(count, arena, fault, batch);

	for (size_t i = 0; !err && i < count; i++) {
		struct batch_item *item = &batch->items[i];

		item->verdict.comment = comments[i].id;
		item->verdict.revision = comments[i].revision;
		item->verdict.from = comments[i].state;
		item->edited = comments[i].edited_at >= seen_at;
	}
	return err;
}

/* A refusal is kept with the item; a failure is the whole batch's. */
static enum err item_refuse(
	struct batch_item *item, enum err err, struct fault *why, struct arena *arena)
{
	if (err != ERR_NOT_FOUND && err != ERR_FORBIDDEN && err != ERR_STALE_REVISION &&
		err != ERR_CONFLICT)
		return err;
	item->refusal.err = err;
	item->refusal.detail = arena_copy(arena, why->detail, strlen(why->detail));
	return item->refusal.detail ? ERR_OK : ERR_MEMORY;
}

static enum err items_check(
	struct store *store, struct arena *arena, struct fault *fault, struct batch *batch)
{
	size_t refused = 0;

	for (size_t i = 0; i < batch->count; i++) {
		struct batch_item *item = &batch->items[i];
		struct fault why = FAULT_NONE;
		enum err err = moderation_check(store, &item->verdict, arena, &why, &item->place);

		item->seen = comment_seen(&item->place);
		if (!err && item->edited)
			err = fault_set(&why, ERR_STALE_REVISION,
				"It was edited after the time up to which the list was seen.");
		if (err)
			err = item_refuse(item, err, &why, arena);
		if (err)
			return fault_set(fault, err, "%s", why.detail);
		refused += item->refusal.err != ERR_OK;
	}
	if (refused && batch->mode == BATCH_MODE_ALL)
		return fault_set(fault, ERR_CONFLICT,
			"Nothing was decided, since %zu of %zu cannot be.", refused, batch->count);
	return ERR_OK;
}

static enum err items_apply(struct store *store, int64_t now, struct arena *arena,
	struct fault *fault, struct batch *batch)
{
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < batch->count; i++) {
		struct batch_item *item = &batch->items[i];

		if (item->refusal.err)
			continue;
		item->verdict.batch = batch->id;
		err = moderation_apply(
			store, &item->verdict, now, arena, fault, &item->place, &batch->id);
		batch->decided++;
	}
	return err;
}

/* As if nothing had been tried: it may be the second time. */
static void batch_reset(struct batch *batch)
{
	batch->id = 0;
	batch->decided = 0;
	for (size_t i = 0; i < batch->count; i++) {
		batch->items[i].place = (struct comment){0};
		batch->items[i].refusal = (struct fault_brief){0};
	}
}

enum err batch_try(
	struct store *store, struct arena *arena, struct fault *fault, struct batch *batch)
{
	enum err err;

	batch_reset(batch);
	err = items_check(store, arena, fault, batch);
	for (size_t i = 0; i < batch->count; i++)
		batch->decided += batch->items[i].refusal.err == ERR_OK;
	return err;
}

enum err batch_decide(struct store *store, int64_t now, struct arena *arena, struct fault *fault,
	struct batch *batch)
{
	enum err err;

	batch_reset(batch);
	err = items_check(store, arena, fault, batch);
	return err ? err : items_apply(store, now, arena, fault, batch);
}

/* The verdict that takes a decision back. */
static struct verdict verdict_undo(const struct decision *decision, const struct identity *by)
{
	return (struct verdict){
		.comment = decision->comment,
		.revision = decision->revision,
		.from = decision->to,
		.to = decision->from,
		.undoes = decision->id,
		.published = decision->published,
		.by = *by,
	};
}

/* False: nothing of it may be seen. */
static bool decisions_visible(
	const struct identity *by, const struct decision *decisions, size_t count)
{
	struct fault ignored = FAULT_NONE;

	for (size_t i = 0; i < count; i++)
		if (identity_may(by, decisions[i].site, &ignored) == ERR_OK)
			return true;
	return false;
}

enum err batch_undo(struct store *store, int64_t id, int64_t now, struct arena *arena,
	struct fault *fault, struct batch *batch)
{
	const struct decision_filter filter = {.batch = id, .limit = BATCH_MAX};
	struct decision_list made;
	enum err err = store_decision_list(store, &filter, arena, &made);

	if (err)
		return fault_set(fault, err, "The record cannot be read.");
	if (!decisions_visible(&batch->by, made.decisions, made.count))
		return fault_set(fault, ERR_NOT_FOUND, "There are no decisions of this id.");
	batch->count = made.count;
	if (made.decisions[0].at < now - BATCH_UNDO_SPAN)
		return fault_set(fault, ERR_CONFLICT,
			"Decisions can be undone for %d days; decide anew.",
			(int)(BATCH_UNDO_SPAN / TIME_DAY));
	batch->items = arena_alloc(arena, batch->count * sizeof(*batch->items));
	if (!batch->items)
		return no_memory(fault);
	for (size_t i = 0; i < batch->count; i++)
		batch->items[i].verdict = verdict_undo(&made.decisions[i], &batch->by);
	return batch_decide(store, now, arena, fault, batch);
}
