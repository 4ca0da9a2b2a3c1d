/* See include/store/reserved_name.h. */
#include "store/private.h"
#include "store/reserved_name.h"

static const struct field reserved_name_fields[] = {
	FIELD(struct reserved_name, id, FIELD_ID, SEE_MODERATORS,
		.what = "What the reservation is called."),
	FIELD(struct reserved_name, name, FIELD_TEXT, SEE_MODERATORS, .what = "The name."),
	FIELD(struct reserved_name, author, FIELD_ID, SEE_MODERATORS,
		.what = "The author who may write under it; null: nobody may.",
		.null = SEE_MODERATORS),
	FIELD(struct reserved_name, author_tag, FIELD_TEXT, SEE_MODERATORS,
		.what = "Tells the authors of a site apart.", .null = SEE_MODERATORS),
	FIELD(struct reserved_name, by, FIELD_TEXT, SEE_MODERATORS,
		.what = "Who reserved it: `account:NAME` or `token:NAME`."),
	FIELD(struct reserved_name, created_at, FIELD_TIME, SEE_MODERATORS, .what = "When."),
	FIELD(struct reserved_name, site, FIELD_TEXT, SEE_NOBODY),
	FIELD(struct reserved_name, key, FIELD_TEXT, SEE_NOBODY),
};
const struct field_table reserved_name_table = TABLE_OF(struct reserved_name, reserved_name_fields);

enum err store_reserved_name_list(struct store *store, const char *site, struct arena *arena,
	struct reserved_name **names, size_t *count)
{
	return db_all(store->db, QUERY_RESERVED_NAME_LIST, DB_ARGS(db_text(site)),
		&reserved_name_table, arena, names, count);
}

enum err store_reserved_name_find(
	struct store *store, int64_t id, struct arena *arena, struct reserved_name *name)
{
	return db_one(store->db, QUERY_RESERVED_NAME_FIND, DB_ARGS(db_integer(id)),
		&reserved_name_table, arena, name);
}

enum err store_reserved_name_insert(struct store *store, const struct reserved_name *name)
{
	return db_run(store->db, QUERY_RESERVED_NAME_INSERT,
		DB_ARGS(db_integer(name->id), db_text(name->site), db_text(name->name),
			db_text(name->key), db_integer_or_null(name->author), db_text(name->by),
			db_integer(name->created_at)),
		NULL);
}

enum err store_reserved_name_delete(struct store *store, int64_t id)
{
	return store_change(store, QUERY_RESERVED_NAME_DELETE, DB_ARGS(db_integer(id)));
}

enum err store_reserved_name_unbind(struct store *store, const char *site, int64_t author)
{
	enum err err = db_run(store->db, QUERY_RESERVED_NAME_DELETE_DOUBLED,
		DB_ARGS(db_text(site), db_integer(author)), NULL);

	return err ? err
		   : db_run(store->db, QUERY_RESERVED_NAME_UNBIND,
			     DB_ARGS(db_text(site), db_integer(author)), NULL);
}

enum err store_name_claim(struct store *store, const char *site, const char *key, int64_t author,
	enum name_claim *claim)
{
	int64_t value = 0;
	enum err err = store_integer(store, QUERY_NAME_CLAIM,
		DB_ARGS(db_text(site), db_text(key), db_integer(author)), &value);

	*claim = (enum name_claim)value;
	return err;
}
