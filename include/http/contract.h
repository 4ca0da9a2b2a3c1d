/*
 * Contracts: what a route promises to who calls it, beyond what its row does. /openapi.json is made
 * from the rows and their contracts. A contract stands in the handler's file, and names the tables
 * by which the handler reads and writes.
 *
 * What every route of a kind has is not told again: the row says who may ask, which bodies it takes
 * and which refusals that brings; a cached route has an ETag and may be asked with If-None-Match.
 */
#ifndef AFTERWORD_HTTP_CONTRACT_H
#define AFTERWORD_HTTP_CONTRACT_H

#include "base/err.h"
#include "base/input.h"
#include "base/shape.h"

/* Headers, of requests and of answers: a mask. */
enum contract_header {
	HEADER_IF_MATCH = 1,
	HEADER_IF_NONE_MATCH = 2,
	HEADER_IDEMPOTENCY_KEY = 4,
	HEADER_ETAG = 8,
	HEADER_LINK = 16,
	HEADER_LOCATION = 32,
	HEADER_SET_COOKIE = 64,
	HEADER_RETRY_AFTER = 128,
	HEADER_WWW_AUTHENTICATE = 256,
	HEADER_LAST_EVENT_ID = 512,
	HEADER_IF_MODIFIED_SINCE = 1024,
	HEADER_LAST_MODIFIED = 2048,
	HEADER_IF_MATCH_MAYBE = 4096, /* it may be left out */
	HEADER_REQUEST_ID = 8192,     /* all have it that are no cached route's */
	HEADER__MAX = 16384
};

struct contract_answer {
	int status;
	const char *what;          /* when it is answered; a sentence */
	const struct shape *shape; /* JSON of this shape; NULL: */
	const char *type;          /* another content type; NULL: no body */
	unsigned headers;          /* that it has; Link, Last-Modified: where there is one */
};

/* A problem beside those that the row brings. */
struct contract_problem {
	enum err err;
	const struct shape_member *extra; /* that it may have beside what every problem has; NULL */
};

struct contract {
	const char *id;          /* the same for ever: what programs call it; verb_noun */
	const char *summary;     /* a few words, without a full stop */
	const char *description; /* Markdown; NULL: the summary says it all */
	const struct input_table *query;
	const struct input_table *body;
	unsigned headers;                        /* of the request */
	const struct contract_answer *answers;   /* ANSWERS(…) */
	const struct contract_problem *problems; /* PROBLEMS(…), or NULL */
	bool pages;                              /* problems are shown as pages, not as JSON */
};

#define ANSWERS(...)  ((const struct contract_answer[]){__VA_ARGS__, {0}})
#define PROBLEMS(...) ((const struct contract_problem[]){__VA_ARGS__, {ERR_OK, NULL}})

#endif
