/* What the files of this module share of the SQLite driver. */
#ifndef AFTERWORD_SERVER_DB_SQLITE_H
#define AFTERWORD_SERVER_DB_SQLITE_H

#include <sqlite3.h>
#include "db/db.h"

enum { DB_ARGS_MAX = 20, DB_COLUMNS_MAX = 32 };

struct statement {
	sqlite3_stmt *prepared;
	const struct field_table *table; /* that the columns were matched with */
	int args[DB_ARGS_MAX];           /* SQLite's number of $1, $2, …: it counts appearances */
	int fields[DB_COLUMNS_MAX];      /* column → index into the table */
};

/* What every connection runs besides its queries, again and again. */
enum control {
	CONTROL_BEGIN,
	CONTROL_BEGIN_READ,
	CONTROL_COMMIT,
	CONTROL_ROLLBACK,
	CONTROL_DATA_VERSION,
	CONTROL__MAX
};

struct db {
	sqlite3 *sqlite;
	sqlite3_stmt *controls[CONTROL__MAX]; /* prepared when first run */
	const struct db_query *queries;
	size_t count;
	struct statement *statements;
	int64_t data_version;
	int wait_at; /* pages of the log at which a commit waits for readers */
};

/* The most that a database may have: 128 GiB, see vfs.c. */
#define DB_PAGES_MAX "33554431"

/* The name by which SQLite reaches files: as ever, but that a page's unused bytes become zeroes. */
const char *sqlite_vfs(void);

/* What a code of the connection's means. A system without room is told as such, whatever failed. */
enum err sqlite_err(sqlite3 *sqlite, int code) MUST_CHECK;

/* The same for people, of what failed last; NULL: there was no memory for a connection. */
const char *sqlite_words(sqlite3 *sqlite);

/* Runs SQL of our own that is not in a table: pragmas, migrations. */
enum err sqlite_run(struct db *db, const char *sql) MUST_CHECK;

#endif
