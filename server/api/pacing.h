/* How often readers' texts may come: the paces of their site, for requests. */
#ifndef AFTERWORD_SERVER_API_PACING_H
#define AFTERWORD_SERVER_API_PACING_H

#include "core/comment.h"
#include "http/exchange.h"

/*
 * By network, page and site, before anything is made of the text that takes long; `network` is
 * filled. RATE_LIMITED: Retry-After tells when it may come again.
 */
enum err pacing_take(struct exchange *exchange, struct submission *submission) MUST_CHECK;

/* By the author's fingerprint, once that is known. */
enum err pacing_author(struct exchange *exchange, const struct submission *submission,
	struct slice author) MUST_CHECK;

#endif
