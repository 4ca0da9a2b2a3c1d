/* For those who run the server: whether it lives, whether it can write, what errors mean. */
#include <string.h>

#include "api/handlers.h"
#include "api/html.h"
#include "api/routes.h"

static const struct shape_member state_members[] = {
	{"state", "That it does what was asked about.", FIELD_TEXT},
};
static const struct shape state_shape = {"ServerState", SHAPE_MEMBERS(state_members)};
const struct contract health_contract = {
	.id = "read_health",
	.summary = "Whether the process lives",
	.answers = ANSWERS({200, "It does.", &state_shape}),
};
const struct contract ready_contract = {
	.id = "read_readiness",
	.summary = "Whether a comment could be stored",
	.description = "Goes all the way of one: the writer, the disk, the sync.",
	.answers = ANSWERS({200, "It could.", &state_shape}),
};
const struct contract root_contract = {
	.id = "show_root",
	.summary = "The demo article, where there is one",
	.answers = ANSWERS({303, "On to the article.", .headers = HEADER_LOCATION}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};
const struct contract problem_contract = {
	.id = "show_problem",
	.summary = "What a problem means",
	.description = "The `type` of a problem is the address of such a page.",
	.answers = ANSWERS({200, "The page.", .type = HTML_TYPE}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
	.pages = true,
};

static enum err answer_state(struct exchange *exchange, const char *state)
{
	struct json_writer json = answer_json(exchange, 200);

	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_put_text(&json, "state", state);
	json_close_object(&json);
	return ERR_OK;
}

enum err health_get(struct exchange *exchange)
{
	return answer_state(exchange, "alive");
}

static enum err ready_write(struct exchange *exchange, struct store *store)
{
	(void)exchange;
	return store_heartbeat(store);
}

static enum err ready_finish(struct exchange *exchange)
{
	return answer_state(exchange, "ready");
}

/* Goes all the way of a comment: the writer, the disk, the sync. */
enum err ready_get(struct exchange *exchange)
{
	exchange_write(exchange, NULL, ready_write, ready_finish);
	return ERR_OK;
}

enum err root_get(struct exchange *exchange)
{
	if (!exchange->service->settings->demo)
		return fault_set(&exchange->fault, ERR_NOT_FOUND, "There is no such resource.");
	answer_header(exchange, "Cache-Control", "no-store");
	return answer_see_other(exchange, DEMO_PATH);
}

enum err problem_get(struct exchange *exchange)
{
	for (enum err err = ERR_OK + 1; err < ERR__MAX; err++) {
		const struct err_info *info = err_info(err);
		struct text content;

		if (strcmp(info->slug, exchange->params[0]) != 0)
			continue;
		text_init(ANSWER_MAX, &content);
		html_fill(&content, exchange->language, "message.html",
			SLOT_TEXT("heading", info->slug), SLOT_TEXT("detail", info->title),
			SLOT_HTML("request", ""));
		return html_page(exchange, 200, info->title, &content, "'none'");
	}
	return fault_set(&exchange->fault, ERR_NOT_FOUND, "There is no problem of this name.");
}
