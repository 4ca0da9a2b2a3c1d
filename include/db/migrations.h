/*
 * Migrations: files migrations/NNNN_name.sql, embedded by the build, forward only. Each is
 * applied in a transaction of its own and recorded with the SHA-256 of its text.
 */
#ifndef AFTERWORD_DB_MIGRATIONS_H
#define AFTERWORD_DB_MIGRATIONS_H

#include <stdint.h>
#include "base/err.h"
#include "db/db.h"

struct migration {
	int number;
	const char *name;
	const char *checksum; /* of the file, hexadecimal */
	const char *sql;
};

extern const struct migration migrations[]; /* ends with a NULL name */

/*
 * Brings the database of `db` (opened DB_MODE_CREATE) up to date. When it already holds data
 * and something is to be applied, a copy is made first, as `path`.before-NNNN. Refuses a file
 * of another program (STORE_FOREIGN), one with migrations that are not known here
 * (STORE_NEWER) and one whose history differs (STORE_FOREIGN).
 */
enum err migrations_apply(
	struct db *db, const char *path, int64_t now, struct fault *fault, int *applied) MUST_CHECK;

/* The number of the last one that is known here. */
int migrations_newest(void);

/* Refuses a database that is not exactly at the newest migration. */
enum err migrations_check(struct db *db, const char *path, struct fault *fault) MUST_CHECK;

#endif
