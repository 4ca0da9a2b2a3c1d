/* A name that the site keeps for others. */
#include "core/checks/checks.h"

enum err check_name(struct checking *checking)
{
	if (checking->subject->claim != NAME_CLAIM_FOREIGN)
		return ERR_OK;
	return found(checking, CHECK_ACTION_HOLD, 0, "The name is reserved.");
}
