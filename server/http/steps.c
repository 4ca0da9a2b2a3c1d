/*
 * The steps of a request. See steps.h.
 *
 * HEAD → guard, route, admission → BODY → the handler → the answer; or WAITS, for a hasher, the
 * writer or another who makes the same cached answer, and then the answer.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/form.h"
#include "http/admission.h"
#include "http/cached.h"
#include "http/preflight.h"
#include "http/steps.h"
#include "http/stream.h"

enum { DISCARD_MAX = 1024 * 1024 }; /* of a refused body, so that the answer is seen */

/* Memory for the body that is to come. */
static enum err step_expect(struct request *request, const struct framing *framing)
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
static enum MHD_Result step_refuse(
	struct request *request, enum err err, const struct framing *framing)
{
	/* what follows where a length was missing may be the body */
	request->last = framing->length > 0 || err == ERR_LENGTH_REQUIRED;
	if (framing->length > DISCARD_MAX || (framing->length && framing->expects))
		return request_fail(request, err);
	if (request->exchange.type == EXCHANGE_TYPE_FORM && framing->length <= EXCHANGE_BODY_MAX)
		(void)!step_expect(request, framing); /* else it is thrown away */
	request->err = err;
	request->step = REQUEST_STEP_BODY;
	return MHD_YES;
}

static void job_written(struct writer_job *job)
{
	struct request *request = CONTAINER_OF(job, struct request, writer_job);

	request->err = job->err;
	if (!job->err && request->exchange.all_changed)
		cache_forget_all(request->door->cache);
	for (const struct page_change *change = request->exchange.changes; !job->err && change;
		change = change->next)
		cache_forget_page(request->door->cache, change->tag);
	if (!job->err && request->exchange.announce)
		request->exchange.announce(&request->exchange);
	request_resume(request);
}

static enum err job_write(struct store *store, struct writer_job *job)
{
	struct exchange *exchange = &CONTAINER_OF(job, struct request, writer_job)->exchange;

	exchange->fault.err = ERR_OK;
	exchange->fault.count = 0;
	exchange->changes = NULL;
	exchange->all_changed = false;
	return exchange->write(exchange, store);
}

/* On to the writer. It belongs to the writer afterwards, unless this fails. */
static enum err step_to_writer(struct request *request)
{
	request->writer_job.run = job_write;
	request->writer_job.done = job_written;
	return writer_submit(request->door->service->writer, &request->writer_job);
}

static void job_hash(struct hasher_job *job)
{
	struct request *request = CONTAINER_OF(job, struct request, hasher_job);

	enum err err = request->exchange.hash(&request->exchange);

	if (!err && request->exchange.write) {
		err = step_to_writer(request);
		if (!err)
			return; /* the writer's; it may be gone already */
	}
	request->err = err;
	request_resume(request);
}

/* Suspends the request and hands it to who does the work. */
static enum MHD_Result step_work(struct request *request)
{
	enum err err;

	request_suspend(request);
	request->hasher_job.run = job_hash;
	if (request->exchange.hash)
		err = hashers_submit(request->door->service->hashers, &request->hasher_job);
	else
		err = step_to_writer(request);
	if (err) {
		request->err = err;
		request_resume(request);
	}
	return MHD_YES;
}

/* The handler's answer, or the work that it asks for. */
static enum MHD_Result step_run(struct request *request)
{
	struct exchange *exchange = &request->exchange;
	enum err err;

	err = exchange->route->run(exchange);
	if (err)
		return request_fail(request, err);
	if (exchange->finish)
		return step_work(request);
	return exchange->listening ? stream_answer(request) : request_answer(request);
}

/* The language that the query asks for, else the browser; else English. */
static void step_language(struct exchange *exchange)
{
	const struct language *asked =
		language_wanted(form_value(exchange->query, "lang", &exchange->arena));
	const struct language *wanted =
		asked ? asked
		      : language_wanted(exchange_header(exchange, MHD_HTTP_HEADER_ACCEPT_LANGUAGE));

	exchange->language_asked = asked != NULL;
	if (wanted)
		exchange->language = wanted;
}

/* Path and query, and the row of the path. */
static enum err step_route(struct request *request, const char *method)
{
	struct exchange *exchange = &request->exchange;
	struct slice path = {request->target, strcspn(request->target, "?")};
	const char *query = request->target + path.length;
	char allow[64];

	if (*query == '?')
		exchange->query =
			(struct slice){query + 1, request->target_length - path.length - 1};
	switch (route_find(request->entrance->routes, method, path, &exchange->arena,
		&exchange->route, exchange->params, allow)) {
	case ROUTE_FOUND:
		if (exchange->route->speaks)
			step_language(exchange);
		return ERR_OK;
	case ROUTE_NO_METHOD:
		if (strcmp(method, MHD_HTTP_METHOD_OPTIONS) == 0)
			return preflight_answer(request, path, allow);
		answer_header(exchange, MHD_HTTP_HEADER_ALLOW,
			arena_copy(&exchange->arena, allow, strlen(allow)));
		return fault_set(&exchange->fault, ERR_METHOD_NOT_ALLOWED,
			"The methods here are: %s.", allow);
	case ROUTE_NO_MEMORY:
		return ERR_MEMORY;
	case ROUTE_NO_PATH:
		break;
	}
	return fault_set(&exchange->fault, ERR_NOT_FOUND, "There is no such resource.");
}

/* The head is here: everything that can be decided without the body. */
static enum MHD_Result step_head(struct request *request, const char *method, const char *version)
{
	struct exchange *exchange = &request->exchange;
	struct framing framing = {0};
	enum err err = guard_check(request, method, version, &framing);

	if (err) {
		request->last = true;
		return request_fail(request, err);
	}
	request->is_head = strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
	exchange->now = clock_now(&exchange->service->clock);
	err = step_route(request, method);
	/* a preflight is answered by now, and has no route */
	if (!err && exchange->route)
		err = admission_check(request, &framing);
	if (!err)
		err = step_expect(request, &framing);
	if (err)
		return step_refuse(request, err, &framing);
	request->step = REQUEST_STEP_BODY;
	return MHD_YES;
}

/* The whole request is here. */
static enum MHD_Result step_whole(struct request *request)
{
	const struct route *route = request->exchange.route;

	request->whole_at = time_microseconds();
	connection_answers(request->connection);
	request->exchange.body = (struct slice){request->body, request->body_length};
	if (request->err)
		return request_fail(request, request->err);
	if (!route)
		return request_answer(request);
	return route->page ? cached_answer(request) : step_run(request);
}

/* A piece of the body, or, when there is no more, the end of it. */
static enum MHD_Result step_body(struct request *request, const char *data, size_t *size)
{
	if (!*size)
		return step_whole(request);
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
static enum MHD_Result step_resumed(struct request *request)
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
		return step_head(request, method, version);
	case REQUEST_STEP_BODY:
		return step_body(request, data, size);
	case REQUEST_STEP_WAITS:
		return step_resumed(request);
	case REQUEST_STEP_DONE:
		break;
	}
	return MHD_NO;
}
