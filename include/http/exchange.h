/*
 * An exchange: one request and its answer, as handlers see it. The door has bounded and checked
 * the framing; admission has decided who may ask; the handler decodes, works and fills the
 * answer. What it allocates in the arena is wiped and freed with the exchange.
 *
 * A handler answers at once, or asks for work elsewhere (exchange_write) and is finished by a
 * second function when that is done. It never waits.
 */
#ifndef AFTERWORD_HTTP_EXCHANGE_H
#define AFTERWORD_HTTP_EXCHANGE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/input.h"
#include "base/json.h"
#include "base/language.h"
#include "base/text.h"
#include "core/identity.h"
#include "core/service.h"
#include "core/session.h"

enum {
	EXCHANGE_BODY_MAX = 64 * 1024,
	EXCHANGE_PARAMS = 2,
	EXCHANGE_NETWORK = 8,
	EXCHANGE_ID_MIN = 8,
	EXCHANGE_ID_MAX = 64,
	ANSWER_HEADERS = 13,
	ANSWER_MAX = 64 * 1024 * 1024,
};

enum exchange_type { EXCHANGE_TYPE_NONE, EXCHANGE_TYPE_JSON = 1, EXCHANGE_TYPE_FORM = 2 };

struct answer_header {
	const char *name, *value; /* static, or in the arena */
};

struct answer {
	int status;
	const char *type; /* Content-Type */
	struct text body;
	struct answer_header headers[ANSWER_HEADERS];
	size_t header_count;
	int64_t changed_at; /* of a cached one: since when it is as it is; 0: not known */
	int64_t good_for;   /* of a cached one, milliseconds; 0: as long as its page is as it was */
	bool lasting; /* of a cached one: it stays as it is for ever, and is packed as well as can
			 be */
};

/* A page that a write has changed, by one of its URLs; or what its site shows. */
struct page_change {
	int64_t page; /* 0: the site */
	uint64_t tag;
	bool renewed; /* who listens was told to read it anew */
	struct page_change *next;
};

struct exchange;

typedef enum err (*exchange_step)(struct exchange *exchange);
typedef enum err (*exchange_write_step)(struct exchange *exchange, struct store *store);
typedef enum err (*exchange_read_step)(struct exchange *exchange, struct store *store, void *out);
typedef void (*exchange_announce)(const struct exchange *exchange);

struct exchange {
	const struct service *service;
	const struct route *route;
	const char *params[EXCHANGE_PARAMS]; /* what {…} in the route's pattern matched */
	struct slice query;                  /* as sent, without the question mark */
	const struct language *language;     /* of the answer, where its route speaks to readers */
	bool language_asked;                 /* by the query: links lead on in it */
	enum exchange_type type;             /* of the body */
	struct slice body;
	struct identity who;
	const char *who_text;   /* the token or the session's text that they showed */
	struct session session; /* by which they came; id 0: none */
	const char *origin;     /* that may read the answer (CORS), or NULL */
	int64_t now;
	char id[EXCHANGE_ID_MAX + 1]; /* see exchange_id; "": nobody has asked for it yet */
	struct arena arena;
	struct fault fault;
	struct answer answer;
	uint64_t page_tag;           /* cached routes: of the page shown */
	struct page_change *changes; /* writes: the pages that are no longer as they were */
	bool all_changed;            /* any page may be no longer as it was */
	void *state;                 /* the handler's own, in the arena */

	exchange_step hash; /* what waits to be done elsewhere; see exchange_write */
	exchange_write_step write;
	exchange_announce announce;
	exchange_step finish;
	const struct listening *listening; /* the answer goes on; see exchange_listen */
};

/* What an answer that goes on tells: the events of a topic (core/hub.h). */
struct listening {
	struct hub *hub;
	uint64_t topic;
	bool in_gallery;   /* for readers, who may always listen (http/gallery.h) */
	const char *site;  /* on which who listens must see; NULL: on all */
	const char *after; /* the id of the event that was heard last; NULL: none */
	/* Appends what follows events, an event without an id: what sums them up. NULL: nothing. */
	enum err (*sum)(struct exchange *exchange, struct arena *arena, struct text *out);
};

/* The one value of a header, or NULL. Names in any case. */
const char *exchange_header(const struct exchange *exchange, const char *name);

/*
 * The network that it comes from: the first 24 bits of an IPv4 address or the first 64 of an IPv6
 * one. Not to be kept or told as it is. False: it comes from none.
 */
bool exchange_network(
	const struct exchange *exchange, unsigned char network[EXCHANGE_NETWORK]) MUST_CHECK;

/*
 * Who it is, as a trusted proxy says in the header that the setting sign_in_header names; NULL:
 * nobody says so. From elsewhere the header is not believed, nor when there are two of it.
 */
const char *exchange_vouched(const struct exchange *exchange);

/*
 * What the request is called, in the log and in its answer: as a trusted proxy calls it in the
 * header that the setting request_id_header names, else by random letters. Tells nothing of who
 * asks.
 */
const char *exchange_id(struct exchange *exchange);

/* Tells it in a header. Not in cached answers: they are many requests'. */
void answer_id(struct exchange *exchange);

/* What links to other pages of ours have behind their path, so that they are in this language. */
const char *exchange_language_query(const struct exchange *exchange);

/* Reads the query by a table; see form_read. */
enum err exchange_query(
	struct exchange *exchange, const struct input_table *table, void *out) MUST_CHECK;

/* Reads the body, JSON or form, by a table. */
enum err exchange_input(
	struct exchange *exchange, const struct input_table *table, void *out) MUST_CHECK;

/*
 * What a form has that was refused before its handler read it, so that it can be shown again; what
 * is wrong with it is not said: the fault stays what it was.
 */
void exchange_form_again(struct exchange *exchange, const struct input_table *table, void *out);

/* A store for reading, to be given back; see pool.h. */
enum err exchange_store_take(struct exchange *exchange, struct store **store) MUST_CHECK;
void exchange_store_give(struct exchange *exchange, struct store *store);

/* Takes one for `read`, which sees it as it is at one moment, and gives it back. */
enum err exchange_read(struct exchange *exchange, exchange_read_step read, void *out) MUST_CHECK;

/* Zeroed memory; sets the fault when there is none. */
void *exchange_alloc(struct exchange *exchange, size_t size) MUST_CHECK;

/*
 * After the handler has returned ERR_OK: runs `hash` (may be NULL) on a hasher, then `write` (may
 * be NULL where there is a hash) in the writer's transaction, and after the commit `finish` on a
 * worker. A failure of one skips the others and becomes the answer. `write` refuses before it
 * changes anything, and may be called twice (store/writer.h); fault and changes are empty each
 * time. When it succeeded, the cached answers of the pages changed are forgotten before anybody
 * hears of it.
 */
void exchange_write(struct exchange *exchange, exchange_step hash, exchange_write_step write,
	exchange_step finish);

/*
 * Beside exchange_write: `announce` publishes what has happened. It runs on the writer's thread
 * after the commit, in the order of commits and before anybody has the answer; must not wait.
 */
void exchange_tell(struct exchange *exchange, exchange_announce announce);

/* After the handler has returned ERR_OK: the answer are events, for as long as they are listened
 * to. */
void exchange_listen(struct exchange *exchange, const struct listening *listening);

/*
 * In `write`: what readers see of a page has changed. Notes when, and adds to the changes the page,
 * by each of its URLs, and its site.
 */
enum err exchange_page_changed(
	struct exchange *exchange, struct store *store, int64_t page) MUST_CHECK;

/*
 * The same for who writes without an exchange: adds to the list, from the arena. The list is given
 * to server_forget_pages after the commit.
 */
enum err page_changed(struct store *store, struct arena *arena, int64_t now, int64_t page,
	struct page_change **changes) MUST_CHECK;

/* The same for all pages there are. */
void exchange_all_changed(struct exchange *exchange);

/* A number for a page's URL: what cached answers of a page are found by, and its topic. */
uint64_t exchange_page_tag(const char *url);

/* The same for a site: cached answers that show something of all its pages. */
uint64_t exchange_site_tag(const char *site);

void answer_header(struct exchange *exchange, const char *name, const char *value);

/* RATE_LIMITED: to come again after so many seconds. */
enum err answer_wait(struct exchange *exchange, int seconds);

/* Sets status and type, and gives a writer whose text is the body. */
struct json_writer answer_json(struct exchange *exchange, int status);

/* Done, and nothing to tell: 204. Returns ERR_OK. */
enum err answer_nothing(struct exchange *exchange);

/* A form was taken: on to this path of ours (NULL: there was no memory for it), with 303. */
enum err answer_see_other(struct exchange *exchange, const char *path) MUST_CHECK;

/* One row as moderators see it, not to be kept. Returns ERR_OK, so that a handler can return it. */
enum err answer_row(
	struct exchange *exchange, int status, const struct field_table *table, const void *row);

/*
 * The problem+json of the fault (RFC 9457); `extra` (may be NULL) adds the member that the route's
 * contract gives such a problem, if it gives it one.
 */
void answer_problem(struct exchange *exchange,
	void (*extra)(struct exchange *exchange, struct json_writer *json));

#endif
