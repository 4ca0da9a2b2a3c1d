/*
 * Notes when something was last used, by a job of its own that nobody waits for. A failure is no
 * harm: it was used some time before.
 */
#ifndef AFTERWORD_CORE_TOUCH_H
#define AFTERWORD_CORE_TOUCH_H

#include "core/service.h"

/* Calls `set` on the writer. */
void touch(const struct service *service,
	enum err (*set)(struct store *store, int64_t id, int64_t now), int64_t id, int64_t now);

#endif
