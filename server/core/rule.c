/* A rule as it is asked for. See include/core/rules.h. */
#include <string.h>

#include "base/id.h"
#include "core/fingerprint.h"
#include "core/host.h"
#include "core/mistake.h"
#include "core/pattern.h"
#include "core/plain.h"
#include "core/rules.h"
#include "core/words.h"

static const struct input_member members[] = {
	INPUT(struct rule_input, site,
		.what = "The site whose comments it is for: needed for a new rule, which stays "
			"there."),
	INPUT(struct rule_input, kind, .names = rule_kind_names,
		.what = "What it looks at; needed for a new rule."),
	INPUT(struct rule_input, value, .what = "What it looks for; needed for a new rule."),
	INPUT(struct rule_input, action, .names = rule_action_names,
		.what = "What becomes of a comment in which it is found; needed for a new rule."),
	INPUT(struct rule_input, state, .names = rule_state_names,
		.what = "Whether it is in force; on unless given."),
	INPUT(struct rule_input, note, .high = PLAIN_NOTE_LIMIT, .what = "What it is for."),
};
const struct input_table rule_input_table = {members, ARRAY_SIZE(members)};

/* Lines with a word each, at least; empty ones go. */
static enum err value_words(
	const char *from, struct arena *arena, struct fault *fault, const char **value)
{
	char *out = arena_alloc(arena, strlen(from) + 2), *end = out;
	size_t lines = 0;

	if (!out)
		return ERR_MEMORY;
	for (size_t length; *from; from += length + (from[length] == '\n')) {
		char *line, *words;

		length = strcspn(from, "\n");
		line = arena_copy(arena, from, length);
		words = line ? words_fold(line, arena) : NULL;
		if (!words)
			return ERR_MEMORY;
		if (!*words && plain_trim(line).length)
			return fault_field(fault, "value", "no_word",
				"Each line needs a word of letters or numbers; \"%.80s\" has none.",
				line);
		if (!*words)
			continue;
		if (end > out)
			*end++ = '\n';
		end = mempcpy(end, line, length);
		lines++;
	}
	if (!lines || lines > RULE_LINES_MAX)
		return fault_field(fault, "value", lines ? "too_many" : "required",
			"Give 1 to %d lines, a word or several on each.", RULE_LINES_MAX);
	*value = out;
	return ERR_OK;
}

static enum err value_pattern(
	const char *from, struct arena *arena, struct fault *fault, const char **value)
{
	struct pattern *pattern;
	enum err err = pattern_create(from, "value", fault, &pattern);

	if (err)
		return err;
	pattern_destroy(pattern);
	*value = from;
	return ERR_OK;
}

static enum err value_name(
	const char *from, struct arena *arena, struct fault *fault, const char **value)
{
	static const struct plain_rule rule = {
		"value", 80, PLAIN_CHARACTERS, .wanted = "Give the name that it is about."};

	return plain_check(&rule, from, arena, fault, value);
}

/* A host; those below it are meant, too, so "*." before it is no more. */
static enum err value_host(
	const char *from, struct arena *arena, struct fault *fault, const char **value)
{
	struct slice name = plain_trim(from);
	char host[HOST_LIMIT + 1];
	enum err err;

	if (name.length > 2 && memcmp(name.at, "*.", 2) == 0)
		name = (struct slice){name.at + 2, name.length - 2};
	err = host_normalise(name, host);
	if (err == ERR_INVALID_INPUT)
		return fault_field(fault, "value", "not_a_host",
			"Give a host, as in example.org; those below it are meant, too.");
	if (err)
		return err;
	*value = arena_copy(arena, host, strlen(host));
	return *value ? ERR_OK : ERR_MEMORY;
}

static enum err value_tag(
	const char *from, struct arena *arena, struct fault *fault, const char **value)
{
	static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";

	if (strlen(from) != FINGERPRINT_TAG_SIZE - 1 || strspn(from, letters) != strlen(from))
		return fault_field(fault, "value", "not_a_tag",
			"Give the tag of %d letters and digits that comments show.",
			FINGERPRINT_TAG_SIZE - 1);
	*value = from;
	return ERR_OK;
}

static enum err (*const values[RULE_KIND__MAX])(
	const char *from, struct arena *arena, struct fault *fault, const char **value) = {
	[RULE_KIND_WORDS] = value_words,
	[RULE_KIND_PATTERN] = value_pattern,
	[RULE_KIND_NAME] = value_name,
	[RULE_KIND_HOST] = value_host,
	[RULE_KIND_AUTHOR] = value_tag,
	[RULE_KIND_NETWORK] = value_tag,
};

enum err rule_change(
	const struct rule_input *input, struct arena *arena, struct fault *fault, struct rule *rule)
{
	const char *value = input->value ? input->value : rule->value;
	struct rule changed = *rule;
	/* a new one needs them */
	enum err (*name_read)(const char *, const char *, const char *const *, struct fault *,
		int *) = rule->id ? field_name_read : field_name_needed;
	enum err err;

	name_read(input->kind, "kind", rule_kind_names, fault, &changed.kind);
	name_read(input->action, "action", rule_action_names, fault, &changed.action);
	field_name_read(input->state, "state", rule_state_names, fault, &changed.state);
	err = plain_check(&plain_rules[PLAIN_NOTE], input->note ? input->note : rule->note, arena,
		fault, &changed.note);
	if (err == ERR_MEMORY)
		return err;
	if (!value || !*value)
		err = fault_field(fault, "value", "required", "Say what it is about.");
	else if (strlen(value) > RULE_VALUE_MAX)
		err = fault_field(
			fault, "value", "too_long", "It has at most %d bytes.", RULE_VALUE_MAX);
	else if (!fault_find(fault, "kind"))
		err = values[changed.kind](value, arena, fault, &changed.value);
	if (err == ERR_MEMORY)
		return err;
	if (fault->err)
		return fault->err;
	*rule = changed;
	return ERR_OK;
}
