/* See include/jobs/backlog.h. */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/log.h"
#include "core/expiry.h"
#include "http/exchange.h"
#include "jobs/backlog.h"
#include "store/revision.h"
#include "store/search.h"

enum { PIECE_ARENA = 16 * 1024 * 1024 };

struct backlog {
	const struct service *service;
	struct server *server;
	struct writer_job job;
	atomic_bool under_way;
	bool more;           /* the last piece has left something */
	int64_t expire_next; /* time_monotonic() when comments' time is looked at again */
	struct expiry_guard guard;
	bool leap_told;
	bool expired; /* the piece was the last of those whose time is over */

	struct arena arena; /* of the piece, as the next two */
	struct erase_piece erased;
	struct page_change *changes;
};

/* What there is to do; each does a piece and tells whether more is left. */
static enum err (*const chores[])(struct store *store, bool *more) = {
	store_revision_seal_some,
	store_search_some,
};

/* What authors have asked to be erased; when there is none, once a day, that whose time is over. */
static enum err backlog_piece(struct backlog *backlog, struct store *store, int64_t now)
{
	struct erase_piece *piece = &backlog->erased;
	enum err err = erase_some(store, now, &backlog->arena, piece);
	bool may;

	backlog->expired = false;
	if (err || piece->more || time_monotonic() < backlog->expire_next)
		return err;
	err = expiry_may(store, now, &backlog->guard, &may);
	if (!err && may)
		err = expire_some(store, backlog->service->settings, now, &backlog->arena, piece);
	backlog->expired = !piece->more;
	piece->more |= piece->ended; /* the index is to be merged */
	return err;
}

static enum err backlog_erase(struct backlog *backlog, struct store *store)
{
	struct erase_piece *piece = &backlog->erased;
	int64_t now = clock_now(&backlog->service->clock);
	enum err err = backlog_piece(backlog, store, now);

	backlog->changes = NULL;
	for (size_t i = 0; !err && i < piece->count; i++)
		if (erased_changes(&piece->comments[i]))
			err = page_changed(store, &backlog->arena, now,
				piece->comments[i].place.page, &backlog->changes);
	backlog->more |= piece->more;
	return err;
}

static enum err backlog_write(struct store *store, struct writer_job *job)
{
	struct backlog *backlog = CONTAINER_OF(job, struct backlog, job);
	enum err err;

	/* it may be the second time */
	arena_finish(&backlog->arena);
	arena_init(PIECE_ARENA, &backlog->arena);
	backlog->more = false;
	err = backlog_erase(backlog, store);
	for (size_t i = 0; !err && i < ARRAY_SIZE(chores); i++) {
		bool more;

		err = chores[i](store, &more);
		backlog->more |= more;
	}
	return err;
}

/* Whoever reads or listens to the pages of a piece reads them anew; moderators at the end. */
static void backlog_tell(const struct backlog *backlog)
{
	const struct service *service = backlog->service;
	const struct slice reset = {HUB_RESET, sizeof(HUB_RESET) - 1};

	server_forget_pages(backlog->server, backlog->changes);
	for (const struct page_change *change = backlog->changes; change; change = change->next)
		if (change->page)
			hub_publish(service->page_hub, (uint64_t[HUB_TOPICS]){change->tag}, reset);
	if (backlog->erased.ended)
		hub_reset(service->hub);
}

static void backlog_tell_leap(struct backlog *backlog)
{
	bool leapt = backlog->guard.until != 0;
	char known[TIME_SIZE];

	if (leapt && !backlog->leap_told) {
		time_format(backlog->guard.known, known);
		log_event(LOG_LEVEL_WARNING, "clock_leapt", LOG_TEXT("last_known", known),
			LOG_TEXT("advice", "Nothing is erased by its age for a day: see whether "
					   "the clock is right"));
	}
	backlog->leap_told = leapt;
}

static void backlog_submit(struct backlog *backlog)
{
	if (writer_submit(backlog->service->writer, &backlog->job) != ERR_OK)
		atomic_store(&backlog->under_way, false);
}

static void backlog_done(struct writer_job *job)
{
	struct backlog *backlog = CONTAINER_OF(job, struct backlog, job);
	/* what is to be erased is erased between what others write, load or not */
	bool urgent = backlog->erased.count > 0;

	if (job->err)
		log_event(LOG_LEVEL_WARNING, "backlog_failed",
			LOG_TEXT("error", err_info(job->err)->slug));
	else
		backlog_tell(backlog);
	backlog_tell_leap(backlog);
	if (!job->err && backlog->expired)
		backlog->expire_next = time_monotonic() + TIME_DAY;
	arena_finish(&backlog->arena);
	if (!job->err && backlog->more && (urgent || writer_is_idle(backlog->service->writer)))
		backlog_submit(backlog);
	else
		atomic_store(&backlog->under_way, false);
}

struct backlog *backlog_create(const struct service *service, struct server *server)
{
	struct backlog *backlog = calloc(1, sizeof(*backlog));

	if (!backlog)
		return NULL;
	backlog->service = service;
	backlog->server = server;
	backlog->job.run = backlog_write;
	backlog->job.done = backlog_done;
	return backlog;
}

void backlog_run(struct backlog *backlog)
{
	if (!atomic_exchange(&backlog->under_way, true))
		backlog_submit(backlog);
}

void backlog_destroy(struct backlog *backlog)
{
	free(backlog);
}
