/* Readers' API: what a form needs. */
#include "api/comment_form.h"
#include "api/handlers.h"
#include "core/address.h"
#include "core/form_token.h"
#include "core/plain.h"
#include "core/url.h"

struct form_input {
	const char *page;
};

static const struct input_member members[] = {
	INPUT(struct form_input, page, .needed = true, .as = INPUT_AS_URL,
		.what = "The URL of the article."),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

static const struct shape_member field_members[] = {
	{"required", "Whether it is needed.", FIELD_FLAG},
	{"bytes", "How many it may have; absent where characters are counted.", FIELD_INTEGER,
		.optional = true},
	{"characters", "How many it may have; absent where bytes are counted.", FIELD_INTEGER,
		.optional = true},
};
static const struct shape field_shape = {"FormField", SHAPE_MEMBERS(field_members)};
static const struct shape_member fields_members[] = {
	{"name", "Whom the comment is from.", .of = &field_shape},
	{"email", "The address, which is never stored.", .of = &field_shape},
	{"website", "An address on the web.", .of = &field_shape},
	{"body", "The text.", .of = &field_shape},
};
static const struct shape fields_shape = {"FormFields", SHAPE_MEMBERS(fields_members)};
static const struct shape_member form_members[] = {
	{"form", "To be brought back as `form`.", FIELD_TEXT},
	{"empty", "The field that is hidden from people, and stays empty.", FIELD_TEXT},
	{"fields", "What is filled in.", .of = &fields_shape},
};
static const struct shape form_shape = {"Form", SHAPE_MEMBERS(form_members)};
const struct contract form_get_contract = {
	.id = "read_form",
	.summary = "What a form needs",
	.query = &table,
	.answers = ANSWERS({200, "The token, the fields, their limits.", &form_shape}),
	.problems = PROBLEMS({ERR_UNKNOWN_SITE}),
};

static enum err form_site(struct exchange *exchange, const struct url *page)
{
	struct site site;
	enum err err = sites_find(
		exchange->service->sites, page->origin, &exchange->arena, &exchange->fault, &site);

	if (err == ERR_NOT_FOUND)
		return fault_set(&exchange->fault, ERR_UNKNOWN_SITE,
			"No site here accepts pages of %.200s.", page->origin);
	return err;
}

static void field_put(
	struct json_writer *json, const char *name, bool required, const char *unit, int64_t limit)
{
	json_open_object(json, name);
	json_put_boolean(json, "required", required);
	json_put_integer(json, unit, limit);
	json_close_object(json);
}

static void plain_put(struct json_writer *json, enum plain plain)
{
	const struct plain_rule *rule = &plain_rules[plain];

	field_put(json, rule->field, rule->wanted != NULL,
		rule->unit == PLAIN_BYTES ? "bytes" : "characters", (int64_t)rule->limit);
}

enum err form_get(struct exchange *exchange)
{
	char token[FORM_TOKEN_SIZE];
	struct form_input input = {0};
	struct json_writer json;
	struct url page;
	enum err err = exchange_query(exchange, &table, &input);

	if (!err)
		err = url_page(input.page, "page", &exchange->arena, &exchange->fault, &page);
	if (!err)
		err = form_site(exchange, &page);
	if (err)
		return err;
	form_token_make(exchange->service->keys, page.text, exchange->now, token);
	json = answer_json(exchange, 200);
	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_put_text(&json, "form", token);
	json_put_text(&json, "empty", "subject");
	json_open_object(&json, "fields");
	plain_put(&json, PLAIN_NAME);
	field_put(&json, "email", true, "bytes", ADDRESS_LIMIT);
	field_put(&json, "website", false, "bytes", URL_WEBSITE_LIMIT);
	plain_put(&json, PLAIN_BODY);
	json_close_object(&json);
	json_close_object(&json);
	return ERR_OK;
}
