/*
 * Streams: answers that go on for as long as somebody listens, as server-sent events from the hub.
 * A stream has no thread: its connection is suspended while there is nothing to say. It ends when
 * who listens may do so no longer (looked up anew every heartbeat), when the server stops, when
 * what was sent is not taken (connection.h), and in any case after STREAM_SPAN; clients come again.
 * Those of readers are the gallery's (gallery.h), but for those over TLS.
 */
#ifndef AFTERWORD_SERVER_HTTP_STREAM_H
#define AFTERWORD_SERVER_HTTP_STREAM_H

#include "http/request.h"

#define STREAM_SPAN TIME_HOUR
#define STREAM_BEAT ":\n\n" /* a sign of life */

/* How many there are. At most `limit`, and `per_prefix` from one network prefix (0: not limited).
 */
struct streams *streams_create(size_t limit, size_t per_prefix) MUST_CHECK; /* NULL: memory */
void streams_destroy(struct streams *streams);

/* One more, and one less. BUSY: there are too many. */
enum err streams_add(struct streams *streams, const struct client_prefix *prefix,
	struct fault *fault) MUST_CHECK;
void streams_remove(struct streams *streams, const struct client_prefix *prefix);

/* How many there are. */
size_t streams_count(struct streams *streams);

/* Milliseconds until a client comes again: where they are many, not all at once. */
unsigned stream_retry(bool many);

/* What stands in the head of such an answer. */
void stream_head(struct exchange *exchange);

/* Begins what the exchange listens to. BUSY: there are too many. */
enum MHD_Result stream_answer(struct request *request);

/* Leaves the hub; with the request. NULL is fine. */
void stream_destroy(struct stream *stream);

#endif
