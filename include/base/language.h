/*
 * The languages in which readers are spoken to: which of them somebody wants, and what is said in
 * it. The table is made from web/words/ by words.py; the enum of the words stands in the words.h
 * that is made along.
 *
 * What is said is UTF-8 without any character that HTML has escaped. Its {places} are for others to
 * fill (api/html.h).
 */
#ifndef AFTERWORD_BASE_LANGUAGE_H
#define AFTERWORD_BASE_LANGUAGE_H

#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

/* The categories of Unicode CLDR. */
enum plural {
	PLURAL_ZERO,
	PLURAL_ONE,
	PLURAL_TWO,
	PLURAL_FEW,
	PLURAL_MANY,
	PLURAL_OTHER,
	PLURAL__MAX
};

/* Numbers that are, or (where there is a divisor) leave, what lies from first to last. */
struct plural_rule {
	enum plural plural;
	int64_t divisor, first, last;
};

struct language {
	const char *tag;                   /* BCP 47 */
	const char *query;                 /* "?lang=TAG" */
	const char *direction;             /* ltr, rtl */
	const struct plural_rule *plurals; /* the first that fits; the last fits all */
	const char *const *words;          /* by enum word */
};

/* English first; a NULL tag ends them. */
extern const struct language languages[];

/* By name, sorted. */
struct word_name {
	const char *name;
	int word;
};
extern const struct word_name word_names[];
extern const size_t word_name_count;

/*
 * The best of what is wanted: language ranges as Accept-Language has them (RFC 9110, section
 * 12.5.4), looked up by RFC 4647, section 3.4. NULL (or NULL for a list): none of it is spoken
 * here.
 */
const struct language *language_wanted(const char *list);

/* `number` is not negative. */
enum plural language_plural(const struct language *language, int64_t number);

/* The word of this name, or -1. */
int word_find(const char *name, size_t length);

/*
 * What to say of a mistake in a field, or (`field` NULL) of what is wrong as a whole: in English
 * what the fault says itself. NULL: it is said in English alone.
 */
const char *language_mistake(const struct language *language, const struct fault_field *field);
const char *language_problem(const struct language *language, const struct fault *fault);

#endif
