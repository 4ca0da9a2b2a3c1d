/*
 * The SQLite driver: opening, transactions, running named statements. Rows are read in row.c.
 *
 * WAL with synchronous=FULL: a commit is in the log and synced when db_commit returns.
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/row.h"
#include "db/sqlite.h"

enum {
	BUSY_MILLISECONDS = 5000,
	SOON_MILLISECONDS = 50,
	/* Pages in the log after which a commit copies them into the file, and after which it
	 * waits for readers to let go of the log, so that it cannot grow without end. */
	CHECKPOINT_PAGES = 4000,
	CHECKPOINT_PAGES_TRUNCATE = 16000,
};

static const char settings_any[] = "PRAGMA foreign_keys = ON;"
				   "PRAGMA trusted_schema = OFF;"
				   "PRAGMA cell_size_check = ON;"
				   "PRAGMA mmap_size = 0;";
static const char settings_write[] = "PRAGMA journal_mode = WAL;"
				     "PRAGMA synchronous = FULL;"
				     "PRAGMA secure_delete = ON;"
				     "PRAGMA max_page_count = " DB_PAGES_MAX ";"
				     "PRAGMA journal_size_limit = 67108864;"
				     "PRAGMA cache_size = -8000;";

/* The system's last error with the log, or with the database's own file. */
static int file_error(sqlite3 *sqlite, int file)
{
	sqlite3_file *at = NULL;
	int number = 0;

	sqlite3_file_control(sqlite, "main", file, &at);
	if (at && at->pMethods)
		at->pMethods->xFileControl(at, SQLITE_FCNTL_LAST_ERRNO, &number);
	return number;
}

/* Whether it was for this that the system failed. Of a commit only the log's file knows. */
static bool sqlite_why(sqlite3 *sqlite, int code, int number)
{
	if (!sqlite || code == SQLITE_IOERR_NOMEM ||
		((code & 0xff) != SQLITE_IOERR && (code & 0xff) != SQLITE_CANTOPEN))
		return false;
	return sqlite3_system_errno(sqlite) == number ||
	       file_error(sqlite, SQLITE_FCNTL_JOURNAL_POINTER) == number ||
	       file_error(sqlite, SQLITE_FCNTL_FILE_POINTER) == number;
}

/* Whether it was for want of room that the system failed: SQLite calls it a full disk only in
 * writes. */
static bool sqlite_lacks_room(sqlite3 *sqlite, int code)
{
	return sqlite_why(sqlite, code, ENOSPC) || sqlite_why(sqlite, code, EDQUOT);
}

enum err sqlite_err(sqlite3 *sqlite, int code)
{
	if (code == SQLITE_READONLY_DBMOVED)
		return ERR_STORE_MOVED;
	if (code == SQLITE_IOERR_NOMEM)
		return ERR_MEMORY;
	if (sqlite_lacks_room(sqlite, code))
		return ERR_STORE_FULL;
	if (sqlite_why(sqlite, code, EROFS))
		return ERR_STORE_READ_ONLY;
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return ERR_OK;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_STORE_BUSY;
	case SQLITE_FULL:
		return ERR_STORE_FULL;
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return ERR_STORE_READ_ONLY;
	case SQLITE_CANTOPEN:
		return ERR_STORE_MISSING;
	case SQLITE_NOTADB:
		return ERR_STORE_FOREIGN;
	case SQLITE_CONSTRAINT:
		return ERR_CONFLICT;
	case SQLITE_NOMEM:
		return ERR_MEMORY;
	default:
		return ERR_STORE_FAILED;
	}
}

const char *sqlite_words(sqlite3 *sqlite)
{
	if (!sqlite)
		return "out of memory";
	if (sqlite_lacks_room(sqlite, sqlite3_errcode(sqlite)))
		return sqlite3_errstr(SQLITE_FULL);
	return sqlite3_errmsg(sqlite);
}

static const char *const controls[] = {
	[CONTROL_BEGIN] = "BEGIN IMMEDIATE",
	[CONTROL_BEGIN_READ] = "BEGIN",
	[CONTROL_COMMIT] = "COMMIT",
	[CONTROL_ROLLBACK] = "ROLLBACK",
	[CONTROL_DATA_VERSION] = "PRAGMA data_version",
};

/* `value` (may be NULL): the integer of the row, when there is one. */
static enum err sqlite_control(struct db *db, enum control control, int64_t *value)
{
	sqlite3_stmt **prepared = &db->controls[control];
	int code = SQLITE_OK;

	if (!*prepared)
		code = sqlite3_prepare_v3(db->sqlite, controls[control], -1,
			SQLITE_PREPARE_PERSISTENT, prepared, NULL);
	if (code != SQLITE_OK)
		return sqlite_err(db->sqlite, code);
	code = sqlite3_step(*prepared);
	if (code == SQLITE_ROW && value)
		*value = sqlite3_column_int64(*prepared, 0);
	sqlite3_reset(*prepared);
	return sqlite_err(db->sqlite, code);
}

enum err sqlite_run(struct db *db, const char *sql)
{
	return sqlite_err(db->sqlite, sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL));
}

/*
 * After each commit: keeps the log short. A failure shows at the next write. Who reads for long, as
 * a backup does, is waited for once in so many pages, and not at each commit.
 */
static int sqlite_after_commit(void *context, sqlite3 *sqlite, const char *name, int pages)
{
	struct db *db = context;
	int code;

	if (pages < CHECKPOINT_PAGES) {
		db->wait_at = CHECKPOINT_PAGES_TRUNCATE;
		return SQLITE_OK;
	}
	if (pages < db->wait_at) {
		sqlite3_wal_checkpoint_v2(sqlite, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
		return SQLITE_OK;
	}
	code = sqlite3_wal_checkpoint_v2(sqlite, name, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	db->wait_at = CHECKPOINT_PAGES_TRUNCATE + (code == SQLITE_OK ? 0 : pages);
	return SQLITE_OK;
}

static enum err sqlite_open(struct db *db, const char *path, enum db_mode mode)
{
	static const int flags[] = {
		[DB_MODE_READ] = SQLITE_OPEN_READONLY,
		[DB_MODE_WRITE] = SQLITE_OPEN_READWRITE,
		[DB_MODE_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
	};
	enum err err;
	int code;

	code = sqlite3_open_v2(path, &db->sqlite,
		flags[mode] | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, sqlite_vfs());
	err = sqlite_err(db->sqlite, code);
	if (err)
		return err;
	sqlite3_busy_timeout(db->sqlite, BUSY_MILLISECONDS);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	err = sqlite_run(db, settings_any);
	if (err || mode == DB_MODE_READ)
		return err;
	/* a file that cannot be written opens all the same; say so now, not at the first write */
	if (sqlite3_db_readonly(db->sqlite, "main"))
		return ERR_STORE_READ_ONLY;
	err = sqlite_files_name(db, path);
	if (!err)
		err = sqlite_run(db, settings_write);
	db->wait_at = CHECKPOINT_PAGES_TRUNCATE;
	sqlite3_wal_hook(db->sqlite, sqlite_after_commit, db);
	return err;
}

enum err db_open(const char *path, enum db_mode mode, const struct db_query *queries, size_t count,
	struct fault *fault, struct db **out)
{
	struct db *db = calloc(1, sizeof(*db));
	enum err err;

	if (!db)
		return fault_set(fault, ERR_MEMORY, "There is no memory for a connection.");
	db->queries = queries;
	db->count = count;
	db->data_version = -1;
	db->statements = calloc(count, sizeof(*db->statements));
	err = db->statements ? sqlite_open(db, path, mode) : ERR_MEMORY;
	if (err) {
		fault_set(fault, err, "%s: %s.", path, sqlite_words(db->sqlite));
		db_close(db);
		return err;
	}
	*out = db;
	return ERR_OK;
}

enum err db_spill_into(const char *folder)
{
	sqlite3_temp_directory = sqlite3_mprintf("%s", folder);
	return sqlite3_temp_directory ? ERR_OK : ERR_MEMORY;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	for (size_t i = 0; db->statements && i < db->count; i++)
		sqlite3_finalize(db->statements[i].prepared);
	for (size_t i = 0; i < CONTROL__MAX; i++)
		sqlite3_finalize(db->controls[i]);
	free(db->statements);
	sqlite_files_finish(db);
	sqlite3_close(db->sqlite);
	free(db);
}

struct db_value db_integer(int64_t integer)
{
	return (struct db_value){.type = DB_VALUE_INTEGER, .integer = integer};
}

struct db_value db_integer_or_null(int64_t integer)
{
	return integer ? db_integer(integer) : (struct db_value){.type = DB_VALUE_NULL};
}

struct db_value db_text(const char *text)
{
	if (!text)
		return (struct db_value){.type = DB_VALUE_NULL};
	return (struct db_value){.type = DB_VALUE_TEXT, .bytes = {text, strlen(text)}};
}

struct db_value db_bytes(const void *at, size_t length)
{
	return (struct db_value){.type = DB_VALUE_BYTES, .bytes = {at, length}};
}

static enum err statement_prepare(struct db *db, size_t query, struct statement *statement)
{
	enum err err = sqlite_err(
		db->sqlite, sqlite3_prepare_v3(db->sqlite, db->queries[query].sql, -1,
				    SQLITE_PREPARE_PERSISTENT, &statement->prepared, NULL));

	if (err)
		return err;
	for (int i = 0; i < DB_ARGS_MAX; i++) {
		char name[8];

		snprintf(name, sizeof(name), "$%d", i + 1);
		statement->args[i] = sqlite3_bind_parameter_index(statement->prepared, name);
	}
	return ERR_OK;
}

static int statement_bind(struct statement *statement, int number, const struct db_value *value)
{
	sqlite3_stmt *prepared = statement->prepared;

	switch (value->type) {
	case DB_VALUE_INTEGER:
		return sqlite3_bind_int64(prepared, number, value->integer);
	case DB_VALUE_TEXT:
		return sqlite3_bind_text64(prepared, number, value->bytes.at, value->bytes.length,
			SQLITE_STATIC, SQLITE_UTF8);
	case DB_VALUE_BYTES:
		return sqlite3_bind_blob64(
			prepared, number, value->bytes.at, value->bytes.length, SQLITE_STATIC);
	case DB_VALUE_NULL:
		break;
	}
	return sqlite3_bind_null(prepared, number);
}

/* The statement, prepared and bound, ready to be stepped. */
static enum err statement_start(struct db *db, size_t query, const struct db_value *args,
	size_t count, struct statement **out)
{
	struct statement *statement = &db->statements[query];
	enum err err = ERR_OK;

	assert(query < db->count && count <= DB_ARGS_MAX);
	if (!statement->prepared)
		err = statement_prepare(db, query, statement);
	assert(err || (size_t)sqlite3_bind_parameter_count(statement->prepared) == count);
	for (size_t i = 0; !err && i < count; i++)
		err = sqlite_err(
			db->sqlite, statement_bind(statement, statement->args[i], &args[i]));
	if (!err)
		*out = statement;
	return err;
}

/* Lets go of the snapshot, and of memory that belongs to the caller. */
static enum err statement_end(struct statement *statement, enum err err)
{
	sqlite3_reset(statement->prepared);
	sqlite3_clear_bindings(statement->prepared);
	return err;
}

enum err db_run(
	struct db *db, size_t query, const struct db_value *args, size_t count, int64_t *changed)
{
	struct statement *statement;
	enum err err = statement_start(db, query, args, count, &statement);
	int code;

	if (err)
		return err;
	do
		code = sqlite3_step(statement->prepared);
	while (code == SQLITE_ROW);
	if (changed && code == SQLITE_DONE)
		*changed = sqlite3_changes64(db->sqlite);
	return statement_end(statement, sqlite_err(db->sqlite, code));
}

enum err db_one(struct db *db, size_t query, const struct db_value *args, size_t count,
	const struct field_table *table, struct arena *arena, void *out)
{
	struct statement *statement;
	enum err err = statement_start(db, query, args, count, &statement);
	int code;

	if (err)
		return err;
	code = sqlite3_step(statement->prepared);
	err = sqlite_err(db->sqlite, code);
	if (code == SQLITE_DONE)
		err = ERR_NOT_FOUND;
	else if (code == SQLITE_ROW)
		err = row_read(statement, table, arena, out);
	return statement_end(statement, err);
}

enum err db_all(struct db *db, size_t query, const struct db_value *args, size_t count,
	const struct field_table *table, struct arena *arena, void *out_rows, size_t *out_count)
{
	struct statement *statement;
	struct row_list list = {.table = table, .arena = arena};
	enum err err = statement_start(db, query, args, count, &statement);
	int code = SQLITE_ROW;

	if (err)
		return err;
	while (!err && code == SQLITE_ROW) {
		code = sqlite3_step(statement->prepared);
		err = code == SQLITE_ROW ? row_append(statement, &list)
					 : sqlite_err(db->sqlite, code);
	}
	if (!err) {
		*(void **)out_rows = list.rows;
		*out_count = list.count;
	}
	return statement_end(statement, err);
}

enum err db_begin(struct db *db)
{
	enum err err = sqlite_control(db, CONTROL_BEGIN, NULL);

	if (err)
		return err;
	err = sqlite_files_check(db);
	if (err)
		db_rollback(db);
	return err;
}

enum err db_commit(struct db *db)
{
	enum err err = sqlite_control(db, CONTROL_COMMIT, NULL);

	if (err)
		db_rollback(db);
	/* only now is it known where it went */
	return err ? err : sqlite_files_check(db);
}

bool db_in_transaction(const struct db *db)
{
	return !sqlite3_get_autocommit(db->sqlite);
}

void db_rollback(struct db *db)
{
	/* SQLite may have rolled back by itself (disk full, I/O error) */
	if (db_in_transaction(db))
		(void)!sqlite_control(db, CONTROL_ROLLBACK, NULL);
}

enum err db_cache(struct db *db, int64_t kibibytes)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "PRAGMA cache_size = -%lld", (long long)kibibytes);
	return sqlite_run(db, sql);
}

int64_t db_changes(struct db *db)
{
	return sqlite3_total_changes64(db->sqlite);
}

enum err db_begin_read(struct db *db)
{
	return sqlite_control(db, CONTROL_BEGIN_READ, NULL);
}

void db_end_read(struct db *db)
{
	db_rollback(db);
}

enum err db_version(struct db *db, int64_t *version)
{
	return sqlite_control(db, CONTROL_DATA_VERSION, version);
}

bool db_changed_elsewhere(struct db *db)
{
	int64_t version = db->data_version;
	bool changed = db_version(db, &version) != ERR_OK || version != db->data_version;

	db->data_version = version;
	return changed;
}

enum err db_checkpoint(struct db *db)
{
	return sqlite_err(db->sqlite, sqlite3_wal_checkpoint_v2(db->sqlite, NULL,
					      SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL));
}

enum err db_checkpoint_soon(struct db *db)
{
	enum err err;

	sqlite3_busy_timeout(db->sqlite, SOON_MILLISECONDS);
	err = db_checkpoint(db);
	sqlite3_busy_timeout(db->sqlite, BUSY_MILLISECONDS);
	return err;
}

const char *db_first_broken_query(struct db *db)
{
	for (size_t i = 0; i < db->count; i++)
		if (!db->statements[i].prepared &&
			statement_prepare(db, i, &db->statements[i]) != ERR_OK)
			return db->queries[i].name;
	return NULL;
}
