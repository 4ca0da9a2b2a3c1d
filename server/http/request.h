/*
 * A request: an exchange, and what libmicrohttpd and the workers need to carry it from the first
 * byte to the last. It belongs to the worker that calls in, except between request_suspend and
 * request_resume, when it belongs to who will resume it.
 */
#ifndef AFTERWORD_SERVER_HTTP_REQUEST_H
#define AFTERWORD_SERVER_HTTP_REQUEST_H

#include <microhttpd.h>
#include <stdatomic.h>
#include "http/cache.h"
#include "http/connection.h"
#include "http/exchange.h"
#include "http/rate.h"
#include "http/turnstile.h"

/* What the requests of a server share. */
struct door {
	const struct service *service;
	struct cache *cache;
	struct buckets *rates; /* NULL: not limited */
	struct streams *streams;
	struct gallery *gallery;
	struct clients *clients;
	struct connections *connections;
	struct tls *tls;               /* NULL: none */
	size_t connections_limit;      /* for which there are files */
	atomic_int in_flight;          /* requests between the first call and the last */
	atomic_bool draining;          /* answers close their connections */
	struct turnstile **turnstiles; /* of all workers */
	size_t turnstile_count;
};

/* Of a worker: what may be asked for at its address, and what it has answered. */
struct entrance {
	struct door *door;
	const struct route *routes;
	struct turnstile *turnstile;
	bool secure; /* by TLS */
};

enum request_step {
	REQUEST_STEP_HEAD,  /* the headers are here */
	REQUEST_STEP_BODY,  /* the body comes */
	REQUEST_STEP_WAITS, /* it belongs to somebody else */
	REQUEST_STEP_DONE,  /* answered */
};

enum { TARGET_MAX = 2048, TARGET_TAIL = 3 };

struct request {
	enum request_step step;
	struct door *door;
	const struct entrance *entrance;
	struct MHD_Connection *mhd;
	struct connection *connection;
	char *body; /* NULL: what comes is thrown away */
	size_t body_length, body_size;
	bool last;    /* the connection closes after the answer */
	bool is_head; /* the answer has no body */
	struct writer_job writer_job;
	struct hasher_job hasher_job;
	int64_t whole_at; /* time_microseconds() when all of it was here; 0: it never was */
	enum err err;     /* why it is refused, or what work elsewhere came to */
	struct cache_waiter waiter; /* cached routes */
	struct stream *stream;      /* an answer that goes on; NULL: none */
	size_t target_length;
	struct exchange exchange; /* its fault is large and not cleared: last */
	char target[];            /* as sent, a NUL, and letters for the cache (cached.c) */
};

/* Called when the request line is here. NULL: memory, now or when its connection was made. */
struct request *request_create(
	const struct entrance *entrance, struct MHD_Connection *mhd, const char *target) MUST_CHECK;
void request_destroy(struct request *request);

/* Sends a response that was made already. */
enum MHD_Result request_queue(
	struct request *request, unsigned status, struct MHD_Response *response);

/* Sends what stands in the exchange's answer. */
enum MHD_Result request_answer(struct request *request);

/* Sends the fault, as the route shows faults. */
enum MHD_Result request_fail(struct request *request, enum err err);

/* How the requests of all workers have come. */
void door_forwarded(const struct door *door, struct forwarded *forwarded);

/* How it has come. */
enum forwarding request_forwarding(const struct request *request);

/* Where it comes from, behind trusted proxies. */
void request_prefix(const struct request *request, struct client_prefix *prefix);

/* It belongs to somebody else from here, who resumes it. */
void request_suspend(struct request *request);
void request_resume(struct request *request);

#endif
