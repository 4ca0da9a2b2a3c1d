/* The author's own view of a comment as pages without script: seeing, editing and withdrawing it.
 */
#include <stdio.h>
#include <string.h>

#include "api/frame.h"
#include "api/handlers.h"
#include "api/html.h"
#include "api/inputs.h"
#include "api/mine.h"
#include "base/form.h"
#include "base/time.h"
#include "core/moderation.h"

enum { PAGE_MAX = 1024 * 1024 };

#define MINE_REVISION                                                                              \
	INPUT(struct mine_input, revision, .what = "The number of the revision that was read.")

static const struct input_member edit_members[] = {MINE_BODY, MINE_REVISION};
static const struct input_member withdraw_members[] = {MINE_REVISION};
static const struct input_table edit_table = {edit_members, ARRAY_SIZE(edit_members)};
static const struct input_table withdraw_table = {withdraw_members, ARRAY_SIZE(withdraw_members)};

const struct contract mine_page_contract = {
	.id = "show_mine",
	.summary = "The author's own view of a comment, as a page",
	.description = "With a form to edit it, where it may be edited.",
	.query = &language_table,
	.answers = ANSWERS({200, "The page.", .type = HTML_TYPE}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
	.pages = true,
};
const struct contract mine_post_contract = {
	.id = "edit_mine_by_form",
	.summary = "The author gives a comment another text, by the page's form",
	.description = "What is refused comes again with what was typed.",
	.query = &language_table,
	.body = &edit_table,
	.answers = ANSWERS({303, "Taken: back to the page.", .headers = HEADER_LOCATION}),
	.problems =
		PROBLEMS({ERR_NOT_FOUND}, {ERR_CONFLICT}, {ERR_PAGE_CLOSED}, {ERR_STALE_REVISION}),
	.pages = true,
};
const struct contract withdraw_page_contract = {
	.id = "show_withdraw_mine",
	.summary = "The question whether to withdraw a comment, as a page",
	.query = &language_table,
	.answers = ANSWERS({200, "The page.", .type = HTML_TYPE}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
	.pages = true,
};
const struct contract withdraw_post_contract = {
	.id = "withdraw_mine_by_form",
	.summary = "The author withdraws a comment, by the page's form",
	.query = &language_table,
	.body = &withdraw_table,
	.answers = ANSWERS({303, "Done: back to the comment's page.", .headers = HEADER_LOCATION}),
	.problems = PROBLEMS({ERR_NOT_FOUND}, {ERR_STALE_REVISION}),
	.pages = true,
};

struct heading {
	enum word heading, explanation;
};

static struct heading heading_of(const struct mine *mine)
{
	static const struct heading of_state[COMMENT_STATE__MAX] = {
		[COMMENT_STATE_PENDING] = {WORD_STATE_PENDING, WORD_STATE_PENDING_NOTE},
		[COMMENT_STATE_APPROVED] = {WORD_STATE_APPROVED, WORD_STATE_APPROVED_NOTE},
		[COMMENT_STATE_REJECTED] = {WORD_STATE_REJECTED, WORD_STATE_REJECTED_NOTE},
		[COMMENT_STATE_SPAM] = {WORD_STATE_REJECTED, WORD_STATE_SPAM_NOTE},
		[COMMENT_STATE_DELETED] = {WORD_STATE_DELETED, WORD_STATE_DELETED_NOTE},
	};
	static const struct heading edited = {WORD_STATE_EDITED, WORD_STATE_EDITED_NOTE};
	static const struct heading withdrawn = {WORD_STATE_WITHDRAWN, WORD_STATE_DELETED_NOTE};
	const struct comment *comment = &mine->comment;

	if (comment->state == COMMENT_STATE_PENDING && comment->published)
		return edited;
	if (comment->state == COMMENT_STATE_DELETED && mine->last.by &&
		strcmp(mine->last.by, MODERATION_BY_AUTHOR) == 0)
		return withdrawn;
	return of_state[comment->state];
}

/* What people wrote, within a sentence of ours. */
static void quoted(struct text *out, const char *written)
{
	text_add_string(out, "<bdi>");
	text_add_html(out, written);
	text_add_string(out, "</bdi>");
}

static void reason_add(
	struct text *out, const struct language *language, const struct decision *last)
{
	static const enum word reasons[] = {WORD_REASON_OFF_TOPIC, WORD_REASON_ABUSE,
		WORD_REASON_PERSONAL_DATA, WORD_REASON_ADVERTISING, WORD_REASON_DUPLICATE,
		WORD_REASON_ILLEGAL, WORD_REASON_OTHER}; /* as rejection_reasons has them */
	struct text note;

	for (size_t i = 0; last->reason && rejection_reasons[i]; i++) {
		if (strcmp(last->reason, rejection_reasons[i]) != 0)
			continue;
		text_add_string(out, "<p>");
		html_say(out, language, WORD_MINE_REASON,
			SLOT_TEXT("reason", word(language, reasons[i])));
		text_add_string(out, "</p>");
	}
	if (last->note) {
		text_init(PAGE_MAX, &note);
		quoted(&note, last->note);
		text_add_string(out, "<p>");
		html_say(out, language, WORD_MINE_NOTE, SLOT_HTML("note", note.at));
		text_add_string(out, "</p>");
		text_finish(&note);
	}
}

static void body_add(struct text *out, const struct language *language, const char *typed,
	const struct fault *fault)
{
	const struct fault_field *mistake = fault_find(fault, "body");
	struct text control;

	text_init(PAGE_MAX, &control);
	text_add_string(&control,
		"<textarea id=\"body\" name=\"body\" autocomplete=\"off\" dir=\"auto\" required");
	html_field_mistake(&control, "body", mistake);
	text_add_string(&control, ">\n");
	text_add_html(&control, typed);
	text_add_string(&control, "</textarea>");
	html_field(out, language, "body", word(language, WORD_FORM_COMMENT), true, control.at,
		mistake);
	text_finish(&control);
}

/* What was typed is shown again even where it can be sent no more: it may be copied from there. */
static void edit_add(struct text *out, const struct exchange *exchange, const struct mine *mine,
	const char *typed)
{
	const struct language *language = exchange->language;
	const struct comment *comment = &mine->comment;
	char revision[24];
	struct text body;

	if (mine->why_not && !typed) {
		if (comment->state <= COMMENT_STATE_APPROVED)
			text_add_format(out, "<p class=\"note\">%s</p>",
				word(language, mine->why_not == ERR_PAGE_CLOSED
						       ? WORD_MINE_PAGE_CLOSED
						       : WORD_MINE_TOO_OFTEN));
		return;
	}
	snprintf(revision, sizeof(revision), "%lld", (long long)comment->revision);
	text_init(PAGE_MAX, &body);
	body_add(&body, language, typed ? typed : comment->body, &exchange->fault);
	html_fill(out, language, "mine_edit.html", SLOT_TEXT("root", exchange->service->root),
		SLOT_TEXT("link", exchange->params[0]),
		SLOT_TEXT("query", exchange_language_query(exchange)),
		SLOT_TEXT("revision", revision), SLOT_HTML("body", body.at));
	text_finish(&body);
}

static void withdraw_add(struct text *out, const struct exchange *exchange, const struct mine *mine)
{
	if (mine->comment.state == COMMENT_STATE_DELETED)
		return;
	text_add_string(out, "<form method=\"get\" action=\"");
	text_add_html(out, exchange->service->root);
	text_add_string(out, "/mine/");
	text_add_html(out, exchange->params[0]);
	text_add_string(out, "/withdraw\">\n");
	/* such a form has no other query than its fields */
	if (exchange->language_asked)
		text_add_format(out, "<input type=\"hidden\" name=\"lang\" value=\"%s\">\n",
			exchange->language->tag);
	text_add_format(out, "<p><button type=\"submit\" class=\"quiet\">%s</button></p>\n</form>",
		word(exchange->language, WORD_ACTION_WITHDRAW_COMMENT));
}

/* The page of the comment. `typed`: a text that was refused, for the fault; NULL: none. */
static void mine_add(
	struct text *out, struct exchange *exchange, const struct mine *mine, const char *typed)
{
	const struct comment *comment = &mine->comment;
	const struct language *language = exchange->language;
	const struct heading heading = heading_of(mine);
	static const char *const shown[] = {"body", NULL};
	struct text summary, reason, date, name, edit, withdraw;
	char created_at[TIME_SIZE];

	text_init(PAGE_MAX, &date);
	text_init(PAGE_MAX, &name);
	text_init(PAGE_MAX, &summary);
	text_init(PAGE_MAX, &reason);
	text_init(PAGE_MAX, &edit);
	text_init(PAGE_MAX, &withdraw);
	time_format(comment->created_at, created_at);
	text_add_format(&date, "<time datetime=\"%s\">", created_at);
	html_date(&date, language, comment->created_at);
	text_add_string(&date, "</time>");
	quoted(&name, comment->name);
	html_summary(&summary, exchange, WORD_MINE_NOT_SAVED, shown);
	reason_add(&reason, language, &mine->last);
	edit_add(&edit, exchange, mine, typed);
	withdraw_add(&withdraw, exchange, mine);
	html_fill(out, language, "mine.html", SLOT_TEXT("heading", word(language, heading.heading)),
		SLOT_TEXT("explanation", word(language, heading.explanation)),
		SLOT_HTML("summary", summary.at), SLOT_HTML("reason", reason.at),
		SLOT_HTML("html", comment->html), SLOT_HTML("date", date.at),
		SLOT_HTML("name", name.at), SLOT_HTML("edit", edit.at),
		SLOT_HTML("withdraw", withdraw.at), SLOT_TEXT("page", comment->page_url),
		SLOT_TEXT("root", exchange->service->root), SLOT_TEXT("link", exchange->params[0]),
		SLOT_TEXT("query", exchange_language_query(exchange)));
	text_finish(&date);
	text_finish(&name);
	text_finish(&summary);
	text_finish(&reason);
	text_finish(&edit);
	text_finish(&withdraw);
}

/* The question, and the button that does it. */
static void withdraw_page_add(struct text *out, struct exchange *exchange, const struct mine *mine)
{
	const struct comment *comment = &mine->comment;
	char revision[24];
	struct text summary;

	snprintf(revision, sizeof(revision), "%lld", (long long)comment->revision);
	text_init(PAGE_MAX, &summary);
	html_summary(&summary, exchange, WORD_MINE_NOT_WITHDRAWN, NULL);
	html_fill(out, exchange->language, "mine_withdraw.html",
		SLOT_TEXT("root", exchange->service->root), SLOT_HTML("summary", summary.at),
		SLOT_TEXT("query", exchange_language_query(exchange)),
		SLOT_HTML("html", comment->html), SLOT_TEXT("link", exchange->params[0]),
		SLOT_TEXT("revision", revision));
	text_finish(&summary);
}

/* The answer, with the fault if there is one; `typed` as above. */
static enum err page_answer(
	struct exchange *exchange, const struct mine *mine, bool withdraws, const char *typed)
{
	const struct fault *fault = &exchange->fault;
	/* what is gone already is no question */
	bool asks = withdraws && mine->comment.state != COMMENT_STATE_DELETED;
	const char *title =
		word(exchange->language, asks ? WORD_MINE_WITHDRAW : heading_of(mine).heading);
	const char *ancestors;
	struct text content;
	enum err err = frame_ancestors(exchange, mine->comment.site, &ancestors);

	if (err)
		return err;
	text_init(ANSWER_MAX, &content);
	if (asks)
		withdraw_page_add(&content, exchange, mine);
	else
		mine_add(&content, exchange, mine, typed);
	return html_page(exchange, fault->err ? err_info(fault->err)->http : 200, title, &content,
		ancestors);
}

static enum err page_show(struct exchange *exchange, bool withdraws)
{
	struct mine mine = {0};
	int64_t comment = 0;
	enum err err = mine_link(exchange, &comment);

	if (!err)
		err = mine_read(exchange, comment, &mine);
	return err ? err : page_answer(exchange, &mine, withdraws, NULL);
}

enum err mine_page_get(struct exchange *exchange)
{
	return page_show(exchange, false);
}

enum err withdraw_page_get(struct exchange *exchange)
{
	return page_show(exchange, true);
}

static enum err post_finish(struct exchange *exchange)
{
	return answer_see_other(
		exchange, arena_format(&exchange->arena, "/mine/%s%s", exchange->params[0],
				  exchange_language_query(exchange)));
}

/* What was sent. All mistakes are told at once, so those of the form do not end it. */
static enum err post_read(
	struct exchange *exchange, const struct input_table *table, struct mine_change *change)
{
	const char *revision;
	enum err err = exchange_input(exchange, table, &change->input);

	if (err && err != ERR_INVALID_INPUT)
		return err;
	revision = change->input.revision;
	if (revision && *revision)
		input_number(
			revision, "revision", 1, INT64_MAX, 0, &exchange->fault, &change->revision);
	return ERR_OK;
}

enum err mine_post(struct exchange *exchange)
{
	struct mine_change *change;
	enum err err = mine_change_begin(exchange, &change);

	if (!err)
		err = post_read(exchange, &edit_table, change);
	if (!err && (!change->input.revision || !*change->input.revision))
		fault_field(&exchange->fault, "revision", "required",
			"The revision that was read is needed.");
	return err ? err : mine_change_text(exchange, change, post_finish);
}

enum err withdraw_post(struct exchange *exchange)
{
	struct mine_change *change;
	enum err err = mine_change_begin(exchange, &change);

	if (!err)
		err = post_read(exchange, &withdraw_table, change);
	if (!err && exchange->fault.err)
		err = exchange->fault.err;
	return err ? err : mine_change_withdraw(exchange, change, post_finish);
}

/* The page again, with what was typed and why it was refused. */
static enum err page_again(
	struct exchange *exchange, const struct input_table *table, bool withdraws)
{
	const struct mine_change *change = exchange->state;
	const struct fault fault = exchange->fault;
	struct mine_input typed = {0};
	struct mine mine = {0};
	int64_t comment = 0;
	enum err err = ERR_OK;

	if (change) {
		comment = change->comment;
		typed.body = change->input.body ? change->input.body : "";
	} else if (fault.err != ERR_NOT_FOUND) {
		exchange_form_again(exchange, table, &typed);
		err = mine_link(exchange, &comment);
	}
	if (!err && comment)
		(void)!mine_read(exchange, comment, &mine);
	exchange->fault = fault;
	return mine.comment.id ? page_answer(exchange, &mine, withdraws, typed.body)
			       : html_fail(exchange);
}

enum err mine_post_fail(struct exchange *exchange)
{
	return page_again(exchange, &edit_table, false);
}

enum err withdraw_post_fail(struct exchange *exchange)
{
	return page_again(exchange, &withdraw_table, true);
}
