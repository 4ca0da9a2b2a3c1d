/* Rules: what a site's people have asked to be done with comments that look so. */
#ifndef AFTERWORD_STORE_RULE_H
#define AFTERWORD_STORE_RULE_H

#include "base/field.h"
#include "store/store.h"

enum rule_kind {
	RULE_KIND_WORDS,   /* a line each: a word or several, whole, in any case */
	RULE_KIND_PATTERN, /* a regular expression */
	RULE_KIND_NAME,    /* the whole name, in any case */
	RULE_KIND_HOST,    /* of the website or of a link; those below it, too */
	RULE_KIND_AUTHOR,  /* the tag */
	RULE_KIND_NETWORK, /* the tag */
	RULE_KIND__MAX
};

enum rule_action {
	RULE_ACTION_HOLD,
	RULE_ACTION_REJECT,
	RULE_ACTION_SPAM,
	RULE_ACTION_TRUST,
	RULE_ACTION__MAX
};

enum rule_state { RULE_STATE_ON, RULE_STATE_OFF, RULE_STATE__MAX };

/* NULL-terminated */
extern const char *const rule_kind_names[], *const rule_action_names[], *const rule_state_names[];

struct rule {
	int64_t id;
	const char *site;
	int kind; /* enum rule_kind */
	const char *value;
	int action; /* enum rule_action */
	int state;  /* enum rule_state */
	const char *note;
	const char *by; /* who has set it so: account:NAME, token:NAME */
	int64_t created_at, changed_at;
};

extern const struct field_table rule_table;

/* Each change of a site's rules raises its version. */
enum err store_rule_insert(struct store *store, const struct rule *rule) MUST_CHECK;
/* All but id, site and created_at. */
enum err store_rule_set(struct store *store, const struct rule *rule) MUST_CHECK;
enum err store_rule_delete(struct store *store, const struct rule *rule) MUST_CHECK;

enum err store_rule_find(
	struct store *store, int64_t id, struct arena *arena, struct rule *rule) MUST_CHECK;
enum err store_rule_list(struct store *store, const char *site, struct arena *arena,
	struct rule **rules, size_t *count) MUST_CHECK;
/* How many of a kind the site has. */
enum err store_rule_count(
	struct store *store, const char *site, enum rule_kind kind, int64_t *count) MUST_CHECK;

#endif
