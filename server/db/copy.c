/*
 * Copying a database while others write. See include/db/db.h.
 *
 * SQLite's backup begins anew when another connection writes, unless it reads in a transaction that
 * is open already: then it copies that moment to the end.
 */
#include "db/sqlite.h"

enum { PAGES_AT_ONCE = 4096 };

static enum err copy_pages(struct db *db, sqlite3 *to, const struct progress *progress)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", db->sqlite, "main");
	int code = SQLITE_OK, end;

	if (!backup)
		return sqlite_err(to, sqlite3_errcode(to));
	while (code == SQLITE_OK) {
		int all;

		code = sqlite3_backup_step(backup, PAGES_AT_ONCE);
		all = sqlite3_backup_pagecount(backup);
		progress_tell(progress, "copied", all - sqlite3_backup_remaining(backup), all);
	}
	end = sqlite3_backup_finish(backup);
	return sqlite_err(to, code == SQLITE_DONE ? end : code);
}

enum err db_copy(struct db *db, const char *path, bool durable, const struct progress *progress,
	struct fault *fault)
{
	sqlite3 *to = NULL;
	int code = sqlite3_open_v2(
		path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, sqlite_vfs());
	enum err err = sqlite_err(to, code);

	if (!err && !durable)
		err = sqlite_err(
			to, sqlite3_exec(to, "PRAGMA synchronous = OFF", NULL, NULL, NULL));
	if (!err)
		err = sqlite_run(db, "BEGIN; SELECT count(*) FROM sqlite_schema");
	if (!err)
		err = copy_pages(db, to, progress);
	db_rollback(db);
	if (err)
		fault_set(fault, err, "%s: %s.", path, sqlite_words(to));
	sqlite3_close(to);
	return err;
}
