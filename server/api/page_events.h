/*
 * What readers hear: the events of /api/v1/events. Each is published to those who listen to any URL
 * of its page, in the function given to exchange_tell, after exchange_page_changed has found the
 * page's URLs. They tell of what is public alone, and nothing of what it says: who wants to show it
 * reads the page.
 */
#ifndef AFTERWORD_SERVER_API_PAGE_EVENTS_H
#define AFTERWORD_SERVER_API_PAGE_EVENTS_H

#include "http/exchange.h"
#include "store/page.h"

/* Of so many comments at a time each is told; of more, that the page is to be read anew. */
enum { PAGE_EVENTS_EACH = 20 };

/*
 * Readers may see something else of a comment than before: the revision that they saw was `seen`
 * (comment_seen; 0: none), and `place` is how it stands now. Nothing is told where they do not.
 */
void event_shown(const struct exchange *exchange, const struct comment *place, int64_t seen);

/* A page was closed or opened. */
void event_page(const struct exchange *exchange, const struct page *page);

/* Much of a page has changed: who listens reads it anew. Once for an exchange. */
void event_page_renewed(const struct exchange *exchange, int64_t page);

#endif
