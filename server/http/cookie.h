/*
 * The cookie of a session. It is HttpOnly and SameSite=Strict, and behind TLS, as public_url says,
 * Secure and by its name for this host alone (RFC 6265bis, section 4.1.3).
 */
#ifndef AFTERWORD_SERVER_HTTP_COOKIE_H
#define AFTERWORD_SERVER_HTTP_COOKIE_H

#include "http/exchange.h"

/* The session's text that was sent, in the arena; NULL: none. */
const char *cookie_session(struct exchange *exchange);

#endif
