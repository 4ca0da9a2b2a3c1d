/* The thread and the form as pages: /comments for any article, /demo with one of its own. */
#include <stdio.h>
#include <string.h>

#include "api/asked.h"
#include "api/comment_form.h"
#include "api/comment_html.h"
#include "api/feeds.h"
#include "api/frame.h"
#include "api/handlers.h"
#include "api/html.h"
#include "api/lead.h"
#include "api/routes.h"
#include "api/thread_page.h"
#include "base/form.h"
#include "base/time.h"

enum { CONTENT_MAX = 32 * 1024 * 1024 };

const struct contract thread_page_contract = {
	.id = "show_comments",
	.summary = "The comments of an article and the form, as a page without script",
	.query = &asked_page_table,
	.answers = ANSWERS({200, "The page.", .type = HTML_TYPE}),
	.problems = PROBLEMS({ERR_UNKNOWN_SITE}),
	.pages = true,
};
const struct contract demo_contract = {
	.id = "show_demo",
	.summary = "An article to try it on",
	.description = "Only when the setting `demo` says so.",
	.query = &asked_demo_table,
	.answers = ANSWERS({200, "The page.", .type = HTML_TYPE}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
	.pages = true,
};

enum err thread_page_page(struct exchange *exchange)
{
	return asked_read(exchange, &asked_page_table, NULL);
}

enum err demo_page(struct exchange *exchange)
{
	const char *page =
		arena_format(&exchange->arena, "%s" DEMO_PATH, exchange->service->public_url);

	if (!exchange->service->settings->demo)
		return fault_set(&exchange->fault, ERR_NOT_FOUND, "There is no demo article here.");
	if (!page)
		return fault_set(&exchange->fault, ERR_MEMORY, "There is no memory.");
	return asked_read(exchange, &asked_demo_table, page);
}

static void note_add(struct text *out, const char *said)
{
	text_add_format(out, "<p class=\"note\">%s</p>", said);
}

static void thread_add(struct text *out, struct exchange *exchange, const struct thread *thread)
{
	for (size_t i = 0; i < thread->count; i++)
		comment_html_add(out, exchange->state, thread, &thread->comments[i]);
}

static void form_link_add(struct text *out, const struct exchange *exchange)
{
	const struct asked *asked = exchange->state;

	text_add_string(out, "<p><a href=\"");
	lead_to_thread(out, asked, NULL, NULL, "#leave-a-comment");
	text_add_format(out, "\">%s</a></p>", word(asked->language, WORD_FORM_TITLE));
}

/* The orders in which the thread can be read, but for the one that it is in. */
static void orders_add(struct text *out, const struct asked *asked, const struct thread *thread)
{
	static const enum word labels[THREAD_SORT__MAX] = {
		[THREAD_SORT_OLDEST] = WORD_ORDER_OLDEST,
		[THREAD_SORT_NEWEST] = WORD_ORDER_NEWEST,
		[THREAD_SORT_LIKED] = WORD_ORDER_LIKED,
	};
	struct asked other = *asked;

	for (int sort = 0; sort < THREAD_SORT__MAX; sort++) {
		bool may = sort != THREAD_SORT_LIKED || asked->site.likes == SITE_LIKES_ON;

		if (sort == (int)thread->sort || !may)
			continue;
		other.sort = thread_sort_names[sort];
		text_add_string(out, "<a class=\"turn\" href=\"");
		lead_to_thread(out, &other, NULL, NULL, "#comments-title");
		text_add_format(out, "\">%s</a> ", word(asked->language, labels[sort]));
	}
}

static void form_add(
	struct text *out, struct exchange *exchange, const struct thread *thread, const char *title)
{
	const struct asked *asked = exchange->state;
	const struct comment *parent = asked->parent ? thread_find(thread, asked->parent) : NULL;
	const struct comment_input typed = {
		.page = asked->url.text,
		.title = title,
		.parent = asked->answer_to,
	};

	if (thread->page.state == PAGE_STATE_CLOSED)
		note_add(out, word(asked->language, WORD_THREAD_CLOSED));
	else if (asked->lead.formless)
		form_link_add(out, exchange);
	else
		comment_form_add(out, exchange, asked->lead.server, &typed,
			asked->parent ? comment_html_name(asked->language, parent) : NULL);
}

void thread_section_add(
	struct text *out, struct exchange *exchange, const struct thread *thread, const char *title)
{
	const struct asked *asked = exchange->state;
	const struct language *language = asked->language;
	struct text heading, turns, none, list, more, form;

	text_init(CONTENT_MAX, &heading);
	text_init(CONTENT_MAX, &none);
	text_init(CONTENT_MAX, &turns);
	text_init(CONTENT_MAX, &list);
	text_init(CONTENT_MAX, &more);
	text_init(CONTENT_MAX, &form);
	html_count(&heading, language, WORD_THREAD_COUNT, thread->page.count);
	if (asked->query.from) {
		text_add_string(&turns, "<a class=\"turn\" href=\"");
		lead_to_thread(&turns, asked, NULL, NULL, "#comments-title");
		text_add_format(&turns, "\">%s</a> ", word(language, WORD_THREAD_ALL));
	}
	if (thread->page.count > 1)
		orders_add(&turns, asked, thread);
	if (!thread->count)
		note_add(&none, word(language, WORD_THREAD_NONE));
	thread_add(&list, exchange, thread);
	if (asked->next) {
		text_add_string(&more, "<a class=\"turn\" href=\"");
		lead_to_thread(&more, asked, "after", asked->next, "#comments-title");
		text_add_format(&more, "\">%s</a>", word(language, WORD_THREAD_MORE));
	}
	form_add(&form, exchange, thread, title);
	html_fill(out, language, "comments.html", SLOT_HTML("heading", heading.at),
		SLOT_HTML("form", form.at), SLOT_HTML("turns", turns.at),
		SLOT_HTML("none", none.at), SLOT_HTML("thread", list.at),
		SLOT_HTML("more", more.at));
	if (!out->err && (heading.err || turns.err || none.err || list.err || more.err || form.err))
		out->err = ERR_MEMORY;
	text_finish(&heading);
	text_finish(&none);
	text_finish(&turns);
	text_finish(&list);
	text_finish(&more);
	text_finish(&form);
}

enum err thread_page_get(struct exchange *exchange)
{
	const struct asked *asked;
	const char *ancestors, *title = word(exchange->language, WORD_THREAD_TITLE);
	struct thread thread;
	struct text content;
	enum err err = asked_thread(exchange, &thread);

	asked = exchange->state;
	if (!err)
		err = frame_ancestors(exchange, asked->site.id, &ancestors);
	if (err)
		return err;
	if (thread.page.title)
		title = thread.page.title;
	text_init(CONTENT_MAX, &content);
	html_fill(&content, exchange->language, "thread.html", SLOT_TEXT("title", title),
		SLOT_TEXT("url", thread.page.url));
	thread_section_add(&content, exchange, &thread, thread.page.title);
	return html_thread(exchange, title, &content,
		feed_path_of_page(thread.page.url, &exchange->arena), ancestors);
}

enum err demo_get(struct exchange *exchange)
{
	const char *title = word(exchange->language, WORD_DEMO_TITLE);
	struct text content, section;
	struct thread thread;
	enum err err = asked_thread(exchange, &thread);
	const struct asked *asked = exchange->state;

	if (err)
		return err;
	text_init(CONTENT_MAX, &content);
	text_init(CONTENT_MAX, &section);
	thread_section_add(&section, exchange, &thread, title);
	html_fill(&content, exchange->language, "demo.html", SLOT_TEXT("site", asked->site.id),
		SLOT_TEXT("url", thread.page.url), SLOT_HTML("section", section.at));
	if (!content.err && section.err)
		content.err = ERR_MEMORY;
	text_finish(&section);
	return html_embedding(
		exchange, title, &content, feed_path_of_page(thread.page.url, &exchange->arena));
}
