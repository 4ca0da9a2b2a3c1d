/* Long work tells how far it is to who wants to show it. */
#ifndef AFTERWORD_BASE_PROGRESS_H
#define AFTERWORD_BASE_PROGRESS_H

#include <stddef.h>
#include <stdint.h>

struct progress {
	/* `what` is static, for people; so much of `all` is done. */
	void (*tell)(void *context, const char *what, int64_t done, int64_t all);
	void *context;
};

/* `progress` may be NULL: nobody wants to know. */
static inline void progress_tell(
	const struct progress *progress, const char *what, int64_t done, int64_t all)
{
	if (progress)
		progress->tell(progress->context, what, done, all);
}

#endif
