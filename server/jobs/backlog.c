/* See include/jobs/backlog.h. */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/log.h"
#include "jobs/backlog.h"
#include "store/revision.h"
#include "store/search.h"

struct backlog {
	const struct service *service;
	struct writer_job job;
	atomic_bool under_way;
	bool more; /* the last piece has left something */
};

/* What there is to do; each does a piece and tells whether more is left. */
static enum err (*const chores[])(struct store *store, bool *more) = {
	store_revision_seal_some,
	store_search_some,
};

static enum err backlog_write(struct store *store, struct writer_job *job)
{
	struct backlog *backlog = CONTAINER_OF(job, struct backlog, job);
	enum err err = ERR_OK;

	backlog->more = false;
	for (size_t i = 0; !err && i < ARRAY_SIZE(chores); i++) {
		bool more;

		err = chores[i](store, &more);
		backlog->more |= more;
	}
	return err;
}

static void backlog_submit(struct backlog *backlog)
{
	if (writer_submit(backlog->service->writer, &backlog->job) != ERR_OK)
		atomic_store(&backlog->under_way, false);
}

static void backlog_done(struct writer_job *job)
{
	struct backlog *backlog = CONTAINER_OF(job, struct backlog, job);

	if (job->err)
		log_event(LOG_LEVEL_WARNING, "backlog_failed",
			LOG_TEXT("error", err_info(job->err)->slug));
	if (!job->err && backlog->more && writer_is_idle(backlog->service->writer))
		backlog_submit(backlog);
	else
		atomic_store(&backlog->under_way, false);
}

struct backlog *backlog_create(const struct service *service)
{
	struct backlog *backlog = calloc(1, sizeof(*backlog));

	if (!backlog)
		return NULL;
	backlog->service = service;
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
