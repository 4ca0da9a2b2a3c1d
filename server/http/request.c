/* What is done with a request, whatever its step. See request.h. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "http/request.h"
#include "http/response.h"
#include "http/stream.h"

enum { ARENA_LIMIT = 48 * 1024 * 1024 }; /* a page of the queue is the largest use */

struct request *request_create(
	const struct entrance *entrance, struct MHD_Connection *mhd, const char *target)
{
	struct door *door = entrance->door;
	size_t length = strlen(target);
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct request *request;

	/* there was no memory for it: it has no deadline, and counts nowhere */
	if (!info || !info->socket_context)
		return NULL;
	request = malloc(sizeof(*request) + length + TARGET_TAIL);
	if (!request)
		return NULL;
	memset(request, 0, offsetof(struct request, exchange) + offsetof(struct exchange, fault));
	memset(&request->exchange.answer, 0,
		sizeof(struct exchange) - offsetof(struct exchange, answer));
	request->exchange.fault.err = ERR_OK;
	request->exchange.fault.count = 0;
	request->door = door;
	request->entrance = entrance;
	request->mhd = mhd;
	request->connection = info->socket_context;
	request->exchange.service = door->service;
	request->exchange.language = languages;
	memcpy(request->target, target, length + 1);
	request->target_length = length;
	arena_init(ARENA_LIMIT, &request->exchange.arena);
	text_init(ANSWER_MAX, &request->exchange.answer.body);
	atomic_fetch_add(&door->in_flight, 1);
	connection_asks(door->connections, request->connection);
	return request;
}

void request_destroy(struct request *request)
{
	struct door *door = request->door;

	stream_destroy(request->stream);
	if (request->waiter.entry)
		cache_release(door->cache, request->waiter.entry);
	connection_awaits(door->connections, request->connection);
	if (request->body)
		crypto_wipe(request->body, request->body_length);
	free(request->body);
	text_finish(&request->exchange.answer.body);
	arena_finish(&request->exchange.arena);
	free(request);
	atomic_fetch_sub(&door->in_flight, 1);
}

void request_suspend(struct request *request)
{
	request->step = REQUEST_STEP_WAITS;
	MHD_suspend_connection(request->mhd);
}

void request_resume(struct request *request)
{
	MHD_resume_connection(request->mhd);
}

/* How long it took to answer it, in microseconds. */
static int64_t request_took(const struct request *request)
{
	return request->whole_at ? time_microseconds() - request->whole_at : 0;
}

/* Not from where, nor what was asked: a route, not a target. */
static void request_log(struct request *request, unsigned status, int64_t took)
{
	struct exchange *exchange = &request->exchange;
	const struct route *route = exchange->route;
	enum log_level level =
		exchange->service->settings->log_requests ? LOG_LEVEL_INFO : LOG_LEVEL_DEBUG;

	if (log_takes(level))
		log_event(level, "answered", LOG_TEXT("request", exchange_id(exchange)),
			LOG_TEXT("method", route ? route->method : "-"),
			LOG_TEXT("route", route ? route->path : "-"), LOG_NUMBER("status", status),
			LOG_NUMBER("microseconds", took));
}

enum MHD_Result request_queue(
	struct request *request, unsigned status, struct MHD_Response *response)
{
	int64_t took = request_took(request);

	turnstile_add(request->entrance->turnstile, request->exchange.route, status, took);
	request_log(request, status, took);
	request->step = REQUEST_STEP_DONE;
	return response ? MHD_queue_response(request->mhd, status, response) : MHD_NO;
}

static bool request_is_last(const struct request *request)
{
	return request->last ||
	       atomic_load_explicit(&request->door->draining, memory_order_relaxed);
}

/* Sends what stands in the answer. */
enum MHD_Result request_answer(struct request *request)
{
	struct answer *answer = &request->exchange.answer;
	size_t length = answer->body.length;
	struct MHD_Response *response = NULL;
	enum MHD_Result result;

	answer_id(&request->exchange);
	if (text_status(&answer->body) == ERR_OK)
		response = response_create(
			answer, text_take(&answer->body), length, request_is_last(request));
	result = request_queue(request, (unsigned)answer->status, response);
	if (response)
		MHD_destroy_response(response);
	return result;
}

/* What went wrong in the server is for its log; readers get the title. */
static void request_log_failure(struct request *request)
{
	struct exchange *exchange = &request->exchange;
	const struct err_info *info = err_info(exchange->fault.err);

	if (info->http >= 500)
		log_event(LOG_LEVEL_ERROR, "request_failed",
			LOG_TEXT("request", exchange_id(exchange)),
			LOG_TEXT("route", exchange->route ? exchange->route->path : "-"),
			LOG_TEXT("error", info->slug), LOG_TEXT("detail", exchange->fault.detail));
}

/* Answers with the fault. */
enum MHD_Result request_fail(struct request *request, enum err err)
{
	struct exchange *exchange = &request->exchange;
	const struct err_info *info = err_info(err);

	if (exchange->fault.err != err)
		fault_set(&exchange->fault, err, "%s.", info->title);
	request_log_failure(request);
	if (info->http == 503)
		answer_header(exchange, "Retry-After", "1");
	if (info->http == 401)
		answer_header(exchange, "WWW-Authenticate", "Bearer realm=\"afterword\"");
	text_finish(&exchange->answer.body);
	if (!exchange->route || !exchange->route->fail ||
		exchange->route->fail(exchange) != ERR_OK) {
		text_finish(&exchange->answer.body);
		answer_problem(exchange, NULL);
	}
	answer_header(exchange, "Cache-Control", "no-store");
	return request_answer(request);
}

void request_prefix(const struct request *request, struct client_prefix *prefix)
{
	const struct connection *connection = request->connection;

	*prefix = connection->prefix;
	if (connection->trusted)
		clients_behind(request->door->clients,
			exchange_header(&request->exchange, "X-Forwarded-For"), prefix);
}

void door_forwarded(const struct door *door, struct forwarded *forwarded)
{
	*forwarded = (struct forwarded){0};
	for (size_t i = 0; i < door->turnstile_count; i++)
		turnstile_forwarded(door->turnstiles[i], forwarded);
}

enum forwarding request_forwarding(const struct request *request)
{
	const struct exchange *exchange = &request->exchange;
	const char *forwarded = exchange_header(exchange, "X-Forwarded-For");
	struct client_prefix ignored;

	if (request->connection->trusted)
		return clients_behind(request->door->clients, forwarded, &ignored)
			       ? FORWARDING_TOLD
			       : FORWARDING_UNTOLD;
	return forwarded || exchange_header(exchange, "Forwarded") ? FORWARDING_UNTRUSTED
								   : FORWARDING_DIRECT;
}
