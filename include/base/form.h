/*
 * application/x-www-form-urlencoded (WHATWG URL, section 5.1): forms and query strings.
 */
#ifndef AFTERWORD_BASE_FORM_H
#define AFTERWORD_BASE_FORM_H

#include "base/arena.h"
#include "base/err.h"
#include "base/input.h"
#include "base/text.h"

/*
 * Reads names and values into a struct of texts. Refuses a name that is not in the table or
 * comes twice (fields of ERR_INVALID_INPUT), and a broken percent sign, invalid UTF-8 or NUL
 * (ERR_BAD_FORM); what can be read is in `out` all the same, for showing the form again. Absent
 * names stay NULL.
 */
enum err form_read(struct slice from, const struct input_table *table, struct arena *arena,
	struct fault *fault, void *out) MUST_CHECK;

/* The first value of a name, decoded, in the arena; NULL: there is none that can be read. */
const char *form_value(struct slice from, const char *name, struct arena *arena);

/* Appends a value percent-encoded, fit for a query string. */
void form_encode(const char *value, struct text *out);

#endif
