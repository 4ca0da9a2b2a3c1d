/* Moderators' API: the queue, and every other list of comments. */
#include <string.h>

#include "api/handlers.h"
#include "api/inputs.h"
#include "api/item.h"
#include "api/shapes.h"
#include "core/url.h"
#include "store/author.h"

enum { QUEUE_LIMIT = 50, QUEUE_LIMIT_MAX = 200 };

struct queue_input {
	const char *state, *site, *page, *author, *since, *until, *before, *after, *limit;
};

static const struct input_member queue_members[] = {
	INPUT(struct queue_input, state, .names = comment_state_names,
		.what = "The state of those listed; pending unless given."),
	INPUT(struct queue_input, site,
		.what = "The site that they are on; needed by who may see several, and not all."),
	INPUT(struct queue_input, page, .as = INPUT_AS_URL,
		.what = "The article that they are on; not together with an author."),
	INPUT(struct queue_input, author,
		.what = "The tag of who wrote them; with the site, unless only one can be seen."),
	INPUT(struct queue_input, since, .as = INPUT_AS_TIME,
		.what = "They were left at this time or later."),
	INPUT(struct queue_input, until, .as = INPUT_AS_TIME,
		.what = "They were left before this time."),
	INPUT(struct queue_input, before, .as = INPUT_AS_ID,
		.what = "The last ones before this id; not together with after."),
	INPUT(struct queue_input, after, .as = INPUT_AS_ID,
		.what = "The first ones after this id: the `next` of the part before."),
	INPUT(struct queue_input, limit, .as = INPUT_AS_NUMBER, .low = 1, .high = QUEUE_LIMIT_MAX,
		.what = "How many at most; 50 unless given."),
};
static const struct input_table queue_table = {queue_members, ARRAY_SIZE(queue_members)};

static const struct shape_member count_members[] = {
	{"pending", "How many wait.", FIELD_INTEGER},
	{"approved", "How many are public.", FIELD_INTEGER},
	{"rejected", "How many were rejected.", FIELD_INTEGER},
	{"spam", "How many were taken for spam.", FIELD_INTEGER},
	{"deleted", "How many were deleted, and can be restored.", FIELD_INTEGER},
};
static const struct shape counts_shape = {"Counts", SHAPE_MEMBERS(count_members)};
static const struct shape_member list_members[] = {
	SHAPE_ITEMS(&item_shape),
	{"counts", "How many comments the site, or all that may be seen, have in each state.",
		.of = &counts_shape},
	SHAPE_NEXT,
};
static const struct shape list_shape = {"Queue", SHAPE_MEMBERS(list_members)};
const struct contract queue_contract = {
	.id = "list_queue",
	.summary = "The queue, and every other list of comments",
	.description = "Oldest first. Lists neither skip nor repeat while comments are decided on.",
	.query = &queue_table,
	.answers = ANSWERS({200, "A part of the list.", &list_shape}),
};

/* From where to where the list goes, as ids, and from which end of it a part is taken. */
static void queue_read_span(
	const struct queue_input *input, struct fault *fault, struct queue_filter *filter)
{
	int64_t since = 0, until = INT64_MAX, from;

	input_id(input->after, "after", fault, &filter->after);
	input_id(input->before, "before", fault, &filter->before);
	input_time(input->since, "since", fault, &since);
	input_time(input->until, "until", fault, &until);
	if (input->after && input->before)
		fault_field(fault, "before", "conflict", "Give after or before, not both.");
	from = id_at(since);
	if (from > filter->after)
		filter->after = from - 1;
	if (!filter->before || id_at(until) < filter->before)
		filter->before = id_at(until);
	filter->last = input->before != NULL;
}

/* What does not need the store. */
static enum err queue_read_input(struct exchange *exchange, struct queue_input *input,
	struct url *page, struct queue_filter *filter)
{
	struct fault *fault = &exchange->fault;
	int state = COMMENT_STATE_PENDING;
	enum err err = exchange_query(exchange, &queue_table, input);

	if (err && err != ERR_INVALID_INPUT)
		return err;
	if (input->state && (state = field_name_index(comment_state_names, input->state)) < 0)
		fault_field(fault, "state", "unknown_value",
			"It must be pending, approved, rejected, spam or deleted.");
	filter->state = (enum comment_state)state;
	queue_read_span(input, fault, filter);
	input_number(input->limit, "limit", 1, QUEUE_LIMIT_MAX, QUEUE_LIMIT, fault, &filter->limit);
	if (input->author && input->page)
		fault_field(fault, "author", "conflict", "Give a page or an author, not both.");
	if (input->page &&
		url_page(input->page, "page", &exchange->arena, fault, page) == ERR_MEMORY)
		return fault_set(fault, ERR_MEMORY, "There is no memory for the request.");
	if (!fault->err)
		err = identity_site(&exchange->who, input->site, fault, &filter->site);
	if (!fault->err && input->author && !filter->site)
		err = fault_field(
			fault, "author", "needs_site", "A tag is one site's; name the site, too.");
	return fault->err ? fault->err : err;
}

/* The page that the list is narrowed to; one that is not there, or of another site, has nothing. */
static enum err queue_find_page(struct exchange *exchange, struct store *store, const char *url,
	struct queue_filter *filter, bool *nothing)
{
	struct page page;
	enum err err = store_page_by_url(store, url, &exchange->arena, &page);

	if (err && err != ERR_NOT_FOUND)
		return fault_set(&exchange->fault, err, "The page cannot be read.");
	*nothing = err || (filter->site && strcmp(filter->site, page.site) != 0);
	if (!*nothing) {
		filter->page = page.id;
		filter->site = page.site;
	}
	return ERR_OK;
}

/* The author that the list is narrowed to; one that is not there has nothing. */
static enum err queue_find_author(struct exchange *exchange, struct store *store, const char *tag,
	struct queue_filter *filter, bool *nothing)
{
	enum err err = store_author_by_tag(store, filter->site, tag, &filter->author);

	if (err && err != ERR_NOT_FOUND)
		return fault_set(&exchange->fault, err, "The author cannot be read.");
	*nothing = err != ERR_OK;
	return ERR_OK;
}

/* A part of a list. */
struct part {
	struct item *items;
	size_t count;
	bool more;                          /* beyond it, away from the cursor */
	int64_t counts[COMMENT_STATE__MAX]; /* on the sites that the list is of */
};

static enum err part_complete(struct exchange *exchange, struct store *store,
	const struct comment *comments, struct part *part)
{
	enum err err = ERR_OK;

	part->items = exchange_alloc(exchange, part->count * sizeof(*part->items) + 1);
	if (!part->items)
		return ERR_MEMORY;
	for (size_t i = 0; !err && i < part->count; i++) {
		part->items[i].comment = comments[i];
		err = item_complete(exchange, store, &part->items[i]);
	}
	return err;
}

static enum err part_read(struct exchange *exchange, struct store *store,
	const struct queue_filter *filter, struct part *part)
{
	struct queue_filter wanted = *filter;
	struct comment *comments;
	enum err err;

	/* one more than is asked for tells whether there are more */
	wanted.limit++;
	err = store_queue(store, &wanted, &exchange->arena, &comments, &part->count);
	if (err)
		return fault_set(&exchange->fault, err, "The queue cannot be read.");
	part->more = part->count == (size_t)wanted.limit;
	if (part->more) {
		part->count--;
		comments += filter->last ? 1 : 0;
	}
	return part_complete(exchange, store, comments, part);
}

static enum err part_answer(
	struct exchange *exchange, const struct queue_filter *filter, const struct part *part)
{
	/* going back, what follows is where the list came from */
	bool follows = part->count && (part->more || filter->last);
	struct json_writer json = answer_json(exchange, 200);

	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_open_array(&json, "items");
	for (size_t i = 0; i < part->count; i++)
		item_put(&json, NULL, &part->items[i]);
	json_close_array(&json);
	json_open_object(&json, "counts");
	for (int state = 0; state < COMMENT_STATE__MAX; state++)
		json_put_integer(&json, comment_state_names[state], part->counts[state]);
	json_close_object(&json);
	json_put_id(&json, "next", follows ? part->items[part->count - 1].comment.id : 0);
	json_close_object(&json);
	return ERR_OK;
}

enum err queue_get(struct exchange *exchange)
{
	struct queue_input input = {0};
	struct queue_filter filter = {0};
	struct url page = {0};
	struct part part = {0};
	struct store *store;
	bool nothing = false;
	enum err err = queue_read_input(exchange, &input, &page, &filter);

	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	if (store_site_counts(store, filter.site, &exchange->arena, part.counts))
		err = fault_set(&exchange->fault, ERR_STORE_FAILED, "The queue cannot be read.");
	if (!err && page.text)
		err = queue_find_page(exchange, store, page.text, &filter, &nothing);
	if (!err && input.author)
		err = queue_find_author(exchange, store, input.author, &filter, &nothing);
	if (!err && !nothing)
		err = part_read(exchange, store, &filter, &part);
	exchange_store_give(exchange, store);
	return err ? err : part_answer(exchange, &filter, &part);
}
