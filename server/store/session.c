/* See include/store/session.h. */
#include "store/private.h"
#include "store/session.h"

static const struct field session_fields[] = {
	FIELD(struct session, id, FIELD_ID, SEE_MODERATORS, .what = "Its id."),
	FIELD(struct session, account, FIELD_ID, SEE_NOBODY),
	FIELD(struct session, account_name, FIELD_TEXT, SEE_NOBODY),
	FIELD(struct session, account_disabled_at, FIELD_TIME, SEE_NOBODY),
	FIELD(struct session, created_at, FIELD_TIME, SEE_MODERATORS,
		.what = "When they signed in."),
	FIELD(struct session, seen_at, FIELD_TIME, SEE_MODERATORS,
		.what = "When it was last used, to the minute."),
	FIELD(struct session, browser, FIELD_TEXT, SEE_MODERATORS,
		.what = "The browser, as far as it tells.", .null = SEE_MODERATORS),
	FIELD(struct session, system, FIELD_TEXT, SEE_MODERATORS,
		.what = "The system that the browser is on, as far as it tells.",
		.null = SEE_MODERATORS),
};
const struct field_table session_table = TABLE_OF(struct session, session_fields);

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
			db_integer(session->account), db_integer(session->created_at),
			db_text(session->browser), db_text(session->system)),
		NULL);
}

enum err store_session_set_seen(struct store *store, int64_t id, int64_t now)
{
	return db_run(
		store->db, QUERY_SESSION_SET_SEEN, DB_ARGS(db_integer(id), db_integer(now)), NULL);
}

enum err store_session_list(struct store *store, int64_t account, int64_t begun, int64_t seen,
	struct arena *arena, struct session **sessions, size_t *count)
{
	return db_all(store->db, QUERY_SESSION_LIST,
		DB_ARGS(db_integer(account), db_integer(begun), db_integer(seen)), &session_table,
		arena, sessions, count);
}

enum err store_session_delete(struct store *store, int64_t id, int64_t account)
{
	return store_change(
		store, QUERY_SESSION_DELETE, DB_ARGS(db_integer(id), db_integer(account)));
}

enum err store_session_delete_by_hash(struct store *store, struct slice hash)
{
	return db_run(store->db, QUERY_SESSION_DELETE_BY_HASH,
		DB_ARGS(db_bytes(hash.at, hash.length)), NULL);
}

enum err store_session_delete_others(struct store *store, int64_t account, int64_t kept)
{
	return db_run(store->db, QUERY_SESSION_DELETE_OTHERS,
		DB_ARGS(db_integer(account), db_integer(kept)), NULL);
}

enum err store_session_purge(struct store *store, int64_t before)
{
	return db_run(store->db, QUERY_SESSION_PURGE, DB_ARGS(db_integer(before)), NULL);
}
