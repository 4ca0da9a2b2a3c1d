/* Schemas (JSON Schema 2020-12) from tables of inputs, fields and shapes. See openapi_parts.h. */
#include <assert.h>
#include <string.h>

#include "api/openapi_parts.h"

#define ID_PATTERN "^[0-9a-hjkmnp-tv-z]{13}$"

/* What is said of a value that has no members. */
struct kind {
	const char *type, *format, *pattern;
};

static const struct kind field_kinds[FIELD__MAX] = {
	[FIELD_INTEGER] = {"integer", "int64"},
	[FIELD_ID] = {"string", .pattern = ID_PATTERN},
	[FIELD_TIME] = {"string", "date-time"},
	[FIELD_NUMBER] = {"integer", "int64"},
	[FIELD_COUNT] = {"integer", "int64"},
	[FIELD_TEXT] = {"string"},
	[FIELD_FLAG] = {"boolean"},
	[FIELD_NAMED] = {"string"},
};

static const struct kind text_kinds[INPUT_AS__MAX] = {
	[INPUT_AS_TEXT] = {"string"},
	[INPUT_AS_NUMBER] = {"integer"},
	[INPUT_AS_ID] = {"string", .pattern = ID_PATTERN},
	[INPUT_AS_TIME] = {"string", "date-time"},
	[INPUT_AS_URL] = {"string", "uri"},
	[INPUT_AS_EMAIL] = {"string", "email"},
	[INPUT_AS_PASSWORD] = {"string", "password"},
};

static const struct kind input_kinds[INPUT_TYPE__MAX] = {
	[INPUT_TYPE_TEXTS] = {"array"},
	[INPUT_TYPE_NUMBER] = {"integer", "int64"},
	[INPUT_TYPE_INTEGER] = {"integer", "int64"},
	[INPUT_TYPE_FLAG] = {"boolean"},
	[INPUT_TYPE_OBJECT] = {"object"},
	[INPUT_TYPE_LIST] = {"array"},
};

/* RFC 9457. Open, since some problems have members of their own. */
static const struct shape_member mistake_members[] = {
	{"field", "The member, parameter or field; one of an object in a list as in `items[3].id`.",
		FIELD_TEXT},
	{"code", "What is wrong with it, for programs.", FIELD_TEXT},
	{"detail", "What would be right, for people.", FIELD_TEXT},
};
static const struct shape mistake_shape = {"Mistake", SHAPE_MEMBERS(mistake_members)};
static const struct shape_member problem_members[] = {
	{"type", "Which problem it is: the address of a page that explains it.", FIELD_TEXT},
	{"title", "What the problem is; the same each time.", FIELD_TEXT},
	{"status", "The status of the answer.", FIELD_INTEGER},
	{"detail", "What was wrong this time, for people.", FIELD_TEXT},
	{"request", "What the request is called in the server's log.", FIELD_TEXT},
	{"errors", "The mistakes in the input, up to 16 of them.", .of = &mistake_shape,
		.list = true, .optional = true},
};
const struct shape problem_shape = {"Problem", SHAPE_MEMBERS(problem_members)};

static void put_if(struct json_writer *json, const char *name, const char *text)
{
	if (text)
		json_put_text(json, name, text);
}

static void put_positive(struct json_writer *json, const char *name, int64_t number)
{
	if (number > 0)
		json_put_integer(json, name, number);
}

/* Into an open object: a kind of value, one of these names, or null. */
static void kind_put(
	struct json_writer *json, const struct kind *kind, const char *const *names, bool null)
{
	assert(kind->type);
	if (null) {
		json_open_array(json, "type");
		json_put_text(json, NULL, kind->type);
		json_put_text(json, NULL, "null");
		json_close_array(json);
	} else {
		json_put_text(json, "type", kind->type);
	}
	put_if(json, "format", kind->format);
	put_if(json, "pattern", kind->pattern);
	if (!names)
		return;
	json_open_array(json, "enum");
	for (; *names; names++)
		json_put_text(json, NULL, *names);
	if (null)
		json_put_text(json, NULL, NULL);
	json_close_array(json);
}

static void input_bounds_put(struct json_writer *json, const struct input_member *member)
{
	bool number = member->type == INPUT_TYPE_NUMBER || member->type == INPUT_TYPE_INTEGER ||
		      member->as == INPUT_AS_NUMBER;

	if (member->type == INPUT_TYPE_LIST) {
		json_put_integer(json, "minItems", member->needed ? 1 : 0);
		json_put_integer(json, "maxItems", (int64_t)member->of->limit);
	} else if (member->type == INPUT_TYPE_TEXTS) {
		json_put_integer(json, "maxItems", member->high);
	} else if (number) {
		json_put_integer(json, "minimum",
			member->type == INPUT_TYPE_NUMBER && !member->low ? 1 : member->low);
		put_positive(json, "maximum", member->high);
	} else {
		put_positive(json, "minLength", member->low);
		put_positive(json, "maxLength", member->high);
	}
}

static void input_members_put(struct openapi *api, const struct input_table *table);

/* Into an open object: what a text, or another member, may be. */
static void input_put(struct openapi *api, const struct input_member *member, bool null)
{
	const struct kind *kind = member->type == INPUT_TYPE_TEXT ? &text_kinds[member->as]
								  : &input_kinds[member->type];

	kind_put(&api->json, kind, member->names, null);
	input_bounds_put(&api->json, member);
	if (member->type == INPUT_TYPE_OBJECT)
		input_members_put(api, &member->of->table);
	if (member->type == INPUT_TYPE_LIST)
		schema_put_input(api, "items", &member->of->table);
	if (member->type == INPUT_TYPE_TEXTS) {
		json_open_object(&api->json, "items");
		kind_put(&api->json, &text_kinds[member->as], member->names, false);
		json_close_object(&api->json);
	}
}

/* Into an open object: what an object of the table may have. */
static void input_members_put(struct openapi *api, const struct input_table *table)
{
	struct json_writer *json = &api->json;
	size_t needed = 0;

	json_open_object(json, "properties");
	for (size_t i = 0; i < table->count; i++) {
		const struct input_member *member = &table->members[i];

		json_open_object(json, member->name);
		/* null is as good as absent */
		input_put(api, member, !member->needed);
		put_if(json, "description", member->what);
		json_close_object(json);
		needed += member->needed;
	}
	json_close_object(json);
	if (needed) {
		json_open_array(json, "required");
		for (size_t i = 0; i < table->count; i++)
			if (table->members[i].needed)
				json_put_text(json, NULL, table->members[i].name);
		json_close_array(json);
	}
	json_put_boolean(json, "additionalProperties", false);
}

void schema_put_input(struct openapi *api, const char *name, const struct input_table *table)
{
	json_open_object(&api->json, name);
	json_put_text(&api->json, "type", "object");
	input_members_put(api, table);
	json_close_object(&api->json);
}

void schema_put_parameter(struct openapi *api, const struct input_member *member)
{
	struct json_writer *json = &api->json;

	json_open_object(json, NULL);
	json_put_text(json, "name", member->name);
	json_put_text(json, "in", "query");
	put_if(json, "description", member->what);
	json_put_boolean(json, "required", member->needed);
	json_open_object(json, "schema");
	input_put(api, member, false);
	json_close_object(json);
	json_close_object(json);
}

/* Into an open object. */
static void reference_put(struct openapi *api, const struct shape *shape)
{
	char reference[64] = "#/components/schemas/";
	size_t i = 0;

	while (i < api->shape_count && api->shapes[i] != shape)
		i++;
	if (i == api->shape_count) {
		assert(i < OPENAPI_SHAPES);
		api->shapes[api->shape_count++] = shape;
	}
	strncat(reference, shape->name, sizeof(reference) - strlen(reference) - 1);
	json_put_text(&api->json, "$ref", reference);
}

void schema_put_reference(struct openapi *api, const char *name, const struct shape *shape)
{
	json_open_object(&api->json, name);
	reference_put(api, shape);
	json_close_object(&api->json);
}

/* Into an open object: an object, or null. */
static void reference_or_null_put(struct openapi *api, const struct shape *shape)
{
	json_open_array(&api->json, "anyOf");
	schema_put_reference(api, NULL, shape);
	json_open_object(&api->json, NULL);
	json_put_text(&api->json, "type", "null");
	json_close_object(&api->json);
	json_close_array(&api->json);
}

/* Into an open object: what a member is, or what each of its list is. */
static void value_put(struct openapi *api, const struct shape_member *member, bool null)
{
	if (!member->of)
		kind_put(&api->json, &field_kinds[member->type], member->names, null);
	else if (null)
		reference_or_null_put(api, member->of);
	else
		reference_put(api, member->of);
}

static void member_put(struct openapi *api, const struct shape_member *member)
{
	static const struct kind list = {"array"};
	struct json_writer *json = &api->json;

	json_open_object(json, member->name);
	if (member->list) {
		kind_put(json, &list, NULL, member->null);
		json_open_object(json, "items");
		value_put(api, member, false);
		json_close_object(json);
	} else {
		value_put(api, member, member->null);
	}
	put_if(json, "description", member->what);
	json_close_object(json);
}

void schema_put_members(struct openapi *api, const struct shape_member *members, size_t count)
{
	for (size_t i = 0; i < count; i++)
		member_put(api, &members[i]);
}

static void field_put(struct json_writer *json, const struct field *field, unsigned see)
{
	json_open_object(json, field->name);
	kind_put(json, &field_kinds[field->type], field->names, field->null & see);
	put_if(json, "description", field->what);
	json_close_object(json);
}

/* The members that are always there: fields are. */
static void required_put(struct json_writer *json, const struct shape *shape)
{
	json_open_array(json, "required");
	for (size_t i = 0; shape->fields && i < shape->fields->count; i++)
		if (shape->fields->fields[i].see & shape->see)
			json_put_text(json, NULL, shape->fields->fields[i].name);
	for (size_t i = 0; i < shape->count; i++)
		if (!shape->members[i].optional)
			json_put_text(json, NULL, shape->members[i].name);
	json_close_array(json);
}

/* `closed`: it has no other members. */
static void shape_put(struct openapi *api, const struct shape *shape, bool closed)
{
	struct json_writer *json = &api->json;

	json_open_object(json, shape->name);
	json_put_text(json, "type", "object");
	json_open_object(json, "properties");
	for (size_t i = 0; shape->fields && i < shape->fields->count; i++)
		if (shape->fields->fields[i].see & shape->see)
			field_put(json, &shape->fields->fields[i], shape->see);
	schema_put_members(api, shape->members, shape->count);
	json_close_object(json);
	required_put(json, shape);
	if (closed)
		json_put_boolean(json, "additionalProperties", false);
	json_close_object(json);
}

void schema_put_shapes(struct openapi *api)
{
	/* one refers to others, which are added behind it */
	for (size_t i = 0; i < api->shape_count; i++)
		shape_put(api, api->shapes[i], api->shapes[i] != &problem_shape);
}
