/* The lines of an export, as tables, and reading them. See include/store/line.h. */
#include <assert.h>
#include <string.h>

#include "store/erasure.h"
#include "store/line.h"
#include "store/private.h"

#define NULLABLE .null = SEE_EXPORT
#define KEPT(type, name, member, kind, ...)                                                        \
	FIELD_AS(type, name, member, kind, SEE_EXPORT, __VA_ARGS__)
#define NAMED(type, name, member, names, ...)                                                      \
	FIELD_WITH_NAMES(type, name, member, names, SEE_EXPORT, __VA_ARGS__)
#define FLAWED(type)                                                                               \
	FIELD(type, flawed, FIELD_FLAG, SEE_FLAWED,                                                \
		.what = "Only where its seal did not hold when it was exported: it was changed "   \
			"beside the server, or damaged.",                                          \
		.null = SEE_FLAWED)

static const struct field site_fields[] = {
	KEPT(struct line_site, "id", site.id, FIELD_TEXT, .what = "What the site is called."),
	NAMED(struct line_site, "policy", site.policy, site_policy_names,
		.what = "Which comments wait for a moderator."),
	KEPT(struct line_site, "created_at", site.created_at, FIELD_TIME,
		.what = "When it was made."),
	FIELD_AS(struct line_site, "salt", salt, FIELD_TEXT, SEE_PRINTS,
		.what = "The salt of its fingerprints, hexadecimal."),
	FIELD_AS(struct line_site, "salt_bytes", site.salt, FIELD_BYTES, SEE_NOBODY),
#define POLICY(member, standard, low, high, help)                                                  \
	KEPT(struct line_site, #member, site.member, FIELD_INTEGER, .what = help),
#include "store/policy.def"
#define THREAD_NUMBER POLICY
#define THREAD_CHOICE(member, names_, standard, help)                                              \
	NAMED(struct line_site, #member, site.member, names_, .what = help),
#include "store/thread.def"
#undef POLICY
};

static const struct field origin_fields[] = {
	KEPT(struct line_origin, "site", site, FIELD_TEXT, .what = "The site."),
	KEPT(struct line_origin, "origin", origin, FIELD_TEXT,
		.what = "scheme://host[:port] of pages that may embed its comments."),
};

static const struct field page_fields[] = {
	KEPT(struct page, "id", id, FIELD_ID, .what = "What the page is called."),
	KEPT(struct page, "site", site, FIELD_TEXT, .what = "The site that it is on."),
	KEPT(struct page, "url", url, FIELD_TEXT, .what = "The article's canonical URL."),
	KEPT(struct page, "title", title, FIELD_TEXT, .what = "Its title, where it is known.",
		NULLABLE),
	NAMED(struct page, "state", state, page_state_names, .what = "Whether comments are taken."),
	KEPT(struct page, "created_at", created_at, FIELD_TIME,
		.what = "When it was commented on for the first time."),
	KEPT(struct page, "changed_at", changed_at, FIELD_TIME,
		.what = "When what readers see of it was changed last."),
};

static const struct field alias_fields[] = {
	KEPT(struct alias, "id", id, FIELD_ID, .what = "What the alias is called."),
	KEPT(struct alias, "url", url, FIELD_TEXT, .what = "The other URL, canonical."),
	KEPT(struct alias, "page", page, FIELD_ID, .what = "The page that it leads to."),
	KEPT(struct alias, "by", by, FIELD_TEXT, .what = "Who made it."),
	KEPT(struct alias, "created_at", created_at, FIELD_TIME, .what = "When."),
};

static const struct field author_fields[] = {
	KEPT(struct line_author, "id", author.id, FIELD_ID, .what = "What the author is called."),
	KEPT(struct line_author, "site", author.site, FIELD_TEXT,
		.what = "The site on which the author writes."),
	KEPT(struct line_author, "created_at", author.created_at, FIELD_TIME,
		.what = "When the author first wrote."),
	NAMED(struct line_author, "standing", author.standing, author_standing_names,
		.what = "What moderators think of the author."),
	KEPT(struct line_author, "standing_by", author.standing_by, FIELD_TEXT,
		.what = "Who thinks so.", NULLABLE),
	KEPT(struct line_author, "standing_note", author.standing_note, FIELD_TEXT, .what = "Why.",
		NULLABLE),
	KEPT(struct line_author, "standing_at", author.standing_at, FIELD_TIME,
		.what = "Since when.", NULLABLE),
	FIELD_AS(struct line_author, "fingerprint", fingerprint, FIELD_TEXT, SEE_PRINTS,
		.what = "What is kept in place of the address, hexadecimal."),
	FIELD_AS(struct line_author, "key", author.key_id, FIELD_TEXT, SEE_PRINTS,
		.what = "The id of the key that it was made with; empty: nobody's, who has "
			"had all erased."),
	FIELD_AS(struct line_author, "cost", author.cost, FIELD_TEXT, SEE_PRINTS,
		.what = "At what cost, as the setting fingerprint_cost has it."),
	FIELD_AS(struct line_author, "tag", author.tag, FIELD_TEXT, SEE_PRINTS,
		.what = "What moderators see in its place."),
	FIELD_AS(struct line_author, "print", author.fingerprint, FIELD_BYTES, SEE_NOBODY),
};

static const struct field name_fields[] = {
	KEPT(struct reserved_name, "id", id, FIELD_ID, .what = "What the reservation is called."),
	KEPT(struct reserved_name, "site", site, FIELD_TEXT, .what = "The site."),
	KEPT(struct reserved_name, "name", name, FIELD_TEXT, .what = "The name."),
	KEPT(struct reserved_name, "author", author, FIELD_ID,
		.what = "The author who may write under it; null: nobody may.", NULLABLE),
	KEPT(struct reserved_name, "by", by, FIELD_TEXT, .what = "Who reserved it."),
	KEPT(struct reserved_name, "created_at", created_at, FIELD_TIME, .what = "When."),
};

static const struct field rule_fields[] = {
	KEPT(struct line_rule, "id", rule.id, FIELD_ID, .what = "What the rule is called."),
	KEPT(struct line_rule, "site", rule.site, FIELD_TEXT, .what = "The site."),
	NAMED(struct line_rule, "looks_at", rule.kind, rule_kind_names,
		.what = "What it looks at."),
	KEPT(struct line_rule, "value", rule.value, FIELD_TEXT,
		.what = "What it looks for. Of the kind `author` null: the member author says who.",
		NULLABLE),
	KEPT(struct line_rule, "author", author, FIELD_ID,
		.what = "Of the kind `author`: which one. Null with other kinds.", NULLABLE),
	NAMED(struct line_rule, "action", rule.action, rule_action_names,
		.what = "What becomes of a comment in which it is found."),
	NAMED(struct line_rule, "state", rule.state, rule_state_names,
		.what = "Whether it is in force."),
	KEPT(struct line_rule, "note", rule.note, FIELD_TEXT, .what = "What it is for.", NULLABLE),
	KEPT(struct line_rule, "by", rule.by, FIELD_TEXT, .what = "Who has set it so."),
	KEPT(struct line_rule, "created_at", rule.created_at, FIELD_TIME,
		.what = "When it was made."),
	KEPT(struct line_rule, "changed_at", rule.changed_at, FIELD_TIME,
		.what = "When it was last changed."),
};

static const struct field comment_fields[] = {
	KEPT(struct line_comment, "id", comment.id, FIELD_ID,
		.what = "What the comment is called."),
	KEPT(struct line_comment, "page", comment.page, FIELD_ID, .what = "Its page."),
	KEPT(struct line_comment, "author", comment.author, FIELD_ID, .what = "Its author."),
	KEPT(struct line_comment, "parent", comment.parent, FIELD_ID,
		.what = "The comment that it answers.", NULLABLE),
	NAMED(struct line_comment, "state", comment.state, comment_state_names,
		.what = "What was decided about it."),
	KEPT(struct line_comment, "shown", comment.shown, FIELD_INTEGER,
		.what = "What readers see: 0 nothing, 1 the comment, 2 that there was one, since "
			"answers hang on it."),
	KEPT(struct line_comment, "revision", comment.revision, FIELD_NUMBER,
		.what = "The number of its newest text."),
	KEPT(struct line_comment, "published", comment.published, FIELD_NUMBER,
		.what = "The number of the text that readers see, or saw last.", NULLABLE),
	KEPT(struct line_comment, "name", comment.name, FIELD_TEXT,
		.what = "Who wrote it; empty of an erased one."),
	KEPT(struct line_comment, "website", comment.website, FIELD_TEXT,
		.what = "The writer's address on the web.", NULLABLE),
	KEPT(struct line_comment, "badge", comment.badge, FIELD_FLAG,
		.what = "Whether the name was reserved for the writer."),
	KEPT(struct line_comment, "likes", comment.likes, FIELD_INTEGER,
		.what = "How many readers like it."),
	KEPT(struct line_comment, "created_at", comment.created_at, FIELD_TIME,
		.what = "When it was left."),
	KEPT(struct line_comment, "edited_at", comment.edited_at, FIELD_TIME,
		.what = "When its text was last changed.", NULLABLE),
	KEPT(struct line_comment, "erased_at", erased_at, FIELD_TIME, .what = "When it was erased.",
		NULLABLE),
};

static const struct field revision_fields[] = {
	KEPT(struct line_revision, "comment", revision.comment, FIELD_ID, .what = "The comment."),
	KEPT(struct line_revision, "number", revision.number, FIELD_NUMBER,
		.what = "Which revision it is; the first is 1."),
	KEPT(struct line_revision, "body", revision.body, FIELD_TEXT,
		.what = "The text as it was written, in Markdown; empty of an erased comment."),
	KEPT(struct line_revision, "by", revision.by, FIELD_TEXT,
		.what = "The moderator who wrote it; null: the author did.", NULLABLE),
	KEPT(struct line_revision, "created_at", revision.created_at, FIELD_TIME,
		.what = "When it was written."),
	FLAWED(struct line_revision),
	FIELD_AS(struct line_revision, "seal", revision.seal, FIELD_BYTES, SEE_NOBODY),
};

static const struct field reason_fields[] = {
	KEPT(struct line_reason, "comment", comment, FIELD_ID, .what = "The comment."),
	KEPT(struct line_reason, "revision", revision, FIELD_NUMBER, .what = "Which text of it."),
	KEPT(struct line_reason, "position", position, FIELD_INTEGER,
		.what = "Which of its reasons; the first is 0."),
	KEPT(struct line_reason, "check", reason.check, FIELD_TEXT, .what = "The check."),
	KEPT(struct line_reason, "score", reason.score, FIELD_INTEGER,
		.what = "How sure the check is."),
	KEPT(struct line_reason, "text", reason.text, FIELD_TEXT, .what = "Why, for people."),
	KEPT(struct line_reason, "rule", reason.rule, FIELD_ID,
		.what = "The rule that spoke up; it may be gone since.", NULLABLE),
};

static const struct field report_fields[] = {
	KEPT(struct report, "id", id, FIELD_ID, .what = "What the report is called."),
	KEPT(struct report, "comment", comment, FIELD_ID, .what = "The comment."),
	KEPT(struct report, "revision", revision, FIELD_NUMBER, .what = "The text that was seen."),
	KEPT(struct report, "reason", reason, FIELD_TEXT, .what = "What is wrong with it."),
	KEPT(struct report, "note", note, FIELD_TEXT, .what = "The reader's own words.", NULLABLE),
	KEPT(struct report, "created_at", created_at, FIELD_TIME, .what = "When it came."),
	KEPT(struct report, "closed_by", closed_by, FIELD_TEXT,
		.what = "Who saw to it; null: it is open.", NULLABLE),
	KEPT(struct report, "closed_at", closed_at, FIELD_TIME, .what = "And when.", NULLABLE),
};

static const struct field decision_fields[] = {
	KEPT(struct line_decision, "id", decision.id, FIELD_ID, .what = "What it is called."),
	KEPT(struct line_decision, "batch", decision.batch, FIELD_ID,
		.what = "What was decided in one go has the same: the id of the first."),
	KEPT(struct line_decision, "undoes", decision.undoes, FIELD_ID,
		.what = "The decision that this one takes back.", NULLABLE),
	KEPT(struct line_decision, "comment", decision.comment, FIELD_ID, .what = "The comment."),
	KEPT(struct line_decision, "revision", decision.revision, FIELD_NUMBER,
		.what = "The text that was read."),
	NAMED(struct line_decision, "from", decision.from, comment_state_names,
		.what = "The state before."),
	NAMED(struct line_decision, "to", decision.to, comment_state_names,
		.what = "The state after; the same: the text alone was changed."),
	KEPT(struct line_decision, "edited", decision.edited, FIELD_NUMBER,
		.what = "The revision that was made of it, where the text was changed.", NULLABLE),
	KEPT(struct line_decision, "published", decision.published, FIELD_NUMBER,
		.what = "The text that readers saw before.", NULLABLE),
	KEPT(struct line_decision, "by", decision.by, FIELD_TEXT, .what = "Who decided."),
	KEPT(struct line_decision, "reason", decision.reason, FIELD_TEXT,
		.what = "Why it was rejected.", NULLABLE),
	KEPT(struct line_decision, "note", decision.note, FIELD_TEXT,
		.what = "For the author's eyes; null: none, or it was erased.", NULLABLE),
	KEPT(struct line_decision, "at", decision.at, FIELD_TIME, .what = "When."),
	FLAWED(struct line_decision),
};

static const struct field erased_fields[] = {
	KEPT(struct ledger_row, "author", author, FIELD_ID,
		.what = "An author who has had all erased."),
	KEPT(struct ledger_row, "through", through, FIELD_ID,
		.what = "What is not newer than this: an id of that moment."),
};

#define TABLE(type, name)                                                                          \
	static const struct field_table line_##name##_table = TABLE_OF(type, name##_fields)
TABLE(struct line_site, site);
TABLE(struct line_origin, origin);
TABLE(struct page, page);
TABLE(struct alias, alias);
TABLE(struct line_author, author);
TABLE(struct reserved_name, name);
TABLE(struct line_rule, rule);
TABLE(struct line_comment, comment);
TABLE(struct line_revision, revision);
TABLE(struct line_reason, reason);
TABLE(struct report, report);
TABLE(struct line_decision, decision);
TABLE(struct ledger_row, erased);

const struct line_info line_infos[LINE__MAX] = {
	[LINE_SITE] = {"site", "A site: its policy, and how it shows threads.", &line_site_table},
	[LINE_ORIGIN] = {"origin", "Where a site's pages are.", &line_origin_table},
	[LINE_PAGE] = {"page", "An article.", &line_page_table},
	[LINE_ALIAS] = {"alias", "Another URL of a page.", &line_alias_table},
	[LINE_AUTHOR] = {"author",
		"Somebody who has left comments on a site: without fingerprints nothing tells who "
		"that is.",
		&line_author_table},
	[LINE_NAME] = {"name", "A name that is reserved.", &line_name_table},
	[LINE_RULE] = {"rule",
		"What is done with comments that look so. Of the rules by a tag those of authors "
		"travel whose tag it is; tags of networks are another each day, and stay behind.",
		&line_rule_table},
	[LINE_COMMENT] = {"comment", "A comment, without its text.", &line_comment_table},
	[LINE_REVISION] = {"revision", "One text of a comment.", &line_revision_table},
	[LINE_REASON] = {"reason", "What a check has found in a text.", &line_reason_table},
	[LINE_REPORT] = {"report", "What a reader has reported.", &line_report_table},
	[LINE_DECISION] = {"decision", "What was decided on a comment: the record.",
		&line_decision_table},
	[LINE_ERASED] = {"erased",
		"An author who has had all erased, so that it stays so with older copies.",
		&line_erased_table},
};

/* How rows of a kind are read: behind so many leading fields, which are ids or numbers. */
static const struct {
	enum query query;
	size_t keys; /* 0: by the site's id and the origin */
} parts[LINE__MAX] = {
	[LINE_SITE] = {QUERY_LINE_SITE_PART, 0},
	[LINE_ORIGIN] = {QUERY_LINE_ORIGIN_PART, 0},
	[LINE_PAGE] = {QUERY_LINE_PAGE_PART, 1},
	[LINE_ALIAS] = {QUERY_LINE_ALIAS_PART, 1},
	[LINE_AUTHOR] = {QUERY_LINE_AUTHOR_PART, 1},
	[LINE_NAME] = {QUERY_LINE_NAME_PART, 1},
	[LINE_RULE] = {QUERY_LINE_RULE_PART, 1},
	[LINE_COMMENT] = {QUERY_LINE_COMMENT_PART, 1},
	[LINE_REVISION] = {QUERY_LINE_REVISION_PART, 2},
	[LINE_REASON] = {QUERY_LINE_REASON_PART, 3},
	[LINE_REPORT] = {QUERY_LINE_REPORT_PART, 1},
	[LINE_DECISION] = {QUERY_LINE_DECISION_PART, 1},
	[LINE_ERASED] = {QUERY_LINE_ERASED_PART, 1},
};

/* The last row's place; texts of it in an arena that goes with the part are copied by the caller.
 */
static void place_move(enum line_kind kind, const char *row, struct line_place *place)
{
	const struct field_table *table = line_infos[kind].table;

	if (kind == LINE_SITE)
		place->site = ((const struct line_site *)(const void *)row)->site.id;
	if (kind == LINE_ORIGIN) {
		place->site = ((const struct line_origin *)(const void *)row)->site;
		place->origin = ((const struct line_origin *)(const void *)row)->origin;
	}
	for (size_t i = 0; i < parts[kind].keys; i++)
		memcpy(&place->ids[i], row + table->fields[i].offset, sizeof(place->ids[i]));
}

enum err store_line_part(struct store *store, enum line_kind kind, const char *site,
	struct line_place *place, struct arena *arena, void **rows, size_t *count)
{
	const struct field_table *table = line_infos[kind].table;
	struct db_value args[5];
	size_t keys = parts[kind].keys;
	char *found = NULL;
	enum err err;

	for (size_t i = 0; i < keys; i++)
		args[i] = db_integer(place->ids[i]);
	if (!keys) {
		args[keys++] = db_text(place->site ? place->site : "");
		if (kind == LINE_ORIGIN)
			args[keys++] = db_text(place->origin ? place->origin : "");
	}
	args[keys++] = db_text(site);
	args[keys++] = db_integer(LINE_PART);
	err = db_all(store->db, parts[kind].query, args, keys, table, arena, &found, count);
	if (!err && *count)
		place_move(kind, found + (*count - 1) * table->size, place);
	*rows = found;
	return err;
}

enum err store_lines_count(struct store *store, int64_t *count)
{
	return store_integer(store, QUERY_LINE_COUNT, DB_NONE, count);
}

enum err store_lines_wait(struct store *store, int64_t *count)
{
	enum err err = ERR_OK;

	*count = 0;
	for (int step = 0; !err && step < ERASURE_STEP_INDEX; step++) {
		int64_t waiting = 0;

		err = store_erasure_count(store, (enum erasure_step)step, &waiting);
		*count += waiting;
	}
	return err;
}
