/* See html.h. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "api/assets.h"
#include "api/html.h"
#include "base/time.h"

enum { CONTENT_MAX = 16 * 1024 * 1024 };

static const struct slot *slot_find(
	const struct slot *slots, size_t count, const char *name, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(slots[i].name) == length && memcmp(slots[i].name, name, length) == 0)
			return &slots[i];
	return NULL;
}

void html_fill_slots(struct text *out, const char *template, const struct slot *slots, size_t count)
{
	const char *at = asset_find(template)->bytes, *open;

	while ((open = strstr(at, "{{"))) {
		const char *name = open + 2, *close = strstr(name, "}}");
		const struct slot *slot = slot_find(slots, count, name, (size_t)(close - name));

		assert(slot);
		text_add(out, at, (size_t)(open - at));
		if (slot->text)
			text_add_html(out, slot->text);
		else if (slot->html)
			text_add_string(out, slot->html);
		at = close + 2;
	}
	text_add_string(out, at);
}

enum err html_answer(struct exchange *exchange, int status, struct text *page, const char *policy)
{
	struct answer *answer = &exchange->answer;
	enum err err = policy ? text_status(page) : ERR_MEMORY;

	if (err) {
		text_finish(page);
		return fault_set(&exchange->fault, err, "There is no memory for the page.");
	}
	answer->status = status;
	answer->type = HTML_TYPE;
	answer->body = *page;
	answer_header(exchange, "Content-Security-Policy", policy);
	answer_header(exchange, "Referrer-Policy", "no-referrer");
	return ERR_OK;
}

/* Nothing but our style and our form. */
static const char *page_policy(struct exchange *exchange, const char *ancestors)
{
	return arena_format(&exchange->arena,
		"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
		"base-uri 'none'; frame-ancestors %s",
		ancestors);
}

/* A page around `content` (consumed), with more in its head. */
static enum err page_answer(struct exchange *exchange, int status, const char *title,
	struct text *content, const char *head, const char *policy)
{
	enum err err = text_status(content);
	struct text page;

	text_init(ANSWER_MAX, &page);
	if (!err)
		html_fill(&page, "page.html", SLOT_TEXT("root", exchange->service->root),
			SLOT_TEXT("title", title), SLOT_TEXT("icon", asset_path("icon.svg")),
			SLOT_TEXT("style", asset_path("embed.css")),
			SLOT_TEXT("page_style", asset_path("page.css")), SLOT_HTML("head", head),
			SLOT_HTML("content", content->at));
	text_finish(content);
	return html_answer(exchange, status, &page, err ? NULL : policy);
}

enum err html_page(struct exchange *exchange, int status, const char *title, struct text *content,
	const char *ancestors)
{
	return page_answer(exchange, status, title, content, "", page_policy(exchange, ancestors));
}

/* A page that has a feed at this path of ours, and a script (NULL: none). */
static enum err feed_answer(struct exchange *exchange, const char *title, struct text *content,
	const char *feed, const char *script, const char *policy)
{
	const char *root = exchange->service->root;
	struct text head;
	enum err err;

	text_init(CONTENT_MAX, &head);
	text_add_string(&head, "<link rel=\"alternate\" type=\"application/atom+xml\" "
			       "title=\"Comments\" href=\"");
	text_add_html(&head, root);
	text_add_html(&head, feed ? feed : "");
	text_add_string(&head, "\">\n");
	if (script) {
		text_add_string(&head, "<script type=\"module\" src=\"");
		text_add_html(&head, root);
		text_add_format(&head, "%s\"></script>\n", script);
	}
	if (!feed || head.err)
		content->err = ERR_MEMORY;
	err = page_answer(exchange, 200, title, content, head.at, policy);
	text_finish(&head);
	return err;
}

enum err html_thread(struct exchange *exchange, const char *title, struct text *content,
	const char *feed, const char *ancestors)
{
	return feed_answer(exchange, title, content, feed, NULL, page_policy(exchange, ancestors));
}

enum err html_embedding(
	struct exchange *exchange, const char *title, struct text *content, const char *feed)
{
	return feed_answer(exchange, title, content, feed, "/embed.js",
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
		"require-trusted-types-for 'script'; trusted-types afterword");
}

enum err html_fragment(
	struct exchange *exchange, int status, struct text *content, const char *ancestors)
{
	return html_answer(exchange, status, content, page_policy(exchange, ancestors));
}

void html_field_mistake(struct text *control, const char *name, const struct fault_field *mistake)
{
	if (mistake)
		text_add_format(
			control, " aria-invalid=\"true\" aria-describedby=\"%s-error\"", name);
}

void html_field(struct text *out, const char *name, const char *label, bool needed,
	const char *control, const struct fault_field *mistake)
{
	struct text error;

	text_init(CONTENT_MAX, &error);
	if (mistake) {
		text_add_format(&error, "<p class=\"mistake\" id=\"%s-error\">", name);
		text_add_html(&error, mistake->detail);
		text_add_string(&error, "</p>");
	}
	html_fill(out, "field.html", SLOT_TEXT("name", name), SLOT_TEXT("label", label),
		SLOT_HTML("mark",
			needed ? " <span class=\"required\" aria-hidden=\"true\">*</span>" : ""),
		SLOT_HTML("control", control), SLOT_HTML("error", error.at));
	text_finish(&error);
}

void html_date(int64_t time, char out[40])
{
	time_t seconds = (time_t)(time / TIME_SECOND);
	struct tm tm;
	int length;

	gmtime_r(&seconds, &tm);
	length = snprintf(out, 40, "%d ", tm.tm_mday);
	strftime(out + length, 40 - (size_t)length, "%B %Y, %H:%M UTC", &tm);
}

enum err html_fail(struct exchange *exchange)
{
	const struct err_info *info = err_info(exchange->fault.err);
	struct text content;

	text_init(CONTENT_MAX, &content);
	html_fill(&content, "message.html", SLOT_TEXT("heading", info->title),
		SLOT_TEXT("detail", fault_detail(&exchange->fault)));
	return html_page(exchange, info->http, info->title, &content, "'none'");
}
