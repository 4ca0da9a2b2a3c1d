/*
 * The head of a request as libmicrohttpd would tell it, for tests of the guard without a socket:
 * the functions of the library that the guard calls are defined here, and go before the
 * library's own. It reads as loosely as 0.9.75 does: a text ends at a NUL, a header without a
 * name is passed over, and a continued line is hung to the name before it, in other memory. From
 * 1.0 on the library refuses these by itself, and so it does here.
 */
#ifndef AFTERWORD_TESTS_FAKE_HEAD_H
#define AFTERWORD_TESTS_FAKE_HEAD_H

#include "http/guard.h"

/* Made by fake_request_create; NULL: libmicrohttpd would refuse the head by itself. */
struct fake_request {
	struct request *request;
	const char *method, *version;
};

/* The bytes up to and with the empty line; nothing is kept of them. */
struct fake_request *fake_request_create(struct slice head) MUST_CHECK;
void fake_request_destroy(struct fake_request *fake);

/* Whether the guard lets it pass. */
enum err fake_request_guard(struct fake_request *fake, struct framing *framing) MUST_CHECK;

#endif
