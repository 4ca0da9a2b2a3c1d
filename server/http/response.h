/* The one place where libmicrohttpd's responses are made. */
#ifndef AFTERWORD_SERVER_HTTP_RESPONSE_H
#define AFTERWORD_SERVER_HTTP_RESPONSE_H

#include <microhttpd.h>
#include <stdbool.h>
#include "base/text.h"
#include "http/exchange.h"

/*
 * A response with the headers of the answer, and those that all answers have. Takes `body`, a
 * buffer of malloc's, over, also on failure (NULL).
 */
struct MHD_Response *response_create(
	const struct answer *answer, char *body, size_t length, bool last) MUST_CHECK;

/* The same for a body that has no end yet: `read` gives its pieces, of at least `block` bytes. */
struct MHD_Response *response_create_stream(const struct answer *answer,
	MHD_ContentReaderCallback read, void *context, size_t block) MUST_CHECK;

/*
 * The head of such an answer, as text, for who sends it without libmicrohttpd: what follows ends
 * with the connection (RFC 9112, section 6.3).
 */
void response_head(const struct answer *answer, int64_t now, struct text *out);

#endif
