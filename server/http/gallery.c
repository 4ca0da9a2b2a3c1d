/* See gallery.h. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utlist.h>

#include "base/time.h"
#include "http/gallery.h"
#include "http/response.h"
#include "http/stream.h"

enum {
	HEAD_MAX = 1024,
	NEWS_SIZE = 8 * HUB_EVENT_MAX, /* that are told at a time */
	TURN = 64,                     /* sockets that are looked at at a time */
};

#define SLOW_STEP TIME_SECOND /* between looks at who is slow */

/* A reader who listens. */
struct seat {
	struct hub_listener listener;
	struct gallery *gallery;
	struct hub *hub;
	struct seat *prev, *next;             /* all */
	struct seat *ready_prev, *ready_next; /* those for whom there may be something */
	struct seat *slow_prev, *slow_next;   /* those who have yet to take what was told */
	struct client_prefix prefix;
	int64_t until;    /* time_monotonic() */
	int64_t deadline; /* of what is yet to be taken */
	char *rest;       /* that; NULL: nothing */
	size_t rest_length;
	int fd;
	bool is_ready;
	bool seated; /* known to the thread */
};

struct gallery {
	struct streams *streams;
	int epoll, bell; /* which rings when somebody is ready, or at the end */
	pthread_t usher;
	pthread_mutex_t lock;
	/*
	 * Under the lock:
	 * 1. who is_ready is in the list.
	 * 2. where there is a list, or the end, the bell has rung and the usher will look.
	 */
	struct seat *ready;
	bool stop;
	/* The usher's alone, as is all of a seat but its place in the list above. */
	struct seat *seats, *slow;
	char news[NEWS_SIZE];
};

static void gallery_ring(struct gallery *gallery)
{
	const uint64_t one = 1;

	(void)!write(gallery->bell, &one, sizeof(one));
}

/* There may be something for it. From any thread, also under the hub's lock. */
static void seat_call(struct seat *seat)
{
	struct gallery *gallery = seat->gallery;

	pthread_mutex_lock(&gallery->lock);
	if (!seat->is_ready) {
		if (!gallery->ready)
			gallery_ring(gallery);
		DL_APPEND2(gallery->ready, seat, ready_prev, ready_next);
		seat->is_ready = true;
	}
	pthread_mutex_unlock(&gallery->lock);
}

static void seat_suspend(struct hub_listener *listener)
{
	(void)listener; /* nobody looks at it until it is called */
}

static void seat_wake(struct hub_listener *listener)
{
	seat_call(CONTAINER_OF(listener, struct seat, listener));
}

/* Nobody calls it any more. */
static void seat_uncall(struct seat *seat)
{
	struct gallery *gallery = seat->gallery;

	pthread_mutex_lock(&gallery->lock);
	if (seat->is_ready)
		DL_DELETE2(gallery->ready, seat, ready_prev, ready_next);
	seat->is_ready = false;
	pthread_mutex_unlock(&gallery->lock);
}

static void seat_free(struct seat *seat)
{
	if (seat->fd >= 0)
		close(seat->fd);
	free(seat->rest);
	free(seat);
}

/* It has taken all that it was told. */
static void seat_even(struct seat *seat)
{
	if (seat->deadline)
		DL_DELETE2(seat->gallery->slow, seat, slow_prev, slow_next);
	seat->deadline = 0;
	free(seat->rest);
	seat->rest = NULL;
}

static void seat_leave(struct seat *seat)
{
	struct gallery *gallery = seat->gallery;

	hub_leave(seat->hub, &seat->listener);
	seat_uncall(seat);
	/* libmicrohttpd may still have the same socket open, and then closing ours is not enough */
	epoll_ctl(gallery->epoll, EPOLL_CTL_DEL, seat->fd, NULL);
	DL_DELETE(gallery->seats, seat);
	seat_even(seat);
	streams_remove(gallery->streams, &seat->prefix);
	seat_free(seat);
}

/* Sends as much as there is room for: so much, or -1 when nobody is there any more. */
static ssize_t seat_send(const struct seat *seat, const char *at, size_t length)
{
	ssize_t sent = send(seat->fd, at, length, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (sent < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	return sent;
}

/* What there is no room for is kept, and is to be taken in time. */
static bool seat_say(struct seat *seat, const char *at, size_t length)
{
	ssize_t sent = seat_send(seat, at, length);

	if (sent < 0 || (size_t)sent == length)
		return sent >= 0;
	seat->rest_length = length - (size_t)sent;
	seat->rest = malloc(seat->rest_length);
	if (!seat->rest)
		return false;
	memcpy(seat->rest, at + sent, seat->rest_length);
	seat->deadline = time_monotonic() + ANSWER_SPAN;
	DL_APPEND2(seat->gallery->slow, seat, slow_prev, slow_next);
	return true;
}

/* What was left of what it was told. */
static bool seat_say_rest(struct seat *seat)
{
	ssize_t sent = seat_send(seat, seat->rest, seat->rest_length);

	if (sent < 0)
		return false;
	seat->rest_length -= (size_t)sent;
	if (!seat->rest_length) {
		seat_even(seat);
		return true;
	}
	memmove(seat->rest, seat->rest + sent, seat->rest_length);
	if (!seat->deadline)
		DL_APPEND2(seat->gallery->slow, seat, slow_prev, slow_next);
	if (!seat->deadline || sent)
		seat->deadline = time_monotonic() + ANSWER_SPAN;
	return true;
}

/* Tells it what there is, until there is no more or no room. False: it is over. */
static bool seat_tell(struct seat *seat)
{
	char *news = seat->gallery->news;
	size_t length;
	bool good = !seat->rest || seat_say_rest(seat);

	while (good && !seat->rest && time_monotonic() < seat->until)
		switch (hub_take(seat->hub, &seat->listener, news, NEWS_SIZE, &length)) {
		case HUB_NEWS_END:
			return false;
		case HUB_NEWS_BEAT:
			good = seat_say(seat, STREAM_BEAT, strlen(STREAM_BEAT));
			break;
		case HUB_NEWS_EVENTS:
			good = seat_say(seat, news, length);
			break;
		case HUB_NEWS_NONE:
			if (hub_wait(seat->hub, &seat->listener))
				return true;
		}
	return good && seat->rest;
}

/* From now on it is the usher's; who goes is noticed. */
static void seat_seat(struct seat *seat)
{
	/* in edges: when there is room again, and when it has gone */
	struct epoll_event event = {.events = EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = seat};

	seat->seated = true;
	DL_APPEND(seat->gallery->seats, seat);
	/* where there is no memory for that, the heartbeat notices */
	epoll_ctl(seat->gallery->epoll, EPOLL_CTL_ADD, seat->fd, &event);
}

static struct seat *gallery_next(struct gallery *gallery)
{
	struct seat *seat;

	pthread_mutex_lock(&gallery->lock);
	seat = gallery->ready;
	if (seat) {
		DL_DELETE2(gallery->ready, seat, ready_prev, ready_next);
		seat->is_ready = false;
	}
	pthread_mutex_unlock(&gallery->lock);
	return seat;
}

static void gallery_tell(struct gallery *gallery)
{
	struct seat *seat;

	while ((seat = gallery_next(gallery))) {
		if (!seat->seated)
			seat_seat(seat);
		if (!seat_tell(seat))
			seat_leave(seat);
	}
}

/* A socket has room, or nobody is there any more. */
static void gallery_notice(struct gallery *gallery, const struct epoll_event *event)
{
	struct seat *seat = event->data.ptr;
	uint64_t rung;

	if (!seat)
		(void)!read(gallery->bell, &rung, sizeof(rung));
	else if (event->events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))
		seat_leave(seat);
	else if (seat->rest)
		seat_call(seat);
}

/* Cuts who does not take what was told. */
static void gallery_sweep(struct gallery *gallery)
{
	int64_t now = time_monotonic();
	struct seat *seat, *next;

	for (seat = gallery->slow; seat; seat = next) {
		next = seat->slow_next;
		if (seat->deadline < now)
			seat_leave(seat);
	}
}

static bool gallery_is_over(struct gallery *gallery)
{
	bool stop;

	pthread_mutex_lock(&gallery->lock);
	stop = gallery->stop;
	pthread_mutex_unlock(&gallery->lock);
	return stop;
}

static void *gallery_loop(void *context)
{
	struct gallery *gallery = context;
	struct epoll_event events[TURN];

	while (!gallery_is_over(gallery)) {
		int count = epoll_wait(
			gallery->epoll, events, TURN, gallery->slow ? (int)SLOW_STEP : -1);

		for (int i = 0; i < count; i++)
			gallery_notice(gallery, &events[i]);
		gallery_tell(gallery);
		gallery_sweep(gallery);
	}
	gallery_tell(gallery);
	while (gallery->seats)
		seat_leave(gallery->seats);
	return NULL;
}

static void gallery_free(struct gallery *gallery)
{
	streams_destroy(gallery->streams);
	if (gallery->epoll >= 0)
		close(gallery->epoll);
	if (gallery->bell >= 0)
		close(gallery->bell);
	pthread_mutex_destroy(&gallery->lock);
	free(gallery);
}

struct gallery *gallery_create(size_t limit, size_t per_prefix)
{
	struct gallery *gallery = calloc(1, sizeof(*gallery));
	struct epoll_event rings = {.events = EPOLLIN};

	if (!gallery)
		return NULL;
	pthread_mutex_init(&gallery->lock, NULL);
	gallery->streams = streams_create(limit, per_prefix);
	gallery->epoll = epoll_create1(EPOLL_CLOEXEC);
	gallery->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!gallery->streams || gallery->epoll < 0 || gallery->bell < 0 ||
		epoll_ctl(gallery->epoll, EPOLL_CTL_ADD, gallery->bell, &rings) < 0 ||
		pthread_create(&gallery->usher, NULL, gallery_loop, gallery) != 0) {
		gallery_free(gallery);
		return NULL;
	}
	return gallery;
}

void gallery_destroy(struct gallery *gallery)
{
	if (!gallery)
		return;
	pthread_mutex_lock(&gallery->lock);
	gallery->stop = true;
	gallery_ring(gallery);
	pthread_mutex_unlock(&gallery->lock);
	pthread_join(gallery->usher, NULL);
	gallery_free(gallery);
}

struct streams *gallery_streams(struct gallery *gallery)
{
	return gallery->streams;
}

/* The head of the answer and the greeting, which are told first. */
static enum err seat_greet(struct seat *seat, struct exchange *exchange)
{
	struct text head;

	stream_head(exchange);
	text_init(HEAD_MAX, &head);
	response_head(&exchange->answer, exchange->now, &head);
	text_add_format(&head, "retry: %u\n\n", stream_retry(true));
	seat->rest_length = head.length;
	if (text_status(&head) == ERR_OK)
		seat->rest = text_take(&head);
	text_finish(&head);
	return seat->rest ? ERR_OK : ERR_MEMORY;
}

/* A descriptor of its own for the connection's socket. */
static enum err seat_take_over(struct seat *seat, struct request *request)
{
	const int on = 1, patience = (int)ANSWER_SPAN;

	seat->fd = fcntl(request->connection->fd, F_DUPFD_CLOEXEC, 0);
	if (seat->fd < 0)
		return fault_set(
			&request->exchange.fault, ERR_BUSY, "There are too many listeners.");
	/* a Unix socket has neither */
	setsockopt(seat->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(seat->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &patience, sizeof(patience));
	return ERR_OK;
}

/* Counted and listening. */
static enum err seat_join(struct seat *seat, struct request *request)
{
	struct exchange *exchange = &request->exchange;
	enum err err = streams_add(seat->gallery->streams, &seat->prefix, &exchange->fault);

	if (err)
		return err;
	err = hub_join(seat->hub, &seat->listener, exchange->listening->after);
	if (!err && (err = seat_greet(seat, exchange)))
		hub_leave(seat->hub, &seat->listener);
	if (err)
		streams_remove(seat->gallery->streams, &seat->prefix);
	return err;
}

static enum err gallery_seat(struct gallery *gallery, struct request *request)
{
	const struct listening *listening = request->exchange.listening;
	struct seat *seat = malloc(sizeof(*seat));
	enum err err;

	if (!seat)
		return ERR_MEMORY;
	*seat = (struct seat){
		.listener = {.topic = listening->topic, .suspend = seat_suspend, .wake = seat_wake},
		.gallery = gallery,
		.hub = listening->hub,
		.until = time_monotonic() + STREAM_SPAN,
		.fd = -1,
	};
	request_prefix(request, &seat->prefix);
	err = seat_take_over(seat, request);
	if (!err)
		err = seat_join(seat, request);
	if (err)
		seat_free(seat);
	else
		seat_call(seat);
	return err;
}

enum MHD_Result gallery_answer(struct request *request)
{
	enum err err = gallery_seat(request->door->gallery, request);

	if (err)
		return request_fail(request, err);
	/* libmicrohttpd closes the connection, which it takes for a mistake of ours */
	return request_queue(request, MHD_HTTP_OK, NULL);
}
