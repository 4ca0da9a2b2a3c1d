/* Pages: whether comments are taken on them. */
#ifndef AFTERWORD_CORE_PAGE_H
#define AFTERWORD_CORE_PAGE_H

#include <stdbool.h>
#include "store/page.h"
#include "store/site.h"

/* By a moderator, or by age, as the site's policy has it. */
bool page_is_closed(const struct page *page, const struct site *site, int64_t now);

#endif
