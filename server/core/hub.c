/* See include/core/hub.h. */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "base/hash.h"
#include "base/id.h"
#include "base/time.h"
#include "core/crypto.h"
#include "core/hub.h"

enum {
	RUN_BYTES = 8,
	RUN_SIZE = RUN_BYTES * 8 / 5 + 2,
	BEATS = 16,       /* heartbeats in turn: each wakes its part of the listeners */
	LOST_ROWS = 4096, /* topics that share one may read anew for each other's sake */
};

struct event {
	uint64_t topics[HUB_TOPICS];
	size_t length;
	char text[HUB_EVENT_MAX];
};

struct topic {
	uint64_t number;
	size_t count; /* of listeners */
	struct hub_listener *waiting;
	UT_hash_handle hh;
};

struct hub {
	struct hub_habits habits;
	char run[RUN_SIZE]; /* of the server: events of another one are not known here */
	atomic_bool heard;
	pthread_t waker;
	struct pulse pulse;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	/*
	 * Under the lock:
	 * 1. events are numbered from 1; the ring holds oldest … head - 1, each at its number
	 *    modulo history.
	 * 2. of what was before `known` nothing is known; of what the ring has lost since, each
	 *    topic's row of `lost` has the newest number.
	 * 3. a listener that waits, and is not before `known`, has heard all of its topic before
	 *    the greater of its `at` and `woken`, and the waker will look at what comes after; so
	 *    it is not left behind by the events of other topics.
	 * 4. each topic in the table has a listener; its list has those that wait.
	 * 5. each listener is in one of the lists of `beats`.
	 */
	struct event *ring;
	uint64_t known, oldest, head, woken;
	uint64_t lost[LOST_ROWS];
	struct topic *topics;
	struct hub_listener *beats[BEATS];
	unsigned next_beat, next_place;
	bool closed;
};

/* Who listens to a topic, or NULL. */
static struct topic *hub_find(struct hub *hub, uint64_t number)
{
	struct topic *topic;

	HASH_FIND(hh, hub->topics, &number, sizeof(number), topic);
	return topic;
}

static uint64_t *hub_lost(struct hub *hub, uint64_t topic)
{
	return &hub->lost[topic % LOST_ROWS];
}

static bool event_is_of(const struct event *event, uint64_t topic)
{
	for (size_t i = 0; i < HUB_TOPICS; i++)
		if (event->topics[i] == topic)
			return true;
	return false;
}

/* Whether there was an event for it, from where it is, that is not there any more. */
static bool listener_is_overtaken(struct hub *hub, const struct hub_listener *listener)
{
	return listener->at < hub->known || *hub_lost(hub, listener->topic) >= listener->at;
}

/* One that waits does so for what comes from here on: it has missed nothing before. */
static void listener_advance(const struct hub *hub, struct hub_listener *listener, uint64_t to)
{
	if (listener->at >= hub->known && listener->at < to)
		listener->at = to;
}

/* Ends the wait of a listener. */
static void listener_wake(struct hub *hub, struct hub_listener *listener)
{
	if (!listener->waits)
		return;
	listener_advance(hub, listener, hub->woken);
	DL_DELETE(hub_find(hub, listener->topic)->waiting, listener);
	listener->waits = false;
	listener->wake(listener);
}

static void hub_wake_topic(struct hub *hub, uint64_t number)
{
	struct topic *topic = hub_find(hub, number);
	struct hub_listener *listener, *next;

	if (!topic)
		return;
	DL_FOREACH_SAFE(topic->waiting, listener, next)
	if (listener->at <= hub->woken)
		listener_wake(hub, listener);
}

/* Those of whose topic the ring has lost something before the waker had looked at it. */
static void hub_wake_overtaken(struct hub *hub)
{
	for (struct topic *topic = hub->topics; topic; topic = topic->hh.next) {
		struct hub_listener *listener, *next;

		DL_FOREACH_SAFE(topic->waiting, listener, next)
		{
			listener_advance(hub, listener, hub->woken);
			if (listener->at >= hub->known && listener_is_overtaken(hub, listener))
				listener_wake(hub, listener);
		}
	}
}

/* To take a heartbeat, as does who does not wait. */
static void hub_beat(struct hub *hub, unsigned beat)
{
	struct hub_listener *listener;

	DL_FOREACH2(hub->beats[beat], listener, beat_next)
	{
		listener->beats = true;
		listener_wake(hub, listener);
	}
}

static void hub_beat_all(struct hub *hub)
{
	for (unsigned beat = 0; beat < BEATS; beat++)
		hub_beat(hub, beat);
}

/* Wakes those for whom something was published. */
static void hub_spread(struct hub *hub)
{
	if (hub->woken < hub->known && !hub->habits.patient)
		hub_beat_all(hub);
	else if (hub->woken < hub->oldest)
		hub_wake_overtaken(hub);
	if (hub->woken < hub->oldest)
		hub->woken = hub->oldest;
	for (; hub->woken < hub->head; hub->woken++)
		for (size_t i = 0; i < HUB_TOPICS; i++)
			hub_wake_topic(hub, hub->ring[hub->woken % hub->habits.history].topics[i]);
}

/* Waits for something to spread, or until that time. */
static void hub_sleep(struct hub *hub, int64_t until)
{
	const struct timespec at = {until / TIME_SECOND, until % TIME_SECOND * 1000000};

	pthread_cond_timedwait(&hub->changed, &hub->lock, &at);
}

static void *hub_loop(void *context)
{
	struct hub *hub = context;
	int64_t span = (hub->habits.heartbeat + BEATS - 1) / BEATS, beat = time_monotonic() + span;

	pthread_mutex_lock(&hub->lock);
	while (!hub->closed) {
		if (hub->woken == hub->head)
			hub_sleep(hub, beat);
		pulse_beat(&hub->pulse);
		hub_spread(hub);
		if (time_monotonic() >= beat) {
			hub_beat(hub, hub->next_beat++ % BEATS);
			beat = time_monotonic() + span;
		}
		pulse_beat(&hub->pulse);
	}
	hub_beat_all(hub);
	pthread_mutex_unlock(&hub->lock);
	return NULL;
}

enum err hub_create(const struct hub_habits *habits, struct hub **out)
{
	struct hub *hub = calloc(1, sizeof(*hub));
	unsigned char run[RUN_BYTES];
	pthread_condattr_t attributes;

	if (!hub)
		return ERR_MEMORY;
	hub->habits = *habits;
	hub->known = hub->oldest = hub->head = hub->woken = 1;
	crypto_random(run, sizeof(run));
	id_encode(run, sizeof(run), hub->run);
	pthread_mutex_init(&hub->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&hub->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	hub->ring = calloc(habits->history, sizeof(*hub->ring));
	if (!hub->ring || pthread_create(&hub->waker, NULL, hub_loop, hub) != 0) {
		free(hub->ring);
		free(hub);
		return ERR_MEMORY;
	}
	*out = hub;
	return ERR_OK;
}

const struct pulse *hub_pulse(const struct hub *hub)
{
	return &hub->pulse;
}

void hub_close(struct hub *hub)
{
	bool closed;

	if (!hub)
		return;
	pthread_mutex_lock(&hub->lock);
	closed = hub->closed;
	hub->closed = true;
	pthread_cond_signal(&hub->changed);
	pthread_mutex_unlock(&hub->lock);
	if (!closed)
		pthread_join(hub->waker, NULL);
}

void hub_destroy(struct hub *hub)
{
	if (!hub)
		return;
	hub_close(hub);
	assert(!hub->topics);
	pthread_cond_destroy(&hub->changed);
	pthread_mutex_destroy(&hub->lock);
	free(hub->ring);
	free(hub);
}

uint64_t hub_topic(const char *purpose, const char *name)
{
	unsigned char digest[16];
	uint64_t topic;

	crypto_digest(
		NULL, NULL, purpose, (struct slice){name, strlen(name)}, digest, sizeof(digest));
	memcpy(&topic, digest, sizeof(topic));
	return topic;
}

bool hub_heard(const struct hub *hub)
{
	return atomic_load_explicit(&hub->heard, memory_order_acquire);
}

/* With its id: fields that clients remember, and send when they come again. */
static bool event_write(const struct hub *hub, struct slice fields, uint64_t number, char *out,
	size_t size, size_t *length)
{
	int written = snprintf(out, size, "%.*sid: %s-%llu\n\n", (int)fields.length, fields.at,
		hub->run, (unsigned long long)number);

	if (written < 0 || (size_t)written >= size)
		return false;
	*length = (size_t)written;
	return true;
}

/* What was published before is not known any more. */
static void hub_forget(struct hub *hub)
{
	hub->head++;
	hub->known = hub->oldest = hub->head;
}

/* Makes room in the ring. */
static void hub_lose(struct hub *hub)
{
	const struct event *event = &hub->ring[hub->oldest % hub->habits.history];

	for (size_t i = 0; i < HUB_TOPICS; i++)
		*hub_lost(hub, event->topics[i]) = hub->oldest;
	hub->oldest++;
}

void hub_publish(struct hub *hub, const uint64_t topics[HUB_TOPICS], struct slice fields)
{
	struct event *event;

	if (!hub_heard(hub))
		return;
	pthread_mutex_lock(&hub->lock);
	if (hub->head - hub->oldest == hub->habits.history)
		hub_lose(hub);
	event = &hub->ring[hub->head % hub->habits.history];
	memcpy(event->topics, topics, sizeof(event->topics));
	if (event_write(hub, fields, hub->head, event->text, sizeof(event->text), &event->length))
		hub->head++;
	else
		hub_forget(hub);
	pthread_cond_signal(&hub->changed);
	pthread_mutex_unlock(&hub->lock);
}

void hub_reset(struct hub *hub)
{
	pthread_mutex_lock(&hub->lock);
	hub_forget(hub);
	pthread_cond_signal(&hub->changed);
	pthread_mutex_unlock(&hub->lock);
}

/* The event after the one of this id; 0: that is not of this run. */
static uint64_t hub_after(const struct hub *hub, const char *id)
{
	size_t length = strlen(hub->run);
	unsigned long long number;
	const char *digits;

	if (!id || strncmp(id, hub->run, length) != 0 || id[length] != '-')
		return 0;
	digits = id + length + 1;
	if (!*digits || digits[strspn(digits, "0123456789")] || strlen(digits) > 18)
		return 0;
	number = strtoull(digits, NULL, 10);
	return number < hub->head ? number + 1 : 0;
}

/* The topic, with one listener more. NULL: memory. */
static struct topic *hub_topic_join(struct hub *hub, uint64_t number)
{
	struct topic *topic = hub_find(hub, number);

	if (!topic && (topic = calloc(1, sizeof(*topic)))) {
		topic->number = number;
		HASH_ADD(hh, hub->topics, number, sizeof(topic->number), topic);
		if (!HASH_HAS(topic)) {
			free(topic);
			return NULL;
		}
	}
	if (topic)
		topic->count++;
	return topic;
}

enum err hub_join(struct hub *hub, struct hub_listener *listener, const char *after)
{
	enum err err = ERR_OK;

	pthread_mutex_lock(&hub->lock);
	if (hub->closed)
		err = ERR_STOPPING;
	else if (!hub_topic_join(hub, listener->topic))
		err = ERR_MEMORY;
	if (!err) {
		listener->at = hub_after(hub, after);
		listener->waits = listener->beats = false;
		listener->beat = hub->next_place++ % BEATS;
		DL_APPEND2(hub->beats[listener->beat], listener, beat_prev, beat_next);
		atomic_store_explicit(&hub->heard, true, memory_order_release);
	}
	pthread_mutex_unlock(&hub->lock);
	return err;
}

void hub_leave(struct hub *hub, struct hub_listener *listener)
{
	struct topic *topic;

	pthread_mutex_lock(&hub->lock);
	topic = hub_find(hub, listener->topic);
	if (listener->waits)
		DL_DELETE(topic->waiting, listener);
	DL_DELETE2(hub->beats[listener->beat], listener, beat_prev, beat_next);
	if (--topic->count == 0) {
		HASH_DEL(hub->topics, topic);
		free(topic);
	}
	pthread_mutex_unlock(&hub->lock);
}

/* The events of a listener's topic, from where it is, as far as there is room. */
static bool listener_read(const struct hub *hub, struct hub_listener *listener, char *buffer,
	size_t size, size_t *length)
{
	size_t filled = 0;
	bool any = false;

	listener_advance(hub, listener, hub->oldest);
	for (; listener->at < hub->head; listener->at++) {
		const struct event *event = &hub->ring[listener->at % hub->habits.history];

		if (!event_is_of(event, listener->topic))
			continue;
		any = true;
		if (event->length > size - filled)
			break;
		memcpy(buffer + filled, event->text, event->length);
		filled += event->length;
	}
	*length = filled;
	return any;
}

enum hub_news hub_take(
	struct hub *hub, struct hub_listener *listener, char *buffer, size_t size, size_t *length)
{
	static const char reset[] = HUB_RESET;
	enum hub_news news = HUB_NEWS_NONE;

	*length = 0;
	pthread_mutex_lock(&hub->lock);
	if (hub->closed) {
		news = HUB_NEWS_END;
	} else if (listener->beats) {
		listener->beats = false;
		news = HUB_NEWS_BEAT;
	} else if (listener_is_overtaken(hub, listener)) {
		news = HUB_NEWS_EVENTS;
		if (event_write(hub, (struct slice){reset, strlen(reset)}, hub->head - 1, buffer,
			    size, length))
			listener->at = hub->head;
	} else if (listener_read(hub, listener, buffer, size, length)) {
		news = HUB_NEWS_EVENTS;
	}
	pthread_mutex_unlock(&hub->lock);
	return news;
}

bool hub_wait(struct hub *hub, struct hub_listener *listener)
{
	bool waits;

	pthread_mutex_lock(&hub->lock);
	/* what came between taking and waiting is looked at again */
	waits = !hub->closed && !listener->beats && listener->at == hub->head;
	if (waits) {
		listener->waits = true;
		DL_APPEND(hub_find(hub, listener->topic)->waiting, listener);
		listener->suspend(listener);
	}
	pthread_mutex_unlock(&hub->lock);
	return waits;
}
