/* Admins' API: the names that a site keeps for its own people, or from everybody. */
#include "api/handlers.h"
#include "api/people.h"
#include "base/id.h"
#include "core/name.h"
#include "store/site.h"

static const struct shape name_shape = {"ReservedName", &reserved_name_table, SEE_MODERATORS};
static const struct shape_member list_members[] = {SHAPE_ITEMS(&name_shape)};
static const struct shape list_shape = {"ReservedNames", SHAPE_MEMBERS(list_members)};
const struct contract names_get_contract = {
	.id = "list_reserved_names",
	.summary = "The names that a site has reserved",
	.answers = ANSWERS({200, "All of them, in the order of the alphabet.", &list_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};
const struct contract names_post_contract = {
	.id = "reserve_name",
	.summary = "Reserves a name",
	.description =
		"What the author writes under it has a badge from then on. What anybody else "
		"writes under it, or under a name that looks like it, is held. A name may be "
		"reserved for several authors.",
	.body = &name_input_table,
	.answers = ANSWERS({201, "The reservation.", &name_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}, {ERR_CONFLICT}),
};
const struct contract names_delete_contract = {
	.id = "free_name",
	.summary = "Takes a reservation away",
	.description = "Comments keep the badges that they have.",
	.answers = ANSWERS({204, "It is gone."}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

/* The site in the path. */
static enum err site_of_path(struct exchange *exchange, struct store *store, struct site *site)
{
	enum err err = fault_read(&exchange->fault,
		store_site_find(store, exchange->params[0], &exchange->arena, site), "site");

	return err ? err : identity_may(&exchange->who, site->id, &exchange->fault);
}

static enum err names_put(struct exchange *exchange, struct store *store)
{
	struct reserved_name *names;
	struct json_writer json;
	struct site site;
	size_t count;
	enum err err = site_of_path(exchange, store, &site);

	if (err)
		return err;
	err = store_reserved_name_list(store, site.id, &exchange->arena, &names, &count);
	if (err)
		return fault_set(&exchange->fault, err, "The names cannot be read.");
	json = answer_json(exchange, 200);
	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_put_rows(&json, "items", &reserved_name_table, SEE_MODERATORS, names, count);
	json_close_object(&json);
	return ERR_OK;
}

enum err names_get(struct exchange *exchange)
{
	struct store *store;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	err = names_put(exchange, store);
	exchange_store_give(exchange, store);
	return err;
}

/* A name being reserved. */
struct reserving {
	struct name_input input;
	struct reserved_name name;
};

static enum err reserve_write(struct exchange *exchange, struct store *store)
{
	const struct changing by = changing_of(exchange, store);
	struct reserving *reserving = exchange->state;
	struct site site;
	enum err err = site_of_path(exchange, store, &site);

	return err ? err : name_reserve(&by, site.id, &reserving->input, &reserving->name);
}

static enum err reserve_finish(struct exchange *exchange)
{
	const struct reserving *reserving = exchange->state;

	return answer_row(exchange, 201, &reserved_name_table, &reserving->name);
}

enum err names_post(struct exchange *exchange)
{
	struct reserving *reserving = exchange_alloc(exchange, sizeof(*reserving));
	enum err err = reserving ? exchange_input(exchange, &name_input_table, &reserving->input)
				 : ERR_MEMORY;

	if (err)
		return err;
	exchange->state = reserving;
	exchange_write(exchange, NULL, reserve_write, reserve_finish);
	return ERR_OK;
}

static enum err free_write(struct exchange *exchange, struct store *store)
{
	const struct changing by = changing_of(exchange, store);
	struct site site;
	int64_t id;
	enum err err = site_of_path(exchange, store, &site);

	if (err)
		return err;
	if (!id_parse(exchange->params[1], &id))
		return fault_read(&exchange->fault, ERR_NOT_FOUND, "name");
	return name_free(&by, site.id, id);
}

enum err names_delete(struct exchange *exchange)
{
	exchange_write(exchange, NULL, free_write, answer_nothing);
	return ERR_OK;
}
