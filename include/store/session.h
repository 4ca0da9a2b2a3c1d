/* Sessions: where an account is signed in. Only a hash of what the cookie holds is kept. */
#ifndef AFTERWORD_STORE_SESSION_H
#define AFTERWORD_STORE_SESSION_H

#include "base/text.h"
#include "store/store.h"

struct session {
	int64_t id;
	int64_t account;
	const char *account_name;
	int64_t account_disabled_at; /* 0: it is not */
	int64_t created_at;
	int64_t seen_at; /* about when it was last used */
};

enum err store_session_by_hash(struct store *store, struct slice hash, struct arena *arena,
	struct session *session) MUST_CHECK;
enum err store_session_insert(
	struct store *store, const struct session *session, struct slice hash) MUST_CHECK;
enum err store_session_set_seen(struct store *store, int64_t id, int64_t now) MUST_CHECK;
enum err store_session_delete(struct store *store, int64_t id) MUST_CHECK;
enum err store_session_delete_of_account(struct store *store, int64_t account) MUST_CHECK;
/* Those from before. */
enum err store_session_purge(struct store *store, int64_t before) MUST_CHECK;

#endif
