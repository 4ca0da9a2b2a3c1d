/* See include/store/page.h. */
#include <string.h>

#include "store/page.h"
#include "store/private.h"

const char *const page_state_names[] = {"open", "closed", NULL};

static const struct field page_fields[] = {
	FIELD(struct page, id, FIELD_ID, SEE_MODERATORS, .what = "What the page is called."),
	FIELD(struct page, site, FIELD_TEXT, SEE_MODERATORS, .what = "The site that it is on."),
	FIELD(struct page, url, FIELD_TEXT, SEE_ALL, .what = "The article's canonical URL."),
	FIELD(struct page, title, FIELD_TEXT, SEE_ALL,
		.what = "The article's title, where it is known.", .null = SEE_ALL),
	FIELD_WITH_NAMES(struct page, "state", state, page_state_names, SEE_ALL,
		.what = "Whether comments are taken."),
	FIELD(struct page, count, FIELD_INTEGER, SEE_ALL,
		.what = "How many comments are approved."),
	FIELD(struct page, created_at, FIELD_TIME, SEE_MODERATORS,
		.what = "When it was commented on for the first time."),
	FIELD(struct page, changed_at, FIELD_TIME, SEE_NOBODY),
};
const struct field_table page_table = TABLE_OF(struct page, page_fields);

enum err store_page_list(struct store *store, const struct page_filter *filter, struct arena *arena,
	struct page **pages, size_t *count)
{
	return store_rows(store, filter->last ? QUERY_PAGE_LAST : QUERY_PAGE_FIRST, filter->last,
		DB_ARGS(db_text(filter->site), db_integer(filter->after),
			db_integer(filter->before), db_integer(filter->limit)),
		&page_table, arena, pages, count);
}

enum err store_page_set_state(struct store *store, int64_t id, enum page_state state)
{
	return store_change(store, QUERY_PAGE_SET_STATE,
		DB_ARGS(db_integer(id), db_text(page_state_names[state])));
}

enum err store_page_find(struct store *store, int64_t id, struct arena *arena, struct page *page)
{
	return db_one(
		store->db, QUERY_PAGE_FIND, DB_ARGS(db_integer(id)), &page_table, arena, page);
}

enum err store_page_by_url(
	struct store *store, const char *url, struct arena *arena, struct page *page)
{
	return db_one(
		store->db, QUERY_PAGE_BY_URL, DB_ARGS(db_text(url)), &page_table, arena, page);
}

enum err store_page_insert(struct store *store, const struct page *page)
{
	return db_run(store->db, QUERY_PAGE_INSERT,
		DB_ARGS(db_integer(page->id), db_text(page->site), db_text(page->url),
			db_text(page->title), db_integer(page->created_at)),
		NULL);
}

enum err store_page_set_title(struct store *store, int64_t id, const char *title)
{
	return db_run(
		store->db, QUERY_PAGE_SET_TITLE, DB_ARGS(db_integer(id), db_text(title)), NULL);
}

enum err store_page_add_count(struct store *store, int64_t id, int64_t change)
{
	return db_run(
		store->db, QUERY_PAGE_ADD_COUNT, DB_ARGS(db_integer(id), db_integer(change)), NULL);
}

enum err store_page_set_changed(struct store *store, const struct page *page, int64_t now)
{
	int64_t newest;
	enum err err = store_page_newest_change(store, page->site, &newest);

	return err ? err
		   : store_change(store, QUERY_PAGE_SET_CHANGED,
			     DB_ARGS(db_integer(page->id),
				     db_integer(now > newest ? now : newest + 1)));
}

enum err store_page_changed(struct store *store, const char *site, const struct page *after,
	int64_t limit, struct arena *arena, struct page **pages, size_t *count)
{
	return db_all(store->db, QUERY_PAGE_CHANGED,
		DB_ARGS(db_text(site), db_integer(after->changed_at), db_integer(after->id),
			db_integer(limit)),
		&page_table, arena, pages, count);
}

enum err store_page_newest_change(struct store *store, const char *site, int64_t *at)
{
	return store_integer(store, QUERY_PAGE_NEWEST_CHANGE, DB_ARGS(db_text(site)), at);
}

enum err store_page_urls(
	struct store *store, int64_t id, struct arena *arena, const char ***urls, size_t *count)
{
	struct page *pages;
	size_t found;
	const char **all;
	enum err err = db_all(store->db, QUERY_PAGE_URLS, DB_ARGS(db_integer(id)), &page_table,
		arena, &pages, &found);

	if (err)
		return err;
	all = arena_alloc(arena, found * sizeof(*all));
	if (!all)
		return ERR_MEMORY;
	for (size_t i = 0; i < found; i++)
		all[i] = pages[i].url;
	*urls = all;
	*count = found;
	return ERR_OK;
}

enum err store_page_counts(struct store *store, const struct page *page, struct arena *arena,
	int64_t counts[COMMENT_STATE__MAX])
{
	return store_state_counts(store, QUERY_PAGE_COMMENT_COUNTS,
		DB_ARGS(db_integer(page->id), db_text(page->site)), arena, counts);
}

static enum err page_set_merged(struct store *store, const struct page *page)
{
	return store_change(store, QUERY_PAGE_SET_MERGED,
		DB_ARGS(db_integer(page->id), db_text(page->title), db_integer(page->count),
			db_integer(page->created_at)));
}

enum err store_page_merge(struct store *store, const struct page *from, const struct page *into)
{
	struct page left = *from;
	enum err err = ERR_OK;

	left.count = 0;
	/* before they move: it is by their page that they are found */
	if (into->title && (!from->title || strcmp(from->title, into->title) != 0))
		err = db_run(store->db, QUERY_SEARCH_SET_TITLE_SQLITE,
			DB_ARGS(db_integer(from->id), db_text(from->site), db_text(into->title)),
			NULL);
	if (!err)
		err = db_run(store->db, QUERY_PAGE_MOVE_COMMENTS,
			DB_ARGS(db_integer(from->id), db_text(from->site), db_integer(into->id)),
			NULL);
	if (!err)
		err = page_set_merged(store, &left);
	return err ? err : page_set_merged(store, into);
}
