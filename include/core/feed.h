/*
 * Feeds: the newest of what is public on a page, or on all pages of a site. Not how they are
 * written: that is api/atom.c.
 */
#ifndef AFTERWORD_CORE_FEED_H
#define AFTERWORD_CORE_FEED_H

#include "store/comment.h"
#include "store/site.h"

enum { FEED_LIMIT = 50 };

/* urn:uuid: and a UUID, and a NUL */
enum { FEED_ID_SIZE = 46 };

struct feed {
	char id[FEED_ID_SIZE];
	const char *site;
	const char *url;    /* of the page; NULL: it is a site's */
	const char *title;  /* of the page, where it is known; else NULL */
	int64_t updated;    /* the newest text; when there is none, a time that stays the same */
	int64_t changed_at; /* by when all that readers see in it was as it is; 0: not known */
	struct comment *comments; /* newest first, html is made; edited_at: of the public text */
	size_t count;             /* at most FEED_LIMIT, or fewer when they are long */
};

/* One that nobody has commented on is an empty feed. */
enum err feed_of_page(struct store *store, const struct site *site, const char *url,
	struct arena *arena, struct fault *fault, struct feed *feed) MUST_CHECK;

enum err feed_of_site(struct store *store, const struct site *site, struct arena *arena,
	struct fault *fault, struct feed *feed) MUST_CHECK;

/*
 * What a comment is called in feeds, for ever: a UUID (version 8, RFC 9562) of its site and its id.
 * Neither moving to another page nor to another server changes it.
 */
void feed_entry_id(const char *site, int64_t comment, char out[FEED_ID_SIZE]);

#endif
