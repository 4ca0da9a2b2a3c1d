/* A text that was sent before, by whomever. Short ones are often the same: thanks, for one. */
#include <string.h>

#include "base/id.h"
#include "core/checks/checks.h"

enum { SCORE_DUPLICATE = 50, LENGTH_MIN = 20 };

enum err check_duplicate(struct checking *checking)
{
	const struct check_subject *subject = checking->subject;
	struct comment before;
	char id[ID_SIZE];
	int64_t known;
	enum err err;

	if (strlen(subject->body) < LENGTH_MIN)
		return ERR_OK;
	known = recent_find(subject->recent, subject->site->id, subject->body);
	if (!known || known == subject->edits)
		return ERR_OK;
	err = store_comment_place(subject->store, known, checking->arena, &before);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	id_format(known, id);
	return found(checking, CHECK_ACTION_NONE, SCORE_DUPLICATE,
		"It has the same text as the comment %s.", id);
}
