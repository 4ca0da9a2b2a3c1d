/* See include/store/second_factor.h. */
#include "store/private.h"
#include "store/second_factor.h"

static const struct field factor_fields[] = {
	FIELD(struct second_factor, account, FIELD_ID, SEE_NOBODY),
	FIELD(struct second_factor, secret, FIELD_BYTES, SEE_NOBODY),
	FIELD(struct second_factor, confirmed_at, FIELD_TIME, SEE_NOBODY),
	FIELD(struct second_factor, last_step, FIELD_INTEGER, SEE_NOBODY),
};
static const struct field_table factor_table = TABLE_OF(struct second_factor, factor_fields);

enum err store_second_factor_find(
	struct store *store, int64_t account, struct arena *arena, struct second_factor *factor)
{
	return db_one(store->db, QUERY_SECOND_FACTOR_FIND, DB_ARGS(db_integer(account)),
		&factor_table, arena, factor);
}

enum err store_second_factor_begin(struct store *store, int64_t account, struct slice secret)
{
	return db_run(store->db, QUERY_SECOND_FACTOR_BEGIN,
		DB_ARGS(db_integer(account), db_bytes(secret.at, secret.length)), NULL);
}

enum err store_second_factor_confirm(struct store *store, int64_t account, int64_t now)
{
	return store_change(
		store, QUERY_SECOND_FACTOR_CONFIRM, DB_ARGS(db_integer(account), db_integer(now)));
}

enum err store_second_factor_set_step(struct store *store, int64_t account, int64_t step)
{
	return store_change(store, QUERY_SECOND_FACTOR_SET_STEP,
		DB_ARGS(db_integer(account), db_integer(step)));
}

enum err store_second_factor_delete(struct store *store, int64_t account)
{
	enum err err = store_recovery_code_delete_all(store, account);

	return err ? err
		   : db_run(store->db, QUERY_SECOND_FACTOR_DELETE, DB_ARGS(db_integer(account)),
			     NULL);
}

enum err store_second_factor_list(
	struct store *store, struct arena *arena, struct second_factor **factors, size_t *count)
{
	return db_all(
		store->db, QUERY_SECOND_FACTOR_LIST, DB_NONE, &factor_table, arena, factors, count);
}

enum err store_second_factor_set_secret(struct store *store, int64_t account, struct slice secret)
{
	return store_change(store, QUERY_SECOND_FACTOR_SET_SECRET,
		DB_ARGS(db_integer(account), db_bytes(secret.at, secret.length)));
}

enum err store_recovery_code_insert(
	struct store *store, int64_t account, struct slice hash, const char *key_id)
{
	return db_run(store->db, QUERY_RECOVERY_CODE_INSERT,
		DB_ARGS(db_integer(account), db_bytes(hash.at, hash.length), db_text(key_id)),
		NULL);
}

enum err store_recovery_code_delete(struct store *store, int64_t account, struct slice hash)
{
	return store_change(store, QUERY_RECOVERY_CODE_DELETE,
		DB_ARGS(db_integer(account), db_bytes(hash.at, hash.length)));
}

enum err store_recovery_code_delete_all(struct store *store, int64_t account)
{
	return db_run(
		store->db, QUERY_RECOVERY_CODE_DELETE_ALL, DB_ARGS(db_integer(account)), NULL);
}

enum err store_recovery_code_count_key(struct store *store, const char *key_id, int64_t *count)
{
	return store_integer(store, QUERY_RECOVERY_CODE_COUNT_KEY, DB_ARGS(db_text(key_id)), count);
}

enum err store_recovery_code_delete_key(struct store *store, const char *key_id)
{
	return db_run(store->db, QUERY_RECOVERY_CODE_DELETE_KEY, DB_ARGS(db_text(key_id)), NULL);
}

enum err store_recovery_code_count(struct store *store, int64_t account, int64_t *count)
{
	return store_integer(store, QUERY_RECOVERY_CODE_COUNT, DB_ARGS(db_integer(account)), count);
}
