/*
 * The guard: what every request must be before anything else looks at it. Stricter than
 * libmicrohttpd, so that nothing is ever read in two ways (RFC 9112, section 11.2).
 */
#ifndef AFTERWORD_SERVER_HTTP_GUARD_H
#define AFTERWORD_SERVER_HTTP_GUARD_H

#include "http/request.h"

/* What the guard read from the headers. */
struct framing {
	bool has_length;
	uint64_t length; /* of the body */
	bool expects;    /* Expect: 100-continue */
};

/* A refusal closes the connection: what follows cannot be trusted. */
enum err guard_check(struct request *request, const char *method, const char *version,
	struct framing *framing) MUST_CHECK;

#endif
