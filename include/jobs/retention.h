/* Retention: what is kept for a while only goes when its while is over. */
#ifndef AFTERWORD_JOBS_RETENTION_H
#define AFTERWORD_JOBS_RETENTION_H

#include "core/service.h"

struct retention;

/* NULL: memory. */
struct retention *retention_create(const struct service *service) MUST_CHECK;

/* Hands a clean-up to the writer, unless the last one is still under way or it is too soon. */
void retention_run(struct retention *retention);

/* After the writer is destroyed. */
void retention_destroy(struct retention *retention);

#endif
