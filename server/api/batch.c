/* Moderators' API: decisions in one go, and undoing them. */
#include "api/handlers.h"
#include "api/inputs.h"
#include "core/batch.h"
#include "store/page.h"

/* A batch on its way, and what it undoes. */
struct deciding {
	struct batch batch;
	int64_t undoes; /* a batch; 0: it is a new one */
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
static const struct shape_member members[] = {
	{"undo", "What takes it all back; null: nothing was decided.", FIELD_ID, .null = true},
	{"decided", "How many were.", FIELD_INTEGER},
	ITEMS,
};
static const struct shape shape = {"Batch", SHAPE_MEMBERS(members)};
const struct contract batch_contract = {
	.id = "decide_batch",
	.summary = "One decision on up to 1,000 comments, in one go",
	.body = &batch_input_table,
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
		struct page page;

		if (item->refusal.err)
			continue;
		err = store_page_find(store, item->place.page, &exchange->arena, &page);
		if (!err)
			err = exchange_page_changed(exchange, page.url);
	}
	return err;
}

static enum err batch_write(struct exchange *exchange, struct store *store)
{
	struct deciding *deciding = exchange->state;
	struct batch *batch = &deciding->batch;
	enum err err;

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

static enum err batch_finish(struct exchange *exchange)
{
	const struct batch *batch = &((struct deciding *)exchange->state)->batch;
	struct json_writer json = answer_json(exchange, 200);

	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_put_id(&json, "undo", batch->id);
	json_put_integer(&json, "decided", (int64_t)batch->decided);
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

enum err batch_post(struct exchange *exchange)
{
	struct deciding *deciding = deciding_create(exchange);
	struct batch_input input = {0};
	enum err err, read;

	if (!deciding)
		return ERR_MEMORY;
	read = exchange_input(exchange, &batch_input_table, &input);
	if (read && read != ERR_INVALID_INPUT)
		return read;
	err = batch_init(&input, &exchange->arena, &exchange->fault, &deciding->batch);
	if (err || read)
		return err ? err : read;
	exchange->state = deciding;
	exchange_write(exchange, NULL, batch_write, batch_finish);
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
	return ERR_OK;
}

static void problem_items(struct exchange *exchange, struct json_writer *json)
{
	items_put(json, &((const struct deciding *)exchange->state)->batch);
}

enum err batch_fail(struct exchange *exchange)
{
	bool told = exchange->state && exchange->fault.err == ERR_CONFLICT;

	answer_problem(exchange, told ? problem_items : NULL);
	return ERR_OK;
}
