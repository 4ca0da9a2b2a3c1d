/* The API's document: GET /openapi.json. See include/api/openapi.h. */
#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "api/handlers.h"
#include "api/openapi.h"
#include "api/openapi_parts.h"
#include "api/routes.h"
#include "http/cookie.h"
#include "store/account.h"

const struct contract openapi_contract = {
	.id = "read_openapi",
	.summary = "This document",
	.description = "OpenAPI 3.1, made from the tables that the server runs on.",
	.answers = ANSWERS({200, "The document.", .type = "application/json"}),
};

static const char description[] =
	"Comments under articles, and their moderation. Ids are texts of 13 characters, times "
	"RFC 3339 in UTC. Unknown members, parameters and fields are refused with their names; all "
	"mistakes are told at once. HEAD is answered where GET is. docs/api.md tells more.";

/* What a path begins with, and whom its routes are for; the first that fits. */
static const struct {
	const char *prefix, *name, *what;
} tags[] = {
	{"/api/v1/moderation/", "Moderators", "The queue, decisions, the record."},
	{"/api/v1/admin/", "Admins", "Accounts, sites, tokens."},
	{"/api/v1/session", "People", "Signing in and out, and one's own account."},
	{"/api/v1/account", "People", NULL},
	{"/api/v1/first-account", "People", NULL},
	{"/api/v1/", "Readers", "Reading and leaving comments. No account, no cookies."},
	{"/feeds/", "Feeds", "What is public, newest first, for programs that subscribe."},
	{"/healthz", "Operation", "For those who run the server, and for programs that use it."},
	{"/readyz", "Operation", NULL},
	{"/openapi.json", "Operation", NULL},
	{"/", "Pages", "Pages for people, without the API."},
};

/* What stands for {name} in paths. */
static const struct {
	const char *name, *what;
} params[] = {
	{"id", "The id, as lists give it."},
	{"alias", "The id of the alias, as the page gives it."},
	{"reservation", "The id of the reserved name, as the list gives it."},
	{"name", "The name of the account or the token."},
	{"link", "The last part of the author's private link."},
	{"file", "The name of the file, with its version."},
	{"slug", "The last part of a problem's `type`."},
};

static const char *path_tag(const char *path)
{
	size_t i = 0;

	while (strncmp(path, tags[i].prefix, strlen(tags[i].prefix)) != 0)
		i++;
	return tags[i].name;
}

static bool tag_is_used(const struct route *route, const char *name)
{
	for (; route->method; route++)
		if (strcmp(path_tag(route->path), name) == 0)
			return true;
	return false;
}

static void tags_put(struct openapi *api)
{
	json_open_array(&api->json, "tags");
	for (size_t i = 0; i < ARRAY_SIZE(tags); i++) {
		if (!tags[i].what || !tag_is_used(api->routes, tags[i].name))
			continue;
		json_open_object(&api->json, NULL);
		json_put_text(&api->json, "name", tags[i].name);
		json_put_text(&api->json, "description", tags[i].what);
		json_close_object(&api->json);
	}
	json_close_array(&api->json);
}

static void info_put(struct json_writer *json)
{
	json_open_object(json, "info");
	json_put_text(json, "title", "Afterword");
	json_put_text(json, "version", AFTERWORD_VERSION);
	json_put_text(json, "description", description);
	json_open_object(json, "license");
	json_put_text(json, "name", "MIT License");
	json_put_text(json, "identifier", "MIT");
	json_close_object(json);
	json_close_object(json);
	/* beside the document, wherever it came from, also behind a proxy */
	json_open_array(json, "servers");
	json_open_object(json, NULL);
	json_put_text(json, "url", ".");
	json_close_object(json);
	json_close_array(json);
}

static void param_put(struct json_writer *json, const char *name, size_t length)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(params) &&
		(strlen(params[i].name) != length || strncmp(params[i].name, name, length) != 0))
		i++;
	assert(i < ARRAY_SIZE(params));
	json_open_object(json, NULL);
	json_put_text(json, "name", params[i].name);
	json_put_text(json, "in", "path");
	json_put_text(json, "description", params[i].what);
	json_put_boolean(json, "required", true);
	json_open_object(json, "schema");
	json_put_text(json, "type", "string");
	json_close_object(json);
	json_close_object(json);
}

static void parameters_put(struct openapi *api, const struct route *route)
{
	const struct input_table *query = route->contract->query;

	json_open_array(&api->json, "parameters");
	for (const char *at = route->path; (at = strchr(at, '{')); at++)
		param_put(&api->json, at + 1, strcspn(at + 1, "}"));
	for (size_t i = 0; query && i < query->count; i++)
		schema_put_parameter(api, &query->members[i]);
	request_headers_refer(
		api, route->contract->headers | (route->page ? HEADER_IF_NONE_MATCH : 0));
	json_close_array(&api->json);
}

/* The schema of a body is called like its route. */
static void body_put(struct openapi *api, const struct route *route)
{
	static const struct {
		enum exchange_type type;
		const char *name;
	} types[] = {
		{EXCHANGE_TYPE_JSON, "application/json"},
		{EXCHANGE_TYPE_FORM, "application/x-www-form-urlencoded"},
	};
	struct json_writer *json = &api->json;
	char reference[64] = "#/components/schemas/";

	if (!route->contract->body)
		return;
	strncat(reference, route->contract->id, sizeof(reference) - strlen(reference) - 1);
	json_open_object(json, "requestBody");
	json_put_boolean(json, "required", true);
	json_open_object(json, "content");
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (!(route->types & types[i].type))
			continue;
		json_open_object(json, types[i].name);
		json_open_object(json, "schema");
		json_put_text(json, "$ref", reference);
		json_close_object(json);
		json_close_object(json);
	}
	json_close_object(json);
	json_close_object(json);
}

static void requirement_put(struct json_writer *json, const char *scheme, const char *needed)
{
	json_open_array(json, scheme);
	if (needed)
		json_put_text(json, NULL, needed);
	json_close_array(json);
}

/* A token; or a session, which proves where it comes from when it changes something. */
static void security_put(struct json_writer *json, const struct route *route)
{
	json_open_array(json, "security");
	if (route->scope != SCOPE_NONE) {
		json_open_object(json, NULL);
		requirement_put(json, "token", scope_names[route->scope]);
		json_close_object(json);
		json_open_object(json, NULL);
		requirement_put(json, "session", role_names[route->scope]);
		if (strcmp(route->method, "GET") != 0)
			requirement_put(json, "csrf", NULL);
		json_close_object(json);
	}
	if (route->watched) {
		json_open_object(json, NULL);
		requirement_put(json, "watcher", NULL);
		json_close_object(json);
	}
	json_close_array(json);
}

static void operation_put(struct openapi *api, const struct route *route)
{
	struct json_writer *json = &api->json;
	char method[8] = "";

	for (size_t i = 0; i + 1 < sizeof(method) && route->method[i]; i++)
		method[i] = (char)tolower(route->method[i]);
	json_open_object(json, method);
	json_put_text(json, "operationId", route->contract->id);
	json_put_text(json, "summary", route->contract->summary);
	if (route->contract->description)
		json_put_text(json, "description", route->contract->description);
	json_open_array(json, "tags");
	json_put_text(json, NULL, path_tag(route->path));
	json_close_array(json);
	security_put(json, route);
	parameters_put(api, route);
	body_put(api, route);
	answers_put(api, route);
	json_close_object(json);
}

static bool path_was_put(const struct openapi *api, const struct route *route)
{
	for (const struct route *other = api->routes; other < route; other++)
		if (strcmp(other->path, route->path) == 0)
			return true;
	return false;
}

static void paths_put(struct openapi *api)
{
	json_open_object(&api->json, "paths");
	for (const struct route *route = api->routes; route->method; route++) {
		assert(route->contract);
		if (path_was_put(api, route))
			continue;
		json_open_object(&api->json, route->path);
		for (const struct route *other = route; other->method; other++)
			if (strcmp(other->path, route->path) == 0)
				operation_put(api, other);
		json_close_object(&api->json);
	}
	json_close_object(&api->json);
}

static void scheme_put(struct json_writer *json, const char *name, const char *in,
	const char *called, const char *what)
{
	json_open_object(json, name);
	json_put_text(json, "type", "apiKey");
	json_put_text(json, "in", in);
	json_put_text(json, "name", called);
	json_put_text(json, "description", what);
	json_close_object(json);
}

static void bearer_put(struct json_writer *json, const char *name, const char *what)
{
	json_open_object(json, name);
	json_put_text(json, "type", "http");
	json_put_text(json, "scheme", "bearer");
	json_put_text(json, "description", what);
	json_close_object(json);
}

static void schemes_put(struct json_writer *json, const char *cookie)
{
	json_open_object(json, "securitySchemes");
	bearer_put(json, "watcher",
		"What the file holds that the setting `metrics_token_file` names.");
	bearer_put(json, "token",
		"A program's token, from `add_token` or `afterword token add`. Named is the scope "
		"that is needed; "
		"each of read, moderate, admin includes those before it.");
	scheme_put(json, "session", "cookie", cookie,
		"Who signed in. Named is the role that is needed; each of viewer, moderator, admin "
		"includes those before it.");
	scheme_put(json, "csrf", "header", "X-CSRF-Token",
		"The `csrf` of the session, sent from a page of this server.");
	json_close_object(json);
}

static void components_put(struct openapi *api, const char *cookie)
{
	struct json_writer *json = &api->json;

	json_open_object(json, "components");
	schemes_put(json, cookie);
	request_headers_put(api);
	answer_headers_put(api);
	refusals_put(api);
	json_open_object(json, "schemas");
	for (const struct route *route = api->routes; route->method; route++)
		if (route->contract->body)
			schema_put_input(api, route->contract->id, route->contract->body);
	schema_put_shapes(api);
	json_close_object(json);
	json_close_object(json);
}

void openapi_write(const struct route *table, const char *cookie, struct text *out)
{
	struct openapi api = {.routes = table};

	json_init(out, &api.json);
	json_open_object(&api.json, NULL);
	json_put_text(&api.json, "openapi", "3.1.0");
	info_put(&api.json);
	tags_put(&api);
	paths_put(&api);
	components_put(&api, cookie);
	json_close_object(&api.json);
}

enum err openapi_get(struct exchange *exchange)
{
	struct answer *answer = &exchange->answer;

	answer->status = 200;
	answer->type = "application/json";
	openapi_write(routes, cookie_name(COOKIE_SESSION, exchange->service->moderate_url),
		&answer->body);
	return ERR_OK;
}
