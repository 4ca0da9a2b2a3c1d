/* See include/core/session.h. */
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "core/session.h"
#include "store/account.h"

#define TOUCH_SPAN TIME_MINUTE /* more often, it is not noted that a session is used */

static void session_hash(const char *text, unsigned char hash[CRYPTO_DIGEST_SIZE])
{
	crypto_digest(NULL, NULL, "session", (struct slice){text, strlen(text)}, hash,
		CRYPTO_DIGEST_SIZE);
}

void session_make(char out[SESSION_SIZE], unsigned char hash[CRYPTO_DIGEST_SIZE])
{
	unsigned char bits[32];

	crypto_random(bits, sizeof(bits));
	id_encode(bits, sizeof(bits), out);
	crypto_wipe(bits, sizeof(bits));
	session_hash(out, hash);
}

void session_csrf(const char *text, char out[CSRF_SIZE])
{
	unsigned char digest[CRYPTO_DIGEST_SIZE];

	crypto_digest(
		NULL, NULL, "csrf", (struct slice){text, strlen(text)}, digest, sizeof(digest));
	id_encode(digest, sizeof(digest), out);
}

enum err session_find(const struct service *service, struct store *store, const char *text,
	int64_t now, struct arena *arena, struct fault *fault, struct session *session)
{
	const struct settings *settings = service->settings;
	unsigned char hash[CRYPTO_DIGEST_SIZE];
	struct session found;
	enum err err;

	session_hash(text, hash);
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

struct touch {
	struct writer_job job;
	int64_t session, now;
};

static enum err touch_run(struct store *store, struct writer_job *job)
{
	const struct touch *touch = CONTAINER_OF(job, struct touch, job);

	return store_session_set_seen(store, touch->session, touch->now);
}

static void touch_done(struct writer_job *job)
{
	free(CONTAINER_OF(job, struct touch, job));
}

void session_touch(const struct service *service, const struct session *session, int64_t now)
{
	struct touch *touch;

	if (session->seen_at + TOUCH_SPAN > now)
		return;
	touch = calloc(1, sizeof(*touch));
	if (!touch)
		return;
	touch->job.run = touch_run;
	touch->job.done = touch_done;
	touch->session = session->id;
	touch->now = now;
	if (writer_submit(service->writer, &touch->job))
		free(touch);
}
