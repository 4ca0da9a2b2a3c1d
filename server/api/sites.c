/* Admins' API: sites, what they ask of comments and how they show them. */
#include "api/handlers.h"
#include "core/site.h"

static const struct shape_member site_members[] = {
	{"origins", "Where its pages are.", FIELD_TEXT, .list = true},
};
static const struct shape site_shape = {
	"Site", &site_table, SEE_MODERATORS, SHAPE_MEMBERS(site_members)};
static const struct shape_member list_members[] = {SHAPE_ITEMS(&site_shape)};
static const struct shape list_shape = {"Sites", SHAPE_MEMBERS(list_members)};
const struct contract sites_get_contract = {
	.id = "list_sites",
	.summary = "The sites, and what they ask of comments",
	.answers = ANSWERS({200, "Those that may be seen.", &list_shape}),
};
const struct contract site_patch_contract = {
	.id = "change_site",
	.summary = "Changes what is named of a site's policy and its threads",
	.description = "It holds for every comment that is taken after the answer, and for what "
		       "readers see from then on.",
	.body = &site_change_table,
	.answers = ANSWERS({200, "The site as it is now.", &site_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

static enum err site_put(struct exchange *exchange, struct store *store, struct json_writer *json,
	const struct site *site)
{
	struct site_origin *origins;
	size_t count;
	enum err err = store_site_origin_list(store, site->id, &exchange->arena, &origins, &count);

	if (err)
		return fault_set(&exchange->fault, err, "The site cannot be read.");
	json_open_object(json, NULL);
	json_put_fields(json, &site_table, SEE_MODERATORS, site);
	json_open_array(json, "origins");
	for (size_t i = 0; i < count; i++)
		json_put_text(json, NULL, origins[i].origin);
	json_close_array(json);
	json_close_object(json);
	return ERR_OK;
}

static enum err sites_put(struct exchange *exchange, struct store *store, struct json_writer *json)
{
	struct fault ignored = FAULT_NONE;
	struct site *sites;
	size_t count;
	enum err err = store_site_list(store, &exchange->arena, &sites, &count);

	if (err)
		return fault_set(&exchange->fault, err, "The sites cannot be read.");
	json_open_object(json, NULL);
	json_open_array(json, "items");
	for (size_t i = 0; !err && i < count; i++)
		if (identity_may(&exchange->who, sites[i].id, &ignored) == ERR_OK)
			err = site_put(exchange, store, json, &sites[i]);
	json_close_array(json);
	json_close_object(json);
	return err;
}

enum err sites_get(struct exchange *exchange)
{
	struct json_writer json;
	struct store *store;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	json = answer_json(exchange, 200);
	answer_header(exchange, "Cache-Control", "no-store");
	err = sites_put(exchange, store, &json);
	exchange_store_give(exchange, store);
	return err;
}

static enum err site_find(struct exchange *exchange, struct store *store, struct site *site)
{
	enum err err = fault_read(&exchange->fault,
		store_site_find(store, exchange->params[0], &exchange->arena, site), "site");

	return err ? err : identity_may(&exchange->who, site->id, &exchange->fault);
}

static enum err site_write(struct exchange *exchange, struct store *store)
{
	const struct site_change *change = exchange->state;
	struct site site;
	struct json_writer json;
	enum err err = site_find(exchange, store, &site);

	if (!err)
		err = site_change_apply(change, &exchange->fault, &site);
	if (err)
		return err;
	if (site_change_store(store, change, &site))
		return fault_set(&exchange->fault, ERR_STORE_FAILED, "The site was not changed.");
	exchange_all_changed(exchange);
	text_finish(&exchange->answer.body);
	text_init(ANSWER_MAX, &exchange->answer.body);
	json = answer_json(exchange, 200);
	return site_put(exchange, store, &json, &site);
}

static enum err site_finish(struct exchange *exchange)
{
	sites_forget(exchange->service->sites);
	answer_header(exchange, "Cache-Control", "no-store");
	return ERR_OK;
}

enum err site_patch(struct exchange *exchange)
{
	struct site_change *change = exchange_alloc(exchange, sizeof(*change));
	enum err err;

	if (!change)
		return ERR_MEMORY;
	exchange->state = change;
	err = exchange_input(exchange, &site_change_table, change);
	if (!err)
		exchange_write(exchange, NULL, site_write, site_finish);
	return err;
}
