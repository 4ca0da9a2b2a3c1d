/* What pages of a thread have in common. */
#ifndef AFTERWORD_SERVER_API_THREAD_PAGE_H
#define AFTERWORD_SERVER_API_THREAD_PAGE_H

#include "core/thread.h"
#include "http/exchange.h"

/*
 * Appends the section of an article's comments: heading, thread, link to more, form. Its links lead
 * where the exchange's asked says (asked.h). `title`: that the form sends along, or NULL.
 */
void thread_section_add(struct text *out, struct exchange *exchange, const struct thread *thread,
	const char *title);

#endif
