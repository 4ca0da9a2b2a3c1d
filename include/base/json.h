/*
 * JSON (RFC 8259). Writing goes straight into a text, whose sticky error tells of failure;
 * reading fills a struct by a table of members. The one room that knows jansson, which
 * parses.
 */
#ifndef AFTERWORD_BASE_JSON_H
#define AFTERWORD_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/field.h"
#include "base/input.h"
#include "base/text.h"

/*
 * A writer. Names are NULL inside arrays and at the top. Opened objects and arrays are closed
 * in the reverse order; commas are the writer's business.
 */
struct json_writer {
	struct text *out;
	bool comma;
};

void json_init(struct text *out, struct json_writer *json);
void json_open_object(struct json_writer *json, const char *name);
void json_close_object(struct json_writer *json);
void json_open_array(struct json_writer *json, const char *name);
void json_close_array(struct json_writer *json);
void json_put_text(struct json_writer *json, const char *name, const char *value); /* NULL: null */
void json_put_integer(struct json_writer *json, const char *name, int64_t value);
void json_put_id(struct json_writer *json, const char *name, int64_t id); /* 0: null */
void json_put_boolean(struct json_writer *json, const char *name, bool value);

/* The members of a row that `see` (one of enum field_see) may see, into the open object. */
void json_put_fields(
	struct json_writer *json, const struct field_table *table, unsigned see, const void *row);

/* The same of many rows, as an array of objects. */
void json_put_rows(struct json_writer *json, const char *name, const struct field_table *table,
	unsigned see, const void *rows, size_t count);

/*
 * Reads one object by the table. Refuses what is not JSON, not an object or doubled (BAD_JSON),
 * and members that are of another type or not in the table (fields of INVALID_INPUT; one of an
 * object in a list is called `items[3].id`). Members that are absent or null leave `out` alone.
 */
enum err json_read(struct slice body, const struct input_table *table, struct arena *arena,
	struct fault *fault, void *out) MUST_CHECK;

/* A row that an object may be; its member "kind" says which. */
struct json_kind {
	const char *name;
	const struct field_table *table;
};

/*
 * Reads what json_put_fields has written: one object, of one of the kinds, whose members are the
 * fields that `see` may see. Such as may be null may also be absent; they are null or zero then.
 * Refuses what json_read does, and what is missing, of another type or no text of its kind
 * (INVALID_INPUT). `out` has room for a row of any kind, and is zeroed.
 */
enum err json_read_row(struct slice body, const struct json_kind *kinds, size_t count, unsigned see,
	struct arena *arena, struct fault *fault, size_t *kind, void *out) MUST_CHECK;

#endif
