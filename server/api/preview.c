/* Preview: the HTML that a body would be published as. */
#include "api/handlers.h"
#include "api/inputs.h"
#include "core/plain.h"
#include "core/thread.h"

struct preview_input {
	const char *body;
};

static const struct input_member members[] = {INPUT(struct preview_input, body, .needed = true,
	.high = PLAIN_BODY_LIMIT, .what = "What would be sent as the body of a comment.")};
static const struct input_table table = {members, ARRAY_SIZE(members)};

static const struct shape_member shape_members[] = {
	{"html", "The bytes that would be published.", FIELD_TEXT},
};
static const struct shape shape = {"Preview", SHAPE_MEMBERS(shape_members)};
const struct contract preview_contract = {
	.id = "preview",
	.summary = "A body as the HTML that would be published",
	.query = &language_table,
	.body = &table,
	.answers = ANSWERS({200, "The HTML.", &shape}),
};

enum err preview_post(struct exchange *exchange)
{
	struct preview_input input = {0};
	struct comment comment = {0};
	struct json_writer json;
	enum err err = exchange_input(exchange, &table, &input);

	if (!err)
		err = plain_check(&plain_rules[PLAIN_BODY], input.body, &exchange->arena,
			&exchange->fault, &comment.body);
	if (!err)
		err = comment_render(&comment, &exchange->arena, &exchange->fault);
	if (err)
		return err;
	json = answer_json(exchange, 200);
	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_put_text(&json, "html", comment.html);
	json_close_object(&json);
	return ERR_OK;
}
