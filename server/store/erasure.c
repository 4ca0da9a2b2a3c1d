/* See include/store/erasure.h. */
#include "store/erasure.h"
#include "store/private.h"
#include "store/revision.h"
#include "store/search.h"

static const char *const step_names[] = {
	"deleted", "approved", "rejected", "spam", "pending", "index", "merging", "log", NULL};

static const struct field erasure_fields[] = {
	FIELD(struct erasure, author, FIELD_ID, SEE_NOBODY),
	FIELD(struct erasure, site, FIELD_TEXT, SEE_NOBODY),
	FIELD(struct erasure, through, FIELD_ID, SEE_NOBODY),
	FIELD(struct erasure, asked_at, FIELD_TIME, SEE_NOBODY),
	FIELD_WITH_NAMES(struct erasure, "step", step, step_names, SEE_NOBODY),
	FIELD(struct erasure, after, FIELD_ID, SEE_NOBODY),
};
static const struct field_table erasure_table = TABLE_OF(struct erasure, erasure_fields);

enum err store_erasure_insert(struct store *store, const struct erasure *erasure)
{
	return db_run(store->db, QUERY_ERASURE_INSERT,
		DB_ARGS(db_integer(erasure->author), db_integer(erasure->through),
			db_integer(erasure->asked_at)),
		NULL);
}

enum err store_erasure_next(struct store *store, struct arena *arena, struct erasure *erasure)
{
	return db_one(store->db, QUERY_ERASURE_NEXT, DB_NONE, &erasure_table, arena, erasure);
}

enum err store_erasure_set(struct store *store, const struct erasure *erasure)
{
	return store_change(store, QUERY_ERASURE_SET,
		DB_ARGS(db_integer(erasure->author), db_text(step_names[erasure->step]),
			db_integer(erasure->after)));
}

enum err store_erasure_count(struct store *store, enum erasure_step step, int64_t *count)
{
	return store_integer(store, QUERY_ERASURE_COUNT, DB_ARGS(db_text(step_names[step])), count);
}

enum err store_erasure_move(struct store *store, enum erasure_step from, enum erasure_step to)
{
	return db_run(store->db, QUERY_ERASURE_MOVE,
		DB_ARGS(db_text(step_names[from]), db_text(step_names[to])), NULL);
}

enum err store_erasure_wait(struct store *store, int64_t author, int64_t now)
{
	return db_run(
		store->db, QUERY_ERASURE_WAIT, DB_ARGS(db_integer(author), db_integer(now)), NULL);
}

enum err store_erasure_delete(struct store *store, enum erasure_step step)
{
	return db_run(store->db, QUERY_ERASURE_DELETE, DB_ARGS(db_text(step_names[step])), NULL);
}

/* What hangs on a comment and goes with it. */
static const enum query of_comment[] = {
	QUERY_HOLD_REASON_ERASE,
	QUERY_DECISION_ERASE_NOTES,
	QUERY_REPORT_ERASE,
	QUERY_LIKER_ERASE,
	QUERY_COMMENT_NETWORK_ERASE,
};

enum err store_comment_erase(
	struct store *store, const struct comment *place, int64_t now, struct arena *arena)
{
	enum err err = store_change(
		store, QUERY_COMMENT_ERASE, DB_ARGS(db_integer(place->id), db_integer(now)));

	for (size_t i = 0; !err && i < ARRAY_SIZE(of_comment); i++)
		err = db_run(store->db, of_comment[i], DB_ARGS(db_integer(place->id)), NULL);
	if (!err)
		err = db_run(store->db, QUERY_IDEMPOTENCY_ERASE,
			DB_ARGS(db_integer(place->id), db_integer(place->created_at)), NULL);
	if (!err)
		err = store_revision_erase(store, place->id, arena);
	return err ? err : store_search_renew(store, place->id);
}
