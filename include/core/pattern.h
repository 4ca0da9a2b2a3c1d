/*
 * Patterns: regular expressions of PCRE2 (pcre2pattern(3)) in UTF-8, whatever the case unless they
 * say (?-i). Bounded: one that tries too much gives up. The one room that knows PCRE2.
 */
#ifndef AFTERWORD_CORE_PATTERN_H
#define AFTERWORD_CORE_PATTERN_H

#include "base/err.h"
#include "base/text.h"

enum { PATTERN_LENGTH_MAX = 500 }; /* bytes */

struct pattern;

/* INVALID_INPUT at `field`: it is not a pattern, or it matches a text of nothing; MEMORY. */
enum err pattern_create(const char *text, const char *field, struct fault *fault,
	struct pattern **pattern) MUST_CHECK;
void pattern_destroy(struct pattern *pattern);

enum pattern_result { PATTERN_NONE, PATTERN_MATCH, PATTERN_TOO_SLOW };

/* Any thread may. `what` gets what matched. `text` is valid UTF-8. */
enum pattern_result pattern_match(
	const struct pattern *pattern, struct slice text, struct slice *what);

#endif
