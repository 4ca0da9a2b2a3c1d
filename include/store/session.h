/* Sessions: where an account is signed in. Only a hash of what the cookie holds is kept. */
#ifndef AFTERWORD_STORE_SESSION_H
#define AFTERWORD_STORE_SESSION_H

#include "base/field.h"
#include "base/text.h"
#include "store/store.h"

struct session {
	int64_t id;
	int64_t account;
	const char *account_name;
	int64_t account_disabled_at; /* 0: it is not */
	int64_t created_at;
	int64_t seen_at;              /* about when it was last used */
	const char *browser, *system; /* one of a few names (core/browser.h); NULL: not known */
};

extern const struct field_table session_table; /* what lists show */

enum err store_session_by_hash(struct store *store, struct slice hash, struct arena *arena,
	struct session *session) MUST_CHECK;
enum err store_session_insert(
	struct store *store, const struct session *session, struct slice hash) MUST_CHECK;
enum err store_session_set_seen(struct store *store, int64_t id, int64_t now) MUST_CHECK;
/* Those of an account that began after one time and were used after another; oldest first. */
enum err store_session_list(struct store *store, int64_t account, int64_t begun, int64_t seen,
	struct arena *arena, struct session **sessions, size_t *count) MUST_CHECK;
/* NOT_FOUND: there is none, or it is another's. */
enum err store_session_delete(struct store *store, int64_t id, int64_t account) MUST_CHECK;
enum err store_session_delete_by_hash(struct store *store, struct slice hash) MUST_CHECK;
/* All of the account but one; `kept` 0: all. */
enum err store_session_delete_others(struct store *store, int64_t account, int64_t kept) MUST_CHECK;
/* Those from before. */
enum err store_session_purge(struct store *store, int64_t before) MUST_CHECK;

#endif
