/* See include/store/idempotency.h. */
#include "store/idempotency.h"
#include "store/private.h"

static const struct field idempotency_fields[] = {
	FIELD(struct idempotency, key, FIELD_BYTES, SEE_NOBODY),
	FIELD(struct idempotency, request, FIELD_BYTES, SEE_NOBODY),
	FIELD(struct idempotency, comment, FIELD_ID, SEE_NOBODY),
	FIELD_WITH_NAMES(struct idempotency, "state", state, comment_state_names, SEE_NOBODY),
	FIELD(struct idempotency, created_at, FIELD_TIME, SEE_NOBODY),
};
static const struct field_table idempotency_table =
	TABLE_OF(struct idempotency, idempotency_fields);

enum err store_idempotency_find(
	struct store *store, struct slice key, struct arena *arena, struct idempotency *idempotency)
{
	return db_one(store->db, QUERY_IDEMPOTENCY_FIND, DB_ARGS(db_bytes(key.at, key.length)),
		&idempotency_table, arena, idempotency);
}

enum err store_idempotency_insert(struct store *store, const struct idempotency *idempotency)
{
	return db_run(store->db, QUERY_IDEMPOTENCY_INSERT,
		DB_ARGS(db_bytes(idempotency->key.at, idempotency->key.length),
			db_bytes(idempotency->request.at, idempotency->request.length),
			db_integer(idempotency->comment),
			db_text(comment_state_names[idempotency->state]),
			db_integer(idempotency->created_at)),
		NULL);
}

enum err store_idempotency_purge(struct store *store, int64_t before)
{
	return db_run(store->db, QUERY_IDEMPOTENCY_PURGE, DB_ARGS(db_integer(before)), NULL);
}
