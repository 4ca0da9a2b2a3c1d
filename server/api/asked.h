/* Which part of which thread is asked for: the query of the thread's JSON and of its page. */
#ifndef AFTERWORD_SERVER_API_ASKED_H
#define AFTERWORD_SERVER_API_ASKED_H

#include "core/thread.h"
#include "core/url.h"
#include "http/exchange.h"
#include "store/site.h"

/*
 * Where links lead, as what stands before them. On a page of ours that is what a proxy takes off
 * our paths, if anything; a fragment stands on pages of others, so there they are whole addresses.
 */
struct lead {
	const char *server;  /* before a path of ours */
	const char *thread;  /* before the query of the thread's page */
	const char *article; /* before the anchor of a comment */
	const char *query;   /* behind a path of ours: its language, as the exchange has it */
	bool formless;       /* a link to the form stands for it, since a form grows old */
};

struct asked {
	const char *page, *of_site, *sort, *after, *from, *limit, *answer_to, *lang; /* as sent */
	const struct language *language;
	struct url url;
	struct site site;
	int64_t parent; /* that an answer is to be written to; 0: none */
	struct thread_query query;
	struct lead lead;
	const char *next; /* what asks for the part that follows; NULL: none does */
};

extern const struct input_table asked_json_table; /* page, site, sort, after, from, limit */
extern const struct input_table asked_page_table; /* page, site, sort, after, from, parent, lang */
extern const struct input_table asked_demo_table; /* sort, after, from, parent, lang */
extern const struct input_table asked_feed_table; /* page */
extern const struct input_table asked_privacy_table; /* page, lang */

/*
 * For cached routes: reads the query, sets the exchange's page tag and leaves the asked in its
 * state. `page` is the page when the query does not name it.
 */
enum err asked_read(
	struct exchange *exchange, const struct input_table *table, const char *page) MUST_CHECK;

/* Then, for the one who makes the answer: the asked's site (UNKNOWN_SITE) is read. */
enum err asked_site(struct exchange *exchange, struct store *store) MUST_CHECK;

/* Or the site and the thread, in one moment; shared caches may keep what is made of it. */
enum err asked_thread(struct exchange *exchange, struct thread *thread) MUST_CHECK;

#endif
