/* The checks that core/check.c lists, and how they tell what they find. */
#ifndef AFTERWORD_SERVER_CORE_CHECKS_CHECKS_H
#define AFTERWORD_SERVER_CORE_CHECKS_CHECKS_H

#include "base/compiler.h"
#include "core/check.h"

/* A check at work. */
struct checking {
	const char *check; /* its name */
	const struct check_subject *subject;
	struct arena *arena;
	struct findings *findings;
};

/* Adds a finding. MEMORY. */
enum err found(struct checking *checking, enum check_action action, int64_t score,
	const char *format, ...) PRINTF_LIKE(4, 5) MUST_CHECK;

/* The strongest action of what was found up to now. */
enum check_action found_strongest(const struct findings *findings);

enum err check_author(struct checking *checking) MUST_CHECK;
enum err check_links(struct checking *checking) MUST_CHECK;
enum err check_policy(struct checking *checking) MUST_CHECK;

#endif
