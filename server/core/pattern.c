/* See include/core/pattern.h. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "core/pattern.h"

/* Steps of one match (about 2 ms), kilobytes of its memory, parentheses in one another. */
enum { STEPS_MAX = 100 * 1000, HEAP_MAX = 4096, DEPTH_MAX = 20 };

struct pattern {
	pcre2_code *code;
	pcre2_match_context *context;
};

void pattern_destroy(struct pattern *pattern)
{
	if (!pattern)
		return;
	pcre2_match_context_free(pattern->context);
	pcre2_code_free(pattern->code);
	free(pattern);
}

static enum err pattern_compile(
	const char *text, const char *field, struct fault *fault, pcre2_code **code)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	PCRE2_UCHAR why[160];
	PCRE2_SIZE place;
	int error;

	if (!context)
		return ERR_MEMORY;
	pcre2_set_parens_nest_limit(context, DEPTH_MAX);
	*code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
		PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C, &error, &place,
		context);
	pcre2_compile_context_free(context);
	if (*code)
		return ERR_OK;
	pcre2_get_error_message(error, why, sizeof(why));
	return fault_field(fault, field, "not_a_pattern", "At character %zu: %s.", place + 1,
		(const char *)why);
}

enum err pattern_create(
	const char *text, const char *field, struct fault *fault, struct pattern **out)
{
	struct pattern *pattern;
	struct slice ignored;
	enum err err;

	if (strlen(text) > PATTERN_LENGTH_MAX)
		return fault_field(fault, field, "too_long", "A pattern has at most %d bytes.",
			PATTERN_LENGTH_MAX);
	pattern = calloc(1, sizeof(*pattern));
	if (!pattern)
		return ERR_MEMORY;
	err = pattern_compile(text, field, fault, &pattern->code);
	pattern->context = pcre2_match_context_create(NULL);
	if (!err && !pattern->context)
		err = ERR_MEMORY;
	if (!err) {
		pcre2_set_match_limit(pattern->context, STEPS_MAX);
		pcre2_set_heap_limit(pattern->context, HEAP_MAX);
		if (pattern_match(pattern, (struct slice){"", 0}, &ignored) == PATTERN_MATCH)
			err = fault_field(
				fault, field, "matches_all", "It would match every comment.");
	}
	if (err)
		pattern_destroy(pattern);
	else
		*out = pattern;
	return err;
}

enum pattern_result pattern_match(
	const struct pattern *pattern, struct slice text, struct slice *what)
{
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	const PCRE2_SIZE *span;
	int result;

	if (!data)
		return PATTERN_TOO_SLOW;
	result = pcre2_match(pattern->code, (PCRE2_SPTR)text.at, text.length, 0, PCRE2_NO_UTF_CHECK,
		data, pattern->context);
	span = pcre2_get_ovector_pointer(data);
	if (result >= 0)
		*what = (struct slice){text.at + span[0], span[1] - span[0]};
	pcre2_match_data_free(data);
	if (result == PCRE2_ERROR_NOMATCH)
		return PATTERN_NONE;
	return result >= 0 ? PATTERN_MATCH : PATTERN_TOO_SLOW;
}
