/* Opening the store, and its transactions. See include/store/store.h. */
#include <stdlib.h>
#include <string.h>

#include "db/migrations.h"
#include "store/private.h"

enum { CACHE_MORE = 64 * 1024 }; /* KiB */

struct value {
	int64_t value;
};

static const struct field value_fields[] = {FIELD(struct value, value, FIELD_INTEGER, SEE_NOBODY)};
static const struct field_table value_table = TABLE_OF(struct value, value_fields);

enum err store_integer(struct store *store, enum query query, const struct db_value *args,
	size_t count, int64_t *value)
{
	struct value row = {0};
	enum err err = db_one(store->db, query, args, count, &value_table, NULL, &row);

	if (!err)
		*value = row.value;
	return err;
}

struct state_count {
	int state; /* enum comment_state */
	int64_t count;
};

static const struct field state_count_fields[] = {
	FIELD_WITH_NAMES(struct state_count, "state", state, comment_state_names, SEE_NOBODY),
	FIELD(struct state_count, count, FIELD_INTEGER, SEE_NOBODY),
};
static const struct field_table state_count_table =
	TABLE_OF(struct state_count, state_count_fields);

enum err store_state_counts(struct store *store, enum query query, const struct db_value *args,
	size_t count, struct arena *arena, int64_t counts[COMMENT_STATE__MAX])
{
	struct state_count *rows;
	size_t found;
	enum err err =
		db_all(store->db, query, args, count, &state_count_table, arena, &rows, &found);

	if (err)
		return err;
	memset(counts, 0, COMMENT_STATE__MAX * sizeof(*counts));
	for (size_t i = 0; i < found; i++)
		counts[rows[i].state] += rows[i].count;
	return ERR_OK;
}

enum err store_edge(struct store *store, enum query query, const struct db_value *args,
	size_t count, struct walk *walk)
{
	enum err err = store_integer(store, query, args, count, &walk->edge);

	if (err == ERR_NOT_FOUND)
		return ERR_OK;
	if (!err && walk->last)
		walk->after = walk->edge - 1;
	else if (!err)
		walk->before = walk->edge + 1;
	return err;
}

enum err store_change(
	struct store *store, enum query query, const struct db_value *args, size_t count)
{
	int64_t changed;
	enum err err = db_run(store->db, query, args, count, &changed);

	return !err && changed == 0 ? ERR_NOT_FOUND : err;
}

enum err store_rows(struct store *store, enum query query, bool last, const struct db_value *args,
	size_t count, const struct field_table *table, struct arena *arena, void *out_rows,
	size_t *out_count)
{
	enum err err = db_all(store->db, query, args, count, table, arena, out_rows, out_count);
	void *rows;

	if (err || !last)
		return err;
	memcpy(&rows, out_rows, sizeof(rows));
	store_reverse(rows, *out_count, table->size);
	return ERR_OK;
}

void store_reverse(void *rows, size_t count, size_t size)
{
	char *first = rows, *last = first + count * size;

	while (count > 1 && first < (last -= size)) {
		for (size_t i = 0; i < size; i++) {
			char byte = first[i];

			first[i] = last[i];
			last[i] = byte;
		}
		first += size;
	}
}

enum err store_migrate(const char *path, int64_t now, struct fault *fault, int *applied)
{
	struct db *db;
	enum err err = db_open(path, DB_MODE_CREATE, queries, QUERY__MAX, fault, &db);

	if (err)
		return err;
	err = migrations_apply(db, path, now, fault, applied);
	db_close(db);
	return err;
}

/* The database is up to date then, or is not opened. */
static enum err store_connect(
	struct store *store, enum db_mode mode, int64_t now, struct fault *fault)
{
	int applied;
	enum err err = db_open(store->path, mode, queries, QUERY__MAX, fault, &store->db);

	if (err)
		return err;
	return mode == DB_MODE_CREATE
		       ? migrations_apply(store->db, store->path, now, fault, &applied)
		       : migrations_check(store->db, store->path, fault);
}

static enum err store_make(const char *path, enum db_mode mode, int node, int64_t now,
	struct fault *fault, struct store **out)
{
	struct store *store = calloc(1, sizeof(*store));
	enum err err;

	if (!store)
		return fault_set(fault, ERR_MEMORY, "There is no memory for a connection.");
	store->ids.node = node;
	store->path = strdup(path);
	err = store->path ? store_connect(store, mode, now, fault) : ERR_MEMORY;
	if (!err && mode != DB_MODE_READ) {
		err = store_integer(store, QUERY_NEWEST_ID, DB_NONE, &store->ids.last);
		if (err)
			fault_set(fault, err, "%s cannot be read.", path);
	}
	if (err) {
		store_close(store);
		return err;
	}
	*out = store;
	return ERR_OK;
}

enum err store_open(
	const char *path, enum store_mode mode, int node, struct fault *fault, struct store **out)
{
	return store_make(
		path, mode == STORE_MODE_READ ? DB_MODE_READ : DB_MODE_WRITE, node, 0, fault, out);
}

enum err store_create(
	const char *path, int node, int64_t now, struct fault *fault, struct store **out)
{
	return store_make(path, DB_MODE_CREATE, node, now, fault, out);
}

void store_close(struct store *store)
{
	if (!store)
		return;
	db_close(store->db);
	free(store->path);
	free(store);
}

int64_t store_new_id(struct store *store, int64_t now)
{
	return id_next(&store->ids, now);
}

enum err store_cache_more(struct store *store)
{
	return db_cache(store->db, CACHE_MORE);
}

enum err store_ids_follow(struct store *store)
{
	int64_t newest = 0;
	enum err err = store_integer(store, QUERY_NEWEST_ID, DB_NONE, &newest);

	if (!err && newest > store->ids.last)
		store->ids.last = newest;
	return err;
}

/* What another program has written meanwhile may have greater ids. */
static enum err ids_follow(struct store *store)
{
	int64_t version;
	enum err err = db_version(store->db, &version);

	if (err || version == store->version)
		return err;
	err = store_ids_follow(store);
	if (!err)
		store->version = version;
	return err;
}

enum err store_newest_time(struct store *store, int64_t *time)
{
	int64_t newest;
	enum err err = store_integer(store, QUERY_NEWEST_ID, DB_NONE, &newest);

	if (!err)
		*time = id_time(newest);
	return err;
}

enum err store_begin(struct store *store)
{
	enum err err = db_begin(store->db);

	store->record = (struct record_end){0};
	store->tally.count = 0;
	if (err)
		return err;
	err = ids_follow(store);
	if (err)
		db_rollback(store->db);
	return err;
}

enum err store_commit(struct store *store)
{
	enum err err = ERR_OK;

	/* SQLite may have taken it all back by itself; then the commit says so */
	if (db_in_transaction(store->db)) {
		err = tally_write(store);
		if (!err && store->record.moved)
			err = record_write(store);
	}
	if (!err)
		return db_commit(store->db);
	db_rollback(store->db);
	return err;
}

void store_rollback(struct store *store)
{
	db_rollback(store->db);
}

int64_t store_changes(struct store *store)
{
	return db_changes(store->db);
}

enum err store_begin_read(struct store *store)
{
	return db_begin_read(store->db);
}

void store_end_read(struct store *store)
{
	db_end_read(store->db);
}

bool store_changed_elsewhere(struct store *store)
{
	return db_changed_elsewhere(store->db);
}

bool store_in_place(struct store *store)
{
	return db_in_place(store->db);
}

enum err store_checkpoint(struct store *store)
{
	return db_checkpoint(store->db);
}

void store_empty_log(struct store *store)
{
	store->log = LOG_TO_EMPTY;
}

bool store_log_is_empty(struct store *store)
{
	if (store->log == LOG_EMPTY)
		return true;
	store_empty_log(store);
	return false;
}

void store_after(struct store *store)
{
	if (store->log == LOG_TO_EMPTY && db_checkpoint_soon(store->db) == ERR_OK)
		store->log = LOG_EMPTY;
}

enum err store_heartbeat(struct store *store)
{
	return store_change(store, QUERY_HEARTBEAT, DB_NONE);
}

enum err store_clock_known(struct store *store, int64_t *time)
{
	return store_integer(store, QUERY_CLOCK_KNOWN, DB_NONE, time);
}

enum err store_clock_set(struct store *store, int64_t now)
{
	return store_change(store, QUERY_CLOCK_SET, DB_ARGS(db_integer(now)));
}

const char *store_first_broken_query(struct store *store)
{
	return db_first_broken_query(store->db);
}
