/*
 * The database's plumbing: connections, named statements, transactions, migrations. The floor
 * above says which statements there are; here they are run. Knows nothing of comments.
 *
 * A connection is used by one thread at a time. Statements keep to the SQL that SQLite >= 3.39
 * and PostgreSQL >= 15 both read; placeholders are $1 … $n.
 *
 * Errors of every function: STORE_BUSY (locked by another program for longer than the busy
 * time), STORE_FULL, STORE_READ_ONLY, STORE_MISSING, STORE_MOVED (its files are not those that it
 * has open), STORE_FOREIGN (not a database, or another program's), STORE_NEWER, STORE_FAILED (I/O,
 * corruption), CONFLICT (a constraint), MEMORY.
 */
#ifndef AFTERWORD_DB_DB_H
#define AFTERWORD_DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/field.h"
#include "base/progress.h"
#include "base/text.h"

struct db;

/* A statement that may be run; the table of them is made from queries.sql. */
struct db_query {
	const char *name;
	const char *sql;
};

struct db_value {
	enum { DB_VALUE_NULL, DB_VALUE_INTEGER, DB_VALUE_TEXT, DB_VALUE_BYTES } type;
	int64_t integer;
	struct slice bytes; /* kept by the caller until the statement has run */
};

struct db_value db_integer(int64_t integer);
struct db_value db_integer_or_null(int64_t integer); /* 0 is null */
struct db_value db_text(const char *text);           /* NULL is null */
struct db_value db_bytes(const void *at, size_t length);

/* Arguments of a call: the values of $1, $2, … */
#define DB_NONE NULL, 0
#define DB_ARGS(...)                                                                               \
	(const struct db_value[]){__VA_ARGS__},                                                    \
		sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value)

enum db_mode { DB_MODE_READ, DB_MODE_WRITE, DB_MODE_CREATE };

/* Opens the file; the fault's detail names it. Statements are prepared when first run. */
enum err db_open(const char *path, enum db_mode mode, const struct db_query *queries, size_t count,
	struct fault *fault, struct db **db) MUST_CHECK;
void db_close(struct db *db);

/*
 * Where SQLite puts what does not fit into memory, as of large sorts; else it goes to /var/tmp. Set
 * once, before threads start.
 */
enum err db_spill_into(const char *folder) MUST_CHECK;

/* Runs a statement whose rows, if any, do not matter. `changed` (may be NULL): rows changed. */
enum err db_run(struct db *db, size_t query, const struct db_value *args, size_t count,
	int64_t *changed) MUST_CHECK;

/* The first row into the struct of `table`, texts into the arena. NOT_FOUND: there is none. */
enum err db_one(struct db *db, size_t query, const struct db_value *args, size_t count,
	const struct field_table *table, struct arena *arena, void *out) MUST_CHECK;

/* All rows into an array in the arena. */
enum err db_all(struct db *db, size_t query, const struct db_value *args, size_t count,
	const struct field_table *table, struct arena *arena, void *out_rows,
	size_t *out_count) MUST_CHECK;

enum err db_begin(struct db *db) MUST_CHECK; /* takes the write lock at once */
/*
 * Durable when it returns, in the file that is there under the database's name; rolled back on
 * failure, but for STORE_MOVED.
 */
enum err db_commit(struct db *db) MUST_CHECK;
void db_rollback(struct db *db);
/* Not after SQLite has rolled back by itself: a full disk, an I/O error. */
bool db_in_transaction(const struct db *db);

/* Whether what was committed would be found again; for who writes, from its first transaction on.
 */
bool db_in_place(struct db *db);

/* Rows changed by this connection up to now, whatever became of them. */
int64_t db_changes(struct db *db);

/* So much of the file may be kept in memory from now on; for one transaction with very many rows.
 */
enum err db_cache(struct db *db, int64_t kibibytes) MUST_CHECK;

/* A snapshot for several reads. */
enum err db_begin_read(struct db *db) MUST_CHECK;
void db_end_read(struct db *db);

/* Whether another connection has committed since the last call (the first call: true). */
bool db_changed_elsewhere(struct db *db);

/* A number that changes when another connection commits. */
enum err db_version(struct db *db, int64_t *version) MUST_CHECK;

/* Copies everything from the write-ahead log into the file and empties the log. */
enum err db_checkpoint(struct db *db) MUST_CHECK;

/* The same, without waiting long for who reads: STORE_BUSY. */
enum err db_checkpoint_soon(struct db *db) MUST_CHECK;

/*
 * Copies all that the connection sees, as it is at one moment, into a new file, while others write;
 * not in a transaction. `durable`: synced at the end. The fault's detail names the file.
 */
enum err db_copy(struct db *db, const char *path, bool durable, const struct progress *progress,
	struct fault *fault) MUST_CHECK;

/*
 * What SQLite finds wrong with the file: damage, indexes that do not fit, references to rows that
 * are not there. Texts for people, the first `limit`, in the arena. Reads all of it.
 */
enum err db_flaws(struct db *db, size_t limit, struct arena *arena, const char **flaws,
	size_t *count) MUST_CHECK;

/* The statements in the table that do not prepare, for tests: their names, NULL when all do. */
const char *db_first_broken_query(struct db *db);

#endif
