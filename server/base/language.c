/* Choosing a language, and finding what it says. See include/base/language.h. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/language.h"
#include "base/text.h"
#include "words.h"

enum { WEIGHT_MAX = 1000, NAME_MAX_LENGTH = 64 };

static const char blanks[] = " \t";

static const struct language *language_find(struct slice tag)
{
	for (const struct language *language = languages; language->tag; language++)
		if (strlen(language->tag) == tag.length &&
			strncasecmp(language->tag, tag.at, tag.length) == 0)
			return language;
	return NULL;
}

/* By the range, and then by what is left when its last parts are taken off; any is English. */
static const struct language *language_lookup(struct slice range)
{
	const struct language *found = NULL;

	if (range.length == 1 && *range.at == '*')
		return languages;
	while (range.length && !found) {
		found = language_find(range);
		do
			range.length--;
		while (range.length && range.at[range.length] != '-');
	}
	return found;
}

/* What stands behind a range: nothing, or ;q= and at most three decimals, in thousandths. */
static bool weight_read(struct slice from, int *weight)
{
	int value = 0, unit = WEIGHT_MAX;

	if (!from.length) {
		*weight = WEIGHT_MAX;
		return true;
	}
	if (from.length < 2 || strncasecmp(from.at, "q=", 2) != 0)
		return false;
	for (size_t i = 2; i < from.length; i++) {
		if (i == 3 && from.at[i] == '.')
			continue;
		if (from.at[i] < '0' || from.at[i] > '9' || !unit)
			return false;
		value += (from.at[i] - '0') * unit;
		unit /= 10;
	}
	*weight = value;
	return from.length > 2 && value <= WEIGHT_MAX;
}

static struct slice trimmed(const char *at, size_t length)
{
	while (length && strchr(blanks, *at)) {
		at++;
		length--;
	}
	while (length && strchr(blanks, at[length - 1]))
		length--;
	return (struct slice){at, length};
}

const struct language *language_wanted(const char *list)
{
	const struct language *best = NULL;
	int most = 0;

	while (list && *list) {
		size_t length = strcspn(list, ","), range = strcspn(list, ",;");
		const char *rest = list + range + (range < length);
		struct slice behind = trimmed(rest, (size_t)(list + length - rest));
		const struct language *found;
		int weight;

		if (weight_read(behind, &weight) && weight > most) {
			found = language_lookup(trimmed(list, range));
			if (found) {
				best = found;
				most = weight;
			}
		}
		list += length + (list[length] != '\0');
	}
	return best;
}

enum plural language_plural(const struct language *language, int64_t number)
{
	const struct plural_rule *rule = language->plurals;

	for (;; rule++) {
		int64_t n = rule->divisor ? number % rule->divisor : number;

		if (n >= rule->first && n <= rule->last)
			return rule->plural;
	}
}

int word_find(const char *name, size_t length)
{
	size_t low = 0, high = word_name_count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strncmp(word_names[middle].name, name, length);

		if (!order && !word_names[middle].name[length])
			return word_names[middle].word;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return -1;
}

static const char *said(
	const struct language *language, const char *group, const char *name, const char *of)
{
	char key[NAME_MAX_LENGTH];
	int length =
		snprintf(key, sizeof(key), "%s.%s%s%s", group, name, of ? "." : "", of ? of : "");
	int word = length < NAME_MAX_LENGTH ? word_find(key, (size_t)length) : -1;

	return word < 0 ? NULL : language->words[word];
}

const char *language_mistake(const struct language *language, const struct fault_field *field)
{
	const char *found;

	if (language == languages)
		return field->detail;
	found = said(language, "mistake", field->code, field->name);
	return found ? found : said(language, "mistake", field->code, NULL);
}

const char *language_problem(const struct language *language, const struct fault *fault)
{
	if (language == languages)
		return fault->detail;
	return said(language, "problem", err_info(fault->err)->slug, NULL);
}
