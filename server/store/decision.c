/* See include/store/decision.h. */
#include "store/decision.h"
#include "store/sealed.h"
#include "store/tally.h"

static const struct field decision_fields[] = {
	FIELD(struct decision, id, FIELD_ID, SEE_MODERATORS,
		.what = "What the decision is called."),
	FIELD(struct decision, batch, FIELD_ID, SEE_MODERATORS,
		.what = "What was decided in one go has the same: the id of the first."),
	FIELD(struct decision, undoes, FIELD_ID, SEE_MODERATORS,
		.what = "The decision that this one takes back.", .null = SEE_MODERATORS),
	FIELD(struct decision, site, FIELD_TEXT, SEE_NOBODY),
	FIELD(struct decision, comment, FIELD_ID, SEE_MODERATORS,
		.what = "The comment that was decided on."),
	FIELD(struct decision, revision, FIELD_INTEGER, SEE_MODERATORS,
		.what = "The text that was read."),
	FIELD_WITH_NAMES(struct decision, "from", from, comment_state_names, SEE_MODERATORS,
		.what = "The state before."),
	FIELD_WITH_NAMES(struct decision, "to", to, comment_state_names, SEE_MODERATORS,
		.what = "The state after."),
	FIELD(struct decision, edited, FIELD_NUMBER, SEE_MODERATORS,
		.what = "The revision that was made of it, where the text was changed.",
		.null = SEE_MODERATORS),
	FIELD(struct decision, by, FIELD_TEXT, SEE_MODERATORS,
		.what = "Who decided: `account:NAME`, `token:NAME`, `rule:ID`, `check:NAME`, "
			"`checks`, `policy`, `author` or `retention`."),
	FIELD(struct decision, reason, FIELD_TEXT, SEE_MODERATORS, .what = "Why it was rejected.",
		.null = SEE_MODERATORS),
	FIELD(struct decision, note, FIELD_TEXT, SEE_MODERATORS, .what = "For the author's eyes.",
		.null = SEE_MODERATORS),
	FIELD(struct decision, at, FIELD_TIME, SEE_MODERATORS, .what = "When it was decided."),
	FIELD(struct decision, published, FIELD_NUMBER, SEE_NOBODY),
	FIELD(struct decision, note_seal, FIELD_BYTES, SEE_NOBODY),
	FIELD(struct decision, seal, FIELD_BYTES, SEE_NOBODY),
};
const struct field_table decision_table = TABLE_OF(struct decision, decision_fields);

enum err store_decision_insert(struct store *store, const struct decision *decision)
{
	struct decision_seals seals;
	enum err err = record_seal(store, decision, &seals);

	if (err)
		return err;
	err = db_run(store->db, QUERY_DECISION_INSERT,
		DB_ARGS(db_integer(decision->id), db_integer(decision->batch),
			db_integer_or_null(decision->undoes), db_text(decision->site),
			db_integer(decision->comment), db_integer(decision->revision),
			db_text(comment_state_names[decision->from]),
			db_text(comment_state_names[decision->to]), db_text(decision->by),
			db_text(decision->reason), db_text(decision->note),
			db_integer(decision->at),
			decision->note ? db_bytes(seals.note, SEAL_SIZE) : db_text(NULL),
			db_bytes(seals.row, SEAL_SIZE), db_integer_or_null(decision->edited),
			db_integer_or_null(decision->published)),
		NULL);
	if (!err)
		err = tally_add(store, decision->site, decision->at,
			decision->from == decision->to ? DAY_EDITED : (enum day_what)decision->to,
			decision->by);
	return err ? err : record_grow(store, &seals);
}

/* The index that a part of the record is read along. */
enum along { ALONG_ID, ALONG_SITE, ALONG_BY, ALONG_COMMENT, ALONG_BATCH, ALONG__MAX };

static const struct {
	enum query first, last, edge_first, edge_last;
	bool bounded; /* few rows by nature */
} walks[ALONG__MAX] = {
	[ALONG_ID] = {QUERY_DECISION_FIRST, QUERY_DECISION_LAST, QUERY_DECISION_EDGE_FIRST,
		QUERY_DECISION_EDGE_LAST, false},
	[ALONG_SITE] = {QUERY_DECISION_SITE_FIRST, QUERY_DECISION_SITE_LAST,
		QUERY_DECISION_SITE_EDGE_FIRST, QUERY_DECISION_SITE_EDGE_LAST, false},
	[ALONG_BY] = {QUERY_DECISION_BY_FIRST, QUERY_DECISION_BY_LAST, QUERY_DECISION_BY_EDGE_FIRST,
		QUERY_DECISION_BY_EDGE_LAST, false},
	[ALONG_COMMENT] = {.first = QUERY_DECISION_COMMENT_FIRST,
		.last = QUERY_DECISION_COMMENT_LAST,
		.bounded = true},
	[ALONG_BATCH] = {.first = QUERY_DECISION_BATCH_FIRST,
		.last = QUERY_DECISION_BATCH_LAST,
		.bounded = true},
};

static enum along filter_along(const struct decision_filter *filter)
{
	return filter->comment ? ALONG_COMMENT
	       : filter->batch ? ALONG_BATCH
	       : filter->by    ? ALONG_BY
	       : filter->site  ? ALONG_SITE
			       : ALONG_ID;
}

/* Whether rows have to be looked for. */
static bool filter_looks(const struct decision_filter *filter)
{
	return filter->from || filter->to || filter->reason || (filter->by && filter->site);
}

/* Ends the walk where as much was looked at as may be. */
static enum err edge_find(struct store *store, enum along along,
	const struct decision_filter *filter, struct walk *walk)
{
	const struct db_value args[] = {
		db_integer(walk->after),
		db_integer(walk->before),
		db_integer(DECISION_WALK - 1),
		db_text(along == ALONG_BY ? filter->by : filter->site),
	};

	return store_edge(store, walk->last ? walks[along].edge_last : walks[along].edge_first,
		args, along == ALONG_ID ? 3 : 4, walk);
}

enum err store_decision_list(struct store *store, const struct decision_filter *filter,
	struct arena *arena, struct decision_list *list)
{
	enum along along = filter_along(filter);
	struct walk walk = {
		.after = filter->after,
		.before = filter->before ? filter->before : INT64_MAX,
		.last = filter->last,
	};
	struct decision_list found = {0};
	enum err err = ERR_OK;

	if (!walks[along].bounded && filter_looks(filter))
		err = edge_find(store, along, filter, &walk);
	if (!err)
		err = db_all(store->db, walk.last ? walks[along].last : walks[along].first,
			DB_ARGS(db_integer(walk.after), db_integer(walk.before),
				db_integer(filter->limit), db_text(filter->site),
				db_text(filter->by), db_text(filter->from), db_text(filter->to),
				db_text(filter->reason), db_integer_or_null(filter->comment),
				db_integer_or_null(filter->batch)),
			&decision_table, arena, &found.decisions, &found.count);
	if (err)
		return err;
	if (walk.last)
		store_reverse(found.decisions, found.count, sizeof(*found.decisions));
	found.edge = walk.edge;
	*list = found;
	return ERR_OK;
}

enum err store_decision_newest(
	struct store *store, int64_t comment, struct arena *arena, struct decision *decision)
{
	return db_one(store->db, QUERY_DECISION_NEWEST, DB_ARGS(db_integer(comment)),
		&decision_table, arena, decision);
}

enum err store_decision_standing(
	struct store *store, int64_t comment, struct arena *arena, struct decision *decision)
{
	return db_one(store->db, QUERY_DECISION_STANDING, DB_ARGS(db_integer(comment)),
		&decision_table, arena, decision);
}
