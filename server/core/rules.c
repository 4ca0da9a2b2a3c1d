/* Matching. See include/core/rules.h. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "core/pattern.h"
#include "core/rules.h"
#include "core/words.h"

enum {
	RULES_ARENA = 64 * 1024 * 1024,
	SLOW_MAX = 3, /* patterns that may be too slow for a text; the others are not tried */
	FIELDS = 3,   /* texts that words and patterns look at */
};

struct prepared {
	int64_t id;
	enum rule_kind kind;
	enum rule_action action;
	const char *value;       /* folded where it is a name */
	const char *words;       /* phrases as words_fold has them, a line each */
	struct pattern *pattern; /* of a pattern */
};

struct rules {
	atomic_int holders;
	struct arena arena;
	struct prepared *at;
	size_t count;
	bool has[RULE_KIND__MAX];
};

/* The text, and what is made of it once. */
struct matching {
	const struct rules_text *text;
	const char *fields[FIELDS];
	const char *folded[FIELDS];
	const char *name; /* folded */
	const char *host; /* of the website; NULL: none */
	size_t slow;
};

static enum err prepare_words(const char *value, struct arena *arena, const char **words)
{
	struct text all;
	enum err err = ERR_OK;

	text_init(RULES_ARENA, &all);
	for (size_t length; !err && *value; value += length + (value[length] == '\n')) {
		char *line, *folded;

		length = strcspn(value, "\n");
		line = arena_copy(arena, value, length);
		folded = line ? words_fold(line, arena) : NULL;
		if (!folded)
			err = ERR_MEMORY;
		else
			text_add_format(&all, "%s\n", folded);
	}
	if (!err)
		err = text_status(&all);
	if (!err && !(*words = arena_copy(arena, all.at, all.length)))
		err = ERR_MEMORY;
	text_finish(&all);
	return err;
}

static enum err prepare(const struct rule *rule, struct arena *arena, struct prepared *out)
{
	struct fault ignored = FAULT_NONE;

	*out = (struct prepared){
		.id = rule->id,
		.kind = (enum rule_kind)rule->kind,
		.action = (enum rule_action)rule->action,
	};
	out->value = rule->kind == RULE_KIND_NAME
			     ? words_fold(rule->value, arena)
			     : arena_copy(arena, rule->value, strlen(rule->value));
	if (!out->value)
		return ERR_MEMORY;
	if (rule->kind == RULE_KIND_WORDS)
		return prepare_words(rule->value, arena, &out->words);
	if (rule->kind == RULE_KIND_PATTERN)
		return pattern_create(rule->value, "value", &ignored, &out->pattern);
	return ERR_OK;
}

enum err rules_create(const struct rule *rows, size_t count, struct rules **out)
{
	struct rules *rules = calloc(1, sizeof(*rules));
	enum err err = ERR_OK;

	if (!rules)
		return ERR_MEMORY;
	atomic_init(&rules->holders, 1);
	arena_init(RULES_ARENA, &rules->arena);
	rules->at = arena_alloc(&rules->arena, count * sizeof(*rules->at) + 1);
	if (!rules->at)
		err = ERR_MEMORY;
	for (size_t i = 0; !err && i < count; i++) {
		if (rows[i].state != RULE_STATE_ON)
			continue;
		err = prepare(&rows[i], &rules->arena, &rules->at[rules->count]);
		rules->has[rows[i].kind] = true;
		rules->count++;
	}
	if (err)
		rules_release(rules);
	else
		*out = rules;
	return err;
}

enum err rules_read(struct store *store, const char *site, struct rules **rules)
{
	struct arena arena;
	struct rule *rows;
	size_t count;
	enum err err;

	arena_init(RULES_ARENA, &arena);
	err = store_rule_list(store, site, &arena, &rows, &count);
	if (!err)
		err = rules_create(rows, count, rules);
	arena_finish(&arena);
	return err;
}

struct rules *rules_hold(struct rules *rules)
{
	atomic_fetch_add(&rules->holders, 1);
	return rules;
}

void rules_release(struct rules *rules)
{
	if (!rules || atomic_fetch_sub(&rules->holders, 1) > 1)
		return;
	for (size_t i = 0; i < rules->count; i++)
		pattern_destroy(rules->at[i].pattern);
	arena_finish(&rules->arena);
	free(rules);
}

bool rules_have(const struct rules *rules, enum rule_kind kind)
{
	return rules->has[kind];
}

static enum err matching_init(const struct rules *rules, const struct rules_text *text,
	struct arena *arena, struct matching *matching)
{
	*matching =
		(struct matching){.text = text, .fields = {text->name, text->website, text->body}};
	if (rules->has[RULE_KIND_NAME] && !(matching->name = words_fold(text->name, arena)))
		return ERR_MEMORY;
	if (text->website && !(matching->host = links_host(text->website, arena)))
		return ERR_MEMORY;
	for (size_t i = 0; rules->has[RULE_KIND_WORDS] && i < FIELDS; i++) {
		if (!matching->fields[i])
			continue;
		matching->folded[i] = words_fold(matching->fields[i], arena);
		if (!matching->folded[i])
			return ERR_MEMORY;
	}
	return ERR_OK;
}

static struct slice slice_of(const char *text)
{
	return (struct slice){text, strlen(text)};
}

static bool match_words(
	const struct prepared *rule, struct matching *matching, struct rule_match *match)
{
	for (const char *line = rule->words; *line; line = strchr(line, '\n') + 1) {
		size_t length = strcspn(line, "\n");

		for (size_t i = 0; i < FIELDS; i++) {
			const char *in = matching->folded[i];

			if (!in || !memmem(in, strlen(in), line, length))
				continue;
			/* without the spaces around it */
			match->what = (struct slice){line + 1, length - 2};
			return true;
		}
	}
	return false;
}

static bool match_pattern(
	const struct prepared *rule, struct matching *matching, struct rule_match *match)
{
	for (size_t i = 0; i < FIELDS && matching->slow < SLOW_MAX; i++) {
		enum pattern_result result = PATTERN_NONE;

		if (matching->fields[i])
			result = pattern_match(
				rule->pattern, slice_of(matching->fields[i]), &match->what);
		if (result == PATTERN_NONE)
			continue;
		match->too_slow = result == PATTERN_TOO_SLOW;
		matching->slow += match->too_slow;
		return true;
	}
	return false;
}

static bool match_name(
	const struct prepared *rule, struct matching *matching, struct rule_match *match)
{
	match->what = slice_of(matching->text->name);
	return strcmp(rule->value, matching->name) == 0;
}

/* The host itself, or one below it. */
static bool host_is_of(const char *host, const char *of)
{
	size_t length = strlen(host), end = strlen(of);

	return length >= end && strcmp(host + length - end, of) == 0 &&
	       (length == end || host[length - end - 1] == '.');
}

static bool match_host(
	const struct prepared *rule, struct matching *matching, struct rule_match *match)
{
	const struct links *links = matching->text->links;
	const char *host = NULL;

	if (matching->host && host_is_of(matching->host, rule->value))
		host = matching->host;
	for (size_t i = 0; !host && i < links->count; i++)
		if (host_is_of(links->hosts[i], rule->value))
			host = links->hosts[i];
	if (host)
		match->what = slice_of(host);
	return host != NULL;
}

static bool match_tag(const struct prepared *rule, const char *tag, struct rule_match *match)
{
	match->what = slice_of(rule->value);
	return tag && strcmp(rule->value, tag) == 0;
}

static bool match_author(
	const struct prepared *rule, struct matching *matching, struct rule_match *match)
{
	return match_tag(rule, matching->text->author, match);
}

static bool match_network(
	const struct prepared *rule, struct matching *matching, struct rule_match *match)
{
	return match_tag(rule, matching->text->network, match);
}

static bool (*const kinds[RULE_KIND__MAX])(
	const struct prepared *rule, struct matching *matching, struct rule_match *match) = {
	[RULE_KIND_WORDS] = match_words,
	[RULE_KIND_PATTERN] = match_pattern,
	[RULE_KIND_NAME] = match_name,
	[RULE_KIND_HOST] = match_host,
	[RULE_KIND_AUTHOR] = match_author,
	[RULE_KIND_NETWORK] = match_network,
};

enum err rules_match(const struct rules *rules, const struct rules_text *text, struct arena *arena,
	struct rule_match **matches, size_t *count)
{
	struct rule_match *found;
	struct matching matching;
	size_t used = 0;
	enum err err;

	*count = 0;
	if (!rules->count)
		return ERR_OK;
	err = matching_init(rules, text, arena, &matching);
	found = err ? NULL : arena_alloc(arena, rules->count * sizeof(*found));
	if (!found)
		return ERR_MEMORY;
	for (size_t i = 0; i < rules->count; i++) {
		const struct prepared *rule = &rules->at[i];
		struct rule_match match = {
			.rule = rule->id, .kind = rule->kind, .action = rule->action};

		if (kinds[rule->kind](rule, &matching, &match))
			found[used++] = match;
	}
	*matches = found;
	*count = used;
	return ERR_OK;
}
