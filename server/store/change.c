/* See include/store/change.h. */
#include "store/change.h"
#include "store/private.h"

const char *const change_action_names[] = {"added", "role", "password", "disabled", "enabled",
	"second-factor-on", "second-factor-off", "recovery-codes", "revoked", "merged", "removed",
	NULL};

static const struct field change_fields[] = {
	FIELD(struct change, id, FIELD_ID, SEE_MODERATORS, .what = "Its id."),
	FIELD(struct change, by, FIELD_TEXT, SEE_MODERATORS,
		.what = "Who did it: `account:NAME`, `token:NAME`, `command` or `first-link`."),
	FIELD_WITH_NAMES(struct change, "action", action, change_action_names, SEE_MODERATORS,
		.what = "What was done."),
	FIELD(struct change, subject, FIELD_TEXT, SEE_MODERATORS,
		.what = "To whom or what: `account:NAME`, `token:NAME`, `page:URL` or "
			"`name:NAME`, a reserved one."),
	FIELD(struct change, site, FIELD_TEXT, SEE_MODERATORS,
		.what = "Of the role, the token, the page or the name; null: of all, or of none.",
		.null = SEE_MODERATORS),
	FIELD(struct change, scope, FIELD_TEXT, SEE_MODERATORS,
		.what = "What the role or the token may do since; null: it is about neither.",
		.null = SEE_MODERATORS),
	FIELD(struct change, at, FIELD_TIME, SEE_MODERATORS, .what = "When."),
};
const struct field_table change_table = TABLE_OF(struct change, change_fields);

enum err store_change_insert(struct store *store, const struct change *change)
{
	return db_run(store->db, QUERY_CHANGE_INSERT,
		DB_ARGS(db_integer(change->id), db_text(change->by),
			db_text(change_action_names[change->action]), db_text(change->subject),
			db_text(change->site), db_text(change->scope), db_integer(change->at)),
		NULL);
}

enum err store_change_list(struct store *store, const struct change_filter *filter,
	struct arena *arena, struct change **changes, size_t *count)
{
	static const enum query queries_of[2][2] = {
		/* of all, of a site */
		{QUERY_CHANGE_FIRST, QUERY_CHANGE_SITE_FIRST},
		{QUERY_CHANGE_LAST, QUERY_CHANGE_SITE_LAST},
	};
	const struct db_value args[] = {db_integer(filter->after), db_integer(filter->before),
		db_integer(filter->limit), db_text(filter->site)};
	bool of_site = filter->site != NULL;

	return store_rows(store, queries_of[filter->last][of_site], filter->last, args,
		of_site ? 4 : 3, &change_table, arena, changes, count);
}
