/* For those who run the server: whether it lives, whether it can write, what errors mean. */
#include <string.h>

#include "api/handlers.h"
#include "api/html.h"
#include "api/routes.h"

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
	return store_heartbeat(store, exchange->now);
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
	exchange->answer.status = 303;
	answer_header(exchange, "Location", DEMO_PATH);
	answer_header(exchange, "Cache-Control", "no-store");
	return ERR_OK;
}

enum err problem_get(struct exchange *exchange)
{
	for (enum err err = ERR_OK + 1; err < ERR__MAX; err++) {
		const struct err_info *info = err_info(err);
		struct text content;

		if (strcmp(info->slug, exchange->params[0]) != 0)
			continue;
		text_init(ANSWER_MAX, &content);
		html_fill(&content, "message.html", SLOT_TEXT("heading", info->slug),
			SLOT_TEXT("detail", info->title));
		return html_page(exchange, 200, info->title, &content, "'none'");
	}
	return fault_set(&exchange->fault, ERR_NOT_FOUND, "There is no problem of this name.");
}
