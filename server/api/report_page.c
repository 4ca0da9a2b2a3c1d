/* See report_page.h. Reporting a comment, as pages: the form, and thanks. */
#include <string.h>

#include "api/frame.h"
#include "api/handlers.h"
#include "api/html.h"
#include "api/inputs.h"
#include "api/item.h"
#include "api/report_page.h"
#include "core/plain.h"
#include "core/thread.h"

enum { PAGE_MAX = 1024 * 1024 };

/* As report_reasons has them. */
static const enum word labels[] = {WORD_REPORT_SPAM, WORD_REPORT_ABUSE, WORD_REPORT_PERSONAL_DATA,
	WORD_REPORT_OFF_TOPIC, WORD_REPORT_ILLEGAL, WORD_REPORT_OTHER};

const struct contract report_page_contract = {
	.id = "show_report_form",
	.summary = "The form in which a reader reports a comment, as a page",
	.query = &language_table,
	.answers = ANSWERS({200, "The page.", .type = HTML_TYPE}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
	.pages = true,
};
const struct contract reported_page_contract = {
	.id = "show_reported",
	.summary = "Thanks for a report, as a page",
	.query = &language_table,
	.answers = ANSWERS({200, "The page.", .type = HTML_TYPE}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
	.pages = true,
};

/* The comment in the path, as readers see it; one that is not public is not there. */
static enum err comment_read(struct exchange *exchange, struct comment *comment)
{
	struct fault *fault = &exchange->fault;
	struct store *store;
	int64_t id;
	enum err err = item_id(exchange, &id);

	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	err = store_comment_public(store, id, &exchange->arena, comment);
	exchange_store_give(exchange, store);
	if (err)
		return fault_read(fault, err, "comment");
	return comment_render(comment, &exchange->arena, fault);
}

static void control_begin(struct text *control, const char *tag, const char *name, bool needed,
	const struct fault_field *mistake)
{
	text_init(PAGE_MAX, control);
	text_add_format(
		control, "<%s id=\"%s\" name=\"%s\"%s", tag, name, name, needed ? " required" : "");
	html_field_mistake(control, name, mistake);
	text_add_string(control, ">\n");
}

static void reason_add(struct text *out, const struct language *language, const char *typed,
	const struct fault *fault)
{
	const struct fault_field *mistake = fault_find(fault, "reason");
	struct text control;

	control_begin(&control, "select", "reason", true, mistake);
	text_add_format(
		&control, "<option value=\"\">%s</option>\n", word(language, WORD_REPORT_CHOOSE));
	for (size_t i = 0; report_reasons[i]; i++)
		text_add_format(&control, "<option value=\"%s\"%s>%s</option>\n", report_reasons[i],
			typed && strcmp(typed, report_reasons[i]) == 0 ? " selected" : "",
			word(language, labels[i]));
	text_add_string(&control, "</select>");
	html_field(out, language, "reason", word(language, WORD_REPORT_REASON), true, control.at,
		mistake);
	text_finish(&control);
}

static void note_add(struct text *out, const struct language *language, const char *typed,
	const struct fault *fault)
{
	const struct fault_field *mistake = fault_find(fault, "note");
	struct text control;

	control_begin(&control, "textarea", "note", false, mistake);
	if (typed)
		text_add_html(&control, typed);
	text_add_string(&control, "</textarea>");
	html_field(out, language, "note", word(language, WORD_REPORT_NOTE), false, control.at,
		mistake);
	text_finish(&control);
}

static void form_add(struct text *out, const struct exchange *exchange,
	const struct comment *comment, const struct report_input *typed)
{
	const struct language *language = exchange->language;
	const struct fault *fault = &exchange->fault;
	struct text reason, note;
	char id[ID_SIZE];

	id_format(comment->id, id);
	text_init(PAGE_MAX, &reason);
	text_init(PAGE_MAX, &note);
	reason_add(&reason, language, typed->reason, fault);
	note_add(&note, language, typed->note, fault);
	html_fill(out, language, "report_form.html", SLOT_TEXT("root", exchange->service->root),
		SLOT_TEXT("id", id), SLOT_TEXT("query", exchange_language_query(exchange)),
		SLOT_HTML("reason", reason.at), SLOT_HTML("note", note.at));
	text_finish(&reason);
	text_finish(&note);
}

static void quote_add(
	struct text *out, const struct language *language, const struct comment *comment)
{
	struct text name;

	text_init(PAGE_MAX, &name);
	text_add_string(&name, "<bdi>");
	text_add_html(&name, comment->name);
	text_add_string(&name, "</bdi>");
	text_add_string(out, "<blockquote class=\"body\" dir=\"auto\">\n");
	text_add_string(out, comment->html);
	text_add_string(out, "</blockquote>\n<p class=\"note\">");
	html_say(out, language, WORD_REPORT_BY, SLOT_HTML("name", name.at));
	text_add_string(out, "</p>");
	text_finish(&name);
}

/* The page: with the form, or (`typed` NULL) with thanks. */
static enum err page_answer(
	struct exchange *exchange, const struct comment *comment, const struct report_input *typed)
{
	const struct language *language = exchange->language;
	const char *heading = word(language, typed ? WORD_REPORT_TITLE : WORD_REPORT_THANKS);
	static const char *const shown[] = {"reason", "note", NULL};
	struct text content, quote, summary, form, back;
	const struct fault *fault = &exchange->fault;
	const char *ancestors;
	enum err err = frame_ancestors(exchange, comment->site, &ancestors);

	if (err)
		return err;
	text_init(PAGE_MAX, &content);
	text_init(PAGE_MAX, &quote);
	text_init(PAGE_MAX, &summary);
	text_init(PAGE_MAX, &form);
	text_init(PAGE_MAX, &back);
	if (typed) {
		quote_add(&quote, language, comment);
		html_summary(&summary, exchange, WORD_REPORT_NOT_SENT, shown);
		form_add(&form, exchange, comment, typed);
	} else {
		text_add_format(&form, "<p>%s</p>", word(language, WORD_REPORT_TAKEN));
	}
	text_add_string(&back, "<p><a href=\"");
	text_add_html(&back, comment->page_url);
	text_add_format(&back, "\" target=\"_top\">%s</a></p>", word(language, WORD_ACTION_BACK));
	html_fill(&content, language, "report.html", SLOT_TEXT("heading", heading),
		SLOT_HTML("quote", quote.at), SLOT_HTML("summary", summary.at),
		SLOT_HTML("form", form.at), SLOT_HTML("back", back.at));
	text_finish(&quote);
	text_finish(&summary);
	text_finish(&form);
	text_finish(&back);
	answer_header(exchange, "Cache-Control", "no-store");
	answer_header(exchange, "X-Robots-Tag", "noindex");
	return html_page(exchange, fault->err ? err_info(fault->err)->http : 200, heading, &content,
		ancestors);
}

enum err report_page_get(struct exchange *exchange)
{
	const struct report_input nothing = {0};
	struct comment comment;
	enum err err = comment_read(exchange, &comment);

	return err ? err : page_answer(exchange, &comment, &nothing);
}

enum err reported_page_get(struct exchange *exchange)
{
	struct comment comment;
	enum err err = comment_read(exchange, &comment);

	return err ? err : page_answer(exchange, &comment, NULL);
}

enum err report_page_again(struct exchange *exchange, const struct report_input *typed)
{
	struct comment comment;

	if (comment_read(exchange, &comment))
		return html_fail(exchange);
	return page_answer(exchange, &comment, typed);
}

enum err report_page_taken(struct exchange *exchange)
{
	return answer_see_other(
		exchange, arena_format(&exchange->arena, "/comments/%s/reported%s",
				  exchange->params[0], exchange_language_query(exchange)));
}
