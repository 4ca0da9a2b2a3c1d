/* See include/store/expiry.h. */
#include "store/expiry.h"
#include "store/private.h"

enum err store_expiry_through(struct store *store, enum comment_state state, int64_t *through)
{
	return store_integer(
		store, QUERY_EXPIRY_THROUGH, DB_ARGS(db_text(comment_state_names[state])), through);
}

enum err store_expiry_set(struct store *store, enum comment_state state, int64_t through)
{
	return db_run(store->db, QUERY_EXPIRY_SET,
		DB_ARGS(db_text(comment_state_names[state]), db_integer(through)), NULL);
}
