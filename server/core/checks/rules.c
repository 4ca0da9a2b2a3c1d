/* What the site's people have asked to be done. */
#include "core/checks/checks.h"

static const struct {
	enum check_action action;
	int64_t score;
} actions[RULE_ACTION__MAX] = {
	[RULE_ACTION_HOLD] = {CHECK_ACTION_HOLD, 50},
	[RULE_ACTION_REJECT] = {CHECK_ACTION_REJECT, 100},
	[RULE_ACTION_SPAM] = {CHECK_ACTION_SPAM, 100},
	[RULE_ACTION_TRUST] = {CHECK_ACTION_TRUST, 0},
};

enum err check_rules(struct checking *checking)
{
	const struct check_subject *subject = checking->subject;
	const struct rules_text text = {
		.name = subject->name,
		.website = subject->website,
		.body = subject->body,
		.links = checking->links,
		.author = subject->author_tag,
		.network = subject->network,
	};
	struct rule_match *matches;
	size_t count;
	enum err err = rules_match(subject->rules, &text, checking->arena, &matches, &count);

	for (size_t i = 0; !err && i < count; i++) {
		const struct rule_match *match = &matches[i];

		if (match->too_slow)
			err = found_by(checking, match->rule, CHECK_ACTION_HOLD, 0,
				"A pattern took too long to match.");
		else
			err = found_by(checking, match->rule, actions[match->action].action,
				actions[match->action].score, "%s (%s): %.*s",
				rule_action_names[match->action], rule_kind_names[match->kind],
				(int)match->what.length, match->what.at);
	}
	return err;
}
