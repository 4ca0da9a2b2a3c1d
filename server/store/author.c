/* See include/store/author.h. */
#include "store/author.h"
#include "store/private.h"

const char *const author_standing_names[] = {"normal", "trusted", "banned", NULL};

static const struct field author_fields[] = {
	FIELD(struct author, id, FIELD_ID, SEE_MODERATORS, .what = "What the author is called."),
	FIELD(struct author, site, FIELD_TEXT, SEE_MODERATORS,
		.what = "The site on which the author writes."),
	FIELD(struct author, tag, FIELD_TEXT, SEE_MODERATORS,
		.what = "Tells the authors of a site apart."),
	FIELD(struct author, created_at, FIELD_TIME, SEE_MODERATORS,
		.what = "When the author first wrote."),
	FIELD(struct author, approved, FIELD_INTEGER, SEE_MODERATORS,
		.what = "How many of the comments are approved."),
	FIELD(struct author, rejected, FIELD_INTEGER, SEE_MODERATORS,
		.what = "How many of the comments are rejected."),
	FIELD(struct author, spam, FIELD_INTEGER, SEE_MODERATORS,
		.what = "How many of the comments are spam."),
	FIELD_WITH_NAMES(struct author, "standing", standing, author_standing_names, SEE_MODERATORS,
		.what = "What moderators think of the author."),
	FIELD(struct author, standing_by, FIELD_TEXT, SEE_MODERATORS, .what = "Who thinks so.",
		.null = SEE_MODERATORS),
	FIELD(struct author, standing_note, FIELD_TEXT, SEE_MODERATORS, .what = "Why.",
		.null = SEE_MODERATORS),
	FIELD(struct author, standing_at, FIELD_TIME, SEE_MODERATORS, .what = "Since when.",
		.null = SEE_MODERATORS),
	FIELD(struct author, fingerprint, FIELD_BYTES, SEE_NOBODY),
	FIELD(struct author, cost, FIELD_TEXT, SEE_NOBODY),
};
const struct field_table author_table = TABLE_OF(struct author, author_fields);

enum err store_author_by_fingerprint(struct store *store, const char *site,
	struct slice fingerprint, struct arena *arena, struct author *author)
{
	struct author found = {0};
	enum err err = db_one(store->db, QUERY_AUTHOR_BY_FINGERPRINT,
		DB_ARGS(db_text(site), db_bytes(fingerprint.at, fingerprint.length)), &author_table,
		arena, &found);

	if (!err)
		*author = found;
	return err;
}

enum err store_author_by_tag(struct store *store, const char *site, const char *tag, int64_t *id)
{
	struct author found;
	enum err err = db_one(store->db, QUERY_AUTHOR_BY_TAG, DB_ARGS(db_text(site), db_text(tag)),
		&author_table, NULL, &found);

	if (!err)
		*id = found.id;
	return err;
}

enum err store_author_find(
	struct store *store, int64_t id, struct arena *arena, struct author *author)
{
	return db_one(store->db, QUERY_AUTHOR_FIND, DB_ARGS(db_integer(id)), &author_table, arena,
		author);
}

enum err store_author_print(
	struct store *store, int64_t id, struct arena *arena, struct author *author)
{
	return db_one(store->db, QUERY_AUTHOR_FINGERPRINT, DB_ARGS(db_integer(id)), &author_table,
		arena, author);
}

enum err store_author_fingerprint(
	struct store *store, int64_t id, struct arena *arena, struct slice *fingerprint)
{
	struct author author = {0};
	enum err err = store_author_print(store, id, arena, &author);

	if (!err)
		*fingerprint = author.fingerprint;
	return err;
}

enum err store_author_list(struct store *store, const struct author_filter *filter,
	struct arena *arena, struct author **authors, size_t *count)
{
	return store_rows(store, filter->last ? QUERY_AUTHOR_LAST : QUERY_AUTHOR_FIRST,
		filter->last,
		DB_ARGS(db_text(filter->site), db_text(author_standing_names[filter->standing]),
			db_integer(filter->after), db_integer(filter->before),
			db_integer(filter->limit)),
		&author_table, arena, authors, count);
}

enum err store_author_set_standing(struct store *store, const struct author *author)
{
	return store_change(store, QUERY_AUTHOR_SET_STANDING,
		DB_ARGS(db_integer(author->id), db_text(author_standing_names[author->standing]),
			db_text(author->standing_by), db_text(author->standing_note),
			db_integer(author->standing_at)));
}

enum err store_author_set_fingerprint(
	struct store *store, int64_t id, struct slice fingerprint, const char *key_id)
{
	return store_change(store, QUERY_AUTHOR_SET_FINGERPRINT,
		DB_ARGS(db_integer(id), db_bytes(fingerprint.at, fingerprint.length),
			db_text(key_id)));
}

enum err store_author_erase(struct store *store, const struct author *author)
{
	return store_change(store, QUERY_AUTHOR_ERASE,
		DB_ARGS(db_integer(author->id),
			db_bytes(author->fingerprint.at, author->fingerprint.length),
			db_text(author->tag)));
}

enum err store_author_erase_note(struct store *store, int64_t id)
{
	return store_change(store, QUERY_AUTHOR_ERASE_NOTE, DB_ARGS(db_integer(id)));
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
