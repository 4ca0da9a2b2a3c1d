/* Applying migrations. See include/db/migrations.h. */
#include <stdio.h>
#include <string.h>

#include "db/migrations.h"
#include "db/sqlite.h"

/* PRAGMA application_id of our files: "Aftw". */
enum { APPLICATION_ID = 0x41667477 };

static enum err sqlite_integer(struct db *db, const char *sql, int64_t *out)
{
	sqlite3_stmt *prepared;
	int code = sqlite3_prepare_v2(db->sqlite, sql, -1, &prepared, NULL);

	if (code == SQLITE_OK) {
		code = sqlite3_step(prepared);
		if (code == SQLITE_ROW)
			*out = sqlite3_column_int64(prepared, 0);
		sqlite3_finalize(prepared);
	}
	return sqlite_err(db->sqlite, code);
}

/* Whether the file is empty (0) or ours; another program's is refused. */
static enum err migrations_recognise(
	struct db *db, const char *path, struct fault *fault, bool *empty)
{
	int64_t application = 0, tables = 0;
	enum err err = sqlite_integer(db, "PRAGMA application_id", &application);

	if (!err)
		err = sqlite_integer(db, "SELECT count(*) FROM sqlite_schema", &tables);
	if (err)
		return fault_set(fault, err, "%s: %s.", path, sqlite_words(db->sqlite));
	if (tables && application != APPLICATION_ID)
		return fault_set(fault, ERR_STORE_FOREIGN,
			"%s is a database of another program; name another file.", path);
	*empty = tables == 0;
	return ERR_OK;
}

/* How many migrations are applied; each must be the one that is known here. */
static enum err migrations_history(struct db *db, const char *path, struct fault *fault, int *count)
{
	sqlite3_stmt *prepared;
	enum err err = ERR_OK;
	int known = 0, code;

	code = sqlite3_prepare_v2(db->sqlite,
		"SELECT number, checksum FROM migration ORDER BY number", -1, &prepared, NULL);
	if (code != SQLITE_OK)
		return fault_set(fault, sqlite_err(db->sqlite, code), "%s: %s.", path,
			sqlite_words(db->sqlite));
	while (!err && (code = sqlite3_step(prepared)) == SQLITE_ROW) {
		const struct migration *migration = &migrations[known];
		const char *checksum = (const char *)sqlite3_column_text(prepared, 1);

		if (!migration->name)
			err = fault_set(fault, ERR_STORE_NEWER,
				"%s has migration %d; this version knows %d. Use the newer "
				"version of afterword.",
				path, sqlite3_column_int(prepared, 0), known);
		else if (sqlite3_column_int(prepared, 0) != migration->number || !checksum ||
			 strcmp(checksum, migration->checksum) != 0)
			err = fault_set(fault, ERR_STORE_FOREIGN,
				"%s: migration %d is not the one that this version has.", path,
				sqlite3_column_int(prepared, 0));
		known++;
	}
	if (!err && code != SQLITE_DONE)
		err = fault_set(fault, sqlite_err(db->sqlite, code), "%s: %s.", path,
			sqlite_words(db->sqlite));
	sqlite3_finalize(prepared);
	if (!err)
		*count = known;
	return err;
}

static enum err migrations_copy(struct db *db, const char *path, int number, struct fault *fault)
{
	struct fault why = FAULT_NONE;
	char copy[4096];
	enum err err;

	if (snprintf(copy, sizeof(copy), "%s.before-%04d", path, number) >= (int)sizeof(copy))
		return fault_set(fault, ERR_STORE_FAILED, "%s: the path is too long.", path);
	err = db_copy(db, copy, true, NULL, &why);
	return err ? fault_set(fault, err, "A copy cannot be written before migrating: %.250s",
			     why.detail)
		   : ERR_OK;
}

static enum err migration_run(
	struct db *db, const struct migration *migration, int64_t now, struct fault *fault)
{
	char *record = sqlite3_mprintf("INSERT INTO migration (number, name, checksum, applied_at) "
				       "VALUES (%d, %Q, %Q, %lld)",
		migration->number, migration->name, migration->checksum, (long long)now);
	enum err err = record ? db_begin(db) : ERR_MEMORY;

	if (!err)
		err = sqlite_run(db, migration->sql);
	if (!err)
		err = sqlite_run(db, record);
	if (err)
		fault_set(fault, err, "Migration %04d_%s: %s.", migration->number, migration->name,
			sqlite_words(db->sqlite));
	if (err)
		db_rollback(db);
	else if ((err = db_commit(db)) != ERR_OK)
		fault_set(fault, err, "Migration %04d_%s cannot be committed: %s.",
			migration->number, migration->name, sqlite_words(db->sqlite));
	sqlite3_free(record);
	return err;
}

static enum err migrations_begin(struct db *db, const char *path, struct fault *fault)
{
	char *sql = sqlite3_mprintf("BEGIN IMMEDIATE;"
				    "PRAGMA application_id = %d;"
				    "CREATE TABLE migration (number INTEGER PRIMARY KEY,"
				    " name TEXT NOT NULL, checksum TEXT NOT NULL,"
				    " applied_at INTEGER NOT NULL) STRICT;"
				    "COMMIT",
		APPLICATION_ID);
	enum err err = sql ? sqlite_run(db, sql) : ERR_MEMORY;

	sqlite3_free(sql);
	if (err) {
		fault_set(fault, err, "%s: %s.", path, sqlite_words(db->sqlite));
		db_rollback(db);
	}
	return err;
}

int migrations_newest(void)
{
	int count = 0;

	while (migrations[count].name)
		count++;
	return count ? migrations[count - 1].number : 0;
}

enum err migrations_apply(
	struct db *db, const char *path, int64_t now, struct fault *fault, int *applied)
{
	int count = 0, done = 0;
	bool empty = false;
	enum err err = migrations_recognise(db, path, fault, &empty);

	if (!err && empty)
		err = migrations_begin(db, path, fault);
	if (!err)
		err = migrations_history(db, path, fault, &count);
	if (!err && count && migrations[count].name)
		err = migrations_copy(db, path, migrations[count].number, fault);
	for (int i = count; !err && migrations[i].name; i++, done++)
		err = migration_run(db, &migrations[i], now, fault);
	if (!err)
		*applied = done;
	return err;
}

enum err migrations_check(struct db *db, const char *path, struct fault *fault)
{
	int count = 0;
	bool empty = false;
	enum err err = migrations_recognise(db, path, fault, &empty);

	if (!err && empty)
		return fault_set(fault, ERR_STORE_MISSING,
			"%s is empty; `afterword migrate` makes the tables.", path);
	if (!err)
		err = migrations_history(db, path, fault, &count);
	if (!err && migrations[count].name)
		return fault_set(fault, ERR_STORE_FAILED,
			"%s is from an older version; run `afterword migrate` first.", path);
	return err;
}
