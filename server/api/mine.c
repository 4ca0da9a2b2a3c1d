/* Authors' API: a comment as its author sees it, by its private link; editing and withdrawing it.
 */
#include <string.h>

#include "api/events.h"
#include "api/handlers.h"
#include "api/inputs.h"
#include "api/mine.h"
#include "api/page_events.h"
#include "api/pacing.h"
#include "core/link.h"
#include "core/moderation.h"
#include "core/thread.h"

static const struct shape page_shape = {"MinePage", &comment_page_table, SEE_AUTHOR};
static const struct shape_member members[] = {
	{"page", "The article that it is about.", .of = &page_shape},
	{"reason", "Why it was rejected.", FIELD_NAMED, .names = rejection_reasons, .null = true},
	{"note", "What the moderator writes to the author.", FIELD_TEXT, .null = true},
	{"may_edit", "Whether it may be given another text.", FIELD_FLAG},
};
static const struct shape shape = {"Mine", &comment_table, SEE_AUTHOR, SHAPE_MEMBERS(members)};
static const struct shape_member current = {"current", "The comment as it is now.", .of = &shape};
const struct contract mine_contract = {
	.id = "read_mine",
	.summary = "The author's own view of a comment",
	.answers = ANSWERS({200, "The comment, and what was decided. Its ETag is its revision.",
		&shape, .headers = HEADER_ETAG}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

static const struct input_member edit_members[] = {MINE_BODY};
static const struct input_table edit_table = {edit_members, ARRAY_SIZE(edit_members)};
const struct contract mine_patch_contract = {
	.id = "edit_mine",
	.summary = "The author gives a comment another text",
	.description = "If-Match names the revision that was read. The text is judged as a new "
		       "comment is. "
		       "While it waits, readers see what they saw before: `published` is less than "
		       "`revision`. The text that stands already is no edit.",
	.query = &language_table,
	.body = &edit_table,
	.headers = HEADER_IF_MATCH,
	.answers =
		ANSWERS({200, "Taken: the comment as it is now.", &shape, .headers = HEADER_ETAG}),
	/* a page that is closed is a conflict, too, and has what conflicts have */
	.problems = PROBLEMS({ERR_NOT_FOUND}, {ERR_CONFLICT, &current}, {ERR_PAGE_CLOSED},
		{ERR_STALE_REVISION, &current}, {ERR_PRECONDITION_REQUIRED}),
};
const struct contract mine_delete_contract = {
	.id = "withdraw_mine",
	.summary = "The author withdraws a comment",
	.description = "Readers see it no more; where answers hang on it, a tombstone stays. One "
		       "that is gone stays so.",
	.query = &language_table,
	.headers = HEADER_IF_MATCH_MAYBE,
	.answers = ANSWERS({204, "It is withdrawn."}),
	.problems = PROBLEMS({ERR_NOT_FOUND}, {ERR_STALE_REVISION, &current}),
};

enum err mine_link(struct exchange *exchange, int64_t *comment)
{
	/* the address is a secret, and what it shows is for one reader */
	answer_header(exchange, "Cache-Control", "no-store");
	if (link_read(exchange->service->keys, exchange->params[0], comment))
		return ERR_OK;
	return fault_set(&exchange->fault, ERR_NOT_FOUND, "This link is not of any comment here.");
}

/* Leaves the fault alone when it succeeds: it may be what the answer is about. */
static enum err mine_read_from(
	struct exchange *exchange, struct store *store, int64_t comment, struct mine *mine)
{
	struct fault *fault = &exchange->fault, why = FAULT_NONE;
	struct mine found = {0};
	enum err err = store_queue_find(store, comment, &exchange->arena, &found.comment);

	if (!err)
		err = store_decision_standing(store, comment, &exchange->arena, &found.last);
	if (err == ERR_NOT_FOUND && found.comment.id)
		err = ERR_OK;
	if (err == ERR_NOT_FOUND || (!err && found.comment.erased))
		return fault_set(
			fault, ERR_NOT_FOUND, "This comment is not here any more: it was erased.");
	if (err)
		return fault_set(fault, err, "The comment cannot be read.");
	found.why_not = mine_may_edit(store, &found.comment, exchange->now, &exchange->arena, &why);
	err = comment_render(&found.comment, &exchange->arena, fault);
	if (!err)
		*mine = found;
	return err;
}

enum err mine_read(struct exchange *exchange, int64_t comment, struct mine *mine)
{
	struct store *store;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	err = mine_read_from(exchange, store, comment, mine);
	exchange_store_give(exchange, store);
	return err;
}

static void mine_put(struct json_writer *json, const char *name, const struct mine *mine)
{
	json_open_object(json, name);
	json_put_fields(json, &comment_table, SEE_AUTHOR, &mine->comment);
	json_open_object(json, "page");
	json_put_fields(json, &comment_page_table, SEE_AUTHOR, &mine->comment);
	json_close_object(json);
	json_put_text(json, "reason", mine->last.reason);
	json_put_text(json, "note", mine->last.note);
	json_put_boolean(json, "may_edit", !mine->why_not);
	json_close_object(json);
}

static enum err mine_answer(struct exchange *exchange, const struct mine *mine)
{
	struct json_writer json;
	enum err err = answer_revision(exchange, mine->comment.revision);

	if (err)
		return err;
	json = answer_json(exchange, 200);
	mine_put(&json, NULL, mine);
	return ERR_OK;
}

enum err mine_get(struct exchange *exchange)
{
	struct mine mine = {0};
	int64_t comment = 0;
	enum err err = mine_link(exchange, &comment);

	if (!err)
		err = mine_read(exchange, comment, &mine);
	return err ? err : mine_answer(exchange, &mine);
}

enum err mine_change_begin(struct exchange *exchange, struct mine_change **change)
{
	struct mine_change *begun = exchange_alloc(exchange, sizeof(*begun));
	enum err err;

	if (!begun)
		return ERR_MEMORY;
	err = mine_link(exchange, &begun->comment);
	if (err)
		return err;
	exchange->state = *change = begun;
	return ERR_OK;
}

/* How it stands after all, also when that is why the change is refused. */
static enum err change_look(
	struct exchange *exchange, struct store *store, struct mine_change *change, enum err err)
{
	enum err read;

	if (err == ERR_NOT_FOUND)
		return err;
	read = mine_read_from(exchange, store, change->comment, &change->mine);
	return err ? err : read;
}

static enum err edit_write(struct exchange *exchange, struct store *store)
{
	struct mine_change *change = exchange->state;
	struct edit *edit = &change->edit;
	enum err err = edit_store(
		store, exchange->service, exchange->now, &exchange->arena, &exchange->fault, edit);

	if (!err && edit->batch)
		err = exchange_page_changed(exchange, store, edit->place.page);
	return change_look(exchange, store, change, err);
}

static enum err withdraw_write(struct exchange *exchange, struct store *store)
{
	struct mine_change *change = exchange->state;
	struct edit *edit = &change->edit;
	enum err err =
		edit_withdraw(store, exchange->now, &exchange->arena, &exchange->fault, edit);

	if (!err && edit->batch)
		err = exchange_page_changed(exchange, store, edit->place.page);
	return change_look(exchange, store, change, err);
}

static void change_announce(const struct exchange *exchange)
{
	const struct edit *edit = &((const struct mine_change *)exchange->state)->edit;

	if (!edit->batch)
		return;
	event_decided(exchange->service->hub, &edit->place, MODERATION_BY_AUTHOR, edit->batch);
	event_shown(exchange, &edit->place, edit->seen);
}

static enum err edit_begin(struct exchange *exchange, struct mine_change *change, bool *same)
{
	struct store *store;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	err = edit_prepare(
		store, exchange->now, &exchange->arena, &exchange->fault, &change->edit, same);
	if (err || *same)
		err = change_look(exchange, store, change, err);
	exchange_store_give(exchange, store);
	return err;
}

enum err mine_change_text(
	struct exchange *exchange, struct mine_change *change, exchange_step finish)
{
	struct edit *edit = &change->edit;
	struct submission *submission = &edit->submission;
	bool same = false;
	enum err err = plain_check(&plain_rules[PLAIN_BODY], change->input.body, &exchange->arena,
		&exchange->fault, &submission->body);

	if (err == ERR_MEMORY)
		return fault_set(&exchange->fault, err, "There is no memory for the request.");
	if (exchange->fault.err)
		return exchange->fault.err;
	edit->revision = change->revision;
	submission->edits = change->comment;
	err = edit_begin(exchange, change, &same);
	if (err || same)
		return err ? err : finish(exchange);
	err = pacing_take(exchange, submission);
	if (!err)
		err = pacing_author(exchange, submission, edit->author);
	if (!err)
		err = submission_check(
			exchange->service, submission, &exchange->arena, &exchange->fault);
	if (err)
		return err;
	exchange_write(exchange, NULL, edit_write, finish);
	exchange_tell(exchange, change_announce);
	return ERR_OK;
}

enum err mine_change_withdraw(
	struct exchange *exchange, struct mine_change *change, exchange_step finish)
{
	change->edit.revision = change->revision;
	change->edit.submission.edits = change->comment;
	exchange_write(exchange, NULL, withdraw_write, finish);
	exchange_tell(exchange, change_announce);
	return ERR_OK;
}

static enum err edit_finish(struct exchange *exchange)
{
	return mine_answer(exchange, &((const struct mine_change *)exchange->state)->mine);
}

enum err mine_patch(struct exchange *exchange)
{
	struct mine_change *change;
	enum err err = mine_change_begin(exchange, &change), read;

	if (!err)
		err = revision_needed(exchange, &change->revision);
	if (err)
		return err;
	read = exchange_input(exchange, &edit_table, &change->input);
	if (read && read != ERR_INVALID_INPUT)
		return read;
	return mine_change_text(exchange, change, edit_finish);
}

enum err mine_delete(struct exchange *exchange)
{
	struct mine_change *change;
	enum err err = mine_change_begin(exchange, &change);

	if (!err)
		err = revision_read(exchange, &change->revision);
	return err ? err : mine_change_withdraw(exchange, change, answer_nothing);
}

static void problem_current(struct exchange *exchange, struct json_writer *json)
{
	mine_put(json, "current", &((const struct mine_change *)exchange->state)->mine);
}

enum err mine_fail(struct exchange *exchange)
{
	const struct mine_change *change = exchange->state;

	answer_problem(exchange, change && change->mine.comment.id ? problem_current : NULL);
	return ERR_OK;
}
