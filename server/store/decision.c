/* See include/store/decision.h. */
#include "store/decision.h"
#include "store/private.h"

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
	FIELD(struct decision, by, FIELD_TEXT, SEE_MODERATORS,
		.what = "Who decided: `account:NAME`, `token:NAME` or `policy`."),
	FIELD(struct decision, reason, FIELD_TEXT, SEE_MODERATORS, .what = "Why it was rejected.",
		.null = SEE_MODERATORS),
	FIELD(struct decision, note, FIELD_TEXT, SEE_MODERATORS, .what = "For the author's eyes.",
		.null = SEE_MODERATORS),
	FIELD(struct decision, at, FIELD_TIME, SEE_MODERATORS, .what = "When it was decided."),
};
const struct field_table decision_table = TABLE_OF(struct decision, decision_fields);

enum err store_decision_insert(struct store *store, const struct decision *decision)
{
	return db_run(store->db, QUERY_DECISION_INSERT,
		DB_ARGS(db_integer(decision->id), db_integer(decision->batch),
			db_integer_or_null(decision->undoes), db_text(decision->site),
			db_integer(decision->comment), db_integer(decision->revision),
			db_text(comment_state_names[decision->from]),
			db_text(comment_state_names[decision->to]), db_text(decision->by),
			db_text(decision->reason), db_text(decision->note),
			db_integer(decision->at)),
		NULL);
}

enum err store_decision_list(struct store *store, const struct decision_filter *filter,
	struct arena *arena, struct decision **decisions, size_t *count)
{
	const struct db_value args[] = {
		db_integer(filter->after),
		db_integer(filter->limit),
		filter->comment ? db_integer(filter->comment) : db_text(filter->site),
	};
	enum query query = filter->comment ? QUERY_DECISION_COMMENT_AFTER
			   : filter->site  ? QUERY_DECISION_SITE_AFTER
					   : QUERY_DECISION_AFTER;

	return db_all(store->db, query, args, query == QUERY_DECISION_AFTER ? 2 : 3,
		&decision_table, arena, decisions, count);
}

enum err store_decision_batch(struct store *store, int64_t batch, int64_t limit,
	struct arena *arena, struct decision **decisions, size_t *count)
{
	return db_all(store->db, QUERY_DECISION_BATCH,
		DB_ARGS(db_integer(batch), db_integer(limit)), &decision_table, arena, decisions,
		count);
}

enum err store_decision_last(
	struct store *store, int64_t comment, struct arena *arena, struct decision *decision)
{
	return db_one(store->db, QUERY_DECISION_LAST, DB_ARGS(db_integer(comment)), &decision_table,
		arena, decision);
}
