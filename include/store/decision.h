/* The record of decisions: append-only. */
#ifndef AFTERWORD_STORE_DECISION_H
#define AFTERWORD_STORE_DECISION_H

#include "base/field.h"
#include "base/text.h"
#include "store/comment.h"
#include "store/store.h"

struct decision {
	int64_t id;
	int64_t batch;  /* those made in one go: the id of the first */
	int64_t undoes; /* a decision; 0: none */
	const char *site;
	int64_t comment;
	int64_t revision;
	int from, to;   /* enum comment_state; the same: it is an edit alone */
	int64_t edited; /* the revision that was made; 0: none */
	const char *by;
	const char *reason;
	const char *note; /* NULL: none, or it was erased */
	int64_t at;
	int64_t published; /* the revision that readers saw before it; 0: none, or it is not known
			    */
	struct slice note_seal, seal; /* store/record.h */
};

extern const struct field_table decision_table;

/* What the record is narrowed to. */
struct decision_filter {
	const char *site; /* NULL: all; likewise the next four */
	const char *by;
	const char *from, *to; /* of comment_state_names */
	const char *reason;
	int64_t comment; /* 0: all; likewise the batch */
	int64_t batch;
	int64_t after;  /* ids; 0: from the oldest */
	int64_t before; /* 0: to the newest */
	bool last;      /* the last of them before `before` are listed, still oldest first */
	int64_t limit;
};

/* At most so many decisions are looked at for a part of the record. */
enum { DECISION_WALK = 10000 };

struct decision_list {
	struct decision *decisions;
	size_t count;
	int64_t edge; /* the last id that was looked at; 0: to the end of what there is */
};

/* As the newest of the record: ids grow. */
enum err store_decision_insert(struct store *store, const struct decision *decision) MUST_CHECK;
enum err store_decision_list(struct store *store, const struct decision_filter *filter,
	struct arena *arena, struct decision_list *list) MUST_CHECK;
/* The one by which a comment is in its state. */
enum err store_decision_standing(struct store *store, int64_t comment, struct arena *arena,
	struct decision *decision) MUST_CHECK;
/* The newest one on a comment. */
enum err store_decision_newest(struct store *store, int64_t comment, struct arena *arena,
	struct decision *decision) MUST_CHECK;

#endif
