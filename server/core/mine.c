/* See include/core/mine.h. */
#include <string.h>

#include "core/mine.h"
#include "core/moderation.h"
#include "core/name.h"
#include "core/page.h"
#include "store/author.h"
#include "store/decision.h"
#include "store/revision.h"

static enum err comment_fault(struct fault *fault, enum err err)
{
	return err == ERR_NOT_FOUND ? fault_set(fault, err, "This comment is not here any more.")
				    : fault_set(fault, err, "The comment cannot be read.");
}

static enum err revision_check(int64_t read, const struct comment *comment, struct fault *fault)
{
	if (read == comment->revision)
		return ERR_OK;
	return fault_set(fault, ERR_STALE_REVISION,
		"The text was changed meanwhile: revision %lld was read; the newest is %lld.",
		(long long)read, (long long)comment->revision);
}

/* The page and how many revisions there are: what is asked for only when the state allows it. */
static enum err room_check(struct store *store, const struct comment *comment, int64_t now,
	struct arena *arena, struct fault *fault)
{
	struct comment place;
	struct page page;
	struct site site;
	int64_t written;
	enum err err = store_comment_place(store, comment->id, arena, &place);

	if (!err)
		err = store_page_find(store, place.page, arena, &page);
	if (!err)
		err = store_site_find(store, place.site, arena, &site);
	if (!err)
		err = store_revision_count_own(store, comment->id, &written);
	if (err)
		return comment_fault(fault, err);
	if (page_is_closed(&page, &site, now))
		return fault_set(fault, ERR_PAGE_CLOSED,
			"The page is closed, and no more texts are taken on it.");
	if (written >= MINE_REVISIONS_MAX)
		return fault_set(fault, ERR_CONFLICT,
			"You have written it %d times, and that is as often as it can be changed.",
			MINE_REVISIONS_MAX);
	return ERR_OK;
}

static enum err state_check(const struct comment *comment, struct fault *fault)
{
	static const char *const words[COMMENT_STATE__MAX] = {
		[COMMENT_STATE_REJECTED] = "It was not accepted, and cannot be changed any more.",
		[COMMENT_STATE_SPAM] = "It was taken for spam, and cannot be changed any more.",
		[COMMENT_STATE_DELETED] = "It was deleted, and cannot be changed any more.",
	};
	const char *why = words[comment->state];

	return why ? fault_set(fault, ERR_CONFLICT, "%s", why) : ERR_OK;
}

enum err mine_may_edit(struct store *store, const struct comment *comment, int64_t now,
	struct arena *arena, struct fault *fault)
{
	enum err err = state_check(comment, fault);

	return err ? err : room_check(store, comment, now, arena, fault);
}

/* Whether the edit may be made of the comment as it stands. */
static enum err edit_check(struct store *store, const struct comment *comment, int64_t now,
	struct arena *arena, struct fault *fault, const struct edit *edit, bool *same)
{
	enum err err = revision_check(edit->revision, comment, fault);

	*same = false;
	if (!err)
		err = state_check(comment, fault);
	if (err)
		return err;
	*same = strcmp(comment->body, edit->submission.body) == 0;
	return *same ? ERR_OK : room_check(store, comment, now, arena, fault);
}

/* Of a comment that waits: what was found in the form by which it came. */
static enum err edit_form(struct store *store, const struct comment *comment, struct arena *arena,
	struct check_form *form)
{
	struct hold_reason *reasons;
	size_t count, kept = 0;
	enum err err;

	if (comment->state != COMMENT_STATE_PENDING)
		return ERR_OK;
	err = store_hold_reason_list(
		store, comment->id, comment->revision, arena, &reasons, &count);
	for (size_t i = 0; !err && i < count; i++)
		if (strcmp(reasons[i].check, "form") == 0)
			reasons[kept++] = reasons[i];
	if (!err)
		*form = (struct check_form){.before = reasons, .before_count = kept};
	return err;
}

/* What the checks of the text look at. */
static enum err edit_fill(
	struct store *store, const struct comment *comment, struct arena *arena, struct edit *edit)
{
	struct submission *submission = &edit->submission;
	size_t length = strlen(comment->author_tag);
	enum err err = store_site_find(store, comment->site, arena, &submission->site);

	submission->page.text = comment->page_url;
	submission->name = comment->name;
	submission->website = comment->website;
	if (length < sizeof(submission->fingerprint.tag))
		memcpy(submission->fingerprint.tag, comment->author_tag, length + 1);
	if (!err)
		err = store_author_fingerprint(store, comment->author, arena, &edit->author);
	return err ? err : edit_form(store, comment, arena, &submission->form);
}

enum err edit_prepare(struct store *store, int64_t now, struct arena *arena, struct fault *fault,
	struct edit *edit, bool *same)
{
	struct comment comment;
	enum err err = store_queue_find(store, edit->submission.edits, arena, &comment);

	if (err)
		return comment_fault(fault, err);
	err = edit_check(store, &comment, now, arena, fault, edit, same);
	if (err)
		return err;
	err = edit_fill(store, &comment, arena, edit);
	return err ? comment_fault(fault, err) : ERR_OK;
}

/*
 * What a moderator has put back into the queue is let out by a moderator. What came into it by its
 * author's edit, or was never decided, is let out by the checks, too.
 */
static enum err edit_put_back(
	struct store *store, const struct comment *place, struct arena *arena, bool *put_back)
{
	struct decision last;
	enum err err;

	*put_back = false;
	if (place->state != COMMENT_STATE_PENDING)
		return ERR_OK;
	err = store_decision_standing(store, place->id, arena, &last);
	if (!err)
		*put_back = strcmp(last.by, MODERATION_BY_AUTHOR) != 0;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err edit_judge(struct store *store, const struct service *service, struct arena *arena,
	struct edit *edit, struct findings *findings, struct judgement *judgement)
{
	struct submission *submission = &edit->submission;
	enum name_claim claim;
	struct author author;
	struct site site;
	enum err err = edit_put_back(store, &edit->place, arena, &submission->put_back);

	if (!err)
		err = store_author_find(store, edit->place.author, arena, &author);
	if (!err)
		err = name_claim(
			store, submission->site.id, submission->name, author.id, arena, &claim);
	if (!err)
		err = submission_findings(
			store, service->recent, arena, submission, &author, claim, &site, findings);
	if (!err)
		*judgement = checks_judge(&site, findings);
	return err;
}

/* The author's edit, and, where that is another state, what the checks make of it. */
static enum err edit_apply(struct store *store, int64_t now, struct arena *arena,
	struct fault *fault, struct edit *edit, const struct findings *findings,
	const struct judgement *judgement)
{
	struct comment *place = &edit->place;
	enum comment_state to = judgement->state;
	bool stays = place->state == (int)to && to == COMMENT_STATE_APPROVED;
	const char *by = judgement_by(judgement, arena);
	enum err err = by ? ERR_OK : fault_set(fault, ERR_MEMORY, "There is no memory.");

	if (!err)
		err = moderation_own(store, place, stays ? to : COMMENT_STATE_PENDING,
			edit->submission.body, now, arena, fault, &edit->batch);
	if (err)
		return err;
	err = findings_store(store, place, findings);
	if (!err && place->state != (int)to)
		err = moderation_settle(store, place, to, by, now, arena);
	return err ? fault_set(fault, err, "The text was not stored; send it again.") : ERR_OK;
}

enum err edit_store(struct store *store, const struct service *service, int64_t now,
	struct arena *arena, struct fault *fault, struct edit *edit)
{
	int64_t id = edit->submission.edits;
	struct judgement judgement;
	struct findings findings;
	struct comment comment;
	bool same;
	enum err err = store_queue_find(store, id, arena, &comment);

	edit->batch = 0;
	edit->place = (struct comment){0};
	if (!err)
		err = store_comment_place(store, id, arena, &edit->place);
	if (err)
		return comment_fault(fault, err);
	if (edit->place.erased)
		return comment_fault(fault, ERR_NOT_FOUND);
	edit->seen = comment_seen(&edit->place);
	err = edit_check(store, &comment, now, arena, fault, edit, &same);
	if (err || same)
		return err;
	err = edit_judge(store, service, arena, edit, &findings, &judgement);
	if (err)
		return comment_fault(fault, err);
	err = edit_apply(store, now, arena, fault, edit, &findings, &judgement);
	if (!err)
		recent_add(service->recent, edit->place.site, edit->submission.body, id);
	return err;
}

enum err edit_withdraw(struct store *store, int64_t now, struct arena *arena, struct fault *fault,
	struct edit *edit)
{
	struct comment *place = &edit->place;
	enum err err = store_comment_place(store, edit->submission.edits, arena, place);

	edit->batch = 0;
	if (err)
		return comment_fault(fault, err);
	edit->seen = comment_seen(place);
	if (place->state == COMMENT_STATE_DELETED || place->erased)
		return ERR_OK;
	if (edit->revision)
		err = revision_check(edit->revision, place, fault);
	return err ? err
		   : moderation_own(store, place, COMMENT_STATE_DELETED, NULL, now, arena, fault,
			     &edit->batch);
}
