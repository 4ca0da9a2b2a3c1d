/* See include/core/check.h. */
#include <stdarg.h>
#include <stdio.h>

#include "base/id.h"
#include "core/checks/checks.h"

enum { FINDING_TEXT = 200 };

static const struct check {
	const char *name;
	enum check_when when;
	enum err (*run)(struct checking *checking);
} checks[] = {
#define CHECK(name, function, when) {#name, CHECK_WHEN_##when, function},
#include "core/checks/checks.def"
#undef CHECK
};

const char *const check_names[] = {
#define CHECK(name, function, when) #name,
#include "core/checks/checks.def"
#undef CHECK
	NULL,
};

/* What an action makes of a comment, where one decides. */
static const enum comment_state states[CHECK_ACTION__MAX] = {
	[CHECK_ACTION_WAIT] = COMMENT_STATE_PENDING,
	[CHECK_ACTION_TRUST] = COMMENT_STATE_APPROVED,
	[CHECK_ACTION_HOLD] = COMMENT_STATE_PENDING,
	[CHECK_ACTION_SPAM] = COMMENT_STATE_SPAM,
	[CHECK_ACTION_REJECT] = COMMENT_STATE_REJECTED,
};

static const struct finding *strongest(const struct findings *findings)
{
	const struct finding *best = NULL;

	for (size_t i = 0; i < findings->count; i++)
		if (!best || findings->at[i].action > best->action)
			best = &findings->at[i];
	return best;
}

enum check_action found_strongest(const struct findings *findings)
{
	const struct finding *best = strongest(findings);

	return best ? best->action : CHECK_ACTION_NONE;
}

enum err found_by(struct checking *checking, int64_t rule, enum check_action action, int64_t score,
	const char *format, ...)
{
	struct findings *findings = checking->findings;
	struct finding *place = &findings->at[findings->count];
	char text[FINDING_TEXT];
	va_list args;
	const char *copy;

	if (findings->count == FINDINGS_MAX) {
		if (action <= found_strongest(findings))
			return ERR_OK;
		place--;
	}
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	copy = arena_format(checking->arena, "%s", text);
	if (!copy)
		return ERR_MEMORY;
	*place = (struct finding){
		.reason = {.check = checking->check, .score = score, .text = copy, .rule = rule},
		.action = action,
	};
	if (findings->count < FINDINGS_MAX)
		findings->count++;
	return ERR_OK;
}

enum err checks_run(enum check_when when, const struct check_subject *subject, struct arena *arena,
	struct findings *findings)
{
	struct links links = {0};
	enum err err = ERR_OK;

	if (when == CHECK_WHEN_TEXT)
		err = links_find(subject->body, arena, &links);
	for (size_t i = 0; !err && i < ARRAY_SIZE(checks); i++) {
		struct checking checking = {checks[i].name, subject, &links, arena, findings};

		if (checks[i].when == when)
			err = checks[i].run(&checking);
	}
	return err;
}

enum err findings_store(
	struct store *store, const struct comment *comment, const struct findings *findings)
{
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < findings->count; i++)
		err = store_hold_reason_insert(
			store, comment->id, comment->revision, (int64_t)i, &findings->at[i].reason);
	return err;
}

struct judgement checks_judge(const struct site *site, const struct findings *findings)
{
	const struct finding *best = strongest(findings);
	int64_t score = 0;

	for (size_t i = 0; i < findings->count; i++)
		score += findings->at[i].reason.score;
	if (best && best->action >= CHECK_ACTION_TRUST)
		return (struct judgement){states[best->action], best};
	if (score >= site->spam_score)
		return (struct judgement){COMMENT_STATE_SPAM, NULL};
	if (score >= site->hold_score)
		return (struct judgement){COMMENT_STATE_PENDING, NULL};
	if (best && best->action == CHECK_ACTION_WAIT)
		return (struct judgement){COMMENT_STATE_PENDING, best};
	return (struct judgement){COMMENT_STATE_APPROVED, NULL};
}

const char *judgement_by(const struct judgement *judgement, struct arena *arena)
{
	const struct hold_reason *reason = judgement->by ? &judgement->by->reason : NULL;
	char id[ID_SIZE];

	if (!reason)
		return judgement->state == COMMENT_STATE_APPROVED ? "policy" : "checks";
	if (!reason->rule)
		return arena_format(arena, "check:%s", reason->check);
	id_format(reason->rule, id);
	return arena_format(arena, "rule:%s", id);
}
