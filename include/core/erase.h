/*
 * An author has all erased that the author has left on a site, by an address and by the private
 * link of a comment: docs/decisions/0018-erasing-needs-a-link.md. What was said and who said it is
 * gone then, and what is left cannot be brought back: the comments are deleted, their places,
 * states and decisions stay, without texts.
 *
 * It is done in pieces, the first at once, the others by the backlog, and what is left to do is
 * kept in the database (store/erasure.h), in front of the answer.
 */
#ifndef AFTERWORD_CORE_ERASE_H
#define AFTERWORD_CORE_ERASE_H

#include "core/fingerprint.h"
#include "store/comment.h"
#include "store/ledger.h"

/* At most so many comments are erased in one piece. */
enum { ERASE_PIECE = 50 };

/* A comment that was erased in a piece. */
struct erased {
	struct comment place; /* how it stands */
	int64_t seen;         /* before: the revision that readers saw; 0: none */
	int64_t batch;        /* of the decision by which it is deleted; 0: it was already */
};

struct erase_piece {
	struct erased comments[ERASE_PIECE];
	size_t count;
	bool more;  /* there is something left to do */
	bool ended; /* of the author no comment is left */
};

/*
 * Erases one, and adds it to the piece, in the writer's transaction; the words of it that are left
 * in the index of the search are the caller's to have merged. `by`: whose decision it is that it is
 * deleted; NULL: its author's.
 */
enum err erase_comment(struct store *store, int64_t id, const char *by, int64_t now,
	struct arena *arena, struct erase_piece *piece) MUST_CHECK;

/* Whether its page is another for readers: it was shown, or is a tombstone. */
bool erased_changes(const struct erased *erased);

/*
 * Begins to erase what the author of the comment has left on its site, and does the first piece,
 * when the fingerprint is that author's; else nothing. In the writer's transaction. NOT_FOUND.
 */
enum err erase_begin(struct store *store, int64_t comment, const struct fingerprint *fingerprint,
	int64_t now, struct arena *arena, struct erase_piece *piece) MUST_CHECK;

/* The next piece of what was begun, whosever it is. In the writer's transaction. */
enum err erase_some(struct store *store, int64_t now, struct arena *arena,
	struct erase_piece *piece) MUST_CHECK;

/*
 * A database that was brought back from before an erasure: begins it again, unless the author came
 * later (`begun` is false then). In a transaction.
 */
enum err erase_again(struct store *store, const struct ledger_row *row, int64_t now,
	struct arena *arena, bool *begun) MUST_CHECK;

/* All that was begun, up to the last byte, where nobody else has the database. */
enum err erase_all(struct store *store, int64_t now) MUST_CHECK;

#endif
