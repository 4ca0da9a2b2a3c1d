/* See include/store/report.h. */
#include "base/id.h"
#include "store/report.h"
#include "store/private.h"

const char *const report_reasons[] = {
	"spam", "abuse", "personal-data", "off-topic", "illegal", "other", NULL};

static const struct field report_fields[] = {
	FIELD(struct report, id, FIELD_ID, SEE_MODERATORS, .what = "What the report is called."),
	FIELD(struct report, comment, FIELD_ID, SEE_NOBODY),
	FIELD(struct report, revision, FIELD_INTEGER, SEE_MODERATORS,
		.what = "The revision that the reader saw."),
	FIELD(struct report, reason, FIELD_TEXT, SEE_MODERATORS,
		.what = "What is wrong with the comment."),
	FIELD(struct report, note, FIELD_TEXT, SEE_MODERATORS, .what = "The reader's own words.",
		.null = SEE_MODERATORS),
	FIELD(struct report, reporter, FIELD_BYTES, SEE_NOBODY),
	FIELD(struct report, created_at, FIELD_TIME, SEE_MODERATORS, .what = "When it came."),
	FIELD(struct report, closed_by, FIELD_TEXT, SEE_MODERATORS,
		.what = "Who saw to it; null: it is open.", .null = SEE_MODERATORS),
	FIELD(struct report, closed_at, FIELD_TIME, SEE_MODERATORS, .what = "And when.",
		.null = SEE_MODERATORS),
};
const struct field_table report_table = TABLE_OF(struct report, report_fields);

enum err store_report_insert(struct store *store, const struct report *report)
{
	const struct slice *reporter = &report->reporter;
	enum err err = store_change(store, QUERY_REPORT_INSERT,
		DB_ARGS(db_integer(report->id), db_integer(report->comment),
			db_integer(report->revision), db_text(report->reason),
			db_text(report->note),
			reporter->length ? db_bytes(reporter->at, reporter->length) : db_text(NULL),
			db_integer(report->created_at)));

	if (err)
		return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
	return store_change(
		store, QUERY_COMMENT_COUNT_REPORTS, DB_ARGS(db_integer(report->comment)));
}

enum err store_report_list(struct store *store, int64_t comment, bool open, int64_t limit,
	struct arena *arena, struct report **reports, size_t *count)
{
	return db_all(store->db, open ? QUERY_REPORT_LIST_OPEN : QUERY_REPORT_LIST,
		DB_ARGS(db_integer(comment), db_integer(limit)), &report_table, arena, reports,
		count);
}

enum err store_report_close(
	struct store *store, int64_t comment, int64_t through, const char *by, int64_t now)
{
	enum err err = db_run(store->db, QUERY_REPORT_CLOSE,
		DB_ARGS(db_integer(comment), db_integer(through), db_text(by), db_integer(now)),
		NULL);

	return err ? err
		   : store_change(store, QUERY_COMMENT_COUNT_REPORTS, DB_ARGS(db_integer(comment)));
}

enum err store_report_purge(struct store *store, int64_t before)
{
	return db_run(store->db, QUERY_REPORT_PURGE, DB_ARGS(db_integer(id_at(before))), NULL);
}

enum err store_reported_count(struct store *store, const char *site, int64_t limit, int64_t *count)
{
	return store_integer(
		store, QUERY_REPORTED_COUNT, DB_ARGS(db_text(site), db_integer(limit)), count);
}
