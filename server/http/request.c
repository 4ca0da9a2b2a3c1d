/*
 * The life of a request. See request.h.
 *
 * HEAD → guard, route, admission → BODY (or at once) → the handler → the answer; or WAITS, for
 * a hasher, the writer or another who makes the same cached answer, and then the answer.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "http/admission.h"
#include "http/cached.h"
#include "http/preflight.h"
#include "http/response.h"

enum {
	ARENA_LIMIT = 48 * 1024 * 1024, /* a page of the queue is the largest use */
	DISCARD_MAX = 1024 * 1024,      /* of a refused body, so that the answer is seen */
};

struct request *request_create(struct door *door, struct MHD_Connection *mhd, const char *target)
{
	size_t length = strlen(target);
	struct request *request = malloc(sizeof(*request) + length + TARGET_TAIL);
	const union MHD_ConnectionInfo *info;

	if (!request)
		return NULL;
	memset(request, 0, offsetof(struct request, exchange) + offsetof(struct exchange, fault));
	memset(&request->exchange.answer, 0,
		sizeof(struct exchange) - offsetof(struct exchange, answer));
	request->exchange.fault.err = ERR_OK;
	request->exchange.fault.count = 0;
	info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	request->door = door;
	request->mhd = mhd;
	request->connection = info ? info->socket_context : NULL;
	request->exchange.service = door->service;
	memcpy(request->target, target, length + 1);
	request->target_length = length;
	arena_init(ARENA_LIMIT, &request->exchange.arena);
	text_init(ANSWER_MAX, &request->exchange.answer.body);
	atomic_fetch_add(&door->in_flight, 1);
	return request;
}

void request_destroy(struct request *request)
{
	struct door *door = request->door;

	if (request->entry)
		cache_release(door->cache, request->entry);
	if (request->connection)
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

enum MHD_Result request_queue(
	struct request *request, unsigned status, struct MHD_Response *response)
{
	const struct route *route = request->exchange.route;

	log_event(LOG_LEVEL_DEBUG, "answered", LOG_TEXT("route", route ? route->path : "-"),
		LOG_NUMBER("status", status));
	request->step = REQUEST_STEP_DONE;
	return response ? MHD_queue_response(request->mhd, status, response) : MHD_NO;
}

static bool request_is_last(const struct request *request)
{
	return request->last ||
	       atomic_load_explicit(&request->door->draining, memory_order_relaxed);
}

/* Sends what stands in the answer. */
static enum MHD_Result request_answer(struct request *request)
{
	struct answer *answer = &request->exchange.answer;
	size_t length = answer->body.length;
	struct MHD_Response *response = NULL;
	enum MHD_Result result;

	if (text_status(&answer->body) == ERR_OK)
		response = response_create(
			answer, text_take(&answer->body), length, request_is_last(request));
	result = request_queue(request, (unsigned)answer->status, response);
	if (response)
		MHD_destroy_response(response);
	return result;
}

/* What went wrong in the server is for its log; readers get the title. */
static void request_log_failure(const struct request *request)
{
	const struct exchange *exchange = &request->exchange;
	const struct err_info *info = err_info(exchange->fault.err);

	if (info->http >= 500)
		log_event(LOG_LEVEL_ERROR, "request_failed",
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
	text_finish(&exchange->answer.body);
	if (!exchange->route || !exchange->route->fail ||
		exchange->route->fail(exchange) != ERR_OK) {
		text_finish(&exchange->answer.body);
		answer_problem(exchange, NULL);
	}
	answer_header(exchange, "Cache-Control", "no-store");
	return request_answer(request);
}

/* Memory for the body that is to come. */
static enum err request_expect(struct request *request, const struct framing *framing)
{
	if (!framing->length)
		return ERR_OK;
	request->body = malloc(framing->length);
	request->body_size = framing->length;
	return request->body ? ERR_OK : ERR_MEMORY;
}

/*
 * Refuses when the body has come: so that the answer is seen, and a form is shown again with
 * what was typed. A body that is too much for that is not waited for; answered before
 * libmicrohttpd has seen the end of the request, the connection closes.
 */
static enum MHD_Result request_refuse(
	struct request *request, enum err err, const struct framing *framing)
{
	request->last = framing->length > 0;
	if (framing->length > DISCARD_MAX || (framing->length && framing->expects))
		return request_fail(request, err);
	if (request->exchange.type == EXCHANGE_TYPE_FORM && framing->length <= EXCHANGE_BODY_MAX)
		(void)!request_expect(request, framing); /* else it is thrown away */
	request->err = err;
	request->step = REQUEST_STEP_BODY;
	return MHD_YES;
}

static void job_written(struct writer_job *job)
{
	struct request *request = CONTAINER_OF(job, struct request, writer_job);

	request->err = job->err;
	if (!job->err && request->exchange.page_tag)
		cache_forget_page(request->door->cache, request->exchange.page_tag);
	request_resume(request);
}

static enum err job_write(struct store *store, struct writer_job *job)
{
	struct request *request = CONTAINER_OF(job, struct request, writer_job);

	return request->exchange.write(&request->exchange, store);
}

/* On to the writer. It belongs to the writer afterwards, unless this fails. */
static enum err request_to_writer(struct request *request)
{
	request->writer_job.run = job_write;
	request->writer_job.done = job_written;
	return writer_submit(request->door->service->writer, &request->writer_job);
}

static void job_hash(struct hasher_job *job)
{
	struct request *request = CONTAINER_OF(job, struct request, hasher_job);

	enum err err = request->exchange.hash(&request->exchange);

	if (!err)
		err = request_to_writer(request);
	if (!err)
		return; /* the writer's; it may be gone already */
	request->err = err;
	request_resume(request);
}

/* Suspends the request and hands it to who does the work. */
static enum MHD_Result request_work(struct request *request)
{
	enum err err;

	request_suspend(request);
	request->hasher_job.run = job_hash;
	if (request->exchange.hash)
		err = hashers_submit(request->door->service->hashers, &request->hasher_job);
	else
		err = request_to_writer(request);
	if (err) {
		request->err = err;
		request_resume(request);
	}
	return MHD_YES;
}

/* The handler's answer, or the work that it asks for. */
static enum MHD_Result request_run(struct request *request)
{
	struct exchange *exchange = &request->exchange;
	enum err err;

	err = exchange->route->run(exchange);
	if (err)
		return request_fail(request, err);
	if (exchange->write)
		return request_work(request);
	return request_answer(request);
}

/* Path and query, and the row of the path. */
static enum err request_route(struct request *request, const char *method)
{
	struct exchange *exchange = &request->exchange;
	struct slice path = {request->target, strcspn(request->target, "?")};
	const char *query = request->target + path.length;
	char allow[64];

	if (*query == '?')
		exchange->query =
			(struct slice){query + 1, request->target_length - path.length - 1};
	switch (route_find(request->door->routes, method, path, &exchange->arena, &exchange->route,
		exchange->params, allow)) {
	case ROUTE_FOUND:
		return ERR_OK;
	case ROUTE_NO_METHOD:
		if (strcmp(method, MHD_HTTP_METHOD_OPTIONS) == 0)
			return preflight_answer(request, path, allow);
		answer_header(exchange, MHD_HTTP_HEADER_ALLOW,
			arena_copy(&exchange->arena, allow, strlen(allow)));
		return fault_set(&exchange->fault, ERR_METHOD_NOT_ALLOWED,
			"The methods here are: %s.", allow);
	case ROUTE_NO_PATH:
		break;
	}
	return fault_set(&exchange->fault, ERR_NOT_FOUND, "There is no such resource.");
}

/* The head is here: everything that can be decided without the body. */
static enum MHD_Result request_head(
	struct request *request, const char *method, const char *version)
{
	struct exchange *exchange = &request->exchange;
	struct framing framing = {0};
	enum err err = guard_check(request, method, version, &framing);

	if (err) {
		request->last = true;
		return request_fail(request, err);
	}
	exchange->now = clock_now(&exchange->service->clock);
	err = request_route(request, method);
	/* a preflight is answered by now, and has no route */
	if (!err && exchange->route)
		err = admission_check(request, &framing);
	if (!err)
		err = request_expect(request, &framing);
	if (err)
		return request_refuse(request, err, &framing);
	request->step = REQUEST_STEP_BODY;
	return MHD_YES;
}

/* The whole request is here. */
static enum MHD_Result request_whole(struct request *request)
{
	const struct route *route = request->exchange.route;

	if (request->connection)
		connection_answers(request->connection);
	request->exchange.body = (struct slice){request->body, request->body_length};
	if (request->err)
		return request_fail(request, request->err);
	if (!route)
		return request_answer(request);
	return route->page ? cached_answer(request) : request_run(request);
}

/* A piece of the body, or, when there is no more, the end of it. */
static enum MHD_Result request_body(struct request *request, const char *data, size_t *size)
{
	if (!*size)
		return request_whole(request);
	if (request->body) {
		/* libmicrohttpd never hands on more than was announced */
		assert(*size <= request->body_size - request->body_length);
		memcpy(request->body + request->body_length, data, *size);
		request->body_length += *size;
	}
	*size = 0;
	return MHD_YES;
}

/* It is ours again: what was done elsewhere becomes the answer. */
static enum MHD_Result request_resumed(struct request *request)
{
	enum err err = request->err;

	if (request->exchange.route->page)
		return cached_answer(request);
	if (!err)
		err = request->exchange.finish(&request->exchange);
	return err ? request_fail(request, err) : request_answer(request);
}

enum MHD_Result request_step(struct request *request, const char *method, const char *version,
	const char *data, size_t *size)
{
	switch (request->step) {
	case REQUEST_STEP_HEAD:
		return request_head(request, method, version);
	case REQUEST_STEP_BODY:
		return request_body(request, data, size);
	case REQUEST_STEP_WAITS:
		return request_resumed(request);
	case REQUEST_STEP_DONE:
		break;
	}
	return MHD_NO;
}
