/* Moderators' API: the queue, and every other list of comments. */
#include "api/counts.h"
#include "api/filter.h"
#include "api/handlers.h"
#include "api/item.h"
#include "api/shapes.h"

static const struct input_member queue_members[] = {
	FILTER_INPUTS,
	PART_INPUTS(struct filter_input, part),
};
static const struct input_table queue_table = {queue_members, ARRAY_SIZE(queue_members)};

static const struct shape_member list_members[] = {
	SHAPE_ITEMS(&item_shape),
	{"counts", "How many comments the site, or all that may be seen, have in each state.",
		.of = &counts_shape},
	SHAPE_NEXT,
	SHAPE_PREVIOUS,
};
static const struct shape list_shape = {"Queue", SHAPE_MEMBERS(list_members)};
const struct contract queue_contract = {
	.id = "list_queue",
	.summary = "The queue, and every other list of comments",
	.description = "Oldest first. Lists neither skip nor repeat while comments are decided on.",
	.query = &queue_table,
	.answers = ANSWERS({200, "A part of the list.", &list_shape}),
};

/* A part of a list. */
struct listing {
	struct filter filter;
	struct item *items;
	size_t count;
	int64_t edge;         /* see store/search.h */
	bool more;            /* beyond it, away from the cursor */
	struct counts counts; /* on the sites that the list is of */
};

static enum err queue_complete(struct exchange *exchange, struct store *store,
	const struct comment *comments, struct listing *listing)
{
	enum err err = ERR_OK;

	listing->items = exchange_alloc(exchange, listing->count * sizeof(*listing->items) + 1);
	if (!listing->items)
		return ERR_MEMORY;
	for (size_t i = 0; !err && i < listing->count; i++) {
		listing->items[i].comment = comments[i];
		err = item_complete(exchange, store, &listing->items[i]);
	}
	return err;
}

static enum err queue_read(struct exchange *exchange, struct store *store, struct listing *listing)
{
	struct arena *arena = &exchange->arena;
	struct fault *fault = &exchange->fault;
	struct filter_list list;
	size_t first;
	enum err err;

	if (counts_read(store, listing->filter.queue.site, arena, &listing->counts))
		return fault_set(fault, ERR_STORE_FAILED, "The queue cannot be read.");
	err = filter_list(store, arena, fault, &listing->filter, &list);
	if (err)
		return err;
	listing->count = list.count;
	listing->edge = list.edge;
	listing->more = part_trim(&listing->filter.part, &listing->count, &first);
	return queue_complete(exchange, store, list.comments + first, listing);
}

static enum err queue_answer(struct exchange *exchange, const struct listing *listing)
{
	int64_t first = listing->count ? listing->items[0].comment.id : 0;
	int64_t last = listing->count ? listing->items[listing->count - 1].comment.id : 0;
	struct json_writer json = answer_json(exchange, 200);

	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_open_array(&json, "items");
	for (size_t i = 0; i < listing->count; i++)
		item_put(&json, NULL, &listing->items[i]);
	json_close_array(&json);
	counts_put(&json, "counts", &listing->counts);
	part_put(&json, &listing->filter.part, first, last, listing->more, listing->edge);
	json_close_object(&json);
	return ERR_OK;
}

enum err queue_get(struct exchange *exchange)
{
	struct filter_input input = {0};
	struct listing listing = {0};
	struct store *store;
	enum err err = exchange_query(exchange, &queue_table, &input);

	if (err && err != ERR_INVALID_INPUT)
		return err;
	err = filter_read(
		&input, &exchange->who, &exchange->arena, &exchange->fault, &listing.filter);
	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	err = queue_read(exchange, store, &listing);
	exchange_store_give(exchange, store);
	return err ? err : queue_answer(exchange, &listing);
}
