/*
 * A line and a cursor in it. The cursor counts columns: a tab reaches to the next multiple of
 * four, and a part of it can be behind the cursor (CommonMark 0.31, section 2.2).
 *
 * Invariant: `next` and `next_column` are right whatever was skipped.
 */
#ifndef AFTERWORD_CORE_MARKUP_LINE_H
#define AFTERWORD_CORE_MARKUP_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include "base/text.h"

struct line {
	struct slice text; /* without its ending */
	size_t offset;     /* the byte at the cursor */
	size_t column;     /* of the cursor */
	bool split;        /* the cursor is inside the tab at offset */
	size_t next;       /* the first byte from the cursor on that is no blank, or the end */
	size_t next_column;
};

/* Takes the next line off the rest; false when there is none. */
bool line_take(struct slice *rest, struct line *line);

/* Nothing but blanks from the cursor on. */
bool line_is_blank(const struct line *line);

/* Columns of blanks from the cursor on. */
size_t line_indent(const struct line *line);

/* From the next byte that is no blank to the end, or to the last that is none. */
struct slice line_rest(const struct line *line);
struct slice line_trimmed(const struct line *line);

void line_skip_blanks(struct line *line);
void line_skip_columns(struct line *line, size_t columns); /* of blanks, at most */
void line_skip_bytes(struct line *line, size_t bytes);     /* behind the blanks; no tabs */

/* Copies what is from the cursor on, the rest of a split tab as spaces; answers its end. */
char *line_copy(const struct line *line, char *to);

#endif
