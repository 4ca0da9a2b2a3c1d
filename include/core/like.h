/* Likes: what readers say of a comment without a word, where the site wants it. */
#ifndef AFTERWORD_CORE_LIKE_H
#define AFTERWORD_CORE_LIKE_H

#include "base/time.h"
#include "core/keys.h"
#include "store/comment.h"

enum { LIKER_SIZE = 16 };

/* Tells the readers of one comment apart by their networks, and nothing else. */
void like_liker(const struct keys *keys, int64_t comment, struct slice network,
	unsigned char liker[LIKER_SIZE]);

/*
 * In the writer's transaction: the reader likes the comment, or does no more. `place`: where it
 * stands. `changed`: the number is another one; it is not when they have said so before.
 * NOT_FOUND: there is no such comment that is public. CONFLICT: its site has no likes.
 */
enum err like_store(struct store *store, int64_t comment, bool likes, struct slice liker,
	int64_t now, struct arena *arena, struct fault *fault, struct comment *place,
	bool *changed) MUST_CHECK;

#endif
