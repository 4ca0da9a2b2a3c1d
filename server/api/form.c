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
	INPUT(struct form_input, page),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

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
