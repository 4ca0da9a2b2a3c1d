/* A thread as JSON. */
#ifndef AFTERWORD_SERVER_API_COMMENTS_H
#define AFTERWORD_SERVER_API_COMMENTS_H

#include "base/json.h"
#include "core/thread.h"
#include "store/site.h"

/* `next`: what asks for the part that follows; NULL: none does. */
void thread_put(struct json_writer *json, const struct site *site, const struct thread *thread,
	const char *next);

#endif
