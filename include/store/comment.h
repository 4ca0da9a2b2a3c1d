/*
 * Comments, and why they were held. Those that come with a body are held against its seal, where
 * the store has a sealer, and are `damaged` if it does not fit. One struct serves every question;
 * each says which members it fills. comment_table says who may see each member.
 */
#ifndef AFTERWORD_STORE_COMMENT_H
#define AFTERWORD_STORE_COMMENT_H

#include "base/field.h"
#include "base/text.h"
#include "store/store.h"

enum comment_state {
	COMMENT_STATE_PENDING,
	COMMENT_STATE_APPROVED,
	COMMENT_STATE_REJECTED,
	COMMENT_STATE_SPAM,
	COMMENT_STATE_DELETED,
	COMMENT_STATE__MAX
};

extern const char *const comment_state_names[]; /* NULL-terminated */

enum comment_shown {
	COMMENT_SHOWN_NOT,
	COMMENT_SHOWN_FULL,
	COMMENT_SHOWN_TOMBSTONE, /* without name and text, since answers hang on it */
	COMMENT_SHOWN__MAX
};

/* Which threads of a page come first; within each, answers stand behind what they answer. */
enum thread_sort { THREAD_SORT_OLDEST, THREAD_SORT_NEWEST, THREAD_SORT_LIKED, THREAD_SORT__MAX };

extern const char *const thread_sort_names[]; /* NULL-terminated */

/* A deeper answer stands beside its parent, not below it. */
enum { COMMENT_DEPTH_MAX = 16 };

struct comment {
	int64_t id;
	int64_t parent; /* 0: none */
	int64_t depth;  /* 0 … COMMENT_DEPTH_MAX - 1 */
	const char *name;
	const char *website;
	const char *avatar; /* made from the fingerprint, not stored */
	const char *html;   /* made from the body, not stored */
	int64_t created_at;
	int64_t edited_at;
	int state;           /* enum comment_state */
	int author_standing; /* enum author_standing */
	bool badge;          /* the name was reserved for who wrote it */
	bool damaged;        /* the text is not as it was written; readers are not shown it */
	bool erased;         /* its author has had it erased; of a place also: it is about to be */
	int64_t revision;
	const char *body;
	const char *site;
	int64_t page;
	const char *page_url;
	const char *page_title;
	int64_t author;
	const char *author_tag;
	int64_t author_approved;
	int64_t author_rejected;
	int64_t author_spam;
	const char *network;  /* its tag, for as long as it is kept */
	int64_t likes;        /* of readers; -1: they are not told */
	int64_t root;         /* the first comment of the thread */
	int64_t root_likes;   /* the likes of that one, by which liked threads are in order */
	struct slice path;    /* ids from the root down, eight bytes each, big-endian */
	int64_t shown;        /* enum comment_shown */
	int64_t published;    /* revision that readers see, or, of a place, saw last; 0: none */
	int64_t open_reports; /* of readers (report.h) */
	/* of the revision that the body is of, beside it: what the seal needs (revision.h) */
	int64_t text_number;
	const char *text_by;
	int64_t text_at;
	struct slice text_seal;
};

extern const struct field_table comment_table;
extern const struct field_table comment_page_table;   /* the nested `page` of a moderator's item */
extern const struct field_table comment_author_table; /* the nested `author` */

/* What a check found. */
struct hold_reason {
	const char *check;
	int64_t score;
	const char *text;
	int64_t rule; /* by which; it may be gone since; 0: none */
};

extern const struct field_table hold_reason_table;

enum err store_comment_insert(struct store *store, const struct comment *comment) MUST_CHECK;
/* `position`: 0, 1, … among those of the revision. */
enum err store_hold_reason_insert(struct store *store, int64_t comment, int64_t revision,
	int64_t position, const struct hold_reason *reason) MUST_CHECK;
/* Those of a revision are those of the next one, too. */
enum err store_hold_reason_copy(struct store *store, int64_t comment, int64_t revision) MUST_CHECK;
enum err store_hold_reason_list(struct store *store, int64_t comment, int64_t revision,
	struct arena *arena, struct hold_reason **reasons, size_t *count) MUST_CHECK;

/* The newest: id, site and body. */
enum err store_comment_newest(struct store *store, int64_t limit, struct arena *arena,
	struct comment **comments, size_t *count) MUST_CHECK;

/* The tag of the network that a comment came from. */
enum err store_comment_network_insert(
	struct store *store, int64_t comment, const char *tag) MUST_CHECK;
/* Those of comments from before that time are forgotten. */
enum err store_comment_network_purge(struct store *store, int64_t before) MUST_CHECK;

/* Where it stands: everything but texts. What is `published` is seen when it is shown in full. */
enum err store_comment_place(
	struct store *store, int64_t id, struct arena *arena, struct comment *comment) MUST_CHECK;

/*
 * As readers see it, with site and page_url. NOT_FOUND: they see no text of it, be it that it
 * waits, is a tombstone or damaged.
 */
enum err store_comment_public(
	struct store *store, int64_t id, struct arena *arena, struct comment *comment) MUST_CHECK;

/* NOT_FOUND: revision or state is no longer what was read. */
enum err store_comment_set_state(struct store *store, const struct comment *read,
	enum comment_state state, enum comment_shown shown, int64_t published) MUST_CHECK;
/* A newer revision was stored. NOT_FOUND: the newest is no longer the one that was read. */
enum err store_comment_set_revision(
	struct store *store, const struct comment *read, int64_t now) MUST_CHECK;
enum err store_comment_set_shown(
	struct store *store, int64_t id, enum comment_shown shown) MUST_CHECK;
enum err store_comment_shown_answers(struct store *store, int64_t id, int64_t *count) MUST_CHECK;

/*
 * A page's shown comments in reading order, after the place of a comment (root, path, and
 * root_likes when the most liked threads come first); the first when root is 0. Fills what readers
 * see.
 */
enum err store_thread(struct store *store, int64_t page, enum thread_sort sort,
	const struct comment *after, int64_t limit, struct arena *arena, struct comment **comments,
	size_t *count) MUST_CHECK;

/*
 * The newest that are shown in full, newest first: what readers see, and page_url, page_title.
 * edited_at is the time of the text that is shown, also of one that was never edited.
 */
enum err store_shown_of_site(struct store *store, const char *site, int64_t limit,
	struct arena *arena, struct comment **comments, size_t *count) MUST_CHECK;
enum err store_shown_of_page(struct store *store, int64_t page, int64_t limit, struct arena *arena,
	struct comment **comments, size_t *count) MUST_CHECK;

/* Which comments a moderator asks for. */
struct queue_filter {
	enum comment_state state;
	const char *site;   /* NULL: all */
	int64_t page;       /* of the site; 0: all */
	int64_t author;     /* of the site; 0: all; page and author do not go together */
	const char *reason; /* of a hold_reason's check; NULL: all */
	bool reported;      /* those with open reports alone */
	int64_t after;      /* ids; 0: from the oldest */
	int64_t before;     /* 0: to the newest */
	bool last;          /* the last of them before `before` are listed, still oldest first */
	int64_t limit;
};

/* Fills what moderators see. */
enum err store_queue(struct store *store, const struct queue_filter *filter, struct arena *arena,
	struct comment **comments, size_t *count) MUST_CHECK;

/* For one part of a list for a reason, so many comments of its state are looked at. */
enum { QUEUE_WALK = 10000 };

/*
 * The same for a reason, which may be a rare one. `edge`: the last id that was looked at; 0: to the
 * end of what there is. There are fewer comments than `limit`, even none, before the edge.
 */
enum err store_queue_of_reason(struct store *store, const struct queue_filter *filter,
	struct arena *arena, struct comment **comments, size_t *count, int64_t *edge) MUST_CHECK;

/* The newest other answers to the same comment, newest first. */
enum err store_siblings(struct store *store, const struct comment *comment, int64_t limit,
	struct arena *arena, struct comment **comments, size_t *count) MUST_CHECK;
enum err store_queue_find(
	struct store *store, int64_t id, struct arena *arena, struct comment *comment) MUST_CHECK;

#endif
