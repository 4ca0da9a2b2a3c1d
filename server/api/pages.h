/* One page of a site, as moderators name it. */
#ifndef AFTERWORD_SERVER_API_PAGES_H
#define AFTERWORD_SERVER_API_PAGES_H

#include "http/exchange.h"
#include "store/page.h"

/* The page in the path, of a site on which who asks may do that. NOT_FOUND, FORBIDDEN. */
enum err page_of_path(struct exchange *exchange, struct store *store, struct page *page) MUST_CHECK;

#endif
