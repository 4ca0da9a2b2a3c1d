/*
 * The search index: the newest text, name and website of each comment, and its page's title. New
 * comments come into it a little later (store_search_some); what changes a comment that is in it,
 * or puts in one with an older id, renews it in the same transaction.
 *
 * An address or what is made of one is never in it.
 */
#ifndef AFTERWORD_STORE_SEARCH_H
#define AFTERWORD_STORE_SEARCH_H

#include "store/comment.h"

/* Takes some of the comments in that are not in it yet; `more`: others are left. */
enum err store_search_some(struct store *store, bool *more) MUST_CHECK;

/* As the comment is now; one that is not in it yet stays out. */
enum err store_search_renew(struct store *store, int64_t comment) MUST_CHECK;

/*
 * What was deleted leaves its words in the index until it is merged. Merges some of it; `begins`:
 * all that is there by now. `more`: others are left. On after a restart, too.
 */
enum err store_search_merge(struct store *store, bool begins, bool *more) MUST_CHECK;

/*
 * What store_queue gives, of it what fits `match` (core/search.h). At most QUEUE_WALK comments that
 * have the words are looked at; `edge` is the last of them, 0: to the end of what there is.
 */
enum err store_search(struct store *store, const struct queue_filter *filter, const char *match,
	struct arena *arena, struct comment **comments, size_t *count, int64_t *edge) MUST_CHECK;

#endif
