/*
 * States and decisions. One table says which changes of state there are and who may make them;
 * every change goes through moderation_apply or moderation_settle, which keep the counters, what
 * is shown, and the record, in the caller's transaction.
 */
#ifndef AFTERWORD_CORE_MODERATION_H
#define AFTERWORD_CORE_MODERATION_H

#include "base/input.h"
#include "core/identity.h"
#include "core/plain.h"
#include "store/comment.h"

enum moderation_who { WHO_MODERATOR = 1, WHO_AUTHOR = 2, WHO_RULE = 4 };

/* Whether the table has the change for them. */
bool moderation_allows(enum comment_state from, enum comment_state to, enum moderation_who who);

/* Why a comment is rejected; "" is no reason. NULL-terminated. */
extern const char *const rejection_reasons[];

/* What a moderator asks for, as typed. */
struct decision_input {
	const char *state;
	const char *from; /* the state that was read; NULL: whatever it is */
	const char *reason;
	const char *note;
	const char *body; /* another text; NULL: it stays */
};

extern const struct input_table decision_input_table;

/* What is told of its members, wherever they stand. */
#define DECISION_STATE .names = comment_state_names, .what = "What becomes of it."
#define DECISION_FROM                                                                              \
	.names = comment_state_names,                                                              \
	.what = "The state that was read: of two who read the same, one decides."
#define DECISION_REASON                                                                            \
	.names = rejection_reasons, .what = "Why it is rejected; other decisions have none."
#define DECISION_NOTE .high = PLAIN_NOTE_LIMIT, .what = "For the author's eyes."

struct verdict {
	int64_t comment;
	int64_t revision; /* that was read */
	int to;           /* enum comment_state; -1: it stays in its state */
	int from;         /* that was read, enum comment_state; -1: not told */
	const char *reason;
	const char *note;
	const char *body; /* the text of a new revision; NULL: it stays */
	struct identity by;
	int64_t batch;     /* that it is part of; 0: it begins one */
	int64_t undoes;    /* a decision that is taken back, whatever the table says; 0: none */
	int64_t published; /* of one that is taken back: the revision that readers saw before it */
	bool own;          /* it is the comment's author's */
};

/* INVALID_INPUT with every mistake. */
enum err verdict_init(const struct decision_input *input, struct arena *arena, struct fault *fault,
	struct verdict *verdict) MUST_CHECK;

/*
 * Whether a verdict may be carried out as things stand: STALE_REVISION when text or state are no
 * longer what was read, CONFLICT when the table does not have the change. Then `place` is how the
 * comment stands; NOT_FOUND and FORBIDDEN leave it alone. Changes nothing.
 */
enum err moderation_check(struct store *store, const struct verdict *verdict, struct arena *arena,
	struct fault *fault, struct comment *place) MUST_CHECK;

/*
 * Carries out a verdict, on the place that moderation_check gave in the same transaction, and which
 * is how the comment stands afterwards. `batch`: the one that the decision is in.
 */
enum err moderation_apply(struct store *store, const struct verdict *verdict, int64_t now,
	struct arena *arena, struct fault *fault, struct comment *place, int64_t *batch) MUST_CHECK;

/* The revision of it that readers see; 0: none. */
int64_t comment_seen(const struct comment *comment);

/*
 * Gives a comment whose text was just stored the state that its checks have found; `by`: whose
 * decision that is on record, such as rule:ID or policy. PENDING: it stays as it is.
 */
enum err moderation_settle(struct store *store, struct comment *comment, enum comment_state to,
	const char *by, int64_t now, struct arena *arena) MUST_CHECK;

/* Who decides where the author does, on record. */
#define MODERATION_BY_AUTHOR "author"

/*
 * The comment's author changes it: edits the text (`body`), so that it is approved or pending, or
 * withdraws it (`body` NULL, to DELETED). What readers saw before an edit that is pending stays
 * public. On the comment as it stands in the caller's transaction, and stands afterwards. CONFLICT:
 * the table does not have it; nothing has changed.
 */
enum err moderation_own(struct store *store, struct comment *comment, enum comment_state to,
	const char *body, int64_t now, struct arena *arena, struct fault *fault,
	int64_t *batch) MUST_CHECK;

#endif
