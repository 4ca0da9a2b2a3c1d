/* Keys: which of them the database was used with, by their ids, and what goes by each. */
#ifndef AFTERWORD_STORE_KEY_H
#define AFTERWORD_STORE_KEY_H

#include "store/store.h"

struct key {
	const char *id;
	int64_t since;      /* when it was first used here */
	int64_t retired_at; /* 0: it is wanted */
};

/* Those whose fingerprints a key has made. */
struct key_authors {
	int64_t authors, banned, trusted;
};

/* Newest first. */
enum err store_key_list(
	struct store *store, struct arena *arena, struct key **keys, size_t *count) MUST_CHECK;
/* Linear in the number of all authors. */
enum err store_key_authors(
	struct store *store, const char *id, struct key_authors *authors) MUST_CHECK;
/* It is used; one that was retired is wanted again. */
enum err store_key_put(struct store *store, const char *id, int64_t now) MUST_CHECK;
/* It is not wanted any more. */
enum err store_key_retire(struct store *store, const char *id, int64_t now) MUST_CHECK;
/* Comments from a span of time, but for those that were erased. */
enum err store_key_comments(
	struct store *store, int64_t since, int64_t until, int64_t *count) MUST_CHECK;

#endif
