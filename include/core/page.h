/* Pages: whether comments are taken on them, which URLs lead to them, and how two become one. */
#ifndef AFTERWORD_CORE_PAGE_H
#define AFTERWORD_CORE_PAGE_H

#include <stdbool.h>
#include "core/change.h"
#include "core/url.h"
#include "store/alias.h"
#include "store/page.h"
#include "store/site.h"

/* 32 hex digits and a NUL */
enum { PAGE_NAME_SIZE = 33 };

/*
 * A name for a page where a URL does not fit, the same for ever: the first 128 bits of the
 * canonical URL's BLAKE2b, as `b2sum -l 128` has it.
 */
void page_name(const char *url, char out[PAGE_NAME_SIZE]);

/* By a moderator, or by age, as the site's policy has it. */
bool page_is_closed(const struct page *page, const struct site *site, int64_t now);

/*
 * Makes the URL an alias of the page; `made` tells whether it was none before. INVALID_INPUT at
 * `url`: it is not of the page's site, or is the page's own. CONFLICT: it is another page's, or
 * there are too many.
 */
enum err page_alias_add(const struct changing *by, const struct page *page, const struct url *url,
	struct alias *alias, bool *made) MUST_CHECK;

/* How many comments move at most in a merge: for so long nothing else is written. */
enum { PAGE_MERGE_MAX = 10000 };

/* Two pages becoming one: what comes and goes by the URLs of `from` is that of `into`. */
struct page_merge {
	struct page from;
	struct page into;                  /* as it is, and then as it will be */
	int64_t moved[COMMENT_STATE__MAX]; /* the comments of `from` */
	struct alias *aliases;             /* of `from` */
	size_t alias_count;
};

/* Fills in the rest. INVALID_INPUT at `into`: not of one site, or the same. CONFLICT: too much. */
enum err page_merge_plan(struct store *store, struct arena *arena, struct fault *fault,
	struct page_merge *merge) MUST_CHECK;

/* Does it, for good, and writes it down. */
enum err page_merge_do(const struct changing *by, const struct page_merge *merge) MUST_CHECK;

#endif
