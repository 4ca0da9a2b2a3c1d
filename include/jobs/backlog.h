/*
 * The backlog: what is to be done in the database sometime, piece by piece, while the writer has
 * nothing better to do. Under load one piece a second is done all the same;
 * comments that are to be erased do not wait for it.
 */
#ifndef AFTERWORD_JOBS_BACKLOG_H
#define AFTERWORD_JOBS_BACKLOG_H

#include "core/service.h"
#include "http/server.h"

struct backlog;

/* NULL: memory. */
struct backlog *backlog_create(const struct service *service, struct server *server);

/* Once a second: hands a piece to the writer, unless the last one is still under way. */
void backlog_run(struct backlog *backlog);

/* After the writer is destroyed. */
void backlog_destroy(struct backlog *backlog);

#endif
