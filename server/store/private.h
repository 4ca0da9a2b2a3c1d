/* What the files of this module share. */
#ifndef AFTERWORD_SERVER_STORE_PRIVATE_H
#define AFTERWORD_SERVER_STORE_PRIVATE_H

#include "db/db.h"
#include "queries.h"
#include "store/comment.h"
#include "store/seal.h"

/* The end of the record, as this transaction has it. */
struct record_end {
	bool known; /* it was read */
	bool moved; /* it is to be written at the commit */
	int64_t count;
	unsigned char last[SEAL_SIZE];
	int64_t sealed; /* the comment up to which revisions are sealed */
};

/* What this transaction adds to the counts of days; see tally.h. */
enum { TALLY_ROWS = 32, TALLY_SITE = 48, TALLY_BY = 80 };

struct tally_row {
	int64_t day;
	int what; /* enum day_what */
	char site[TALLY_SITE], by[TALLY_BY];
	int64_t count;
};

struct tally {
	struct tally_row rows[TALLY_ROWS];
	size_t count;
};

struct store {
	struct db *db;
	char *path;
	struct id_source ids;
	int64_t version; /* of the database, when the newest id was looked up */
	struct sealer sealer;
	struct record_end record;
	struct tally tally;
	enum { LOG_ANY, LOG_TO_EMPTY, LOG_EMPTY } log; /* see store_empty_log */
};

/* Reads the record's end into the store, as far as it is not known. */
enum err record_know(struct store *store) MUST_CHECK;

/* Writes it, sealed. */
enum err record_write(struct store *store) MUST_CHECK;

/* Writes the tally. */
enum err tally_write(struct store *store) MUST_CHECK;

/* A statement whose one column is called value. */
enum err store_integer(struct store *store, enum query query, const struct db_value *args,
	size_t count, int64_t *value) MUST_CHECK;

/* A statement whose rows are a state and a count; what comes for one state is added up. */
enum err store_state_counts(struct store *store, enum query query, const struct db_value *args,
	size_t count, struct arena *arena, int64_t counts[COMMENT_STATE__MAX]) MUST_CHECK;

/* Looking for rows between two ids, from the first of them on or, `last`, from the last. */
struct walk {
	int64_t after, before;
	int64_t edge; /* the last id that is looked at; 0: to the end of what there is */
	bool last;
};

/*
 * So that only so many are looked at: the statement gives the id that lies as far away, and the
 * walk ends with it.
 */
enum err store_edge(struct store *store, enum query query, const struct db_value *args,
	size_t count, struct walk *walk) MUST_CHECK;

/* The walk along a list of comments. */
struct queue_filter;
struct walk queue_walk(const struct queue_filter *filter);

/* ERR_NOT_FOUND when the statement changed no row. */
enum err store_change(struct store *store, enum query query, const struct db_value *args,
	size_t count) MUST_CHECK;

/*
 * The rows of a statement as db_all gives them, the oldest first: those of `last` come from the end
 * and are turned around.
 */
enum err store_rows(struct store *store, enum query query, bool last, const struct db_value *args,
	size_t count, const struct field_table *table, struct arena *arena, void *out_rows,
	size_t *out_count) MUST_CHECK;

/* Turns the order of rows around. */
void store_reverse(void *rows, size_t count, size_t size);

#define TABLE_OF(type, fields) {fields, ARRAY_SIZE(fields), sizeof(type)}

#endif
