/* See include/core/erase.h. */
#include <string.h>

#include "base/id.h"
#include "core/erase.h"
#include "core/moderation.h"
#include "store/author.h"
#include "store/erasure.h"
#include "store/ledger.h"
#include "store/page.h"
#include "store/reserved_name.h"
#include "store/search.h"

enum {
	TEXTS_MAX = 16 * 1024 * 1024, /* far more than a piece has */
	IDLE_PIECES = 3,
};

/* The comments that a step goes through. */
static const enum comment_state states[] = {
	[ERASURE_STEP_DELETED] = COMMENT_STATE_DELETED,
	[ERASURE_STEP_APPROVED] = COMMENT_STATE_APPROVED,
	[ERASURE_STEP_REJECTED] = COMMENT_STATE_REJECTED,
	[ERASURE_STEP_SPAM] = COMMENT_STATE_SPAM,
	[ERASURE_STEP_PENDING] = COMMENT_STATE_PENDING,
};

bool erased_changes(const struct erased *erased)
{
	return erased->seen || erased->place.shown != COMMENT_SHOWN_NOT;
}

enum err erase_comment(struct store *store, int64_t id, const char *by, int64_t now,
	struct arena *arena, struct erase_piece *piece)
{
	struct erased *erased = &piece->comments[piece->count];
	struct comment *place = &erased->place;
	struct fault fault = FAULT_NONE;
	enum err err = store_comment_place(store, id, arena, place);

	erased->batch = 0;
	if (err)
		return err;
	erased->seen = comment_seen(place);
	if (place->state != COMMENT_STATE_DELETED)
		err = by ? moderation_settle(store, place, COMMENT_STATE_DELETED, by, now, arena)
			 : moderation_own(store, place, COMMENT_STATE_DELETED, NULL, now, arena,
				   &fault, &erased->batch);
	if (!err)
		err = store_comment_erase(store, place, now, arena);
	piece->count++;
	return err;
}

/*
 * Goes on with a step until the piece is full or the step is done. Of those that wait, an author's
 * are found among all of the site, and only so many are looked at for one piece.
 */
static enum err erase_step_with(struct store *store, struct erasure *erasure, int64_t now,
	struct arena *arena, struct arena *texts, struct erase_piece *piece)
{
	const struct queue_filter filter = {
		.state = states[erasure->step],
		.site = erasure->site,
		.author = erasure->author,
		.after = erasure->after,
		.before = erasure->through + 1,
		.limit = (int64_t)(ERASE_PIECE - piece->count),
	};
	struct comment *comments;
	int64_t edge = 0;
	size_t count;
	enum err err =
		filter.state == COMMENT_STATE_PENDING
			? store_queue_of_reason(store, &filter, texts, &comments, &count, &edge)
			: store_queue(store, &filter, texts, &comments, &count);

	if (err)
		return err;
	for (size_t i = 0; !err && i < count; i++)
		if (!comments[i].erased)
			err = erase_comment(store, comments[i].id, NULL, now, arena, piece);
	if ((int64_t)count == filter.limit)
		erasure->after = comments[count - 1].id;
	else if (edge)
		erasure->after = edge;
	else
		*erasure = (struct erasure){erasure->author, erasure->site, erasure->through,
			erasure->asked_at, erasure->step + 1, 0};
	return err;
}

static enum err erase_step(struct store *store, struct erasure *erasure, int64_t now,
	struct arena *arena, struct erase_piece *piece)
{
	struct arena texts;
	enum err err;

	arena_init(TEXTS_MAX, &texts);
	err = erase_step_with(store, erasure, now, arena, &texts, piece);
	arena_finish(&texts);
	return err;
}

/* A piece of an author's comments. */
static enum err erase_comments(struct store *store, struct erasure *erasure, int64_t now,
	struct arena *arena, struct erase_piece *piece)
{
	int64_t looked = 0; /* how often a step found nothing to do */
	enum err err = ERR_OK;

	while (!err && erasure->step < ERASURE_STEP_INDEX && piece->count < ERASE_PIECE &&
		looked++ < ERASURE_STEP__MAX)
		err = erase_step(store, erasure, now, arena, piece);
	piece->more = true;
	piece->ended = erasure->step == ERASURE_STEP_INDEX;
	if (!err && piece->ended)
		store_empty_log(store);
	return err ? err : store_erasure_set(store, erasure);
}

/*
 * The index is merged for all who wait for it by now; who comes later waits for the next time. The
 * log is emptied last, since it has the pages from before.
 */
static enum err erase_rest(struct store *store, struct erase_piece *piece)
{
	int64_t merging, logged;
	bool more = false;
	enum err err = store_erasure_count(store, ERASURE_STEP_MERGING, &merging);

	if (!err)
		err = store_erasure_count(store, ERASURE_STEP_LOG, &logged);
	if (err)
		return err;
	piece->more = true;
	if (logged) {
		piece->more = store_log_is_empty(store);
		return piece->more ? store_erasure_delete(store, ERASURE_STEP_LOG) : ERR_OK;
	}
	/* what the steps before have put into it may go at once, also after a restart */
	(void)store_log_is_empty(store);
	if (!merging)
		err = store_erasure_move(store, ERASURE_STEP_INDEX, ERASURE_STEP_MERGING);
	if (!err)
		err = store_search_merge(store, !merging, &more);
	if (err || more)
		return err;
	store_empty_log(store);
	return store_erasure_move(store, ERASURE_STEP_MERGING, ERASURE_STEP_LOG);
}

enum err erase_some(
	struct store *store, int64_t now, struct arena *arena, struct erase_piece *piece)
{
	struct erasure erasure;
	enum err err = store_erasure_next(store, arena, &erasure);

	piece->count = 0;
	piece->more = piece->ended = false;
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	return erasure.step < ERASURE_STEP_INDEX
		       ? erase_comments(store, &erasure, now, arena, piece)
		       : erase_rest(store, piece);
}

/* From now on the address is somebody new; of who is banned it stays known, or the ban would go. */
static enum err erase_author(struct store *store, const struct author *author)
{
	struct fingerprint random;
	const struct author nobody = {
		.id = author->id,
		.fingerprint = {(const char *)random.bytes, sizeof(random.bytes)},
		.tag = random.tag,
	};

	if (author->standing == AUTHOR_STANDING_BANNED)
		return store_author_erase_note(store, author->id);
	fingerprint_nobody(&random);
	return store_author_erase(store, &nobody);
}

/* What stands at the beginning: from here on all is kept in the database that is left to do. */
static enum err erase_start(
	struct store *store, const struct author *author, const struct erasure *erasure)
{
	enum err err = store_erasure_insert(store, erasure);

	if (!err)
		err = store_reserved_name_unbind(store, erasure->site, author->id);
	return err ? err : erase_author(store, author);
}

enum err erase_begin(struct store *store, int64_t comment, const struct fingerprint *fingerprint,
	int64_t now, struct arena *arena, struct erase_piece *piece)
{
	struct author author, print = {0};
	struct erasure erasure = {.asked_at = now};
	struct comment place;
	enum err err = store_comment_place(store, comment, arena, &place);

	piece->count = 0;
	piece->more = piece->ended = false;
	if (!err)
		err = store_author_find(store, place.author, arena, &author);
	if (!err)
		err = store_author_print(store, place.author, arena, &print);
	if (err)
		return err;
	if (!fingerprint_is(fingerprint, print.fingerprint))
		return ERR_OK;
	erasure.author = author.id;
	erasure.through = store_new_id(store, now);
	erasure.site = place.site;
	err = store_ledger_add(store, &(struct ledger_row){erasure.author, erasure.through});
	if (!err)
		err = erase_start(store, &author, &erasure);
	return err ? err : erase_comments(store, &erasure, now, arena, piece);
}

enum err erase_again(struct store *store, const struct ledger_row *row, int64_t now,
	struct arena *arena, bool *begun)
{
	struct erasure erasure = {.author = row->author, .through = row->through, .asked_at = now};
	struct author author;
	enum err err = store_author_find(store, row->author, arena, &author);

	*begun = !err;
	/* of somebody who came later there is nothing to erase */
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	erasure.site = author.site;
	err = store_ledger_put(store, row);
	return err ? err : erase_start(store, &author, &erasure);
}

/* A piece in a transaction of its own; pages know that they have changed. */
static enum err erase_piece_alone(
	struct store *store, int64_t now, struct arena *arena, struct erase_piece *piece)
{
	enum err err = store_begin(store);

	piece->count = 0;
	piece->more = false;
	if (err)
		return err;
	err = erase_some(store, now, arena, piece);
	for (size_t i = 0; !err && i < piece->count; i++)
		if (erased_changes(&piece->comments[i])) {
			struct page page;

			err = store_page_find(store, piece->comments[i].place.page, arena, &page);
			if (!err)
				err = store_page_set_changed(store, &page, now);
		}
	if (!err)
		err = store_commit(store);
	else
		store_rollback(store);
	store_after(store);
	return err;
}

enum err erase_all(struct store *store, int64_t now)
{
	struct erase_piece piece;
	int64_t logged = 0;
	int idle = 0;
	enum err err = ERR_OK;

	/* that the log is empty shows with the next piece */
	while (!err && idle < IDLE_PIECES) {
		struct arena arena;

		arena_init(TEXTS_MAX, &arena);
		err = erase_piece_alone(store, now, &arena, &piece);
		arena_finish(&arena);
		idle = piece.more || piece.count ? 0 : idle + 1;
	}
	if (!err)
		err = store_erasure_count(store, ERASURE_STEP_LOG, &logged);
	return !err && logged ? ERR_STORE_FAILED : err;
}
