/* The record of decisions: append-only. */
#ifndef AFTERWORD_STORE_DECISION_H
#define AFTERWORD_STORE_DECISION_H

#include "base/field.h"
#include "store/comment.h"
#include "store/store.h"

struct decision {
	int64_t id;
	int64_t batch;  /* those made in one go: the id of the first */
	int64_t undoes; /* a decision; 0: none */
	const char *site;
	int64_t comment;
	int64_t revision;
	int from, to; /* enum comment_state */
	const char *by;
	const char *reason;
	const char *note;
	int64_t at;
};

extern const struct field_table decision_table;

struct decision_filter {
	const char *site; /* NULL: all */
	int64_t comment;  /* 0: all; goes before site */
	int64_t after;
	int64_t limit;
};

enum err store_decision_insert(struct store *store, const struct decision *decision) MUST_CHECK;
enum err store_decision_list(struct store *store, const struct decision_filter *filter,
	struct arena *arena, struct decision **decisions, size_t *count) MUST_CHECK;
/* Those of a batch. */
enum err store_decision_batch(struct store *store, int64_t batch, int64_t limit,
	struct arena *arena, struct decision **decisions, size_t *count) MUST_CHECK;
/* The newest one on a comment. */
enum err store_decision_last(struct store *store, int64_t comment, struct arena *arena,
	struct decision *decision) MUST_CHECK;

#endif
