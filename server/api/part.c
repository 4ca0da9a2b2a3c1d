/* See part.h. */
#include <string.h>

#include "api/inputs.h"
#include "api/part.h"
#include "base/id.h"

void part_read(const struct part_input *input, struct fault *fault, struct part *part)
{
	int64_t since = 0, until = INT64_MAX, from;

	input_id(input->after, "after", fault, &part->after);
	input_id(input->before, "before", fault, &part->before);
	input_time(input->since, "since", fault, &since);
	input_time(input->until, "until", fault, &until);
	input_number(input->limit, "limit", 1, PART_LIMIT_MAX, PART_LIMIT, fault, &part->limit);
	if (input->after && input->before)
		fault_field(fault, "before", "conflict", "Give after or before, not both.");
	part->last = input->before != NULL;
	part->cursor = part->last ? part->before : part->after;
	part->limit++;
	from = id_at(since);
	if (from > part->after)
		part->after = from - 1;
	if (!part->before || id_at(until) < part->before)
		part->before = id_at(until);
}

bool part_trim(const struct part *part, size_t *count, size_t *first)
{
	bool more = *count == (size_t)part->limit;

	*count -= more;
	/* going back, the one too many is the oldest */
	*first = more && part->last;
	return more;
}

void part_put(struct json_writer *json, const struct part *part, int64_t first, int64_t last,
	bool more, int64_t edge)
{
	/* what lies beyond this part, and what lies behind, where the list came from */
	int64_t beyond = edge, behind = 0;

	if (more)
		beyond = part->last ? first : last;
	if (part->cursor && last)
		behind = part->last ? last : first;
	else if (part->cursor)
		behind = part->last ? part->cursor - 1 : part->cursor + 1;
	json_put_id(json, "next", part->last ? behind : beyond);
	json_put_id(json, "previous", part->last ? beyond : behind);
}

static int64_t id_of(const struct field_table *table, const void *rows, size_t i)
{
	int64_t id;

	memcpy(&id, (const char *)rows + i * table->size, sizeof(id));
	return id;
}

enum err part_answer(struct exchange *exchange, const struct part *part,
	const struct field_table *table, const void *rows, size_t count)
{
	struct json_writer json = answer_json(exchange, 200);
	int64_t oldest = 0, newest = 0;
	size_t first;
	bool more = part_trim(part, &count, &first);

	rows = (const char *)rows + first * table->size;
	if (count) {
		oldest = id_of(table, rows, 0);
		newest = id_of(table, rows, count - 1);
	}
	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_put_rows(&json, "items", table, SEE_MODERATORS, rows, count);
	part_put(&json, part, oldest, newest, more, 0);
	json_close_object(&json);
	return ERR_OK;
}
