/*
 * A text that grows up to a maximum it was born with. Always NUL-terminated once anything was
 * added. Failure is sticky: after the limit or malloc says no, what is added is dropped and
 * text_status tells, so that a writer of many pieces asks once, at the end.
 *
 * The caller owns it; text_finish frees. text_take hands the buffer (malloc's) over.
 */
#ifndef AFTERWORD_BASE_TEXT_H
#define AFTERWORD_BASE_TEXT_H

#include <stddef.h>
#include "base/compiler.h"
#include "base/err.h"

struct text {
	char *at;
	size_t length;
	size_t size;
	size_t limit; /* greatest length */
	enum err err;
};

/* A piece of somebody else's memory, not NUL-terminated. */
struct slice {
	const char *at;
	size_t length;
};

void text_init(size_t limit, struct text *text);
void text_finish(struct text *text);

void text_add(struct text *text, const void *from, size_t length);
void text_add_char(struct text *text, char c);
void text_add_string(struct text *text, const char *string);
void text_add_format(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);

/* With & < > " ' as character references: fit for HTML text and quoted attributes. */
void text_add_html(struct text *text, const char *string);

/*
 * The same for XML 1.0 (section 2.2): what no document may have, in whatever spelling, is U+FFFD.
 * `string` is valid UTF-8.
 */
void text_add_xml(struct text *text, const char *string);

/* Empty again, with the memory that it has. */
void text_clear(struct text *text);

/* ERR_OK, ERR_TOO_LARGE (the limit) or ERR_MEMORY. */
enum err text_status(const struct text *text) MUST_CHECK;

/* The buffer, to be freed with free(); the text is empty again. NULL after a failure. */
char *text_take(struct text *text) MUST_CHECK;

#endif
