/* See include/store/alias.h. */
#include "store/alias.h"
#include "store/private.h"

static const struct field alias_fields[] = {
	FIELD(struct alias, id, FIELD_ID, SEE_MODERATORS, .what = "What the alias is called."),
	FIELD(struct alias, url, FIELD_TEXT, SEE_MODERATORS, .what = "The other URL, canonical."),
	FIELD(struct alias, page, FIELD_ID, SEE_NOBODY),
	FIELD(struct alias, by, FIELD_TEXT, SEE_MODERATORS,
		.what = "Who made it: `account:NAME` or `token:NAME`."),
	FIELD(struct alias, created_at, FIELD_TIME, SEE_MODERATORS, .what = "When."),
};
const struct field_table alias_table = TABLE_OF(struct alias, alias_fields);

enum err store_alias_list(struct store *store, int64_t page, struct arena *arena,
	struct alias **aliases, size_t *count)
{
	return db_all(store->db, QUERY_ALIAS_LIST, DB_ARGS(db_integer(page)), &alias_table, arena,
		aliases, count);
}

enum err store_alias_find(struct store *store, int64_t id, struct arena *arena, struct alias *alias)
{
	return db_one(
		store->db, QUERY_ALIAS_FIND, DB_ARGS(db_integer(id)), &alias_table, arena, alias);
}

enum err store_alias_insert(struct store *store, const struct alias *alias)
{
	return db_run(store->db, QUERY_ALIAS_INSERT,
		DB_ARGS(db_integer(alias->id), db_text(alias->url), db_integer(alias->page),
			db_text(alias->by), db_integer(alias->created_at)),
		NULL);
}

enum err store_alias_delete(struct store *store, int64_t id)
{
	return store_change(store, QUERY_ALIAS_DELETE, DB_ARGS(db_integer(id)));
}

enum err store_alias_move(struct store *store, int64_t from, int64_t to)
{
	return db_run(store->db, QUERY_ALIAS_MOVE, DB_ARGS(db_integer(from), db_integer(to)), NULL);
}
