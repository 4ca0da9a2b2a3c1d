/* See include/store/author.h. */
#include "store/author.h"
#include "store/private.h"

struct found {
	int64_t id;
};

static const struct field found_fields[] = {FIELD(struct found, id, FIELD_ID, SEE_NOBODY)};
static const struct field_table found_table = TABLE_OF(struct found, found_fields);

static enum err author_id(struct store *store, enum query query, const struct db_value *args,
	size_t count, int64_t *id)
{
	struct found found;
	enum err err = db_one(store->db, query, args, count, &found_table, NULL, &found);

	if (!err)
		*id = found.id;
	return err;
}

enum err store_author_by_fingerprint(
	struct store *store, const char *site, struct slice fingerprint, int64_t *id)
{
	return author_id(store, QUERY_AUTHOR_BY_FINGERPRINT,
		DB_ARGS(db_text(site), db_bytes(fingerprint.at, fingerprint.length)), id);
}

enum err store_author_by_tag(struct store *store, const char *site, const char *tag, int64_t *id)
{
	return author_id(store, QUERY_AUTHOR_BY_TAG, DB_ARGS(db_text(site), db_text(tag)), id);
}

enum err store_author_insert(struct store *store, const struct author *author)
{
	return db_run(store->db, QUERY_AUTHOR_INSERT,
		DB_ARGS(db_integer(author->id), db_text(author->site),
			db_bytes(author->fingerprint.at, author->fingerprint.length),
			db_text(author->key_id), db_text(author->cost), db_text(author->tag),
			db_integer(author->created_at)),
		NULL);
}

enum err store_author_add(
	struct store *store, int64_t id, int64_t approved, int64_t rejected, int64_t spam)
{
	return db_run(store->db, QUERY_AUTHOR_ADD,
		DB_ARGS(db_integer(id), db_integer(approved), db_integer(rejected),
			db_integer(spam)),
		NULL);
}
