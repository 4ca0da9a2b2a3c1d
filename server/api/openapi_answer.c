/* What routes answer, and what they refuse. See openapi_parts.h. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "api/openapi_parts.h"

#define JSON_TYPE    "application/json"
#define PROBLEM_TYPE "application/problem+json"
#define PAGE_TYPE    "text/html"

/* What is true of a route, and brings refusals. */
enum trait {
	TRAIT_ANY = 1,
	TRAIT_QUERY = 2,
	TRAIT_BODY = 4,
	TRAIT_FORM = 8,
	TRAIT_GUARDED = 16,
	TRAIT_CHANGES = 32,
	TRAIT_LIMITED = 64,
	TRAIT_ORIGINS = 128,
	TRAIT_OWN_PAGES = 256, /* no other origin's may send to it */
};

/* What is refused before the handler, or fails beside it: with all of these traits. */
static const struct {
	enum err err;
	unsigned traits;
} common[] = {
	{ERR_BAD_REQUEST, TRAIT_ANY},
	{ERR_BAD_JSON, TRAIT_BODY},
	{ERR_BAD_FORM, TRAIT_FORM},
	{ERR_BAD_FORM, TRAIT_QUERY},
	{ERR_UNAUTHENTICATED, TRAIT_GUARDED},
	{ERR_FORBIDDEN, TRAIT_GUARDED},
	{ERR_CSRF, TRAIT_GUARDED | TRAIT_CHANGES},
	{ERR_CSRF, TRAIT_OWN_PAGES | TRAIT_CHANGES},
	{ERR_FOREIGN_ORIGIN, TRAIT_ORIGINS},
	{ERR_LENGTH_REQUIRED, TRAIT_ANY},
	{ERR_TOO_LARGE, TRAIT_ANY},
	{ERR_TARGET_TOO_LONG, TRAIT_ANY},
	{ERR_UNSUPPORTED_TYPE, TRAIT_BODY},
	{ERR_INVALID_INPUT, TRAIT_BODY},
	{ERR_INVALID_INPUT, TRAIT_QUERY},
	{ERR_RATE_LIMITED, TRAIT_LIMITED},
	{ERR_INTERNAL, TRAIT_ANY},
	{ERR_MEMORY, TRAIT_ANY},
	{ERR_STOPPING, TRAIT_ANY},
	{ERR_BUSY, TRAIT_ANY},
	{ERR_STORE_BUSY, TRAIT_ANY},
	{ERR_STORE_MISSING, TRAIT_ANY},
	{ERR_STORE_MOVED, TRAIT_ANY},
	{ERR_STORE_NEWER, TRAIT_ANY},
	{ERR_STORE_FOREIGN, TRAIT_ANY},
	{ERR_STORE_FAILED, TRAIT_ANY},
	{ERR_STORE_READ_ONLY, TRAIT_ANY},
	{ERR_STORE_FULL, TRAIT_ANY},
};

/* Headers that answers of a status always have. */
static const struct {
	int status;
	enum contract_header header;
} status_headers[] = {
	{304, HEADER_ETAG},
	{401, HEADER_WWW_AUTHENTICATE},
	{429, HEADER_RETRY_AFTER},
	{503, HEADER_RETRY_AFTER},
};

static unsigned route_traits(const struct route *route)
{
	unsigned traits = TRAIT_ANY;

	traits |= route->contract->query ? TRAIT_QUERY : 0;
	traits |= route->types ? TRAIT_BODY : 0;
	traits |= route->types & EXCHANGE_TYPE_FORM ? TRAIT_FORM : 0;
	traits |= route->scope != SCOPE_NONE ? TRAIT_GUARDED : 0;
	traits |= strcmp(route->method, "GET") != 0 ? TRAIT_CHANGES : 0;
	traits |= route->rate != RATE_FREE ? TRAIT_LIMITED : 0;
	traits |= route->cors == CORS_SITES ? TRAIT_ORIGINS : 0;
	traits |= route->cors == CORS_NONE ? TRAIT_OWN_PAGES : 0;
	return traits;
}

static const struct contract_problem *problem_of(const struct route *route, enum err err)
{
	const struct contract_problem *problem = route->contract->problems;

	while (problem && problem->err && problem->err != err)
		problem++;
	return problem && problem->err ? problem : NULL;
}

static bool route_refuses(const struct route *route, enum err err)
{
	unsigned traits = route_traits(route);

	for (size_t i = 0; i < ARRAY_SIZE(common); i++)
		if (common[i].err == err && (common[i].traits & traits) == common[i].traits)
			return true;
	return problem_of(route, err) != NULL;
}

/* What the route refuses with a status. */
static struct refusal route_refusal(const struct route *route, int status)
{
	struct refusal refusal = {
		.problem = !route->contract->pages,
		.page = route->contract->pages || route->types & EXCHANGE_TYPE_FORM,
	};

	for (enum err err = ERR_OK + 1; err < ERR__MAX; err++) {
		if (err_info(err)->http != status || !route_refuses(route, err))
			continue;
		assert(refusal.count < REFUSAL_ERRS);
		refusal.errs[refusal.count++] = err;
	}
	return refusal;
}

/* How a refusal is called among the components: its problems, and how it is shown. */
static void refusal_name(const struct refusal *refusal, struct text *name)
{
	text_init(256, name);
	for (size_t i = 0; i < refusal->count; i++)
		text_add_format(name, "%s%s", i ? "." : "", err_info(refusal->errs[i])->slug);
	if (refusal->page)
		text_add_string(name, refusal->problem ? ".form" : ".page");
	assert(text_status(name) == ERR_OK);
}

static unsigned headers_of_status(int status)
{
	unsigned headers = 0;

	for (size_t i = 0; i < ARRAY_SIZE(status_headers); i++)
		if (status_headers[i].status == status)
			headers |= status_headers[i].header;
	return headers;
}

static void refusal_schema_put(
	struct openapi *api, const struct refusal *refusal, const struct route *route)
{
	struct json_writer *json = &api->json;

	json_open_object(json, "schema");
	json_open_array(json, "allOf");
	schema_put_reference(api, NULL, &problem_shape);
	json_close_array(json);
	json_open_object(json, "properties");
	json_open_object(json, "type");
	json_open_array(json, "enum");
	for (size_t i = 0; i < refusal->count; i++) {
		char type[64];

		snprintf(type, sizeof(type), "/problems/%s", err_info(refusal->errs[i])->slug);
		json_put_text(json, NULL, type);
	}
	json_close_array(json);
	json_close_object(json);
	for (size_t i = 0; route && i < refusal->count; i++) {
		const struct contract_problem *problem = problem_of(route, refusal->errs[i]);

		if (problem && problem->extra)
			schema_put_members(api, problem->extra, 1);
	}
	json_close_object(json);
	json_put_boolean(json, "unevaluatedProperties", false);
	json_close_object(json);
}

/* The content of pages, and of what has no shape: whatever is in it. */
static void content_put(struct json_writer *json, const char *type)
{
	char name[64] = "";

	strncat(name, type, strcspn(type, ";"));
	json_open_object(json, name);
	json_open_object(json, "schema");
	json_put_text(json, "type", strcmp(name, JSON_TYPE) == 0 ? "object" : "string");
	json_close_object(json);
	json_close_object(json);
}

/* Into an open object. `route`: whose own members the problems have; NULL: none. */
static void refusal_put(
	struct openapi *api, const struct refusal *refusal, const struct route *route)
{
	struct json_writer *json = &api->json;
	struct text what;

	text_init(1024, &what);
	for (size_t i = 0; i < refusal->count; i++)
		text_add_format(&what, "%s%s.", i ? " " : "", err_info(refusal->errs[i])->title);
	assert(text_status(&what) == ERR_OK);
	json_put_text(json, "description", what.at);
	text_finish(&what);
	answer_headers_refer(
		api, HEADER_REQUEST_ID | headers_of_status(err_info(refusal->errs[0])->http));
	json_open_object(json, "content");
	if (refusal->problem) {
		json_open_object(json, PROBLEM_TYPE);
		refusal_schema_put(api, refusal, route);
		json_close_object(json);
	}
	if (refusal->page)
		content_put(json, PAGE_TYPE);
	json_close_object(json);
}

static bool refusals_equal(const struct refusal *left, const struct refusal *right)
{
	return left->count == right->count && left->problem == right->problem &&
	       left->page == right->page &&
	       memcmp(left->errs, right->errs, left->count * sizeof(left->errs[0])) == 0;
}

/* Into an open object. */
static void refusal_refer(struct openapi *api, const struct refusal *refusal)
{
	struct text name, reference;
	size_t i = 0;

	while (i < api->refusal_count && !refusals_equal(&api->refusals[i], refusal))
		i++;
	if (i == api->refusal_count) {
		assert(i < OPENAPI_REFUSALS);
		api->refusals[api->refusal_count++] = *refusal;
	}
	refusal_name(refusal, &name);
	text_init(512, &reference);
	text_add_format(&reference, "#/components/responses/%s", name.at);
	json_put_text(&api->json, "$ref", reference.at);
	text_finish(&reference);
	text_finish(&name);
}

/* The route's own members keep it from being anybody else's, too. */
static bool refusal_has_extra(const struct refusal *refusal, const struct route *route)
{
	for (size_t i = 0; i < refusal->count; i++) {
		const struct contract_problem *problem = problem_of(route, refusal->errs[i]);

		if (problem && problem->extra)
			return true;
	}
	return false;
}

/* Into an open object. */
static void answer_put(
	struct openapi *api, const struct route *route, const struct contract_answer *answer)
{
	struct json_writer *json = &api->json;
	unsigned kind = route->page ? HEADER_ETAG : HEADER_REQUEST_ID;

	json_put_text(json, "description", answer->what);
	answer_headers_refer(api, answer->headers | kind | headers_of_status(answer->status));
	if (!answer->shape && !answer->type)
		return;
	json_open_object(json, "content");
	if (answer->shape) {
		json_open_object(json, JSON_TYPE);
		schema_put_reference(api, "schema", answer->shape);
		json_close_object(json);
	} else {
		content_put(json, answer->type);
	}
	json_close_object(json);
}

static const struct contract_answer *answer_of(const struct route *route, int status)
{
	static const struct contract_answer unchanged = {
		304, "Nothing has changed since If-None-Match."};
	const struct contract_answer *answer = route->contract->answers;

	while (answer->status && answer->status != status)
		answer++;
	if (answer->status)
		return answer;
	return route->page && status == unchanged.status ? &unchanged : NULL;
}

void answers_put(struct openapi *api, const struct route *route)
{
	json_open_object(&api->json, "responses");
	for (int status = 200; status < 600; status++) {
		const struct contract_answer *answer = answer_of(route, status);
		struct refusal refusal = route_refusal(route, status);
		char name[4];

		if (!answer && !refusal.count)
			continue;
		snprintf(name, sizeof(name), "%d", status);
		json_open_object(&api->json, name);
		if (answer)
			answer_put(api, route, answer);
		else if (refusal_has_extra(&refusal, route))
			refusal_put(api, &refusal, route);
		else
			refusal_refer(api, &refusal);
		json_close_object(&api->json);
	}
	json_close_object(&api->json);
}

void refusals_put(struct openapi *api)
{
	json_open_object(&api->json, "responses");
	for (size_t i = 0; i < api->refusal_count; i++) {
		struct text name;

		refusal_name(&api->refusals[i], &name);
		json_open_object(&api->json, name.at);
		refusal_put(api, &api->refusals[i], NULL);
		json_close_object(&api->json);
		text_finish(&name);
	}
	json_close_object(&api->json);
}
