/* What is known of the author: trust, ban, and the history. */
#include "core/checks/checks.h"

enum { SCORE_BANNED = 100, SCORE_HISTORY = 40 };

enum err check_author(struct checking *checking)
{
	const struct author *author = checking->subject->author;

	switch ((enum author_standing)author->standing) {
	case AUTHOR_STANDING_TRUSTED:
		return found(checking, CHECK_ACTION_TRUST, 0, "The author is trusted.");
	case AUTHOR_STANDING_BANNED:
		return found(checking, CHECK_ACTION_REJECT, SCORE_BANNED, "The author is banned.");
	default:
		break;
	}
	if (author->rejected + author->spam <= author->approved)
		return ERR_OK;
	return found(checking, CHECK_ACTION_NONE, SCORE_HISTORY,
		"Of the author's comments, %lld were rejected, %lld spam, %lld approved.",
		(long long)author->rejected, (long long)author->spam, (long long)author->approved);
}
