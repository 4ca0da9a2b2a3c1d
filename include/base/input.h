/*
 * What a request's body or query may hold: named members, each with its place in a struct. The
 * same table reads JSON (base/json.h) and forms (base/form.h); a form has texts only.
 */
#ifndef AFTERWORD_BASE_INPUT_H
#define AFTERWORD_BASE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum input_type {
	INPUT_TYPE_TEXT,    /* const char *; NULL: absent */
	INPUT_TYPE_NUMBER,  /* int64_t of at least 1; 0: absent */
	INPUT_TYPE_INTEGER, /* struct input_integer */
	INPUT_TYPE_FLAG,    /* bool; false: absent */
	INPUT_TYPE_OBJECT,  /* void *, a struct as `of` says; NULL: absent */
	INPUT_TYPE_LIST,    /* struct input_list of such structs */
	INPUT_TYPE__MAX
};

struct input_object;

struct input_member {
	const char *name;
	size_t offset;
	enum input_type type;
	const struct input_object *of;
};

struct input_table {
	const struct input_member *members;
	size_t count;
};

/* What a member is that has members itself. */
struct input_object {
	struct input_table table;
	size_t size;  /* of the struct */
	size_t limit; /* of how many a list may have */
};

/* A whole number that may be 0, too. */
struct input_integer {
	int64_t value;
	bool given;
};

struct input_list {
	void *at;
	size_t count;
};

#define INPUT(type, member)            {#member, offsetof(type, member), INPUT_TYPE_TEXT, NULL}
#define INPUT_IN(type, inner, member)  {#member, offsetof(type, inner.member), INPUT_TYPE_TEXT, NULL}
#define INPUT_NUMBER(type, member)     {#member, offsetof(type, member), INPUT_TYPE_NUMBER, NULL}
#define INPUT_FLAG(type, member)       {#member, offsetof(type, member), INPUT_TYPE_FLAG, NULL}
#define INPUT_OBJECT(type, member, of) {#member, offsetof(type, member), INPUT_TYPE_OBJECT, of}
#define INPUT_LIST(type, member, of)   {#member, offsetof(type, member), INPUT_TYPE_LIST, of}

/* The row of a member, or NULL. */
const struct input_member *input_member(const struct input_table *table, const char *name);

/* The place of a text in the struct, or NULL when the table has no such text. */
const char **input_text(const struct input_table *table, const char *name, void *out);

#endif
