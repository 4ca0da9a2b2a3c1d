/* See comment_html.h. */
#include <stdio.h>
#include <string.h>

#include "api/avatar.h"
#include "api/comment_html.h"
#include "api/html.h"
#include "api/lead.h"
#include "base/time.h"

enum { PART_MAX = 2 * 1024 * 1024 };

/* Of what is longer the style shows the beginning first: more bytes of HTML, or lines of it. */
enum { LONG_BYTES = 2500, LONG_LINES = 30 };

const char *comment_html_name(const struct language *language, const struct comment *comment)
{
	return comment && comment->name ? comment->name : word(language, WORD_COMMENT_EARLIER);
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
	text_add_string(out, "\">");
	html_say(out, asked->language, WORD_COMMENT_ANSWERS,
		SLOT_TEXT("name", comment_html_name(asked->language, above)));
	text_add_string(out, "</a>");
}

/* The script counts on: the number is the first in both. */
static void like_add(
	struct text *out, const struct asked *asked, const char *id, const struct comment *comment)
{
	char likes[24];

	snprintf(likes, sizeof(likes), "%lld", (long long)comment->likes);
	text_add_string(out, "<form class=\"like\" method=\"post\" action=\"");
	text_add_html(out, asked->lead.server);
	text_add_format(out, "/api/v1/comments/%s/likes%s\"><button class=\"quiet\" aria-label=\"",
		id, asked->lead.query);
	html_say(out, asked->language, WORD_ACTION_LIKE_OF, SLOT_TEXT("name", comment->name),
		SLOT_TEXT("n", likes));
	text_add_string(out, "\">");
	html_say(out, asked->language, WORD_ACTION_LIKE, SLOT_TEXT("n", likes));
	text_add_string(out, "</button></form> ");
}

static void reply_add(
	struct text *out, const struct asked *asked, const char *id, const struct comment *comment)
{
	text_add_format(out, "<a class=\"reply\" data-parent=\"%s\" href=\"", id);
	lead_to_thread(out, asked, "parent", id, "#leave-a-comment");
	text_add_string(out, "\" aria-label=\"");
	html_say(out, asked->language, WORD_ACTION_ANSWER_TO, SLOT_TEXT("name", comment->name));
	text_add_format(out, "\">%s</a> ", word(asked->language, WORD_ACTION_ANSWER));
}

static void report_add(
	struct text *out, const struct asked *asked, const char *id, const struct comment *comment)
{
	text_add_string(out, "<a class=\"report\" rel=\"nofollow\" href=\"");
	text_add_html(out, asked->lead.server);
	text_add_format(out, "/comments/%s/report%s\" aria-label=\"", id, asked->lead.query);
	html_say(out, asked->language, WORD_ACTION_REPORT_OF, SLOT_TEXT("name", comment->name));
	text_add_format(out, "\">%s</a>", word(asked->language, WORD_ACTION_REPORT));
}

/* What readers may do with one that is no tombstone. */
static void actions_add(struct text *out, const struct asked *asked, const struct thread *thread,
	const char *id, const struct comment *comment)
{
	if (comment->likes >= 0)
		like_add(out, asked, id, comment);
	if (thread->page.state == PAGE_STATE_OPEN)
		reply_add(out, asked, id, comment);
	report_add(out, asked, id, comment);
}

/* Who wrote it, and what is said of that. */
static void who_add(
	struct text *out, const struct language *language, const struct comment *comment)
{
	if (comment->name)
		name_add(out, comment);
	else
		text_add_string(out, word(language, WORD_COMMENT_DELETED_NAME));
}

static void body_add(
	struct text *out, const struct language *language, const struct comment *comment)
{
	if (comment->html)
		text_add_string(out, comment->html);
	else
		text_add_format(out, "<p class=\"gone\">%s</p>",
			word(language,
				comment->damaged ? WORD_COMMENT_DAMAGED : WORD_COMMENT_DELETED));
}

static bool is_long(const char *html)
{
	size_t lines = 0;

	for (const char *at = html; (at = strchr(at, '\n')); at++)
		lines++;
	return lines > LONG_LINES || strlen(html) > LONG_BYTES;
}

/* By which one that is long is opened and folded. */
static void fold_add(
	struct text *out, const struct language *language, const struct comment *comment)
{
	if (comment->html && is_long(comment->html))
		text_add_format(out, "<details class=\"fold\"><summary>%s</summary></details>",
			word(language, WORD_COMMENT_WHOLE));
}

/* A mark behind the name, if it has one. */
static void mark_add(struct text *out, bool marked, const char *class, const char *said)
{
	if (marked)
		text_add_format(out, " <span class=\"%s\">%s</span>", class, said);
}

void comment_html_add(struct text *out, const struct asked *asked, const struct thread *thread,
	const struct comment *comment)
{
	const struct language *language = asked->language;
	char id[ID_SIZE], created_at[TIME_SIZE], depth[8];
	enum { AVATAR, NAME, BADGE, LINK, DATE, EDITED, ANSWERS, BODY, FOLD, ACTIONS, PARTS };
	struct text parts[PARTS];

	for (int i = 0; i < PARTS; i++)
		text_init(PART_MAX, &parts[i]);
	id_format(comment->id, id);
	time_format(comment->created_at, created_at);
	snprintf(depth, sizeof(depth), "%d", (int)comment->depth);
	if (comment->avatar)
		avatar_add(&parts[AVATAR], comment->avatar);
	who_add(&parts[NAME], language, comment);
	mark_add(&parts[BADGE], comment->badge, "badge", word(language, WORD_COMMENT_TEAM));
	lead_to_comment(&parts[LINK], asked, comment->id, false);
	html_date(&parts[DATE], language, comment->created_at);
	mark_add(&parts[EDITED], comment->edited_at, "note", word(language, WORD_COMMENT_EDITED));
	if (comment->parent)
		answers_add(&parts[ANSWERS], asked, thread, comment);
	body_add(&parts[BODY], language, comment);
	fold_add(&parts[FOLD], language, comment);
	if (comment->name)
		actions_add(&parts[ACTIONS], asked, thread, id, comment);
	html_fill(out, language, "comment.html", SLOT_TEXT("id", id), SLOT_TEXT("depth", depth),
		SLOT_HTML("avatar", parts[AVATAR].at), SLOT_HTML("name", parts[NAME].at),
		SLOT_HTML("badge", parts[BADGE].at), SLOT_HTML("link", parts[LINK].at),
		SLOT_TEXT("created_at", created_at), SLOT_HTML("date", parts[DATE].at),
		SLOT_HTML("in_reply_to", parts[ANSWERS].at), SLOT_HTML("edited", parts[EDITED].at),
		SLOT_HTML("html", parts[BODY].at), SLOT_HTML("fold", parts[FOLD].at),
		SLOT_HTML("actions", parts[ACTIONS].at));
	for (int i = 0; i < PARTS; i++)
		text_finish(&parts[i]);
}
