/* What a rule would have done: tried on the newest comments of its site, before it is switched on.
 */
#ifndef AFTERWORD_CORE_TRIAL_H
#define AFTERWORD_CORE_TRIAL_H

#include "core/rules.h"
#include "store/comment.h"

/* Comments of each state that are tried, matches that are told. */
enum { TRIAL_COMMENTS = 200, TRIAL_SAMPLES = 20 };

struct trial_sample {
	struct comment comment; /* as the queue has it */
	const char *what;       /* that matched */
};

struct trial {
	int64_t tried[COMMENT_STATE__MAX], matched[COMMENT_STATE__MAX];
	struct trial_sample samples[TRIAL_SAMPLES]; /* the newest of each state first */
	size_t count;
};

/*
 * INVALID_INPUT at the field `value`: the pattern takes too long. MEMORY, or the store's errors.
 * Takes as long as matching some hundred comments: nothing for a worker. The networks of past
 * comments are not known.
 */
enum err trial_run(struct store *store, const struct rule *rule, struct arena *arena,
	struct fault *fault, struct trial *trial) MUST_CHECK;

#endif
