/* One comment of a thread, as HTML (web/comment.html). */
#ifndef AFTERWORD_SERVER_API_COMMENT_HTML_H
#define AFTERWORD_SERVER_API_COMMENT_HTML_H

#include "api/asked.h"

void comment_html_add(struct text *out, const struct asked *asked, const struct thread *thread,
	const struct comment *comment);

/* Who wrote it, for those who cannot be expected to see it; it may be none. */
const char *comment_html_name(const struct language *language, const struct comment *comment);

#endif
