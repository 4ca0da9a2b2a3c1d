/*
 * The ledger: which authors have had all erased, up to which comment. It is kept in the database
 * and, since a backup from before brings back a database that knows nothing of it, in a file beside
 * it, DATABASE.erased: a line for each, two ids. Nothing in it says who that was.
 * docs/decisions/0022-backups.md tells more.
 */
#ifndef AFTERWORD_STORE_LEDGER_H
#define AFTERWORD_STORE_LEDGER_H

#include "store/store.h"

#define LEDGER_FILE ".erased" /* behind the database's path */

struct ledger;

struct ledger_row {
	int64_t author;
	int64_t through; /* the newest comment */
};

/* Empty. NULL: memory. */
struct ledger *ledger_create(void) MUST_CHECK;
void ledger_destroy(struct ledger *ledger);

/* Adds what a file has; one that is not there has nothing, and a line torn by a crash neither. */
enum err ledger_read(struct ledger *ledger, const char *path, struct fault *fault) MUST_CHECK;
/* Adds what a database has. */
enum err ledger_read_store(struct ledger *ledger, struct store *store) MUST_CHECK;

/* The first row behind that of `after` (NULL: the first of all), in no order. NULL: no more. */
const struct ledger_row *ledger_next(const struct ledger *ledger, const struct ledger_row *after);

/* Whether the ledger has this, or a later one of the author. */
bool ledger_has(const struct ledger *ledger, const struct ledger_row *row);

/* Adds to a file what it lacks; durable when it returns. */
enum err ledger_write(
	const struct ledger *ledger, const char *path, struct fault *fault) MUST_CHECK;

/* The database's file gets what the database has, should it lack something. */
enum err store_ledger_mend(struct store *store, struct fault *fault) MUST_CHECK;

/*
 * An author is to have all erased. In the transaction that begins with it, and before it changes
 * anything: the file has it, durably, when this returns.
 */
enum err store_ledger_add(struct store *store, const struct ledger_row *row) MUST_CHECK;

/* The same of what the file has already. */
enum err store_ledger_put(struct store *store, const struct ledger_row *row) MUST_CHECK;

#endif
