/* See cached.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "base/time.h"
#include "http/cached.h"
#include "http/packing.h"
#include "http/response.h"

/* After which no change comes any more that was begun before. */
#define SETTLED_SPAN (10 * TIME_SECOND)

/* An ETag from the bytes (RFC 9110, section 8.8.3). */
static void etag_make(const char *body, size_t length, char out[ETAG_SIZE])
{
	unsigned char digest[16];
	char text[27];

	crypto_digest(NULL, NULL, "etag", (struct slice){body, length}, digest, sizeof(digest));
	id_encode(digest, sizeof(digest), text);
	snprintf(out, ETAG_SIZE, "\"%s\"", text);
}

static bool etag_matches(const char *header, const char *etag)
{
	return strcmp(header, "*") == 0 || strstr(header, etag);
}

/* Whether who asks has it already: by the ETag, or only where none is sent by the time (RFC 9110,
 * section 13.2.2). */
static bool answer_is_known(const struct exchange *exchange, const struct cache_mark *mark)
{
	const char *etag = exchange_header(exchange, MHD_HTTP_HEADER_IF_NONE_MATCH);
	const char *since = exchange_header(exchange, MHD_HTTP_HEADER_IF_MODIFIED_SINCE);
	int64_t time;

	if (etag)
		return etag_matches(etag, mark->etag);
	return since && mark->modified && time_parse_http(since, &time) && mark->modified <= time;
}

/* Sends the entry that the request holds, or that it has already. */
static enum MHD_Result cached_queue(struct request *request)
{
	struct cache_entry *entry = request->waiter.entry;

	if (answer_is_known(&request->exchange, cache_mark(entry)))
		return request_queue(request, MHD_HTTP_NOT_MODIFIED, cache_not_modified(entry));
	return request_queue(request, MHD_HTTP_OK, cache_response(entry));
}

static bool answer_has(const struct answer *answer, const char *name)
{
	for (size_t i = 0; i < answer->header_count; i++)
		if (strcmp(answer->headers[i].name, name) == 0)
			return true;
	return false;
}

/*
 * Last-Modified has no more than seconds, so of two changes in one the second would not be seen. So
 * the time is told only when it is so long ago that no change comes that has the same; and an
 * answer without it is soon made again.
 */
static void answer_modified(struct exchange *exchange, struct cache_mark *mark)
{
	struct answer *answer = &exchange->answer;
	int64_t at = answer->changed_at - answer->changed_at % TIME_SECOND;
	char text[TIME_HTTP_SIZE];
	const char *copy;

	if (!at)
		return;
	if (exchange->now - at < SETTLED_SPAN) {
		if (!answer->good_for || answer->good_for > SETTLED_SPAN)
			answer->good_for = SETTLED_SPAN;
		return;
	}
	time_format_http(at, text);
	copy = arena_copy(&exchange->arena, text, strlen(text));
	if (!copy)
		return;
	answer_header(exchange, MHD_HTTP_HEADER_LAST_MODIFIED, copy);
	mark->modified = at;
}

/* By what it was chosen among the answers to its target: a language that the target names is none.
 */
static const char *answer_varies(const struct exchange *exchange)
{
	return exchange->route->speaks && !exchange->language_asked
		       ? "Accept-Encoding, Accept-Language"
		       : "Accept-Encoding";
}

/* Makes the answer that this request was the first to ask for, and sends it. */
static enum MHD_Result cached_make(struct request *request, enum packing packing)
{
	struct exchange *exchange = &request->exchange;
	struct answer *answer = &exchange->answer;
	struct MHD_Response *response, *not_modified;
	struct cache_mark mark = {0};
	char *body = NULL, *smaller;
	size_t length = 0, smaller_length;
	int64_t until;
	enum err err = exchange->route->run(exchange);

	if (!err)
		err = text_status(&answer->body);
	if (err) {
		cache_publish(request->door->cache, request->waiter.entry, NULL, NULL, NULL, 0, 0);
		return request_fail(request, err);
	}
	length = answer->body.length;
	body = text_take(&answer->body);
	answer_header(exchange, "Vary", answer_varies(exchange));
	if (packing_pack(packing, answer->lasting, body, length, &smaller, &smaller_length)) {
		free(body);
		body = smaller;
		length = smaller_length;
		answer_header(exchange, "Content-Encoding", packing_name(packing));
	}
	etag_make(body, length, mark.etag);
	answer_header(exchange, "ETag", mark.etag);
	answer_modified(exchange, &mark);
	if (!answer_has(answer, "Cache-Control"))
		answer_header(exchange, "Cache-Control", "no-cache");
	response = response_create(answer, body, length, false);
	not_modified = response_create(answer, NULL, 0, false);
	if (!response || !not_modified) {
		if (response)
			MHD_destroy_response(response);
		if (not_modified)
			MHD_destroy_response(not_modified);
		cache_publish(request->door->cache, request->waiter.entry, NULL, NULL, NULL, 0, 0);
		return request_fail(request, ERR_MEMORY);
	}
	until = answer->good_for ? time_monotonic() + answer->good_for : 0;
	cache_publish(request->door->cache, request->waiter.entry, response, not_modified, &mark,
		length, until);
	return cached_queue(request);
}

static void waiter_suspend(struct cache_waiter *waiter)
{
	request_suspend(CONTAINER_OF(waiter, struct request, waiter));
}

static void waiter_resume(struct cache_waiter *waiter)
{
	request_resume(CONTAINER_OF(waiter, struct request, waiter));
}

/* A cached route: from the cache, or made now, or waited for. */
enum MHD_Result cached_answer(struct request *request)
{
	struct exchange *exchange = &request->exchange;
	enum packing packing =
		packing_taken(exchange_header(exchange, MHD_HTTP_HEADER_ACCEPT_ENCODING));
	struct slice key = {request->target, request->target_length + TARGET_TAIL};
	enum err err;

	/* behind the target's NUL stands the representation: what was chosen, not how it was asked
	 * for */
	request->target[request->target_length + 1] = (char)('0' + packing);
	request->target[request->target_length + 2] =
		(char)('0' + (exchange->language - languages));
	if (!request->waiter.entry)
		request->waiter.entry = cache_find(request->door->cache, key);
	if (request->waiter.entry)
		return cached_queue(request);
	err = exchange->route->page(exchange);
	if (err)
		return request_fail(request, err);
	request->waiter.suspend = waiter_suspend;
	request->waiter.resume = waiter_resume;
	switch (cache_begin(request->door->cache, key, exchange->page_tag, &request->waiter)) {
	case CACHE_TURN_QUEUE:
		return cached_queue(request);
	case CACHE_TURN_MAKE:
		return cached_make(request, packing);
	case CACHE_TURN_WAIT:
		return MHD_YES;
	case CACHE_TURN_FAIL:
		break;
	}
	return request_fail(request, ERR_MEMORY);
}
