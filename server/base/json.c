/* JSON. See include/base/json.h. */
#include <jansson.h>
#include <string.h>

#include "base/id.h"
#include "base/json.h"
#include "base/time.h"

void json_init(struct text *out, struct json_writer *json)
{
	*json = (struct json_writer){.out = out};
}

/* A JSON string: RFC 8259, section 7. `value` is valid UTF-8. */
static void json_quote(struct text *out, const char *value)
{
	const char *from = value;

	text_add_char(out, '"');
	for (const char *at = value; *at; at++) {
		unsigned char c = (unsigned char)*at;

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		text_add(out, from, (size_t)(at - from));
		if (c == '\n')
			text_add_string(out, "\\n");
		else if (c < 0x20)
			text_add_format(out, "\\u%04x", c);
		else
			text_add(out, (char[]){'\\', (char)c}, 2);
		from = at + 1;
	}
	text_add_string(out, from);
	text_add_char(out, '"');
}

/* The comma and the name in front of a value. */
static void json_begin(struct json_writer *json, const char *name)
{
	if (json->comma)
		text_add_char(json->out, ',');
	if (name) {
		json_quote(json->out, name);
		text_add_char(json->out, ':');
	}
	json->comma = true;
}

static void json_open(struct json_writer *json, const char *name, char bracket)
{
	json_begin(json, name);
	text_add_char(json->out, bracket);
	json->comma = false;
}

static void json_close(struct json_writer *json, char bracket)
{
	text_add_char(json->out, bracket);
	json->comma = true;
}

void json_open_object(struct json_writer *json, const char *name)
{
	json_open(json, name, '{');
}

void json_close_object(struct json_writer *json)
{
	json_close(json, '}');
}

void json_open_array(struct json_writer *json, const char *name)
{
	json_open(json, name, '[');
}

void json_close_array(struct json_writer *json)
{
	json_close(json, ']');
}

void json_put_text(struct json_writer *json, const char *name, const char *value)
{
	json_begin(json, name);
	if (value)
		json_quote(json->out, value);
	else
		text_add_string(json->out, "null");
}

void json_put_integer(struct json_writer *json, const char *name, int64_t value)
{
	json_begin(json, name);
	text_add_format(json->out, "%lld", (long long)value);
}

void json_put_boolean(struct json_writer *json, const char *name, bool value)
{
	json_begin(json, name);
	text_add_string(json->out, value ? "true" : "false");
}

static void json_put_field(struct json_writer *json, const struct field *field, const char *at)
{
	int64_t number = 0;
	char text[TIME_SIZE]; /* also fits an id */

	if (field->type == FIELD_INTEGER || field->type == FIELD_ID || field->type == FIELD_TIME)
		memcpy(&number, at, sizeof(number));
	switch (field->type) {
	case FIELD_INTEGER:
		json_put_integer(json, field->name, number);
		break;
	case FIELD_ID:
		id_format(number, text);
		json_put_text(json, field->name, number ? text : NULL);
		break;
	case FIELD_TIME:
		time_format(number, text);
		json_put_text(json, field->name, number ? text : NULL);
		break;
	case FIELD_TEXT:
		json_put_text(json, field->name, *(const char *const *)(const void *)at);
		break;
	case FIELD_NAMED:
		json_put_text(json, field->name, field->names[*(const int *)(const void *)at]);
		break;
	case FIELD_BYTES:
	case FIELD__MAX:
		break;
	}
}

void json_put_fields(
	struct json_writer *json, const struct field_table *table, unsigned see, const void *row)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->fields[i].see & see)
			json_put_field(json, &table->fields[i],
				(const char *)row + table->fields[i].offset);
}

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

static enum err json_not_read(const json_error_t *error, struct fault *fault)
{
	if (json_error_code(error) == json_error_out_of_memory)
		return fault_set(fault, ERR_MEMORY, "There is no memory to read the body.");
	return fault_set(fault, ERR_BAD_JSON, "Line %d, column %d: %s.", error->line, error->column,
		json_flaw(json_error_code(error)));
}

static enum err json_member(const char *name, const json_t *value, const struct input_table *table,
	struct arena *arena, struct fault *fault, void *out)
{
	const char **place = input_find(table, name, out);

	if (!place)
		return fault_field(
			fault, name, "unknown", "There is no such member; leave it out.");
	if (json_is_null(value))
		return ERR_OK;
	if (!json_is_string(value))
		return fault_field(fault, name, "not_a_text", "The member must be a string.");
	*place = arena_copy(arena, json_string_value(value), json_string_length(value));
	if (!*place)
		return fault_set(fault, ERR_MEMORY, "The body needs more memory than it may use.");
	return ERR_OK;
}

enum err json_read(struct slice body, const struct input_table *table, struct arena *arena,
	struct fault *fault, void *out)
{
	enum err err = ERR_OK;
	const char *name;
	json_error_t error;
	json_t *value, *root;

	root = json_loadb(body.at ? body.at : "", body.length, JSON_REJECT_DUPLICATES, &error);
	if (!root)
		return json_not_read(&error, fault);
	if (!json_is_object(root)) {
		json_decref(root);
		return fault_set(fault, ERR_BAD_JSON, "The body must be one JSON object.");
	}
	json_object_foreach(root, name, value)
	{
		enum err one = json_member(name, value, table, arena, fault, out);

		if (one)
			err = one;
		if (err == ERR_MEMORY)
			break;
	}
	json_decref(root);
	return err;
}
