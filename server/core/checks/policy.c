/* What the site's policy holds. The last check: where somebody has spoken, it has nothing to say.
 */
#include "core/checks/checks.h"

enum err check_policy(struct checking *checking)
{
	const struct site *site = checking->subject->site;

	if (checking->subject->put_back)
		return found(checking, CHECK_ACTION_HOLD, 0,
			"A moderator has put it back into the queue, and lets it out.");
	if (found_strongest(checking->findings) >= CHECK_ACTION_TRUST)
		return ERR_OK;
	if (site->policy == SITE_POLICY_HOLD)
		return found(checking, CHECK_ACTION_WAIT, 0, "The site holds every comment.");
	if (site->policy == SITE_POLICY_TRUST &&
		checking->subject->author->approved < site->trust_after)
		return found(checking, CHECK_ACTION_WAIT, 0,
			"The site holds comments of authors with fewer than %lld approved.",
			(long long)site->trust_after);
	return ERR_OK;
}
