/*
 * The store: a connection to the database, its transactions, and (in the headers beside this
 * one) a typed function for each question. Functions answer the errors of db/db.h; texts of
 * rows live in the arena that is passed.
 *
 * A store is used by one thread at a time. Only the writer's store, and that of a command,
 * writes.
 */
#ifndef AFTERWORD_STORE_STORE_H
#define AFTERWORD_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"

struct store;

enum store_mode { STORE_MODE_READ, STORE_MODE_WRITE };

/* Makes the database or brings it up to date; `applied` migrations were new. */
enum err store_migrate(const char *path, int64_t now, struct fault *fault, int *applied) MUST_CHECK;

/* Opens a database that is up to date. `node` goes into new ids. */
enum err store_open(const char *path, enum store_mode mode, int node, struct fault *fault,
	struct store **store) MUST_CHECK;
/*
 * Makes it or brings it up to date, and opens it for writing. Not store_migrate and then
 * store_open: who closes a database as the last has its log copied into it, which takes long
 * after a crash.
 */
enum err store_create(const char *path, int node, int64_t now, struct fault *fault,
	struct store **store) MUST_CHECK;
void store_close(struct store *store);

/*
 * An id greater than every one that this store has made, and, in a transaction, than every one that
 * the database holds, whoever wrote it.
 */
int64_t store_new_id(struct store *store, int64_t now);

/* Memory for one transaction with very many rows, of which each goes into many places. */
enum err store_cache_more(struct store *store) MUST_CHECK;

/* What came from elsewhere has ids of its own: in the same transaction new ones are greater. */
enum err store_ids_follow(struct store *store) MUST_CHECK;

/* When the newest row was made, by its id; 0: there is none. */
enum err store_newest_time(struct store *store, int64_t *time) MUST_CHECK;

enum err store_begin(struct store *store) MUST_CHECK;
enum err store_commit(struct store *store) MUST_CHECK; /* durable when it returns */
void store_rollback(struct store *store);

/* Rows changed by this store up to now, whatever became of them. */
int64_t store_changes(struct store *store);

/* One moment for several reads. */
enum err store_begin_read(struct store *store) MUST_CHECK;
void store_end_read(struct store *store);

/* Whether another program has written since the last call. */
bool store_changed_elsewhere(struct store *store);

/* Whether its files are those that it has open, so that what it writes will be found. */
bool store_in_place(struct store *store);

enum err store_checkpoint(struct store *store) MUST_CHECK;

/*
 * What is erased stands in the log still, as it was. Asks for the log to be emptied into the
 * database after the commit (store_after), and from then on until it is, whatever fails.
 */
void store_empty_log(struct store *store);

/* Whether that was done since it was asked for last; if it was not asked for, it is now. */
bool store_log_is_empty(struct store *store);

/* After a transaction: does what was asked for, as far as readers let go of the log at once. */
void store_after(struct store *store);

/* Writes, so that its commit tells whether writing works. */
enum err store_heartbeat(struct store *store) MUST_CHECK;

/* The last time at which the clock was believed (core/expiry.h), about; at most 1: there was none.
 */
enum err store_clock_known(struct store *store, int64_t *time) MUST_CHECK;
enum err store_clock_set(struct store *store, int64_t now) MUST_CHECK;

/* For tests: the first statement that does not prepare, or NULL. */
const char *store_first_broken_query(struct store *store);

#endif
