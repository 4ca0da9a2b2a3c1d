/*
 * Errors. One table (err.def) gives each its slug, HTTP status, exit status and title; the
 * problem+json answer, the command line and docs/errors.md are read from it.
 *
 * A function that can fail returns an enum err. Whoever detects the failure fills the fault:
 * what was wrong, and, for input, in which fields. A fault belongs to the caller, is only
 * written on failure, and starts as FAULT_NONE.
 *
 * HTTP statuses: RFC 9110. Exit statuses: sysexits.h. Problem types: RFC 9457.
 */
#ifndef AFTERWORD_BASE_ERR_H
#define AFTERWORD_BASE_ERR_H

#include <stddef.h>
#include "base/compiler.h"

enum err {
#define ERR(name, slug, http, exit, title) ERR_##name,
#include "base/err.def"
#undef ERR
	ERR__MAX
};

struct err_info {
	const char *slug;  /* last segment of the problem's type */
	int http;          /* status of the answer */
	int exit;          /* exit status of a command */
	const char *title; /* one sentence for people, the same each time */
};

/* The row of the table; never NULL. */
const struct err_info *err_info(enum err err);

enum { FAULT_FIELDS = 16, FAULT_DETAIL = 320 };

struct fault_field {
	char name[48];             /* the member, form field, parameter or setting */
	const char *code;          /* static: "required", "too_long", … for programs */
	char detail[FAULT_DETAIL]; /* for people: what would be right */
};

struct fault {
	enum err err;
	char detail[FAULT_DETAIL];
	size_t count;
	struct fault_field fields[FAULT_FIELDS]; /* the first FAULT_FIELDS mistakes */
};

#define FAULT_NONE ((struct fault){.err = ERR_OK})

/* Sets err and detail, keeps the fields; returns err so that a caller can return it at once. */
enum err fault_set(struct fault *fault, enum err err, const char *format, ...) PRINTF_LIKE(3, 4);

/*
 * Adds one mistake to ERR_INVALID_INPUT, and returns it. The first mistake of a field stands; more
 * than FAULT_FIELDS are dropped.
 */
enum err fault_field(struct fault *fault, const char *name, const char *code, const char *format,
	...) PRINTF_LIKE(4, 5);

/*
 * How a row was read by its id: for NOT_FOUND, "There is no WHAT of this id.", for other errors
 * that it cannot be read. Returns err; ERR_OK leaves the fault alone.
 */
enum err fault_read(struct fault *fault, enum err err, const char *what);

/* What to tell people in one sentence: the first mistake, or else what is wrong. */
const char *fault_detail(const struct fault *fault);

/* The mistake recorded for a field, or NULL. */
const struct fault_field *fault_find(const struct fault *fault, const char *name);

#endif
