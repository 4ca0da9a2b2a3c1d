/*
 * Cookies: that of a session, and that of a device. Neither scripts nor pages of other sites can
 * use them (HttpOnly, SameSite=Strict); behind TLS, as moderate_url says, they are Secure and by
 * their names for this host alone (RFC 6265bis, section 4.1.3).
 */
#ifndef AFTERWORD_HTTP_COOKIE_H
#define AFTERWORD_HTTP_COOKIE_H

#include "http/exchange.h"

enum cookie { COOKIE_SESSION, COOKIE_DEVICE, COOKIE__MAX };

/* Its name, where the server has this address. */
const char *cookie_name(enum cookie cookie, const char *moderate_url);

/* The text that was sent, in the arena; NULL: none. */
const char *exchange_cookie(struct exchange *exchange, enum cookie cookie);

/* Sets it; "" takes it away. */
enum err answer_cookie(struct exchange *exchange, enum cookie cookie, const char *value) MUST_CHECK;

#endif
