/*
 * The shape of an object in an answer: the fields of a row that are in it, and the members beside
 * them. Answers are written by json_put_fields and by hand, /openapi.json is made from shapes, and
 * every answer that a test of the API gets is held against it: one that has another shape fails.
 *
 *   static const struct shape_member list_members[] = {
 *           SHAPE_ITEMS(&point_shape), SHAPE_NEXT,
 *   };
 *   const struct shape point_shape = {"Point", &point_table, SEE_READERS};
 *   const struct shape list_shape = {"Points", SHAPE_MEMBERS(list_members)};
 */
#ifndef AFTERWORD_BASE_SHAPE_H
#define AFTERWORD_BASE_SHAPE_H

#include <stdbool.h>

#include "base/field.h"

struct shape;

struct shape_member {
	const char *name;
	const char *what;         /* as in a field table */
	enum field_type type;     /* of a value that has no members */
	bool list;                /* an array of such values */
	bool null;                /* it may be null */
	bool optional;            /* it may be absent */
	const char *const *names; /* FIELD_NAMED */
	const struct shape *of;   /* of an object; then there is no type */
};

struct shape {
	const char *name; /* in the document; a noun, as in Comment */
	const struct field_table *fields;
	unsigned see; /* of the fields, those that these may see */
	const struct shape_member *members;
	size_t count;
};

#define SHAPE_MEMBERS(members_) .members = members_, .count = ARRAY_SIZE(members_)

/* What lists have. */
#define SHAPE_ITEMS(of_)                                                                           \
	{.name = "items", .of = of_, .list = true, .what = "This part of the list."}
#define SHAPE_NEXT                                                                                 \
	{.name = "next",                                                                           \
		.type = FIELD_ID,                                                                  \
		.null = true,                                                                      \
		.what = "The `after` of the part that follows; null: this is the last one."}
#define SHAPE_PREVIOUS                                                                             \
	{.name = "previous",                                                                       \
		.type = FIELD_ID,                                                                  \
		.null = true,                                                                      \
		.what = "The `before` of the part that goes before; null: this is the first one."}

#endif
