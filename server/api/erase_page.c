/* See erase.h. Erasing all that an author has left on a site, as pages: the question, and after it.
 */
#include "api/erase.h"
#include "api/frame.h"
#include "api/handlers.h"
#include "api/html.h"
#include "api/inputs.h"
#include "core/address.h"

enum { PAGE_MAX = 1024 * 1024 };

static const struct input_member members[] = {
	ERASING_EMAIL,
	INPUT(struct erasing_input, confirm, .needed = true, .what = "Anything: that it is meant."),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

const struct contract erase_page_contract = {
	.id = "show_erase_mine",
	.summary = "The question whether to erase all that an author has left, as a page",
	.query = &language_table,
	.answers = ANSWERS({200, "The page.", .type = HTML_TYPE}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
	.pages = true,
};
const struct contract erase_post_contract = {
	.id = "erase_mine_by_form",
	.summary = "The author has all erased that they have left on the site, by the page's form",
	.query = &language_table,
	.body = &table,
	.answers = ANSWERS({303, "Taken, whatever the address: on to a page that says so.",
		.headers = HEADER_LOCATION}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
	.pages = true,
};
const struct contract erased_page_contract = {
	.id = "show_erased_mine",
	.summary = "What happens after the question, as a page",
	.query = &language_table,
	.answers = ANSWERS({200, "The page.", .type = HTML_TYPE}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
	.pages = true,
};

static void control_add(struct text *out, const struct exchange *exchange, const char *name,
	enum word label, const char *tag, const char *value)
{
	const struct fault_field *mistake = fault_find(&exchange->fault, name);
	struct text control;

	text_init(PAGE_MAX, &control);
	text_add_format(&control, "<input id=\"%s\" name=\"%s\" required %s", name, name, tag);
	html_field_mistake(&control, name, mistake);
	text_add_string(&control, " value=\"");
	text_add_html(&control, value);
	text_add_string(&control, "\">");
	html_field(out, exchange->language, name, word(exchange->language, label), true, control.at,
		mistake);
	text_finish(&control);
}

static void question_add(
	struct text *out, struct exchange *exchange, const struct erasing_input *typed)
{
	static const char *const shown[] = {"email", "confirm", NULL};
	struct text summary, fields;

	text_init(PAGE_MAX, &summary);
	text_init(PAGE_MAX, &fields);
	html_summary(&summary, exchange, WORD_MINE_NOT_ERASED, shown);
	control_add(&fields, exchange, "email", WORD_MINE_ERASE_EMAIL,
		"type=\"email\" autocomplete=\"email\"", typed->email ? typed->email : "");
	control_add(&fields, exchange, "confirm", WORD_MINE_ERASE_CONFIRM,
		typed->confirm ? "type=\"checkbox\" checked" : "type=\"checkbox\"", "yes");
	html_fill(out, exchange->language, "mine_erase.html",
		SLOT_TEXT("root", exchange->service->root), SLOT_HTML("summary", summary.at),
		SLOT_HTML("fields", fields.at), SLOT_TEXT("link", exchange->params[0]),
		SLOT_TEXT("query", exchange_language_query(exchange)));
	text_finish(&summary);
	text_finish(&fields);
}

/* The question, with what was typed and what is wrong with it; `typed` NULL: what happens now. */
static enum err page_answer(
	struct exchange *exchange, const struct site *site, const struct erasing_input *typed)
{
	const struct fault *fault = &exchange->fault;
	const struct language *language = exchange->language;
	const char *title = word(language, typed ? WORD_MINE_ERASE : WORD_MINE_ERASING);
	const char *ancestors;
	struct text content;
	enum err err = frame_ancestors(exchange, site->id, &ancestors);

	if (err)
		return err;
	text_init(ANSWER_MAX, &content);
	if (typed)
		question_add(&content, exchange, typed);
	else
		html_fill_slots(&content, language, "mine_erasing.html", NULL, 0);
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

static enum err post_finish(struct exchange *exchange)
{
	return answer_see_other(
		exchange, arena_format(&exchange->arena, "/mine/%s/erased%s", exchange->params[0],
				  exchange_language_query(exchange)));
}

enum err erase_page_post(struct exchange *exchange)
{
	return erasing_begin(exchange, &table, post_finish);
}

enum err erase_page_post_fail(struct exchange *exchange)
{
	const struct erasing *erasing = exchange->state;
	const struct fault fault = exchange->fault;
	struct erasing_input typed = {0};
	struct erasing found = {0};
	enum err err;

	if (erasing)
		return page_answer(exchange, &erasing->site, &erasing->input);
	if (fault.err == ERR_NOT_FOUND)
		return html_fail(exchange);
	exchange_form_again(exchange, &table, &typed);
	err = erasing_find(exchange, &found);
	exchange->fault = fault;
	return err ? html_fail(exchange) : page_answer(exchange, &found.site, &typed);
}
