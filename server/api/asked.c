/* See asked.h. */
#include <stdio.h>
#include <string.h>

#include "api/asked.h"
#include "api/inputs.h"
#include "api/shared_cache.h"
#include "base/time.h"
#include "core/page.h"

/* How long an answer may tell that a page is open which has closed by age. */
#define CLOSING_SPAN (10 * TIME_MINUTE)

#define ASKED_PAGE                                                                                 \
	INPUT(struct asked, page, .needed = true, .as = INPUT_AS_URL,                              \
		.what = "The URL of the article; brought into a normal form first.")
#define ASKED_SITE                                                                                 \
	{.name = "site",                                                                           \
		.offset = offsetof(struct asked, of_site),                                         \
		.what = "The site that the page is to be of; another one's page is an unknown "    \
			"site."}
#define ASKED_SORT                                                                                 \
	INPUT(struct asked, sort, .names = thread_sort_names,                                      \
		.what = "Which threads come first; unless given, those that the site says.")
#define ASKED_AFTER INPUT(struct asked, after, .what = "The `next` of the part before.")
#define ASKED_FROM                                                                                 \
	INPUT(struct asked, from, .as = INPUT_AS_ID,                                               \
		.what = "A comment that shall be in the part: it begins with the first comment "   \
			"of its thread, or, where that is too far above, with the comment "        \
			"itself. Not together with `after`.")
#define ASKED_LIMIT                                                                                \
	INPUT(struct asked, limit, .as = INPUT_AS_NUMBER, .low = 1, .high = THREAD_LIMIT_MAX,      \
		.what = "How many at most; unless given, as many as the site says.")
#define ASKED_PARENT                                                                               \
	{.name = "parent",                                                                         \
		.offset = offsetof(struct asked, answer_to),                                       \
		.as = INPUT_AS_ID,                                                                 \
		.what = "The comment that the form is to answer."}

#define ASKED_LANG INPUT(struct asked, lang, .what = LANGUAGE_WHAT)

static const struct input_member json_members[] = {
	ASKED_PAGE, ASKED_SITE, ASKED_SORT, ASKED_AFTER, ASKED_FROM, ASKED_LIMIT};
static const struct input_member page_members[] = {ASKED_PAGE, ASKED_SITE, ASKED_SORT, ASKED_AFTER,
	ASKED_FROM, ASKED_LIMIT, ASKED_PARENT, ASKED_LANG};
static const struct input_member feed_members[] = {ASKED_PAGE};
static const struct input_member privacy_members[] = {ASKED_PAGE, ASKED_LANG};
static const struct input_member demo_members[] = {
	ASKED_SORT, ASKED_AFTER, ASKED_FROM, ASKED_PARENT, ASKED_LANG};

const struct input_table asked_json_table = {json_members, ARRAY_SIZE(json_members)};
const struct input_table asked_page_table = {page_members, ARRAY_SIZE(page_members)};
const struct input_table asked_demo_table = {demo_members, ARRAY_SIZE(demo_members)};
const struct input_table asked_feed_table = {feed_members, ARRAY_SIZE(feed_members)};
const struct input_table asked_privacy_table = {privacy_members, ARRAY_SIZE(privacy_members)};

/* A comment's id, and behind a dash how many like its thread, by which liked threads are in order.
 */
static void asked_after(struct exchange *exchange, struct asked *asked)
{
	static const char wrong[] = "It must be the next of the part before.";
	const char *dash = asked->after ? strchr(asked->after, '-') : NULL;
	char id[ID_SIZE] = "";

	asked->query.after_likes = -1;
	if (dash && dash - asked->after < ID_SIZE)
		memcpy(id, asked->after, (size_t)(dash - asked->after));
	if (dash)
		input_number(dash + 1, "after", 0, INT32_MAX, 0, &exchange->fault,
			&asked->query.after_likes);
	if (asked->after && !id_parse(dash ? id : asked->after, &asked->query.after))
		fault_field(&exchange->fault, "after", "not_an_id", wrong);
}

enum err asked_read(struct exchange *exchange, const struct input_table *table, const char *page)
{
	struct fault *fault = &exchange->fault;
	struct asked *asked = exchange_alloc(exchange, sizeof(*asked));
	int sort = 0;
	enum err err;

	if (!asked)
		return ERR_MEMORY;
	err = exchange_query(exchange, table, asked);
	if (err && err != ERR_INVALID_INPUT)
		return err;
	err = url_page(page ? page : asked->page, "page", &exchange->arena, fault, &asked->url);
	if (err == ERR_MEMORY)
		return fault_set(fault, err, "There is no memory for the request.");
	(void)!field_name_read(asked->sort, "sort", thread_sort_names, fault, &sort);
	asked_after(exchange, asked);
	input_id(asked->from, "from", fault, &asked->query.from);
	if (asked->after && asked->from)
		fault_field(fault, "from", "conflict",
			"A part begins either after a comment or from one.");
	input_id(asked->answer_to, "parent", fault, &asked->parent);
	if (asked->limit)
		input_number(
			asked->limit, "limit", 1, THREAD_LIMIT_MAX, 1, fault, &asked->query.limit);
	if (fault->err)
		return fault->err;
	asked->query.page = asked->url.text;
	asked->query.keys = exchange->service->keys;
	asked->query.sort = (enum thread_sort)sort;
	asked->language = exchange->language;
	asked->lead = (struct lead){
		exchange->service->root, "", "", exchange_language_query(exchange), false};
	exchange->page_tag = exchange_page_tag(asked->url.text);
	exchange->state = asked;
	return ERR_OK;
}

/* What was not asked for is as the site shows its threads. */
static void asked_by_site(struct asked *asked)
{
	if (!asked->sort)
		asked->query.sort = (enum thread_sort)asked->site.thread_sort;
	if (!asked->limit)
		asked->query.limit = asked->site.thread_size;
	asked->query.depth = asked->site.thread_depth;
	asked->query.likes = asked->site.likes == SITE_LIKES_ON;
	if (!asked->query.likes && asked->query.sort == THREAD_SORT_LIKED)
		asked->query.sort = THREAD_SORT_OLDEST;
}

/* A cursor as asked_after reads it. */
static enum err asked_next(struct exchange *exchange, const struct thread *thread)
{
	struct asked *asked = exchange->state;
	char id[ID_SIZE], likes[24] = "";

	if (!thread->next)
		return ERR_OK;
	id_format(thread->next, id);
	if (asked->query.sort == THREAD_SORT_LIKED)
		snprintf(likes, sizeof(likes), "-%lld", (long long)thread->next_likes);
	asked->next = arena_format(&exchange->arena, "%s%s", id, likes);
	return asked->next ? ERR_OK
			   : fault_set(&exchange->fault, ERR_MEMORY, "There is no memory.");
}

enum err asked_site(struct exchange *exchange, struct store *store)
{
	struct asked *asked = exchange->state;
	enum err err =
		store_site_by_origin(store, asked->url.origin, &exchange->arena, &asked->site);

	if (err == ERR_NOT_FOUND)
		return fault_set(&exchange->fault, ERR_UNKNOWN_SITE,
			"No site here accepts pages of %.200s.", asked->url.origin);
	if (err)
		return fault_set(&exchange->fault, err, "The site cannot be read.");
	if (asked->of_site && strcmp(asked->of_site, asked->site.id) != 0)
		return fault_set(&exchange->fault, ERR_UNKNOWN_SITE,
			"Pages of %.200s are not of the site %.100s.", asked->url.origin,
			asked->of_site);
	asked_by_site(asked);
	return ERR_OK;
}

static enum err thread_of_asked(struct exchange *exchange, struct store *store, void *out)
{
	struct asked *asked = exchange->state;
	struct thread *thread = out;
	enum err err = asked_site(exchange, store);

	if (err)
		return err;
	err = thread_read(store, &asked->query, &exchange->arena, &exchange->fault, thread);
	if (!err)
		err = asked_next(exchange, thread);
	if (err || !thread->page.id || !asked->site.close_after)
		return err;
	/* the page closes without being changed */
	exchange->answer.good_for = CLOSING_SPAN;
	if (page_is_closed(&thread->page, &asked->site, exchange->now))
		thread->page.state = PAGE_STATE_CLOSED;
	return ERR_OK;
}

enum err asked_thread(struct exchange *exchange, struct thread *thread)
{
	enum err err = exchange_read(exchange, thread_of_asked, thread);

	if (!err)
		shared_cache_allow(exchange, 0,
			&(struct shared_cache_of){
				.site = ((const struct asked *)exchange->state)->site.id,
				.page = thread->page.url,
			});
	return err;
}
