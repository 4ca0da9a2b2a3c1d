/* Reports: what a reader may say about a comment that is public. */
#ifndef AFTERWORD_CORE_REPORT_H
#define AFTERWORD_CORE_REPORT_H

#include "base/input.h"
#include "core/keys.h"
#include "store/report.h"

/* Of one comment: what comes beyond is thanked for and thrown away. */
enum { REPORTS_MAX = 100, REPORTER_SIZE = 16 };

/* As typed. */
struct report_input {
	const char *reason, *note;
};

extern const struct input_table report_input_table;

/* INVALID_INPUT with every mistake. */
enum err report_init(const struct report_input *input, struct arena *arena, struct fault *fault,
	struct report *report) MUST_CHECK;

/* Tells the reports of one network on one comment apart from others, and nothing else. */
void report_reporter(const struct keys *keys, int64_t comment, struct slice network,
	unsigned char reporter[REPORTER_SIZE]);

/*
 * Stores it, in the writer's transaction. `site` and `open`: of the comment, how many there are
 * now; 0: nothing has changed, since the same reader has said so before, or a hundred others.
 * NOT_FOUND: there is no such comment that is public.
 */
enum err report_store(struct store *store, int64_t now, struct arena *arena, struct fault *fault,
	struct report *report, const char **site, int64_t *open) MUST_CHECK;

#endif
