/* See stream.h. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto.h"
#include "http/admission.h"
#include "http/client_tally.h"
#include "http/gallery.h"
#include "http/response.h"
#include "http/stream.h"

enum {
	SUM_MAX = 1024,
	SUM_ARENA = 64 * 1024,
	/* of HTTP/1.0, which has no chunks; else libmicrohttpd's buffer of the connection is used
	 */
	BLOCK_SIZE = 2 * HUB_EVENT_MAX,
	GREETING_MAX = 32,
	RETRY_LEAST = 2000,
	RETRY_MORE = 8000, /* when the server was started anew */
};

struct streams {
	size_t limit, per_prefix;
	pthread_mutex_t lock;
	/* Under the lock: count is the number of streams, tally has those of each prefix. */
	size_t count;
	struct client_tally *tally;
};

struct stream {
	struct hub_listener listener;
	struct request *request;
	struct streams *streams; /* in which it is counted */
	struct client_prefix prefix;
	int64_t until; /* time_monotonic() */
	bool greeted;
	bool owes; /* what sums up the events that were told */
};

struct streams *streams_create(size_t limit, size_t per_prefix)
{
	struct streams *streams = calloc(1, sizeof(*streams));

	if (!streams)
		return NULL;
	streams->limit = limit;
	streams->per_prefix = per_prefix;
	pthread_mutex_init(&streams->lock, NULL);
	return streams;
}

void streams_destroy(struct streams *streams)
{
	if (!streams)
		return;
	pthread_mutex_destroy(&streams->lock);
	free(streams);
}

static bool streams_counts(const struct streams *streams, const struct client_prefix *prefix)
{
	return streams->per_prefix && !prefix->none;
}

enum err streams_add(
	struct streams *streams, const struct client_prefix *prefix, struct fault *fault)
{
	bool counted = streams_counts(streams, prefix);
	enum err err = ERR_OK;

	pthread_mutex_lock(&streams->lock);
	if (streams->count == streams->limit)
		err = fault_set(fault, ERR_BUSY, "There are too many listeners.");
	else if (counted && client_tally_count(streams->tally, prefix) >= streams->per_prefix)
		err = fault_set(fault, ERR_BUSY, "There are too many listeners from your network.");
	if (!err) {
		streams->count++;
		if (counted)
			client_tally_add(&streams->tally, prefix);
	}
	pthread_mutex_unlock(&streams->lock);
	return err;
}

void streams_remove(struct streams *streams, const struct client_prefix *prefix)
{
	pthread_mutex_lock(&streams->lock);
	streams->count--;
	if (streams_counts(streams, prefix))
		client_tally_remove(&streams->tally, prefix);
	pthread_mutex_unlock(&streams->lock);
}

size_t streams_count(struct streams *streams)
{
	size_t count;

	pthread_mutex_lock(&streams->lock);
	count = streams->count;
	pthread_mutex_unlock(&streams->lock);
	return count;
}

static struct hub *stream_hub(const struct stream *stream)
{
	return stream->request->exchange.listening->hub;
}

static void stream_suspend(struct hub_listener *listener)
{
	MHD_suspend_connection(CONTAINER_OF(listener, struct stream, listener)->request->mhd);
}

static void stream_wake(struct hub_listener *listener)
{
	MHD_resume_connection(CONTAINER_OF(listener, struct stream, listener)->request->mhd);
}

unsigned stream_retry(bool many)
{
	unsigned more = 0;

	if (many)
		crypto_random((unsigned char *)&more, sizeof(more));
	return RETRY_LEAST + more % RETRY_MORE;
}

static ssize_t stream_say(const char *what, size_t length, char *buffer, size_t size)
{
	if (length > size)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	memcpy(buffer, what, length);
	return (ssize_t)length;
}

static ssize_t stream_greet(struct stream *stream, char *buffer, size_t size)
{
	bool many = stream->request->exchange.listening->in_gallery;
	char greeting[GREETING_MAX];
	int length = snprintf(greeting, sizeof(greeting), "retry: %u\n\n", stream_retry(many));

	stream->greeted = true;
	return stream_say(greeting, (size_t)length, buffer, size);
}

/* A heartbeat, as long as who listens may. */
static ssize_t stream_beat(struct stream *stream, char *buffer, size_t size)
{
	if (admission_again(stream->request))
		return MHD_CONTENT_READER_END_OF_STREAM;
	return stream_say(STREAM_BEAT, strlen(STREAM_BEAT), buffer, size);
}

/* What sums up the events that were told. */
static ssize_t stream_sum(struct stream *stream, char *buffer, size_t size)
{
	struct exchange *exchange = &stream->request->exchange;
	ssize_t said = MHD_CONTENT_READER_END_WITH_ERROR;
	struct arena arena;
	struct text text;

	stream->owes = false;
	arena_init(SUM_ARENA, &arena);
	text_init(SUM_MAX, &text);
	if (exchange->listening->sum(exchange, &arena, &text) == ERR_OK &&
		text_status(&text) == ERR_OK)
		said = stream_say(text.at, text.length, buffer, size);
	text_finish(&text);
	arena_finish(&arena);
	return said;
}

/* The events that there are; else the sum; else nothing (0), and the connection is suspended. */
static ssize_t stream_news(struct stream *stream, char *buffer, size_t size)
{
	size_t length;

	for (;;)
		switch (hub_take(stream_hub(stream), &stream->listener, buffer, size, &length)) {
		case HUB_NEWS_END:
			return MHD_CONTENT_READER_END_OF_STREAM;
		case HUB_NEWS_BEAT:
			return stream_beat(stream, buffer, size);
		case HUB_NEWS_EVENTS:
			stream->owes = stream->request->exchange.listening->sum != NULL;
			return length ? (ssize_t)length : MHD_CONTENT_READER_END_WITH_ERROR;
		case HUB_NEWS_NONE:
			if (stream->owes)
				return stream_sum(stream, buffer, size);
			if (hub_wait(stream_hub(stream), &stream->listener))
				return 0;
		}
}

/* libmicrohttpd asks for more, when all that it was given has gone. */
static ssize_t stream_read(void *context, uint64_t position, char *buffer, size_t size)
{
	struct stream *stream = context;
	ssize_t said;

	if (time_monotonic() >= stream->until)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (!stream->greeted)
		return stream_greet(stream, buffer, size);
	said = stream_news(stream, buffer, size);
	if (said >= 0)
		connection_answers(stream->request->connection);
	return said;
}

/* Counted and listening. */
static enum err stream_create(struct request *request)
{
	const struct listening *listening = request->exchange.listening;
	struct streams *streams = listening->in_gallery ? gallery_streams(request->door->gallery)
							: request->door->streams;
	struct stream *stream = exchange_alloc(&request->exchange, sizeof(*stream));
	enum err err;

	if (!stream)
		return ERR_MEMORY;
	*stream = (struct stream){
		.listener = {.topic = listening->topic,
			.suspend = stream_suspend,
			.wake = stream_wake},
		.request = request,
		.streams = streams,
		.until = time_monotonic() + STREAM_SPAN,
	};
	request_prefix(request, &stream->prefix);
	err = streams_add(streams, &stream->prefix, &request->exchange.fault);
	if (err)
		return err;
	err = hub_join(stream_hub(stream), &stream->listener, listening->after);
	if (err)
		streams_remove(streams, &stream->prefix);
	else
		request->stream = stream;
	return err;
}

void stream_destroy(struct stream *stream)
{
	if (!stream)
		return;
	hub_leave(stream_hub(stream), &stream->listener);
	streams_remove(stream->streams, &stream->prefix);
}

void stream_head(struct exchange *exchange)
{
	exchange->answer.status = MHD_HTTP_OK;
	exchange->answer.type = "text/event-stream";
	answer_header(exchange, "Cache-Control", "no-store");
	answer_header(exchange, "X-Accel-Buffering", "no"); /* nginx passes it on at once */
	answer_id(exchange);
}

/* What goes through TLS is libmicrohttpd's to encrypt: such a socket cannot be taken over. */
static bool stream_is_gallerys(const struct request *request)
{
	return request->exchange.listening->in_gallery && !request->entrance->secure;
}

enum MHD_Result stream_answer(struct request *request)
{
	struct exchange *exchange = &request->exchange;
	struct MHD_Response *response;
	enum MHD_Result result;
	enum err err = ERR_OK;

	if (!request->is_head && stream_is_gallerys(request))
		return gallery_answer(request);
	if (!request->is_head) /* else nothing will be read of it */
		err = stream_create(request);
	if (err)
		return request_fail(request, err);
	stream_head(exchange);
	response =
		response_create_stream(&exchange->answer, stream_read, request->stream, BLOCK_SIZE);
	connection_streams(request->connection);
	result = request_queue(request, MHD_HTTP_OK, response);
	if (response)
		MHD_destroy_response(response);
	return result;
}
