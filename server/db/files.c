/*
 * Whether the files that a connection writes are those that their names lead to. See sqlite.h.
 *
 * SQLite goes on writing into a file that was removed, or that has another in its place, and all
 * that it has synced there nobody finds again. It looks itself for the database alone, and only
 * when it is closed (SQLITE_FCNTL_HAS_MOVED).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/sqlite.h"

static const char *const suffixes[FILES] = {"", "-wal", "-shm"};

enum err sqlite_files_name(struct db *db, const char *path)
{
	/* the log stands beside what a link leads to */
	const char *at = sqlite3_db_filename(db->sqlite, "main");

	for (size_t i = 0; i < FILES; i++)
		if (asprintf(&db->files[i].name, "%s%s", i ? at : path, suffixes[i]) < 0) {
			db->files[i].name = NULL;
			return ERR_MEMORY;
		}
	return ERR_OK;
}

void sqlite_files_finish(struct db *db)
{
	for (size_t i = 0; i < FILES; i++)
		free(db->files[i].name);
}

/* Which they are is known from when SQLite has opened all of them: in the first transaction. */
static enum err files_know(struct db *db)
{
	int moved = 0;

	for (size_t i = 0; i < FILES; i++)
		if (stat(db->files[i].name, &db->files[i].about) < 0)
			return ERR_STORE_MOVED;
	sqlite3_file_control(db->sqlite, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
	db->files_known = !moved;
	return moved ? ERR_STORE_MOVED : ERR_OK;
}

enum err sqlite_files_check(struct db *db)
{
	if (!db->files_known)
		return files_know(db);
	for (size_t i = 0; i < FILES; i++) {
		const struct file_known *file = &db->files[i];
		struct stat about;

		if (stat(file->name, &about) < 0 || about.st_ino != file->about.st_ino ||
			about.st_dev != file->about.st_dev)
			return ERR_STORE_MOVED;
	}
	return ERR_OK;
}

bool db_in_place(struct db *db)
{
	return !db->files_known || sqlite_files_check(db) == ERR_OK;
}
