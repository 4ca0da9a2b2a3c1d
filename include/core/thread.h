/* The thread under a page: what readers see, in reading order, rendered. */
#ifndef AFTERWORD_CORE_THREAD_H
#define AFTERWORD_CORE_THREAD_H

#include "core/keys.h"
#include "store/comment.h"
#include "store/page.h"
#include "store/site.h"

enum { THREAD_LIMIT_MAX = 1000 };

struct thread_query {
	const char *page; /* canonical URL */
	enum thread_sort sort;
	int64_t after; /* id of the last comment seen; 0: from the start */
	int64_t limit;
	int64_t depth; /* what stands deeper is shown as deep */
	int64_t from;  /* id of a comment that is to be in the part; 0: of none; not with after */
	const struct keys *keys; /* by which avatars are made */
	bool likes;              /* the site has some */
	int64_t after_likes; /* of the thread that `after` is of, as they were then; -1: as now */
};

struct thread {
	struct page page; /* id 0: nobody has commented on it yet */
	struct comment
		*comments; /* html and avatar are made; they and name are NULL in tombstones */
	size_t count;
	int64_t next;       /* the cursor of what follows; 0: nothing does */
	int64_t next_likes; /* of the thread that it is of */
	enum thread_sort sort;
};

/*
 * A part ends early when its HTML has grown beyond half a megabyte; `next` goes on from there.
 * What begins from a comment begins with the first of its thread, or with itself where it would
 * not be in the part otherwise. INVALID_INPUT: `after` or `from` is of no comment on this page, or
 * `from` of one that is not shown.
 */
enum err thread_read(struct store *store, const struct thread_query *query, struct arena *arena,
	struct fault *fault, struct thread *thread) MUST_CHECK;

/* One of its comments, or NULL. */
const struct comment *thread_find(const struct thread *thread, int64_t id);

/*
 * All parts that follow together, each of the query's limit. Many questions: in one moment, if that
 * matters.
 */
enum err thread_read_whole(struct store *store, const struct thread_query *query,
	struct arena *arena, struct fault *fault, struct thread *thread) MUST_CHECK;

/* The comment's html from its body. */
enum err comment_render(
	struct comment *comment, struct arena *arena, struct fault *fault) MUST_CHECK;

#endif
