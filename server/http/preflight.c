/* See preflight.h. */
#include <string.h>

#include "http/admission.h"
#include "http/preflight.h"

/* The row that a page of another origin asks for. */
static const struct route *preflight_route(struct request *request, struct slice path)
{
	const char *method =
		exchange_header(&request->exchange, MHD_HTTP_HEADER_ACCESS_CONTROL_REQUEST_METHOD);
	const struct route *route = NULL;
	const char *params[EXCHANGE_PARAMS];
	char allow[64];

	if (method)
		(void)route_find(request->entrance->routes, method, path, &request->exchange.arena,
			&route, params, allow);
	return route;
}

enum err preflight_answer(struct request *request, struct slice path, const char *allow)
{
	struct exchange *exchange = &request->exchange;
	const struct route *route = preflight_route(request, path);
	const char *origin = exchange_header(exchange, MHD_HTTP_HEADER_ORIGIN);
	const char *methods = arena_copy(&exchange->arena, allow, strlen(allow));
	bool known = route && route->cors == CORS_PUBLIC;
	enum err err = ERR_OK;

	if (!methods)
		return fault_set(&exchange->fault, ERR_MEMORY, "There is no memory.");
	if (route && route->cors == CORS_SITES && origin)
		err = admission_origin(request, origin, &known);
	if (err)
		return err;
	exchange->answer.status = MHD_HTTP_NO_CONTENT;
	answer_header(exchange, MHD_HTTP_HEADER_ALLOW, methods);
	if (known && origin) {
		answer_header(exchange, "Access-Control-Allow-Origin", origin);
		answer_header(exchange, "Access-Control-Allow-Methods", methods);
		answer_header(exchange, "Access-Control-Allow-Headers",
			"Content-Type, Idempotency-Key, If-Match");
		answer_header(exchange, "Access-Control-Max-Age", "600");
		answer_header(exchange, "Vary", "Origin");
	}
	return ERR_OK;
}
