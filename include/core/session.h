/*
 * Sessions: what a browser holds of a signed-in account. The cookie's text is a secret, of which
 * only a hash is kept. A session ends by itself some time after it was last used, and in any
 * case some time after it began (settings session_idle and session_span).
 */
#ifndef AFTERWORD_CORE_SESSION_H
#define AFTERWORD_CORE_SESSION_H

#include "core/identity.h"
#include "core/secret.h"
#include "core/service.h"
#include "store/session.h"

enum { SESSION_SIZE = SECRET_SIZE, CSRF_SIZE = SECRET_SIZE };

/*
 * In the writer's transaction: a session begins, and the one of the text `before` (may be NULL)
 * ends. Takes account, created_at and seen_at from `session`, and sets its id.
 */
enum err session_begin(struct store *store, const char *before, struct fault *fault,
	struct session *session, char out[SESSION_SIZE]) MUST_CHECK;

/* What the pages of a session send with everything that changes something. */
void session_csrf(const char *text, char out[CSRF_SIZE]);

/* UNAUTHENTICATED: unknown or over. */
enum err session_find(const struct service *service, struct store *store, const char *text,
	int64_t now, struct arena *arena, struct fault *fault, struct session *session) MUST_CHECK;

/* Those of an account that are not over. */
enum err session_list(const struct service *service, struct store *store, int64_t account,
	int64_t now, struct arena *arena, struct fault *fault, struct session **sessions,
	size_t *count) MUST_CHECK;

/* Whose session it is, with all that they may do. */
enum err identity_of_session(struct store *store, const struct session *session,
	struct arena *arena, struct fault *fault, struct identity *identity) MUST_CHECK;

/* Notes that it is used, sometime soon. A failure is no harm: it ends earlier. */
void session_touch(const struct service *service, const struct session *session, int64_t now);

#endif
