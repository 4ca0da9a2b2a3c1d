/* Moderators' API: other URLs of a page. */
#include "api/handlers.h"
#include "api/inputs.h"
#include "api/page_events.h"
#include "api/pages.h"
#include "api/people.h"
#include "api/shapes.h"
#include "core/page.h"

struct alias_input {
	const char *url;
};

static const struct input_member members[] = {
	INPUT(struct alias_input, url, .needed = true, .as = INPUT_AS_URL,
		.what = "On an origin of the page's site."),
};
static const struct input_table body = {members, ARRAY_SIZE(members)};

const struct shape alias_shape = {"Alias", &alias_table, SEE_MODERATORS};
const struct contract aliases_post_contract = {
	.id = "add_alias",
	.summary = "Makes a URL an alias of a page",
	.description = "Who asks for the comments of that URL is given the page's, and what is "
		       "sent for it comes to the page.",
	.body = &body,
	.answers = ANSWERS({201, "The alias.", &alias_shape}, {200, "It was one.", &alias_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}, {ERR_CONFLICT}),
};
const struct contract aliases_delete_contract = {
	.id = "remove_alias",
	.summary = "Takes an alias away",
	.description = "What is sent for its URL from then on comes to a page of its own. The "
		       "comments stay where they are.",
	.answers = ANSWERS({204, "It is gone."}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

/* An alias being made. */
struct naming {
	struct url url;
	struct alias alias;
	bool made;
};

static enum err naming_write(struct exchange *exchange, struct store *store)
{
	const struct changing by = changing_of(exchange, store);
	struct naming *naming = exchange->state;
	struct page page;
	enum err err = page_of_path(exchange, store, &page);

	if (!err)
		err = page_alias_add(&by, &page, &naming->url, &naming->alias, &naming->made);
	if (err || !naming->made)
		return err;
	err = exchange_page_changed(exchange, store, page.id);
	return err ? fault_set(&exchange->fault, err, "The alias was not stored.") : ERR_OK;
}

static void naming_announce(const struct exchange *exchange)
{
	event_page_renewed(exchange, ((const struct naming *)exchange->state)->alias.page);
}

static enum err naming_finish(struct exchange *exchange)
{
	const struct naming *naming = exchange->state;

	return answer_row(exchange, naming->made ? 201 : 200, &alias_table, &naming->alias);
}

enum err aliases_post(struct exchange *exchange)
{
	struct naming *naming = exchange_alloc(exchange, sizeof(*naming));
	struct alias_input input = {0};
	enum err err;

	if (!naming)
		return ERR_MEMORY;
	err = exchange_input(exchange, &body, &input);
	if (!err)
		err = url_page(input.url, "url", &exchange->arena, &exchange->fault, &naming->url);
	if (err == ERR_MEMORY)
		return fault_set(&exchange->fault, err, "There is no memory for the request.");
	if (err)
		return err;
	exchange->state = naming;
	exchange_write(exchange, NULL, naming_write, naming_finish);
	exchange_tell(exchange, naming_announce);
	return ERR_OK;
}

static enum err removal_write(struct exchange *exchange, struct store *store)
{
	struct fault *fault = &exchange->fault;
	struct alias *removed = exchange->state, alias;
	struct page page;
	int64_t id;
	enum err err = page_of_path(exchange, store, &page);

	if (err)
		return err;
	err = id_parse(exchange->params[1], &id) ? ERR_OK : ERR_NOT_FOUND;
	if (!err)
		err = store_alias_find(store, id, &exchange->arena, &alias);
	if (!err && alias.page != page.id)
		err = ERR_NOT_FOUND;
	if (err)
		return fault_read(fault, err, "alias");
	*removed = alias;
	/* while it is one of the page's URLs */
	err = exchange_page_changed(exchange, store, page.id);
	if (!err)
		err = store_alias_delete(store, alias.id);
	return err ? fault_set(fault, err, "The alias was not taken away.") : ERR_OK;
}

static void removal_announce(const struct exchange *exchange)
{
	event_page_renewed(exchange, ((const struct alias *)exchange->state)->page);
}

enum err aliases_delete(struct exchange *exchange)
{
	exchange->state = exchange_alloc(exchange, sizeof(struct alias));
	if (!exchange->state)
		return ERR_MEMORY;
	exchange_write(exchange, NULL, removal_write, answer_nothing);
	exchange_tell(exchange, removal_announce);
	return ERR_OK;
}
