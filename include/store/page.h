/* Pages: the articles of a site, known by their canonical URLs and by aliases (alias.h). */
#ifndef AFTERWORD_STORE_PAGE_H
#define AFTERWORD_STORE_PAGE_H

#include "base/field.h"
#include "store/comment.h"

enum page_state { PAGE_STATE_OPEN, PAGE_STATE_CLOSED, PAGE_STATE__MAX };

extern const char *const page_state_names[]; /* NULL-terminated */

struct page {
	int64_t id;
	const char *site;
	const char *url;
	const char *title; /* NULL: not known */
	int state;         /* enum page_state */
	int64_t count;     /* of comments that readers see in full */
	int64_t created_at;
	int64_t changed_at; /* what readers see of it */
};

extern const struct field_table page_table;

/* Which pages a moderator asks for. */
struct page_filter {
	const char *site;
	int64_t after, before; /* ids: what lies between them */
	bool last;             /* the last of that, still in the order of ids; else the first */
	int64_t limit;
};

enum err store_page_list(struct store *store, const struct page_filter *filter, struct arena *arena,
	struct page **pages, size_t *count) MUST_CHECK;
enum err store_page_set_state(struct store *store, int64_t id, enum page_state state) MUST_CHECK;
enum err store_page_find(
	struct store *store, int64_t id, struct arena *arena, struct page *page) MUST_CHECK;
enum err store_page_by_url(
	struct store *store, const char *url, struct arena *arena, struct page *page) MUST_CHECK;
enum err store_page_insert(struct store *store, const struct page *page) MUST_CHECK;
/* Only when it has none. */
enum err store_page_set_title(struct store *store, int64_t id, const char *title) MUST_CHECK;
enum err store_page_add_count(struct store *store, int64_t id, int64_t change) MUST_CHECK;

/*
 * What readers see of it has changed: changed_at becomes `now`, or what is later than that of every
 * page of the site, whatever the clock does.
 */
enum err store_page_set_changed(
	struct store *store, const struct page *page, int64_t now) MUST_CHECK;
/* The latest changed_at of a site's pages; 0: it has none. */
enum err store_page_newest_change(struct store *store, const char *site, int64_t *at) MUST_CHECK;

/* Those of a site that were changed after another (changed_at, id), in the order of changes. */
enum err store_page_changed(struct store *store, const char *site, const struct page *after,
	int64_t limit, struct arena *arena, struct page **pages, size_t *count) MUST_CHECK;

/* Its own URL, and those of its aliases. */
enum err store_page_urls(struct store *store, int64_t id, struct arena *arena, const char ***urls,
	size_t *count) MUST_CHECK;
/* How many comments it has in each state. Walks all that wait on its site. */
enum err store_page_counts(struct store *store, const struct page *page, struct arena *arena,
	int64_t counts[COMMENT_STATE__MAX]) MUST_CHECK;
/* All comments of one page are another's from now on; `into` is as it shall be. */
enum err store_page_merge(
	struct store *store, const struct page *from, const struct page *into) MUST_CHECK;

#endif
