/* See include/store/key.h. */
#include "store/key.h"
#include "store/private.h"

static const struct field key_fields[] = {
	FIELD(struct key, id, FIELD_TEXT, SEE_NOBODY),
	FIELD(struct key, since, FIELD_TIME, SEE_NOBODY),
	FIELD(struct key, retired_at, FIELD_TIME, SEE_NOBODY),
};
static const struct field_table key_table = TABLE_OF(struct key, key_fields);

static const struct field author_fields[] = {
	FIELD(struct key_authors, authors, FIELD_INTEGER, SEE_NOBODY),
	FIELD(struct key_authors, banned, FIELD_INTEGER, SEE_NOBODY),
	FIELD(struct key_authors, trusted, FIELD_INTEGER, SEE_NOBODY),
};
static const struct field_table authors_table = TABLE_OF(struct key_authors, author_fields);

enum err store_key_list(struct store *store, struct arena *arena, struct key **keys, size_t *count)
{
	return db_all(store->db, QUERY_KEY_LIST, DB_NONE, &key_table, arena, keys, count);
}

enum err store_key_authors(struct store *store, const char *id, struct key_authors *authors)
{
	return db_one(
		store->db, QUERY_KEY_AUTHORS, DB_ARGS(db_text(id)), &authors_table, NULL, authors);
}

enum err store_key_put(struct store *store, const char *id, int64_t now)
{
	return db_run(store->db, QUERY_KEY_PUT, DB_ARGS(db_text(id), db_integer(now)), NULL);
}

enum err store_key_retire(struct store *store, const char *id, int64_t now)
{
	return db_run(store->db, QUERY_KEY_RETIRE, DB_ARGS(db_text(id), db_integer(now)), NULL);
}

enum err store_key_comments(struct store *store, int64_t since, int64_t until, int64_t *count)
{
	return store_integer(store, QUERY_KEY_COMMENTS,
		DB_ARGS(db_integer(id_at(since)), db_integer(id_at(until))), count);
}
