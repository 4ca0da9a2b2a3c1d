/* Moderators' API: the queue, one comment, a decision. */
#include <stdlib.h>
#include <string.h>

#include "api/handlers.h"
#include "api/inputs.h"
#include "api/item.h"
#include "core/moderation.h"
#include "core/url.h"

enum { QUEUE_LIMIT = 50, QUEUE_LIMIT_MAX = 200 };

struct queue_input {
	const char *state, *site, *page, *before, *after, *limit;
};

static const struct input_member queue_members[] = {
	INPUT(struct queue_input, state),
	INPUT(struct queue_input, site),
	INPUT(struct queue_input, page),
	INPUT(struct queue_input, before),
	INPUT(struct queue_input, after),
	INPUT(struct queue_input, limit),
};
static const struct input_table queue_table = {queue_members, ARRAY_SIZE(queue_members)};

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
	input_id(input->after, "after", fault, &filter->after);
	input_id(input->before, "before", fault, &filter->before);
	input_number(input->limit, "limit", 1, QUEUE_LIMIT_MAX, QUEUE_LIMIT, fault, &filter->limit);
	if (input->after && input->before)
		fault_field(fault, "before", "conflict", "Give after or before, not both.");
	if (input->page &&
		url_page(input->page, "page", &exchange->arena, fault, page) == ERR_MEMORY)
		return fault_set(fault, ERR_MEMORY, "There is no memory for the request.");
	if (fault->err)
		return fault->err;
	filter->state = (enum comment_state)state;
	filter->site = input->site ? input->site : exchange->who.site;
	return filter->site ? identity_may(&exchange->who, filter->site, fault) : ERR_OK;
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

/* The items, one more than the limit when there are more. */
static enum err queue_read(struct exchange *exchange, struct store *store, const char *page,
	struct queue_filter *filter, struct item **items, size_t *count)
{
	struct comment *comments;
	bool nothing = false;
	enum err err = ERR_OK;

	*count = 0;
	if (page)
		err = queue_find_page(exchange, store, page, filter, &nothing);
	if (err || nothing)
		return err;
	filter->limit++;
	err = store_queue(store, filter, &exchange->arena, &comments, count);
	if (err)
		return fault_set(&exchange->fault, err, "The queue cannot be read.");
	*items = exchange_alloc(exchange, *count * sizeof(**items) + 1);
	if (!*items)
		return ERR_MEMORY;
	for (size_t i = 0; !err && i < *count; i++) {
		(*items)[i].comment = comments[i];
		err = item_complete(exchange, store, &(*items)[i]);
	}
	return err;
}

enum err moderation_list(struct exchange *exchange)
{
	struct queue_input input = {0};
	struct queue_filter filter = {0};
	struct url page = {0};
	struct json_writer json;
	struct item *items = NULL;
	struct store *store;
	size_t count = 0, first = 0;
	char next[ID_SIZE];
	bool more;
	enum err err = queue_read_input(exchange, &input, &page, &filter);

	if (err)
		return err;
	err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	err = queue_read(exchange, store, page.text, &filter, &items, &count);
	exchange_store_give(exchange, store);
	if (err)
		return err;
	more = count && count == (size_t)filter.limit;
	if (more) {
		/* the one too many is the farthest from the cursor */
		first = filter.before ? 1 : 0;
		count--;
	}
	json = answer_json(exchange, 200);
	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_open_array(&json, "items");
	for (size_t i = 0; i < count; i++)
		item_put(&json, NULL, &items[first + i]);
	json_close_array(&json);
	/* going back, what follows is where the list came from */
	if (items && count)
		id_format(items[first + count - 1].comment.id, next);
	json_put_text(&json, "next", count && (more || filter.before) ? next : NULL);
	json_close_object(&json);
	return ERR_OK;
}

static enum err item_answer(struct exchange *exchange, const struct item *item)
{
	const char *etag =
		arena_format(&exchange->arena, "\"%lld\"", (long long)item->comment.revision);
	struct json_writer json;

	if (!etag)
		return fault_set(&exchange->fault, ERR_MEMORY, "There is no memory.");
	json = answer_json(exchange, 200);
	answer_header(exchange, "ETag", etag);
	answer_header(exchange, "Cache-Control", "no-store");
	item_put(&json, NULL, item);
	return ERR_OK;
}

static enum err item_id(struct exchange *exchange, int64_t *id)
{
	if (!id_parse(exchange->params[0], id))
		return fault_set(
			&exchange->fault, ERR_NOT_FOUND, "There is no comment of this id.");
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
	err = store_queue_find(store, id, &exchange->arena, &item.comment);
	if (err == ERR_NOT_FOUND)
		fault_set(&exchange->fault, err, "There is no comment of this id.");
	else if (err)
		fault_set(&exchange->fault, err, "The comment cannot be read.");
	if (!err)
		err = identity_may(&exchange->who, item.comment.site, &exchange->fault);
	if (!err)
		err = item_complete(exchange, store, &item);
	exchange_store_give(exchange, store);
	return err ? err : item_answer(exchange, &item);
}

/* A decision being made: what was asked for, and how the item stands afterwards. */
struct deciding {
	struct verdict verdict;
	struct item item; /* id 0: it is not to be shown */
};

/* If-Match: the revision that was read, in quotes. */
static enum err deciding_revision(struct exchange *exchange, int64_t *revision)
{
	const char *header = exchange_header(exchange, "If-Match");
	char *end;

	if (!header)
		return fault_set(&exchange->fault, ERR_PRECONDITION_REQUIRED,
			"Name the revision that was read, as its ETag: If-Match: \"1\".");
	if (header[0] == '"' && header[1] >= '1' && header[1] <= '9') {
		*revision = strtoll(header + 1, &end, 10);
		if (end[0] == '"' && end[1] == '\0')
			return ERR_OK;
	}
	return fault_set(&exchange->fault, ERR_BAD_REQUEST,
		"If-Match must be one revision in quotes, such as \"1\".");
}

static enum err deciding_write(struct exchange *exchange, struct store *store)
{
	struct deciding *deciding = exchange->state;
	struct item *item = &deciding->item;
	enum err err = moderation_decide(store, &deciding->verdict, exchange->now, &exchange->arena,
		&exchange->fault, &item->comment);

	if (item->comment.id) {
		enum err read = item_complete(exchange, store, item);

		if (read)
			return read;
		exchange->page_tag = exchange_page_tag(item->comment.page_url);
	}
	return err;
}

static enum err deciding_finish(struct exchange *exchange)
{
	struct deciding *deciding = exchange->state;

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
		err = deciding_revision(exchange, &deciding->verdict.revision);
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
