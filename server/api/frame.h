/* Which pages may show one of ours in a frame (CSP, frame-ancestors): those of the site it is for.
 */
#ifndef AFTERWORD_SERVER_API_FRAME_H
#define AFTERWORD_SERVER_API_FRAME_H

#include "http/exchange.h"

/* The origins of the site, and our own. */
enum err frame_ancestors(
	struct exchange *exchange, const char *site, const char **ancestors) MUST_CHECK;

/* The same of the site that a page is on; nobody, where that cannot be told. */
const char *frame_ancestors_of_page(struct exchange *exchange, const char *page);

#endif
