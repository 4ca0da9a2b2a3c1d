/* How many links the body has. */
#include "core/checks/checks.h"

enum { SCORE_LINKS = 50 };

enum err check_links(struct checking *checking)
{
	int64_t links = (int64_t)checking->links->count, most = checking->subject->site->links;

	if (links <= most)
		return ERR_OK;
	return found(checking, CHECK_ACTION_NONE, SCORE_LINKS,
		"It has %lld links; the site lets %lld pass.", (long long)links, (long long)most);
}
