/* What the files of this module share. */
#ifndef AFTERWORD_SERVER_STORE_PRIVATE_H
#define AFTERWORD_SERVER_STORE_PRIVATE_H

#include "db/db.h"
#include "queries.h"
#include "store/store.h"

struct store {
	struct db *db;
	struct id_source ids;
};

/* A statement whose one column is called value. */
enum err store_integer(struct store *store, enum query query, const struct db_value *args,
	size_t count, int64_t *value) MUST_CHECK;

/* ERR_NOT_FOUND when the statement changed no row. */
enum err store_change(struct store *store, enum query query, const struct db_value *args,
	size_t count) MUST_CHECK;

/* Turns the order of rows around. */
void store_reverse(void *rows, size_t count, size_t size);

#define TABLE_OF(type, fields) {fields, ARRAY_SIZE(fields), sizeof(type)}

#endif
