/* See include/core/session.h. */
#include "base/id.h"
#include "core/session.h"
#include "core/touch.h"
#include "store/account.h"

#define TOUCH_SPAN TIME_MINUTE /* more often, it is not noted that a session is used */

enum err session_begin(struct store *store, const char *before, struct fault *fault,
	struct session *session, char out[SESSION_SIZE])
{
	unsigned char hash[CRYPTO_DIGEST_SIZE];
	const struct slice kept = {(const char *)hash, sizeof(hash)};
	enum err err = ERR_OK;

	if (before) {
		secret_hash("session", before, hash);
		err = store_session_delete_by_hash(store, kept);
	}
	secret_make(out);
	secret_hash("session", out, hash);
	session->id = store_new_id(store, session->created_at);
	if (!err)
		err = store_session_insert(store, session, kept);
	return err ? fault_set(fault, err, "The session cannot be stored.") : ERR_OK;
}

void session_csrf(const char *text, char out[CSRF_SIZE])
{
	unsigned char digest[CRYPTO_DIGEST_SIZE];

	secret_hash("csrf", text, digest);
	id_encode(digest, sizeof(digest), out);
}

enum err session_find(const struct service *service, struct store *store, const char *text,
	int64_t now, struct arena *arena, struct fault *fault, struct session *session)
{
	const struct settings *settings = service->settings;
	unsigned char hash[CRYPTO_DIGEST_SIZE];
	struct session found;
	enum err err;

	secret_hash("session", text, hash);
	err = store_session_by_hash(
		store, (struct slice){(const char *)hash, sizeof(hash)}, arena, &found);
	if (err && err != ERR_NOT_FOUND)
		return fault_set(fault, err, "The session cannot be looked up.");
	if (err || found.account_disabled_at ||
		found.created_at + settings->session_span * TIME_MINUTE <= now ||
		found.seen_at + settings->session_idle * TIME_MINUTE <= now)
		return fault_set(fault, ERR_UNAUTHENTICATED, "The session is over; sign in again.");
	*session = found;
	return ERR_OK;
}

enum err session_list(const struct service *service, struct store *store, int64_t account,
	int64_t now, struct arena *arena, struct fault *fault, struct session **sessions,
	size_t *count)
{
	const struct settings *settings = service->settings;
	enum err err =
		store_session_list(store, account, now - settings->session_span * TIME_MINUTE,
			now - settings->session_idle * TIME_MINUTE, arena, sessions, count);

	return err ? fault_set(fault, err, "The sessions cannot be read.") : ERR_OK;
}

enum err identity_of_session(struct store *store, const struct session *session,
	struct arena *arena, struct fault *fault, struct identity *identity)
{
	struct role *roles;
	struct grant *grants;
	const char *name;
	size_t count;
	enum err err = store_role_list(store, session->account, arena, &roles, &count);

	if (err)
		return fault_set(fault, err, "The account cannot be read.");
	grants = arena_alloc(arena, count * sizeof(*grants) + 1);
	name = arena_format(arena, "account:%s", session->account_name);
	if (!grants || !name)
		return fault_set(fault, ERR_MEMORY, "There is no memory for the request.");
	for (size_t i = 0; i < count; i++)
		grants[i] = (struct grant){roles[i].site, roles[i].scope};
	*identity = (struct identity){.name = name, .grants = grants, .grant_count = count};
	return ERR_OK;
}

void session_touch(const struct service *service, const struct session *session, int64_t now)
{
	if (session->seen_at + TOUCH_SPAN <= now)
		touch(service, store_session_set_seen, session->id, now);
}
