/* Likes: how many readers like a comment is kept with it; which, for some days only. */
#ifndef AFTERWORD_STORE_LIKE_H
#define AFTERWORD_STORE_LIKE_H

#include "base/text.h"
#include "store/store.h"

/* The reader likes it from now on, and it counts. CONFLICT: they do already. */
enum err store_like_insert(
	struct store *store, int64_t comment, struct slice reader, int64_t now) MUST_CHECK;
/* They do no more. NOT_FOUND: it is not known that they did. */
enum err store_like_delete(struct store *store, int64_t comment, struct slice reader) MUST_CHECK;
/* Who liked before that time is forgotten; the numbers stay. */
enum err store_like_purge(struct store *store, int64_t before) MUST_CHECK;

#endif
