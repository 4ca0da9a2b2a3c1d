/* Moderators' API: pages, which are closed and opened. See pages.h. */
#include <string.h>

#include "api/handlers.h"
#include "api/inputs.h"
#include "api/page_events.h"
#include "api/pages.h"
#include "api/part.h"
#include "api/shapes.h"
#include "core/url.h"
#include "store/alias.h"

struct pages_input {
	const char *site, *url;
	struct part_input part;
};

static const struct input_member query_members[] = {
	INPUT(struct pages_input, site, .what = "The site; needed by who may see several."),
	INPUT(struct pages_input, url, .as = INPUT_AS_URL,
		.what = "The one page of this URL, be it an alias."),
	PART_INPUTS(struct pages_input, part),
};
static const struct input_table query = {query_members, ARRAY_SIZE(query_members)};

struct page_input {
	const char *state;
};

static const struct input_member body_members[] = {
	INPUT(struct page_input, state, .needed = true, .names = page_state_names,
		.what = "Whether comments are taken from now on."),
};
static const struct input_table body = {body_members, ARRAY_SIZE(body_members)};

const struct shape site_page_shape = {"SitePage", &page_table, SEE_MODERATORS};
static const struct shape_member list_members[] = {
	SHAPE_ITEMS(&site_page_shape), SHAPE_NEXT, SHAPE_PREVIOUS};
static const struct shape list_shape = {"Pages", SHAPE_MEMBERS(list_members)};
const struct contract pages_get_contract = {
	.id = "list_pages",
	.summary = "The pages of a site that have comments, the oldest first",
	.query = &query,
	.answers = ANSWERS({200, "A part of the list.", &list_shape}),
};
static const struct shape_member one_members[] = {
	{"aliases", "Its other URLs.", .of = &alias_shape, .list = true},
};
static const struct shape one_shape = {
	"OneSitePage", &page_table, SEE_MODERATORS, SHAPE_MEMBERS(one_members)};
const struct contract page_get_contract = {
	.id = "read_page",
	.summary = "A page with its aliases",
	.answers = ANSWERS({200, "The page.", &one_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};
const struct contract page_patch_contract = {
	.id = "change_page",
	.summary = "Closes or opens a page",
	.body = &body,
	.answers = ANSWERS({200, "The page as it is now.", &site_page_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

/* What does not need the store. */
static enum err pages_filter(
	struct exchange *exchange, struct part *part, struct page_filter *filter, struct url *url)
{
	struct fault *fault = &exchange->fault;
	struct pages_input input = {0};
	enum err err = exchange_query(exchange, &query, &input);

	if (err && err != ERR_INVALID_INPUT)
		return err;
	part_read(&input.part, fault, part);
	if (input.url && url_page(input.url, "url", &exchange->arena, fault, url) == ERR_MEMORY)
		return ERR_MEMORY;
	(void)!identity_one_site(&exchange->who, input.site, fault, &filter->site);
	filter->after = part->after;
	filter->before = part->before;
	filter->last = part->last;
	filter->limit = part->limit;
	return fault->err;
}

/* The page of the URL, where it is in the list. */
static enum err pages_find(struct store *store, const struct page_filter *filter, const char *url,
	struct arena *arena, struct page **pages, size_t *count)
{
	struct page *page = arena_alloc(arena, sizeof(*page));
	enum err err = page ? store_page_by_url(store, url, arena, page) : ERR_MEMORY;

	if (err && err != ERR_NOT_FOUND)
		return err;
	*pages = page;
	*count = !err && strcmp(page->site, filter->site) == 0 && page->id > filter->after &&
		 page->id < filter->before;
	return ERR_OK;
}

enum err pages_get(struct exchange *exchange)
{
	struct page_filter filter = {0};
	struct url url = {0};
	struct store *store;
	struct page *pages;
	struct part part;
	size_t count;
	enum err err = pages_filter(exchange, &part, &filter, &url);

	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	if (url.text)
		err = pages_find(store, &filter, url.text, &exchange->arena, &pages, &count);
	else
		err = store_page_list(store, &filter, &exchange->arena, &pages, &count);
	exchange_store_give(exchange, store);
	if (err)
		return fault_set(&exchange->fault, err, "The pages cannot be read.");
	return part_answer(exchange, &part, &page_table, pages, count);
}

enum err page_of_path(struct exchange *exchange, struct store *store, struct page *page)
{
	int64_t id;
	enum err err = path_id(exchange, &id);

	if (!err)
		err = store_page_find(store, id, &exchange->arena, page);
	if (err)
		return fault_read(&exchange->fault, err, "page");
	return identity_may(&exchange->who, page->site, &exchange->fault);
}

static enum err page_read(struct exchange *exchange, struct store *store, struct page *page,
	struct alias **aliases, size_t *count)
{
	enum err err = page_of_path(exchange, store, page);

	if (err)
		return err;
	err = store_alias_list(store, page->id, &exchange->arena, aliases, count);
	return err ? fault_set(&exchange->fault, err, "The aliases cannot be read.") : ERR_OK;
}

enum err page_get(struct exchange *exchange)
{
	struct json_writer json;
	struct alias *aliases;
	struct store *store;
	struct page page = {0};
	size_t count;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	err = page_read(exchange, store, &page, &aliases, &count);
	exchange_store_give(exchange, store);
	if (err)
		return err;
	json = answer_json(exchange, 200);
	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_put_fields(&json, &page_table, SEE_MODERATORS, &page);
	json_put_rows(&json, "aliases", &alias_table, SEE_MODERATORS, aliases, count);
	json_close_object(&json);
	return ERR_OK;
}

/* A page being closed or opened. */
struct closing {
	struct page page;
	int state;    /* enum page_state */
	bool changed; /* it was another */
};

static enum err page_write(struct exchange *exchange, struct store *store)
{
	struct closing *closing = exchange->state;
	struct page *page = &closing->page;
	enum err err = page_of_path(exchange, store, page);

	if (!err)
		err = exchange_page_changed(exchange, store, page->id);
	if (err)
		return err;
	closing->changed = page->state != closing->state;
	page->state = closing->state;
	err = store_page_set_state(store, page->id, (enum page_state)page->state);
	return err ? fault_set(&exchange->fault, err, "The page was not changed.") : ERR_OK;
}

static void page_announce(const struct exchange *exchange)
{
	const struct closing *closing = exchange->state;

	if (closing->changed)
		event_page(exchange, &closing->page);
}

static enum err page_finish(struct exchange *exchange)
{
	const struct closing *closing = exchange->state;

	return answer_row(exchange, 200, &page_table, &closing->page);
}

enum err page_patch(struct exchange *exchange)
{
	struct closing *closing = exchange_alloc(exchange, sizeof(*closing));
	struct page_input input = {0};
	enum err err;

	if (!closing)
		return ERR_MEMORY;
	err = exchange_input(exchange, &body, &input);
	if (err && err != ERR_INVALID_INPUT)
		return err;
	closing->state = input.state ? field_name_index(page_state_names, input.state) : -1;
	if (closing->state < 0)
		err = fault_field(&exchange->fault, "state",
			input.state ? "unknown_value" : "required", "It must be open or closed.");
	if (err)
		return err;
	exchange->state = closing;
	exchange_write(exchange, NULL, page_write, page_finish);
	exchange_tell(exchange, page_announce);
	return ERR_OK;
}
