/* How the form was filled in: by a person, or by a program that knows forms. */
#include "base/time.h"
#include "core/checks/checks.h"

enum {
	SCORE_TRAP = 100,
	SCORE_FOREIGN = 50,
	SCORE_FAST = 50,
	SCORE_MISSING = 30,
	SCORE_OLD = 20,
};

static enum err check_age(struct checking *checking, int64_t age)
{
	const struct site *site = checking->subject->site;

	if (age < site->form_min * TIME_SECOND)
		return found(checking, CHECK_ACTION_NONE, SCORE_FAST,
			"The form was filled in in %lld seconds; people take %lld or more.",
			(long long)(age / TIME_SECOND), (long long)site->form_min);
	if (age > site->form_max * TIME_HOUR)
		return found(checking, CHECK_ACTION_NONE, SCORE_OLD,
			"The form was given out %lld hours ago.", (long long)(age / TIME_HOUR));
	return ERR_OK;
}

/* A text that waits for how it came is not let out by another. */
static enum err check_before(struct checking *checking, const struct check_form *form)
{
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < form->before_count; i++)
		err = found(checking, CHECK_ACTION_NONE, form->before[i].score, "%s",
			form->before[i].text);
	return err;
}

enum err check_form(struct checking *checking)
{
	const struct check_form *form = &checking->subject->form;

	if (form->before_count)
		return check_before(checking, form);
	if (form->trapped)
		return found(checking, CHECK_ACTION_NONE, SCORE_TRAP,
			"A field was filled in that people do not see.");
	switch (form->token) {
	case FORM_TOKEN_NONE:
		break;
	case FORM_TOKEN_MISSING:
		return found(checking, CHECK_ACTION_NONE, SCORE_MISSING,
			"The form came without its token.");
	case FORM_TOKEN_FOREIGN:
		return found(checking, CHECK_ACTION_NONE, SCORE_FOREIGN,
			"The form's token was not given out for this page.");
	case FORM_TOKEN_GOOD:
		return check_age(checking, form->age);
	}
	return ERR_OK;
}
