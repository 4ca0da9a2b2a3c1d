/* See include/core/touch.h. */
#include <stdlib.h>

#include "core/touch.h"

struct touch {
	struct writer_job job;
	enum err (*set)(struct store *store, int64_t id, int64_t now);
	int64_t id, now;
};

static enum err touch_run(struct store *store, struct writer_job *job)
{
	const struct touch *touch = CONTAINER_OF(job, struct touch, job);

	return touch->set(store, touch->id, touch->now);
}

static void touch_done(struct writer_job *job)
{
	free(CONTAINER_OF(job, struct touch, job));
}

void touch(const struct service *service,
	enum err (*set)(struct store *store, int64_t id, int64_t now), int64_t id, int64_t now)
{
	struct touch *touch = calloc(1, sizeof(*touch));

	if (!touch)
		return;
	touch->job.run = touch_run;
	touch->job.done = touch_done;
	touch->set = set;
	touch->id = id;
	touch->now = now;
	if (writer_submit(service->writer, &touch->job))
		free(touch);
}
