/* Readers' API: how many comments articles have, for lists of them. */
#include "api/handlers.h"
#include "api/shared_cache.h"
#include "core/url.h"
#include "store/page.h"

enum { PAGES_MAX = 100, MAX_AGE = 60 /* seconds */ };

struct page_counts_input {
	struct input_texts page;
};

static const struct input_member members[] = {
	INPUT_TEXTS(struct page_counts_input, page, .needed = true, .as = INPUT_AS_URL,
		.high = PAGES_MAX,
		.what = "The URLs of the articles, each as a `page` of its own."),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

static const struct shape_member item_members[] = {
	{"page", "The URL, as it was asked for.", FIELD_TEXT},
	{"count", "How many comments are public; null: it is no page of a site here.",
		FIELD_INTEGER, .null = true},
};
static const struct shape item_shape = {"PageCount", SHAPE_MEMBERS(item_members)};
static const struct shape_member list_members[] = {
	{"items", "In the order in which they were asked for.", .of = &item_shape, .list = true},
};
static const struct shape list_shape = {"PageCounts", SHAPE_MEMBERS(list_members)};
const struct contract page_counts_contract = {
	.id = "count_comments",
	.summary = "How many comments articles have",
	.query = &table,
	.answers = ANSWERS({200, "The counts; they may be a minute old.", &list_shape}),
};

/* Of a page; -1: it is of no site. One that nobody has commented on has none. */
static enum err count_read(
	struct exchange *exchange, struct store *store, const struct url *url, int64_t *count)
{
	struct page page = {0};
	struct site site;
	enum err err = store_site_by_origin(store, url->origin, &exchange->arena, &site);

	*count = err == ERR_NOT_FOUND ? -1 : 0;
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	err = store_page_by_url(store, url->text, &exchange->arena, &page);
	*count = page.count;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err counts_read(
	struct exchange *exchange, const struct url *urls, size_t count, int64_t counts[PAGES_MAX])
{
	struct store *store;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	for (size_t i = 0; !err && i < count; i++)
		err = count_read(exchange, store, &urls[i], &counts[i]);
	exchange_store_give(exchange, store);
	return err ? fault_set(&exchange->fault, err, "The counts cannot be read.") : ERR_OK;
}

static enum err urls_read(
	struct exchange *exchange, const struct input_texts *pages, struct url urls[PAGES_MAX])
{
	struct fault *fault = &exchange->fault;

	if (!pages->count)
		return fault_field(fault, "page", "required", "Give the URL of an article.");
	for (size_t i = 0; i < pages->count; i++)
		if (url_page(pages->at[i], "page", &exchange->arena, fault, &urls[i]) == ERR_MEMORY)
			return fault_set(fault, ERR_MEMORY, "There is no memory for the request.");
	return fault->err;
}

enum err page_counts_get(struct exchange *exchange)
{
	struct page_counts_input input = {0};
	int64_t counts[PAGES_MAX] = {0};
	struct url urls[PAGES_MAX];
	struct json_writer json;
	enum err err = exchange_query(exchange, &table, &input);

	if (!err)
		err = urls_read(exchange, &input.page, urls);
	if (!err)
		err = counts_read(exchange, urls, input.page.count, counts);
	if (err)
		return err;
	json = answer_json(exchange, 200);
	if (exchange->service->settings->cache_seconds)
		shared_cache_allow(exchange, MAX_AGE, &(struct shared_cache_of){.list = "counts"});
	else
		answer_header(exchange, "Cache-Control", "public, max-age=60");
	json_open_object(&json, NULL);
	json_open_array(&json, "items");
	for (size_t i = 0; i < input.page.count; i++) {
		json_open_object(&json, NULL);
		json_put_text(&json, "page", input.page.at[i]);
		if (counts[i] < 0)
			json_put_text(&json, "count", NULL);
		else
			json_put_integer(&json, "count", counts[i]);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	return ERR_OK;
}
