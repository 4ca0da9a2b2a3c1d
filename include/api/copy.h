/*
 * Copies of what readers see of a page, to be kept as files: made by the code of the routes, of a
 * whole thread in one, and the same as long as the page is.
 */
#ifndef AFTERWORD_API_COPY_H
#define AFTERWORD_API_COPY_H

#include "base/language.h"
#include "core/feed.h"
#include "core/thread.h"
#include "store/site.h"

/*
 * As /comments/fragment in a language, with a link to the form at `server` (the public URL) in
 * place of it.
 */
enum err copy_fragment(const struct site *site, const struct thread *thread, const char *server,
	const struct language *language, struct arena *arena, struct text *out) MUST_CHECK;

/* As /api/v1/comments. */
void copy_json(const struct site *site, const struct thread *thread, struct text *out);

/* As /feeds/page and /feeds/site. */
enum err copy_feed(const struct feed *feed, const char *server, const char *hub,
	struct arena *arena, struct text *out) MUST_CHECK;

#endif
