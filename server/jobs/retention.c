/* See include/jobs/retention.h. */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/log.h"
#include "core/comment.h"
#include "jobs/retention.h"
#include "store/comment.h"
#include "store/idempotency.h"
#include "store/like.h"
#include "store/report.h"
#include "store/session.h"

struct retention {
	const struct service *service;
	struct writer_job job;
	atomic_bool under_way;
	int64_t next; /* time_monotonic() */
};

static enum err retention_write(struct store *store, struct writer_job *job)
{
	struct retention *retention = CONTAINER_OF(job, struct retention, job);

	const struct service *service = retention->service;
	const struct settings *settings = service->settings;
	int64_t now = clock_now(&service->clock);
	enum err err = store_idempotency_purge(store, now - IDEMPOTENCY_SPAN);

	if (!err)
		err = store_comment_network_purge(store, now - settings->network_hours * TIME_HOUR);
	if (!err)
		err = store_report_purge(store, now - settings->network_hours * TIME_HOUR);
	if (!err)
		err = store_like_purge(store, now - settings->like_days * TIME_DAY);
	if (err)
		return err;
	return store_session_purge(store, now - settings->session_span * TIME_MINUTE);
}

static void retention_done(struct writer_job *job)
{
	struct retention *retention = CONTAINER_OF(job, struct retention, job);

	if (job->err)
		log_event(LOG_LEVEL_WARNING, "retention_failed",
			LOG_TEXT("error", err_info(job->err)->slug));
	atomic_store(&retention->under_way, false);
}

struct retention *retention_create(const struct service *service)
{
	struct retention *retention = calloc(1, sizeof(*retention));

	if (!retention)
		return NULL;
	retention->service = service;
	retention->job.run = retention_write;
	retention->job.done = retention_done;
	return retention;
}

void retention_run(struct retention *retention)
{
	int64_t now = time_monotonic();

	if (now < retention->next || atomic_exchange(&retention->under_way, true))
		return;
	retention->next = now + TIME_HOUR;
	if (writer_submit(retention->service->writer, &retention->job) != ERR_OK)
		atomic_store(&retention->under_way, false);
}

void retention_destroy(struct retention *retention)
{
	free(retention);
}
