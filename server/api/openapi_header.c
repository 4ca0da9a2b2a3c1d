/* The headers of requests and of answers. See openapi_parts.h. */
#include <stdio.h>

#include "api/openapi_parts.h"

struct header {
	const char *name, *what;
	enum contract_header header;
	bool sometimes;        /* answers that name it need not have it */
	const char *component; /* what it is called in the document; NULL: by its name */
};

static const struct header request_headers[] = {
	{"If-Match", "The revision that was read, as its ETag: `\"1\"`.", HEADER_IF_MATCH},
	{"If-Match", "The same; where it is not sent, whichever stands is meant.",
		HEADER_IF_MATCH_MAYBE, .component = "If-Match.maybe"},
	{"If-None-Match", "The ETag of what is known already.", HEADER_IF_NONE_MATCH},
	{"If-Modified-Since", "The Last-Modified of what is known already.",
		HEADER_IF_MODIFIED_SINCE},
	{"Idempotency-Key", "1 to 255 visible ASCII characters, others for each comment.",
		HEADER_IDEMPOTENCY_KEY},
	{"Last-Event-ID", "The id of the event that was heard last.", HEADER_LAST_EVENT_ID},
};

static const struct header answer_headers[] = {
	{"ETag", "What If-Match or If-None-Match takes.", HEADER_ETAG},
	{"Last-Modified", "Since when it is as it is, where that is a while.", HEADER_LAST_MODIFIED,
		.sometimes = true},
	{"Link",
		"With `rel=\"undo\"`: what takes it back, where something can be. With "
		"`rel=\"hub\"` and `rel=\"self\"`: who tells of changes, where somebody does.",
		HEADER_LINK, .sometimes = true},
	{"Location", "Where to go on.", HEADER_LOCATION},
	{"Set-Cookie", "The session's cookie; at signing in also that of the device.",
		HEADER_SET_COOKIE},
	{"Retry-After", "Seconds to wait.", HEADER_RETRY_AFTER},
	{"X-Request-Id", "What the request is called in the server's log.", HEADER_REQUEST_ID},
	{"WWW-Authenticate", "That a token is asked for.", HEADER_WWW_AUTHENTICATE},
};

static const char *component_of(const struct header *header)
{
	return header->component ? header->component : header->name;
}

/* Into an open object. */
static void reference_put(struct json_writer *json, const char *kind, const char *name)
{
	char reference[64];

	snprintf(reference, sizeof(reference), "#/components/%s/%s", kind, name);
	json_put_text(json, "$ref", reference);
}

void answer_headers_refer(struct openapi *api, unsigned headers)
{
	struct json_writer *json = &api->json;

	if (!headers)
		return;
	json_open_object(json, "headers");
	for (size_t i = 0; i < ARRAY_SIZE(answer_headers); i++) {
		if (!(headers & answer_headers[i].header))
			continue;
		json_open_object(json, answer_headers[i].name);
		reference_put(json, "headers", answer_headers[i].name);
		json_close_object(json);
	}
	json_close_object(json);
}

void request_headers_refer(struct openapi *api, unsigned headers)
{
	struct json_writer *json = &api->json;

	for (size_t i = 0; i < ARRAY_SIZE(request_headers); i++) {
		if (!(headers & request_headers[i].header))
			continue;
		json_open_object(json, NULL);
		reference_put(json, "parameters", component_of(&request_headers[i]));
		json_close_object(json);
	}
}

static void header_put(struct json_writer *json, const struct header *header, bool needed)
{
	json_put_text(json, "description", header->what);
	json_put_boolean(json, "required", needed);
	json_open_object(json, "schema");
	json_put_text(json, "type", "string");
	json_close_object(json);
}

void answer_headers_put(struct openapi *api)
{
	struct json_writer *json = &api->json;

	json_open_object(json, "headers");
	for (size_t i = 0; i < ARRAY_SIZE(answer_headers); i++) {
		json_open_object(json, answer_headers[i].name);
		header_put(json, &answer_headers[i], !answer_headers[i].sometimes);
		json_close_object(json);
	}
	json_close_object(json);
}

void request_headers_put(struct openapi *api)
{
	struct json_writer *json = &api->json;

	json_open_object(json, "parameters");
	for (size_t i = 0; i < ARRAY_SIZE(request_headers); i++) {
		json_open_object(json, component_of(&request_headers[i]));
		json_put_text(json, "name", request_headers[i].name);
		json_put_text(json, "in", "header");
		header_put(json, &request_headers[i], request_headers[i].header == HEADER_IF_MATCH);
		json_close_object(json);
	}
	json_close_object(json);
}
