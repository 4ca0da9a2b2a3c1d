/* The thread and the form as pages: /comments for any article, /demo with one of its own. */
#include <stdio.h>
#include <string.h>

#include "api/asked.h"
#include "api/comment_form.h"
#include "api/feeds.h"
#include "api/frame.h"
#include "api/handlers.h"
#include "api/html.h"
#include "api/routes.h"
#include "api/thread_page.h"
#include "base/form.h"
#include "base/time.h"

enum { CONTENT_MAX = 32 * 1024 * 1024 };

#define NOBODY "<p class=\"note\">Nobody has commented yet.</p>"

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

static const char *name_of(const struct comment *comment)
{
	return comment && comment->name ? comment->name : "an earlier comment";
}

/* This page with other parameters: `name`=`value`, or none. */
static void link_add(struct text *out, const struct exchange *exchange, const char *name,
	const char *value, const char *anchor)
{
	const char *and = name ? "&amp;" : "";
	const struct asked *asked = exchange->state;

	text_add_html(out, asked->lead.thread);
	text_add_string(out, "?");
	if (asked->page) {
		text_add_string(out, "page=");
		form_encode(asked->url.text, out);
		text_add_string(out, asked->sort ? "&amp;" : and);
	}
	if (asked->sort)
		text_add_format(out, "sort=%s%s", asked->sort, and);
	if (name)
		text_add_format(out, "%s=%s", name, value);
	text_add_string(out, anchor);
}

/* To a comment: where its article shows it, else where we do. `here`: it is on this page. */
static void link_to_add(
	struct text *out, const struct exchange *exchange, int64_t comment, bool here)
{
	const struct lead *lead = &((const struct asked *)exchange->state)->lead;
	char id[ID_SIZE];

	id_format(comment, id);
	if (*lead->article)
		text_add_html(out, lead->article);
	else if (!here)
		link_add(out, exchange, "from", id, "");
	text_add_format(out, "#comment-%s", id);
}

static void comment_name(struct text *out, const struct comment *comment)
{
	if (!comment->website) {
		text_add_html(out, comment->name);
		return;
	}
	text_add_string(out, "<a href=\"");
	text_add_html(out, comment->website);
	text_add_string(out, "\" rel=\"nofollow ugc noopener noreferrer\">");
	text_add_html(out, comment->name);
	text_add_string(out, "</a>");
}

static void like_add(
	struct text *out, const char *server, const char *id, const struct comment *comment)
{
	text_add_string(out, "<form class=\"like\" method=\"post\" action=\"");
	text_add_html(out, server);
	text_add_format(out, "/api/v1/comments/%s/likes\"><button aria-label=\"Like ", id);
	text_add_html(out, comment->name);
	text_add_format(out, " (%lld)\">Like (%lld)</button></form> ", (long long)comment->likes,
		(long long)comment->likes);
}

static void comment_add(struct text *out, struct exchange *exchange, const struct thread *thread,
	const struct comment *comment)
{
	const struct lead *lead = &((const struct asked *)exchange->state)->lead;
	char id[ID_SIZE], created_at[TIME_SIZE], date[40], depth[8];
	struct text name, link, answers, like, reply;

	text_init(CONTENT_MAX, &name);
	text_init(CONTENT_MAX, &link);
	text_init(CONTENT_MAX, &answers);
	text_init(CONTENT_MAX, &like);
	text_init(CONTENT_MAX, &reply);
	id_format(comment->id, id);
	time_format(comment->created_at, created_at);
	html_date(comment->created_at, date);
	snprintf(depth, sizeof(depth), "%d", comment->depth > 4 ? 4 : (int)comment->depth);
	if (comment->name)
		comment_name(&name, comment);
	link_to_add(&link, exchange, comment->id, false);
	if (comment->parent) {
		const struct comment *above = thread_find(thread, comment->parent);

		text_add_format(
			&answers, " <a class=\"in-reply-to%s\" href=\"", above ? "" : " turn");
		link_to_add(&answers, exchange, comment->parent, above != NULL);
		text_add_string(&answers, "\">in reply to ");
		text_add_html(&answers, name_of(above));
		text_add_string(&answers, "</a>");
	}
	if (comment->name && thread->page.state == PAGE_STATE_OPEN) {
		text_add_format(&reply, "<a class=\"reply\" data-parent=\"%s\" href=\"", id);
		link_add(&reply, exchange, "parent", id, "#leave-a-comment");
		text_add_string(&reply, "\" aria-label=\"Answer ");
		text_add_html(&reply, comment->name);
		text_add_string(&reply, "\">Answer</a> ");
	}
	if (comment->name) {
		text_add_string(&reply, "<a class=\"report\" rel=\"nofollow\" href=\"");
		text_add_html(&reply, lead->server);
		text_add_format(&reply, "/comments/%s/report\" aria-label=\"Report ", id);
		text_add_html(&reply, comment->name);
		text_add_string(&reply, "\">Report</a>");
	}
	if (comment->likes >= 0)
		like_add(&like, lead->server, id, comment);
	html_fill(out, "comment.html", SLOT_TEXT("id", id), SLOT_TEXT("depth", depth),
		SLOT_HTML("name", comment->name ? name.at : "Deleted"),
		SLOT_HTML("badge", comment->badge ? " <span class=\"badge\">Team</span>" : ""),
		SLOT_HTML("link", link.at), SLOT_TEXT("created_at", created_at),
		SLOT_TEXT("date", date), SLOT_HTML("in_reply_to", answers.at),
		SLOT_HTML("html", comment->html
					  ? comment->html
					  : "<p class=\"gone\">This comment was deleted.</p>"),
		SLOT_HTML("like", like.at), SLOT_HTML("actions", reply.at));
	text_finish(&name);
	text_finish(&link);
	text_finish(&answers);
	text_finish(&like);
	text_finish(&reply);
}

static void thread_add(struct text *out, struct exchange *exchange, const struct thread *thread)
{
	for (size_t i = 0; i < thread->count; i++)
		comment_add(out, exchange, thread, &thread->comments[i]);
}

static void form_link_add(struct text *out, const struct exchange *exchange)
{
	const struct asked *asked = exchange->state;

	text_add_string(out, "<p><a href=\"");
	text_add_html(out, asked->lead.thread);
	text_add_string(out, "?page=");
	form_encode(asked->url.text, out);
	text_add_string(out, "#leave-a-comment\">Leave a comment</a></p>");
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
		text_add_string(out, "<p class=\"note\">Comments are closed.</p>");
	else if (asked->lead.formless)
		form_link_add(out, exchange);
	else
		comment_form_add(out, exchange, asked->lead.server, &typed,
			asked->parent ? name_of(parent) : NULL);
}

void thread_section_add(
	struct text *out, struct exchange *exchange, const struct thread *thread, const char *title)
{
	const struct asked *asked = exchange->state;
	char heading[40];
	struct text all, list, more, form;

	text_init(CONTENT_MAX, &all);
	text_init(CONTENT_MAX, &list);
	text_init(CONTENT_MAX, &more);
	text_init(CONTENT_MAX, &form);
	snprintf(heading, sizeof(heading),
		thread->page.count == 1 ? "%lld comment" : "%lld comments",
		(long long)thread->page.count);
	if (asked->query.from) {
		text_add_string(&all, "<p><a class=\"turn\" href=\"");
		link_add(&all, exchange, NULL, NULL, "#comments-title");
		text_add_string(&all, "\">All comments</a></p>");
	}
	thread_add(&list, exchange, thread);
	if (asked->next) {
		text_add_string(&more, "<a class=\"turn\" href=\"");
		link_add(&more, exchange, "after", asked->next, "#comments-title");
		text_add_string(&more, "\">More comments</a>");
	}
	form_add(&form, exchange, thread, title);
	html_fill(out, "comments.html", SLOT_TEXT("heading", heading), SLOT_HTML("form", form.at),
		SLOT_HTML("turns", all.at), SLOT_HTML("none", thread->count ? "" : NOBODY),
		SLOT_HTML("thread", list.at), SLOT_HTML("more", more.at));
	if (!out->err && (all.err || list.err || more.err || form.err))
		out->err = ERR_MEMORY;
	text_finish(&all);
	text_finish(&list);
	text_finish(&more);
	text_finish(&form);
}

enum err thread_page_get(struct exchange *exchange)
{
	const struct asked *asked;
	const char *ancestors, *title = "Comments";
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
	html_fill(&content, "thread.html", SLOT_TEXT("title", title),
		SLOT_TEXT("url", thread.page.url));
	thread_section_add(&content, exchange, &thread, thread.page.title);
	return html_thread(exchange, title, &content,
		feed_path_of_page(thread.page.url, &exchange->arena), ancestors);
}

enum err demo_get(struct exchange *exchange)
{
	static const char title[] = "The last word belongs to the reader";
	struct text content, section;
	struct thread thread;
	enum err err = asked_thread(exchange, &thread);

	if (err)
		return err;
	text_init(CONTENT_MAX, &content);
	text_init(CONTENT_MAX, &section);
	thread_section_add(&section, exchange, &thread, title);
	html_fill(&content, "demo.html", SLOT_TEXT("url", thread.page.url),
		SLOT_HTML("section", section.at));
	if (!content.err && section.err)
		content.err = ERR_MEMORY;
	text_finish(&section);
	return html_embedding(
		exchange, title, &content, feed_path_of_page(thread.page.url, &exchange->arena));
}
