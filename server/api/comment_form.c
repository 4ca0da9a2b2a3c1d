/* See comment_form.h. */
#include <string.h>

#include "api/comment_form.h"
#include "api/frame.h"
#include "api/html.h"
#include "base/form.h"
#include "core/form_token.h"
#include "core/plain.h"

enum { FORM_MAX = 1024 * 1024 };

/* What a reader fills in, in the order of the form. */
static const struct form_field {
	const char *name, *type, *autocomplete, *direction;
	enum word label;
	bool required;
} fields[] = {
	{"name", "text", "name", "auto", WORD_FORM_NAME, true},
	{"email", "email", "email", "ltr", WORD_FORM_EMAIL, true},
	{"website", "url", "url", "ltr", WORD_FORM_WEBSITE, false},
	{"body", NULL, "off", "auto", WORD_FORM_COMMENT, true},
};

static const char *typed_value(const struct comment_input *typed, const char *name)
{
	struct comment_input copy = *typed;
	const char *value = *input_text(&comment_input_table, name, &copy);

	return value ? value : "";
}

static void form_control(struct text *out, const struct form_field *field, const char *value,
	const struct fault_field *mistake)
{
	bool area = !field->type;

	text_add_format(out, area ? "<textarea" : "<input type=\"%s\"", field->type);
	text_add_format(out, " id=\"%s\" name=\"%s\" autocomplete=\"%s\" dir=\"%s\"%s", field->name,
		field->name, field->autocomplete, field->direction,
		field->required ? " required" : "");
	html_field_mistake(out, field->name, mistake);
	text_add_string(out, area ? ">\n" : " value=\"");
	text_add_html(out, value);
	text_add_string(out, area ? "</textarea>" : "\">");
}

static void form_field(struct text *out, const struct language *language,
	const struct form_field *field, const char *value, const struct fault_field *mistake)
{
	struct text control;

	text_init(FORM_MAX, &control);
	form_control(&control, field, value, mistake);
	html_field(out, language, field->name, word(language, field->label), field->required,
		control.at, mistake);
	text_finish(&control);
}

/* What the form is for. `parent_name`: of whom an answer goes to, if that is known. */
static void form_heading(struct text *out, const struct language *language,
	const struct comment_input *typed, const char *parent_name)
{
	bool answers = typed->parent && *typed->parent;

	if (parent_name)
		html_say(out, language, WORD_FORM_ANSWER_TO, SLOT_TEXT("name", parent_name));
	else
		text_add_string(out, word(language, answers ? WORD_FORM_ANSWER : WORD_FORM_TITLE));
}

/* The token that came with what was typed, if it is one, so that its age is told; else a new one.
 */
static void form_token(
	struct exchange *exchange, const struct comment_input *typed, char token[FORM_TOKEN_SIZE])
{
	const struct keys *keys = exchange->service->keys;
	const char *page = typed->page ? typed->page : "";
	int64_t ignored;

	if (typed->form && form_token_read(keys, page, typed->form, &ignored)) {
		memcpy(token, typed->form, FORM_TOKEN_SIZE);
		return;
	}
	form_token_make(keys, page, exchange->now, token);
	exchange->answer.good_for = FORM_SPAN;
}

/* Where it is told what is kept of who fills it in; beside the form, which may have a text in it.
 */
static void form_privacy(struct text *out, const struct exchange *exchange, const char *server,
	const struct comment_input *typed)
{
	const char *language = exchange_language_query(exchange);

	if (!typed->page || !*typed->page)
		return;
	text_add_string(out, "<p class=\"note\"><a href=\"");
	text_add_html(out, server);
	text_add_string(out, "/privacy?page=");
	form_encode(typed->page, out);
	if (*language)
		text_add_format(out, "&amp;%s", language + 1);
	text_add_format(out, "\" target=\"_blank\">%s</a></p>",
		word(exchange->language, WORD_PRIVACY_TITLE));
}

void comment_form_add(struct text *out, struct exchange *exchange, const char *server,
	const struct comment_input *typed, const char *parent_name)
{
	const struct language *language = exchange->language;
	const struct fault *fault = &exchange->fault;
	const char *shown[ARRAY_SIZE(fields) + 1] = {0};
	char token[FORM_TOKEN_SIZE];
	struct text all, summary, heading, privacy;

	text_init(FORM_MAX, &all);
	text_init(FORM_MAX, &summary);
	text_init(FORM_MAX, &heading);
	text_init(FORM_MAX, &privacy);
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		form_field(&all, language, &fields[i], typed_value(typed, fields[i].name),
			fault_find(fault, fields[i].name));
		shown[i] = fields[i].name;
	}
	html_summary(&summary, exchange, WORD_FORM_NOT_SENT, shown);
	form_heading(&heading, language, typed, parent_name);
	form_token(exchange, typed, token);
	form_privacy(&privacy, exchange, server, typed);
	/* with mistakes it stands alone, else under an article */
	html_fill(out, language, "form.html", SLOT_TEXT("server", server),
		SLOT_TEXT("query", exchange_language_query(exchange)),
		SLOT_HTML("mark", "<span class=\"required\">*</span>"),
		SLOT_TEXT("level", fault->err ? "1" : "3"), SLOT_HTML("heading", heading.at),
		SLOT_HTML("summary", summary.at), SLOT_TEXT("page", typed_value(typed, "page")),
		SLOT_TEXT("title", typed_value(typed, "title")),
		SLOT_TEXT("parent", typed_value(typed, "parent")), SLOT_TEXT("form", token),
		SLOT_HTML("fields", all.at), SLOT_HTML("privacy", privacy.at));
	text_finish(&all);
	text_finish(&privacy);
	text_finish(&summary);
	text_finish(&heading);
}

enum err comment_form_answer(struct exchange *exchange, const struct comment_input *typed)
{
	struct text content;

	text_init(FORM_MAX, &content);
	comment_form_add(&content, exchange, exchange->service->root, typed, NULL);
	return html_page(exchange, err_info(exchange->fault.err)->http,
		word(exchange->language, WORD_FORM_TITLE), &content,
		frame_ancestors_of_page(exchange, typed->page));
}
