/* See include/store/like.h. */
#include "store/like.h"
#include "store/private.h"

static enum err likes_add(struct store *store, int64_t comment, int64_t change)
{
	return store_change(
		store, QUERY_COMMENT_ADD_LIKES, DB_ARGS(db_integer(comment), db_integer(change)));
}

enum err store_like_insert(struct store *store, int64_t comment, struct slice reader, int64_t now)
{
	enum err err = store_change(store, QUERY_LIKER_INSERT,
		DB_ARGS(db_integer(comment), db_bytes(reader.at, reader.length), db_integer(now)));

	if (err)
		return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
	return likes_add(store, comment, 1);
}

enum err store_like_delete(struct store *store, int64_t comment, struct slice reader)
{
	enum err err = store_change(store, QUERY_LIKER_DELETE,
		DB_ARGS(db_integer(comment), db_bytes(reader.at, reader.length)));

	return err ? err : likes_add(store, comment, -1);
}

enum err store_like_purge(struct store *store, int64_t before)
{
	return db_run(store->db, QUERY_LIKER_PURGE, DB_ARGS(db_integer(before)), NULL);
}
