/*
 * Reports: what readers find wrong with a comment that is public. They are open until a moderator
 * decides about the comment or says that it stays; then they are kept, closed. How many are open is
 * kept with the comment (comment.h).
 */
#ifndef AFTERWORD_STORE_REPORT_H
#define AFTERWORD_STORE_REPORT_H

#include "base/field.h"
#include "base/text.h"
#include "store/store.h"

extern const char *const report_reasons[]; /* NULL-terminated */

struct report {
	int64_t id;
	int64_t comment;
	int64_t revision; /* that the reader saw */
	const char *reason;
	const char *note;      /* NULL: none */
	struct slice reporter; /* tells whom it is from, of one comment; empty: nobody knows */
	int64_t created_at;
	const char *closed_by; /* NULL: it is open */
	int64_t closed_at;
};

extern const struct field_table report_table;

/* Open from then on. CONFLICT: one from the same reporter is there. */
enum err store_report_insert(struct store *store, const struct report *report) MUST_CHECK;
/* Those of a comment, the newest first; `open`: no closed ones. */
enum err store_report_list(struct store *store, int64_t comment, bool open, int64_t limit,
	struct arena *arena, struct report **reports, size_t *count) MUST_CHECK;
/* The open ones of a comment with ids up to `through`. */
enum err store_report_close(struct store *store, int64_t comment, int64_t through, const char *by,
	int64_t now) MUST_CHECK;
/* Whom those from before that time are from is forgotten. */
enum err store_report_purge(struct store *store, int64_t before) MUST_CHECK;

/* How many comments have open reports, `site` NULL: on all sites; at most `limit` are counted. */
enum err store_reported_count(
	struct store *store, const char *site, int64_t limit, int64_t *count) MUST_CHECK;

#endif
