/*
 * Whatever is read as a line of an export. The laws:
 *
 * 1. It is a row, or a fault that says what is wrong, and where.
 * 2. A row that is written and read again is written the same.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "import/afterword/lines.h"

#define NOW ((int64_t)1795512600000)

static enum err read_line(struct slice line, struct arena *arena, struct fault *fault, size_t *kind,
	union lines_any *any)
{
	*fault = FAULT_NONE;
	memset(any, 0, sizeof(*any));
	return lines_read(line, true, NOW, arena, fault, kind, any);
}

static void write_line(size_t kind, const union lines_any *any, struct text *out)
{
	struct json_writer json;

	json_init(out, &json);
	json_open_object(&json, NULL);
	json_put_text(&json, "kind", lines_kind(kind).name);
	json_put_fields(&json, lines_kind(kind).table, SEE_EXPORT | SEE_PRINTS | SEE_FLAWED, any);
	json_close_object(&json);
	assert(text_status(out) == ERR_OK);
}

static void check_row(size_t kind, const union lines_any *any, struct arena *arena)
{
	struct fault fault;
	struct text first, second;
	union lines_any again;
	size_t kind_again;

	text_init(16 * 1024 * 1024, &first);
	text_init(16 * 1024 * 1024, &second);
	write_line(kind, any, &first);
	assert(read_line((struct slice){first.at, first.length}, arena, &fault, &kind_again,
		       &again) == ERR_OK);
	assert(kind == kind_again);
	write_line(kind, &again, &second);
	assert(strcmp(first.at, second.at) == 0);
	text_finish(&first);
	text_finish(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault;
	struct arena arena;
	union lines_any any;
	size_t kind = LINES__MAX;
	enum err err;

	arena_init(64 * 1024 * 1024, &arena);
	err = read_line((struct slice){(const char *)data, size}, &arena, &fault, &kind, &any);
	if (!err)
		check_row(kind, &any, &arena);
	else
		assert(fault.err == err && (fault.count || *fault.detail));
	arena_finish(&arena);
	return 0;
}
