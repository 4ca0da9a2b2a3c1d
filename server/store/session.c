/* See include/store/session.h. */
#include "store/private.h"
#include "store/session.h"

static const struct field session_fields[] = {
	FIELD(struct session, id, FIELD_ID, SEE_NOBODY),
	FIELD(struct session, account, FIELD_ID, SEE_NOBODY),
	FIELD(struct session, account_name, FIELD_TEXT, SEE_NOBODY),
	FIELD(struct session, account_disabled_at, FIELD_TIME, SEE_NOBODY),
	FIELD(struct session, created_at, FIELD_TIME, SEE_NOBODY),
	FIELD(struct session, seen_at, FIELD_TIME, SEE_NOBODY),
};
static const struct field_table session_table = TABLE_OF(struct session, session_fields);

enum err store_session_by_hash(
	struct store *store, struct slice hash, struct arena *arena, struct session *session)
{
	return db_one(store->db, QUERY_SESSION_BY_HASH, DB_ARGS(db_bytes(hash.at, hash.length)),
		&session_table, arena, session);
}

enum err store_session_insert(struct store *store, const struct session *session, struct slice hash)
{
	return db_run(store->db, QUERY_SESSION_INSERT,
		DB_ARGS(db_integer(session->id), db_bytes(hash.at, hash.length),
			db_integer(session->account), db_integer(session->created_at)),
		NULL);
}

enum err store_session_set_seen(struct store *store, int64_t id, int64_t now)
{
	return db_run(
		store->db, QUERY_SESSION_SET_SEEN, DB_ARGS(db_integer(id), db_integer(now)), NULL);
}

enum err store_session_delete(struct store *store, int64_t id)
{
	return db_run(store->db, QUERY_SESSION_DELETE, DB_ARGS(db_integer(id)), NULL);
}

enum err store_session_delete_of_account(struct store *store, int64_t account)
{
	return db_run(
		store->db, QUERY_SESSION_DELETE_OF_ACCOUNT, DB_ARGS(db_integer(account)), NULL);
}

enum err store_session_purge(struct store *store, int64_t before)
{
	return db_run(store->db, QUERY_SESSION_PURGE, DB_ARGS(db_integer(before)), NULL);
}
