/*
 * What authors have asked to be erased: how far it has come, kept until the bytes are gone. And
 * what is erased of one comment. Which comments are whose turn is told by core/erase.h.
 */
#ifndef AFTERWORD_STORE_ERASURE_H
#define AFTERWORD_STORE_ERASURE_H

#include "store/comment.h"

/*
 * The author's comments by their state, those that are deleted already first: what is erased
 * becomes deleted, and is not looked at twice. Then, for all authors that are so far, what the
 * index of the search has left of them, and the log.
 */
enum erasure_step {
	ERASURE_STEP_DELETED,
	ERASURE_STEP_APPROVED,
	ERASURE_STEP_REJECTED,
	ERASURE_STEP_SPAM,
	ERASURE_STEP_PENDING,
	ERASURE_STEP_INDEX,   /* waits until the index is merged */
	ERASURE_STEP_MERGING, /* what is in it by now is being merged */
	ERASURE_STEP_LOG,     /* until the write-ahead log is empty */
	ERASURE_STEP__MAX
};

struct erasure {
	int64_t author;
	const char *site;
	int64_t through; /* the newest comment */
	int64_t asked_at;
	int step;      /* enum erasure_step */
	int64_t after; /* of the step's comments, the last that is done */
};

/* From the first step on, also where one is under way. */
enum err store_erasure_insert(struct store *store, const struct erasure *erasure) MUST_CHECK;
/* One that has comments left, before those that have none. NOT_FOUND: there is nothing to do. */
enum err store_erasure_next(
	struct store *store, struct arena *arena, struct erasure *erasure) MUST_CHECK;
/* How far it has come. */
enum err store_erasure_set(struct store *store, const struct erasure *erasure) MUST_CHECK;
enum err store_erasure_count(
	struct store *store, enum erasure_step step, int64_t *count) MUST_CHECK;
/* All that are at one step. */
enum err store_erasure_move(
	struct store *store, enum erasure_step from, enum erasure_step to) MUST_CHECK;
/*
 * Something of an author was erased without all of it being asked for: it waits for the index, if
 * it does not yet.
 */
enum err store_erasure_wait(struct store *store, int64_t author, int64_t now) MUST_CHECK;
enum err store_erasure_delete(struct store *store, enum erasure_step step) MUST_CHECK;

/*
 * All that was said in a comment and about it, and by whom. Its row, its revisions and its
 * decisions stay, without texts, and sealed so. A place of store_comment_place.
 */
enum err store_comment_erase(struct store *store, const struct comment *place, int64_t now,
	struct arena *arena) MUST_CHECK;

#endif
