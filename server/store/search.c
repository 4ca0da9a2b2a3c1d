/* See include/store/search.h. */
#include "store/search.h"
#include "store/private.h"

enum { PART = 250, PART_ARENA = 16 * 1024 * 1024 };

static enum err search_insert(struct store *store, const struct comment *comment)
{
	return db_run(store->db, QUERY_SEARCH_INSERT_SQLITE,
		DB_ARGS(db_integer(comment->id), db_text(comment->body), db_text(comment->name),
			db_text(comment->website), db_text(comment->page_title)),
		NULL);
}

static enum err search_part(struct store *store, struct arena *arena, bool *more)
{
	struct comment *comments;
	size_t count = 0;
	int64_t mark;
	enum err err = store_integer(store, QUERY_SEARCH_MARK, DB_NONE, &mark);

	if (!err)
		err = db_all(store->db, QUERY_SEARCH_WAITING,
			DB_ARGS(db_integer(mark), db_integer(PART)), &comment_table, arena,
			&comments, &count);
	for (size_t i = 0; !err && i < count; i++)
		err = search_insert(store, &comments[i]);
	if (!err && count)
		err = store_change(
			store, QUERY_SEARCH_SET_MARK, DB_ARGS(db_integer(comments[count - 1].id)));
	*more = !err && count == PART;
	return err;
}

enum err store_search_some(struct store *store, bool *more)
{
	struct arena arena;
	enum err err;

	arena_init(PART_ARENA, &arena);
	err = search_part(store, &arena, more);
	arena_finish(&arena);
	return err;
}

enum err store_search_renew(struct store *store, int64_t id)
{
	struct comment comment;
	struct arena arena;
	int64_t mark;
	enum err err = store_integer(store, QUERY_SEARCH_MARK, DB_NONE, &mark);

	if (err || id > mark)
		return err;
	arena_init(PART_ARENA, &arena);
	err = store_queue_find(store, id, &arena, &comment);
	if (!err)
		err = db_run(store->db, QUERY_SEARCH_DELETE_SQLITE, DB_ARGS(db_integer(id)), NULL);
	if (!err)
		err = search_insert(store, &comment);
	arena_finish(&arena);
	return err;
}

/*
 * Where the walk begins: at the first comment of the list, whether it fits or not. So a word that
 * millions of comments have costs nothing when few of them wait.
 */
static enum err search_begin(struct store *store, const struct queue_filter *filter,
	struct arena *arena, int64_t *after, int64_t *before)
{
	struct queue_filter first = *filter;
	struct comment *comments;
	size_t count;
	enum err err;

	first.limit = 1;
	first.reason = NULL;
	err = store_queue(store, &first, arena, &comments, &count);
	if (err)
		return err;
	if (!count)
		*before = *after;
	else if (filter->last)
		*before = comments[0].id + 1;
	else
		*after = comments[0].id - 1;
	return ERR_OK;
}

/* And where it ends. */
static enum err search_end(struct store *store, bool last, const char *match, int64_t *after,
	int64_t *before, int64_t *edge)
{
	enum err err = store_integer(store,
		last ? QUERY_SEARCH_EDGE_LAST_SQLITE : QUERY_SEARCH_EDGE_FIRST_SQLITE,
		DB_ARGS(db_text(match), db_integer(*after), db_integer(*before),
			db_integer(SEARCH_WALK - 1)),
		edge);

	if (err == ERR_NOT_FOUND) {
		*edge = 0;
		return ERR_OK;
	}
	if (!err && last)
		*after = *edge - 1;
	else if (!err)
		*before = *edge + 1;
	return err;
}

enum err store_search(struct store *store, const struct queue_filter *filter, const char *match,
	struct arena *arena, struct comment **comments, size_t *count, int64_t *edge)
{
	int64_t after = filter->after, before = filter->before ? filter->before : INT64_MAX;
	int64_t end = 0;
	struct comment *rows;
	size_t found;
	enum err err = search_begin(store, filter, arena, &after, &before);

	if (!err)
		err = search_end(store, filter->last, match, &after, &before, &end);
	if (!err)
		err = db_all(store->db,
			filter->last ? QUERY_SEARCH_LAST_SQLITE : QUERY_SEARCH_FIRST_SQLITE,
			DB_ARGS(db_text(comment_state_names[filter->state]), db_integer(after),
				db_integer(before), db_integer(filter->limit),
				db_text(filter->site), db_integer_or_null(filter->page),
				db_integer_or_null(filter->author), db_text(match),
				db_text(filter->reason)),
			&comment_table, arena, &rows, &found);
	if (err)
		return err;
	if (filter->last)
		store_reverse(rows, found, sizeof(*rows));
	*comments = rows;
	*count = found;
	*edge = end;
	return ERR_OK;
}
