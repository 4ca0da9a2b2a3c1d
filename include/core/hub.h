/*
 * The hub: who listens to a topic hears what happens, as server-sent events (WHATWG HTML, section
 * 9.2). It keeps the latest events, so that a listener who was away for a moment goes on where it
 * was. One who was away for too long, or before the server was started anew, or who is new, hears
 * `reset`: what it knows may be out of date, and it shall read anew. So nothing is lost between
 * reading and listening: a reset comes first, then everything that happens after it.
 *
 * It is not a queue for each listener: all read the same ring, each from a place of its own. What
 * the ring loses of other topics does not matter to a listener: of each topic is known what was
 * lost of it last. Nor does it know HTTP; who carries the bytes is suspended while there is
 * nothing, and woken by the hub's thread, so that who publishes waits for nobody. Every heartbeat
 * each is woken to look whether they may still listen, not all in one moment.
 */
#ifndef AFTERWORD_CORE_HUB_H
#define AFTERWORD_CORE_HUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"
#include "base/pulse.h"
#include "base/text.h"

enum {
	HUB_TOPICS = 2,      /* of an event: say, the site's and all sites' */
	HUB_EVENT_MAX = 512, /* bytes of an event, with its id */
};

struct hub;

/* A member of who listens, whose memory it is. All but the topic and the functions is the hub's. */
struct hub_listener {
	struct hub_listener *prev, *next;           /* that wait for the same topic */
	struct hub_listener *beat_prev, *beat_next; /* that the same heartbeat wakes */
	uint64_t topic;
	uint64_t at;                                    /* the event to be heard next */
	unsigned beat;                                  /* which heartbeat that is */
	bool waits, beats;                              /* suspended; a heartbeat is to be taken */
	void (*suspend)(struct hub_listener *listener); /* called under the hub's lock: they must */
	void (*wake)(struct hub_listener *listener);    /* neither wait nor call the hub */
};

struct hub_habits {
	size_t history;    /* how many events are kept */
	int64_t heartbeat; /* milliseconds */
	bool patient;      /* after hub_reset, nobody reads anew before their heartbeat */
};

enum err hub_create(const struct hub_habits *habits, struct hub **hub) MUST_CHECK;
/* Of the thread that wakes listeners. */
const struct pulse *hub_pulse(const struct hub *hub);
/* Everybody is woken and told that it is the end. Who comes from now on: STOPPING. */
void hub_close(struct hub *hub);
/* After the last listener has left. NULL is fine. */
void hub_destroy(struct hub *hub);

/* A topic's number. Different purposes and names have different ones, as far as 64 bits go. */
uint64_t hub_topic(const char *purpose, const char *name);

/* Whether anybody has ever listened: what nobody can ask for need not be published. */
bool hub_heard(const struct hub *hub);

/* What who listens to them is told that shall read anew. */
#define HUB_RESET "event: reset\ndata: {}\n"

/* The fields of an event without its id: `event: x\ndata: …\n`. One that is too long is a reset. */
void hub_publish(struct hub *hub, const uint64_t topics[HUB_TOPICS], struct slice fields);

/* Everybody reads anew: at once, or, where there is patience, by and by. */
void hub_reset(struct hub *hub);

/*
 * Listens from now on, to be left again. `after`: the id of the event that was heard last, as a
 * client sent it; NULL: none. STOPPING, MEMORY.
 */
enum err hub_join(struct hub *hub, struct hub_listener *listener, const char *after) MUST_CHECK;
void hub_leave(struct hub *hub, struct hub_listener *listener);

enum hub_news {
	HUB_NEWS_NONE,
	HUB_NEWS_EVENTS, /* as many as there was room for: length 0, not for one */
	HUB_NEWS_BEAT,
	HUB_NEWS_END,
};

/* What there is for a listener that does not wait. */
enum hub_news hub_take(struct hub *hub, struct hub_listener *listener, char *buffer, size_t size,
	size_t *length) MUST_CHECK;

/* Suspends the listener until there is news for it; false: there is already. */
bool hub_wait(struct hub *hub, struct hub_listener *listener) MUST_CHECK;

#endif
