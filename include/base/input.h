/*
 * What a request's body or query may hold: named members, each with its place in a struct. The
 * same table reads JSON (base/json.h) and forms (base/form.h); a form has texts only. It is also
 * what /openapi.json says of them: of each member what it is for, and what its text may be, which
 * whoever reads the struct has to check.
 *
 *   INPUT(struct list_input, after, .as = INPUT_AS_ID, .what = "The `next` of the part before."),
 */
#ifndef AFTERWORD_BASE_INPUT_H
#define AFTERWORD_BASE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum input_type {
	INPUT_TYPE_TEXT,    /* const char *; NULL: absent */
	INPUT_TYPE_TEXTS,   /* struct input_texts: what a form gives several times; not in JSON */
	INPUT_TYPE_NUMBER,  /* int64_t of at least 1; 0: absent */
	INPUT_TYPE_INTEGER, /* struct input_integer */
	INPUT_TYPE_FLAG,    /* bool; false: absent */
	INPUT_TYPE_OBJECT,  /* void *, a struct as `of` says; NULL: absent */
	INPUT_TYPE_LIST,    /* struct input_list of such structs */
	INPUT_TYPE__MAX
};

/* What a text is. */
enum input_as {
	INPUT_AS_TEXT,
	INPUT_AS_NUMBER,
	INPUT_AS_ID,   /* base/id.h */
	INPUT_AS_TIME, /* RFC 3339 */
	INPUT_AS_URL,
	INPUT_AS_EMAIL,
	INPUT_AS_PASSWORD,
	INPUT_AS__MAX
};

struct input_object;

struct input_member {
	const char *name;
	size_t offset;
	enum input_type type;
	enum input_as as;
	const struct input_object *of;
	const char *what;         /* a sentence or more; Markdown */
	const char *const *names; /* a text is one of these; NULL-terminated */
	int64_t low, high; /* of a number, a text's characters, or texts; 0: no bound is told */
	bool needed;
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

struct input_texts {
	const char **at;
	size_t count;
};

struct input_list {
	void *at;
	size_t count;
};

/* Behind the member stands, by name, what is told of it: .what = "…", .needed = true */
#define INPUT(type_, ...)        INPUT_ROW(type_, __VA_ARGS__, .type = INPUT_TYPE_TEXT)
#define INPUT_TEXTS(type_, ...)  INPUT_ROW(type_, __VA_ARGS__, .type = INPUT_TYPE_TEXTS)
#define INPUT_NUMBER(type_, ...) INPUT_ROW(type_, __VA_ARGS__, .type = INPUT_TYPE_NUMBER)
#define INPUT_FLAG(type_, ...)   INPUT_ROW(type_, __VA_ARGS__, .type = INPUT_TYPE_FLAG)
#define INPUT_OBJECT(type_, member_, ...)                                                          \
	INPUT_ROW(type_, member_, .type = INPUT_TYPE_OBJECT, .of = __VA_ARGS__)
#define INPUT_LIST(type_, member_, ...)                                                            \
	INPUT_ROW(type_, member_, .type = INPUT_TYPE_LIST, .of = __VA_ARGS__)
#define INPUT_ROW(type_, member_, ...)                                                             \
	{.name = #member_, .offset = offsetof(type_, member_), __VA_ARGS__}
/* A member of a struct that is itself a member, `inner`. */
#define INPUT_IN(type_, inner_, ...)                                                               \
	INPUT_IN_ROW(type_, inner_, __VA_ARGS__, .type = INPUT_TYPE_TEXT)
#define INPUT_IN_ROW(type_, inner_, member_, ...)                                                  \
	{.name = #member_, .offset = offsetof(type_, inner_.member_), __VA_ARGS__}

/* The row of a member, or NULL. */
const struct input_member *input_member(const struct input_table *table, const char *name);

/* The place of a text in the struct, or NULL when the table has no such text. */
const char **input_text(const struct input_table *table, const char *name, void *out);

#endif
