/* See events.h. Moderators' API: listening to them. */
#include <string.h>

#include "api/counts.h"
#include "api/events.h"
#include "api/handlers.h"
#include "base/time.h"

static uint64_t topic_of(const char *site)
{
	return hub_topic("moderation", site ? site : ""); /* "" is no site */
}

/* An event being written: its name, and an object as its data. */
struct event {
	struct text text;
	struct json_writer json;
};

static void event_begin(const char *name, int64_t comment, const char *site, struct event *event)
{
	text_init(HUB_EVENT_MAX, &event->text);
	text_add_format(&event->text, "event: %s\ndata: ", name);
	json_init(&event->text, &event->json);
	json_open_object(&event->json, NULL);
	json_put_id(&event->json, "id", comment);
	json_put_text(&event->json, "site", site);
}

static void event_publish(struct hub *hub, const char *site, struct event *event)
{
	const uint64_t topics[HUB_TOPICS] = {topic_of(site), topic_of(NULL)};

	json_close_object(&event->json);
	text_add_char(&event->text, '\n');
	if (text_status(&event->text) == ERR_OK)
		hub_publish(hub, topics, (struct slice){event->text.at, event->text.length});
	else
		hub_reset(hub);
	text_finish(&event->text);
}

void event_arrived(struct hub *hub, const struct submission *submission)
{
	const char *site = submission->site.id;
	struct event event;

	if (!hub_heard(hub))
		return;
	event_begin("arrived", submission->id, site, &event);
	json_put_text(&event.json, "state", comment_state_names[submission->state]);
	event_publish(hub, site, &event);
}

void event_decided(struct hub *hub, const struct comment *place, const char *by, int64_t batch)
{
	struct event event;

	if (!hub_heard(hub))
		return;
	event_begin("decided", place->id, place->site, &event);
	json_put_integer(&event.json, "revision", place->revision);
	json_put_text(&event.json, "state", comment_state_names[place->state]);
	json_put_text(&event.json, "by", by);
	json_put_id(&event.json, "batch", batch);
	event_publish(hub, place->site, &event);
}

void event_reported(struct hub *hub, int64_t comment, const char *site, int64_t open)
{
	struct event event;

	if (!hub_heard(hub))
		return;
	event_begin("reported", comment, site, &event);
	json_put_integer(&event.json, "open_reports", open);
	event_publish(hub, site, &event);
}

void event_claimed(struct hub *hub, const struct claim *claim)
{
	char until[TIME_SIZE];
	struct event event;

	time_format(claim->until, until);
	event_begin("claimed", claim->comment, claim->site, &event);
	json_put_text(&event.json, "by", claim->by);
	json_put_text(&event.json, "until", until);
	event_publish(hub, claim->site, &event);
}

void event_released(struct hub *hub, const struct claim *claim)
{
	struct event event;

	event_begin("released", claim->comment, claim->site, &event);
	json_put_text(&event.json, "by", claim->by);
	event_publish(hub, claim->site, &event);
}

struct events_input {
	const char *site, *after;
};

static const struct input_member members[] = {
	INPUT(struct events_input, site,
		.what = "The site whose events are told; needed by who may see several, and not "
			"all."),
	INPUT(struct events_input, after,
		.what = "As the header Last-Event-ID, which counts where both are given."),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

const struct contract events_contract = {
	.id = "listen",
	.summary = "What happens to comments, as it happens",
	.description =
		"Server-sent events, each with a JSON object as its data. `reset`: read the list "
		"now, what you know may be out of date; `arrived`: a comment was "
		"left; `decided`: its state or its text has changed; `reported`: a reader has "
		"reported it, or its reports were seen to; `claimed`, `released`: "
		"somebody reads it, or reads it no more; `counts`: how many comments are in each "
		"state, after other events.",
	.query = &table,
	.headers = HEADER_LAST_EVENT_ID,
	.answers = ANSWERS({200, "Events, until who listens leaves; after an hour, come again.",
		.type = "text/event-stream"}),
};

/* How many comments are in each state, after something has moved. */
static enum err events_sum(struct exchange *exchange, struct arena *arena, struct text *out)
{
	const char *site = exchange->listening->site;
	struct json_writer json;
	struct counts counts;
	struct store *store;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	err = counts_read(store, site, arena, &counts);
	exchange_store_give(exchange, store);
	if (err)
		return err;
	text_add_string(out, "event: counts\ndata: ");
	json_init(out, &json);
	counts_put(&json, NULL, &counts);
	text_add_string(out, "\n\n");
	return ERR_OK;
}

enum err events_get(struct exchange *exchange)
{
	struct listening *listening = exchange_alloc(exchange, sizeof(*listening));
	const char *last = exchange_header(exchange, "Last-Event-ID");
	struct events_input input = {0};
	enum err err;

	if (!listening)
		return ERR_MEMORY;
	err = exchange_query(exchange, &table, &input);
	if (!err)
		err = identity_site(&exchange->who, input.site, &exchange->fault, &listening->site);
	if (err)
		return err;
	listening->hub = exchange->service->hub;
	listening->topic = topic_of(listening->site);
	/* the header is what a client has heard since it asked for the address */
	listening->after = last ? last : input.after;
	listening->sum = events_sum;
	exchange_listen(exchange, listening);
	return ERR_OK;
}
