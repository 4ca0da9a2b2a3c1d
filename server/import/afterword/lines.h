/* The lines of a file of ours, as they are read: with a first and a last one. */
#ifndef AFTERWORD_SERVER_IMPORT_AFTERWORD_LINES_H
#define AFTERWORD_SERVER_IMPORT_AFTERWORD_LINES_H

#include "base/json.h"
#include "import/export.h"

enum { LINES_HEAD = LINE__MAX, LINES_END, LINES__MAX };

struct lines_head {
	int64_t format;
	const char *key; /* NULL: it has no fingerprints */
};

struct lines_end {
	int64_t lines, flaws;
};

union lines_any {
	union line row;
	struct lines_head head;
	struct lines_end end;
};

struct lines_kind {
	const char *name, *what;
	const struct field_table *table;
};

/* The first LINE__MAX are those of the store. */
struct lines_kind lines_kind(size_t kind);

/* What its reader may see of a line. */
unsigned lines_see(bool prints);

/* What a line says, and whether that can be: INVALID_INPUT, BAD_JSON, MEMORY. */
enum err lines_read(struct slice line, bool prints, int64_t now, struct arena *arena,
	struct fault *fault, size_t *kind, union lines_any *out) MUST_CHECK;

/*
 * Whether the texts and numbers of a row are such as this server stores, and fit each other. What
 * other rows there are is not asked. INVALID_INPUT, MEMORY.
 */
enum err line_check(enum line_kind kind, union line *row, int64_t now, struct arena *arena,
	struct fault *fault) MUST_CHECK;

#endif
