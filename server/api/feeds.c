/* Feeds (Atom) of what is public: of a page, of a site. */
#include "api/feeds.h"
#include "api/asked.h"
#include "api/atom.h"
#include "api/handlers.h"
#include "api/shared_cache.h"
#include "base/form.h"
#include "core/feed.h"

enum { FEED_PATH_MAX = 8 * 1024 };

static const struct input_table no_table = {NULL, 0};

#define FEED_ANSWER(what_)                                                                         \
	ANSWERS({200, what_, .type = ATOM_TYPE, .headers = HEADER_LAST_MODIFIED | HEADER_LINK})

const struct contract feed_page_contract = {
	.id = "read_page_feed",
	.summary = "The newest comments of an article, as a feed",
	.description = "Atom (RFC 4287): the newest 50 that are public, or fewer when they are "
		       "long.",
	.query = &asked_feed_table,
	.headers = HEADER_IF_MODIFIED_SINCE,
	.answers = FEED_ANSWER("The feed."),
	.problems = PROBLEMS({ERR_UNKNOWN_SITE}),
};
const struct contract feed_site_contract = {
	.id = "read_site_feed",
	.summary = "The newest comments of a site, as a feed",
	.description = "As that of an article, of all that the site has.",
	.query = &no_table,
	.headers = HEADER_IF_MODIFIED_SINCE,
	.answers = FEED_ANSWER("The feed."),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

const char *feed_path_of_page(const char *url, struct arena *arena)
{
	struct text path;
	const char *copy = NULL;

	text_init(FEED_PATH_MAX, &path);
	text_add_string(&path, "/feeds/page?page=");
	form_encode(url, &path);
	if (!text_status(&path))
		copy = arena_copy(arena, path.at, path.length);
	text_finish(&path);
	return copy;
}

const char *feed_url(const struct feed *feed, const char *server, struct arena *arena)
{
	const char *path = feed->url ? feed_path_of_page(feed->url, arena)
				     : arena_format(arena, "/feeds/site/%s", feed->site);

	return path ? arena_format(arena, "%s%s", server, path) : NULL;
}

/* Whoever subscribes at a hub is told by these headers which feed that is (WebSub, section 4). */
static enum err hub_header(struct exchange *exchange, const char *self)
{
	const char *hub = exchange->service->websub_hub, *links;

	if (!hub)
		return ERR_OK;
	links = arena_format(&exchange->arena, "<%s>; rel=\"hub\", <%s>; rel=\"self\"", hub, self);
	if (!links)
		return ERR_MEMORY;
	answer_header(exchange, "Link", links);
	return ERR_OK;
}

static enum err feed_answer(struct exchange *exchange, const struct feed *feed)
{
	struct answer *answer = &exchange->answer;
	const char *self = feed_url(feed, exchange->service->public_url, &exchange->arena);

	if (!self || hub_header(exchange, self))
		return fault_set(&exchange->fault, ERR_MEMORY, "There is no memory for the feed.");
	answer->status = 200;
	answer->type = ATOM_TYPE;
	answer->changed_at = feed->changed_at;
	shared_cache_allow(exchange, 0,
		&(struct shared_cache_of){
			.site = feed->site,
			.page = feed->url,
			.list = feed->url ? NULL
					  : arena_format(&exchange->arena, "feed-%s", feed->site),
		});
	atom_add(&answer->body, feed, self, exchange->service->websub_hub);
	return ERR_OK;
}

enum err feed_page_page(struct exchange *exchange)
{
	return asked_read(exchange, &asked_feed_table, NULL);
}

static enum err feed_page_read(struct exchange *exchange, struct store *store, void *feed)
{
	struct asked *asked = exchange->state;
	enum err err = asked_site(exchange, store);

	return err ? err
		   : feed_of_page(store, &asked->site, asked->url.text, &exchange->arena,
			     &exchange->fault, feed);
}

static enum err feed_site_read(struct exchange *exchange, struct store *store, void *feed)
{
	struct site *site = exchange->state;
	enum err err = fault_read(&exchange->fault,
		store_site_find(store, exchange->params[0], &exchange->arena, site), "site");

	return err ? err : feed_of_site(store, site, &exchange->arena, &exchange->fault, feed);
}

enum err feed_page_get(struct exchange *exchange)
{
	struct feed feed = {0};
	enum err err = exchange_read(exchange, feed_page_read, &feed);

	return err ? err : feed_answer(exchange, &feed);
}

enum err feed_site_page(struct exchange *exchange)
{
	struct site *site = exchange_alloc(exchange, sizeof(*site));
	enum err err = site ? exchange_query(exchange, &no_table, site) : ERR_MEMORY;

	exchange->page_tag = exchange_site_tag(exchange->params[0]);
	exchange->state = site;
	return err;
}

enum err feed_site_get(struct exchange *exchange)
{
	struct feed feed = {0};
	enum err err = exchange_read(exchange, feed_site_read, &feed);

	return err ? err : feed_answer(exchange, &feed);
}
