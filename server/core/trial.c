/* See include/core/trial.h. */
#include "core/trial.h"

static enum err trial_sample(
	const struct comment *comment, struct slice what, struct arena *arena, struct trial *trial)
{
	struct trial_sample *sample = &trial->samples[trial->count];

	if (trial->count == TRIAL_SAMPLES)
		return ERR_OK;
	*sample = (struct trial_sample){*comment, arena_copy(arena, what.at, what.length)};
	trial->count++;
	return sample->what ? ERR_OK : ERR_MEMORY;
}

static enum err trial_comment(const struct rules *rules, const struct comment *comment,
	struct arena *arena, struct fault *fault, struct trial *trial)
{
	struct rules_text text = {
		.name = comment->name,
		.website = comment->website,
		.body = comment->body,
		.author = comment->author_tag,
	};
	struct rule_match *matches;
	struct links links;
	size_t count;
	enum err err = links_find(comment->body, arena, &links);

	text.links = &links;
	if (!err)
		err = rules_match(rules, &text, arena, &matches, &count);
	if (err)
		return err;
	trial->tried[comment->state]++;
	if (!count)
		return ERR_OK;
	if (matches[0].too_slow)
		return fault_field(fault, "value", "too_slow",
			"This pattern takes too long on a comment that is here.");
	trial->matched[comment->state]++;
	return trial_sample(comment, matches[0].what, arena, trial);
}

static enum err trial_state(struct store *store, const struct rules *rules,
	const struct queue_filter *filter, struct arena *arena, struct fault *fault,
	struct trial *trial)
{
	struct comment *comments;
	size_t count;
	enum err err = store_queue(store, filter, arena, &comments, &count);

	while (!err && count--)
		err = trial_comment(rules, &comments[count], arena, fault, trial);
	return err;
}

enum err trial_run(struct store *store, const struct rule *rule, struct arena *arena,
	struct fault *fault, struct trial *trial)
{
	struct rule on = *rule;
	struct rules *rules;
	enum err err;

	*trial = (struct trial){0};
	on.state = RULE_STATE_ON;
	err = rules_create(&on, 1, &rules);
	if (err)
		return err;
	for (int state = 0; !err && state < COMMENT_STATE__MAX; state++) {
		const struct queue_filter filter = {
			.state = (enum comment_state)state,
			.site = rule->site,
			.last = true,
			.limit = TRIAL_COMMENTS,
		};

		/* what is deleted is nobody's example */
		if (state != COMMENT_STATE_DELETED)
			err = trial_state(store, rules, &filter, arena, fault, trial);
	}
	rules_release(rules);
	return err;
}
