/* See watch.h. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "cli/manager.h"
#include "cli/watch.h"
#include "core/forwarding.h"
#include "store/site.h"

enum {
	STATUS_MAX = 512,
	STATUS_ARENA = 64 * 1024,
	LOOKS = 4, /* in the time in which a sign of life is due */
};

#define FORWARDED_SPAN (2 * TIME_SECOND) /* between looks at how requests come */

/* A thread that is looked at. */
struct watched {
	const char *name;
	const struct pulse *pulse;
	unsigned beats; /* as they were seen last */
	int64_t since;  /* when they were first seen so: time_monotonic() */
	bool stuck;
};

struct watch {
	const struct service *service;
	const struct server *server;
	const struct manager *manager;
	int64_t due;             /* milliseconds within which a sign of life is due; 0: none is */
	int64_t next;            /* time_monotonic(): of it */
	char status[STATUS_MAX]; /* that was told last */
	struct forwarded forwarded; /* as it was kept last */
	int64_t forwarded_next;     /* time_monotonic() */
	const char *forwarded_wrong;
	size_t count;
	struct watched list[];
};

static const struct pulse *worker_at(const struct watch *watch, size_t n)
{
	return server_pulse(watch->server, n);
}

static const struct pulse *writer_at(const struct watch *watch, size_t n)
{
	return n ? NULL : writer_pulse(watch->service->writer);
}

static const struct pulse *hasher_at(const struct watch *watch, size_t n)
{
	return hashers_pulse(watch->service->hashers, n);
}

static const struct pulse *waker_at(const struct watch *watch, size_t n)
{
	const struct hub *hubs[] = {watch->service->hub, watch->service->page_hub};

	return n < ARRAY_SIZE(hubs) ? hub_pulse(hubs[n]) : NULL;
}

/* The threads of a server, by kind. */
static const struct {
	const char *name;
	const struct pulse *(*at)(const struct watch *watch, size_t n); /* NULL past the last */
} kinds[] = {
	{"worker", worker_at},
	{"writer", writer_at},
	{"hasher", hasher_at},
	{"waker", waker_at},
};

/* Fills the list as far as there is one: how many there are. */
static size_t watch_fill(const struct watch *watch, struct watched *list)
{
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		const struct pulse *pulse;

		for (size_t n = 0; (pulse = kinds[i].at(watch, n)); n++, count++)
			if (list)
				list[count] =
					(struct watched){.name = kinds[i].name, .pulse = pulse};
	}
	return count;
}

/* For `afterword check`, which can do without. */
static void watch_keep_forwarded(const struct watch *watch)
{
	(void)!forwarded_keep(watch->service->settings->database, &watch->forwarded);
}

/* Whether proxies tell from where requests come; that they do not is told once. */
static void watch_forwarded(struct watch *watch)
{
	uint64_t before = forwarded_all(&watch->forwarded);
	const char *wrong;

	server_forwarded(watch->server, &watch->forwarded);
	if (forwarded_all(&watch->forwarded) != before)
		watch_keep_forwarded(watch);
	wrong = forwarded_wrong(&watch->forwarded);
	if (wrong && wrong != watch->forwarded_wrong)
		log_event(LOG_LEVEL_WARNING, "proxies", LOG_TEXT("advice", wrong));
	watch->forwarded_wrong = wrong;
}

struct watch *watch_create(
	const struct service *service, const struct server *server, const struct manager *manager)
{
	const struct watch of = {.service = service, .server = server};
	size_t count = watch_fill(&of, NULL);
	struct watch *watch = calloc(1, sizeof(*watch) + count * sizeof(struct watched));

	if (!watch)
		return NULL;
	watch->service = service;
	watch->server = server;
	watch->manager = manager;
	watch->due = manager_watchdog();
	watch->count = watch_fill(watch, watch->list);
	/* what a server that was killed has seen, with other settings, is over */
	watch_keep_forwarded(watch);
	return watch;
}

void watch_destroy(struct watch *watch)
{
	if (watch)
		forwarded_forget(watch->service->settings->database);
	free(watch);
}

int64_t watch_span(const struct watch *watch)
{
	int64_t span = watch->due / LOOKS;

	return span && span < TIME_SECOND ? span : TIME_SECOND;
}

/* Whether it has been at the same thing for too long: half of the time there is. */
static bool watched_is_stuck(struct watched *watched, int64_t due)
{
	unsigned beats = atomic_load_explicit(&watched->pulse->beats, memory_order_relaxed);
	int64_t now = time_monotonic();

	if (beats != watched->beats || !watched->since) {
		watched->beats = beats;
		watched->since = now;
	}
	return beats % 2 && now - watched->since > due / 2;
}

/* The first that is stuck, or NULL. */
static const struct watched *watch_find_stuck(struct watch *watch)
{
	const struct watched *first = NULL;

	for (size_t i = 0; i < watch->count; i++) {
		struct watched *watched = &watch->list[i];
		bool stuck = watched_is_stuck(watched, watch->due);

		if (stuck != watched->stuck)
			log_event(stuck ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING,
				stuck ? "stuck" : "not_stuck", LOG_TEXT("thread", watched->name));
		watched->stuck = stuck;
		if (stuck && !first)
			first = watched;
	}
	return first;
}

static enum err status_add_waiting(const struct watch *watch, struct text *out)
{
	struct fault ignored = FAULT_NONE;
	int64_t counts[COMMENT_STATE__MAX];
	struct arena arena;
	struct store *store;
	enum err err = pool_take(watch->service->pool, &ignored, &store);

	if (err)
		return err;
	arena_init(STATUS_ARENA, &arena);
	err = store_site_counts(store, NULL, &arena, counts);
	arena_finish(&arena);
	pool_give(watch->service->pool, store);
	if (!err)
		text_add_format(out, "; %lld comment%s", (long long)counts[COMMENT_STATE_PENDING],
			counts[COMMENT_STATE_PENDING] == 1 ? " waits" : "s wait");
	return err;
}

/* One line for people, told when it is another than before. */
static void watch_tell(struct watch *watch, const struct watched *stuck)
{
	struct text status;

	text_init(STATUS_MAX - 1, &status);
	if (stuck)
		text_add_format(&status, "A thread does not go on: %s", stuck->name);
	for (size_t i = 0; !stuck && server_address(watch->server, i); i++)
		text_add_format(&status, "%s%s", i ? ", " : "Answers on ",
			server_address(watch->server, i));
	/* that it cannot be read is told by who reads */
	if (!stuck)
		(void)!status_add_waiting(watch, &status);
	if (text_status(&status) == ERR_OK && strcmp(status.at, watch->status) != 0) {
		memcpy(watch->status, status.at, status.length + 1);
		manager_tell(watch->manager, "STATUS=%s", status.at);
	}
	text_finish(&status);
}

void watch_look(struct watch *watch)
{
	const struct watched *stuck = watch->due ? watch_find_stuck(watch) : NULL;
	int64_t now = time_monotonic();

	if (now >= watch->forwarded_next) {
		watch_forwarded(watch);
		watch->forwarded_next = now + FORWARDED_SPAN;
	}
	if (manager_listens(watch->manager))
		watch_tell(watch, stuck);
	if (!watch->due || stuck || now < watch->next)
		return;
	manager_tell(watch->manager, "WATCHDOG=1");
	watch->next = now + watch->due / LOOKS;
}
