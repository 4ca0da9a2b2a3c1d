/* The author's own view of a comment, by its private link: as JSON and as a page. */
#include <string.h>

#include "api/frame.h"
#include "api/handlers.h"
#include "api/html.h"
#include "base/time.h"
#include "core/link.h"
#include "core/moderation.h"
#include "core/thread.h"
#include "store/decision.h"

struct mine {
	struct comment comment;
	struct decision last; /* by which it is in its state; id 0: nobody has decided yet */
};

static const struct {
	const char *heading, *explanation;
} words[COMMENT_STATE__MAX] = {
	[COMMENT_STATE_PENDING] = {"Thank you",
		"Your comment waits for a moderator. It will stand under the "
		"article once it is approved."},
	[COMMENT_STATE_APPROVED] = {"Your comment is public", "It stands under the article."},
	[COMMENT_STATE_REJECTED] = {"Your comment was not accepted",
		"A moderator has read it and decided not to publish it."},
	[COMMENT_STATE_SPAM] = {"Your comment was not accepted", "It was taken for spam."},
	[COMMENT_STATE_DELETED] = {"Your comment was deleted", "It is no longer shown."},
};

static const struct shape page_shape = {"MinePage", &comment_page_table, SEE_AUTHOR};
static const struct shape_member members[] = {
	{"page", "The article that it is about.", .of = &page_shape},
	{"reason", "Why it was rejected.", FIELD_NAMED, .names = rejection_reasons, .null = true},
	{"note", "What the moderator writes to the author.", FIELD_TEXT, .null = true},
};
static const struct shape shape = {"Mine", &comment_table, SEE_AUTHOR, SHAPE_MEMBERS(members)};
const struct contract mine_contract = {
	.id = "read_mine",
	.summary = "The author's own view of a comment",
	.answers = ANSWERS({200, "The comment, and what was decided.", &shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};
const struct contract mine_page_contract = {
	.id = "show_mine",
	.summary = "The author's own view of a comment, as a page",
	.answers = ANSWERS({200, "The page.", .type = HTML_TYPE}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
	.pages = true,
};

static enum err mine_read(struct exchange *exchange, struct mine *mine)
{
	struct fault *fault = &exchange->fault;
	struct store *store;
	int64_t id;
	enum err err;

	*mine = (struct mine){0};
	/* the address is a secret, and what it shows is for one reader */
	answer_header(exchange, "Cache-Control", "no-store");
	if (!link_read(exchange->service->keys, exchange->params[0], &id))
		return fault_set(fault, ERR_NOT_FOUND, "This link is not of any comment here.");
	err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	err = store_queue_find(store, id, &exchange->arena, &mine->comment);
	if (!err)
		err = store_decision_standing(store, id, &exchange->arena, &mine->last);
	if (err == ERR_NOT_FOUND && mine->comment.id)
		err = ERR_OK;
	exchange_store_give(exchange, store);
	if (err == ERR_NOT_FOUND)
		return fault_set(fault, err, "This comment is not here any more.");
	if (err)
		return fault_set(fault, err, "The comment cannot be read.");
	return comment_render(&mine->comment, &exchange->arena, fault);
}

enum err mine_get(struct exchange *exchange)
{
	struct json_writer json;
	struct mine mine;
	enum err err = mine_read(exchange, &mine);

	if (err)
		return err;
	json = answer_json(exchange, 200);
	json_open_object(&json, NULL);
	json_put_fields(&json, &comment_table, SEE_AUTHOR, &mine.comment);
	json_open_object(&json, "page");
	json_put_fields(&json, &comment_page_table, SEE_AUTHOR, &mine.comment);
	json_close_object(&json);
	json_put_text(&json, "reason", mine.last.reason);
	json_put_text(&json, "note", mine.last.note);
	json_close_object(&json);
	return ERR_OK;
}

static void reason_add(struct text *out, const struct decision *last)
{
	if (last->reason) {
		text_add_string(out, "<p>Reason: ");
		text_add_html(out, last->reason);
		text_add_string(out, "</p>");
	}
	if (last->note) {
		text_add_string(out, "<p>The moderator writes: <span dir=\"auto\">");
		text_add_html(out, last->note);
		text_add_string(out, "</span></p>");
	}
}

enum err mine_page_get(struct exchange *exchange)
{
	char created_at[TIME_SIZE], date[40];
	struct text content, reason;
	const char *ancestors;
	struct mine mine;
	enum err err = mine_read(exchange, &mine);

	if (!err)
		err = frame_ancestors(exchange, mine.comment.site, &ancestors);
	if (err)
		return err;
	text_init(ANSWER_MAX, &content);
	text_init(ANSWER_MAX, &reason);
	time_format(mine.comment.created_at, created_at);
	html_date(mine.comment.created_at, date);
	reason_add(&reason, &mine.last);
	html_fill(&content, "mine.html", SLOT_TEXT("heading", words[mine.comment.state].heading),
		SLOT_TEXT("explanation", words[mine.comment.state].explanation),
		SLOT_HTML("reason", reason.at), SLOT_HTML("html", mine.comment.html),
		SLOT_TEXT("created_at", created_at), SLOT_TEXT("date", date),
		SLOT_TEXT("name", mine.comment.name), SLOT_TEXT("page", mine.comment.page_url));
	text_finish(&reason);
	return html_page(exchange, 200, words[mine.comment.state].heading, &content, ancestors);
}
