/*
 * The gallery: readers who listen to a page. They are many, and have nothing to do with anything
 * but bytes: nobody looks up whether they may listen, and nothing is asked of a store for them. So
 * they keep no connection of libmicrohttpd's with its memory, no request and no worker. Their
 * sockets are taken over, and one thread tells all of them what the hub has for them.
 *
 * libmicrohttpd closes its own descriptor of a socket that was taken over; MHD_USE_TURBO keeps it
 * from shutting the socket down with that (server.c). Over TLS that cannot be done, and a reader
 * who listens is a stream as any other.
 */
#ifndef AFTERWORD_SERVER_HTTP_GALLERY_H
#define AFTERWORD_SERVER_HTTP_GALLERY_H

#include "http/request.h"

/* At most `limit` readers, and `per_prefix` from one network prefix (0: not limited). NULL: memory.
 */
struct gallery *gallery_create(size_t limit, size_t per_prefix) MUST_CHECK;
/* When the hub is closed and no worker is left. NULL is fine. */
void gallery_destroy(struct gallery *gallery);

/* The readers who listen are counted there, also those who have no seat (stream.h). */
struct streams *gallery_streams(struct gallery *gallery);

/* Seats who sent the request, to hear what its exchange listens to. BUSY: there are too many. */
enum MHD_Result gallery_answer(struct request *request);

#endif
