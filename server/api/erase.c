/*
 * See erase.h. Authors' API: erasing all that an author has left on a site, by the private link of
 * a comment and the address that it was left with.
 */
#include <string.h>

#include "api/erase.h"
#include "api/events.h"
#include "api/handlers.h"
#include "api/inputs.h"
#include "api/mine.h"
#include "api/page_events.h"
#include "core/address.h"
#include "core/attempts.h"
#include "core/moderation.h"
#include "store/author.h"
#include "words.h"

static const struct input_member members[] = {ERASING_EMAIL};
static const struct input_table table = {members, ARRAY_SIZE(members)};

static const struct shape_member shape_members[] = {
	{"detail", "What happens now, for people. The same whatever the address.", FIELD_TEXT},
};
static const struct shape shape = {"Erasing", SHAPE_MEMBERS(shape_members)};
const struct contract erase_contract = {
	.id = "erase_mine",
	.summary = "The author has all erased that they have left on the site",
	.description =
		"When the address is the one that the comment was left with, all comments of that "
		"author on the site are erased: texts, names, websites, what was found in and said "
		"about them. It cannot be taken back. The answer is the same when it is another "
		"address, and each request counts as an attempt: five, then five an hour for a "
		"link.",
	.query = &language_table,
	.body = &table,
	.answers = ANSWERS({202, "Taken, whatever the address.", &shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

enum err erasing_find(struct exchange *exchange, struct erasing *erasing)
{
	struct arena *arena = &exchange->arena;
	struct author author = {0};
	struct comment place;
	struct store *store;
	int cost = -1;
	enum err err = mine_link(exchange, &erasing->comment);

	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	err = store_comment_place(store, erasing->comment, arena, &place);
	if (!err)
		err = store_author_print(store, place.author, arena, &author);
	if (!err)
		err = store_site_find(store, place.site, arena, &erasing->site);
	exchange_store_give(exchange, store);
	if (err)
		return fault_read(&exchange->fault, err, "comment");
	cost = field_name_index(fingerprint_cost_names, author.cost);
	erasing->cost = cost < 0 ? FINGERPRINT_COST_KEYED : (enum fingerprint_cost)cost;
	return ERR_OK;
}

static enum err erasing_hash(struct exchange *exchange)
{
	struct erasing *erasing = exchange->state;
	enum err err = fingerprint_make(exchange->service->keys, erasing->cost, &erasing->site,
		erasing->address, &erasing->fingerprint);

	crypto_wipe(erasing->address, strlen(erasing->address));
	return err ? fault_set(&exchange->fault, err, "There is no memory for the request.")
		   : ERR_OK;
}

static enum err erasing_write(struct exchange *exchange, struct store *store)
{
	struct erasing *erasing = exchange->state;
	struct erase_piece *piece = &erasing->piece;
	enum err err = erase_begin(store, erasing->comment, &erasing->fingerprint, exchange->now,
		&exchange->arena, piece);

	for (size_t i = 0; !err && i < piece->count; i++)
		if (erased_changes(&piece->comments[i]))
			err = exchange_page_changed(exchange, store, piece->comments[i].place.page);
	return err ? fault_set(&exchange->fault, err, "It was not begun; send it again.") : ERR_OK;
}

static void erasing_announce(const struct exchange *exchange)
{
	const struct erase_piece *piece = &((const struct erasing *)exchange->state)->piece;

	for (size_t i = 0; i < piece->count; i++) {
		const struct erased *erased = &piece->comments[i];

		if (erased->batch)
			event_decided(exchange->service->hub, &erased->place, MODERATION_BY_AUTHOR,
				erased->batch);
		event_shown(exchange, &erased->place, erased->seen);
	}
}

/* A try is a try, whether it fits or not: else it could be told from how many are left. */
static enum err erasing_attempt(struct exchange *exchange)
{
	uint64_t attempt;
	int wait = attempts_take(exchange->service->attempts, ATTEMPT_ERASE, exchange->params[0],
		NULL, time_monotonic(), &attempt);

	return wait ? answer_wait(exchange, wait) : ERR_OK;
}

static enum err erasing_read(
	struct exchange *exchange, const struct input_table *input, struct erasing *erasing)
{
	struct fault *fault = &exchange->fault;
	const char *address = NULL;
	enum err err = exchange_input(exchange, input, &erasing->input);

	if (err && err != ERR_INVALID_INPUT)
		return err;
	if (!err || !fault_find(fault, "email"))
		err = address_normalise(
			erasing->input.email, "email", &exchange->arena, fault, &address);
	if (exchange->type == EXCHANGE_TYPE_FORM && !erasing->input.confirm)
		fault_field(fault, "confirm", "required", "Tick the box, so that it is meant.");
	if (!fault->err && !err) {
		erasing->address = arena_copy(&exchange->arena, address, strlen(address));
		err = erasing->address ? ERR_OK : ERR_MEMORY;
	}
	if (err == ERR_MEMORY)
		return fault_set(fault, err, "There is no memory for the request.");
	return fault->err;
}

enum err erasing_begin(
	struct exchange *exchange, const struct input_table *input, exchange_step finish)
{
	struct erasing *erasing = exchange_alloc(exchange, sizeof(*erasing));
	bool keyed;
	enum err err;

	if (!erasing)
		return ERR_MEMORY;
	err = erasing_find(exchange, erasing);
	if (err)
		return err;
	exchange->state = erasing;
	err = erasing_read(exchange, input, erasing);
	if (!err)
		err = erasing_attempt(exchange);
	keyed = erasing->cost == FINGERPRINT_COST_KEYED;
	if (!err && keyed)
		err = erasing_hash(exchange);
	if (err)
		return err;
	exchange_write(exchange, keyed ? NULL : erasing_hash, erasing_write, finish);
	exchange_tell(exchange, erasing_announce);
	return ERR_OK;
}

static enum err erase_finish(struct exchange *exchange)
{
	struct json_writer json = answer_json(exchange, 202);

	json_open_object(&json, NULL);
	json_put_text(&json, "detail", word(exchange->language, WORD_MINE_ERASING_NOTE));
	json_close_object(&json);
	return ERR_OK;
}

enum err erase_post(struct exchange *exchange)
{
	return erasing_begin(exchange, &table, erase_finish);
}
