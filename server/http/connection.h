/*
 * Connections: who is connected, how many from where, and until when each has time. libmicrohttpd
 * has only an idle timer, which a byte now and then renews; here deadlines are absolute.
 */
#ifndef AFTERWORD_SERVER_HTTP_CONNECTION_H
#define AFTERWORD_SERVER_HTTP_CONNECTION_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include "base/time.h"
#include "http/client.h"

#define ANSWER_SPAN (2 * TIME_MINUTE) /* for an answer to be taken, on slow lines */

struct connections;

struct connection {
	struct connection *prev, *next;
	int fd;
	atomic_llong deadline; /* time_monotonic() at which it is cut */
	atomic_bool streams;   /* its answer goes on for as long as somebody listens */
	atomic_bool silent;    /* nothing was asked yet */
	struct client_prefix prefix;
	struct certificate *certificate; /* that it is shown (tls.h); NULL: it is in the clear */
	bool trusted; /* a trusted proxy: not counted, its X-Forwarded-For believed */
};

struct connections_limits {
	const struct clients *clients;
	size_t per_prefix; /* 0: not limited */
	int64_t arrive;    /* milliseconds in which a request must be here */
};

/* NULL: memory. A thread of its own cuts who is late. */
struct connections *connections_create(const struct connections_limits *limits) MUST_CHECK;
void connections_destroy(struct connections *connections);

/* Whether one more from there may come. */
bool connections_admit(struct connections *connections, const struct sockaddr *address);

/* NULL: memory; the connection then has no deadline, and its requests are refused. */
struct connection *connections_add(
	struct connections *connections, int fd, const struct sockaddr *address) MUST_CHECK;
/* Before its descriptor is closed. */
void connections_remove(struct connections *connections, struct connection *connection);

/* Its request line is here. */
void connection_asks(struct connections *connections, struct connection *connection);
/* Whether somebody has connected and has not asked anything yet. NULL: nobody. */
bool connections_expect(struct connections *connections);
/* How many there are. */
size_t connections_count(struct connections *connections);

/* The next request must arrive in time from now. */
void connection_awaits(const struct connections *connections, struct connection *connection);
/* The request is here; the answer has its time from now. */
void connection_answers(struct connection *connection);

/* The answer is a stream: whenever a piece of it has gone, connection_answers gives it time anew.
 */
void connection_streams(struct connection *connection);
/* The server stops: streams have a moment for what they still say. NULL is fine. */
void connections_end_streams(struct connections *connections);

#endif
