/* Authors: a fingerprint within a site, with its history. */
#ifndef AFTERWORD_STORE_AUTHOR_H
#define AFTERWORD_STORE_AUTHOR_H

#include "base/field.h"
#include "base/text.h"
#include "store/store.h"

/* What moderators think of one, beside the history. */
enum author_standing {
	AUTHOR_STANDING_NORMAL,
	AUTHOR_STANDING_TRUSTED, /* what they write is public at once */
	AUTHOR_STANDING_BANNED,  /* what they write is rejected */
	AUTHOR_STANDING__MAX
};

extern const char *const author_standing_names[]; /* NULL-terminated */

struct author {
	int64_t id;
	const char *site;
	struct slice fingerprint;
	const char *key_id; /* of the key that made the fingerprint */
	const char *cost;
	const char *tag; /* what moderators see */
	int64_t created_at;
	int64_t approved, rejected, spam;        /* comments by state: the history */
	int standing;                            /* enum author_standing */
	const char *standing_by, *standing_note; /* who thinks so, and why */
	int64_t standing_at;
};

extern const struct field_table author_table;

struct author_filter {
	const char *site;
	int standing;          /* not NORMAL */
	int64_t after, before; /* ids: what lies between them */
	bool last;             /* the last of that, still oldest first; else the first */
	int64_t limit;
};

/* Fills id, tag, history and standing. */
enum err store_author_by_fingerprint(struct store *store, const char *site,
	struct slice fingerprint, struct arena *arena, struct author *author) MUST_CHECK;
/* Is known by another fingerprint, under another key; the tag stays. */
enum err store_author_set_fingerprint(
	struct store *store, int64_t id, struct slice fingerprint, const char *key_id) MUST_CHECK;
/* NOT_FOUND: the site has none that moderators see by this tag. */
enum err store_author_by_tag(
	struct store *store, const char *site, const char *tag, int64_t *id) MUST_CHECK;
enum err store_author_find(
	struct store *store, int64_t id, struct arena *arena, struct author *author) MUST_CHECK;
enum err store_author_fingerprint(
	struct store *store, int64_t id, struct arena *arena, struct slice *fingerprint) MUST_CHECK;
/* The same, with the cost that it was made with. */
enum err store_author_print(
	struct store *store, int64_t id, struct arena *arena, struct author *author) MUST_CHECK;
/* Is nobody's any more: by fingerprint and tag, which are random; no standing is left. */
enum err store_author_erase(struct store *store, const struct author *author) MUST_CHECK;
/* Of a standing the words alone are erased. */
enum err store_author_erase_note(struct store *store, int64_t id) MUST_CHECK;
enum err store_author_list(struct store *store, const struct author_filter *filter,
	struct arena *arena, struct author **authors, size_t *count) MUST_CHECK;
/* Standing, by whom, why and when. */
enum err store_author_set_standing(struct store *store, const struct author *author) MUST_CHECK;
enum err store_author_insert(struct store *store, const struct author *author) MUST_CHECK;
/* Changes the counters of an author's history. */
enum err store_author_add(struct store *store, int64_t id, int64_t approved, int64_t rejected,
	int64_t spam) MUST_CHECK;

#endif
