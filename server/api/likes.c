/* Readers like a comment that is public, and take that back. */
#include "api/handlers.h"
#include "api/html.h"
#include "api/inputs.h"
#include "api/item.h"
#include "base/form.h"
#include "core/like.h"
#include "store/page.h"

static const struct input_table nothing = {NULL, 0};

const struct contract likes_post_contract = {
	.id = "like_comment",
	.summary = "Likes a comment",
	.description = "Where the site wants likes. One network likes a comment once; again, it is "
		       "taken all the same.",
	.query = &language_table,
	.body = &nothing,
	.answers = ANSWERS({204, "It was taken."},
		{303, "A form was taken: back to the comment.", .headers = HEADER_LOCATION}),
	.problems = PROBLEMS({ERR_NOT_FOUND}, {ERR_CONFLICT}),
};
const struct contract likes_delete_contract = {
	.id = "unlike_comment",
	.summary = "Takes a like back",
	.description = "As long as it is known from which network it came: seven days.",
	.query = &language_table,
	.answers = ANSWERS({204, "It is taken back, as far as there was one."}),
	.problems = PROBLEMS({ERR_NOT_FOUND}, {ERR_CONFLICT}),
};

/* A like on its way, or one that is taken back. */
struct liking {
	int64_t comment;
	bool likes;
	unsigned char liker[LIKER_SIZE];
	const char *page; /* its URL */
};

static enum err liking_write(struct exchange *exchange, struct store *store)
{
	struct liking *liking = exchange->state;
	struct comment place;
	struct page page;
	bool changed;
	enum err err = like_store(store, liking->comment, liking->likes,
		(struct slice){(const char *)liking->liker, sizeof(liking->liker)}, exchange->now,
		&exchange->arena, &exchange->fault, &place, &changed);

	if (err)
		return err;
	err = store_page_find(store, place.page, &exchange->arena, &page);
	if (!err && changed)
		err = exchange_page_changed(exchange, store, place.page);
	if (err)
		return fault_set(&exchange->fault, err, "The page cannot be read.");
	liking->page = page.url;
	return ERR_OK;
}

/* Where a form comes back to. */
static enum err liking_back(struct exchange *exchange)
{
	const struct liking *liking = exchange->state;
	const char *query = exchange_language_query(exchange);
	char id[ID_SIZE];
	const char *path;
	struct text url;

	text_init(ANSWER_MAX, &url);
	form_encode(liking->page, &url);
	id_format(liking->comment, id);
	path = text_status(&url)
		       ? NULL
		       : arena_format(&exchange->arena, "/comments?page=%s%s%s&from=%s#comment-%s",
				 url.at, *query ? "&" : "", *query ? query + 1 : "", id, id);
	text_finish(&url);
	return answer_see_other(exchange, path);
}

static enum err liking_finish(struct exchange *exchange)
{
	answer_header(exchange, "Cache-Control", "no-store");
	return exchange->type == EXCHANGE_TYPE_FORM ? liking_back(exchange)
						    : answer_nothing(exchange);
}

/* Who comes from no network is one with all who do. */
static enum err liking_begin(struct exchange *exchange, bool likes)
{
	struct liking *liking = exchange_alloc(exchange, sizeof(*liking));
	unsigned char network[EXCHANGE_NETWORK];
	enum err err;

	if (!liking)
		return ERR_MEMORY;
	err = item_id(exchange, &liking->comment);
	if (!err && likes)
		err = exchange_input(exchange, &nothing, liking);
	if (err)
		return err;
	liking->likes = likes;
	(void)!exchange_network(exchange, network);
	like_liker(exchange->service->keys, liking->comment,
		(struct slice){(const char *)network, sizeof(network)}, liking->liker);
	exchange->state = liking;
	exchange_write(exchange, NULL, liking_write, liking_finish);
	return ERR_OK;
}

enum err likes_post(struct exchange *exchange)
{
	return liking_begin(exchange, true);
}

enum err likes_post_fail(struct exchange *exchange)
{
	if (exchange->type == EXCHANGE_TYPE_FORM)
		return html_fail(exchange);
	answer_problem(exchange, NULL);
	return ERR_OK;
}

enum err likes_delete(struct exchange *exchange)
{
	return liking_begin(exchange, false);
}
