/* See include/core/moderation.h. */
#include <string.h>

#include "core/moderation.h"
#include "core/plain.h"
#include "store/author.h"
#include "store/decision.h"
#include "store/page.h"
#include "store/report.h"
#include "store/revision.h"
#include "store/search.h"
#include "store/site.h"

enum { ANY = WHO_MODERATOR | WHO_RULE, OWN = WHO_MODERATOR | WHO_RULE | WHO_AUTHOR };

#define FROM(state) [COMMENT_STATE_##state]
#define TO(state)   [COMMENT_STATE_##state]

static const unsigned char changes[COMMENT_STATE__MAX][COMMENT_STATE__MAX] = {
	FROM(PENDING) = {TO(APPROVED) = ANY, TO(REJECTED) = ANY, TO(SPAM) = ANY, TO(DELETED) = OWN},
	FROM(APPROVED) = {TO(PENDING) = OWN, TO(REJECTED) = ANY, TO(SPAM) = ANY, TO(DELETED) = OWN},
	FROM(REJECTED) = {TO(PENDING) = ANY, TO(APPROVED) = ANY, TO(SPAM) = ANY, TO(DELETED) = OWN},
	FROM(SPAM) = {TO(PENDING) = ANY, TO(APPROVED) = ANY, TO(REJECTED) = ANY, TO(DELETED) = OWN},
	FROM(DELETED) = {TO(PENDING) = WHO_MODERATOR},
};

const char *const rejection_reasons[] = {"off-topic", "abuse", "personal-data", "advertising",
	"duplicate", "illegal", "other", NULL};

static const struct input_member members[] = {
	INPUT(struct decision_input, state, DECISION_STATE),
	INPUT(struct decision_input, from, DECISION_FROM),
	INPUT(struct decision_input, reason, DECISION_REASON),
	INPUT(struct decision_input, note, DECISION_NOTE),
	INPUT(struct decision_input, body, .high = PLAIN_BODY_LIMIT,
		.what = "A new text, in Markdown; the one before is kept."),
};
const struct input_table decision_input_table = {members, ARRAY_SIZE(members)};

bool moderation_allows(enum comment_state from, enum comment_state to, enum moderation_who who)
{
	return changes[from][to] & who;
}

enum err verdict_init(const struct decision_input *input, struct arena *arena, struct fault *fault,
	struct verdict *verdict)
{
	int to = -1, reason = -1;
	enum err err;

	verdict->from = -1;
	if (!input->state && !input->body)
		fault_field(fault, "state", "required", "The state to change to is needed.");
	field_name_read(input->state, "state", comment_state_names, fault, &to);
	field_name_read(input->from, "from", comment_state_names, fault, &verdict->from);
	if (field_name_read(input->reason, "reason", rejection_reasons, fault, &reason) == ERR_OK &&
		input->reason && to != COMMENT_STATE_REJECTED)
		fault_field(fault, "reason", "not_rejected",
			"Only a rejection carries a reason; leave it out.");
	verdict->reason = input->reason;
	err = plain_check(&plain_rules[PLAIN_NOTE], input->note, arena, fault, &verdict->note);
	if (err != ERR_MEMORY && input->body)
		err = plain_check(
			&plain_rules[PLAIN_BODY], input->body, arena, fault, &verdict->body);
	if (err == ERR_MEMORY)
		return fault_set(fault, err, "There is no memory for the request.");
	if (fault->err)
		return fault->err;
	verdict->to = to;
	return ERR_OK;
}

/* Walks up from a comment that appeared: hidden parents hold it up as tombstones. */
static enum err shown_appear(struct store *store, struct arena *arena, const struct comment *from)
{
	struct comment parent = {.parent = from->parent};

	while (parent.parent) {
		enum err err = store_comment_place(store, parent.parent, arena, &parent);

		if (err)
			return err;
		if (parent.shown != COMMENT_SHOWN_NOT)
			return ERR_OK;
		err = store_comment_set_shown(store, parent.id, COMMENT_SHOWN_TOMBSTONE);
		if (err)
			return err;
	}
	return ERR_OK;
}

/* Walks up from a comment that vanished: tombstones that hold up nothing more go too. */
static enum err shown_vanish(struct store *store, struct arena *arena, const struct comment *from)
{
	struct comment parent = {.parent = from->parent};

	while (parent.parent) {
		int64_t answers;
		enum err err = store_comment_place(store, parent.parent, arena, &parent);

		if (!err)
			err = store_comment_shown_answers(store, parent.id, &answers);
		if (err)
			return err;
		if (parent.shown != COMMENT_SHOWN_TOMBSTONE || answers)
			return ERR_OK;
		err = store_comment_set_shown(store, parent.id, COMMENT_SHOWN_NOT);
		if (err)
			return err;
	}
	return ERR_OK;
}

/* The site's counts and the author's history after a change of state. */
static enum err counters_move(struct store *store, const struct comment *comment,
	enum comment_state from, enum comment_state to)
{
	int64_t change[COMMENT_STATE__MAX] = {0};
	enum err err;

	if (from == to)
		return ERR_OK;
	change[from]--;
	change[to]++;
	err = store_author_add(store, comment->author, change[COMMENT_STATE_APPROVED],
		change[COMMENT_STATE_REJECTED], change[COMMENT_STATE_SPAM]);
	if (!err)
		err = store_site_count_add(store, comment->site, from, -1);
	return err ? err : store_site_count_add(store, comment->site, to, 1);
}

int64_t comment_seen(const struct comment *comment)
{
	return comment->shown == COMMENT_SHOWN_FULL ? comment->published : 0;
}

/* The state that it comes into. */
static enum comment_state verdict_state(
	const struct verdict *verdict, const struct comment *comment)
{
	return (enum comment_state)(verdict->to < 0 ? comment->state : verdict->to);
}

/* The record of a change. */
static enum err decision_keep(struct store *store, const struct comment *comment,
	const struct verdict *verdict, int64_t now, int64_t *batch)
{
	int64_t id = store_new_id(store, now);
	const struct decision decision = {
		.id = id,
		.batch = verdict->batch ? verdict->batch : id,
		.undoes = verdict->undoes,
		.site = comment->site,
		.comment = comment->id,
		.revision = comment->revision,
		.from = comment->state,
		.to = verdict_state(verdict, comment),
		.edited = verdict->body ? comment->revision + 1 : 0,
		.by = verdict->by.name,
		.reason = verdict->reason,
		.note = verdict->note,
		.at = now,
		.published = comment_seen(comment),
	};

	*batch = decision.batch;
	return store_decision_insert(store, &decision);
}

/* A new revision. Of one by a moderator it is as true why the comment was held. */
static enum err comment_edit(
	struct store *store, struct comment *comment, const struct verdict *verdict, int64_t now)
{
	const struct revision revision = {
		.comment = comment->id,
		.number = comment->revision + 1,
		.body = verdict->body,
		.by = verdict->own ? NULL : verdict->by.name,
		.created_at = now,
	};
	enum err err = store_revision_insert(store, &revision);

	if (!err && !verdict->own)
		err = store_hold_reason_copy(store, comment->id, comment->revision);
	if (!err)
		err = store_comment_set_revision(store, comment, now);
	comment->revision = revision.number;
	return err ? err : store_search_renew(store, comment->id);
}

/* Moves a comment to another state, where readers see this revision: what is shown, the counters.
 */
static enum err comment_move(struct store *store, struct comment *comment, enum comment_state to,
	int64_t seen, struct arena *arena)
{
	enum comment_shown shown = seen ? COMMENT_SHOWN_FULL : COMMENT_SHOWN_NOT;
	bool showed = comment->shown == COMMENT_SHOWN_FULL;
	int64_t published = seen ? seen : comment->published;
	int64_t answers = 0;
	enum err err = ERR_OK;

	if (!seen)
		err = store_comment_shown_answers(store, comment->id, &answers);
	if (answers)
		shown = COMMENT_SHOWN_TOMBSTONE;
	if (!err)
		err = store_comment_set_state(store, comment, to, shown, published);
	if (!err && shown != COMMENT_SHOWN_NOT)
		err = shown_appear(store, arena, comment);
	else if (!err && showed)
		err = shown_vanish(store, arena, comment);
	if (!err && showed != (seen != 0))
		err = store_page_add_count(store, comment->page, seen ? 1 : -1);
	if (!err)
		err = counters_move(store, comment, (enum comment_state)comment->state, to);
	if (err)
		return err;
	comment->state = to;
	comment->shown = shown;
	comment->published = published;
	return ERR_OK;
}

/*
 * The revision that readers see after a verdict on the comment as it stands; 0: none. While an edit
 * waits, that is what they saw before: by its author, or by a moderator of one that waits anyway.
 */
static int64_t verdict_seen(const struct verdict *verdict, const struct comment *comment)
{
	enum comment_state to = verdict_state(verdict, comment);
	bool edits = verdict->body && (verdict->own || comment->state == (int)to);

	if (to == COMMENT_STATE_APPROVED)
		return comment->revision;
	if (to != COMMENT_STATE_PENDING)
		return 0;
	return edits ? comment_seen(comment) : verdict->published;
}

/* The record, the text, what readers reported, the state. */
static enum err comment_change(struct store *store, struct comment *comment,
	const struct verdict *verdict, int64_t now, struct arena *arena, int64_t *batch)
{
	enum comment_state to = verdict_state(verdict, comment);
	/* an author's edit is no answer to what readers have reported */
	bool answers = !verdict->own || !verdict->body;
	enum err err = decision_keep(store, comment, verdict, now, batch);

	if (!err && verdict->body)
		err = comment_edit(store, comment, verdict, now);
	if (!err && comment->open_reports && answers)
		err = store_report_close(store, comment->id, INT64_MAX, verdict->by.name, now);
	return err ? err : comment_move(store, comment, to, verdict_seen(verdict, comment), arena);
}

/* Whether the item still stands as it was read, and may move. */
static enum err verdict_check(
	const struct verdict *verdict, const struct comment *comment, struct fault *fault)
{
	enum comment_state from = (enum comment_state)comment->state;

	if (comment->erased)
		return fault_set(fault, ERR_CONFLICT,
			"Its author has had it erased; there is nothing to decide on any more.");
	if (verdict->revision != comment->revision)
		return fault_set(fault, ERR_STALE_REVISION,
			"Revision %lld was read; the newest is %lld.", (long long)verdict->revision,
			(long long)comment->revision);
	if (verdict->from >= 0 && verdict->from != comment->state)
		return fault_set(fault, ERR_STALE_REVISION, "It was read as %s; it is %s by now.",
			comment_state_names[verdict->from], comment_state_names[from]);
	if (verdict->to < 0 && from == COMMENT_STATE_DELETED)
		return fault_set(fault, ERR_CONFLICT, "Restore what is deleted to edit it.");
	if (verdict->to >= 0 && !verdict->undoes &&
		!moderation_allows(from, (enum comment_state)verdict->to, WHO_MODERATOR))
		return fault_set(fault, ERR_CONFLICT, "A comment that is %s cannot become %s.",
			comment_state_names[from], comment_state_names[verdict->to]);
	return ERR_OK;
}

/* What is taken back must be the newest on the comment. */
static enum err undo_check(struct store *store, const struct verdict *verdict, struct arena *arena,
	struct fault *fault)
{
	struct decision last;
	enum err err = store_decision_newest(store, verdict->comment, arena, &last);

	if (err)
		return fault_set(fault, err, "The record cannot be read.");
	if (last.id != verdict->undoes)
		return fault_set(fault, ERR_CONFLICT, "Another decision was made on it since.");
	return ERR_OK;
}

enum err moderation_check(struct store *store, const struct verdict *verdict, struct arena *arena,
	struct fault *fault, struct comment *place)
{
	struct comment found;
	enum err err = fault_read(
		fault, store_comment_place(store, verdict->comment, arena, &found), "comment");

	if (!err)
		err = identity_may(&verdict->by, found.site, fault);
	if (err)
		return err;
	*place = found;
	err = verdict_check(verdict, &found, fault);
	if (!err && verdict->undoes)
		err = undo_check(store, verdict, arena, fault);
	return err;
}

enum err moderation_apply(struct store *store, const struct verdict *verdict, int64_t now,
	struct arena *arena, struct fault *fault, struct comment *place, int64_t *batch)
{
	enum err err = comment_change(store, place, verdict, now, arena, batch);

	return err ? fault_set(fault, err, "The decision was not stored.") : ERR_OK;
}

/* Whether the table has it for the comment's author; an edit alone changes no state. */
static bool own_allows(const struct comment *comment, enum comment_state to, const char *body)
{
	enum comment_state from = (enum comment_state)comment->state;

	return body && from == to ? from == COMMENT_STATE_PENDING || from == COMMENT_STATE_APPROVED
				  : moderation_allows(from, to, WHO_AUTHOR);
}

enum err moderation_own(struct store *store, struct comment *comment, enum comment_state to,
	const char *body, int64_t now, struct arena *arena, struct fault *fault, int64_t *batch)
{
	const struct verdict verdict = {
		.to = to, .body = body, .own = true, .by = {.name = MODERATION_BY_AUTHOR}};
	enum err err;

	if (!own_allows(comment, to, body))
		return fault_set(fault, ERR_CONFLICT, "A comment that is %s cannot be %s.",
			comment_state_names[comment->state], body ? "edited" : "withdrawn");
	err = comment_change(store, comment, &verdict, now, arena, batch);
	return err ? fault_set(fault, err, "The change was not stored.") : ERR_OK;
}

enum err moderation_settle(struct store *store, struct comment *comment, enum comment_state to,
	const char *by, int64_t now, struct arena *arena)
{
	const struct verdict verdict = {.to = to, .by = {.name = by}};
	int64_t batch;

	if (to == COMMENT_STATE_PENDING)
		return ERR_OK;
	return comment_change(store, comment, &verdict, now, arena, &batch);
}
