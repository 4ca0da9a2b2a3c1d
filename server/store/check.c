/* See include/store/check.h. */
#include "store/check.h"
#include "store/private.h"

static const struct field mismatch_fields[] = {
	FIELD(struct store_mismatch, what, FIELD_TEXT, SEE_NOBODY),
	FIELD(struct store_mismatch, kept, FIELD_INTEGER, SEE_NOBODY),
	FIELD(struct store_mismatch, counted, FIELD_INTEGER, SEE_NOBODY),
};
static const struct field_table mismatch_table = TABLE_OF(struct store_mismatch, mismatch_fields);

enum err store_check(struct store *store, enum store_check check, int64_t limit,
	struct arena *arena, struct store_mismatch **mismatches, size_t *count)
{
	static const enum query queries_of[STORE_CHECK__MAX] = {
		[STORE_CHECK_SITE_COUNT] = QUERY_CHECK_SITE_COUNT,
		[STORE_CHECK_DAY_COUNT] = QUERY_CHECK_DAY_COUNT,
		[STORE_CHECK_PAGE_COUNT] = QUERY_CHECK_PAGE_COUNT,
		[STORE_CHECK_ALIAS] = QUERY_CHECK_ALIAS,
		[STORE_CHECK_REPORTS] = QUERY_CHECK_REPORTS,
		[STORE_CHECK_LIKES] = QUERY_CHECK_LIKES,
		[STORE_CHECK_AUTHOR] = QUERY_CHECK_AUTHOR,
		[STORE_CHECK_REVISION] = QUERY_CHECK_REVISION,
	};

	return db_all(store->db, queries_of[check], DB_ARGS(db_integer(limit)), &mismatch_table,
		arena, mismatches, count);
}

enum err store_flaws(
	struct store *store, size_t limit, struct arena *arena, const char **flaws, size_t *count)
{
	return db_flaws(store->db, limit, arena, flaws, count);
}
