/* See include/core/page.h. */
#include "base/time.h"
#include "core/page.h"

bool page_is_closed(const struct page *page, const struct site *site, int64_t now)
{
	return page->state == PAGE_STATE_CLOSED ||
	       (site->close_after && page->created_at + site->close_after * TIME_DAY <= now);
}
