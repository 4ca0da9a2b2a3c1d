/* See include/store/account.h. */
#include "store/account.h"
#include "store/private.h"

const char *const role_names[] = {"none", "viewer", "moderator", "admin", NULL};

static const struct field account_fields[] = {
	FIELD(struct account, id, FIELD_ID, SEE_NOBODY),
	FIELD(struct account, name, FIELD_TEXT, SEE_NOBODY),
	FIELD(struct account, password, FIELD_TEXT, SEE_NOBODY),
	FIELD(struct account, created_at, FIELD_TIME, SEE_NOBODY),
	FIELD(struct account, disabled_at, FIELD_TIME, SEE_NOBODY),
	FIELD(struct account, second_factor_at, FIELD_TIME, SEE_NOBODY),
};
static const struct field_table account_table = TABLE_OF(struct account, account_fields);

static const struct field role_fields[] = {
	FIELD(struct role, site, FIELD_TEXT, SEE_MODERATORS,
		.what = "Where it is held; null: on all sites.", .null = SEE_MODERATORS),
	FIELD_WITH_NAMES(struct role, "role", scope, role_names, SEE_MODERATORS,
		.what = "What may be done there."),
};
const struct field_table role_table = TABLE_OF(struct role, role_fields);

enum err store_account_by_name(
	struct store *store, const char *name, struct arena *arena, struct account *account)
{
	return db_one(store->db, QUERY_ACCOUNT_BY_NAME, DB_ARGS(db_text(name)), &account_table,
		arena, account);
}

enum err store_account_list(struct store *store, const char *site, const char *after, int64_t limit,
	struct arena *arena, struct account **accounts, size_t *count)
{
	const struct db_value args[] = {db_text(after), db_integer(limit), db_text(site)};

	return site ? db_all(store->db, QUERY_ACCOUNT_SITE_AFTER, args, 3, &account_table, arena,
			      accounts, count)
		    : db_all(store->db, QUERY_ACCOUNT_AFTER, args, 2, &account_table, arena,
			      accounts, count);
}

enum err store_account_exists(struct store *store, bool *exists)
{
	int64_t count = 0;
	enum err err = store_integer(store, QUERY_ACCOUNT_EXISTS, DB_NONE, &count);

	if (!err)
		*exists = count > 0;
	return err;
}

enum err store_account_other_admins(struct store *store, int64_t id, int64_t *count)
{
	return store_integer(store, QUERY_ACCOUNT_OTHER_ADMINS, DB_ARGS(db_integer(id)), count);
}

enum err store_account_insert(struct store *store, const struct account *account)
{
	return db_run(store->db, QUERY_ACCOUNT_INSERT,
		DB_ARGS(db_integer(account->id), db_text(account->name), db_text(account->password),
			db_integer(account->created_at)),
		NULL);
}

enum err store_account_set_password(struct store *store, int64_t id, const char *password)
{
	return store_change(
		store, QUERY_ACCOUNT_SET_PASSWORD, DB_ARGS(db_integer(id), db_text(password)));
}

enum err store_account_set_disabled(struct store *store, int64_t id, int64_t at)
{
	return store_change(
		store, QUERY_ACCOUNT_SET_DISABLED, DB_ARGS(db_integer(id), db_integer_or_null(at)));
}

enum err store_role_list(struct store *store, int64_t account, struct arena *arena,
	struct role **roles, size_t *count)
{
	return db_all(store->db, QUERY_ROLE_LIST, DB_ARGS(db_integer(account)), &role_table, arena,
		roles, count);
}

enum err store_role_set(struct store *store, int64_t account, const char *site, enum scope scope)
{
	const struct db_value args[] = {db_integer(account), db_text(site)};
	enum err err = site ? db_run(store->db, QUERY_ROLE_DELETE, args, 2, NULL)
			    : db_run(store->db, QUERY_ROLE_DELETE_ALL_SITES, args, 1, NULL);

	if (err || scope == SCOPE_NONE)
		return err;
	return db_run(store->db, QUERY_ROLE_INSERT,
		DB_ARGS(db_integer(account), db_text(site), db_text(role_names[scope])), NULL);
}
