/* Writing JSON. See include/base/json.h. */
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

void json_put_id(struct json_writer *json, const char *name, int64_t id)
{
	char text[ID_SIZE];

	id_format(id, text);
	json_put_text(json, name, id ? text : NULL);
}

static void json_put_field(struct json_writer *json, const struct field *field, const char *at)
{
	int64_t number = 0;
	char text[TIME_SIZE];

	if (field->type != FIELD_TEXT && field->type != FIELD_BYTES && field->type != FIELD_NAMED)
		memcpy(&number, at, sizeof(number));
	switch (field->type) {
	case FIELD_INTEGER:
		json_put_integer(json, field->name, number);
		break;
	case FIELD_COUNT:
		if (number >= 0)
			json_put_integer(json, field->name, number);
		else
			json_put_text(json, field->name, NULL);
		break;
	case FIELD_NUMBER:
		if (number)
			json_put_integer(json, field->name, number);
		else
			json_put_text(json, field->name, NULL);
		break;
	case FIELD_ID:
		json_put_id(json, field->name, number);
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
	case FIELD_FLAG:
		json_put_boolean(json, field->name, *(const bool *)at);
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

void json_put_rows(struct json_writer *json, const char *name, const struct field_table *table,
	unsigned see, const void *rows, size_t count)
{
	json_open_array(json, name);
	for (size_t i = 0; i < count; i++) {
		json_open_object(json, NULL);
		json_put_fields(json, table, see, (const char *)rows + i * table->size);
		json_close_object(json);
	}
	json_close_array(json);
}
