/* See include/core/thread.h. */
#include <string.h>

#include "core/fingerprint.h"
#include "core/markup.h"
#include "core/thread.h"

enum {
	HTML_LIMIT = 1024 * 1024, /* of one comment; the renderer's own law is far stricter */
	THREAD_BYTES = 512 * 1024,
};

enum err comment_render(struct comment *comment, struct arena *arena, struct fault *fault)
{
	struct text html;
	enum err err;

	if (!comment->body)
		return ERR_OK;
	text_init(HTML_LIMIT, &html);
	markup_html((struct slice){comment->body, strlen(comment->body)}, &html);
	err = text_status(&html);
	if (!err) {
		comment->html = arena_copy(arena, html.at ? html.at : "", html.length);
		if (!comment->html)
			err = ERR_MEMORY;
	}
	text_finish(&html);
	return err ? fault_set(fault, ERR_MEMORY, "There is no memory to show the comment.")
		   : ERR_OK;
}

static enum err thread_fault(struct fault *fault, enum err err)
{
	return fault_set(fault, err, "The comments cannot be read.");
}

/* Where the comment's thread stands among liked ones: as it did when the part before was read. */
static enum err place_likes(struct store *store, const struct thread_query *query,
	struct arena *arena, struct fault *fault, struct comment *place)
{
	struct comment root;
	enum err err;

	place->root_likes = query->after_likes;
	if (query->sort != THREAD_SORT_LIKED || (query->after && query->after_likes >= 0))
		return ERR_OK;
	err = store_comment_place(store, place->root, arena, &root);
	if (err)
		return thread_fault(fault, err);
	place->root_likes = root.likes;
	return ERR_OK;
}

/* The place of the comment that the query begins behind, or from. */
static enum err thread_place(struct store *store, const struct thread_query *query,
	const struct thread *thread, struct arena *arena, struct fault *fault,
	struct comment *place)
{
	int64_t id = query->from ? query->from : query->after;
	enum err err;

	if (!id)
		return ERR_OK;
	err = store_comment_place(store, id, arena, place);
	if (err && err != ERR_NOT_FOUND)
		return thread_fault(fault, err);
	if (!err && place->page == thread->page.id && (place->shown || !query->from))
		return place_likes(store, query, arena, fault, place);
	return fault_field(fault, query->from ? "from" : "after", "unknown_cursor",
		"The cursor is of no comment on this page; start without one.");
}

/*
 * The place just before a comment: behind the greatest id that is less than its own, and behind
 * all that hangs on that. Ids have 63 bits, so no path goes on with 0xff.
 */
static enum err place_before(struct arena *arena, struct comment *place)
{
	size_t length = place->path.length, last = length;
	char *path = arena_alloc(arena, length + 1);

	if (!path)
		return ERR_MEMORY;
	memcpy(path, place->path.at, length);
	do
		path[--last]--;
	while (last && path[last] == '\xff');
	path[length] = '\xff';
	place->path = (struct slice){path, length + 1};
	return ERR_OK;
}

/* What readers get of a comment beyond what is stored. */
static enum err thread_complete(const struct thread_query *query, const struct page *page,
	struct comment *comment, struct arena *arena, struct fault *fault)
{
	char avatar[FINGERPRINT_AVATAR_SIZE];

	if (comment->damaged)
		comment->body = NULL;
	if (!query->likes)
		comment->likes = -1;
	if (comment->depth > query->depth)
		comment->depth = query->depth;
	if (comment->author) {
		fingerprint_avatar(query->keys, page->site, comment->author, avatar);
		comment->avatar = arena_copy(arena, avatar, strlen(avatar));
		if (!comment->avatar)
			return thread_fault(fault, ERR_MEMORY);
	}
	return comment_render(comment, arena, fault);
}

/* The part has so many, and more follow. */
static void thread_end(struct thread *thread, size_t count)
{
	thread->count = count;
	thread->next = thread->comments[count - 1].id;
	thread->next_likes = thread->comments[count - 1].root_likes;
}

/* Of all comments, as far as the part goes. */
static enum err thread_render(const struct thread_query *query, struct thread *thread,
	struct arena *arena, struct fault *fault)
{
	size_t bytes = 0;

	for (size_t i = 0; i < thread->count; i++) {
		struct comment *comment = &thread->comments[i];

		if (bytes > THREAD_BYTES) {
			thread_end(thread, i);
			break;
		}
		if (thread_complete(query, &thread->page, comment, arena, fault))
			return fault->err;
		bytes += comment->html ? strlen(comment->html) : 0;
	}
	return ERR_OK;
}

/* The part behind the place. */
static enum err thread_part(struct store *store, const struct thread_query *query,
	const struct comment *place, struct arena *arena, struct fault *fault,
	struct thread *thread)
{
	enum err err = store_thread(store, thread->page.id, query->sort, place, query->limit + 1,
		arena, &thread->comments, &thread->count);

	if (err)
		return thread_fault(fault, err);
	thread->next = 0;
	if (thread->count > (size_t)query->limit)
		thread_end(thread, (size_t)query->limit);
	return thread_render(query, thread, arena, fault);
}

const struct comment *thread_find(const struct thread *thread, int64_t id)
{
	for (size_t i = 0; i < thread->count; i++)
		if (thread->comments[i].id == id)
			return &thread->comments[i];
	return NULL;
}

/* The part that has the comment at the place in it. */
static enum err thread_part_from(struct store *store, const struct thread_query *query,
	struct comment *place, struct arena *arena, struct fault *fault, struct thread *thread)
{
	const struct comment root = {.root = place->root, .root_likes = place->root_likes};
	enum err err = thread_part(store, query, &root, arena, fault, thread);

	if (err || thread_find(thread, query->from))
		return err;
	if (place_before(arena, place))
		return thread_fault(fault, ERR_MEMORY);
	return thread_part(store, query, place, arena, fault, thread);
}

enum err thread_read(struct store *store, const struct thread_query *query, struct arena *arena,
	struct fault *fault, struct thread *thread)
{
	struct comment place = {0};
	enum err err;

	*thread = (struct thread){.page = {.url = query->page}, .sort = query->sort};
	err = store_page_by_url(store, query->page, arena, &thread->page);
	if (err && err != ERR_NOT_FOUND)
		return thread_fault(fault, err);
	err = thread_place(store, query, thread, arena, fault, &place);
	if (err || !thread->page.id)
		return err;
	return query->from ? thread_part_from(store, query, &place, arena, fault, thread)
			   : thread_part(store, query, &place, arena, fault, thread);
}

/* `part` behind what the thread has. */
static enum err thread_append(struct arena *arena, const struct thread *part, struct thread *thread)
{
	size_t count = thread->count + part->count;
	struct comment *all;

	if (!thread->count) {
		*thread = *part;
		return ERR_OK;
	}
	all = arena_alloc(arena, count * sizeof(*all));
	if (!all)
		return ERR_MEMORY;
	memcpy(all, thread->comments, thread->count * sizeof(*all));
	memcpy(all + thread->count, part->comments, part->count * sizeof(*all));
	thread->comments = all;
	thread->count = count;
	thread->next = part->next;
	return ERR_OK;
}

enum err thread_read_whole(struct store *store, const struct thread_query *query,
	struct arena *arena, struct fault *fault, struct thread *thread)
{
	struct thread_query next = *query;
	struct thread part, whole = {0};

	do {
		if (thread_read(store, &next, arena, fault, &part))
			return fault->err;
		if (thread_append(arena, &part, &whole))
			return fault_set(fault, ERR_MEMORY, "The thread is too long.");
		next.after = part.next;
		next.after_likes = part.next_likes;
	} while (part.next);
	*thread = whole;
	return ERR_OK;
}
