/* Admins' API: making two pages one. */
#include "api/handlers.h"
#include "api/page_events.h"
#include "api/pages.h"
#include "api/people.h"
#include "api/shapes.h"
#include "core/page.h"

struct merge_input {
	const char *into;
	bool dry_run;
};

static const struct input_member members[] = {
	INPUT(struct merge_input, into, .needed = true, .as = INPUT_AS_URL,
		.what = "The URL of the page that the comments come to, of the same site."),
	INPUT_FLAG(struct merge_input, dry_run,
		.what = "What would become of them is told, and nothing is done."),
};
static const struct input_table body = {members, ARRAY_SIZE(members)};

static const struct shape_member moved_members[] = {
	{"pending", "How many that wait.", FIELD_INTEGER},
	{"approved", "How many that are public.", FIELD_INTEGER},
	{"rejected", "How many that were rejected.", FIELD_INTEGER},
	{"spam", "How many that were taken for spam.", FIELD_INTEGER},
	{"deleted", "How many that were deleted.", FIELD_INTEGER},
};
static const struct shape moved_shape = {"Moved", SHAPE_MEMBERS(moved_members)};
static const struct shape_member merge_members[] = {
	{"from", "The page that is none any more, as it was.", .of = &site_page_shape},
	{"into", "The other, as it is now or would be.", .of = &site_page_shape},
	{"moved", "The comments that come to it.", .of = &moved_shape},
	{"aliases", "The URLs that lead to it from now on.", FIELD_TEXT, .list = true},
	{"dry_run", "Whether nothing was done.", FIELD_FLAG},
};
static const struct shape merge_shape = {"Merge", SHAPE_MEMBERS(merge_members)};
const struct contract merge_contract = {
	.id = "merge_page",
	.summary = "Makes a page part of another",
	.description = "All its comments come to the other page, and its URLs become that page's "
		       "aliases. It cannot be taken back: look at a `dry_run` first.",
	.body = &body,
	.answers = ANSWERS({200, "What became of them.", &merge_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}, {ERR_CONFLICT}),
};

/* Two pages being merged. */
struct merging {
	struct url into;
	bool dry_run;
	struct page_merge merge;
};

static enum err merging_plan(struct exchange *exchange, struct store *store)
{
	struct merging *merging = exchange->state;
	struct page_merge *merge = &merging->merge;
	struct fault *fault = &exchange->fault;
	enum err err = page_of_path(exchange, store, &merge->from);

	if (err)
		return err;
	err = store_page_by_url(store, merging->into.text, &exchange->arena, &merge->into);
	if (err == ERR_NOT_FOUND)
		return fault_field(fault, "into", "unknown",
			"No page of this URL has comments; it can be made an alias.");
	if (err)
		return fault_set(fault, err, "The page cannot be read.");
	return page_merge_plan(store, &exchange->arena, fault, merge);
}

static enum err merging_write(struct exchange *exchange, struct store *store)
{
	const struct changing by = changing_of(exchange, store);
	const struct page_merge *merge = &((struct merging *)exchange->state)->merge;
	enum err err = merging_plan(exchange, store);

	if (!err)
		err = page_merge_do(&by, merge);
	if (err)
		return err;
	err = exchange_page_changed(exchange, store, merge->into.id);
	return err ? fault_set(&exchange->fault, err, "The pages were not merged.") : ERR_OK;
}

static void merging_announce(const struct exchange *exchange)
{
	const struct merging *merging = exchange->state;

	event_page_renewed(exchange, merging->merge.into.id);
}

/* On a hasher: counting may take a while. */
static enum err merging_try(struct exchange *exchange)
{
	struct store *store;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	err = merging_plan(exchange, store);
	exchange_store_give(exchange, store);
	return err;
}

static void page_put(struct json_writer *json, const char *name, const struct page *page)
{
	json_open_object(json, name);
	json_put_fields(json, &page_table, SEE_MODERATORS, page);
	json_close_object(json);
}

static enum err merging_finish(struct exchange *exchange)
{
	const struct merging *merging = exchange->state;
	const struct page_merge *merge = &merging->merge;
	struct json_writer json = answer_json(exchange, 200);

	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	page_put(&json, "from", &merge->from);
	page_put(&json, "into", &merge->into);
	json_open_object(&json, "moved");
	for (int state = 0; state < COMMENT_STATE__MAX; state++)
		json_put_integer(&json, comment_state_names[state], merge->moved[state]);
	json_close_object(&json);
	json_open_array(&json, "aliases");
	json_put_text(&json, NULL, merge->from.url);
	for (size_t i = 0; i < merge->alias_count; i++)
		json_put_text(&json, NULL, merge->aliases[i].url);
	json_close_array(&json);
	json_put_boolean(&json, "dry_run", merging->dry_run);
	json_close_object(&json);
	return ERR_OK;
}

enum err merge_post(struct exchange *exchange)
{
	struct merging *merging = exchange_alloc(exchange, sizeof(*merging));
	struct merge_input input = {0};
	enum err err;

	if (!merging)
		return ERR_MEMORY;
	err = exchange_input(exchange, &body, &input);
	if (!err)
		err = url_page(
			input.into, "into", &exchange->arena, &exchange->fault, &merging->into);
	if (err == ERR_MEMORY)
		return fault_set(&exchange->fault, err, "There is no memory for the request.");
	if (err)
		return err;
	merging->dry_run = input.dry_run;
	exchange->state = merging;
	if (input.dry_run) {
		exchange_write(exchange, merging_try, NULL, merging_finish);
		return ERR_OK;
	}
	exchange_write(exchange, NULL, merging_write, merging_finish);
	exchange_tell(exchange, merging_announce);
	return ERR_OK;
}
