/* Reading JSON by a table. See include/base/json.h. */
#include <assert.h>
#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "base/json.h"
#include "base/time.h"

/* In words of ours: jansson's quote the body, and what is in it need not be told again. */
static const char *json_flaw(enum json_error_code code)
{
	static const struct {
		enum json_error_code code;
		const char *words;
	} flaws[] = {
		{json_error_premature_end_of_input, "the text ends too early"},
		{json_error_end_of_input_expected, "the object ends here, and more follows"},
		{json_error_invalid_utf8, "this is not UTF-8"},
		{json_error_null_character, "texts must not have NUL characters"},
		{json_error_null_byte_in_key, "texts must not have NUL characters"},
		{json_error_duplicate_key, "this member was given before"},
		{json_error_stack_overflow, "it is nested too deep"},
		{json_error_numeric_overflow, "this number is too large"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(flaws); i++)
		if (flaws[i].code == code)
			return flaws[i].words;
	return "this is not JSON";
}

/*
 * Jansson does not always say that it was memory: the body looks wrong then, or what it gives lacks
 * a character (its lex_save, 2.14).
 */
static _Thread_local bool starved;

static void *json_allocate(size_t size)
{
	void *at = malloc(size);

	starved |= !at;
	return at;
}

static void json_begin(void)
{
	json_set_alloc_funcs(json_allocate, free);
}

static enum err json_not_read(const json_error_t *error, struct fault *fault)
{
	if (starved)
		return fault_set(fault, ERR_MEMORY, "There is no memory to read the body.");
	return fault_set(fault, ERR_BAD_JSON, "Line %d, column %d: %s.", error->line, error->column,
		json_flaw(json_error_code(error)));
}

/* `what`: that must be an object. */
static enum err json_load(struct slice body, const char *what, struct fault *fault, json_t **object)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	json_error_t error;
	json_t *root;

	pthread_once(&once, json_begin);
	starved = false;
	root = json_loadb(body.at ? body.at : "", body.length, JSON_REJECT_DUPLICATES, &error);
	if (!root || starved) {
		json_decref(root);
		return json_not_read(&error, fault);
	}
	if (!json_is_object(root)) {
		json_decref(root);
		return fault_set(fault, ERR_BAD_JSON, "%s must be one JSON object.", what);
	}
	*object = root;
	return ERR_OK;
}

/* A reader: where it is, for the names of mistakes, as in `items[3].`. */
struct json_reader {
	struct arena *arena;
	struct fault *fault;
	char path[32];
};

static enum err reader_no_memory(struct json_reader *reader)
{
	return fault_set(reader->fault, ERR_MEMORY, "The body needs more memory than it may use.");
}

static enum err reader_mistake(
	struct json_reader *reader, const char *name, const char *code, const char *detail)
{
	char whole[sizeof(reader->path) + 64];

	snprintf(whole, sizeof(whole), "%s%.63s", reader->path, name);
	return fault_field(reader->fault, whole, code, "%s", detail);
}

/* What is said of a value that a member cannot have. */
static const struct {
	const char *code, *detail;
} misfits[INPUT_TYPE__MAX] = {
	[INPUT_TYPE_TEXT] = {"not_a_text", "The member must be a string."},
	[INPUT_TYPE_TEXTS] = {"not_here", "The member is for forms alone."},
	[INPUT_TYPE_NUMBER] = {"not_a_number", "The member must be a whole number, 1 or more."},
	[INPUT_TYPE_INTEGER] = {"not_a_number", "The member must be a whole number."},
	[INPUT_TYPE_FLAG] = {"not_a_boolean", "The member must be true or false."},
	[INPUT_TYPE_OBJECT] = {"not_an_object", "The member must be an object."},
	[INPUT_TYPE_LIST] = {"not_a_list", "The member must be an array of objects."},
};

static enum err reader_misfit(struct json_reader *reader, const char *name, enum input_type type)
{
	return reader_mistake(reader, name, misfits[type].code, misfits[type].detail);
}

static enum err reader_object(
	struct json_reader *reader, json_t *object, const struct input_table *table, void *out);

/* An object inside of another; `number` of a list, or -1. */
static enum err reader_inner(struct json_reader *reader, json_t *value,
	const struct input_member *member, int number, void *out)
{
	char name[sizeof(reader->path) - 1];
	enum err err;

	/* the tables are one deep */
	assert(!*reader->path);
	if (number < 0)
		snprintf(name, sizeof(name), "%s", member->name);
	else
		snprintf(name, sizeof(name), "%s[%d]", member->name, number);
	if (!json_is_object(value))
		return reader_misfit(reader, name, INPUT_TYPE_OBJECT);
	snprintf(reader->path, sizeof(reader->path), "%s.", name);
	err = reader_object(reader, value, &member->of->table, out);
	*reader->path = '\0';
	return err;
}

static enum err reader_list(struct json_reader *reader, json_t *value,
	const struct input_member *member, struct input_list *list)
{
	size_t count = json_array_size(value);
	enum err err = ERR_OK;

	if (count > member->of->limit)
		return fault_field(reader->fault, member->name, "too_many",
			"It has %zu items; at most %zu are allowed.", count, member->of->limit);
	list->at = arena_alloc(reader->arena, count * member->of->size + 1);
	if (!list->at)
		return reader_no_memory(reader);
	list->count = count;
	for (size_t i = 0; err != ERR_MEMORY && i < count; i++) {
		enum err one = reader_inner(reader, json_array_get(value, i), member, (int)i,
			(char *)list->at + i * member->of->size);

		if (one)
			err = one;
	}
	return err;
}

static enum err reader_text(struct json_reader *reader, const json_t *value, const char **place)
{
	*place = arena_copy(reader->arena, json_string_value(value), json_string_length(value));
	return *place ? ERR_OK : reader_no_memory(reader);
}

static enum err reader_member(
	struct json_reader *reader, json_t *value, const struct input_member *member, void *place)
{
	switch (member->type) {
	case INPUT_TYPE_TEXT:
		if (json_is_string(value))
			return reader_text(reader, value, place);
		break;
	case INPUT_TYPE_NUMBER:
		if (json_integer_value(value) > 0) {
			*(int64_t *)place = json_integer_value(value);
			return ERR_OK;
		}
		break;
	case INPUT_TYPE_INTEGER:
		if (json_is_integer(value)) {
			*(struct input_integer *)place =
				(struct input_integer){json_integer_value(value), true};
			return ERR_OK;
		}
		break;
	case INPUT_TYPE_FLAG:
		if (json_is_boolean(value)) {
			*(bool *)place = json_is_true(value);
			return ERR_OK;
		}
		break;
	case INPUT_TYPE_OBJECT:
		if (!json_is_object(value))
			break;
		*(void **)place = arena_alloc(reader->arena, member->of->size);
		if (!*(void **)place)
			return reader_no_memory(reader);
		return reader_inner(reader, value, member, -1, *(void **)place);
	case INPUT_TYPE_LIST:
		if (json_is_array(value))
			return reader_list(reader, value, member, place);
		break;
	case INPUT_TYPE_TEXTS:
	case INPUT_TYPE__MAX:
		break;
	}
	return reader_misfit(reader, member->name, member->type);
}

static enum err reader_object(
	struct json_reader *reader, json_t *object, const struct input_table *table, void *out)
{
	enum err err = ERR_OK;
	const char *name;
	json_t *value;

	json_object_foreach(object, name, value)
	{
		const struct input_member *member = input_member(table, name);
		enum err one = ERR_OK;

		if (!member)
			one = reader_mistake(
				reader, name, "unknown", "There is no such member; leave it out.");
		else if (!json_is_null(value))
			one = reader_member(reader, value, member, (char *)out + member->offset);
		if (one)
			err = one;
		if (err == ERR_MEMORY)
			break;
	}
	return err;
}

enum err json_read(struct slice body, const struct input_table *table, struct arena *arena,
	struct fault *fault, void *out)
{
	struct json_reader reader = {.arena = arena, .fault = fault, .path = ""};
	json_t *root;
	enum err err = json_load(body, "The body", fault, &root);

	if (err)
		return err;
	err = reader_object(&reader, root, table, out);
	json_decref(root);
	return err;
}

/* What is said of a value that a field cannot have. */
static const struct {
	const char *code, *detail;
} field_misfits[FIELD__MAX] = {
	[FIELD_INTEGER] = {"not_a_number", "The member must be a whole number, 0 or more."},
	[FIELD_NUMBER] = {"not_a_number", "The member must be a whole number, 1 or more."},
	[FIELD_COUNT] = {"not_a_number", "The member must be a whole number, 0 or more."},
	[FIELD_ID] = {"not_an_id", "The member must be an id, 13 characters."},
	[FIELD_TIME] = {"not_a_time",
		"The member must be a time such as 2026-11-24T09:30:00.000Z, after 1970."},
	[FIELD_TEXT] = {"not_a_text", "The member must be a string."},
	[FIELD_FLAG] = {"not_a_boolean", "The member must be true or false."},
	[FIELD_NAMED] = {"unknown_value", "The member must be one of its names."},
};

/* The number that a text stands for. */
static bool field_number(const struct field *field, const json_t *value, int64_t *number)
{
	const char *text = json_string_value(value);

	switch (field->type) {
	case FIELD_ID:
		return text && id_parse(text, number) && *number;
	case FIELD_TIME:
		return text && time_parse(text, number) && *number > 0;
	default:
		*number = json_integer_value(value);
		return json_is_integer(value) && *number >= (field->type == FIELD_NUMBER);
	}
}

static enum err reader_field(
	struct json_reader *reader, const json_t *value, const struct field *field, char *place)
{
	int64_t number;
	int index;

	switch (field->type) {
	case FIELD_INTEGER:
	case FIELD_NUMBER:
	case FIELD_COUNT:
	case FIELD_ID:
	case FIELD_TIME:
		if (!field_number(field, value, &number))
			break;
		memcpy(place, &number, sizeof(number));
		return ERR_OK;
	case FIELD_TEXT:
		if (!json_is_string(value))
			break;
		return reader_text(reader, value, (const char **)(void *)place);
	case FIELD_FLAG:
		if (!json_is_boolean(value))
			break;
		*(bool *)place = json_is_true(value);
		return ERR_OK;
	case FIELD_NAMED:
		index = json_is_string(value)
				? field_name_index(field->names, json_string_value(value))
				: -1;
		if (index < 0)
			break;
		memcpy(place, &index, sizeof(index));
		return ERR_OK;
	case FIELD_BYTES:
	case FIELD__MAX:
		break;
	}
	return reader_mistake(reader, field->name, field_misfits[field->type].code,
		field_misfits[field->type].detail);
}

/* Which fields are there; those that are nobody's are mistakes. */
static enum err reader_row(struct json_reader *reader, json_t *object,
	const struct field_table *table, unsigned see, char *out)
{
	size_t found = 1; /* its kind */
	enum err err = ERR_OK;
	const char *name;
	json_t *value;

	for (size_t i = 0; err != ERR_MEMORY && i < table->count; i++) {
		const struct field *field = &table->fields[i];
		enum err one = ERR_OK;

		if (!(field->see & see))
			continue;
		value = json_object_get(object, field->name);
		found += value != NULL;
		if (value && !json_is_null(value))
			one = reader_field(reader, value, field, out + field->offset);
		else if (!(field->null & see))
			one = reader_mistake(
				reader, field->name, "required", "The member must be there.");
		if (one)
			err = one;
	}
	if (err == ERR_MEMORY || found == json_object_size(object))
		return err;
	json_object_foreach(object, name, value)
	{
		size_t i = 0;

		while (i < table->count &&
			(!(table->fields[i].see & see) || strcmp(table->fields[i].name, name) != 0))
			i++;
		if (i == table->count && strcmp(name, "kind") != 0)
			err = reader_mistake(
				reader, name, "unknown", "There is no such member; leave it out.");
	}
	return err;
}

static enum err reader_kind(struct json_reader *reader, const json_t *object,
	const struct json_kind *kinds, size_t count, size_t *kind)
{
	const char *name = json_string_value(json_object_get(object, "kind"));

	for (*kind = 0; name && *kind < count; ++*kind)
		if (strcmp(kinds[*kind].name, name) == 0)
			return ERR_OK;
	return reader_mistake(reader, "kind", "unknown", "There is no such kind of line.");
}

enum err json_read_row(struct slice body, const struct json_kind *kinds, size_t count, unsigned see,
	struct arena *arena, struct fault *fault, size_t *kind, void *out)
{
	struct json_reader reader = {.arena = arena, .fault = fault, .path = ""};
	json_t *root;
	enum err err = json_load(body, "A line", fault, &root);

	if (err)
		return err;
	err = reader_kind(&reader, root, kinds, count, kind);
	if (!err) {
		memset(out, 0, kinds[*kind].table->size);
		err = reader_row(&reader, root, kinds[*kind].table, see, out);
	}
	json_decref(root);
	return err;
}
