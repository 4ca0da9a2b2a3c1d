/* Answers to requests that carried an Idempotency-Key, kept for a day. */
#ifndef AFTERWORD_STORE_IDEMPOTENCY_H
#define AFTERWORD_STORE_IDEMPOTENCY_H

#include "base/text.h"
#include "store/comment.h"
#include "store/store.h"

struct idempotency {
	struct slice key;     /* hash of the key that was sent, and of whom */
	struct slice request; /* hash of what was sent */
	int64_t comment;      /* that it made */
	int state;            /* that was answered, enum comment_state */
	int64_t created_at;
};

enum err store_idempotency_find(struct store *store, struct slice key, struct arena *arena,
	struct idempotency *idempotency) MUST_CHECK;
enum err store_idempotency_insert(
	struct store *store, const struct idempotency *idempotency) MUST_CHECK;
/* Forgets those made before a time. */
enum err store_idempotency_purge(struct store *store, int64_t before) MUST_CHECK;

#endif
