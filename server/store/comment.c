/* See include/store/comment.h. */
#include <string.h>

#include "base/id.h"
#include "store/author.h"
#include "store/comment.h"
#include "store/sealed.h"
#include "store/tally.h"

const char *const comment_state_names[] = {
	"pending", "approved", "rejected", "spam", "deleted", NULL};

const char *const thread_sort_names[] = {"oldest", "newest", "liked", NULL};

/* The order is that of the members in JSON. */
static const struct field comment_fields[] = {
	FIELD(struct comment, id, FIELD_ID, SEE_ALL,
		.what = "What it is called for ever; ids are in the order of time."),
	FIELD(struct comment, parent, FIELD_ID, SEE_READERS | SEE_MODERATORS,
		.what = "The comment that it answers.", .null = SEE_READERS | SEE_MODERATORS),
	FIELD(struct comment, depth, FIELD_INTEGER, SEE_READERS | SEE_MODERATORS,
		.what = "How deep in its thread it stands: 0 answers the article."),
	FIELD(struct comment, name, FIELD_TEXT, SEE_ALL, .what = "Who wrote it.",
		.null = SEE_READERS),
	FIELD(struct comment, website, FIELD_TEXT, SEE_ALL,
		.what = "The writer's address on the web.", .null = SEE_ALL),
	FIELD(struct comment, avatar, FIELD_TEXT, SEE_READERS,
		.what = "16 hexadecimal digits to make a picture of: the writer's on this site.",
		.null = SEE_READERS),
	FIELD(struct comment, badge, FIELD_FLAG, SEE_READERS | SEE_MODERATORS,
		.what = "Whether the name is one that the site has reserved for the writer."),
	FIELD(struct comment, likes, FIELD_COUNT, SEE_READERS,
		.what = "How many readers like it; null where the site has no likes.",
		.null = SEE_READERS),
	FIELD(struct comment, html, FIELD_TEXT, SEE_ALL,
		.what = "The text as HTML that is safe to show.", .null = SEE_READERS),
	FIELD(struct comment, created_at, FIELD_TIME, SEE_ALL, .what = "When it was left."),
	FIELD(struct comment, edited_at, FIELD_TIME, SEE_ALL,
		.what = "When its text was last changed.", .null = SEE_ALL),
	FIELD_WITH_NAMES(struct comment, "state", state, comment_state_names,
		SEE_MODERATORS | SEE_AUTHOR, .what = "What was decided about it."),
	FIELD(struct comment, revision, FIELD_INTEGER, SEE_MODERATORS | SEE_AUTHOR,
		.what = "The number of its newest text; the first is 1."),
	FIELD(struct comment, published, FIELD_NUMBER, SEE_MODERATORS | SEE_AUTHOR,
		.what = "The number of the text that readers see: an earlier one while an edit of "
			"the author waits.",
		.null = SEE_MODERATORS | SEE_AUTHOR),
	FIELD(struct comment, body, FIELD_TEXT, SEE_MODERATORS | SEE_AUTHOR,
		.what = "The text as it was written, in Markdown."),
	FIELD(struct comment, site, FIELD_TEXT, SEE_MODERATORS,
		.what = "The site that its page is on."),
	FIELD(struct comment, network, FIELD_TEXT, SEE_MODERATORS,
		.what = "Tells the networks that comments to a site come from apart, for some "
			"days.",
		.null = SEE_MODERATORS),
	FIELD(struct comment, open_reports, FIELD_INTEGER, SEE_MODERATORS,
		.what = "How many reports of readers nobody has seen to."),
	FIELD(struct comment, erased, FIELD_FLAG, SEE_MODERATORS,
		.what = "Whether its author has had it erased: then name and text are empty, and "
			"nothing can be decided any more."),
	FIELD(struct comment, damaged, FIELD_FLAG, SEE_READERS | SEE_MODERATORS,
		.what = "Whether the text is not as it was written, as by a disk that fails: then "
			"readers are not shown it."),
	FIELD(struct comment, page, FIELD_ID, SEE_NOBODY),
	FIELD(struct comment, page_url, FIELD_TEXT, SEE_NOBODY),
	FIELD(struct comment, page_title, FIELD_TEXT, SEE_NOBODY),
	FIELD(struct comment, author, FIELD_ID, SEE_NOBODY),
	FIELD(struct comment, author_tag, FIELD_TEXT, SEE_NOBODY),
	FIELD(struct comment, author_approved, FIELD_INTEGER, SEE_NOBODY),
	FIELD(struct comment, author_rejected, FIELD_INTEGER, SEE_NOBODY),
	FIELD(struct comment, author_spam, FIELD_INTEGER, SEE_NOBODY),
	FIELD_WITH_NAMES(struct comment, "author_standing", author_standing, author_standing_names,
		SEE_NOBODY),
	FIELD(struct comment, root, FIELD_ID, SEE_NOBODY),
	FIELD(struct comment, root_likes, FIELD_INTEGER, SEE_NOBODY),
	FIELD(struct comment, path, FIELD_BYTES, SEE_NOBODY),
	FIELD(struct comment, shown, FIELD_INTEGER, SEE_NOBODY),
	FIELD(struct comment, text_number, FIELD_INTEGER, SEE_NOBODY),
	FIELD(struct comment, text_by, FIELD_TEXT, SEE_NOBODY),
	FIELD(struct comment, text_at, FIELD_TIME, SEE_NOBODY),
	FIELD(struct comment, text_seal, FIELD_BYTES, SEE_NOBODY),
};
const struct field_table comment_table = TABLE_OF(struct comment, comment_fields);

static const struct field comment_page_fields[] = {
	FIELD_AS(struct comment, "url", page_url, FIELD_TEXT, SEE_MODERATORS | SEE_AUTHOR,
		.what = "The article's canonical URL."),
	FIELD_AS(struct comment, "title", page_title, FIELD_TEXT, SEE_MODERATORS | SEE_AUTHOR,
		.what = "The article's title, where it is known.",
		.null = SEE_MODERATORS | SEE_AUTHOR),
};
const struct field_table comment_page_table = TABLE_OF(struct comment, comment_page_fields);

static const struct field comment_author_fields[] = {
	FIELD_AS(struct comment, "id", author, FIELD_ID, SEE_MODERATORS,
		.what = "The author, for the routes of authors."),
	FIELD_AS(struct comment, "tag", author_tag, FIELD_TEXT, SEE_MODERATORS,
		.what = "Tells the authors of a site apart."),
	FIELD_AS(struct comment, "approved", author_approved, FIELD_INTEGER, SEE_MODERATORS,
		.what = "How many of the author's comments are approved."),
	FIELD_AS(struct comment, "rejected", author_rejected, FIELD_INTEGER, SEE_MODERATORS,
		.what = "How many of the author's comments are rejected."),
	FIELD_AS(struct comment, "spam", author_spam, FIELD_INTEGER, SEE_MODERATORS,
		.what = "How many of the author's comments are spam."),
	FIELD_WITH_NAMES(struct comment, "standing", author_standing, author_standing_names,
		SEE_MODERATORS, .what = "What moderators think of the author."),
};
const struct field_table comment_author_table = TABLE_OF(struct comment, comment_author_fields);

static const struct field hold_reason_fields[] = {
	FIELD(struct hold_reason, check, FIELD_TEXT, SEE_MODERATORS,
		.what = "The check that held it."),
	FIELD(struct hold_reason, score, FIELD_INTEGER, SEE_MODERATORS,
		.what = "How sure the check is."),
	FIELD(struct hold_reason, text, FIELD_TEXT, SEE_MODERATORS, .what = "Why, for people."),
	FIELD(struct hold_reason, rule, FIELD_ID, SEE_MODERATORS,
		.what = "The rule that spoke up, where one did.", .null = SEE_MODERATORS),
};
const struct field_table hold_reason_table = TABLE_OF(struct hold_reason, hold_reason_fields);

enum err store_comment_insert(struct store *store, const struct comment *comment)
{
	enum err err = db_run(store->db, QUERY_COMMENT_INSERT,
		DB_ARGS(db_integer(comment->id), db_text(comment->site), db_integer(comment->page),
			db_integer(comment->author), db_integer_or_null(comment->parent),
			db_integer(comment->root), db_bytes(comment->path.at, comment->path.length),
			db_integer(comment->depth), db_text(comment_state_names[comment->state]),
			db_integer(comment->shown), db_integer_or_null(comment->published),
			db_text(comment->name), db_text(comment->website),
			db_integer(comment->created_at), db_integer(comment->badge)),
		NULL);

	return err ? err : tally_add(store, comment->site, comment->created_at, DAY_CAME, "");
}

enum err store_hold_reason_insert(struct store *store, int64_t comment, int64_t revision,
	int64_t position, const struct hold_reason *reason)
{
	return db_run(store->db, QUERY_HOLD_REASON_INSERT,
		DB_ARGS(db_integer(comment), db_integer(revision), db_integer(position),
			db_text(reason->check), db_integer(reason->score), db_text(reason->text),
			db_integer_or_null(reason->rule)),
		NULL);
}

enum err store_hold_reason_copy(struct store *store, int64_t comment, int64_t revision)
{
	return db_run(store->db, QUERY_HOLD_REASON_COPY,
		DB_ARGS(db_integer(comment), db_integer(revision)), NULL);
}

enum err store_hold_reason_list(struct store *store, int64_t comment, int64_t revision,
	struct arena *arena, struct hold_reason **reasons, size_t *count)
{
	return db_all(store->db, QUERY_HOLD_REASON_LIST,
		DB_ARGS(db_integer(comment), db_integer(revision)), &hold_reason_table, arena,
		reasons, count);
}

enum err store_comment_newest(struct store *store, int64_t limit, struct arena *arena,
	struct comment **comments, size_t *count)
{
	return db_all(store->db, QUERY_COMMENT_NEWEST, DB_ARGS(db_integer(limit)), &comment_table,
		arena, comments, count);
}

enum err store_comment_network_insert(struct store *store, int64_t comment, const char *tag)
{
	return db_run(store->db, QUERY_COMMENT_NETWORK_INSERT,
		DB_ARGS(db_integer(comment), db_text(tag)), NULL);
}

enum err store_comment_network_purge(struct store *store, int64_t before)
{
	return db_run(
		store->db, QUERY_COMMENT_NETWORK_PURGE, DB_ARGS(db_integer(id_at(before))), NULL);
}

enum err store_comment_place(
	struct store *store, int64_t id, struct arena *arena, struct comment *comment)
{
	return db_one(store->db, QUERY_COMMENT_PLACE, DB_ARGS(db_integer(id)), &comment_table,
		arena, comment);
}

enum err store_comment_public(
	struct store *store, int64_t id, struct arena *arena, struct comment *comment)
{
	enum err err =
		texts_one(store, QUERY_COMMENT_PUBLIC, DB_ARGS(db_integer(id)), arena, comment);

	return !err && comment->damaged ? ERR_NOT_FOUND : err;
}

enum err store_comment_set_state(struct store *store, const struct comment *read,
	enum comment_state state, enum comment_shown shown, int64_t published)
{
	return store_change(store, QUERY_COMMENT_SET_STATE,
		DB_ARGS(db_integer(read->id), db_integer(read->revision),
			db_text(comment_state_names[read->state]),
			db_text(comment_state_names[state]), db_integer(shown),
			db_integer_or_null(published)));
}

enum err store_comment_set_revision(struct store *store, const struct comment *read, int64_t now)
{
	return store_change(store, QUERY_COMMENT_SET_REVISION,
		DB_ARGS(db_integer(read->id), db_integer(read->revision), db_integer(now)));
}

enum err store_comment_set_shown(struct store *store, int64_t id, enum comment_shown shown)
{
	return store_change(
		store, QUERY_COMMENT_SET_SHOWN, DB_ARGS(db_integer(id), db_integer(shown)));
}

enum err store_comment_shown_answers(struct store *store, int64_t id, int64_t *count)
{
	return store_integer(store, QUERY_COMMENT_SHOWN_ANSWERS, DB_ARGS(db_integer(id)), count);
}

/* More comments behind those that there are, up to so many; `root_likes` is set where it is given.
 */
static enum err thread_more(struct store *store, enum query query, const struct db_value *args,
	size_t count, struct arena *arena, struct comment *all, size_t *all_count)
{
	struct comment *more = NULL;
	size_t more_count = 0;
	enum err err = texts_all(store, query, args, count, arena, &more, &more_count);

	if (!err && more_count)
		memcpy(all + *all_count, more, more_count * sizeof(*more));
	if (!err)
		*all_count += more_count;
	return err;
}

static enum err thread_liked(struct store *store, int64_t page, const struct comment *after,
	int64_t limit, struct arena *arena, struct comment **comments, size_t *count)
{
	int64_t likes = after->root ? after->root_likes : INT64_MAX;
	struct comment *all = arena_alloc(arena, (size_t)limit * sizeof(*all));
	size_t rest = 0, found = 0;
	enum err err = all ? ERR_OK : ERR_MEMORY;

	if (!err && after->root)
		err = thread_more(store, QUERY_THREAD_REST,
			DB_ARGS(db_integer(page), db_integer(after->root),
				db_bytes(after->path.at ? after->path.at : "", after->path.length),
				db_integer(limit)),
			arena, all, &rest);
	for (size_t i = 0; !err && i < rest; i++)
		all[i].root_likes = likes;
	found = rest;
	if (!err && after->root && found < (size_t)limit)
		err = thread_more(store, QUERY_THREAD_AS_LIKED,
			DB_ARGS(db_integer(page), db_integer(likes), db_integer(after->root),
				db_integer(limit - (int64_t)found)),
			arena, all, &found);
	if (!err && found < (size_t)limit)
		err = thread_more(store, QUERY_THREAD_LESS_LIKED,
			DB_ARGS(db_integer(page), db_integer(likes),
				db_integer(limit - (int64_t)found)),
			arena, all, &found);
	if (err)
		return err;
	*comments = all;
	*count = found;
	return ERR_OK;
}

enum err store_thread(struct store *store, int64_t page, enum thread_sort sort,
	const struct comment *after, int64_t limit, struct arena *arena, struct comment **comments,
	size_t *count)
{
	bool newest_first = sort == THREAD_SORT_NEWEST;
	int64_t root = newest_first && !after->root ? INT64_MAX : after->root;

	if (sort == THREAD_SORT_LIKED)
		return thread_liked(store, page, after, limit, arena, comments, count);
	return texts_all(store, newest_first ? QUERY_THREAD_NEWEST : QUERY_THREAD_OLDEST,
		DB_ARGS(db_integer(page), db_integer(root),
			db_bytes(after->path.at ? after->path.at : "", after->path.length),
			db_integer(limit)),
		arena, comments, count);
}

enum err store_shown_of_site(struct store *store, const char *site, int64_t limit,
	struct arena *arena, struct comment **comments, size_t *count)
{
	return texts_all(store, QUERY_SHOWN_OF_SITE, DB_ARGS(db_text(site), db_integer(limit)),
		arena, comments, count);
}

enum err store_shown_of_page(struct store *store, int64_t page, int64_t limit, struct arena *arena,
	struct comment **comments, size_t *count)
{
	return texts_all(store, QUERY_SHOWN_OF_PAGE, DB_ARGS(db_integer(page), db_integer(limit)),
		arena, comments, count);
}

/* What a list is narrowed to. */
enum narrow {
	NARROW_NOT,
	NARROW_SITE,
	NARROW_PAGE,
	NARROW_AUTHOR,
	NARROW_PENDING_PAGE,
	NARROW_PENDING_AUTHOR,
	NARROW_REPORTED,
};

static enum narrow queue_narrow(const struct queue_filter *filter)
{
	bool pending = filter->state == COMMENT_STATE_PENDING;

	if (filter->reported)
		return NARROW_REPORTED;
	if (filter->page)
		return pending ? NARROW_PENDING_PAGE : NARROW_PAGE;
	if (filter->author)
		return pending ? NARROW_PENDING_AUTHOR : NARROW_AUTHOR;
	return filter->site ? NARROW_SITE : NARROW_NOT;
}

enum err store_queue(struct store *store, const struct queue_filter *filter, struct arena *arena,
	struct comment **comments, size_t *count)
{
	static const struct {
		enum query first, last;
		size_t args;
	} by[] = {
		[NARROW_NOT] = {QUERY_QUEUE_FIRST, QUERY_QUEUE_LAST, 5},
		[NARROW_SITE] = {QUERY_QUEUE_SITE_FIRST, QUERY_QUEUE_SITE_LAST, 6},
		[NARROW_PAGE] = {QUERY_QUEUE_PAGE_FIRST, QUERY_QUEUE_PAGE_LAST, 7},
		[NARROW_AUTHOR] = {QUERY_QUEUE_AUTHOR_FIRST, QUERY_QUEUE_AUTHOR_LAST, 7},
		[NARROW_PENDING_PAGE] = {QUERY_QUEUE_PENDING_PAGE_FIRST,
			QUERY_QUEUE_PENDING_PAGE_LAST, 7},
		[NARROW_PENDING_AUTHOR] = {QUERY_QUEUE_PENDING_AUTHOR_FIRST,
			QUERY_QUEUE_PENDING_AUTHOR_LAST, 7},
		[NARROW_REPORTED] = {QUERY_QUEUE_REPORTED_FIRST, QUERY_QUEUE_REPORTED_LAST, 8},
	};
	enum narrow narrow = queue_narrow(filter);
	bool reported = narrow == NARROW_REPORTED;
	const struct db_value args[] = {
		db_text(comment_state_names[filter->state]),
		db_integer(filter->after),
		db_integer(filter->before ? filter->before : INT64_MAX),
		db_integer(filter->limit),
		db_text(filter->reason),
		db_text(filter->site),
		reported ? db_integer_or_null(filter->page)
			 : db_integer(filter->page ? filter->page : filter->author),
		db_integer_or_null(filter->author),
	};
	enum err err;

	err = store_rows(store, filter->last ? by[narrow].last : by[narrow].first, filter->last,
		args, by[narrow].args, &comment_table, arena, comments, count);
	return err ? err : texts_look(store, *comments, *count);
}

struct walk queue_walk(const struct queue_filter *filter)
{
	return (struct walk){
		.after = filter->after,
		.before = filter->before ? filter->before : INT64_MAX,
		.last = filter->last,
	};
}

enum err store_queue_of_reason(struct store *store, const struct queue_filter *filter,
	struct arena *arena, struct comment **comments, size_t *count, int64_t *edge)
{
	static const enum query edges[2][2] = {
		/* of all, of a site */
		{QUERY_QUEUE_EDGE_FIRST, QUERY_QUEUE_SITE_EDGE_FIRST},
		{QUERY_QUEUE_EDGE_LAST, QUERY_QUEUE_SITE_EDGE_LAST},
	};
	struct walk walk = queue_walk(filter);
	struct queue_filter within = *filter;
	bool of_site = filter->site != NULL;
	const struct db_value args[] = {
		db_text(comment_state_names[filter->state]),
		db_integer(walk.after),
		db_integer(walk.before),
		db_integer(QUEUE_WALK - 1),
		db_text(filter->site),
	};
	enum err err = store_edge(store, edges[walk.last][of_site], args, of_site ? 5 : 4, &walk);

	within.after = walk.after;
	within.before = walk.before;
	if (!err)
		err = store_queue(store, &within, arena, comments, count);
	if (!err)
		*edge = walk.edge;
	return err;
}

enum err store_siblings(struct store *store, const struct comment *comment, int64_t limit,
	struct arena *arena, struct comment **comments, size_t *count)
{
	return texts_all(store, QUERY_SIBLING_LIST,
		DB_ARGS(db_integer(comment->parent), db_integer(comment->id), db_integer(limit)),
		arena, comments, count);
}

enum err store_queue_find(
	struct store *store, int64_t id, struct arena *arena, struct comment *comment)
{
	return texts_one(store, QUERY_QUEUE_FIND, DB_ARGS(db_integer(id)), arena, comment);
}
