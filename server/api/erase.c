/*
 * Authors' API: erasing all that an author has left on a site, by the private link of a comment and
 * the address that it was left with; as a request, and as a page without script. Nothing in the
 * answer tells whether it was the address.
 */
#include <string.h>

#include "api/events.h"
#include "api/frame.h"
#include "api/handlers.h"
#include "api/html.h"
#include "api/mine.h"
#include "api/page_events.h"
#include "base/form.h"
#include "core/address.h"
#include "core/attempts.h"
#include "core/erase.h"
#include "core/moderation.h"
#include "store/author.h"
#include "store/site.h"

enum { PAGE_MAX = 1024 * 1024 };

#define ERASING                                                                                    \
	"What this address has left on this site is being erased, if it is the one of this "       \
	"comment."

struct erasing_input {
	const char *email;
	const char *confirm; /* of a form */
};

#define ERASING_EMAIL                                                                              \
	INPUT(struct erasing_input, email, .needed = true, .as = INPUT_AS_EMAIL,                   \
		.high = ADDRESS_LIMIT, .what = "The address that the comment was left with.")

static const struct input_member members[] = {ERASING_EMAIL};
static const struct input_member form_members[] = {
	ERASING_EMAIL,
	INPUT(struct erasing_input, confirm, .needed = true, .what = "Anything: that it is meant."),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};
static const struct input_table form_table = {form_members, ARRAY_SIZE(form_members)};

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
	.body = &table,
	.answers = ANSWERS({202, "Taken, whatever the address.", &shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};
const struct contract erase_page_contract = {
	.id = "show_erase_mine",
	.summary = "The question whether to erase all that an author has left, as a page",
	.answers = ANSWERS({200, "The page.", .type = HTML_TYPE}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
	.pages = true,
};
const struct contract erase_post_contract = {
	.id = "erase_mine_by_form",
	.summary = "The author has all erased that they have left on the site, by the page's form",
	.body = &form_table,
	.answers = ANSWERS({303, "Taken, whatever the address: on to a page that says so.",
		.headers = HEADER_LOCATION}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
	.pages = true,
};
const struct contract erased_page_contract = {
	.id = "show_erased_mine",
	.summary = "What happens after the question, as a page",
	.answers = ANSWERS({200, "The page.", .type = HTML_TYPE}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
	.pages = true,
};

/* On its way: what was typed, and what the comment of the link is compared by. */
struct erasing {
	struct erasing_input input;
	int64_t comment;
	struct site site;
	enum fingerprint_cost
		cost;  /* of the author's fingerprint, whatever the setting is by now */
	char *address; /* wiped once it is hashed */
	struct fingerprint fingerprint;
	struct erase_piece piece;
};

/* The comment of the link, its site, and what its author's fingerprint has cost. */
static enum err erasing_find(struct exchange *exchange, struct erasing *erasing)
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
	if (input == &form_table && !erasing->input.confirm)
		fault_field(fault, "confirm", "required", "Tick the box, so that it is meant.");
	if (!fault->err && !err) {
		erasing->address = arena_copy(&exchange->arena, address, strlen(address));
		err = erasing->address ? ERR_OK : ERR_MEMORY;
	}
	if (err == ERR_MEMORY)
		return fault_set(fault, err, "There is no memory for the request.");
	return fault->err;
}

static enum err erasing_begin(
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
	json_put_text(&json, "detail", ERASING);
	json_close_object(&json);
	return ERR_OK;
}

enum err erase_post(struct exchange *exchange)
{
	return erasing_begin(exchange, &table, erase_finish);
}

static void summary_add(struct text *out, const struct fault *fault)
{
	if (!fault->err)
		return;
	text_add_string(out, "<div class=\"summary\" role=\"alert\">\n<p><strong>Nothing was "
			     "erased yet.</strong> ");
	if (fault->err != ERR_INVALID_INPUT)
		text_add_html(out, fault->detail);
	for (size_t i = 0; i < fault->count; i++) {
		text_add_html(out, fault->fields[i].detail);
		text_add_char(out, ' ');
	}
	text_add_string(out, "</p>\n</div>");
}

static void control_add(struct text *out, const char *name, const char *label, const char *tag,
	const char *value, const struct fault *fault)
{
	const struct fault_field *mistake = fault_find(fault, name);
	struct text control;

	text_init(PAGE_MAX, &control);
	text_add_format(&control, "<input id=\"%s\" name=\"%s\" required %s", name, name, tag);
	html_field_mistake(&control, name, mistake);
	text_add_string(&control, " value=\"");
	text_add_html(&control, value);
	text_add_string(&control, "\">");
	html_field(out, languages, name, label, true, control.at, mistake);
	text_finish(&control);
}

/* The question, with what was typed and what is wrong with it; `typed` NULL: what happens now. */
static enum err page_answer(
	struct exchange *exchange, const struct site *site, const struct erasing_input *typed)
{
	const struct fault *fault = &exchange->fault;
	const char *title = typed ? "Erase all of yours?" : "It is being erased";
	struct text content, summary, fields;
	const char *ancestors;
	enum err err = frame_ancestors(exchange, site->id, &ancestors);

	if (err)
		return err;
	exchange->language = languages; /* there are no other words for it yet */
	text_init(ANSWER_MAX, &content);
	text_init(PAGE_MAX, &summary);
	text_init(PAGE_MAX, &fields);
	if (typed) {
		summary_add(&summary, fault);
		control_add(&fields, "email", "The email address that you left it with",
			"type=\"email\" autocomplete=\"email\"", typed->email ? typed->email : "",
			fault);
		control_add(&fields, "confirm", "Yes, erase all of it",
			typed->confirm ? "type=\"checkbox\" checked" : "type=\"checkbox\"", "yes",
			fault);
		html_fill(&content, exchange->language, "mine_erase.html",
			SLOT_TEXT("root", exchange->service->root),
			SLOT_HTML("summary", summary.at), SLOT_HTML("fields", fields.at),
			SLOT_TEXT("link", exchange->params[0]));
	} else {
		html_fill(&content, exchange->language, "mine_erasing.html",
			SLOT_TEXT("what", ERASING));
	}
	text_finish(&summary);
	text_finish(&fields);
	return html_page(exchange, fault->err ? err_info(fault->err)->http : 200, title, &content,
		ancestors);
}

static enum err page_show(struct exchange *exchange, const struct erasing_input *typed)
{
	struct erasing *erasing = exchange_alloc(exchange, sizeof(*erasing));
	enum err err = erasing ? erasing_find(exchange, erasing) : ERR_MEMORY;

	return err ? err : page_answer(exchange, &erasing->site, typed);
}

enum err erase_page_get(struct exchange *exchange)
{
	static const struct erasing_input nothing = {0};

	return page_show(exchange, &nothing);
}

enum err erased_page_get(struct exchange *exchange)
{
	return page_show(exchange, NULL);
}

static enum err erase_page_finish(struct exchange *exchange)
{
	return answer_see_other(
		exchange, arena_format(&exchange->arena, "/mine/%s/erased", exchange->params[0]));
}

enum err erase_page_post(struct exchange *exchange)
{
	return erasing_begin(exchange, &form_table, erase_page_finish);
}

enum err erase_page_post_fail(struct exchange *exchange)
{
	const struct erasing *erasing = exchange->state;
	const struct fault fault = exchange->fault;
	struct erasing_input typed = {0};
	struct erasing found = {0};

	if (erasing)
		return page_answer(exchange, &erasing->site, &erasing->input);
	if (fault.err == ERR_NOT_FOUND)
		return html_fail(exchange);
	/* refused before it was read; the reason stays what it was */
	(void)!form_read(exchange->body, &form_table, &exchange->arena, &exchange->fault, &typed);
	if (erasing_find(exchange, &found) != ERR_OK) {
		exchange->fault = fault;
		return html_fail(exchange);
	}
	exchange->fault = fault;
	return page_answer(exchange, &found.site, &typed);
}
