/*
 * Sessions: what a browser holds of a signed-in account. The cookie's text is 256 random bits, of
 * which only a hash is kept. A session ends by itself some time after it was last used, and in any
 * case some time after it began (settings session_idle and session_span).
 */
#ifndef AFTERWORD_CORE_SESSION_H
#define AFTERWORD_CORE_SESSION_H

#include "core/identity.h"
#include "core/service.h"
#include "store/session.h"

enum { SESSION_SIZE = 52 + 1, CSRF_SIZE = 52 + 1 };

/* A new session's text, and the hash to be kept of it. */
void session_make(char out[SESSION_SIZE], unsigned char hash[CRYPTO_DIGEST_SIZE]);

/* What the pages of a session send with everything that changes something. */
void session_csrf(const char *text, char out[CSRF_SIZE]);

/* UNAUTHENTICATED: unknown or over. */
enum err session_find(const struct service *service, struct store *store, const char *text,
	int64_t now, struct arena *arena, struct fault *fault, struct session *session) MUST_CHECK;

/* Whose session it is, with all that they may do. */
enum err identity_of_session(struct store *store, const struct session *session,
	struct arena *arena, struct fault *fault, struct identity *identity) MUST_CHECK;

/* Notes that it is used, sometime soon. A failure is no harm: it ends earlier. */
void session_touch(const struct service *service, const struct session *session, int64_t now);

#endif
