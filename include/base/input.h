/*
 * What a request's body or query may hold: named texts, each with its place in a struct of
 * `const char *`. The same table reads JSON (base/json.h) and forms (base/form.h).
 */
#ifndef AFTERWORD_BASE_INPUT_H
#define AFTERWORD_BASE_INPUT_H

#include <stddef.h>

struct input_member {
	const char *name;
	size_t offset; /* of a const char * in the struct */
};

struct input_table {
	const struct input_member *members;
	size_t count;
};

#define INPUT(type, member) {#member, offsetof(type, member)}

/* The place of a member's text in the struct, or NULL when the table has no such member. */
const char **input_find(const struct input_table *table, const char *name, void *out);

#endif
