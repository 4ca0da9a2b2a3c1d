/* See page_events.h. Readers' API: listening to a page. */
#include <string.h>

#include "api/handlers.h"
#include "api/page_events.h"
#include "core/moderation.h"
#include "core/url.h"

static void event_publish(const struct exchange *exchange, int64_t page, struct slice fields)
{
	uint64_t topics[HUB_TOPICS] = {0};
	size_t count = 0;

	for (const struct page_change *change = exchange->changes; change; change = change->next) {
		if (change->page != page)
			continue;
		topics[count++] = change->tag;
		if (count < HUB_TOPICS)
			continue;
		hub_publish(exchange->service->page_hub, topics, fields);
		memset(topics, 0, sizeof(topics));
		count = 0;
	}
	if (count)
		hub_publish(exchange->service->page_hub, topics, fields);
}

/* An event being written: its name, and an object as its data. */
struct event {
	struct text text;
	struct json_writer json;
};

static void event_begin(const char *name, struct event *event)
{
	text_init(HUB_EVENT_MAX, &event->text);
	text_add_format(&event->text, "event: %s\ndata: ", name);
	json_init(&event->text, &event->json);
	json_open_object(&event->json, NULL);
}

static void event_end(const struct exchange *exchange, int64_t page, struct event *event)
{
	json_close_object(&event->json);
	text_add_char(&event->text, '\n');
	if (text_status(&event->text) == ERR_OK)
		event_publish(exchange, page, (struct slice){event->text.at, event->text.length});
	else
		hub_reset(exchange->service->page_hub);
	text_finish(&event->text);
}

void event_shown(const struct exchange *exchange, const struct comment *place, int64_t seen)
{
	int64_t sees = comment_seen(place);
	struct event event;

	if (sees == seen || !hub_heard(exchange->service->page_hub))
		return;
	event_begin(!seen ? "published" : sees ? "changed" : "gone", &event);
	json_put_id(&event.json, "id", place->id);
	if (sees)
		json_put_id(&event.json, "parent", place->parent);
	event_end(exchange, place->page, &event);
}

void event_page(const struct exchange *exchange, const struct page *page)
{
	struct event event;

	if (!hub_heard(exchange->service->page_hub))
		return;
	event_begin("page", &event);
	json_put_text(&event.json, "state", page_state_names[page->state]);
	event_end(exchange, page->id, &event);
}

void event_page_renewed(const struct exchange *exchange, int64_t page)
{
	static const char reset[] = HUB_RESET;
	bool renewed = false;

	for (struct page_change *change = exchange->changes; change; change = change->next)
		if (change->page == page) {
			renewed = change->renewed;
			change->renewed = true;
		}
	if (!renewed)
		event_publish(exchange, page, (struct slice){reset, strlen(reset)});
}

struct page_events_input {
	const char *page, *after;
};

static const struct input_member members[] = {
	INPUT(struct page_events_input, page, .needed = true, .as = INPUT_AS_URL,
		.what = "The URL of the article, be it an alias or one that nobody has commented "
			"on."),
	INPUT(struct page_events_input, after,
		.what = "As the header Last-Event-ID, which counts where both are given."),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

const struct contract page_events_contract = {
	.id = "listen_to_page",
	.summary = "What changes under an article, as it changes",
	.description =
		"Server-sent events, each with a JSON object as its data. `reset`: read the "
		"comments now, what you know may be out of date; `published`: a comment is public; "
		"`changed`: its text is another; `gone`: it is public no more; `page`: comments "
		"are taken no more, or again. None has a text: that is read with the comments.",
	.query = &table,
	.headers = HEADER_LAST_EVENT_ID,
	.answers = ANSWERS({200, "Events, until who listens leaves; after an hour, come again.",
		.type = "text/event-stream"}),
	.problems = PROBLEMS({ERR_UNKNOWN_SITE}),
};

static enum err page_events_topic(
	struct exchange *exchange, const char *page, struct listening *listening)
{
	struct fault *fault = &exchange->fault;
	struct site site;
	struct url url;
	enum err err = url_page(page, "page", &exchange->arena, fault, &url);

	if (err == ERR_MEMORY)
		return fault_set(fault, err, "There is no memory for the request.");
	if (fault->err)
		return fault->err;
	err = sites_find(exchange->service->sites, url.origin, &exchange->arena, fault, &site);
	if (err == ERR_NOT_FOUND)
		return fault_set(fault, ERR_UNKNOWN_SITE, "No site here accepts pages of %.200s.",
			url.origin);
	listening->topic = exchange_page_tag(url.text);
	return err;
}

enum err page_events_get(struct exchange *exchange)
{
	struct listening *listening = exchange_alloc(exchange, sizeof(*listening));
	const char *last = exchange_header(exchange, "Last-Event-ID");
	struct page_events_input input = {0};
	enum err err;

	if (!listening)
		return ERR_MEMORY;
	err = exchange_query(exchange, &table, &input);
	if (err && err != ERR_INVALID_INPUT)
		return err;
	err = page_events_topic(exchange, input.page, listening);
	if (err)
		return err;
	listening->hub = exchange->service->page_hub;
	listening->in_gallery = true;
	listening->after = last ? last : input.after;
	exchange_listen(exchange, listening);
	return ERR_OK;
}
