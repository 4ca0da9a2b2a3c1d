/* See include/store/search.h. */
#include "store/search.h"
#include "store/sealed.h"

enum { PART = 250, PART_ARENA = 16 * 1024 * 1024, MERGE_PAGES = 64 };

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

enum err store_search_merge(struct store *store, bool begins, bool *more)
{
	int64_t before = db_changes(store->db);
	enum err err = db_run(store->db, QUERY_SEARCH_MERGE_SQLITE,
		DB_ARGS(db_integer(begins ? -MERGE_PAGES : MERGE_PAGES)), NULL);

	/* the statement itself counts as one; https://sqlite.org/fts5.html#the_merge_command */
	*more = !err && db_changes(store->db) - before >= 2;
	return err;
}

/*
 * Where the walk begins: at the first comment of the list, whether it fits or not. So a word that
 * millions of comments have costs nothing when few of them wait.
 */
static enum err search_begin(struct store *store, const struct queue_filter *filter,
	struct arena *arena, struct walk *walk)
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
		walk->before = walk->after;
	else if (walk->last)
		walk->before = comments[0].id + 1;
	else
		walk->after = comments[0].id - 1;
	return ERR_OK;
}

enum err store_search(struct store *store, const struct queue_filter *filter, const char *match,
	struct arena *arena, struct comment **comments, size_t *count, int64_t *edge)
{
	struct walk walk = queue_walk(filter);
	struct comment *rows;
	size_t found;
	enum err err = search_begin(store, filter, arena, &walk);

	if (!err)
		err = store_edge(store,
			walk.last ? QUERY_SEARCH_EDGE_LAST_SQLITE : QUERY_SEARCH_EDGE_FIRST_SQLITE,
			DB_ARGS(db_text(match), db_integer(walk.after), db_integer(walk.before),
				db_integer(QUEUE_WALK - 1)),
			&walk);
	if (!err)
		err = db_all(store->db,
			walk.last ? QUERY_SEARCH_LAST_SQLITE : QUERY_SEARCH_FIRST_SQLITE,
			DB_ARGS(db_text(comment_state_names[filter->state]), db_integer(walk.after),
				db_integer(walk.before), db_integer(filter->limit),
				db_text(filter->reason), db_text(filter->site),
				db_integer_or_null(filter->page),
				db_integer_or_null(filter->author), db_text(match),
				db_integer(filter->reported)),
			&comment_table, arena, &rows, &found);
	if (err)
		return err;
	if (walk.last)
		store_reverse(rows, found, sizeof(*rows));
	err = texts_look(store, rows, found);
	if (err)
		return err;
	*comments = rows;
	*count = found;
	*edge = walk.edge;
	return ERR_OK;
}
