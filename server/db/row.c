/* Rows. See row.h. Columns are matched with fields by name, once for each statement. */
#include <assert.h>
#include <string.h>

#include "db/row.h"

static void row_match(struct statement *statement, const struct field_table *table)
{
	int columns = sqlite3_column_count(statement->prepared);

	assert(columns <= DB_COLUMNS_MAX);
	for (int i = 0; i < columns; i++) {
		const char *name = sqlite3_column_name(statement->prepared, i);
		size_t j = 0;

		while (j < table->count && strcmp(table->fields[j].name, name) != 0)
			j++;
		assert(j < table->count);
		statement->fields[i] = (int)j;
	}
	statement->table = table;
}

static enum err row_bytes(
	sqlite3_stmt *prepared, int column, struct arena *arena, const char **at, size_t *length)
{
	const void *from = sqlite3_column_blob(prepared, column);

	*length = (size_t)sqlite3_column_bytes(prepared, column);
	*at = arena_copy(arena, from, *length);
	return *at ? ERR_OK : ERR_MEMORY;
}

static enum err row_column(sqlite3_stmt *prepared, int column, const struct field *field,
	struct arena *arena, char *place)
{
	bool null = sqlite3_column_type(prepared, column) == SQLITE_NULL;
	const char *text;
	size_t length;
	int index;

	switch (field->type) {
	case FIELD_INTEGER:
	case FIELD_NUMBER:
	case FIELD_COUNT:
	case FIELD_ID:
	case FIELD_TIME:
		memcpy(place, &(int64_t){sqlite3_column_int64(prepared, column)}, sizeof(int64_t));
		return ERR_OK;
	case FIELD_FLAG:
		*(bool *)place = sqlite3_column_int(prepared, column) != 0;
		return ERR_OK;
	case FIELD_TEXT:
		*(const char **)(void *)place = NULL;
		return null ? ERR_OK
			    : row_bytes(prepared, column, arena, (const char **)(void *)place,
				      &length);
	case FIELD_BYTES: {
		struct slice *slice = (void *)place;

		*slice = (struct slice){NULL, 0};
		return null ? ERR_OK
			    : row_bytes(prepared, column, arena, &slice->at, &slice->length);
	}
	case FIELD_NAMED:
		text = (const char *)sqlite3_column_text(prepared, column);
		index = text ? field_name_index(field->names, text) : -1;
		if (index < 0)
			return ERR_STORE_FAILED;
		memcpy(place, &index, sizeof(index));
		return ERR_OK;
	case FIELD__MAX:
		break;
	}
	return ERR_STORE_FAILED;
}

enum err row_read(struct statement *statement, const struct field_table *table, struct arena *arena,
	void *out)
{
	int columns = sqlite3_column_count(statement->prepared);

	if (statement->table != table)
		row_match(statement, table);
	for (int i = 0; i < columns; i++) {
		const struct field *field = &table->fields[statement->fields[i]];
		enum err err = row_column(
			statement->prepared, i, field, arena, (char *)out + field->offset);

		if (err)
			return err;
	}
	return ERR_OK;
}

enum err row_append(struct statement *statement, struct row_list *list)
{
	size_t size = list->table->size;

	if (list->count == list->size) {
		/* doubling in an arena wastes at most what the list takes */
		size_t wanted = list->size ? list->size * 2 : 16;
		char *rows = arena_alloc(list->arena, wanted * size);

		if (!rows)
			return ERR_MEMORY;
		if (list->count)
			memcpy(rows, list->rows, list->count * size);
		list->rows = rows;
		list->size = wanted;
	}
	return row_read(statement, list->table, list->arena, list->rows + list->count++ * size);
}
