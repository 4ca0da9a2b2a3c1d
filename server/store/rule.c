/* See include/store/rule.h. */
#include "store/private.h"
#include "store/rule.h"

const char *const rule_kind_names[] = {
	"words", "pattern", "name", "host", "author", "network", NULL};
const char *const rule_action_names[] = {"hold", "reject", "spam", "trust", NULL};
const char *const rule_state_names[] = {"on", "off", NULL};

static const struct field rule_fields[] = {
	FIELD(struct rule, id, FIELD_ID, SEE_MODERATORS, .what = "What the rule is called."),
	FIELD(struct rule, site, FIELD_TEXT, SEE_MODERATORS,
		.what = "The site whose comments it is for."),
	FIELD_WITH_NAMES(struct rule, "kind", kind, rule_kind_names, SEE_MODERATORS,
		.what = "What it looks at."),
	FIELD(struct rule, value, FIELD_TEXT, SEE_MODERATORS, .what = "What it looks for."),
	FIELD_WITH_NAMES(struct rule, "action", action, rule_action_names, SEE_MODERATORS,
		.what = "What becomes of a comment in which it is found."),
	FIELD_WITH_NAMES(struct rule, "state", state, rule_state_names, SEE_MODERATORS,
		.what = "Whether it is in force."),
	FIELD(struct rule, note, FIELD_TEXT, SEE_MODERATORS, .what = "What it is for.",
		.null = SEE_MODERATORS),
	FIELD(struct rule, by, FIELD_TEXT, SEE_MODERATORS, .what = "Who has set it so."),
	FIELD(struct rule, created_at, FIELD_TIME, SEE_MODERATORS, .what = "When it was made."),
	FIELD(struct rule, changed_at, FIELD_TIME, SEE_MODERATORS,
		.what = "When it was last changed."),
};
const struct field_table rule_table = TABLE_OF(struct rule, rule_fields);

static enum err site_changed(struct store *store, const char *site)
{
	return store_change(store, QUERY_SITE_RAISE_VERSION, DB_ARGS(db_text(site)));
}

enum err store_rule_insert(struct store *store, const struct rule *rule)
{
	enum err err = db_run(store->db, QUERY_RULE_INSERT,
		DB_ARGS(db_integer(rule->id), db_text(rule->site),
			db_text(rule_kind_names[rule->kind]), db_text(rule->value),
			db_text(rule_action_names[rule->action]),
			db_text(rule_state_names[rule->state]), db_text(rule->note),
			db_text(rule->by), db_integer(rule->created_at)),
		NULL);

	return err ? err : site_changed(store, rule->site);
}

enum err store_rule_set(struct store *store, const struct rule *rule)
{
	enum err err = store_change(store, QUERY_RULE_SET,
		DB_ARGS(db_integer(rule->id), db_text(rule_kind_names[rule->kind]),
			db_text(rule->value), db_text(rule_action_names[rule->action]),
			db_text(rule_state_names[rule->state]), db_text(rule->note),
			db_text(rule->by), db_integer(rule->changed_at)));

	return err ? err : site_changed(store, rule->site);
}

enum err store_rule_delete(struct store *store, const struct rule *rule)
{
	enum err err = store_change(store, QUERY_RULE_DELETE, DB_ARGS(db_integer(rule->id)));

	return err ? err : site_changed(store, rule->site);
}

enum err store_rule_find(struct store *store, int64_t id, struct arena *arena, struct rule *rule)
{
	return db_one(
		store->db, QUERY_RULE_FIND, DB_ARGS(db_integer(id)), &rule_table, arena, rule);
}

enum err store_rule_list(struct store *store, const char *site, struct arena *arena,
	struct rule **rules, size_t *count)
{
	return db_all(store->db, QUERY_RULE_LIST, DB_ARGS(db_text(site)), &rule_table, arena, rules,
		count);
}

enum err store_rule_count(
	struct store *store, const char *site, enum rule_kind kind, int64_t *count)
{
	return store_integer(store, QUERY_RULE_COUNT,
		DB_ARGS(db_text(site), db_text(rule_kind_names[kind])), count);
}
