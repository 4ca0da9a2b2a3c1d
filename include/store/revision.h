/* Revisions: what a comment said, version by version. Each is sealed (store/seal.h). */
#ifndef AFTERWORD_STORE_REVISION_H
#define AFTERWORD_STORE_REVISION_H

#include "base/field.h"
#include "store/seal.h"

struct revision {
	int64_t comment;
	int64_t number;   /* from 1 */
	const char *body; /* as written */
	const char *by;   /* as the record has it; NULL: the comment's author */
	int64_t created_at;
	struct slice seal; /* at NULL: it has none yet */
};

extern const struct field_table revision_table;

/* Seals it. */
enum err store_revision_insert(struct store *store, const struct revision *revision) MUST_CHECK;
/* How many the comment's author wrote. */
enum err store_revision_count_own(struct store *store, int64_t comment, int64_t *count) MUST_CHECK;
/* What the comment said is gone: all of its texts are empty, and sealed so. */
enum err store_revision_erase(struct store *store, int64_t comment, struct arena *arena) MUST_CHECK;
/* Oldest first. */
enum err store_revision_list(struct store *store, int64_t comment, struct arena *arena,
	struct revision **revisions, size_t *count) MUST_CHECK;

/*
 * Seals some of the revisions that were there before there were seals; `more`: others are left. In
 * a transaction.
 */
enum err store_revision_seal_some(struct store *store, bool *more) MUST_CHECK;

/* Seals all that have a seal with the newest key, as they are. In a transaction. */
enum err store_revision_seal(struct store *store) MUST_CHECK;

/*
 * Whether one is as it was written, by its seal. One from before there were seals is, until it gets
 * its own.
 */
enum err store_revision_holds(
	struct store *store, const struct revision *revision, bool *holds) MUST_CHECK;

/* What was found in all revisions. */
struct revision_findings {
	int64_t count;
	int64_t waiting;                    /* for store_revision_seal_some */
	int64_t sealed_by[SEALER_KEYS + 1]; /* how many by each key; [0]: by none */
	/* Called for each that is not as it was written. */
	void (*found)(struct revision_findings *findings, const struct revision *revision);
	void *context;
};

/* Looks at all of them, in linear time and constant memory. */
enum err store_revision_check(struct store *store, struct revision_findings *findings) MUST_CHECK;

#endif
