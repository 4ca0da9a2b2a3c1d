/* See include/store/site.h. */
#include <string.h>

#include "store/private.h"
#include "store/site.h"

const char *const site_policy_names[] = {"hold", "trust", "publish", NULL};
const char *const site_likes_names[] = {"off", "on", NULL};

static const struct field site_fields[] = {
	FIELD(struct site, id, FIELD_TEXT, SEE_MODERATORS, .what = "What the site is called."),
	FIELD_WITH_NAMES(struct site, "policy", policy, site_policy_names, SEE_MODERATORS,
		.what = "Which comments wait for a moderator."),
	FIELD(struct site, salt, FIELD_BYTES, SEE_NOBODY),
	FIELD(struct site, created_at, FIELD_TIME, SEE_MODERATORS, .what = "When it was made."),
	FIELD(struct site, version, FIELD_INTEGER, SEE_NOBODY),
#define POLICY(member, standard, low, high, help)                                                  \
	FIELD(struct site, member, FIELD_INTEGER, SEE_MODERATORS, .what = help),
#include "store/policy.def"
#define THREAD_NUMBER POLICY
#define THREAD_CHOICE(member, names_, standard, help)                                              \
	FIELD_WITH_NAMES(struct site, #member, member, names_, SEE_MODERATORS, .what = help),
#include "store/thread.def"
#undef POLICY
};
const struct field_table site_table = TABLE_OF(struct site, site_fields);

const struct site_number site_numbers[SITE_NUMBER__MAX] = {
#define POLICY(member, standard, low, high, help)                                                  \
	{#member, offsetof(struct site, member), standard, low, high, help},
#include "store/policy.def"
#define THREAD_NUMBER POLICY
#include "store/thread.def"
#undef POLICY
};

const struct site_choice site_choices[SITE_CHOICE__MAX] = {
#define THREAD_CHOICE(member, names, standard, help)                                               \
	{#member, offsetof(struct site, member), standard, names, help},
#include "store/thread.def"
};

void site_standard_init(struct site *site)
{
	for (size_t i = 0; i < SITE_NUMBER__MAX; i++)
		memcpy((char *)site + site_numbers[i].offset, &site_numbers[i].standard,
			sizeof(site_numbers[i].standard));
	for (size_t i = 0; i < SITE_CHOICE__MAX; i++)
		*(int *)((char *)site + site_choices[i].offset) =
			field_name_index(site_choices[i].names, site_choices[i].standard);
}

static const struct field origin_fields[] = {
	FIELD(struct site_origin, origin, FIELD_TEXT, SEE_MODERATORS),
};
static const struct field_table origin_table = TABLE_OF(struct site_origin, origin_fields);

static const struct field pending_fields[] = {
	FIELD(struct site_pending, site, FIELD_TEXT, SEE_NOBODY),
	FIELD(struct site_pending, count, FIELD_INTEGER, SEE_NOBODY),
};
static const struct field_table pending_table = TABLE_OF(struct site_pending, pending_fields);

enum err store_site_find(
	struct store *store, const char *id, struct arena *arena, struct site *site)
{
	return db_one(store->db, QUERY_SITE_FIND, DB_ARGS(db_text(id)), &site_table, arena, site);
}

enum err store_site_by_origin(
	struct store *store, const char *origin, struct arena *arena, struct site *site)
{
	return db_one(store->db, QUERY_SITE_BY_ORIGIN, DB_ARGS(db_text(origin)), &site_table, arena,
		site);
}

enum err store_site_list(
	struct store *store, struct arena *arena, struct site **sites, size_t *count)
{
	return db_all(store->db, QUERY_SITE_LIST, DB_NONE, &site_table, arena, sites, count);
}

enum err store_site_insert(struct store *store, const struct site *site)
{
	enum err err = db_run(store->db, QUERY_SITE_INSERT,
		DB_ARGS(db_text(site->id), db_bytes(site->salt.at, site->salt.length),
			db_integer(site->created_at)),
		NULL);

	if (!err)
		err = store_site_set(store, site);
	return err ? err : store_site_set_thread(store, site);
}

enum err store_site_set(struct store *store, const struct site *site)
{
	const struct db_value args[] = {
		db_text(site->id),
		db_text(site_policy_names[site->policy]),
#define POLICY(member, standard, low, high, help) db_integer(site->member),
#include "store/policy.def"
#undef POLICY
	};

	return store_change(store, QUERY_SITE_SET, args, ARRAY_SIZE(args));
}

enum err store_site_set_thread(struct store *store, const struct site *site)
{
	const struct db_value args[] = {
		db_text(site->id),
#define THREAD_NUMBER(member, standard, low, high, help) db_integer(site->member),
#define THREAD_CHOICE(member, names, standard, help)     db_text(names[site->member]),
#include "store/thread.def"
	};

	return store_change(store, QUERY_SITE_SET_THREAD, args, ARRAY_SIZE(args));
}

enum err store_site_delete(struct store *store, const char *id)
{
	return store_change(store, QUERY_SITE_DELETE, DB_ARGS(db_text(id)));
}

enum err store_site_pages(struct store *store, const char *id, int64_t *pages)
{
	return store_integer(store, QUERY_SITE_PAGES, DB_ARGS(db_text(id)), pages);
}

enum err store_site_count_add(
	struct store *store, const char *site, enum comment_state state, int64_t change)
{
	return db_run(store->db, QUERY_SITE_COUNT_ADD,
		DB_ARGS(db_text(site), db_text(comment_state_names[state]), db_integer(change)),
		NULL);
}

enum err store_site_counts(struct store *store, const char *site, struct arena *arena,
	int64_t counts[COMMENT_STATE__MAX])
{
	const struct db_value args[] = {db_text(site)};

	return store_state_counts(store, site ? QUERY_SITE_COUNT_LIST : QUERY_SITE_COUNT_LIST_ALL,
		args, site ? 1 : 0, arena, counts);
}

enum err store_site_pending_list(struct store *store, int64_t limit, struct arena *arena,
	struct site_pending **sites, size_t *count)
{
	return db_all(store->db, QUERY_SITE_PENDING_LIST, DB_ARGS(db_integer(limit)),
		&pending_table, arena, sites, count);
}

enum err store_site_origin_list(struct store *store, const char *site, struct arena *arena,
	struct site_origin **origins, size_t *count)
{
	return db_all(store->db, QUERY_SITE_ORIGIN_LIST, DB_ARGS(db_text(site)), &origin_table,
		arena, origins, count);
}

enum err store_site_origin_insert(struct store *store, const char *site, const char *origin)
{
	return db_run(
		store->db, QUERY_SITE_ORIGIN_INSERT, DB_ARGS(db_text(origin), db_text(site)), NULL);
}

enum err store_site_origin_delete_all(struct store *store, const char *site)
{
	return db_run(store->db, QUERY_SITE_ORIGIN_DELETE_ALL, DB_ARGS(db_text(site)), NULL);
}
