/*
 * Streams: answers that go on for as long as somebody listens, as server-sent events from the hub.
 * A stream has no thread: its connection is suspended while there is nothing to say. It ends when
 * who listens may do so no longer (looked up anew every heartbeat), when the server stops, when
 * what was sent is not taken (connection.h), and in any case after STREAM_SPAN; clients come again.
 */
#ifndef AFTERWORD_SERVER_HTTP_STREAM_H
#define AFTERWORD_SERVER_HTTP_STREAM_H

#include "http/request.h"

#define STREAM_SPAN TIME_HOUR

/* How many there are. At most `limit`, and `per_prefix` from one network prefix (0: not limited).
 */
struct streams *streams_create(size_t limit, size_t per_prefix) MUST_CHECK; /* NULL: memory */
void streams_destroy(struct streams *streams);

/* Begins what the exchange listens to. BUSY: there are too many. */
enum MHD_Result stream_answer(struct request *request);

/* Leaves the hub; with the request. NULL is fine. */
void stream_destroy(struct stream *stream);

#endif
