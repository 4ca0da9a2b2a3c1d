/* See inputs.h. */
#include <stdlib.h>
#include <string.h>

#include "api/inputs.h"
#include "base/time.h"

struct language_input {
	const char *lang;
};

static const struct input_member language_members[] = {
	INPUT(struct language_input, lang, .what = LANGUAGE_WHAT)};
const struct input_table language_table = {language_members, ARRAY_SIZE(language_members)};

void input_number(const char *from, const char *field, int64_t low, int64_t high, int64_t standard,
	struct fault *fault, int64_t *number)
{
	long long value = standard;

	if (from) {
		bool digits = *from && !from[strspn(from, "0123456789")] && strlen(from) < 18;

		value = digits ? strtoll(from, NULL, 10) : -1;
	}
	if (value < low || value > high)
		fault_field(fault, field, "out_of_range", "It must be a number from %lld to %lld.",
			(long long)low, (long long)high);
	else
		*number = value;
}

void input_id(const char *from, const char *field, struct fault *fault, int64_t *id)
{
	int64_t found = 0;

	if (from && !id_parse(from, &found))
		fault_field(fault, field, "not_an_id",
			"It must be an id of %d characters, as lists give it.", ID_LENGTH);
	else
		*id = found;
}

enum err path_id(const struct exchange *exchange, int64_t *id)
{
	return id_parse(exchange->params[0], id) ? ERR_OK : ERR_NOT_FOUND;
}

enum err revision_read(struct exchange *exchange, int64_t *revision)
{
	const char *header = exchange_header(exchange, "If-Match");
	char *end;

	if (!header)
		return ERR_OK;
	if (header[0] == '"' && header[1] >= '1' && header[1] <= '9') {
		int64_t read = strtoll(header + 1, &end, 10);

		if (end[0] == '"' && end[1] == '\0') {
			*revision = read;
			return ERR_OK;
		}
	}
	return fault_set(&exchange->fault, ERR_BAD_REQUEST,
		"If-Match must be one revision in quotes, such as \"1\".");
}

enum err revision_needed(struct exchange *exchange, int64_t *revision)
{
	if (exchange_header(exchange, "If-Match"))
		return revision_read(exchange, revision);
	return fault_set(&exchange->fault, ERR_PRECONDITION_REQUIRED,
		"Name the revision that was read, as its ETag: If-Match: \"1\".");
}

enum err answer_revision(struct exchange *exchange, int64_t revision)
{
	const char *etag = arena_format(&exchange->arena, "\"%lld\"", (long long)revision);

	if (!etag)
		return fault_set(&exchange->fault, ERR_MEMORY, "There is no memory.");
	answer_header(exchange, "ETag", etag);
	return ERR_OK;
}

void input_time(const char *from, const char *field, struct fault *fault, int64_t *time)
{
	if (from && !time_parse(from, time))
		fault_field(fault, field, "not_a_time",
			"It must be a time in UTC, as in 2026-11-24T09:30:00Z.");
}
