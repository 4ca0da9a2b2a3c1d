/* See comment_html.h. */
#include <stdio.h>

#include "api/avatar.h"
#include "api/comment_html.h"
#include "api/html.h"
#include "api/lead.h"
#include "base/time.h"

enum { PART_MAX = 2 * 1024 * 1024 };

#define GONE "<p class=\"gone\">This comment was deleted.</p>"

const char *comment_html_name(const struct comment *comment)
{
	return comment && comment->name ? comment->name : "an earlier comment";
}

static void name_add(struct text *out, const struct comment *comment)
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

static void answers_add(struct text *out, const struct asked *asked, const struct thread *thread,
	const struct comment *comment)
{
	const struct comment *above = thread_find(thread, comment->parent);

	text_add_format(out, " <a class=\"in-reply-to%s\" href=\"", above ? "" : " turn");
	lead_to_comment(out, asked, comment->parent, above != NULL);
	text_add_string(out, "\">in reply to ");
	text_add_html(out, comment_html_name(above));
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

static void reply_add(
	struct text *out, const struct asked *asked, const char *id, const struct comment *comment)
{
	text_add_format(out, "<a class=\"reply\" data-parent=\"%s\" href=\"", id);
	lead_to_thread(out, asked, "parent", id, "#leave-a-comment");
	text_add_string(out, "\" aria-label=\"Answer ");
	text_add_html(out, comment->name);
	text_add_string(out, "\">Answer</a> ");
}

static void report_add(
	struct text *out, const char *server, const char *id, const struct comment *comment)
{
	text_add_string(out, "<a class=\"report\" rel=\"nofollow\" href=\"");
	text_add_html(out, server);
	text_add_format(out, "/comments/%s/report\" aria-label=\"Report ", id);
	text_add_html(out, comment->name);
	text_add_string(out, "\">Report</a>");
}

/* What readers may do with one that is no tombstone. */
static void actions_add(struct text *out, const struct asked *asked, const struct thread *thread,
	const char *id, const struct comment *comment)
{
	if (comment->likes >= 0)
		like_add(out, asked->lead.server, id, comment);
	if (thread->page.state == PAGE_STATE_OPEN)
		reply_add(out, asked, id, comment);
	report_add(out, asked->lead.server, id, comment);
}

void comment_html_add(struct text *out, const struct asked *asked, const struct thread *thread,
	const struct comment *comment)
{
	char id[ID_SIZE], created_at[TIME_SIZE], date[40], depth[8];
	struct text avatar, name, link, answers, actions;
	bool gone = !comment->name;

	text_init(PART_MAX, &avatar);
	text_init(PART_MAX, &name);
	text_init(PART_MAX, &link);
	text_init(PART_MAX, &answers);
	text_init(PART_MAX, &actions);
	id_format(comment->id, id);
	time_format(comment->created_at, created_at);
	html_date(comment->created_at, date);
	snprintf(depth, sizeof(depth), "%d", (int)comment->depth);
	if (comment->avatar)
		avatar_add(&avatar, comment->avatar);
	if (!gone)
		name_add(&name, comment);
	lead_to_comment(&link, asked, comment->id, false);
	if (comment->parent)
		answers_add(&answers, asked, thread, comment);
	if (!gone)
		actions_add(&actions, asked, thread, id, comment);
	html_fill(out, "comment.html", SLOT_TEXT("id", id), SLOT_TEXT("depth", depth),
		SLOT_HTML("avatar", avatar.at), SLOT_HTML("name", gone ? "Deleted" : name.at),
		SLOT_HTML("badge", comment->badge ? " <span class=\"badge\">Team</span>" : ""),
		SLOT_HTML("link", link.at), SLOT_TEXT("created_at", created_at),
		SLOT_TEXT("date", date), SLOT_HTML("in_reply_to", answers.at),
		SLOT_HTML(
			"edited", comment->edited_at ? " <span class=\"note\">edited</span>" : ""),
		SLOT_HTML("html", comment->html ? comment->html : GONE),
		SLOT_HTML("actions", actions.at));
	text_finish(&avatar);
	text_finish(&name);
	text_finish(&link);
	text_finish(&answers);
	text_finish(&actions);
}
