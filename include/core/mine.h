/*
 * What authors do with a comment of their own, by its private link: give it another text, or
 * withdraw it. A new text is a revision that is judged as a new comment is: what the checks approve
 * is public at once, what they hold waits, and until somebody has decided readers see what they saw
 * before.
 */
#ifndef AFTERWORD_CORE_MINE_H
#define AFTERWORD_CORE_MINE_H

#include "core/comment.h"

/* Of one comment its author writes no more than so many. */
enum { MINE_REVISIONS_MAX = 20 };

/* A new text on its way into the store. Lives in the request's arena. */
struct edit {
	int64_t revision;             /* that was read */
	struct submission submission; /* .edits: of which comment, .body: the text */
	struct slice author;          /* the author's fingerprint */

	struct comment place; /* how it stands now; id 0: it was not found */
	int64_t seen;         /* before: the revision that readers saw; 0: none */
	int64_t batch;        /* of the decision; 0: nothing has changed */
};

/*
 * Whether its author may give a comment another text. CONFLICT or PAGE_CLOSED, with a sentence that
 * says why not. On a comment of store_queue_find.
 */
enum err mine_may_edit(struct store *store, const struct comment *comment, int64_t now,
	struct arena *arena, struct fault *fault) MUST_CHECK;

/*
 * Looks at an edit before anything is made of it that takes long, and fills what it is checked by.
 * STALE_REVISION, what mine_may_edit says, NOT_FOUND. `same`: the text is the one that stands.
 */
enum err edit_prepare(struct store *store, int64_t now, struct arena *arena, struct fault *fault,
	struct edit *edit, bool *same) MUST_CHECK;

/* Stores it, in the writer's transaction; the outcome is in the edit. Refuses as above. */
enum err edit_store(struct store *store, const struct service *service, int64_t now,
	struct arena *arena, struct fault *fault, struct edit *edit) MUST_CHECK;

/*
 * Withdraws the comment, in the writer's transaction; one that is deleted stays so. Its `revision`
 * may be 0: whichever. STALE_REVISION, NOT_FOUND; the outcome is in the edit.
 */
enum err edit_withdraw(struct store *store, int64_t now, struct arena *arena, struct fault *fault,
	struct edit *edit) MUST_CHECK;

#endif
