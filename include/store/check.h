/* For `afterword check`: what is kept beside what is counted. Each question reads whole tables. */
#ifndef AFTERWORD_STORE_CHECK_H
#define AFTERWORD_STORE_CHECK_H

#include "store/store.h"

/* Of which row what is kept is not what is there. */
enum store_check {
	STORE_CHECK_SITE_COUNT, /* of comments in a state */
	STORE_CHECK_DAY_COUNT,  /* of decisions on a site */
	STORE_CHECK_PAGE_COUNT, /* of approved comments */
	STORE_CHECK_ALIAS,      /* that leads to an alias, or shadows a page with comments */
	STORE_CHECK_REPORTS,    /* that are open, of a comment */
	STORE_CHECK_LIKES,      /* of a comment, fewer than it is known of */
	STORE_CHECK_AUTHOR,     /* its history */
	STORE_CHECK_REVISION,   /* the newest, or the one that readers see, is not there */
	STORE_CHECK__MAX
};

struct store_mismatch {
	const char *what; /* the row */
	int64_t kept, counted;
};

/* The first `limit` of them. */
enum err store_check(struct store *store, enum store_check check, int64_t limit,
	struct arena *arena, struct store_mismatch **mismatches, size_t *count) MUST_CHECK;

/* See db/db.h. */
enum err store_flaws(struct store *store, size_t limit, struct arena *arena, const char **flaws,
	size_t *count) MUST_CHECK;

#endif
