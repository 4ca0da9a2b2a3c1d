/*
 * A field table tells, once, what a struct holds: how each member is read from a row (the
 * column of the same name), how it is written to JSON (the member of the same name), who may see
 * it, and what /openapi.json says of it.
 *
 *   struct point { int64_t id; const char *name; };
 *   static const struct field point_fields[] = {
 *           FIELD(struct point, id, FIELD_ID, SEE_READERS),
 *           FIELD(struct point, name, FIELD_TEXT, SEE_READERS, .what = "What it is called."),
 *   };
 */
#ifndef AFTERWORD_BASE_FIELD_H
#define AFTERWORD_BASE_FIELD_H

#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

enum field_type {
	FIELD_INTEGER, /* int64_t */
	FIELD_NUMBER,  /* int64_t; 0 is null */
	FIELD_COUNT,   /* int64_t; less than 0 is null */
	FIELD_ID,      /* int64_t; 0 is null; JSON: its text (base/id.h) */
	FIELD_TIME,    /* int64_t, milliseconds; 0 is null; JSON: RFC 3339 */
	FIELD_TEXT,    /* const char *, may be NULL */
	FIELD_FLAG,    /* bool; column: 0 or 1 */
	FIELD_BYTES,   /* struct slice; never in JSON */
	FIELD_NAMED,   /* int, an index into names; column and JSON: the name */
	FIELD__MAX
};

/* Who may see a field: a mask. */
enum field_see {
	SEE_NOBODY = 0, /* stays inside the server */
	SEE_READERS = 1,
	SEE_MODERATORS = 2,
	SEE_AUTHOR = 4, /* the one who wrote the comment */
	SEE_ALL = SEE_READERS | SEE_MODERATORS | SEE_AUTHOR,
	SEE_EXPORT = 8,  /* who reads an export (store/line.h) */
	SEE_PRINTS = 16, /* who reads one with fingerprints */
	SEE_FLAWED = 32, /* who reads a line of one whose seal does not hold */
};

struct field {
	const char *name;
	enum field_type type;
	unsigned see; /* of enum field_see */
	size_t offset;
	const char *const *names; /* FIELD_NAMED: NULL-terminated */
	const char *what;         /* of what is seen: a sentence or more; Markdown */
	unsigned null;            /* to whom it may be null; of enum field_see */
};

/* Behind who sees it stand, by name, what its row has besides: .what = "…", .null = SEE_READERS */
#define FIELD_AS(type_, name_, member_, kind_, ...)                                                \
	{.name = name_, .type = kind_, .offset = offsetof(type_, member_), .see = __VA_ARGS__}
#define FIELD(type_, member_, kind_, ...) FIELD_AS(type_, #member_, member_, kind_, __VA_ARGS__)
#define FIELD_WITH_NAMES(type_, name_, member_, names_, ...)                                       \
	{.name = name_,                                                                            \
		.type = FIELD_NAMED,                                                               \
		.offset = offsetof(type_, member_),                                                \
		.names = names_,                                                                   \
		.see = __VA_ARGS__}

/* A row type: its fields and the size of its struct. */
struct field_table {
	const struct field *fields;
	size_t count;
	size_t size;
};

/* The index of a name in a NULL-terminated list, or -1. */
int field_name_index(const char *const *names, const char *name);

/*
 * The same of what was sent: absent (NULL) leaves `index` alone, and what is no name is a mistake
 * at `field` that tells the names.
 */
enum err field_name_read(const char *from, const char *field, const char *const *names,
	struct fault *fault, int *index);

/* And where nothing was sent, that is a mistake, too. */
enum err field_name_needed(const char *from, const char *field, const char *const *names,
	struct fault *fault, int *index);

#endif
