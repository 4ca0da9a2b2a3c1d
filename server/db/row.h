/* Rows: from SQLite's columns into structs, by their field tables. */
#ifndef AFTERWORD_SERVER_DB_ROW_H
#define AFTERWORD_SERVER_DB_ROW_H

#include "db/sqlite.h"

/* The current row of a stepped statement. Each column has a field of its name. */
enum err row_read(struct statement *statement, const struct field_table *table, struct arena *arena,
	void *out) MUST_CHECK;

struct row_list {
	const struct field_table *table;
	struct arena *arena;
	char *rows;
	size_t count, size;
};

enum err row_append(struct statement *statement, struct row_list *list) MUST_CHECK;

#endif
