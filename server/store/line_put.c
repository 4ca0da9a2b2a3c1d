/* Putting the lines of an export into a database. See include/store/line.h. */
#include "store/expiry.h"
#include "store/line.h"
#include "store/private.h"
#include "store/search.h"
#include "store/tally.h"

enum { PART = 1000, PART_ARENA = 1024 * 1024 };

struct row {
	int64_t id;
};

static const struct field row_fields[] = {FIELD(struct row, id, FIELD_INTEGER, SEE_NOBODY)};
static const struct field_table row_table = TABLE_OF(struct row, row_fields);

static const struct field ground_fields[] = {
	FIELD(struct line_ground, site, FIELD_TEXT, SEE_NOBODY),
	FIELD(struct line_ground, author_site, FIELD_TEXT, SEE_NOBODY),
	FIELD(struct line_ground, parent_page, FIELD_ID, SEE_NOBODY),
	FIELD(struct line_ground, root, FIELD_ID, SEE_NOBODY),
	FIELD(struct line_ground, depth, FIELD_INTEGER, SEE_NOBODY),
	FIELD(struct line_ground, path, FIELD_BYTES, SEE_NOBODY),
};
static const struct field_table ground_table = TABLE_OF(struct line_ground, ground_fields);

static const struct field home_fields[] = {
	FIELD(struct line_home, site, FIELD_TEXT, SEE_NOBODY),
	FIELD(struct line_home, revision, FIELD_INTEGER, SEE_NOBODY),
};
static const struct field_table home_table = TABLE_OF(struct line_home, home_fields);

/* What changes no row is in the way of one. */
static enum err taken(enum err err)
{
	return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
}

static enum err site_put(struct store *store, const void *row)
{
	const struct site *site = &((const struct line_site *)row)->site;

	return taken(store_change(store, QUERY_LINE_SITE_PUT,
		DB_ARGS(db_text(site->id), db_text(site_policy_names[site->policy]),
			db_bytes(site->salt.at, site->salt.length), db_integer(site->created_at),
			db_integer(site->trust_after), db_integer(site->links),
			db_integer(site->hold_score), db_integer(site->spam_score),
			db_integer(site->form_min), db_integer(site->form_max),
			db_integer(site->author_rate), db_integer(site->network_rate),
			db_integer(site->page_rate), db_integer(site->site_rate),
			db_integer(site->close_after), db_integer(site->thread_depth),
			db_integer(site->thread_size),
			db_text(thread_sort_names[site->thread_sort]),
			db_text(site_likes_names[site->likes]), db_integer(site->version))));
}

static enum err origin_put(struct store *store, const void *row)
{
	const struct line_origin *origin = row;

	return taken(store_change(store, QUERY_LINE_ORIGIN_PUT,
		DB_ARGS(db_text(origin->origin), db_text(origin->site))));
}

static enum err page_put(struct store *store, const void *row)
{
	const struct page *page = row;

	return db_run(store->db, QUERY_LINE_PAGE_PUT,
		DB_ARGS(db_integer(page->id), db_text(page->site), db_text(page->url),
			db_text(page->title), db_text(page_state_names[page->state]),
			db_integer(page->created_at), db_integer(page->changed_at)),
		NULL);
}

static enum err alias_put(struct store *store, const void *row)
{
	return store_alias_insert(store, row);
}

static enum err author_put(struct store *store, const void *row)
{
	const struct author *author = &((const struct line_author *)row)->author;

	return db_run(store->db, QUERY_LINE_AUTHOR_PUT,
		DB_ARGS(db_integer(author->id), db_text(author->site),
			db_bytes(author->fingerprint.at, author->fingerprint.length),
			db_text(author->key_id), db_text(author->cost), db_text(author->tag),
			db_integer(author->created_at),
			db_text(author_standing_names[author->standing]),
			db_text(author->standing_by), db_text(author->standing_note),
			db_integer_or_null(author->standing_at)),
		NULL);
}

static enum err name_put(struct store *store, const void *row)
{
	return store_reserved_name_insert(store, row);
}

static enum err rule_put(struct store *store, const void *row)
{
	const struct line_rule *line = row;
	const struct rule *rule = &line->rule;

	return db_run(store->db, QUERY_LINE_RULE_PUT,
		DB_ARGS(db_integer(rule->id), db_text(rule->site),
			db_text(rule_kind_names[rule->kind]), db_text(rule->value),
			db_integer_or_null(line->author), db_text(rule_action_names[rule->action]),
			db_text(rule_state_names[rule->state]), db_text(rule->note),
			db_text(rule->by), db_integer(rule->created_at),
			db_integer(rule->changed_at)),
		NULL);
}

static enum err comment_put(struct store *store, const void *row)
{
	const struct line_comment *line = row;
	const struct comment *comment = &line->comment;
	enum err err = db_run(store->db, QUERY_LINE_COMMENT_PUT,
		DB_ARGS(db_integer(comment->id), db_text(comment->site), db_integer(comment->page),
			db_integer(comment->author), db_integer_or_null(comment->parent),
			db_integer(comment->root), db_bytes(comment->path.at, comment->path.length),
			db_integer(comment->depth), db_text(comment_state_names[comment->state]),
			db_integer(comment->shown), db_integer(comment->revision),
			db_integer_or_null(comment->published), db_text(comment->name),
			db_text(comment->website), db_integer(comment->badge),
			db_integer(comment->likes), db_integer(comment->created_at),
			db_integer_or_null(comment->edited_at),
			db_integer_or_null(line->erased_at)),
		NULL);

	return err ? err : tally_add(store, comment->site, comment->created_at, DAY_CAME, "");
}

static enum err revision_put(struct store *store, const void *row)
{
	return store_revision_insert(store, &((const struct line_revision *)row)->revision);
}

static enum err reason_put(struct store *store, const void *row)
{
	const struct line_reason *line = row;

	return store_hold_reason_insert(
		store, line->comment, line->revision, line->position, &line->reason);
}

static enum err report_put(struct store *store, const void *row)
{
	const struct report *report = row;

	return db_run(store->db, QUERY_LINE_REPORT_PUT,
		DB_ARGS(db_integer(report->id), db_integer(report->comment),
			db_integer(report->revision), db_text(report->reason),
			db_text(report->note), db_integer(report->created_at),
			db_text(report->closed_by), db_integer_or_null(report->closed_at)),
		NULL);
}

static enum err decision_put(struct store *store, const void *row)
{
	return store_decision_insert(store, &((const struct line_decision *)row)->decision);
}

static enum err erased_put(struct store *store, const void *row)
{
	return store_ledger_put(store, row);
}

enum err store_line_put(struct store *store, enum line_kind kind, const void *row)
{
	static enum err (*const puts[LINE__MAX])(struct store *store, const void *row) = {
		[LINE_SITE] = site_put,
		[LINE_ORIGIN] = origin_put,
		[LINE_PAGE] = page_put,
		[LINE_ALIAS] = alias_put,
		[LINE_AUTHOR] = author_put,
		[LINE_NAME] = name_put,
		[LINE_RULE] = rule_put,
		[LINE_COMMENT] = comment_put,
		[LINE_REVISION] = revision_put,
		[LINE_REASON] = reason_put,
		[LINE_REPORT] = report_put,
		[LINE_DECISION] = decision_put,
		[LINE_ERASED] = erased_put,
	};

	return puts[kind](store, row);
}

enum err store_line_ground(struct store *store, const struct comment *comment, struct arena *arena,
	struct line_ground *ground)
{
	return db_one(store->db, QUERY_LINE_GROUND,
		DB_ARGS(db_integer(comment->page), db_integer(comment->author),
			db_integer(comment->parent)),
		&ground_table, arena, ground);
}

enum err store_line_home(struct store *store, enum line_home_of of, int64_t id, struct arena *arena,
	struct line_home *home)
{
	static const enum query queries_of[] = {
		[LINE_HOME_PAGE] = QUERY_LINE_HOME_PAGE,
		[LINE_HOME_AUTHOR] = QUERY_LINE_HOME_AUTHOR,
		[LINE_HOME_COMMENT] = QUERY_LINE_HOME_COMMENT,
		[LINE_HOME_DECISION] = QUERY_LINE_HOME_DECISION,
	};

	return db_one(store->db, queries_of[of], DB_ARGS(db_integer(id)), &home_table, arena, home);
}

enum err store_line_flaws(struct store *store, enum line_flaw flaw, const char *site, int64_t limit,
	struct arena *arena, int64_t **ids, size_t *count)
{
	static const enum query flaws[LINE_FLAW__MAX] = {
		[LINE_FLAW_REVISIONS] = QUERY_LINE_FLAW_REVISIONS,
		[LINE_FLAW_ERASED] = QUERY_LINE_FLAW_ERASED,
		[LINE_FLAW_HIDDEN] = QUERY_LINE_FLAW_HIDDEN,
		[LINE_FLAW_TOMBSTONE] = QUERY_LINE_FLAW_TOMBSTONE,
		[LINE_FLAW_ALIAS] = QUERY_LINE_FLAW_ALIAS,
	};

	/* a row is an id and nothing else */
	return db_all(store->db, flaws[flaw], DB_ARGS(db_text(site), db_integer(limit)), &row_table,
		arena, ids, count);
}

/* The backlog takes what is newer than the mark. */
static enum err search_settle(struct store *store, const char *site)
{
	int64_t mark, after = 0;
	size_t count = PART;
	enum err err = store_integer(store, QUERY_SEARCH_MARK, DB_NONE, &mark);

	while (!err && count == PART) {
		struct arena arena;
		struct row *rows;

		arena_init(PART_ARENA, &arena);
		err = db_all(store->db, QUERY_LINE_OF_SITE,
			DB_ARGS(db_text(site), db_integer(after), db_integer(mark),
				db_integer(PART)),
			&row_table, &arena, &rows, &count);
		for (size_t i = 0; !err && i < count; i++) {
			after = rows[i].id;
			err = store_search_renew(store, after);
		}
		arena_finish(&arena);
	}
	return err;
}

/* Retention has gone through the record up to here, and looks on from there. */
static enum err expiry_settle(struct store *store, int64_t first_decision)
{
	static const enum comment_state states[] = {
		COMMENT_STATE_REJECTED, COMMENT_STATE_SPAM, COMMENT_STATE_DELETED};
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < ARRAY_SIZE(states); i++) {
		int64_t through = 0;

		err = store_expiry_through(store, states[i], &through);
		if (!err && through >= first_decision)
			err = store_expiry_set(store, states[i], first_decision - 1);
	}
	return err;
}

enum err store_lines_settle(struct store *store, const char *site, int64_t first_decision)
{
	static const enum query settles[] = {QUERY_LINE_SETTLE_PAGES, QUERY_LINE_SETTLE_AUTHORS,
		QUERY_LINE_SETTLE_SITE, QUERY_LINE_SETTLE_REPORTS};
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < ARRAY_SIZE(settles); i++)
		err = db_run(store->db, settles[i], DB_ARGS(db_text(site)), NULL);
	if (!err)
		err = search_settle(store, site);
	return !err && first_decision ? expiry_settle(store, first_decision) : err;
}
