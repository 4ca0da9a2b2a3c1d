/* See include/core/thread.h. */
#include <string.h>

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

/* The place of the comment that the cursor names. */
static enum err thread_place(struct store *store, const struct thread *thread, int64_t after,
	struct arena *arena, struct fault *fault, struct comment *place)
{
	enum err err;

	if (!after)
		return ERR_OK;
	err = store_comment_place(store, after, arena, place);
	if (err && err != ERR_NOT_FOUND)
		return fault_set(fault, err, "The comments cannot be read.");
	if (err || place->page != thread->page.id)
		return fault_field(fault, "after", "unknown_cursor",
			"The cursor is of no comment on this page; start without one.");
	return ERR_OK;
}

static enum err thread_render(struct thread *thread, struct arena *arena, struct fault *fault)
{
	size_t bytes = 0;

	for (size_t i = 0; i < thread->count; i++) {
		struct comment *comment = &thread->comments[i];

		if (bytes > THREAD_BYTES) {
			thread->count = i;
			thread->next = thread->comments[i - 1].id;
			break;
		}
		if (comment_render(comment, arena, fault))
			return fault->err;
		bytes += comment->html ? strlen(comment->html) : 0;
	}
	return ERR_OK;
}

enum err thread_read(struct store *store, const struct thread_query *query, struct arena *arena,
	struct fault *fault, struct thread *thread)
{
	struct comment place = {0};
	enum err err;

	*thread = (struct thread){.page = {.url = query->page}};
	err = store_page_by_url(store, query->page, arena, &thread->page);
	if (err == ERR_NOT_FOUND)
		return ERR_OK;
	if (err)
		return fault_set(fault, err, "The comments cannot be read.");
	err = thread_place(store, thread, query->after, arena, fault, &place);
	if (err)
		return err;
	err = store_thread(store, thread->page.id, query->newest_first, &place, query->limit + 1,
		arena, &thread->comments, &thread->count);
	if (err)
		return fault_set(fault, err, "The comments cannot be read.");
	if (thread->count > (size_t)query->limit) {
		thread->count = (size_t)query->limit;
		thread->next = thread->comments[thread->count - 1].id;
	}
	return thread_render(thread, arena, fault);
}
