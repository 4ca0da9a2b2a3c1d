/* The thread under a page: what readers see, in reading order, rendered. */
#ifndef AFTERWORD_CORE_THREAD_H
#define AFTERWORD_CORE_THREAD_H

#include "store/comment.h"
#include "store/page.h"

enum { THREAD_LIMIT = 100, THREAD_LIMIT_MAX = 1000 };

struct thread_query {
	const char *page; /* canonical URL */
	bool newest_first;
	int64_t after; /* id of the last comment seen; 0: from the start */
	int64_t limit;
};

struct thread {
	struct page page;         /* id 0: nobody has commented on it yet */
	struct comment *comments; /* html is made; name and html are NULL in tombstones */
	size_t count;
	int64_t next; /* the cursor of what follows; 0: nothing does */
};

/*
 * A part ends early when its HTML has grown beyond half a megabyte; `next` goes on from there.
 * INVALID_INPUT: the cursor is of no comment on this page.
 */
enum err thread_read(struct store *store, const struct thread_query *query, struct arena *arena,
	struct fault *fault, struct thread *thread) MUST_CHECK;

/* The comment's html from its body. */
enum err comment_render(
	struct comment *comment, struct arena *arena, struct fault *fault) MUST_CHECK;

#endif
