/* The checks that core/check.c lists, and how they tell what they find. */
#ifndef AFTERWORD_SERVER_CORE_CHECKS_CHECKS_H
#define AFTERWORD_SERVER_CORE_CHECKS_CHECKS_H

#include "base/compiler.h"
#include "core/check.h"

/* A check at work. */
struct checking {
	const char *check; /* its name */
	const struct check_subject *subject;
	const struct links *links; /* of the body */
	struct arena *arena;
	struct findings *findings;
};

/* Adds a finding; `rule`: by which, or 0. MEMORY. */
enum err found_by(struct checking *checking, int64_t rule, enum check_action action, int64_t score,
	const char *format, ...) PRINTF_LIKE(5, 6) MUST_CHECK;
#define found(checking, action, score, ...) found_by(checking, 0, action, score, __VA_ARGS__)

/* The strongest action of what was found up to now. */
enum check_action found_strongest(const struct findings *findings);

#define CHECK(name, function, when) enum err function(struct checking *checking) MUST_CHECK;
#include "core/checks/checks.def"
#undef CHECK

#endif
