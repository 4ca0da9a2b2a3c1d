/*
 * A field table tells, once, what a struct holds: how each member is read from a row (the
 * column of the same name), how it is written to JSON (the member of the same name), and who
 * may see it.
 *
 *   struct point { int64_t id; const char *name; };
 *   static const struct field point_fields[] = {
 *           FIELD(struct point, id, FIELD_ID, SEE_READERS),
 *           FIELD(struct point, name, FIELD_TEXT, SEE_READERS),
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
	FIELD_ID,      /* int64_t; 0 is null; JSON: its text (base/id.h) */
	FIELD_TIME,    /* int64_t, milliseconds; 0 is null; JSON: RFC 3339 */
	FIELD_TEXT,    /* const char *, may be NULL */
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
};

struct field {
	const char *name;
	enum field_type type;
	unsigned see; /* of enum field_see */
	size_t offset;
	const char *const *names; /* FIELD_NAMED: NULL-terminated */
};

#define FIELD_AS(type_, name_, member_, kind_, see_)                                               \
	{.name = name_, .type = kind_, .see = see_, .offset = offsetof(type_, member_)}
#define FIELD(type_, member_, kind_, see_) FIELD_AS(type_, #member_, member_, kind_, see_)
#define FIELD_WITH_NAMES(type_, name_, member_, names_, see_)                                      \
	{.name = name_,                                                                            \
		.type = FIELD_NAMED,                                                               \
		.see = see_,                                                                       \
		.offset = offsetof(type_, member_),                                                \
		.names = names_}

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

#endif
