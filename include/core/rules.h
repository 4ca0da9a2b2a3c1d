/*
 * A site's rules, ready to be matched. They never change, so any thread may match them; a change
 * makes new ones. The rulebook keeps those of each site in memory, by the site's version.
 */
#ifndef AFTERWORD_CORE_RULES_H
#define AFTERWORD_CORE_RULES_H

#include "base/input.h"
#include "core/links.h"
#include "store/pool.h"
#include "store/rule.h"
#include "store/site.h"

/* Of a site. */
enum { RULES_MAX = 500, RULES_PATTERNS_MAX = 50, RULE_LINES_MAX = 200, RULE_VALUE_MAX = 4096 };

/* A rule as it is asked for: NULL where nothing is said. */
struct rule_input {
	const char *site, *kind, *value, *action, *state, *note;
};

extern const struct input_table rule_input_table;

/*
 * Sets the members of the rule that are given, checked and in their normal form; a rule without id
 * needs kind, value and action. INVALID_INPUT with every mistake, MEMORY. Texts are in the arena.
 */
enum err rule_change(const struct rule_input *input, struct arena *arena, struct fault *fault,
	struct rule *rule) MUST_CHECK;

/* What rules look at; NULL: not known. */
struct rules_text {
	const char *name, *website, *body;
	const struct links *links; /* of the body */
	const char *author;        /* tags */
	const char *network;
};

struct rule_match {
	int64_t rule;
	enum rule_kind kind;
	enum rule_action action;
	bool too_slow;     /* whether it matches could not be found out in time */
	struct slice what; /* that matched */
};

struct rules;

/* From rows that rule_change has made; those that are off are left out. MEMORY. */
enum err rules_create(const struct rule *rows, size_t count, struct rules **rules) MUST_CHECK;
/* The rules of a site as the store has them. MEMORY, or the store's errors. */
enum err rules_read(struct store *store, const char *site, struct rules **rules) MUST_CHECK;
/* They are shared: who holds them releases them. NULL is fine. */
struct rules *rules_hold(struct rules *rules);
void rules_release(struct rules *rules);

/* Whether there are some of the kind. */
bool rules_have(const struct rules *rules, enum rule_kind kind);

/* Those that match; texts point into the rules and into `text`. MEMORY. */
enum err rules_match(const struct rules *rules, const struct rules_text *text, struct arena *arena,
	struct rule_match **matches, size_t *count) MUST_CHECK;

struct rulebook;

/* Looks up through the pool, which must outlive it. NULL: memory. */
struct rulebook *rulebook_create(struct pool *pool) MUST_CHECK;
void rulebook_destroy(struct rulebook *rulebook);

/*
 * The rules of the site as it is read; or newer ones: `version` is of the site that they are of.
 * To be released. Else the fault is filled.
 */
enum err rulebook_take(struct rulebook *rulebook, const struct site *site, struct fault *fault,
	struct rules **rules, int64_t *version) MUST_CHECK;

#endif
